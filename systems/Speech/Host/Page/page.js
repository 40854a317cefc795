// The page with the microphone: microphone -> worklet.js (resampled, 20 ms frames) -> WebSocket -> words.
const StreamPath = '/v1/transcribe/stream';
const FrameMs = 20;
const FarewellMs = 5_000; // how long Stop waits for the last words
const MostFinals = 500; // older ones go: a page may listen for days
const SoundMs = 10_000; // how long a browser may take to let the sound through
const MostUnsentBytes = 1_000_000; // about half a minute of audio that the network does not take

const byId = id => document.getElementById(id);
const page = byId('page');
const States = {
  idle: 'Not connected.',
  asking: 'Waiting for the microphone to be allowed.',
  connecting: 'Connecting.',
  listening: 'Connected, listening.',
  stopping: 'Waiting for the last words.',
  lost: 'Not connected.',
};

let line = null; // the one recording that runs: microphone, worklet and socket, freed together

function show(state) {
  page.dataset.state = state;
  byId('state').textContent = States[state];
  const runs = state !== 'idle' && state !== 'lost';
  byId('start').disabled = runs;
  byId('stop').disabled = !runs || state === 'stopping';
  byId('key').disabled = runs;
}

function complain(text, mayAgain = true) {
  byId('problem-text').textContent = text;
  byId('again').hidden = !mayAgain;
  byId('problem').hidden = false;
}

function warn(text) {
  byId('warning').textContent = text;
  byId('warning').hidden = text === '';
}

const reasons = {
  NotAllowedError: 'The microphone was refused. Allow it for this page (the sign beside the address), then press Start again.',
  NotFoundError: 'There is no microphone. Plug one in, then press Start again.',
  NotReadableError: 'The microphone cannot be opened. Another program may be using it: close that, then press Start again.',
  SecurityError: 'The browser does not let this page use a microphone.',
};

const endings = {
  idle: 'nothing was sent for too long',
  no_speech: 'nobody spoke for too long',
  max_length: 'the recording was as long as it may be',
  deleted: 'an operator ended it',
  shutdown: 'the server is going down',
};

class Line {
  sent = 0;
  answered = 0;
  level = 0;
  refusal = ''; // what the server said before it closed
  hasStarted = false;
  isStopping = false;
  isOver = false;

  async run() {
    if (!navigator.mediaDevices || !window.AudioWorkletNode) {
      return this.end('Browsers give a microphone only to pages that come over https or from this same machine. Open the page that way.', false);
    }
    show('asking');
    try {
      this.microphone = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    } catch (error) {
      return this.end(reasons[error.name] ?? `The microphone cannot be used: ${error.message}`, false);
    }
    if (this.isOver) return this.free();
    for (const track of this.microphone.getTracks()) track.onended = () => this.stop('The microphone was unplugged or taken away.');
    show('connecting');
    this.connect();
  }

  connect() {
    const key = byId('key').value.trim();
    const address = new URL(StreamPath, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    try {
      this.socket = key ? new WebSocket(address, ['token', key]) : new WebSocket(address);
    } catch {
      byId('access').open = true;
      return this.end('The key has a character in it that a browser cannot send, such as a space or a comma. Check it, then press Start again.', false);
    }
    this.socket.binaryType = 'arraybuffer';
    this.socket.onmessage = event => this.take(JSON.parse(event.data));
    this.socket.onclose = event => this.closed(event);
  }

  async listen(rate) {
    try {
      this.audio = new AudioContext();
      await this.audio.audioWorklet.addModule('/page/worklet.js');
      if (this.isOver) return this.free();
      this.capture = new AudioWorkletNode(this.audio, 'capture', { numberOfInputs: 1, numberOfOutputs: 0, processorOptions: { sampleRate: rate } });
      this.capture.port.onmessage = event => this.send(event.data);
      this.audio.createMediaStreamSource(this.microphone).connect(this.capture);
      await within(SoundMs, this.audio.resume(), 'the browser does not let it through. Press Start again.');
    } catch (error) {
      return this.end(`The sound of the microphone cannot be read: ${error.message}`);
    }
    if (!this.isOver && !this.isStopping) show('listening');
  }

  send({ pcm, peak, ended }) {
    if (this.isOver || this.socket.readyState !== WebSocket.OPEN) return;
    if (ended) return this.socket.send('{"type":"CloseStream"}');
    if (this.socket.bufferedAmount > MostUnsentBytes) {
      return this.end('The network is too slow: half a minute of sound is waiting to be sent.');
    }
    this.socket.send(pcm);
    this.sent++;
    this.level = Math.max(peak, this.level * 0.85);
  }

  take(message) {
    switch (message.type) {
      case 'session_start':
        this.hasStarted = true;
        return this.listen(message.sample_rate ?? 16_000);
      case 'partial':
        this.answered++;
        this.refusal = '';
        return this.provisional(message.text);
      case 'final':
        this.answered++;
        this.refusal = '';
        this.provisional('');
        return this.final(message);
      case 'warning':
        return warn(message.message);
      case 'error':
        return this.error(message);
    }
  }

  provisional(text) {
    // In the silence within a sentence a partial has no words: what was heard of it stays until it is final.
    if (text !== '' || !this.hasWords) byId('partial').textContent = text;
    this.hasWords = text !== '' || this.hasWords;
  }

  final({ text, start_ms, end_ms }) {
    this.hasWords = false;
    byId('partial').textContent = '';
    if (!this.wasBehind) warn('');
    if (!text) return;
    const item = document.createElement('li');
    const time = document.createElement('time');
    time.textContent = `${(start_ms / 1000).toFixed(1)} to ${(end_ms / 1000).toFixed(1)} s`;
    item.append(time, text);
    byId('finals').append(item);
    while (byId('finals').childElementCount > MostFinals) byId('finals').firstElementChild.remove();
    byId('nothing').hidden = true;
    item.scrollIntoView({ block: 'nearest' });
  }

  error({ code, message, reason, retry_after }) {
    if (code === 'SESSION_LIMIT') {
      this.refusal = `The server is full: ${message}.${retry_after ? ` Try again in ${retry_after} seconds.` : ' Try again later.'}`;
    } else if (code === 'SESSION_CLOSING') {
      this.refusal = `The server has ended the recording: ${endings[reason] ?? message}.`;
    } else if (code === 'AUDIO_TOO_LARGE') {
      this.refusal = message; // no answer to a chunk: the connection ends
    } else {
      // These stand for the answer to a chunk, and the stream goes on.
      this.answered++;
      warn(`The server could not recognise a part: ${message}.`);
      this.refusal = message;
    }
  }

  stop(why = '') {
    if (this.isOver || this.isStopping) return;
    this.isStopping = true;
    this.why = why;
    if (!this.capture) return this.end(why);
    show('stopping');
    this.capture.port.postMessage('end');
    for (const track of this.microphone.getTracks()) track.stop();
    this.farewell = setTimeout(() => this.end(why || 'The server did not send the last words in time.'), FarewellMs);
  }

  async closed({ code, reason }) {
    if (this.isOver) return;
    if (this.isStopping && code === 1000) return this.end(this.why);
    if (this.hasStarted || this.refusal) {
      return this.end(this.refusal || (code === 1001 ? 'The server is going down.' : `The connection was lost${reason ? `: ${reason}` : ''}.`));
    }
    this.end(await whyNot());
  }

  end(problem = '', mayAgain = true) {
    if (this.isOver) return;
    this.isOver = true;
    this.free();
    line = null;
    byId('level').value = 0;
    byId('backlog').value = '0 ms';
    show(problem ? 'lost' : 'idle');
    if (problem) complain(problem, mayAgain);
  }

  free() {
    clearTimeout(this.farewell);
    for (const track of this.microphone?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.audio?.close().catch(() => {});
    this.socket?.close(1000);
  }
}

function within(ms, promise, why) {
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error(why)), ms); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// A browser does not say why a WebSocket was refused before it opened; a plain request that needs the same key may.
async function whyNot() {
  const key = byId('key').value.trim();
  try {
    const answer = await fetch('/v1/sessions/metrics', { cache: 'no-store', headers: key ? { 'X-API-Key': key } : {} });
    if (answer.status === 401) {
      byId('access').open = true;
      return key ? 'The server refused the connection: the API key is wrong.' : 'The server wants an API key: enter it, then press Start again.';
    }
    return answer.ok
      ? 'The server refused the connection. It may be going down, or take no pages of this address.'
      : `The server refused the connection (it answers ${answer.status}).`;
  } catch {
    return 'The server cannot be reached.';
  }
}

function start() {
  if (line) return;
  byId('problem').hidden = true;
  byId('partial').textContent = '';
  warn('');
  line = new Line();
  line.run();
}

byId('start').onclick = start;
byId('again').onclick = () => {
  byId('start').focus();
  start();
};
byId('stop').onclick = () => line?.stop();
addEventListener('pagehide', () => line?.end());

function draw() {
  if (line) {
    // Loudness as people hear it: 60 dB over the whole meter.
    const loud = Math.max(0, 1 + Math.log10(Math.max(line.level, 1e-3)) / 3);
    byId('level').value = loud;
    byId('level').textContent = `${Math.round(loud * 100)} %`;
    const backlog = Math.max(0, line.sent - line.answered) * FrameMs;
    byId('backlog').value = `${backlog} ms`;
    if (backlog < 200 && line.wasBehind) warn('');
    line.wasBehind = backlog >= 1_000 || (line.wasBehind && backlog >= 200);
  }
  setTimeout(draw, 100);
}

draw();
