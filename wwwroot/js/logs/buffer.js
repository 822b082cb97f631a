import { LineStore } from './line-store.js';
import { Search } from './search.js';

// Lines kept while following; twice as many while the reader looks at older ones, so that those stay where they are.
export const capacity = 10_000;
export const held = 20_000;
export const maxCharacters = 16 * 1024 * 1024;

// The bounded window of lines, with the matches of the current term.
export class Buffer {
  store = new LineStore();
  search = new Search();
  #characters = 0;

  // Adds a line; calls dropped(line) for each one that had to go.
  add(line, limit, dropped) {
    this.store.push(line);
    this.#count(line);
    this.trim(limit, dropped);
  }

  grew(line, limit, dropped) {
    if (this.store.length && line.seq >= this.store.first.seq) this.#count(line);
    this.search.look(line);
    this.trim(limit, dropped);
  }

  trim(limit, dropped) {
    let gone = false;
    while (this.store.length > limit || (this.#characters > maxCharacters && this.store.length > 1)) {
      const line = this.store.shift();
      this.#characters -= line.counted;
      dropped(line);
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
