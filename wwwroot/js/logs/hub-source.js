import { HubLink } from '../hubs/link.js';
import { Assembler } from './assembler.js';

const refused = 'Your session has ended. Sign in again to read this log.';
const failurePause = 5000; // ms until a log that could not be read is tried again

// Lines of one container from the panel's log hub, over its own connection. It reconnects after a loss and continues after its last line.
// States: connecting, live, reconnecting, removed, refused (with a sentence), failed (with a sentence).
export class HubSource {
  #assembler = new Assembler();
  #link;
  #stream = null;
  #stopped = false;
  #held = false;
  #timer = 0;

  constructor({ hubUrl, containerId, tail }) {
    this.containerId = containerId;
    this.tail = tail;
    this.begin = tail;
    this.#link = new HubLink(hubUrl, { state: name => this.#tell(name, name === 'refused' ? refused : undefined), connected: () => this.#subscribe() });
  }

  // sink: { add(line), grew(line), state(name, message) }
  async start(sink) {
    this.sink = sink;
    await this.#link.start();
  }

  async stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#stream?.dispose();
    await this.#link.stop();
  }

  // Accepts no more lines until resume: the panel then reads none.
  hold() {
    this.#held = true;
    this.#stream?.dispose();
    this.#stream = null;
  }

  // Continues with the newest lines, tail of them; lines since hold are skipped.
  resume(tail = this.tail) {
    this.#held = false;
    this.begin = tail;
    this.#assembler = new Assembler();
    if (this.#link.live) this.#subscribe();
  }

  // Lines before and after a time, once: the context of a match.
  async around(time, before, after) {
    const earlier = await this.#collect({ until: time.toString(), tail: before });
    const later = await this.#collect({ since: time.toString(), limit: after });
    return renumber([...earlier, ...later]);
  }

  // Searches everything that is kept of the log; calls progress(scanned, found) meanwhile. Resolves to { lines, found, scanned }.
  search(term, progress) {
    const assembler = new Assembler();
    const result = { lines: [], found: 0, scanned: 0 };
    return this.#finish('Search', { containerId: this.containerId, term }, report => {
      result.found = report.found;
      result.scanned = report.scanned;
      if (report.lines) assembler.accept(report.lines, line => result.lines.push(line), () => {});
      else progress(report.scanned, report.found);
    }).then(() => result);
  }

  #collect(part) {
    const assembler = new Assembler();
    const lines = [];
    const request = { containerId: this.containerId, follow: false, ...part };
    return this.#finish('Stream', request, batch => assembler.accept(batch, line => lines.push(line), () => {})).then(() => lines);
  }

  #finish(name, request, next) {
    return new Promise((resolve, reject) => this.#link.stream(name, [request], {
      next, end: resolve, fail: (code, message) => reject(new Error(message)), lost: () => reject(new Error('The connection was lost; try again.')),
    }));
  }

  #subscribe() {
    if (this.#stopped) return;
    this.#tell('live');
    if (this.#held) return;
    const since = this.#assembler.resume();
    const request = { containerId: this.containerId, follow: true, since, tail: since === null ? this.begin : null };
    this.#stream = this.#link.stream('Stream', [request], {
      next: batch => this.#assembler.accept(batch, this.sink.add, this.sink.grew),
      end: () => this.#tell('removed'),
      fail: (code, message) => {
        if (code === 'not-found') {
          this.#tell('removed');
          return;
        }
        this.#tell('failed', message);
        this.#timer = setTimeout(() => { if (this.#link.live) this.#subscribe(); }, failurePause);
      },
    });
  }

  #tell(state, message) {
    if (!this.#stopped) this.sink.state(state, message);
  }
}

export function renumber(lines) {
  lines.forEach((line, index) => { line.seq = index; });
  return lines;
}
