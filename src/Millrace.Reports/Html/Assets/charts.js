// Draws what the page's data block holds with uPlot. Every chart can be told without its colours: lines differ in dashes, points in signs, faults are hatched and named.
const charts = (() => {
  const DASHES = { long: [8, 5], short: [4, 4], dots: [1.5, 3.5] };
  // Round to whoever reads bytes: 1, 2 and 4 with ten zeros and more.
  const BYTES = Array.from({ length: 50 }, (unused, power) => Math.pow(2, power));
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = new Map(data.charts.map(chart => [chart.id, chart]));
  const live = new Map();
  let printing = false;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  function faded(name, share) {
    const hex = colour(name).slice(1);
    const [r, g, b] = [0, 2, 4].map(at => parseInt(hex.slice(at, at + 2), 16));
    return `rgba(${r},${g},${b},${share})`;
  }

  function font() {
    return `${printing ? 10 : 12}px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif`;
  }

  // Grey where nothing is measured, hatched where a fault held; the words stand at the top.
  function shade(u) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio;
    const at = x => Math.min(bbox.left + bbox.width, Math.max(bbox.left, u.valToPos(x, 'x', true)));
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const phase of data.phases) {
      if (!phase.measured) {
        ctx.fillStyle = faded('quiet', 0.10);
        ctx.fillRect(at(phase.from), bbox.top, at(phase.to) - at(phase.from), bbox.height);
      }
    }
    for (const fault of data.faults) {
      const [left, right] = [at(fault.from), at(fault.to ?? u.scales.x.max)];
      const width = Math.max(right - left, 2 * ratio);
      ctx.fillStyle = faded('fair', 0.13);
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, bbox.top, width, bbox.height);
      ctx.clip();
      ctx.strokeStyle = faded('fair', 0.28);
      ctx.lineWidth = ratio;
      ctx.beginPath();
      for (let x = left - bbox.height; x < left + width; x += 9 * ratio) {
        ctx.moveTo(x, bbox.top + bbox.height);
        ctx.lineTo(x + bbox.height, bbox.top);
      }
      ctx.stroke();
      ctx.restore();
    }
    ctx.restore();
  }

  // Names of faults and phases, each only where it finds room that no other took.
  function name(u) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio;
    const taken = [];
    ctx.save();
    ctx.font = font().replace(/^\d+px/, Math.round((printing ? 9 : 11) * ratio) + 'px');
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    ctx.lineJoin = 'round';
    const write = (text, x, row, tone) => {
      const width = ctx.measureText(text).width;
      const left = Math.min(Math.max(x, bbox.left), bbox.left + bbox.width - width - 2 * ratio);
      if (x > bbox.left + bbox.width || taken.some(other => other.row === row && left < other.right && left + width > other.left)) return;
      taken.push({ row, left: left - 4 * ratio, right: left + width + 4 * ratio });
      const [x0, y0] = [left + 3 * ratio, bbox.top + (4 + row * 14) * ratio];
      ctx.strokeStyle = faded('paper', 0.8);
      ctx.lineWidth = 3 * ratio;
      ctx.strokeText(text, x0, y0);
      ctx.fillStyle = colour(tone);
      ctx.fillText(text, x0, y0);
    };
    for (const fault of data.faults) write('\u26a1 ' + fault.name, u.valToPos(fault.from, 'x', true), 0, 'fair');
    for (const phase of data.phases) {
      const [from, to] = [u.valToPos(phase.from, 'x', true), u.valToPos(phase.to, 'x', true)];
      if (to - from > ctx.measureText(phase.name).width + 6 * ratio) write(phase.name, from, data.faults.length > 0 ? 1 : 0, 'muted');
    }
    ctx.restore();
  }

  function limits(chart) {
    return u => {
      const { ctx, bbox } = u;
      const ratio = devicePixelRatio;
      for (const limit of chart.limits) {
        const y = u.valToPos(limit.value, 'y', true);
        if (!(y >= bbox.top && y <= bbox.top + bbox.height)) continue;
        ctx.save();
        ctx.strokeStyle = colour('bad');
        ctx.fillStyle = colour('bad');
        ctx.lineWidth = 1.25 * ratio;
        ctx.setLineDash([6 * ratio, 4 * ratio]);
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
        ctx.font = font().replace(/^\d+px/, Math.round(11 * ratio) + 'px');
        ctx.textBaseline = 'bottom';
        ctx.textAlign = 'left';
        ctx.fillText(limit.name, bbox.left + 6 * ratio, y - 3 * ratio);
        ctx.restore();
      }
    };
  }

  // Signs in place of dots, so that met and missed are told apart in black and white too.
  function signs(line, at) {
    return u => {
      const { ctx } = u;
      const ratio = devicePixelRatio;
      const size = 5 * ratio;
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = colour(line.tone);
      ctx.lineWidth = 2 * ratio;
      u.data[at].forEach((value, i) => {
        if (value == null) return;
        const [x, y] = [u.valToPos(u.data[0][i], 'x', true), u.valToPos(value, 'y', true)];
        ctx.beginPath();
        if (line.sign === 'cross') {
          ctx.moveTo(x - size, y - size);
          ctx.lineTo(x + size, y + size);
          ctx.moveTo(x + size, y - size);
          ctx.lineTo(x - size, y + size);
          ctx.stroke();
        } else if (line.sign === 'square') {
          ctx.rect(x - size, y - size, 2 * size, 2 * size);
          ctx.stroke();
        } else {
          ctx.arc(x, y, size, 0, 2 * Math.PI);
          if (line.sign === 'ring') ctx.stroke();
          else ctx.fill();
        }
      });
      ctx.restore();
    };
  }

  function axisSize(u, values) {
    if (!values) return 40;
    u.ctx.save();
    u.ctx.font = font();
    const widest = Math.max(...values.map(text => u.ctx.measureText(text ?? '').width));
    u.ctx.restore();
    return Math.ceil(widest) + 16;
  }

  function options(chart, lines, log, width, say) {
    const overTime = chart.kind === 'time';
    const grid = { stroke: colour('line'), width: 1 };
    const axis = { stroke: colour('muted'), font: font(), grid, ticks: { show: false }, gap: 6 };
    const powers = (u, ticks) => ticks.map(value => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6 ? value : null);
    const x = overTime
      ? { ...axis, grid: { show: false }, size: 30, space: 70, values: (u, ticks) => ticks.map(figures.time) }
      : chart.kind === 'percentile'
        ? { ...axis, filter: (u, ticks) => ticks, splits: u => [1, 2, 4, 10, 100, 1000, 10000, 100000, 1e6, 1e7, 1e8].filter(at => at <= u.scales.x.max * 1.01), values: (u, ticks) => ticks.map(figures.percentile), space: 1, rotate: width < 480 ? -45 : 0, size: width < 480 ? 58 : 34 }
        : { ...axis, label: chart.xAxis, labelFont: font(), labelSize: 24, size: 30, values: (u, ticks) => ticks.map(figures.plain) };
    return {
      width,
      height: printing ? 190 : width < 480 ? 220 : chart.kind === 'time' ? 240 : 320,
      legend: { show: false },
      cursor: { sync: overTime ? { key: 'time' } : undefined, points: { size: 7 }, drag: { x: true, y: false } },
      padding: [8, 14, 0, 0],
      scales: {
        x: { time: false, distr: chart.kind === 'percentile' ? 3 : 1, range: chart.kind === 'percentile' ? (u, min, max) => [1, max] : chart.kind === 'curve' ? (u, min, max) => [min - (max - min) * 0.03, max + (max - min) * 0.03] : undefined },
        y: log
          ? { distr: 3, range: (u, min, max) => spread(Math.min(min, ...chart.limits.map(limit => limit.value)), Math.max(max, ...chart.limits.map(limit => limit.value))) }
          : { range: (u, min, max) => [0, (Math.max(max ?? 0, ...chart.limits.map(limit => limit.value)) || 1) * 1.08] },
      },
      axes: [x, { ...axis, size: axisSize, space: 34, values: (u, ticks) => ticks.map(value => figures.tick(chart.format, value)), ...(chart.format === 'bytes' ? { incrs: BYTES } : {}), ...(log ? { filter: powers, grid: { ...grid, filter: powers } } : {}) }],
      series: [{}, ...lines.map(line => ({
        label: line.name,
        stroke: line.points ? 'transparent' : colour(line.tone),
        width: line.filled || line.tone !== 'quiet' ? 1.75 : 1.25,
        dash: DASHES[line.dash],
        fill: line.filled ? faded(line.tone, 0.10) : undefined,
        points: { show: chart.kind === 'curve' && !line.points, size: 5 },
        spanGaps: chart.kind === 'curve',
      }))],
      hooks: {
        drawClear: overTime ? [shade] : [],
        draw: [...(overTime ? [name] : []), limits(chart), ...lines.flatMap((line, i) => line.points ? [signs(line, i + 1)] : [])],
        setCursor: [u => say(u.cursor.idx)],
      },
    };
  }

  // Whole powers of ten around what is there.
  function spread(min, max) {
    if (!(max > 0)) return [0.001, 1];
    const low = Math.pow(10, Math.floor(Math.log10(min > 0 ? min : max / 1000)));
    return [low, Math.max(Math.pow(10, Math.ceil(Math.log10(max * 1.05))), low * 10)];
  }

  function swatch(line) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'swatch');
    svg.setAttribute('viewBox', '0 0 22 10');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('class', 'stroke-' + line.tone);
    path.setAttribute('d', { cross: 'M7 1L15 9M15 1L7 9', square: 'M7 1H15V9H7Z', dot: 'M11 5h.01', ring: 'M7.5 5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0' }[line.sign] ?? 'M0 5H22');
    if (line.sign === 'dot') path.classList.add('dot');
    if (DASHES[line.dash]) path.setAttribute('stroke-dasharray', DASHES[line.dash].map(each => each * 0.7).join(' '));
    svg.append(path);
    return svg;
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function xText(chart, x) {
    return chart.kind === 'time' ? figures.time(x) : chart.kind === 'percentile' ? figures.percentile(x) : figures.plain(x) + ' ' + (chart.xAxis ?? '');
  }

  // One chart with its legend and switches, in its place on the page.
  function build(plot) {
    const chart = byId.get(plot.dataset.chart);
    const caption = plot.closest('figure').querySelector('figcaption');
    const tools = element('span', 'tools');
    const legend = element('div', 'legend');
    const spoken = element('span', 'unseen');
    spoken.setAttribute('aria-live', 'polite');
    const views = [...new Set(chart.lines.map(line => line.view ?? ''))];
    const state = { log: chart.log === true, view: views[0], hidden: new Set(), u: null };
    plot.setAttribute('role', 'img');
    plot.setAttribute('aria-label', plot.dataset.say + ' Arrow keys read its values.');
    plot.tabIndex = 0;

    const lines = () => chart.lines.filter(line => (line.view ?? '') === state.view);
    const xs = chart.x ?? data.times;

    function say(index) {
      const where = legend.querySelector('.where');
      where.textContent = index == null ? '' : xText(chart, xs[index]);
      lines().forEach((line, i) => {
        const value = legend.querySelectorAll('.value')[i];
        if (value) value.textContent = index == null ? '' : figures.of(chart.format, line.y[index]);
      });
    }

    function writeLegend() {
      legend.replaceChildren(...lines().map((line, i) => {
        const button = element('button', 'key');
        button.type = 'button';
        button.setAttribute('aria-pressed', String(!state.hidden.has(line.name)));
        button.append(swatch(line), element('span', 'name', line.name), element('span', 'value'));
        button.addEventListener('click', () => {
          const show = state.hidden.delete(line.name) || !state.hidden.add(line.name);
          button.setAttribute('aria-pressed', String(show));
          state.u.setSeries(i + 1, { show });
        });
        return button;
      }), element('span', 'where'), spoken);
    }

    function draw() {
      state.u?.destroy();
      const shown = lines();
      const clean = line => state.log ? line.y.map(value => value > 0 ? value : null) : line.y;
      const given = options(chart, shown, state.log, printing ? 680 : Math.max(240, plot.clientWidth), say);
      shown.forEach((line, i) => given.series[i + 1].show = !state.hidden.has(line.name));
      state.u = new uPlot(given, [xs, ...shown.map(clean)], plot);
    }

    if (chart.log !== undefined) {
      const toggle = element('button', 'switch', 'log scale');
      toggle.type = 'button';
      toggle.setAttribute('aria-pressed', String(state.log));
      toggle.addEventListener('click', () => {
        state.log = !state.log;
        toggle.setAttribute('aria-pressed', String(state.log));
        draw();
      });
      tools.append(toggle);
    }

    if (views.length > 1) {
      const label = element('label', 'choice', 'Show ');
      const select = element('select');
      select.append(...views.map(view => new Option(view, view)));
      select.addEventListener('change', () => {
        state.view = select.value;
        writeLegend();
        draw();
      });
      label.append(select);
      tools.prepend(label);
    }

    plot.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
      if (!step) return;
      event.preventDefault();
      const index = Math.min(xs.length - 1, Math.max(0, (state.u.cursor.idx ?? (step > 0 ? -1 : xs.length)) + step));
      state.u.setCursor({ left: state.u.valToPos(xs[index], 'x'), top: 10 });
      spoken.textContent = xText(chart, xs[index]) + ': ' + lines().map(line => line.name + ' ' + figures.of(chart.format, line.y[index])).join(', ');
    });

    if (tools.childElementCount > 0) caption.append(tools);
    caption.after(legend);
    writeLegend();
    draw();
    live.set(plot, { draw, resize: () => state.u.setSize({ width: Math.max(240, plot.clientWidth), height: state.u.height }) });
  }

  return {
    start() {
      document.querySelectorAll('.plot').forEach(build);
    },
    draw(forPrint) {
      printing = forPrint;
      live.forEach(chart => chart.draw());
    },
    resize() {
      live.forEach(chart => chart.resize());
    },
  };
})();
