import { Buffer } from './logs/buffer.js';
import { HubSource } from './logs/hub-source.js';
import { Layout } from './logs/layout.js';
import { copy, load, save } from './logs/preferences.js';
import { element, Rows } from './logs/rows.js';
import { createToolbar, describe } from './logs/toolbar.js';

const rowHeight = 20; // as .lv-row in log-viewer.css
const around = 12; // rows drawn beyond each edge
const scanBudget = 400_000; // characters searched per frame
const announced = 5; // lines a second up to which a screen reader is told of new ones
const times = ['local', 'utc', 'off'];
const timeNames = { local: 'local time', utc: 'UTC', off: 'off' };

// Creates a viewer in an element. options: containerId, hubUrl, downloadUrl, tail; source for tests.
// If the user opens another tab at once, the element is gone before this call.
export function create(root, options) {
  return root && new LogViewer(root, options);
}

class LogViewer {
  #live = new Buffer();
  #other = null; // { buffer, title, results }: the results of a search of the whole log, or the lines around a match
  #layout = new Layout(rowHeight);
  #chosen = load();
  #following = true;
  #filter = false;
  #current = null;
  #new = 0;
  #full = false; // the window is full while somebody reads in it: nothing is taken until they follow again
  #anew = false; // the next line begins a new window
  #expected = 0; // scroll position that the viewer set
  #scheduled = 0;
  #width = 0;
  #running = true;
  #state = 'connecting';
  #message = '';
  #arrived = 0;
  #disposed = false;

  constructor(root, options) {
    this.options = options;
    this.root = root;
    root.classList.add('lv');
    this.tools = createToolbar((name, value) => this.#act(name, value), options);
    this.banner = element('div', 'lv-banner');
    this.banner.hidden = true;
    this.scroll = element('div', 'lv-scroll');
    Object.assign(this.scroll, { tabIndex: 0, role: 'log' });
    this.scroll.setAttribute('aria-label', 'Log lines');
    this.scroll.setAttribute('aria-live', 'off');
    this.spacer = element('div', 'lv-spacer');
    this.lines = element('div', 'lv-lines');
    this.empty = element('div', 'lv-empty');
    this.scroll.append(this.spacer, this.lines);
    this.jump = element('button', 'lv-jump');
    Object.assign(this.jump, { type: 'button', hidden: true });
    this.jump.addEventListener('click', () => this.#follow(true));
    const stage = element('div', 'lv-stage');
    stage.append(this.scroll, this.empty, this.jump);
    root.replaceChildren(this.tools.bar, this.banner, stage);
    this.rows = new Rows(this.lines, () => this.#schedule());

    this.scroll.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.scroll.addEventListener('wheel', event => { if (event.deltaY < 0 && this.scroll.scrollTop > 0) this.#follow(false); }, { passive: true });
    this.scroll.addEventListener('keydown', event => this.#key(event));
    this.#onSelection = () => this.#selectionChanged();
    document.addEventListener('selectionchange', this.#onSelection);
    this.resize = new ResizeObserver(() => this.#resized());
    this.resize.observe(this.scroll);
    this.second = setInterval(() => this.#everySecond(), 1000);
    this.#applyChoices();
    this.#running = options.isRunning ?? true;

    this.source = options.source ?? new HubSource(options);
    this.started = this.source.start({
      add: line => this.#add(line),
      grew: line => this.#grew(line),
      state: (name, message) => { this.#state = name; this.#message = message ?? ''; this.#schedule(); },
    });
    this.#schedule();
  }

  #onSelection;

  // Whether the container is running: a stopped one writes nothing new.
  running(value) {
    this.#running = value;
    this.#schedule();
  }

  async dispose() {
    this.#disposed = true;
    clearInterval(this.second);
    cancelAnimationFrame(this.#scheduled);
    document.removeEventListener('selectionchange', this.#onSelection);
    this.resize.disconnect();
    this.root.replaceChildren();
    await this.source.stop();
  }

  get #buffer() { return this.#other?.buffer ?? this.#live; }

  #shown() { return this.#buffer.lines(this.#filter && !this.#other); }

  #add(line) {
    if (this.#full) return;
    if (this.#anew) {
      this.#anew = false;
      this.#live.clear();
      this.#current = null;
    }
    this.#arrived++;
    if (!this.#following) this.#new++;
    this.#live.add(line);
    this.#bound();
  }

  #grew(line) {
    if (this.#full) return;
    this.#live.grew(line);
    this.#bound();
  }

  // Older lines that the user is reading are never dropped, so no more lines are accepted when the window is full.
  #bound() {
    if (this.#following || this.#other) this.#live.trim();
    else if (this.#live.isFull) {
      this.#full = true;
      this.source.hold();
    }
    this.#schedule();
  }

  // Continues after the window was full, with the newest lines (tail of them).
  #refill(tail) {
    if (!this.#full) return;
    this.#full = false;
    this.#anew = true;
    this.source.resume(tail);
  }

  #height(line) {
    if (line.height) return line.height;
    const columns = Math.max(20, Math.floor((this.#width - 60) / 7.8) - (this.#chosen.time === 'off' ? 0 : 24));
    return Math.max(1, Math.ceil(Math.min(line.raw.length, line.expanded ? Infinity : 8192) / columns)) * rowHeight;
  }

  #schedule() {
    if (this.#scheduled || this.#disposed) return;
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#frame();
    });
  }

  // Draws the visible lines, however many arrived since the last frame.
  #frame() {
    if (this.#following || this.#other) this.#live.trim();
    const buffer = this.#buffer;
    const more = buffer.search.scan(buffer.store, scanBudget);
    const lines = this.#shown();
    const height = this.#chosen.wrap ? line => this.#height(line) : null;
    this.#layout.update(lines, height);
    const view = this.scroll.clientHeight;
    this.spacer.style.height = `${this.#layout.total}px`;
    let top = this.#following && !this.#other ? this.#layout.total - view : this.scroll.scrollTop;
    top = this.#clamp(top, view);
    const options = { time: this.#chosen.time, search: buffer.search, current: this.#current, onRow: this.#other?.results ? line => this.#surroundings(line) : null };
    const draw = () => {
      const [from, to] = this.#layout.range(top, view, around);
      this.lines.style.transform = `translateY(${this.#layout.top(from)}px)`;
      this.rows.render(lines, from, to, options);
    };
    draw();
    if (this.#chosen.wrap) {
      const anchor = this.#layout.indexAt(top);
      const within = top - this.#layout.top(anchor);
      if (this.rows.measure()) {
        this.#layout.update(lines, height);
        this.spacer.style.height = `${this.#layout.total}px`;
        top = this.#clamp(this.#following && !this.#other ? this.#layout.total - view : this.#layout.top(anchor) + within, view);
        draw();
        if (this.rows.measure()) this.#schedule();
      }
    } else {
      this.rows.keepWidth();
    }
    if (Math.abs(this.scroll.scrollTop - top) >= 1) this.scroll.scrollTop = top;
    this.#expected = this.scroll.scrollTop;
    this.#status(lines, more);
    if (more) this.#schedule();
  }

  #clamp(top, view) { return Math.max(0, Math.min(top, this.#layout.total - view)); }

  #scrolled() {
    const top = this.scroll.scrollTop;
    const moved = top - this.#expected;
    if (Math.abs(moved) < 1) return;
    this.#expected = top;
    if (!this.#other) {
      if (moved > 0 && top >= this.scroll.scrollHeight - this.scroll.clientHeight - 2) this.#follow(true);
      else if (moved < 0) this.#follow(false);
    }
    this.#schedule();
  }

  #follow(on) {
    if (on && this.#other) this.#back();
    if (this.#following === on) return;
    this.#following = on;
    this.#new = 0;
    if (on) this.#refill();
    this.#schedule();
  }

  #resized() {
    const width = this.scroll.clientWidth;
    if (width !== this.#width) {
      this.#width = width;
      if (this.#chosen.wrap) this.#forgetHeights();
    }
    this.#schedule();
  }

  #forgetHeights() {
    for (const buffer of [this.#live, this.#buffer]) {
      for (let i = 0; i < buffer.store.length; i++) buffer.store.at(i).height = 0;
    }
  }

  // Selected text would move away under the pointer.
  #selectionChanged() {
    const selection = document.getSelection();
    if (this.#following && selection && !selection.isCollapsed && this.scroll.contains(selection.anchorNode)) this.#follow(false);
  }

  #everySecond() {
    const live = this.#following && this.#state === 'live' && this.#arrived <= announced ? 'polite' : 'off';
    if (this.scroll.getAttribute('aria-live') !== live) this.scroll.setAttribute('aria-live', live);
    this.#arrived = 0;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = { '/': 'find', f: 'follow', w: 'wrap', n: 'next', N: 'previous', t: 'time', End: 'end', Escape: 'back' };
    const action = actions[event.key];
    if (!action || (action === 'back' && !this.#other)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#act(action);
  }

  #act(name, value) {
    if (name === 'follow') this.#follow(this.#other ? true : !this.#following);
    else if (name === 'end') this.#end();
    else if (name === 'find') this.tools.term.focus();
    else if (name === 'term') this.#term(value);
    else if (name === 'next' || name === 'previous') this.#step(name === 'next' ? 1 : -1);
    else if (name === 'filter') this.#redraw(() => { this.#filter = !this.#filter; });
    else if (name === 'whole') this.#whole();
    else if (name === 'back') this.#back();
    else if (name === 'time') this.#redraw(() => { this.#chosen.time = times[(times.indexOf(this.#chosen.time) + 1) % times.length]; });
    else if (name === 'wrap') this.#redraw(() => { this.#chosen.wrap = !this.#chosen.wrap; });
    else if (name === 'copy') this.#copy();
    else if (name === 'clear') this.#redraw(() => { this.#live.clear(); this.#refill(0); this.#back(); this.#follow(true); });
  }

  // Changes the drawing, and keeps the topmost line in place.
  #redraw(change) {
    const before = this.#shown();
    const top = before.length ? before.at(Math.min(before.length - 1, this.#layout.indexAt(this.scroll.scrollTop))) : null;
    change();
    this.#applyChoices();
    this.rows.reset();
    this.#forgetHeights();
    if (top && !this.#following) {
      const lines = this.#shown();
      this.#layout.update(lines, this.#chosen.wrap ? line => this.#height(line) : null);
      this.spacer.style.height = `${this.#layout.total}px`;
      this.#expected = this.scroll.scrollTop = this.#layout.top(Math.min(lines.indexOf(top.seq), Math.max(0, lines.length - 1)));
    }
    this.#schedule();
  }

  #applyChoices() {
    save(this.#chosen);
    this.root.classList.toggle('lv-wrap', this.#chosen.wrap);
    this.tools.wrap.setAttribute('aria-pressed', String(this.#chosen.wrap));
    this.tools.filter.setAttribute('aria-pressed', String(this.#filter));
    describe(this.tools.time, 'clock', `Timestamps: ${timeNames[this.#chosen.time]}`, this.#chosen.time === 'utc' ? 'UTC' : '');
    this.tools.time.classList.toggle('lv-off', this.#chosen.time === 'off');
  }

  #term(term) {
    this.#redraw(() => {
      this.#current = null;
      this.#live.search.set(term);
      this.#other?.buffer.search.set(term);
    });
  }

  #step(direction) {
    const { search, store } = this.#buffer;
    if (!search.active) return;
    while (search.scan(store, scanBudget * 20));
    const matches = search.matches;
    if (matches.length === 0) return;
    const lines = this.#shown();
    const from = this.#current ?? lines.at(this.#layout.indexAt(this.scroll.scrollTop + (direction < 0 ? this.scroll.clientHeight : 0)));
    let index = matches.indexOf(from.seq);
    if (this.#current) index += direction;
    else if (direction < 0 && matches.at(index)?.seq !== from.seq) index--;
    this.#current = matches.at((index + matches.length) % matches.length);
    this.#follow(false);
    this.#center(lines.indexOf(this.#current.seq));
  }

  #center(index) {
    this.#layout.update(this.#shown(), this.#chosen.wrap ? line => this.#height(line) : null);
    this.spacer.style.height = `${this.#layout.total}px`;
    this.#expected = this.scroll.scrollTop = this.#layout.top(index) - this.scroll.clientHeight / 2;
    this.#schedule();
  }

  #end() {
    if (this.#other) this.scroll.scrollTop = this.scroll.scrollHeight;
    else this.#follow(true);
  }

  async #whole() {
    const term = this.tools.term.value;
    if (term === '') {
      this.tools.term.focus();
      return;
    }
    this.#tell('Searching the whole log…');
    try {
      const { lines, found, scanned } = await this.source.search(term, (read, hits) => this.#tell(`Searching… ${number(read)} lines read, ${number(hits)} match`));
      const more = found > lines.length ? `; the newest ${number(lines.length)} are shown` : '';
      this.#open(lines, `${number(found)} of all ${number(scanned)} lines match${more}. Choose one to see the lines around it.`, true);
      this.scroll.scrollTop = this.scroll.scrollHeight;
    } catch (error) {
      this.#tell(`The search failed: ${error.message}`);
    }
  }

  async #surroundings(match) {
    this.#tell('Reading the lines around it…');
    try {
      const lines = await this.source.around(match.time, 500, 500);
      this.#open(lines, 'The lines around the match, from the log on disk.', false);
      this.#current = lines.find(line => line.time === match.time && line.stderr === match.stderr) ?? null;
      if (this.#current) this.#center(this.#current.seq);
    } catch (error) {
      this.#tell(`The lines around it could not be read: ${error.message}`);
    }
  }

  #open(lines, title, results) {
    if (this.#disposed) return;
    const buffer = new Buffer();
    for (const line of lines) buffer.add(line);
    buffer.search.set(this.tools.term.value);
    this.#other = { buffer, title, results };
    this.#current = null;
    this.#following = false;
    this.rows.reset();
    this.#tell(title);
    this.scroll.focus();
    this.#frame();
  }

  #tell(text) {
    const back = element('button', 'lv-back', 'Back to the live log');
    back.type = 'button';
    back.addEventListener('click', () => this.#back());
    this.banner.replaceChildren(element('span', '', text), back);
    this.banner.hidden = false;
  }

  #back() {
    this.banner.hidden = true;
    if (!this.#other) return;
    this.#other = null;
    this.#current = null;
    this.#new = 0;
    this.rows.reset();
    this.#following = true;
    this.#refill();
    this.#schedule();
  }

  async #copy() {
    const selection = document.getSelection();
    const selected = selection && !selection.isCollapsed && this.scroll.contains(selection.anchorNode);
    const lines = this.#shown();
    const all = () => Array.from({ length: lines.length }, (_, index) => lines.at(index).content.text).join('\n');
    try {
      await copy(selected ? selection.toString() : all());
    } catch (error) {
      this.#tell(`The browser did not allow copying: ${error.message}`);
    }
  }

  #status(lines, scanning) {
    const { search } = this.#buffer;
    const following = this.#following && !this.#other;
    describe(this.tools.follow, following ? 'pause' : 'follow', following ? 'Pause following' : 'Follow new lines');
    const names = { connecting: 'Connecting…', live: !this.#running ? 'Not running' : following ? 'Live' : 'Paused', reconnecting: 'Connection lost, connecting again…', removed: 'The container was removed' };
    set(this.tools.state, names[this.#state] ?? this.#message);
    this.tools.state.dataset.state = this.#state === 'live' && !(following && this.#running) ? 'paused' : this.#state;
    const position = this.#current && search.active ? `${number(search.matches.indexOf(this.#current.seq) + 1)}/` : '';
    set(this.tools.count, search.active ? `${position}${number(search.matches.length)}${scanning ? '…' : ''}` : '');
    for (const control of [this.tools.previous, this.tools.next, this.tools.filter, this.tools.whole]) control.disabled = !search.active;
    this.jump.hidden = following || !!this.#other || this.#state === 'connecting';
    set(this.jump, this.#new ? `${this.#full ? 'More than ' : ''}${number(this.#new)} new ${this.#new === 1 ? 'line' : 'lines'} – Follow` : 'Follow');
    set(this.empty, lines.length ? '' : this.#why(search));
  }

  #why(search) {
    if (this.#state === 'connecting') return 'Connecting…';
    if (this.#state === 'refused' || this.#state === 'failed') return this.#message;
    if (search.active && this.#buffer.store.length) return 'No line here matches. The button beside the filter searches the whole log.';
    return this.#state === 'removed' ? 'The container was removed.' : 'This container has written nothing yet.';
  }
}

function number(n) { return n.toLocaleString('en'); }

function set(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
