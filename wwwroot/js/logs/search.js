import { LineStore } from './line-store.js';

// Finds the lines that contain a term, ignoring case. It examines a bounded number of characters at a time.
export class Search {
  term = '';
  matches = new LineStore();
  #next = 0; // number of the first line not looked at

  set(term) {
    this.term = term.toLowerCase();
    this.matches.clear();
    this.#next = 0;
  }

  get active() { return this.term !== ''; }

  // Examines lines of the store until the budget of characters is used up; true when there are more.
  scan(store, budget) {
    if (!this.active) return false;
    let index = store.indexOf(this.#next);
    for (; index < store.length && budget > 0; index++) {
      const line = store.at(index);
      budget -= line.raw.length + 50;
      if (this.holds(line)) this.matches.push(line);
      this.#next = line.seq + 1;
    }
    return index < store.length;
  }

  // A line that grew after it was examined may match now; it is among the last ones.
  look(line) {
    if (!this.active || line.seq >= this.#next || !this.holds(line)) return;
    const index = this.matches.indexOf(line.seq);
    if (this.matches.at(index)?.seq !== line.seq && index === this.matches.length) this.matches.push(line);
  }

  // Forgets matches before a line's number; returns them.
  dropBefore(seq) {
    const dropped = [];
    while (this.matches.length && this.matches.first.seq < seq) dropped.push(this.matches.shift());
    return dropped;
  }

  holds(line) { return line.content.text.toLowerCase().includes(this.term); }

  // The positions of the term in a text, as [from, to) pairs, at most limit.
  ranges(text, limit) {
    const found = [];
    if (!this.active) return found;
    const lower = text.toLowerCase();
    if (lower.length !== text.length) return found; // a letter whose lower case is longer moves the positions
    for (let at = lower.indexOf(this.term); at >= 0 && found.length < limit; at = lower.indexOf(this.term, at + this.term.length)) {
      found.push([at, at + this.term.length]);
    }
    return found;
  }
}
