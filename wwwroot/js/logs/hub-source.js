import { Assembler } from './assembler.js';

const library = new URL('../../lib/signalr/10.0.11/signalr.min.js', import.meta.url);
const delays = [500, 1000, 2000, 5000];

// Lines of one container from the panel's log hub, over a connection of its own. It connects again after a loss and goes on
// after the last line that it has. States: connecting, live, reconnecting, removed, refused (with a sentence), failed (with a sentence).
export class HubSource {
  #assembler = new Assembler();
  #connection = null;
  #stream = null;
  #stopped = false;
  #held = false;
  #timer = 0;
  #attempts = 0;

  constructor({ hubUrl, containerId, tail }) {
    this.hubUrl = hubUrl;
    this.containerId = containerId;
    this.tail = tail;
    this.begin = tail;
  }

  // sink: { add(line), grew(line), state(name, message) }
  async start(sink) {
    this.sink = sink;
    sink.state('connecting');
    await import(library);
    await this.#connect();
  }

  async stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#stream?.dispose();
    await this.#connection?.stop();
  }

  // Takes no more lines until resume: the panel then reads none.
  hold() {
    this.#held = true;
    this.#stream?.dispose();
    this.#stream = null;
  }

  // Goes on with the newest lines, tail of them; those since hold are not caught up with.
  resume(tail = this.tail) {
    this.#held = false;
    this.begin = tail;
    this.#assembler = new Assembler();
    if (this.#connection?.state === 'Connected') this.#subscribe();
  }

  // Lines before and after a time, once: for looking at what surrounds a match.
  async around(time, before, after) {
    const earlier = await this.#collect({ until: time.toString(), tail: before });
    const later = await this.#collect({ since: time.toString(), limit: after });
    return renumber([...earlier, ...later]);
  }

  // Everything that is kept of the log; progress(scanned, found) on the way. Resolves to { lines, found, scanned }.
  search(term, progress) {
    const assembler = new Assembler();
    const result = { lines: [], found: 0, scanned: 0 };
    return this.#finish(this.#connection.stream('Search', { containerId: this.containerId, term }), report => {
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
    return this.#finish(this.#connection.stream('Stream', request), batch => assembler.accept(batch, line => lines.push(line), () => {})).then(() => lines);
  }

  #finish(stream, next) {
    return new Promise((resolve, reject) => stream.subscribe({ next, complete: resolve, error: error => reject(new Error(sentence(error).message)) }));
  }

  async #connect() {
    if (this.#stopped) return;
    const { HubConnectionBuilder, LogLevel } = globalThis.signalR;
    const connection = new HubConnectionBuilder().withUrl(this.hubUrl).configureLogging(LogLevel.None).build();
    connection.onclose(() => this.#again());
    this.#connection = connection;
    try {
      await connection.start();
    } catch (error) {
      if (/\b40[13]\b/.test(`${error?.statusCode} ${error?.message}`)) this.sink.state('refused', 'Your session has ended. Sign in again to read this log.');
      else this.#again();
      return;
    }
    if (this.#stopped) {
      await connection.stop();
      return;
    }
    this.#subscribe();
  }

  #subscribe() {
    if (this.#stopped) return;
    this.sink.state('live');
    if (this.#held) return;
    const since = this.#assembler.resume();
    const request = { containerId: this.containerId, follow: true, since, tail: since === null ? this.begin : null };
    this.#stream = this.#connection.stream('Stream', request).subscribe({
      next: batch => {
        this.#attempts = 0;
        this.#assembler.accept(batch, this.sink.add, this.sink.grew);
      },
      complete: () => this.#end('removed'),
      error: error => {
        if (this.#connection.state !== 'Connected') return; // onclose tells of it
        const { code, message } = sentence(error);
        if (code === 'not-found') this.#end('removed');
        else {
          this.#end('failed', message);
          this.#timer = setTimeout(() => { if (this.#connection.state === 'Connected') this.#subscribe(); }, delays.at(-1));
        }
      },
    });
  }

  #end(state, message) {
    if (!this.#stopped) this.sink.state(state, message);
  }

  #again() {
    if (this.#stopped) return;
    this.sink.state('reconnecting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), delays[Math.min(this.#attempts++, delays.length - 1)]);
  }
}

export function renumber(lines) {
  lines.forEach((line, index) => { line.seq = index; });
  return lines;
}

// The hub's errors carry "[code] sentence" somewhere in their message.
function sentence(error) {
  const match = /\[([a-z-]+)\] (.*)$/s.exec(error?.message ?? '');
  return match ? { code: match[1], message: match[2] } : { code: 'failed', message: 'The log could not be read.' };
}
