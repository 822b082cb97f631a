import assert from 'node:assert/strict';
import test from 'node:test';
import { maxRuns, parse } from '../../wwwroot/js/logs/ansi.js';

const styles = raw => parse(raw).runs.map(({ text, style }) => [text, Object.fromEntries(Object.entries(style).filter(([, value]) => value !== null && value !== false))]);

test('parse_plain text_is kept without runs', () => {
  assert.deepEqual(parse('GET / 200\tß 日本 👍 <b>&amp;'), { text: 'GET / 200\tß 日本 👍 <b>&amp;', runs: null });
});

test('parse_sixteen colours and weight_become styles', () => {
  assert.deepEqual(styles('a\x1b[1;31mb\x1b[0mc\x1b[4;94;103md\x1b[me'), [
    ['a', {}], ['b', { bold: true, fg: 1 }], ['c', {}], ['d', { underline: true, fg: 12, bg: 11 }], ['e', {}]]);
});

test('parse_256 and true colours in both notations_become colours', () => {
  assert.deepEqual(styles('\x1b[38;5;9mA\x1b[38;5;196mB\x1b[38;5;244mC\x1b[48;2;1;2;3mD\x1b[0;38:2::4:5:6mE\x1b[38:2:7:8:9mF\x1b[38:5:17mG'), [
    ['A', { fg: 9 }], ['B', { fg: 'rgb(255 0 0)' }], ['C', { fg: 'rgb(128 128 128)' }], ['D', { fg: 'rgb(128 128 128)', bg: 'rgb(1 2 3)' }],
    ['E', { fg: 'rgb(4 5 6)' }], ['F', { fg: 'rgb(7 8 9)' }], ['G', { fg: 'rgb(0 0 95)' }]]);
});

test('parse_wrong colours_are ignored', () => {
  for (const wrong of ['38;5;256', '38;2;1;2', '38;5', '38', '38;2;1;2;300', '?31', '31$', '>4;2']) {
    const { text, runs } = parse(`a\x1b[${wrong}mb`);
    assert.equal(text, 'ab', wrong);
    assert.ok(runs === null || runs.every(run => run.style.fg === null), wrong);
  }
});

test('parse_underline colour_does not read its numbers as colours', () => {
  assert.deepEqual(styles('\x1b[58;5;31;4mx'), [['x', { underline: true }]]);
});

test('parse_concealed text_is shown', () => {
  assert.deepEqual(parse('\x1b[8msecret\x1b[28m'), { text: 'secret', runs: null });
});

test('parse_sequences other than SGR_leave nothing behind', () => {
  const sequences = {
    'OSC 52 clipboard': '\x1b]52;c;ZXZpbA==\x07', 'OSC 0 title': '\x1b]0;owned\x1b\\', 'DECRQSS': '\x1bP$q"p\x1b\\', 'device status': '\x1b[6n',
    'device attributes': '\x1b[>0c', 'cursor': '\x1b[2J\x1b[H', 'private mode': '\x1b[?1049h', 'APC': '\x1b_G1\x1b\\', 'PM': '\x1b^x\x1b\\', 'SOS': '\x1bXx\x1b\\',
    'C1 CSI': '\x9b2J', 'C1 OSC': '\x9d52;c;x\x9c', 'C1 DCS': '\x90$qm\x9c', 'charset': '\x1b(0', 'reset': '\x1bc', 'keypad': '\x1b=', 'other C1': '\x85',
  };
  for (const [name, sequence] of Object.entries(sequences)) {
    assert.deepEqual(parse(`a${sequence}b`), { text: 'ab', runs: null }, name);
  }
});

test('parse_hyperlink_keeps its text only', () => {
  assert.deepEqual(parse('\x1b]8;;javascript:alert(1)\x1b\\click\x1b]8;;\x1b\\'), { text: 'click', runs: null });
});

test('parse_string without an end_hides nothing', () => {
  assert.equal(parse('before\x1b]0;after').text, 'before0;after');
  assert.equal(parse('before\x1bPafter').text, 'beforeafter');
  assert.equal(parse('before\x1b[12;').text, 'before12;');
});

test('parse_control characters and bidi overrides_become visible', () => {
  assert.equal(parse('a\0b\x07c\x7fd\u202ee\u2066f\x1b').text, String.raw`a\x00b\x07c\x7fd<U+202E>e<U+2066>f\x1b`);
});

test('parse_carriage return at the end_is dropped, elsewhere shown', () => {
  assert.equal(parse('10%\r20%\r').text, String.raw`10%\r20%`);
});

test('parse_many introducers_take linear time', () => {
  const started = performance.now();
  for (const part of ['\x1b]', '\x1bP', '\x1b[', '\x1b[1;', '\x1b[31m', '\x9d', '\x1b', '\x1b[' + '0'.repeat(300), '\x1b(']) {
    parse(part.repeat(200_000 / part.length));
  }
  assert.ok(performance.now() - started < 3_000);
});

test('parse_a colour per letter_makes a bounded number of runs', () => {
  const { text, runs } = parse(Array.from({ length: 5_000 }, (_, i) => `\x1b[3${i % 8}mx`).join(''));
  assert.equal(text.length, 5_000);
  assert.equal(runs.length, maxRuns);
});

test('parse_random bytes_never throw and leave no control character', () => {
  let seed = 1;
  const random = n => (seed = (seed * 48271) % 2147483647) % n;
  const alphabet = ['\x1b', '[', ']', 'm', ';', ':', '3', '8', '\\', '\x07', '\x9b', '\x9c', '\x9d', 'P', '\r', '\0', 'a', '\ud800', '?', ' ', '\u202e'];
  for (let i = 0; i < 20_000; i++) {
    const raw = Array.from({ length: random(24) }, () => alphabet[random(alphabet.length)]).join('');
    const { text, runs } = parse(raw);
    assert.doesNotMatch(text, /[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    if (runs) assert.equal(runs.map(run => run.text).join(''), text);
  }
});
