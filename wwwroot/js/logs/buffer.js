import { LineStore } from './line-store.js';
import { Search } from './search.js';

// The lines kept while following; twice as many while the user looks at older lines.
const capacity = 10_000;
export const maxCharacters = 16 * 1024 * 1024;

// The bounded window of lines, with the matches of the current term.
export class Buffer {
  store = new LineStore();
  search = new Search();
  #characters = 0;

  constructor(limit = capacity) { this.limit = limit; }

  add(line) {
    this.store.push(line);
    this.#count(line);
  }

  grew(line) {
    if (this.store.length && line.seq >= this.store.first.seq) this.#count(line);
    this.search.look(line);
  }

  // Whether it is full, and cannot be trimmed.
  get isFull() { return this.store.length >= 2 * this.limit || this.#characters >= 2 * maxCharacters; }

  // Drops the oldest lines beyond the limit.
  trim() {
    let gone = false;
    while (this.store.length > this.limit || (this.#characters > maxCharacters && this.store.length > 1)) {
      this.#characters -= this.store.shift().counted;
      gone = true;
    }
    if (gone && this.search.active && this.store.length) this.search.dropBefore(this.store.first.seq);
  }

  clear() {
    this.store.clear();
    this.#characters = 0;
    this.search.set(this.search.term);
  }

  // Lines to show.
  lines(filter) { return filter && this.search.active ? this.search.matches : this.store; }

  #count(line) {
    this.#characters += line.raw.length - line.counted;
    line.counted = line.raw.length;
  }
}
