import assert from 'node:assert/strict';
import test from 'node:test';
import { Assembler, maxLineLength } from '../../wwwroot/js/logs/assembler.js';
import { Buffer, maxCharacters } from '../../wwwroot/js/logs/buffer.js';
import { Layout } from '../../wwwroot/js/logs/layout.js';
import { LineStore } from '../../wwwroot/js/logs/line-store.js';

const none = () => {};

function lines(count, text = i => `line ${i}`) {
  const made = [];
  new Assembler().accept({ base: '1000', offsets: Array(count).fill(0).map((_, i) => i), kinds: Array(count).fill(0), texts: Array(count).fill(0).map((_, i) => text(i)) }, line => made.push(line), none);
  return made;
}

function add(buffer, line) {
  buffer.add(line);
  buffer.trim();
}

test('LineStore_pushed and shifted a lot_keeps order and finds by number', () => {
  const store = new LineStore();
  for (const line of lines(20_000)) {
    store.push(line);
    if (store.length > 5_000) store.shift();
  }
  assert.equal(store.length, 5_000);
  assert.equal(store.first.seq, 15_000);
  assert.equal(store.at(store.indexOf(17_500)).seq, 17_500);
  assert.equal(store.indexOf(0), 0);
  assert.equal(store.indexOf(99_999), 5_000);
});

test('Buffer_trimmed beyond its limits_drops the oldest and counts characters', () => {
  const buffer = new Buffer(10);
  for (const line of lines(12)) add(buffer, line);
  assert.deepEqual([buffer.store.first.seq, buffer.store.length], [2, 10]);
  const big = new Buffer();
  for (const line of lines(400, () => 'x'.repeat(maxLineLength))) add(big, line);
  assert.equal(big.store.length, maxCharacters / maxLineLength);
});

test('Buffer_not trimmed_is full at twice its limits and drops nothing', () => {
  const buffer = new Buffer(10);
  const many = lines(30);
  while (!buffer.isFull) buffer.add(many.shift());
  assert.deepEqual([buffer.store.first.seq, buffer.store.length], [0, 20]);
  const big = new Buffer();
  const long = lines(600, () => 'x'.repeat(maxLineLength));
  while (!big.isFull) big.add(long.shift());
  assert.deepEqual([big.store.first.seq, big.store.length], [0, 2 * maxCharacters / maxLineLength]);
});

test('Buffer_a line that goes on growing_counts once', () => {
  const buffer = new Buffer();
  const assembler = new Assembler();
  const send = (kind, text) => assembler.accept({ base: '1', offsets: [0], kinds: [kind], texts: [text] }, line => buffer.add(line), line => buffer.grew(line));
  send(2, 'a'.repeat(40_000));
  send(2, 'b'.repeat(40_000));
  send(0, 'end');
  assert.equal(buffer.store.length, 1);
  assert.equal(buffer.store.first.raw.length, maxLineLength);
  assert.equal(buffer.store.first.cut, 80_003 - maxLineLength);
});

test('Assembler_parts of both streams interleaved_are joined by stream', () => {
  const made = [];
  new Assembler().accept({ base: '1700000000123456789', offsets: [0, 1, 2, 3], kinds: [2, 1, 2, 0], texts: ['a', 'err', 'b', 'c'], cuts: [{ entry: 3, bytes: 7 }] }, line => made.push(line), none);
  assert.deepEqual(made.map(line => [line.raw, line.stderr, line.cut]), [['abc', false, 7], ['err', true, 0]]);
  assert.equal(made[0].time, 1700000000123456789n);
  assert.equal(made[1].time, 1700000000123456790n);
});

test('Assembler_resumed stream_repeats no line and loses none of the same instant', () => {
  const made = [];
  const assembler = new Assembler();
  const send = (offsets, texts) => assembler.accept({ base: '5000000', offsets, kinds: texts.map(() => 0), texts }, line => made.push(line.raw), none);
  assert.equal(assembler.resume(), null);
  send([0, 10, 10], ['a', 'b', 'c']);
  assert.equal(assembler.resume(), '5000010');
  send([10, 10, 10, 20], ['b', 'c', 'd', 'e']);
  assert.equal(assembler.resume(), '5000020');
  send([30], ['f']);
  assert.deepEqual(made, ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('Layout_rows of one height_finds the visible ones', () => {
  const layout = new Layout(20);
  layout.update({ length: 1_000 }, null);
  assert.equal(layout.total, 20_000);
  assert.deepEqual(layout.range(400, 100, 0), [20, 26]);
  assert.deepEqual(layout.range(0, 100, 5), [0, 11]);
  assert.deepEqual(layout.range(19_950, 100, 5), [992, 1_000]);
  layout.update({ length: 0 }, null);
  assert.deepEqual(layout.range(50, 100, 5), [0, 0]);
});

test('Layout_wrapped rows_follow their heights', () => {
  const heights = [20, 60, 20, 100, 20];
  const layout = new Layout(20);
  layout.update({ length: 5, at: i => heights[i] }, height => height);
  assert.equal(layout.total, 220);
  assert.deepEqual([0, 19, 20, 79, 80, 100, 199, 200, 999].map(y => layout.indexAt(y)), [0, 0, 1, 1, 2, 3, 3, 4, 4]);
  assert.deepEqual(layout.range(30, 40, 0), [1, 2]);
});

test('Search_in pieces_finds all, and matches go when their lines go', () => {
  const buffer = new Buffer(500);
  buffer.search.set('Err');
  for (const line of lines(1_000, i => (i % 10 ? 'fine' : `an \x1b[31mer\x1b[0mror ${i}`))) add(buffer, line);
  let rounds = 0;
  while (buffer.search.scan(buffer.store, 2_000)) rounds++;
  assert.ok(rounds > 3);
  assert.equal(buffer.search.matches.length, 50);
  assert.equal(buffer.search.matches.first.seq, 500);
  assert.deepEqual(buffer.search.ranges('an error, ERR', 10), [[3, 6], [10, 13]]);
  buffer.search.set('');
  assert.equal(buffer.lines(true), buffer.store);
});
