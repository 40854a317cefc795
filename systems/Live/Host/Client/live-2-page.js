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
    if (toTop <= handled) toTop = 0; // it changed nothing
  } else if (kind === 0x86) live.roundTrip = now() - frame.u();
  else if (kind === 0x87) {
    const code = frame.u8(), node = frame.u(), message = frame.text();
    if (code === 3) gap = true;
    else if (code !== 2) tell(message);
    dispatchEvent(new CustomEvent('live-notice', { detail: { code, message, element: nodes.get(node) } }));
  } else if (kind === 0x88) {
    const reason = frame.u8(), advice = frame.u8();
    comeBack = frame.u();
    if (advice !== 1) end(frame.text(), advice === 2);
    // Tabs that a browser opens at once get a cookie each, and keep the last one's: the others need theirs anew, once, while nothing is lost by it.
    if (reason === 5 && !since && performance.getEntriesByType('navigation')[0].type !== 'reload' && !fields().some(field => field[TYPED])) location.reload();
  } else fail(`unknown frame ${kind}`);
}

function welcome(frame) {
  frame.u8();
  const how = frame.u8(), done = frame.u(), next = frame.u();
  heartbeat = frame.u() || heartbeat;
  largest = frame.u();
  token = frame.text() || token;
  since = now();
  fresh = how === 3;
  if (fresh) {
    // The old session's numbers and nodes mean nothing to the new one; what was typed is sent again once its document is here.
    queue = [];
    for (const { timer } of waiting.values()) clearTimeout(timer);
    waiting.clear();
    unsent.clear();
    for (const field of fields()) {
      if (TICKED.test(field.type) && field[SENT] <= handled) field[TYPED] = false; // a choice that arrived is the server's to keep
      field[SENT] = 0;
    }
    lastEvent = handled = done;
    toTop &&= -1;
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
  if (url && url !== path() && !queue.some(event => event.kind === KINDS.navigate)) history.replaceState(null, '', url);
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
  if (toTop && toTop <= handled) {
    scrollTo(0, 0);
    toTop = 0;
  }
}

function node(id) {
  return nodes.get(id) ?? fail(`no node ${id}`);
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
    case 0x05: if (target.parentNode) touched.add(target.parentNode); forget(target); break;
    case 0x06: {
      const before = nodes.get(frame.u() || -1);
      if (target.parentNode) place(target, target.parentNode, before);
      break;
    }
    case 0x07: {
      const parent = target.parentNode ?? document.createElement('div'), after = target.nextSibling; // none where a hook took it away
      forget(target);
      arrive(build(frame, { next: frame.u() }, parent), parent, after);
      break;
    }
    case 0x08: setAttribute(target, 'value', frame.shared()); break;
    case 0x09: {
      const on = !!frame.u8(), was = target.checked, keeps = target[SENT] > handled;
      target.toggleAttribute('checked', on);
      target.checked = keeps ? was : on;
      target[TYPED] &&= keeps;
      break;
    }
    case 0x0b: quiet = false; target.focus(); quiet = true; break;
    case 0x0c: quiet = false; target.blur(); quiet = true; break;
    case 0x0d: { const left = frame.s(), top = frame.s(); (id ? target : window).scrollTo({ left, top, behavior: frame.u8() ? 'smooth' : 'instant' }); break; }
    case 0x10: target.classList.add(frame.shared()); break;
    case 0x11: target.classList.remove(frame.shared()); break;
    case 0x12: case 0x13: {
      const name = frame.name(), [value, important] = code === 0x12 ? frame.shared().split(/\s*!\s*(important)\s*$/) : [''];
      target.style.setProperty(name, value, important); // an empty one is taken away
      target.setAttribute('l-style', target.style.cssText);
      break;
    }
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
    default: fail(`unknown operation ${code}`);
  }
}

// --- The page

function own(id, element) {
  nodes.set(id, element);
  element[ID] = id;
  return element;
}

function build(frame, numbers, parent) {
  const mark = frame.u8(), kind = mark & 0x7f;
  if (mark !== kind) numbers.next += frame.s();
  const id = numbers.next++;
  if (kind === 2) return own(id, document.createTextNode(frame.shared()));
  if (kind === 3) {
    parent.innerHTML = frame.shared();
    const mark = own(id, document.createComment(''));
    mark[RAW] = true;
    return mark;
  }
  if (kind !== 1) fail(`unknown node ${kind}`);
  const tag = frame.name();
  const space = tag === 'svg' ? 'http://www.w3.org/2000/svg' : tag === 'math' ? 'http://www.w3.org/1998/Math/MathML'
    : parent.localName === 'foreignObject' ? 'http://www.w3.org/1999/xhtml' : parent.namespaceURI;
  const element = own(id, document.createElementNS(space, tag));
  for (let count = frame.u(); count > 0; count--) setAttribute(element, frame.name(), frame.shared());
  for (let count = frame.u(); count > 0; count--) element.append(build(frame, numbers, element));
  if (element.hasAttribute('value')) setAttribute(element, 'value', element.getAttribute('value')); // now that it has its options, or its range
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
  if (element[RAW]) element.parentNode?.replaceChildren(); else element.remove();
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

const fields = () => [...root.querySelectorAll(CONTROLS)];
/** What the server said last that stands in a field. */
const said = field => `${field.hasAttribute('checked')} ${field.getAttribute('value') ?? field.defaultValue ?? field.querySelector('[selected]')?.value}`;
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
  // Where the server was told nothing and has not changed its mind, or has none, what the user did stands.
  // Of radio buttons that belong together, the chosen one tells it for all.
  const told = from.type === 'radio' && fields().find(each => each.type === 'radio' && each.name === from.name && each.form === from.form && each.checked) || from;
  const keeps = told[TYPED] && (fresh || told[SENT] > handled || !to.hasAttribute('value') && !to.hasAttribute('checked') || !told[SENT] && said(from) === said(to));
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

