// The browser's side of Live. It takes over the page as served, sends what the user does, applies what comes back, and
// keeps what was typed when the line breaks. PROTOCOL.md of the Wire has every byte. No dependency, no build step.

// WellKnownNames, in its order: a test compares them.
const NAMES = `div span p a h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td
form fieldset legend label input button select option optgroup textarea output progress meter img picture source
figure figcaption video audio canvas svg path header footer nav main section article aside details summary dialog
strong em b i small code pre blockquote hr br time mark sub sup
id class style href src alt title name type value checked disabled readonly required placeholder for action method
selected multiple maxlength minlength min max step pattern autocomplete autofocus rows cols colspan rowspan scope tabindex
role hidden lang dir target rel width height open datetime viewBox d fill stroke aria-label aria-labelledby
aria-describedby aria-hidden aria-live aria-current aria-expanded aria-invalid aria-pressed aria-selected aria-controls data-id data-key
l-on l-hook l-style l-ignore
color background-color display top left right bottom transform opacity visibility font-weight font-size margin padding
z-index flex-grow grid-column grid-row`.split(/\s/);

// Names of events and hooks are the page's; __proto__: null keeps what objects inherit from answering to one.
const KINDS = {
  __proto__: null,
  click: 0x10, dblclick: 0x11, mousedown: 0x12, mouseup: 0x13, mousemove: 0x14, mouseenter: 0x15, mouseleave: 0x16, wheel: 0x17, contextmenu: 0x18,
  keydown: 0x20, keyup: 0x21, input: 0x30, change: 0x31, submit: 0x40, reset: 0x41, focus: 0x50, blur: 0x51, scroll: 0x60, resize: 0x61,
  touchstart: 0x70, touchmove: 0x71, touchend: 0x72, touchcancel: 0x73,
  dragstart: 0x78, dragend: 0x79, dragenter: 0x7a, dragleave: 0x7b, dragover: 0x7c, drop: 0x7d, custom: 0x7e, navigate: 0x7f,
};
const ALIAS = { __proto__: null, focusin: 'focus', focusout: 'blur', compositionend: 'input' };
const DOM_EVENTS = { __proto__: null, focus: ['focusin'], blur: ['focusout'], input: ['input', 'compositionend'], drop: ['drop', 'dragover'] };
const OWN_ONLY = ['mouseenter', 'mouseleave', 'scroll']; // do not bubble
// What others wait for goes after what was put off, as a form is sent after what was typed into it.
const HURRY = [KINDS.click, KINDS.dblclick, KINDS.change, 0x32, 0x33, KINDS.submit, KINDS.blur, KINDS.drop, KINDS.custom];
const LATEST_ONLY = [KINDS.mousemove, KINDS.input, KINDS.scroll, KINDS.resize, KINDS.touchmove, KINDS.dragover]; // the newest says it all
const CONTROLS = 'input,textarea,select';
const TICKED = /^(checkbox|radio)$/;
const QUEUE_MOST = 256;
const NO_FIELD = {};

const ID = Symbol('node');
const TYPED = Symbol('changed by the user, and by nobody since');
const SENT = Symbol('number of the last event with its value'); // Infinity while that waits; 0 or none: the server knows nothing of it
const RAW = Symbol('raw');

const utf8 = new TextEncoder();
const fail = message => { throw new RangeError(message); };
const now = () => Math.round(performance.now()); // the clock of the day may be set back
const fromUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// Bytes out: a number is a byte, everything else a sequence of bytes.
const uvarint = number => {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push(number % 128 | 128);
  return [...bytes, number];
};
const svarint = number => {
  number = Math.max(-0x40000000, Math.min(0x3fffffff, Math.round(number) || 0));
  return uvarint(number < 0 ? -2 * number - 1 : 2 * number);
};
const size = number => uvarint(Math.max(0, Math.round(number) || 0));
const rest = text => utf8.encode(text ?? '');
const text = value => join(uvarint(rest(value).length), rest(value));
const join = (...parts) => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part.length ?? 1), 0));
  let at = 0;
  for (const part of parts) {
    if (part.length === undefined) bytes[at] = part; else bytes.set(part, at);
    at += part.length ?? 1;
  }
  return bytes;
};

/** Reads one frame; what it cannot read throws. */
export class Reader {
  #bytes; #at = 0; #shared = [];
  constructor(bytes) { this.#bytes = bytes; }
  get more() { return this.#at < this.#bytes.length; }
  u8() {
    return this.more ? this.#bytes[this.#at++] : fail(`the frame ends at ${this.#at}`);
  }
  u() {
    let value = 0;
    for (let factor = 1, byte = 128; byte > 127; factor *= 128) value += ((byte = this.u8()) & 127) * factor;
    return value;
  }
  s() {
    const number = this.u();
    return number % 2 ? -(number + 1) / 2 : number / 2;
  }
  text(length = this.u()) {
    if (this.#at + length > this.#bytes.length) fail(`a text at ${this.#at} is longer than its frame`);
    return fromUtf8.decode(this.#bytes.subarray(this.#at, this.#at += length));
  }
  rest() { return this.text(this.#bytes.length - this.#at); }
  shared() {
    const number = this.u();
    if (number % 2) return this.#shared[(number - 1) / 2] ?? fail(`no such text before ${this.#at}`);
    const value = this.text(number / 2);
    if (number >= 6) this.#shared.push(value);
    return value;
  }
  name() {
    const code = this.u8();
    return code ? NAMES[code - 1] ?? fail(`no name ${code}`) : this.shared();
  }
}

/** What a page's own scripts use: `import { live } from '/_live/live.js'`, or `window.live`. */
export const live = {
  /** By name, as in `l-hook`: objects with any of mounted(), updated(), received(name, detail), destroyed(). `this` has `element` and `send(name, detail)`. */
  hooks: new Proxy({ __proto__: null }, { set: (hooks, name, hook) => { hooks[name] = hook; if (root) mount(); return true; } }),
  /** Raises a custom event at an element of the page. */
  send: (name, detail, element = root) => { flush(); raise(element, KINDS.custom, join(text(name), rest(detail === undefined ? '' : JSON.stringify(detail)))); },
  /** connecting, connected, reconnecting or closed; also in the root's `data-live-state`, and told by the window's event `live-state`. */
  state: 'connecting',
  /** What the banner says; a page may say it in its own language. */
  texts: {
    lost: 'The connection is lost. What you type is kept.', now: 'Try now', reload: 'Reload', closed: 'The server has ended this page.',
    full: 'Too much was done without a connection; what you do now is not kept.', long: 'That is too long to be sent.',
  },
};

let root, socket, token, nodes = new Map();
let banner, retry, notices, attempt = 0, since = 0, ended = false, comeBack = 0;
let ready = false, fresh = false, lastPatch = 0, asked = false, failures = 0; // since: when it was welcomed; fresh: the next document is of a new session
let heartbeat = 15, largest = 65_536, heard = 0, pinged = 0;
let queue = [], lastEvent = 0, handled = 0, gap = false;
let quiet = false, here = '', toTop = 0; // toTop: the navigation after which the page begins at its top
const waiting = new Map(); // debounced and throttled events
const unsent = new Set(); // fields whose event did not fit into the queue
const specs = new Map(), listening = new Set();
const mounted = new Map(), unmounted = new Set();
let touched = new Set();

// --- Connection

function connect() {
  clearTimeout(retry);
  if (socket || ended) return;
  const url = new URL(root.dataset.livePath, location);
  url.protocol = url.protocol.replace('http', 'ws');
  const own = socket = new WebSocket(url, 'millrace-live.1');
  own.binaryType = 'arraybuffer';
  heard = now();
  pinged = 0;
  own.onopen = () => {
    heard = now();
    own.send(join(1, 1, document.hidden << 1, text(token), uvarint(lastPatch), text(path()), size(innerWidth), size(innerHeight), svarint(-new Date().getTimezoneOffset())));
  };
  own.onmessage = message => {
    if (own !== socket) return;
    heard = now();
    pinged = 0;
    try {
      receive(new Reader(new Uint8Array(message.data)));
    } catch (error) {
      console.error('Live: a frame could not be applied.', error);
      // The document as a whole mends whatever is wrong; where it cannot, only a reload does.
      if (failures++) end(live.texts.closed, true); else resync(1);
    }
  };
  own.onclose = () => own === socket && lost();
}

/** The code tells who leaves for good (1000 "left") from who may come back (4000). */
function hangUp(code = 4000, reason) {
  const old = socket;
  socket = null;
  ready = asked = false;
  old?.close(code, reason);
}

function lost() {
  // Only a connection that held lets the next ones follow quickly: a page that fails again and again must not knock for ever.
  if (ready && now() - since > 10_000) attempt = 0;
  hangUp();
  if (ended) return;
  state('reconnecting', live.texts.lost, [live.texts.now, again]);
  const wait = Math.max(comeBack, Math.min(10_000, 250 * 2 ** attempt++) * (document.hidden ? 4 : 1));
  comeBack = 0;
  retry = setTimeout(connect, wait * (0.5 + Math.random()));
}

/** At once: the user asked, the tab came back or the network did. */
function again() {
  attempt = 0;
  if (!ready && socket?.readyState !== WebSocket.OPEN) {
    hangUp();
    connect();
  } else look();
}

function end(message, reload) {
  ended = true;
  state('closed', message || live.texts.closed, reload && [live.texts.reload, () => location.reload()]);
  lost();
}

/** A line that is cut says nothing: ask after a while, sooner where an answer is due, and give it up where none comes. */
function look() {
  const silent = now() - heard;
  if (!socket) return;
  if (pinged ? now() - pinged > 5_000 : !ready && silent > 15_000) lost();
  else if (ready && !pinged && silent > (queue.length ? 2_000 : heartbeat * 1_000)) {
    pinged = now();
    post(4, uvarint(pinged));
  }
}

const post = (...parts) => socket?.readyState === WebSocket.OPEN && socket.send(join(...parts));
const path = () => location.pathname + location.search;

function resync(how) {
  if (!asked || how) post(3, uvarint(lastPatch), how);
  asked = true;
}

function state(name, message = '', button) {
  if (live.state !== name || !root.dataset.liveState) {
    root.dataset.liveState = live.state = name;
    dispatchEvent(new CustomEvent('live-state', { detail: name }));
  }
  say(message, button);
}

function say(message, button) {
  clearTimeout(notices);
  banner.dataset.state = message ? live.state : '';
  if (banner.firstChild.textContent !== message) banner.firstChild.textContent = message;
  while (banner.childNodes[1]) banner.lastChild.remove();
  if (message && button) {
    const element = document.createElement('button');
    [element.textContent, element.onclick] = button;
    element.type = 'button';
    banner.append(element);
  }
}

/** Something to know that passes. */
function tell(message) {
  if (live.state !== 'connected') return;
  say(message, ['×', () => say('')]);
  banner.lastChild.ariaLabel = 'Dismiss';
  notices = setTimeout(() => say(''), 10_000);
}

