// Lines in order of arrival, each with a number that never changes. Removing from the front costs nothing.
export class LineStore {
  #items = [];
  #head = 0;

  get length() { return this.#items.length - this.#head; }

  at(index) { return this.#items[this.#head + index]; }

  get first() { return this.length ? this.at(0) : null; }

  get last() { return this.length ? this.at(this.length - 1) : null; }

  push(line) { this.#items.push(line); }

  shift() {
    if (this.length === 0) return undefined;
    const line = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head > 2048 && this.#head > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return line;
  }

  clear() {
    this.#items = [];
    this.#head = 0;
  }

  // Index of the first line whose number is at least seq (lines are ordered by it); length when there is none.
  indexOf(seq) {
    let low = 0, high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle).seq < seq) low = middle + 1; else high = middle;
    }
    return low;
  }
}
