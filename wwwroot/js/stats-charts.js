import { allowed, bytes, cached, nice, packets, Series } from './stats/series.js';

const width = 300, height = 80;
const percent = value => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} %`;
const share = value => (value === null ? '–' : percent(value));
const perSecond = value => (value === null ? '–' : `${bytes(value)}/s`);

export const charts = [
  { title: 'CPU', lines: [['cpu', 'Used'], ['throttled', 'Throttled']], format: share, top: most => Math.max(1, nice(most)), note: 'of one CPU', cpu: true },
  { title: 'Memory', lines: [['memory', 'Now']], format: bytes, top: most => nice(Math.max(most, 1024), 1024), limit: true, notes: cached },
  { title: 'Network', lines: [['received', 'Received'], ['sent', 'Sent']], format: perSecond, top: most => nice(Math.max(most, 1024), 1024), notes: packets },
  { title: 'Block devices', lines: [['read', 'Read'], ['written', 'Written']], format: perSecond, top: most => nice(Math.max(most, 1024), 1024) },
  { title: 'Processes and threads', lines: [['pids', 'Now']], format: value => String(value), top: most => Math.max(5, nice(most)), notes: allowed },
];

// The peak counts used time only, not throttled time.
export const peak = ({ lines, cpu }, series) => series.max(cpu ? [lines[0][0]] : lines.map(([name]) => name));

// Creates the charts in an element. push(sample) adds a sample, state(name, message) says why there are none: stopped, removed, failed.
export function create(root) {
  // If the user opens another tab at once, the element is gone before this call.
  if (!root) return null;
  const series = new Series();
  const drawn = charts.map(chart => new Chart(chart));
  const notice = make('p', 'sc-notice');
  notice.setAttribute('role', 'status');
  notice.textContent = 'Waiting for the first sample…';
  const grid = make('div', 'sc-grid');
  grid.append(...drawn.map(chart => chart.figure));
  root.classList.add('sc');
  root.replaceChildren(notice, grid);
  return {
    push(sample) {
      series.push(sample);
      if (notice.textContent) notice.textContent = '';
      root.classList.remove('sc-stale');
      if (!document.hidden) drawn.forEach(chart => chart.draw(series));
    },
    state(name, message) {
      const texts = { stopped: 'The container is not running. The charts continue when it starts.', removed: 'The container was removed.' };
      const text = texts[name] ?? message;
      if (notice.textContent !== text) notice.textContent = text;
      root.classList.add('sc-stale');
    },
    dispose() { root.replaceChildren(); },
  };
}

class Chart {
  constructor(definition) {
    this.definition = definition;
    this.figure = make('figure', 'sc-chart');
    const caption = make('figcaption', 'sc-caption');
    caption.append(make('span', 'sc-title', definition.title), definition.note ? make('span', 'sc-note', definition.note) : '');
    this.values = definition.lines.map(([, label], index) => {
      const value = make('span', `sc-value sc-series-${index}`);
      const number = make('span', 'sc-number', '–');
      value.append(definition.lines.length > 1 ? make('span', 'sc-label', label) : '', number);
      return { value, number };
    });
    this.extra = make('span', 'sc-extra');
    const row = make('div', 'sc-values');
    row.append(...this.values.map(entry => entry.value), this.extra);
    const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', class: 'sc-plot' });
    this.svg = svg;
    for (const y of [0, height / 2, height]) svg.append(draw('line', { x1: 0, x2: width, y1: y, y2: y, class: 'sc-rule' }));
    this.paths = definition.lines.map((_, index) => draw('path', { class: `sc-line sc-series-${index}` }));
    svg.append(...this.paths);
    this.top = make('span', 'sc-top');
    const plot = make('div', 'sc-box');
    plot.append(svg, this.top);
    const axis = make('div', 'sc-axis');
    axis.append(make('span', '', '5 min ago'), make('span', '', 'now'));
    this.figure.append(caption, row, plot, axis);
  }

  draw(series) {
    const { lines, format, title, limit, cpu } = this.definition;
    const names = lines.map(([name]) => name);
    const most = series.max(names);
    const top = this.definition.top(most);
    const { last } = series;
    const texts = lines.map(([name, label], index) => {
      this.paths[index].setAttribute('d', series.path(name, top, width, height));
      const text = format(last[name]);
      this.values[index].number.textContent = text;
      return `${label} ${text}`;
    });
    const { memory, memoryLimit } = last.raw;
    const notes = [`peak ${format(peak(this.definition, series))}`, ...(this.definition.notes?.(last) ?? [])];
    if (limit && memoryLimit > 0) notes.unshift(`${percent((100 * memory) / memoryLimit)} of ${bytes(memoryLimit)}`);
    if (cpu) {
      // Without a limit, nothing is throttled.
      this.values[1].value.hidden = !last.limited;
      if (last.limited) notes.unshift(`limit ${percent(last.raw.cpuLimit * 100)}, reached in ${last.throttledPeriods ?? 0} of ${last.periods ?? 0} periods`);
    }
    this.extra.textContent = notes.join(' · ');
    this.top.textContent = format(top);
    const told = cpu && !last.limited ? texts.slice(0, 1) : texts;
    this.svg.setAttribute('aria-label', `${title}, last five minutes: ${told.join(', ')}, ${notes.join(', ')}`);
  }
}

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
