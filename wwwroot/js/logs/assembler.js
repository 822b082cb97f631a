import { parse } from './ansi.js';

// The most characters of a line to keep; the server also sends no more.
export const maxLineLength = 64 * 1024;

export class Line {
  constructor(seq, ms, ns, stderr) {
    this.seq = seq;
    this.ms = ms; // milliseconds since 1970
    this.ns = ns; // nanoseconds within the millisecond
    this.stderr = stderr;
    this.raw = '';
    this.cut = 0; // bytes of it that are not here
    this.version = 0; // grows when more of it comes
    this.height = 0; // measured, 0 before
    this.counted = 0; // characters of it that a buffer has counted
    this.expanded = false;
    this.parsed = null;
  }

  // { text, runs }; parsed when first shown or searched.
  get content() { return this.parsed ??= parse(this.raw); }

  get time() { return BigInt(this.ms) * 1000000n + BigInt(this.ns); }

  append(text, cut) {
    const room = maxLineLength - this.raw.length;
    this.raw += text.length > room ? text.slice(0, room) : text;
    this.cut += cut + Math.max(0, text.length - room);
    this.version++;
    this.height = 0;
    this.parsed = null;
  }
}

// Turns a hub's batches into lines, and knows where to continue after a lost connection.
export class Assembler {
  #seq = 0;
  #open = [null, null];
  #last = null; // time of the newest entry
  #count = 0; // entries with that time
  #skip = 0; // entries with that time which a resumed stream repeats

  // Calls add(line) for a new line and grew(line) for one that continues.
  accept(batch, add, grew) {
    const base = BigInt(batch.base);
    const baseMs = Number(base / 1000000n), baseNs = Number(base % 1000000n);
    const cuts = new Map((batch.cuts ?? []).map(cut => [cut.entry, cut.bytes]));
    for (let i = 0; i < batch.texts.length; i++) {
      const ns = baseNs + batch.offsets[i];
      const ms = baseMs + Math.floor(ns / 1e6), rest = ns - Math.floor(ns / 1e6) * 1e6;
      if (this.#repeated(ms, rest)) continue;
      const stderr = batch.kinds[i] & 1, partial = batch.kinds[i] & 2;
      const open = this.#open[stderr];
      const line = open ?? new Line(this.#seq++, ms, rest, stderr === 1);
      line.append(batch.texts[i], cuts.get(i) ?? 0);
      this.#open[stderr] = partial ? line : null;
      if (open) grew(line); else add(line);
    }
  }

  // Where a new stream continues, as a string of nanoseconds; null before the first entry.
  resume() {
    if (this.#last === null) return null;
    this.#skip = this.#count;
    return (BigInt(this.#last.ms) * 1000000n + BigInt(this.#last.ns)).toString();
  }

  #repeated(ms, ns) {
    const same = this.#last !== null && this.#last.ms === ms && this.#last.ns === ns;
    if (same && this.#skip > 0) {
      this.#skip--;
      return true;
    }
    this.#skip = 0;
    this.#count = same ? this.#count + 1 : 1;
    if (!same) this.#last = { ms, ns };
    return false;
  }
}
