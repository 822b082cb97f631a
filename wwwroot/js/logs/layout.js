// The position of each line in a list. Without wrapping every line has the same height; with it, lines have a measured or estimated one.
export class Layout {
  #tops = null;

  constructor(rowHeight) { this.rowHeight = rowHeight; }

  // heightOf(line) gives a height when lines wrap; null when they do not.
  update(lines, heightOf) {
    this.count = lines.length;
    this.#tops = null;
    if (!heightOf) {
      this.total = this.count * this.rowHeight;
      return;
    }
    const tops = new Float64Array(this.count + 1);
    for (let i = 0; i < this.count; i++) tops[i + 1] = tops[i] + heightOf(lines.at(i));
    this.#tops = tops;
    this.total = tops[this.count];
  }

  top(index) { return this.#tops ? this.#tops[index] : index * this.rowHeight; }

  // Index of the line at a distance from the top, within the list.
  indexAt(y) {
    if (this.count === 0) return 0;
    if (!this.#tops) return Math.min(this.count - 1, Math.max(0, Math.floor(y / this.rowHeight)));
    let low = 0, high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= y) low = middle; else high = middle - 1;
    }
    return low;
  }

  // Lines to draw, as [from, to): those seen and a few around.
  range(scrollTop, height, around) {
    if (this.count === 0) return [0, 0];
    return [Math.max(0, this.indexAt(scrollTop) - around), Math.min(this.count, this.indexAt(scrollTop + height) + 1 + around)];
  }
}
