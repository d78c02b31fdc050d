'use strict';
// Makes the charts of a report live: pointing at them, zooming by drag, lines that can be put away. It stands in the
// page of every exported report and asks for nothing outside of it.
(() => {
  const width = 860;
  const height = 320;
  const box = { left: 64, top: 10, right: width - 12, bottom: height - 44 };
  const make = (name, attributes = {}, children = []) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.append(...children);
    return element;
  };

  /** Ticks at round numbers; on a logarithmic axis at powers of ten, or at round numbers where it spans none. */
  function ticks({ from, to }, log, most) {
    if (log) {
      const powers = [];
      for (let power = Math.ceil(Math.log10(from)); 10 ** power <= to; power++) powers.push(10 ** power);
      if (powers.length >= 2) {
        const every = Math.ceil(powers.length / most);
        return powers.filter((_, index) => index % every === 0);
      }
    }
    const raw = (to - from) / most;
    if (!(raw > 0)) return [from];
    const magnitude = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((size) => size >= raw);
    const found = [];
    for (let index = Math.ceil(from / step); index * step <= to; index++) found.push(index * step);
    return found;
  }

  const numbers = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });
  function numberText(value) {
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-4 || size >= 1e7)
      ? value.toExponential(3).replace(/\.?0+e/, 'e')
      : numbers.format(value);
  }
  function xText(kind, value) {
    if (kind === 'time') return new Date(value).toLocaleString();
    if (kind === 'relative') return `${numberText(value / 1000)} s`;
    return numberText(value);
  }

  /** The place of the last x that is not beyond a value; of an empty list 0. */
  function before(xs, value) {
    let low = 0;
    let high = xs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (xs[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  function makeLive(figure, chart) {
    const plot = figure.querySelector('.plot');
    const shown = chart.lines.map(() => true);
    const all = extent();
    if (plot === null || all === null) return;
    let range = all;
    let places = null;

    function extent() {
      const xs = chart.lines.flatMap(({ raw }) => (raw.x.length > 0 ? [raw.x[0], raw.x.at(-1)] : []));
      if (xs.length === 0) return null;
      const [from, to] = [Math.min(...xs), Math.max(...xs)];
      return from === to ? { from: from - 1, to: to + 1 } : { from, to };
    }
    function yExtent() {
      let [low, high] = [Infinity, -Infinity];
      const count = (x, y) => {
        if (x < range.from || x > range.to) return;
        if (y < low) low = y;
        if (y > high) high = y;
      };
      chart.lines.forEach((line, index) => {
        if (!shown[index]) return;
        line.raw.x.forEach((x, place) => count(x, line.raw.y[place]));
        for (const { x, low: bottom, high: top } of line.band) {
          x.forEach((at, place) => (count(at, bottom[place]), count(at, top[place])));
        }
      });
      if (low > high) return chart.logY ? { from: 0.1, to: 1 } : { from: 0, to: 1 };
      if (chart.logY) {
        const room = low === high ? Math.LN2 : Math.log(high / low) * 0.06;
        return { from: low * Math.exp(-room), to: high * Math.exp(room) };
      }
      const room = low === high ? Math.abs(low) * 0.1 || 1 : (high - low) * 0.06;
      return { from: low >= 0 ? Math.max(0, low - room) : low - room, to: high + room };
    }
    function scale({ from, to }, log, begin, end) {
      const of = (value) => (log ? Math.log(value) : value);
      const span = of(to) - of(from) || 1;
      return {
        place: (value) => begin + ((of(value) - of(from)) / span) * (end - begin),
        value: (place) => {
          const at = of(from) + ((place - begin) / (end - begin)) * span;
          return log ? Math.exp(at) : at;
        },
      };
    }

    const svg = make('svg', {
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      tabindex: 0,
      'aria-label': `${chart.title}. Drag to zoom, arrow keys to read, + and - to zoom, 0 to reset.`,
    });
    const read = document.createElement('div');
    read.className = 'read';
    read.setAttribute('role', 'status');
    const clip = `clip-${figure.dataset.chart}`;

    function pathOf({ x, y, pieces }) {
      const starts = new Set(pieces);
      let path = '';
      for (let index = 0; index < x.length; index++) {
        const start = starts.has(index);
        path += `${start ? 'M' : 'L'}${places.x.place(x[index]).toFixed(2)} ${places.y.place(y[index]).toFixed(2)}`;
        // A point alone is a dot.
        if (start && (index + 1 === x.length || starts.has(index + 1))) path += 'h0';
      }
      return path;
    }
    function bandOf({ x, low, high }) {
      const at = (value, place) => `${places.x.place(value).toFixed(2)} ${places.y.place(place).toFixed(2)}`;
      const there = x.map((value, index) => at(value, high[index]));
      const back = x.map((value, index) => at(value, low[index])).reverse();
      return `M${[...there, ...back].join('L')}Z`;
    }

    function draw() {
      const yRange = yExtent();
      places = {
        x: scale(range, chart.logX, box.left, box.right),
        y: scale(yRange, chart.logY, box.bottom, box.top),
      };
      const parts = [
        make('clipPath', { id: clip }, [
          make('rect', {
            x: box.left,
            y: box.top - 2,
            width: box.right - box.left,
            height: box.bottom - box.top + 4,
          }),
        ]),
      ];
      const text = (content, attributes) => {
        const element = make('text', attributes);
        element.textContent = content;
        parts.push(element);
      };
      for (const tick of ticks(yRange, chart.logY, 6)) {
        const y = places.y.place(tick);
        parts.push(make('path', { d: `M${box.left} ${y}H${box.right}`, stroke: 'var(--grid)' }));
        text(numberText(tick), { x: box.left - 8, y: y + 4, 'text-anchor': 'end' });
      }
      parts.push(make('path', { d: `M${box.left} ${box.bottom}H${box.right}`, stroke: 'var(--axis)' }));
      for (const tick of ticks(range, chart.logX, chart.x === 'time' ? 4 : 8)) {
        const x = places.x.place(tick);
        parts.push(make('path', { d: `M${x} ${box.bottom}v4`, stroke: 'var(--axis)' }));
        text(xText(chart.x, tick), { x, y: box.bottom + 18, 'text-anchor': 'middle' });
      }
      text(chart.xLabel, { x: (box.left + box.right) / 2, y: height - 6, 'text-anchor': 'middle' });
      const inside = make('g', { 'clip-path': `url(#${clip})`, fill: 'none', 'stroke-linejoin': 'round' });
      const visible = chart.lines.filter((_, index) => shown[index]);
      for (const line of visible) {
        for (const piece of line.band) {
          inside.append(
            make('path', { d: bandOf(piece), fill: `var(--s${line.color})`, opacity: 0.16, stroke: 'none' }),
          );
        }
      }
      for (const line of visible) {
        const stroke = {
          stroke: `var(--s${line.color})`,
          'stroke-width': 1.6,
          'stroke-linecap': 'round',
          ...(line.dash === null ? {} : { 'stroke-dasharray': line.dash.join(' ') }),
        };
        inside.append(
          make('path', { d: pathOf(line.raw), ...stroke, opacity: line.smooth === undefined ? 1 : 0.28 }),
        );
        if (line.smooth !== undefined) inside.append(make('path', { d: pathOf(line.smooth), ...stroke }));
        for (const { x } of line.notFinite) {
          const at = places.x.place(x);
          const y = box.bottom - 6;
          inside.append(
            make('path', {
              d: `M${at - 4} ${y - 4}l8 8M${at - 4} ${y + 4}l8 -8`,
              stroke: 'var(--danger)',
              'stroke-width': 1.6,
            }),
          );
        }
      }
      parts.push(inside);
      svg.replaceChildren(...parts);
    }

    /** Lines and their values at an x, in words below and as dots on the curves. */
    let cursor = null;
    function point(value) {
      cursor = Math.min(range.to, Math.max(range.from, value));
      svg.querySelector('.cursor')?.remove();
      const group = make('g', { class: 'cursor' });
      const at = places.x.place(cursor);
      group.append(make('path', { d: `M${at} ${box.top}V${box.bottom}`, stroke: 'var(--axis)' }));
      const words = [`${chart.xLabel} ${xText(chart.x, cursor)}`];
      chart.lines.forEach((line, index) => {
        const drawn = line.smooth ?? line.raw;
        if (!shown[index] || drawn.x.length === 0 || cursor < drawn.x[0]) return;
        const place = before(drawn.x, cursor);
        const y = places.y.place(drawn.y[place]);
        group.append(
          make('circle', {
            cx: places.x.place(drawn.x[place]),
            cy: y,
            r: 3.5,
            fill: `var(--s${line.color})`,
            'clip-path': `url(#${clip})`,
          }),
        );
        words.push(`${line.name} ${numberText(drawn.y[place])}`);
      });
      svg.append(group);
      read.textContent = words.slice(0, 9).join(' · ') + (words.length > 9 ? ' · …' : '');
    }
    function leave() {
      cursor = null;
      svg.querySelector('.cursor')?.remove();
      read.textContent = '';
    }
    function zoom(next) {
      if (!(next.to > next.from)) return;
      range = { from: Math.max(all.from, next.from), to: Math.min(all.to, next.to) };
      reset.hidden = range.from === all.from && range.to === all.to;
      draw();
    }

    const xOf = (event) => {
      const { left, width: wide } = svg.getBoundingClientRect();
      const place = ((event.clientX - left) / wide) * width;
      return places.x.value(Math.min(box.right, Math.max(box.left, place)));
    };
    let begun = null;
    svg.addEventListener('pointerdown', (event) => {
      begun = xOf(event);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointermove', (event) => {
      point(xOf(event));
      if (begun === null) return;
      const [from, to] = [begun, cursor].map((value) => places.x.place(value)).sort((a, b) => a - b);
      svg.querySelector('.cursor')?.append(
        make('rect', {
          x: from,
          y: box.top,
          width: to - from,
          height: box.bottom - box.top,
          fill: 'var(--accent)',
          opacity: 0.15,
        }),
      );
    });
    svg.addEventListener('pointerup', (event) => {
      const end = xOf(event);
      const [from, to] = [begun ?? end, end].sort((a, b) => a - b);
      begun = null;
      if (places.x.place(to) - places.x.place(from) > 8) zoom({ from, to });
    });
    svg.addEventListener('pointerleave', () => begun === null && leave());
    svg.addEventListener('blur', leave);
    svg.addEventListener('dblclick', () => zoom(all));
    svg.addEventListener('keydown', (event) => {
      const here = places.x.place(cursor ?? range.to);
      const by = { ArrowLeft: -8, ArrowRight: 8 }[event.key];
      const middle = cursor ?? (range.from + range.to) / 2;
      const span = range.to - range.from;
      if (by !== undefined) point(places.x.value(Math.min(box.right, Math.max(box.left, here + by))));
      else if (event.key === '+') zoom({ from: middle - span / 4, to: middle + span / 4 });
      else if (event.key === '-') zoom({ from: middle - span, to: middle + span });
      else if (event.key === '0') zoom(all);
      else return;
      event.preventDefault();
    });

    const legend = document.createElement('div');
    legend.className = 'legend';
    chart.lines.forEach((line, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-pressed', 'true');
      const sample = make('svg', { viewBox: '0 0 20 8', 'aria-hidden': true }, [
        make('path', {
          d: 'M0 4H20',
          stroke: `var(--s${line.color})`,
          'stroke-width': 3,
          ...(line.dash === null ? {} : { 'stroke-dasharray': line.dash.join(' ') }),
        }),
      ]);
      button.append(sample, line.name);
      button.addEventListener('click', () => {
        shown[index] = !shown[index];
        button.setAttribute('aria-pressed', String(shown[index]));
        draw();
      });
      legend.append(button);
    });
    const reset = document.createElement('button');
    reset.type = 'button';
    reset.textContent = 'Show all';
    reset.hidden = true;
    reset.addEventListener('click', () => zoom(all));
    legend.append(reset);

    draw();
    plot.replaceChildren(svg, read, legend);
  }

  const charts = JSON.parse(document.getElementById('charts').textContent);
  for (const figure of document.querySelectorAll('figure[data-chart]')) {
    const chart = charts[Number(figure.dataset.chart)];
    if (chart !== undefined) makeLive(figure, chart);
  }
})();
