const displayed = 8 * 1024; // characters of a line drawn before it is expanded
const maxMarks = 200;

// Draws the visible lines. Lines that stay visible keep their elements, so a selection in them survives.
export class Rows {
  #elements = new Map(); // line -> { element, version }
  #width = 0;

  constructor(container, onExpand) {
    this.container = container;
    this.onExpand = onExpand;
  }

  // Redraws everything at the next render, after a change of term, time format or list.
  reset() {
    this.#elements.clear();
    this.container.replaceChildren();
    this.#width = 0;
    this.container.style.minWidth = '';
  }

  render(lines, from, to, options) {
    const wanted = new Map();
    let previous = null;
    for (let i = from; i < to; i++) {
      const line = lines.at(i);
      let row = this.#elements.get(line);
      if (!row || row.version !== line.version || row.current !== (line === options.current)) {
        row?.element.remove();
        row = { element: this.#row(line, options), version: line.version, current: line === options.current };
      }
      wanted.set(line, row);
      this.#elements.delete(line);
      const next = previous ? previous.nextSibling : this.container.firstChild;
      if (next !== row.element) this.container.insertBefore(row.element, next);
      previous = row.element;
    }
    for (const { element } of this.#elements.values()) element.remove();
    this.#elements = wanted;
  }

  // Stores the heights of drawn lines; true when one has changed.
  measure() {
    let changed = false;
    for (const [line, { element }] of this.#elements) {
      const height = element.getBoundingClientRect().height;
      changed ||= line.height !== height;
      line.height = height;
    }
    return changed;
  }

  // Without wrapping, the widest line seen so far sets the scroll width, so that the bar does not jump.
  keepWidth() {
    const width = this.container.scrollWidth;
    if (width > this.#width) {
      this.#width = width;
      this.container.style.minWidth = `${width}px`;
    }
  }

  #row(line, options) {
    const row = element('div', line.stderr ? 'lv-row lv-err' : 'lv-row');
    if (line === options.current) row.classList.add('lv-current');
    if (options.time !== 'off') row.append(time(line, options.time === 'utc'));
    const mark = element('span', 'lv-mark', line.stderr ? 'E' : '');
    if (line.stderr) mark.title = 'standard error';
    row.append(mark);
    const text = element('span', 'lv-text');
    const { text: plain, runs } = line.content;
    const shown = line.expanded ? plain.length : Math.min(displayed, plain.length);
    draw(text, runs ?? [{ text: plain, style: null }], options.search.ranges(plain.slice(0, shown), maxMarks), shown);
    if (shown < plain.length) text.append(this.#more(line, plain.length - shown));
    if (line.cut > 0) text.append(element('span', 'lv-cut', ` … ${line.cut.toLocaleString('en')} bytes more; download to see all`));
    row.append(text);
    if (options.onRow) choosable(row, () => options.onRow(line));
    return row;
  }

  #more(line, hidden) {
    const button = element('button', 'lv-more', `… ${hidden.toLocaleString('en')} characters more`);
    button.type = 'button';
    button.addEventListener('click', event => {
      event.stopPropagation();
      line.expanded = true;
      line.version++;
      line.height = 0;
      this.onExpand();
    });
    return button;
  }
}

function choosable(row, choose) {
  row.tabIndex = 0;
  row.setAttribute('role', 'button');
  row.addEventListener('click', choose);
  row.addEventListener('keydown', event => { if (event.key === 'Enter') choose(); });
}

export function element(name, className, text) {
  const created = document.createElement(name);
  if (className) created.className = className;
  if (text !== undefined) created.textContent = text;
  return created;
}

// Runs of text as spans, with the ranges of a search marked. textContent only: a container's output never becomes markup.
function draw(parent, runs, ranges, limit) {
  let at = 0, next = 0;
  for (const run of runs) {
    const end = Math.min(at + run.text.length, limit);
    const target = run.style ? styled(run.style) : parent;
    let from = at;
    while (from < end) {
      while (next < ranges.length && ranges[next][1] <= from) next++;
      const range = ranges[next];
      const marked = range && range[0] <= from;
      const to = Math.min(end, marked ? range[1] : range ? range[0] : end);
      const piece = run.text.slice(from - at, to - at);
      target.append(marked ? element('mark', 'lv-hit', piece) : piece);
      from = to;
    }
    if (target !== parent && end > at) parent.append(target);
    at = end;
    if (at >= limit) return;
  }
}

function styled(style) {
  const span = element('span');
  const classes = ['bold', 'dim', 'italic', 'underline', 'strike'].filter(name => style[name]).map(name => `lv-${name}`);
  let { fg, bg } = style;
  if (style.inverse) [fg, bg] = [bg ?? 'back', fg ?? 'text'];
  color('fg', fg, 'color');
  color('bg', bg, 'backgroundColor');
  if (classes.length) span.className = classes.join(' ');
  return span;

  function color(kind, value, property) {
    if (value === null) return;
    if (typeof value === 'string' && value.startsWith('rgb(')) span.style[property] = value;
    else classes.push(`lv-${kind}-${value}`);
  }
}

const two = n => String(n).padStart(2, '0');

function time(line, utc) {
  const date = new Date(line.ms);
  const g = utc ? 'UTC' : '';
  const day = `${date[`get${g}FullYear`]()}-${two(date[`get${g}Month`]() + 1)}-${two(date[`get${g}Date`]())}`;
  const clock = `${two(date[`get${g}Hours`]())}:${two(date[`get${g}Minutes`]())}:${two(date[`get${g}Seconds`]())}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
  const span = element('span', 'lv-time');
  span.append(element('span', 'lv-day', `${day} `), `${clock}${utc ? 'Z' : ''} `);
  return span;
}
