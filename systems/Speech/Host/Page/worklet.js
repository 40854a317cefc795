// Runs on the browser's audio thread: brings what the microphone gives to the server's sample rate, and posts it in frames of 20 ms,
// signed 16 bits little-endian, each with its peak. Nothing is allocated but the frames, which are handed over to the page.
const Phases = 256; // steps between two input samples at which the filter is tabulated
const Reach = 16; // zero crossings of the filter on each side
const FrameMs = 20;

class Capture extends AudioWorkletProcessor {
  constructor(options) {
    super();
    const rate = options.processorOptions.sampleRate;
    this.step = sampleRate / rate;
    const cutoff = Math.min(1, 1 / this.step) * (this.step === 1 ? 1 : 0.95);
    this.half = Math.ceil(Reach / cutoff);
    this.taps = 2 * this.half;
    this.table = this.filter(cutoff);
    this.held = new Float32Array(this.taps + 8192);
    this.count = this.half; // begins with silence, so that the first sample has neighbours
    this.at = this.half; // where the next output sample stands among those held
    this.frame = new Int16Array(Math.round(rate * FrameMs / 1000));
    this.filled = 0;
    this.peak = 0;
    this.isEnded = false;
    this.port.onmessage = () => this.end();
  }

  // A windowed sinc: row p holds the weights for an output sample that stands p/Phases behind an input sample.
  filter(cutoff) {
    const table = new Float32Array((Phases + 1) * this.taps);
    for (let phase = 0; phase <= Phases; phase++) {
      for (let tap = 0; tap < this.taps; tap++) {
        const x = tap - this.half + 1 - phase / Phases;
        const angle = Math.PI * cutoff * x;
        const sinc = x === 0 ? 1 : Math.sin(angle) / angle;
        table[phase * this.taps + tap] = Math.abs(x) >= this.half ? 0 : cutoff * sinc * (0.5 + 0.5 * Math.cos(Math.PI * x / this.half));
      }
    }
    return table;
  }

  process(inputs) {
    if (this.isEnded) return false;
    const channels = inputs[0];
    if (channels.length > 0) this.take(channels);
    return true;
  }

  take(channels) {
    const length = channels[0].length;
    for (let n = 0; n < length; n++) {
      let sum = 0;
      for (const channel of channels) sum += channel[n];
      this.held[this.count++] = sum / channels.length;
    }
    while (this.at + this.half < this.count) {
      const whole = Math.floor(this.at);
      const row = Math.round((this.at - whole) * Phases) * this.taps;
      const first = whole - this.half + 1;
      let sum = 0;
      for (let tap = 0; tap < this.taps; tap++) sum += this.held[first + tap] * this.table[row + tap];
      this.put(sum);
      this.at += this.step;
    }
    const spent = Math.floor(this.at) - this.half;
    this.held.copyWithin(0, spent, this.count);
    this.count -= spent;
    this.at -= spent;
  }

  put(sample) {
    const bounded = Math.max(-1, Math.min(1, sample));
    this.peak = Math.max(this.peak, Math.abs(bounded));
    this.frame[this.filled++] = Math.round(bounded * 32767);
    if (this.filled === this.frame.length) this.post(this.frame.length);
  }

  post(length) {
    const pcm = this.frame.slice(0, length).buffer;
    this.port.postMessage({ pcm, peak: this.peak }, [pcm]);
    this.filled = 0;
    this.peak = 0;
  }

  end() {
    if (this.isEnded) return;
    if (this.filled > 0) this.post(this.filled);
    this.isEnded = true;
    this.port.postMessage({ ended: true });
  }
}

registerProcessor('capture', Capture);
