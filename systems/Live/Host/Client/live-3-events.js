// --- Events

function parse(spec) {
  let events = specs.get(spec);
  if (!events) {
    specs.set(spec, events = { __proto__: null });
    for (const item of spec.split(' ')) {
      const [type, ...options] = item.split('.');
      const event = {};
      (events[ALIAS[type] ?? type] ??= []).push(event);
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
  const type = ALIAS[event.type] ?? event.type;
  if (event.type === 'input' && event.isComposing) return; // the whole comes with compositionend
  for (let element = event.target; element && element !== root.parentNode; element = element.parentElement) {
    const events = element.getAttribute && parse(element.getAttribute('l-on') ?? '');
    if (events?.drop && type === 'dragover') event.preventDefault(); // or nothing could be dropped here
    const how = events?.[type]?.find(({ keys }) => !keys || keys.includes(event.key)); // those for some keys are named first
    if (how) {
      if (how.prevent || type === 'submit' || type === 'drop') event.preventDefault();
      if (type === 'dragstart') event.dataTransfer.setData('text/plain', element.dataset.drag ?? '');
      schedule(element, type, how, event);
      if (how.stop) break;
    }
    if (OWN_ONLY.includes(type)) break;
  }
}

function schedule(element, type, how, event) {
  const [kind, body, field] = encode(element, type, event);
  const key = `${element[ID]} ${type} ${field?.[ID]}`, entry = waiting.get(key);
  const go = () => raise(element, kind, body, field);
  const first = () => { if (how.keys || event.key === 'Enter' || HURRY.includes(kind)) flush(); go(); };
  if (how.debounce) {
    clearTimeout(entry?.timer);
    if (field) field[SENT] = Infinity;
    waiting.set(key, { go, timer: setTimeout(() => { waiting.delete(key); go(); }, how.debounce) });
  } else if (how.throttle) {
    if (entry) entry.go = go;
    else {
      const pass = () => {
        const next = waiting.get(key);
        waiting.delete(key);
        if (next?.go) { next.go(); waiting.set(key, { timer: setTimeout(pass, how.throttle) }); }
      };
      first();
      waiting.set(key, { timer: setTimeout(pass, how.throttle) });
    }
  } else first();
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
  if (TICKED.test(field.type)) return [0x32, join(+field.checked, rest(field.value)), field];
  if (field.type === 'select-multiple') {
    const chosen = [...field.selectedOptions].slice(0, 1024);
    return [0x33, join(uvarint(chosen.length), ...chosen.map(each => text(each.value))), field];
  }
  return [kind, rest(field.value), field];
}

/** Numbers an event and sends it, now or once there is a connection. `field` is the one whose value it carries. */
function raise(element, kind, body, field = NO_FIELD) {
  const id = element?.[ID];
  if (id === undefined || nodes.get(id) !== element || ended) return; // one that is gone has no number any more: it may be another's
  let event = queue.at(-1);
  if (body.length + 16 > largest) {
    field[SENT] = 0;
    return tell(live.texts.long);
  }
  if (!ready && !event?.sent && event?.kind === kind && event.id === id && event.field === field && LATEST_ONLY.includes(kind)) event.body = body;
  else if (queue.length >= QUEUE_MOST) {
    field[SENT] = Infinity;
    if (field !== NO_FIELD) unsent.add(field);
    return ready ? tell(live.texts.full) : say(live.texts.full, [live.texts.now, again]);
  } else queue.push(event = { kind, id, body, field, sequence: ++lastEvent });
  field[SENT] = event.sequence;
  if (ready) send(event);
}

function send(event) {
  event.sent = true; // perhaps handled, too: no word of it may change any more
  post(event.kind, uvarint(event.sequence), uvarint(event.id), event.body);
}

function reported(number) {
  handled = Math.max(handled, number); // frames that are replayed tell of their own time
  while (queue[0]?.sequence <= number) queue.shift();
  if (unsent.size && ready && queue.length < QUEUE_MOST / 2) {
    const fields = [...unsent];
    unsent.clear();
    fields.forEach(sendField);
  }
}

/** Tells a session that does not know it what stands in the fields. */
function sendTyped() {
  for (const field of fields()) if (field[TYPED]) sendField(field);
}

function sendField(field) {
  for (let element = field; root.contains(element); element = element.parentElement) {
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
  navigate(path(), false);
  toTop = lastEvent;
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
  for (const [name, begins] of [['compositionstart', true], ['compositionend', false]]) addEventListener(name, () => { composing = begins; }, true);
  root.addEventListener('reset', event => setTimeout(() => { for (const field of event.target.elements) field[TYPED] = false; }));
  document.addEventListener('click', followed);
  addEventListener('popstate', () => { if (path() !== here) navigate(path(), true); });
  addEventListener('online', again);
  addEventListener('pageshow', event => { if (event.persisted) again(); });
  addEventListener('pagehide', event => {
    flush();
    if (event.persisted) hangUp(); else hangUp(1000, 'left');
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
