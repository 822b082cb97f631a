import { Terminal } from '../lib/xterm/6.0.0/xterm.mjs';
import { clock, parse, timeline } from './recordings/cast.js';
import { font, theme } from './terminal/screen.js';

const speeds = [0.5, 1, 2, 4, 8];
const pauses = [['1', 'Pauses up to 1 s'], ['3', 'Pauses up to 3 s'], ['0', 'Original pauses']];

// Shows a recording in an element. options: url of the file.
export async function create(root, { url }) {
  // If the user leaves the page at once, the element is gone before this call.
  if (!root) return null;
  const player = new Player(root);
  await player.load(url);
  return player;
}

class Player {
  #cast = null;
  #times = [];
  #next = 0; // event that is not shown yet
  #at = 0; // seconds
  #frame = 0;
  #last = 0;

  constructor(root) {
    this.root = root;
    this.button = part('button', 'player-button', { type: 'button', textContent: 'Play', disabled: true });
    this.button.addEventListener('click', () => (this.#frame ? this.#pause() : this.#play()));
    this.seek = part('input', 'player-seek', { type: 'range', min: '0', max: '0', step: '0.01', value: '0', ariaLabel: 'Position' });
    this.seek.addEventListener('input', () => this.#show(Number(this.seek.value)));
    this.time = part('span', 'player-time');
    this.speed = choice('Speed', speeds.map(speed => [String(speed), `${speed}×`]), '1');
    this.most = choice('Pauses', pauses, '3');
    this.most.addEventListener('change', () => this.#retime());
    this.note = part('p', 'player-note', { role: 'status', textContent: 'Reading the recording…' });
    this.stage = part('div', 'player-stage', { tabIndex: 0, role: 'region', ariaLabel: 'Terminal' });
    const bar = part('div', 'player-bar');
    bar.append(this.button, this.seek, this.time, this.speed, this.most);
    root.replaceChildren(this.stage, bar, this.note);
  }

  async load(url) {
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(await answer.text());
      this.#cast = parse(await answer.text());
    } catch (error) {
      this.note.textContent = error.message;
      return;
    }
    const { width, height } = this.#cast.header;
    this.terminal = new Terminal({ cols: width, rows: height, fontFamily: font, fontSize: 13, theme, scrollback: 10_000, disableStdin: true });
    this.terminal.open(this.stage);
    this.button.disabled = false;
    const last = this.#cast.events.at(-1);
    this.note.textContent = this.#cast.whole ? last.data : 'The recording is incomplete: the terminal is still open, or the panel stopped.';
    this.#retime();
    this.#show(0);
  }

  dispose() {
    cancelAnimationFrame(this.#frame);
    this.terminal?.dispose();
    this.root.replaceChildren();
  }

  get #length() { return this.#times.at(-1) ?? 0; }

  #play() {
    if (this.#at >= this.#length) this.#show(0);
    this.button.textContent = 'Pause';
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(now => this.#step(now));
  }

  #pause() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.button.textContent = 'Play';
  }

  #step(now) {
    this.#show(Math.min(this.#length, this.#at + (now - this.#last) / 1000 * Number(this.speed.value)));
    this.#last = now;
    if (this.#at < this.#length) this.#frame = requestAnimationFrame(next => this.#step(next));
    else this.#pause();
  }

  // To go back, replay from the beginning: a terminal's screen depends on all earlier output.
  #show(at) {
    const { header, events } = this.#cast;
    if (at < this.#at) {
      this.#next = 0;
      this.terminal.reset();
      this.terminal.resize(header.width, header.height);
    }
    this.#at = at;
    let text = '';
    for (; this.#next < events.length && this.#times[this.#next] <= at; this.#next++) {
      const { code, data } = events[this.#next];
      if (code === 'o') text += data;
      else if (code === 'r') {
        this.terminal.write(text, () => this.#resize(data));
        text = '';
      }
    }
    this.terminal.write(text);
    this.seek.value = String(at);
    this.time.textContent = `${clock(at)} of ${clock(this.#length)}`;
    this.seek.setAttribute('aria-valuetext', this.time.textContent);
  }

  #resize(data) {
    const size = /^(\d{1,4})x(\d{1,4})$/.exec(data);
    if (size && Number(size[1]) > 0 && Number(size[2]) > 0) this.terminal.resize(Number(size[1]), Number(size[2]));
  }

  // The event that comes next stays the next one.
  #retime() {
    const before = this.#times[this.#next - 1];
    const since = before === undefined ? 0 : this.#at - before;
    this.#times = timeline(this.#cast?.events ?? [], Number(this.most.value));
    this.seek.max = String(this.#length);
    if (before === undefined) return;
    const following = this.#times[this.#next] ?? this.#length;
    this.#show(this.#at = Math.min(following, this.#times[this.#next - 1] + since));
  }
}

function part(name, className, properties = {}) { return Object.assign(document.createElement(name), { className }, properties); }

function choice(label, options, chosen) {
  const made = part('select', 'player-choice', { ariaLabel: label });
  for (const [value, text] of options) made.append(part('option', '', { value, textContent: text, selected: value === chosen }));
  return made;
}
