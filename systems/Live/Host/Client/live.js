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

const KINDS = {
  click: 0x10, dblclick: 0x11, mousedown: 0x12, mouseup: 0x13, mousemove: 0x14, mouseenter: 0x15, mouseleave: 0x16, wheel: 0x17, contextmenu: 0x18,
  keydown: 0x20, keyup: 0x21, input: 0x30, change: 0x31, submit: 0x40, reset: 0x41, focus: 0x50, blur: 0x51, scroll: 0x60, resize: 0x61,
  touchstart: 0x70, touchmove: 0x71, touchend: 0x72, touchcancel: 0x73,
  dragstart: 0x78, dragend: 0x79, dragenter: 0x7a, dragleave: 0x7b, dragover: 0x7c, drop: 0x7d, custom: 0x7e, navigate: 0x7f,
};
const ALIAS = { focusin: 'focus', focusout: 'blur', compositionend: 'input' };
const DOM_EVENTS = { focus: ['focusin'], blur: ['focusout'], input: ['input', 'compositionend'], drop: ['drop', 'dragover'] };
const OWN_ONLY = ['mouseenter', 'mouseleave', 'scroll']; // do not bubble
const LATEST_ONLY = [KINDS.mousemove, KINDS.input, KINDS.scroll, KINDS.resize, KINDS.touchmove, KINDS.dragover]; // the newest says it all
const CONTROLS = 'input,textarea,select';
const TICKED = /^(checkbox|radio)$/;
const QUEUE_MOST = 256;

const ID = Symbol('node');
const TYPED = Symbol('changed by the user, and by nobody since');
const SENT = Symbol('number of the last event with its value'); // Infinity while it waits for its debounce
const RAW = Symbol('raw');

const utf8 = new TextEncoder();
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
    if (!this.more) throw new RangeError(`the frame ends at ${this.#at}`);
    return this.#bytes[this.#at++];
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
    if (this.#at + length > this.#bytes.length) throw new RangeError(`a text at ${this.#at} is longer than its frame`);
    return fromUtf8.decode(this.#bytes.subarray(this.#at, this.#at += length));
  }
  rest() { return this.text(this.#bytes.length - this.#at); }
  shared() {
    const number = this.u();
    if (number % 2) {
      if ((number - 1) / 2 >= this.#shared.length) throw new RangeError(`no such text before ${this.#at}`);
      return this.#shared[(number - 1) / 2];
    }
    const value = this.text(number / 2);
    if (number >= 6) this.#shared.push(value);
    return value;
  }
  name() {
    const code = this.u8();
    return code ? NAMES[code - 1] : this.shared();
  }
}

/** What a page's own scripts use: `import { live } from '/_live/live.js'`, or `window.live`. */
export const live = {
  /** By name, as in `l-hook`: objects with any of mounted(), updated(), received(name, detail), destroyed(). `this` has `element` and `send(name, detail)`. */
  hooks: new Proxy({}, { set: (hooks, name, hook) => { hooks[name] = hook; if (root) mount(); return true; } }),
  /** Raises a custom event at an element of the page. */
  send: (name, detail, element = root) => raise(element, KINDS.custom, join(text(name), rest(detail === undefined ? '' : JSON.stringify(detail)))),
  /** connecting, connected, reconnecting or closed; also in the root's `data-live-state`, and told by the window's event `live-state`. */
  state: 'connecting',
  /** What the banner says; a page may say it in its own language. */
  texts: {
    lost: 'The connection is lost. What you type is kept.', now: 'Try now', reload: 'Reload', closed: 'The server has ended this page.',
    full: 'Too much was done without a connection; what you do now is not kept.', long: 'That is too long to be sent.',
  },
};

let root, socket, token, nodes = new Map();
let banner, retry, notices, attempt = 0, ended = false, comeBack;
let ready = false, fresh = false, lastPatch = 0, asked = false, failures = 0; // fresh: the next document is of a new session
let heartbeat = 15, largest = 65_536, heard = 0, pinged = 0;
let queue = [], lastEvent = 0, handled = 0, gap = false;
let quiet = false, here = '', toTop = false;
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
  heard = Date.now();
  pinged = 0;
  own.onopen = () => {
    heard = Date.now();
    const flags = (lastPatch < 0 ? 1 : 0) | (document.hidden ? 2 : 0);
    own.send(join(1, 1, flags, text(token), uvarint(Math.max(lastPatch, 0)), text(path()), size(innerWidth), size(innerHeight), svarint(-new Date().getTimezoneOffset())));
  };
  own.onmessage = message => {
    if (own !== socket) return;
    heard = Date.now();
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

function lost() {
  const own = socket;
  socket = null;
  ready = asked = false;
  if (own) own.close();
  if (ended) return;
  state('reconnecting', live.texts.lost, [live.texts.now, again]);
  const wait = comeBack ?? Math.min(10_000, 250 * 2 ** attempt++) * (document.hidden ? 4 : 1);
  comeBack = undefined;
  retry = setTimeout(connect, wait * (0.5 + Math.random()));
}

/** At once: the user asked, the tab came back or the network did. */
function again() {
  attempt = 0;
  if (!ready && socket?.readyState !== WebSocket.OPEN) {
    const old = socket;
    socket = null;
    old?.close();
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
  const silent = Date.now() - heard;
  if (!socket) return;
  if (pinged ? Date.now() - pinged > 5_000 : !ready && silent > 15_000) lost();
  else if (ready && !pinged && silent > (queue.length ? 2_000 : heartbeat * 1_000)) {
    pinged = Date.now();
    post(4, uvarint(pinged));
  }
}

const post = (...parts) => socket?.readyState === WebSocket.OPEN && socket.send(join(...parts));
const path = () => location.pathname + location.search;

function resync(how) {
  if (!asked || how) post(3, uvarint(Math.max(lastPatch, 0)), how);
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

// --- Frames from the server

function receive(frame) {
  const kind = frame.u8();
  if (kind === 0x81) welcome(frame);
  else if (kind === 0x82 || kind === 0x83) patches(frame, kind === 0x83);
  else if (kind === 0x84) page(frame);
  else if (kind === 0x85) {
    reported(frame.u());
    if (gap) queue.forEach(send);
    gap = false;
  } else if (kind === 0x86) live.roundTrip = Date.now() - frame.u();
  else if (kind === 0x87) {
    const code = frame.u8(), node = frame.u(), message = frame.text();
    if (code === 3) gap = true;
    else if (code !== 2) tell(message);
    dispatchEvent(new CustomEvent('live-notice', { detail: { code, message, element: nodes.get(node) } }));
  } else if (kind === 0x88) {
    frame.u8();
    const advice = frame.u8();
    comeBack = frame.u();
    if (advice !== 1) end(frame.text(), advice === 2);
  } else throw new RangeError(`unknown frame ${kind}`);
}

function welcome(frame) {
  frame.u8();
  const how = frame.u8(), done = frame.u(), next = frame.u();
  heartbeat = frame.u() || heartbeat;
  largest = frame.u();
  token = frame.text() || token;
  attempt = 0;
  fresh = how === 3;
  if (fresh) {
    // The old session's numbers and nodes mean nothing to the new one; what was typed is sent again once its document is here.
    queue = [];
    for (const field of root.querySelectorAll(CONTROLS)) {
      if (TICKED.test(field.type) && field[SENT] <= handled) field[TYPED] = false; // a choice that arrived is the server's to keep
      if (field[SENT] < Infinity) field[SENT] = 0;
    }
    lastEvent = handled = done;
  } else {
    reported(done);
    lastEvent = Math.max(lastEvent, done);
  }
  if (how < 2) {
    const first = !how && !lastPatch;
    if (!how) lastPatch = next - 1;
    start();
    if (first) sendTyped(); // typed, or restored by the browser, before this script ran
  }
}

function start() {
  ready = true;
  state('connected');
  queue.forEach(send);
}

function patches(frame, ack) {
  const sequence = frame.u(), done = frame.u();
  if (sequence > lastPatch + 1) return resync(0);
  if (sequence === lastPatch + 1) {
    reported(done);
    keepPlace(() => { while (frame.more) operate(frame); });
    lastPatch = sequence;
    asked = false;
    failures = 0;
  }
  if (ack) post(2, uvarint(lastPatch));
}

function page(frame) {
  const sequence = frame.u(), done = frame.u(), title = frame.shared(), url = frame.shared();
  reported(done);
  const old = nodes, draft = root.cloneNode(false), numbers = { next: 1 };
  nodes = new Map([[0, root]]);
  for (let count = frame.u(); count > 0; count--) draft.append(build(frame, numbers, draft));
  keepPlace(() => morphChildren(root, draft, fresh ? new Map() : old));
  if (title) document.title = title;
  if (url && url !== path()) history.replaceState(null, '', url);
  here = path();
  lastPatch = sequence;
  asked = false;
  failures = 0;
  start();
  if (fresh) sendTyped();
  fresh = false;
  post(2, uvarint(lastPatch));
}

/** Runs changes of the page; focus, selection and place stay what they were, and hooks hear of it. */
function keepPlace(change) {
  const active = document.activeElement, from = active?.selectionStart, to = active?.selectionEnd;
  quiet = true;
  touched = new Set();
  try {
    change();
  } finally {
    if (active && active !== document.activeElement && active.isConnected && (!document.activeElement || document.activeElement === document.body)) {
      active.focus({ preventScroll: true });
      if (typeof from === 'number') active.setSelectionRange(from, to);
    }
    quiet = false;
  }
  mount();
  if (toTop) scrollTo(0, 0);
  toTop = false;
}

function node(id) {
  const found = nodes.get(id);
  if (!found) throw new RangeError(`no node ${id}`);
  return found;
}

function operate(frame) {
  const code = frame.u8(), id = frame.u();
  const target = node(id);
  touched.add(target);
  switch (code) {
    case 0x01: target.data = frame.shared(); break;
    case 0x02: setAttribute(target, frame.name(), frame.shared()); break;
    case 0x03: removeAttribute(target, frame.name()); break;
    case 0x04: {
      const before = nodes.get(frame.u() || -1);
      arrive(build(frame, { next: frame.u() }, target), before?.parentNode ?? target, before);
      break;
    }
    case 0x05: touched.add(target.parentNode); forget(target); break;
    case 0x06: {
      const before = nodes.get(frame.u() || -1);
      if (target.parentNode) place(target, target.parentNode, before);
      break;
    }
    case 0x07: {
      const parent = target.parentNode, after = target.nextSibling;
      forget(target);
      arrive(build(frame, { next: frame.u() }, parent), parent, after);
      break;
    }
    case 0x08: setValue(target, frame.shared()); break;
    case 0x09: { const on = !!frame.u8(); if (!(target[SENT] > handled)) { target.checked = on; target[TYPED] = false; } break; }
    case 0x0b: quiet = false; target.focus(); quiet = true; break;
    case 0x0c: quiet = false; target.blur(); quiet = true; break;
    case 0x0d: { const left = frame.s(), top = frame.s(); (id ? target : window).scrollTo({ left, top, behavior: frame.u8() ? 'smooth' : 'instant' }); break; }
    case 0x10: target.classList.add(frame.shared()); break;
    case 0x11: target.classList.remove(frame.shared()); break;
    case 0x12: target.style.setProperty(frame.name(), frame.shared()); break;
    case 0x13: target.style.removeProperty(frame.name()); break;
    case 0x14: setAttribute(target, 'l-on', frame.shared()); break;
    case 0x20: {
      const name = frame.shared(), detail = frame.shared(), value = detail ? JSON.parse(detail) : undefined;
      if (id) mount(), guard(mounted.get(target), 'received', name, value);
      else dispatchEvent(new CustomEvent(`live:${name}`, { detail: value }));
      break;
    }
    case 0x30: { const url = frame.shared(); url === path() ? history.replaceState(null, '', url) : history.pushState(null, '', url); here = path(); break; }
    case 0x31: history.replaceState(null, '', frame.shared()); here = path(); break;
    case 0x32: document.title = frame.shared(); break;
    case 0x33: { const url = new URL(frame.shared(), location); if (/^https?:$/.test(url.protocol)) location.assign(url); break; }
    default: throw new RangeError(`unknown operation ${code}`);
  }
}

// --- The page

function own(id, element) {
  nodes.set(id, element);
  element[ID] = id;
  return element;
}

function build(frame, numbers, parent) {
  const kind = frame.u8();
  if (kind & 0x80) numbers.next += frame.s();
  const id = numbers.next++;
  if ((kind & 0x7f) === 2) return own(id, document.createTextNode(frame.shared()));
  if ((kind & 0x7f) === 3) {
    parent.innerHTML = frame.shared();
    const mark = own(id, document.createComment(''));
    mark[RAW] = true;
    return mark;
  }
  const tag = frame.name();
  const space = tag === 'svg' ? 'http://www.w3.org/2000/svg' : tag === 'math' ? 'http://www.w3.org/1998/Math/MathML'
    : parent.localName === 'foreignObject' ? 'http://www.w3.org/1999/xhtml' : parent.namespaceURI;
  const element = own(id, document.createElementNS(space, tag));
  for (let count = frame.u(); count > 0; count--) setAttribute(element, frame.name(), frame.shared());
  for (let count = frame.u(); count > 0; count--) element.append(build(frame, numbers, element));
  if (tag === 'select' && element.hasAttribute('value')) element.value = element.getAttribute('value'); // now that it has its options
  return element;
}

/** Moves or inserts; where the browser can, a moved element keeps focus, scroll and what it plays. */
function place(element, parent, before = null) {
  if (before && before.parentNode !== parent) before = null;
  if (parent.moveBefore && element.isConnected && parent.isConnected) parent.moveBefore(element, before);
  else parent.insertBefore(element, before);
}

function arrive(element, parent, before) {
  place(element, parent, before);
  if (element.localName) (element.matches('[autofocus]') ? element : element.querySelector('[autofocus]'))?.focus();
}

function forget(element) {
  if (element[RAW]) element.parentNode.replaceChildren(); else element.remove();
  const walker = document.createTreeWalker(element);
  for (let each = element; each; each = walker.nextNode()) {
    if (each[ID] !== undefined && nodes.get(each[ID]) === each) nodes.delete(each[ID]);
  }
}

function setAttribute(element, name, value) {
  if (name === 'style') name = 'l-style';
  if (name === 'l-style') element.style.cssText = value;
  if (name === 'l-on') listen(value);
  if (name === 'l-hook') unmounted.add(element);
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  if (name === 'value' && element.matches(CONTROLS) && element.type !== 'file') setValue(element, value);
  if (name === 'checked') element.checked = true;
}

function removeAttribute(element, name) {
  if (name === 'l-style') element.style.cssText = '';
  if (name === 'checked') element.checked = false;
  element.removeAttribute(name);
}

/** A field that the user has changed since is not set back to what the server knew. */
function setValue(field, value) {
  if (field[SENT] > handled || field.matches(':focus') && composing) return;
  field[TYPED] = false;
  if (field.value === value) return;
  const { selectionStart: from, selectionEnd: to, value: old } = field;
  field.value = value;
  if (field === document.activeElement && typeof from === 'number' && from < old.length) field.setSelectionRange(Math.min(from, value.length), Math.min(to, value.length));
}

const alike = (one, other) => one.nodeName === other.nodeName && !one[RAW] === !other[RAW] && one.id === other.id && one.type === other.type && one.name === other.name
  && one.dataset?.key === other.dataset?.key;

function morphChildren(from, to, old) {
  if (to.lastChild?.[RAW]) {
    const mark = to.lastChild;
    mark.remove();
    for (const child of from.childNodes) if (child[RAW]) { child.remove(); break; }
    if (from.innerHTML !== to.innerHTML) from.replaceChildren(...to.childNodes);
    from.append(mark);
    return;
  }
  const free = [...from.childNodes], pairs = [];
  for (const child of to.childNodes) {
    const same = old.get(child[ID]);
    let at = same ? free.indexOf(same) : -1;
    if (at < 0 && !same) at = free.findIndex(each => alike(each, child) && !(old.size && nodes.has(each[ID])));
    if (at >= 0 && !alike(free[at], child)) at = -1;
    pairs.push([child, at < 0 ? null : free.splice(at, 1)[0]]);
  }
  for (const each of free) each.remove();
  let next = from.firstChild;
  for (const [child, kept] of pairs) {
    if (kept && kept === next) next = next.nextSibling; else place(kept ?? child, from, next);
    if (kept) morph(kept, child, old);
  }
}

function morph(from, to, old) {
  own(to[ID], from);
  touched.add(from);
  if (from.nodeType !== 1) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  const chosen = from.value;
  const keeps = from[TYPED] && (fresh || from[SENT] > handled || !to.hasAttribute('value') && !to.hasAttribute('checked'));
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !(keeps && name === 'checked') && name !== 'style') removeAttribute(from, name);
  for (const { name, value } of to.attributes) {
    if (keeps && (name === 'value' || name === 'checked')) continue;
    if (name === 'value' || name === 'checked' || from.getAttribute(name) !== value) setAttribute(from, name, value);
  }
  if (!to.hasAttribute('checked') && from.checked && !keeps && TICKED.test(from.type)) from.checked = false;
  if (from.localName === 'textarea' ? !keeps : !from.hasAttribute('l-ignore')) morphChildren(from, to, old);
  if (from.localName === 'textarea' && !keeps && !to.hasAttribute('value')) setValue(from, to.defaultValue);
  if (from.localName === 'select') {
    if (keeps) from.value = chosen; else if (to.hasAttribute('value')) setValue(from, to.getAttribute('value'));
  }
}

/** Takes over what the browser has shown already: see "The page as served". */
function adopt() {
  own(0, root);
  const comments = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);
  for (let each = root; each; each = walker.nextNode()) {
    if (each.nodeType === 8) {
      if (/^\d+$/.test(each.data)) comments.push(each);
      continue;
    }
    const ids = each.getAttribute('l')?.split(',').map(Number);
    if (!ids) continue;
    own(ids[0], each);
    each.removeAttribute('l');
    if (each.hasAttribute('l-raw')) {
      each.removeAttribute('l-raw');
      each.append(own(ids[1] ?? ids[0] + 1, document.createComment('')));
      each.lastChild[RAW] = true;
      walker.currentNode = each.lastChild; // nothing of the raw HTML has a number
    } else if (ids.length > 1 || each.childNodes.length === 1 && each.firstChild.nodeType === 3) {
      if (!each.firstChild) each.append('');
      own(ids[1] ?? ids[0] + 1, each.firstChild);
    }
    const styles = each.getAttribute('l-style'), spec = each.getAttribute('l-on');
    if (styles) each.style.cssText = styles;
    if (spec) listen(spec);
    if (each.hasAttribute('l-hook')) unmounted.add(each);
    if (each.matches(CONTROLS)) each[TYPED] = changedBefore(each);
  }
  for (const comment of comments) {
    if (comment.nextSibling?.nodeType !== 3) comment.after('');
    own(+comment.data, comment.nextSibling);
    comment.remove();
  }
}

function changedBefore(field) {
  if (TICKED.test(field.type)) return field.checked !== field.defaultChecked;
  if (field.localName === 'select') return [...field.options].some((each, index) => each.selected !== each.defaultSelected && index);
  return field.type !== 'hidden' && field.type !== 'file' && field.value !== field.defaultValue;
}

// --- Hooks

function mount() {
  for (const [element, hook] of mounted) {
    if (element.isConnected && element.getAttribute('l-hook') === hook.name) {
      for (const each of touched) if (element.contains(each)) { guard(hook, 'updated'); break; }
    } else {
      mounted.delete(element);
      guard(hook, 'destroyed');
      if (element.isConnected) unmounted.add(element);
    }
  }
  touched = new Set();
  for (const element of unmounted) {
    const name = element.getAttribute('l-hook'), found = live.hooks[name];
    if (!element.isConnected || mounted.has(element)) unmounted.delete(element);
    else if (found) {
      unmounted.delete(element);
      const hook = Object.assign(Object.create(found), { name, element, send: (event, detail) => live.send(event, detail, element) });
      mounted.set(element, hook);
      guard(hook, 'mounted');
    }
  }
}

/** A page's own script that throws must not stop the page. */
function guard(hook, method, ...values) {
  try {
    hook?.[method]?.(...values);
  } catch (error) {
    reportError(error);
  }
}

// --- Events

function parse(spec) {
  let events = specs.get(spec);
  if (!events) {
    specs.set(spec, events = {});
    for (const item of spec.split(' ')) {
      const [type, ...options] = item.split('.');
      const event = events[ALIAS[type] ?? type] = {};
      for (const option of options) {
        const value = option.slice(1);
        if (option[0] === 'p') event.prevent = true;
        else if (option[0] === 's') event.stop = true;
        else if (option[0] === 'd') event.debounce = +value;
        else if (option[0] === 't') event.throttle = +value;
        else if (option[0] === 'k') event.keys = value.replace('Space', ' ').split('|');
      }
    }
  }
  return events;
}

function listen(spec) {
  for (const type in parse(spec)) {
    for (const name of DOM_EVENTS[type] ?? [type]) {
      if (name && !listening.has(name)) root.addEventListener(name, happened, { capture: true, passive: false });
      listening.add(name);
    }
  }
}

let composing = false;

function happened(event) {
  if (quiet) return;
  composing = event.isComposing && event.type !== 'compositionend';
  const type = ALIAS[event.type] ?? event.type;
  if (type === 'input' && composing) return; // the whole comes with compositionend
  for (let element = event.target; element && element !== root.parentNode; element = element.parentElement) {
    const events = element.getAttribute && parse(element.getAttribute('l-on') ?? '');
    if (events?.drop && type === 'dragover') event.preventDefault(); // or nothing could be dropped here
    const how = events?.[type];
    if (how && (!how.keys || how.keys.includes(event.key))) {
      if (how.prevent || type === 'submit' || type === 'drop') event.preventDefault();
      if (type === 'dragstart') event.dataTransfer.setData('text/plain', element.dataset.drag ?? '');
      schedule(element, type, how, event);
      if (how.stop) break;
    }
    if (OWN_ONLY.includes(type)) break;
  }
}

function schedule(element, type, how, event) {
  const [kind, body] = encode(element, type, event);
  const key = `${element[ID]} ${type}`, entry = waiting.get(key);
  const go = () => raise(element, kind, body);
  if (how.debounce) {
    clearTimeout(entry?.timer);
    if (kind < 0x40 && kind >= 0x30) element[SENT] = Infinity;
    waiting.set(key, { go, timer: setTimeout(() => { waiting.delete(key); go(); }, how.debounce) });
  } else if (how.throttle) {
    if (entry) entry.go = go;
    else {
      const pass = () => {
        const next = waiting.get(key);
        waiting.delete(key);
        if (next?.go) { next.go(); waiting.set(key, { timer: setTimeout(pass, how.throttle) }); }
      };
      go();
      waiting.set(key, { timer: setTimeout(pass, how.throttle) });
    }
  } else {
    flush();
    go();
  }
}

/** What waits for its time goes before what does not, so that nobody sends a form that is not yet as typed. */
function flush() {
  for (const [key, { go, timer }] of waiting) {
    if (!go) continue;
    clearTimeout(timer);
    waiting.delete(key);
    go();
  }
}

const modifiers = event => event.ctrlKey | event.shiftKey << 1 | event.altKey << 2 | event.metaKey << 3;

function encode(element, type, event) {
  const kind = KINDS[type];
  if (kind < 0x20) {
    const mouse = [svarint(event.clientX), svarint(event.clientY), svarint(event.offsetX), svarint(event.offsetY), event.button, event.buttons, modifiers(event)];
    return [kind, join(...mouse, ...type === 'wheel' ? [svarint(event.deltaX), svarint(event.deltaY)] : [])];
  }
  if (kind < 0x30) return [kind, join(text(event.key), text(event.code), modifiers(event), event.repeat | event.isComposing << 1)];
  if (kind < 0x40) return value(event.target.matches?.(CONTROLS) ? event.target : element, kind);
  if (type === 'submit') {
    const pairs = [...new FormData(element, event.submitter)].filter(pair => typeof pair[1] === 'string').slice(0, 1024);
    return [kind, join(uvarint(pairs.length), ...pairs.flat().map(text))];
  }
  if (kind < 0x60) return [kind, []];
  if (type === 'scroll') {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = element;
    return [kind, join(svarint(scrollLeft), svarint(scrollTop), ...[scrollWidth, scrollHeight, clientWidth, clientHeight].map(size))];
  }
  if (kind < 0x78) {
    const touches = [...event.changedTouches].slice(0, 32);
    return [kind, join(uvarint(touches.length), ...touches.flatMap(touch => [size(touch.identifier), svarint(touch.clientX), svarint(touch.clientY)]), modifiers(event))];
  }
  if (kind < 0x7e) return [kind, join(svarint(event.clientX), svarint(event.clientY), modifiers(event), rest(type === 'drop' ? event.dataTransfer.getData('text/plain') : ''))];
  const detail = JSON.stringify(event.detail ?? null); // an element's own event, raised by its script
  return [KINDS.custom, join(text(type), rest(detail))];
}

function value(field, kind) {
  if (TICKED.test(field.type)) return [0x32, join(+field.checked, rest(field.value))];
  if (field.type === 'select-multiple') {
    const chosen = [...field.selectedOptions].slice(0, 1024);
    return [0x33, join(uvarint(chosen.length), ...chosen.map(each => text(each.value)))];
  }
  return [kind, rest(field.value)];
}

function raise(element, kind, body) {
  const id = element?.[ID];
  if (id === undefined || ended) return;
  const last = queue.at(-1), carriesValue = kind >= 0x30 && kind < 0x40;
  if (body.length + 16 > largest) return tell(live.texts.long);
  if (!ready && last?.kind === kind && last.id === id && LATEST_ONLY.includes(kind)) {
    last.body = body;
    return;
  }
  if (queue.length >= QUEUE_MOST) {
    if (carriesValue) unsent.add(element);
    say(live.texts.full);
    return;
  }
  const event = { kind, id, body, sequence: ++lastEvent };
  if (carriesValue) element[SENT] = lastEvent;
  queue.push(event);
  if (ready) send(event);
}

const send = event => post(event.kind, uvarint(event.sequence), uvarint(event.id), event.body);

function reported(number) {
  handled = number;
  while (queue[0]?.sequence <= number) queue.shift();
  if (unsent.size && ready && queue.length < QUEUE_MOST / 2) {
    const fields = [...unsent];
    unsent.clear();
    fields.forEach(sendField);
  }
}

/** Tells a session that does not know it what stands in the fields. */
function sendTyped() {
  for (const field of root.querySelectorAll(CONTROLS)) if (field[TYPED]) sendField(field);
}

function sendField(field) {
  for (let element = field; element && element !== root.parentNode; element = element.parentElement) {
    const events = parse(element.getAttribute('l-on') ?? '');
    for (const type of ['input', 'change']) if (events[type]) raise(element, ...value(field, KINDS[type]));
  }
}

// --- Navigation

function navigate(url, fromHistory) {
  here = path();
  flush();
  raise(root, KINDS.navigate, join(+fromHistory, rest(url)));
}

function followed(event) {
  const link = event.target.closest?.('a[l-link]');
  if (!link || !root.contains(link) || ended || event.defaultPrevented || event.button || modifiers(event)) return;
  if (link.origin !== location.origin || link.target && link.target !== '_self' || link.hasAttribute('download')) return;
  if (link.hash && link.pathname + link.search === path()) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  toTop = true;
  navigate(path(), false);
}

// --- Start

function attach() {
  root = document.querySelector('[data-live-token]');
  if (!root) return;
  token = root.dataset.liveToken;
  here = path();
  banner = document.createElement('div');
  banner.className = 'live-banner';
  banner.append(document.createElement('p'));
  banner.firstChild.setAttribute('role', 'status');
  (root === document.body ? document.documentElement : document.body).append(banner);
  adopt();
  mount();
  state('connecting');
  for (const name of ['input', 'change']) root.addEventListener(name, event => { if (event.target.matches?.(CONTROLS)) event.target[TYPED] = true; }, true);
  root.addEventListener('reset', event => setTimeout(() => { for (const field of event.target.elements) field[TYPED] = false; }));
  document.addEventListener('click', followed);
  addEventListener('popstate', () => { if (path() !== here) navigate(path(), true); });
  addEventListener('online', again);
  addEventListener('pageshow', event => { if (event.persisted) again(); });
  addEventListener('pagehide', () => {
    flush();
    const old = socket;
    socket = null;
    ready = false;
    old?.close();
    clearTimeout(retry);
  });
  document.addEventListener('visibilitychange', () => {
    post(5, +document.hidden);
    if (!document.hidden) again();
  });
  let resized;
  addEventListener('resize', () => {
    clearTimeout(resized);
    resized = setTimeout(() => raise(root, KINDS.resize, join(size(innerWidth), size(innerHeight))), 250);
  });
  setInterval(look, 1_000);
  connect();
}

if (globalThis.document) {
  globalThis.live = live;
  attach();
}
