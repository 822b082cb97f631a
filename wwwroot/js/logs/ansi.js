// Turns a log line into text and styles. Only SGR (colours and weight) has an effect; every other control sequence of ECMA-48 is removed,
// and remaining control characters are made visible. Nothing here makes markup: callers use textContent.

// Styles per line; a line that changes colour more often keeps the last one, so that it cannot flood the page with elements.
export const maxRuns = 256;

// C0 except tab, DEL and C1, line separators, and the characters that reorder text (bidi overrides and isolates).
const special = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const csi = /[0-?]{0,256}[ -/]{0,8}[@-~]/y;
const escape = /[ -/]{0,8}[0-~]/y;

const none = Object.freeze({ fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, inverse: false, strike: false });

// Returns { text, runs }: the text without control sequences, and its runs as { text, style }; runs is null when all is plain.
export function parse(raw) {
  if (!special.test(raw)) return { text: raw, runs: null };
  const source = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  const out = new Runs();
  let style = none;
  let at = 0;
  let unterminated = false; // no string terminator follows: looked for once only, or many introducers would cost n²
  while (at < source.length) {
    const code = source.charCodeAt(at);
    const c1 = code === 0x1b && at + 1 < source.length ? source.charCodeAt(at + 1) + 0x40 : code;
    const introducer = code === 0x1b ? 2 : 1;
    if (code === 0x1b || (code >= 0x80 && code <= 0x9f)) {
      if (c1 === 0x9b) {
        csi.lastIndex = at + introducer;
        const match = csi.exec(source);
        if (match && match[0].endsWith('m')) style = sgr(match[0].slice(0, -1), style);
        at = match ? csi.lastIndex : at + introducer;
      } else if (c1 === 0x90 || c1 === 0x98 || (c1 >= 0x9d && c1 <= 0x9f)) {
        const end = unterminated ? -1 : terminator(source, at + introducer, c1 === 0x9d);
        unterminated = end < 0;
        at = end < 0 ? at + introducer : end;
      } else if (code === 0x1b) {
        escape.lastIndex = at + 1;
        if (escape.test(source)) at = escape.lastIndex;
        else { out.add(visible(code), style); at++; }
      } else {
        at++;
      }
      continue;
    }
    let end = at;
    while (end < source.length && !isSpecial(source.charCodeAt(end))) end++;
    if (end > at) out.add(source.slice(at, end), style);
    else out.add(visible(code), style);
    at = Math.max(end, at + 1);
  }
  return out.finish();
}

function isSpecial(code) {
  return (code < 0x20 && code !== 9) || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029
    || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

// In a programmer's notation, because many fonts lack pictures of control characters.
function visible(code) {
  if (code === 0x0d) return '\\r';
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `<U+${code.toString(16).toUpperCase()}>`;
}

// Index after ST (ESC \ or U+009C), or BEL where it ends the string too; -1 without one.
function terminator(source, from, bell) {
  for (let at = from; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 0x9c || (bell && code === 7)) return at + 1;
    if (code === 0x1b && source.charCodeAt(at + 1) === 0x5c) return at + 2;
  }
  return -1;
}

class Runs {
  runs = [];
  add(text, style) {
    const last = this.runs.at(-1);
    if (last && (last.style === style || this.runs.length === maxRuns)) last.parts.push(text);
    else this.runs.push({ parts: [text], style });
  }
  finish() {
    const runs = this.runs.map(run => ({ text: run.parts.join(''), style: run.style }));
    const text = runs.map(run => run.text).join('');
    return { text, runs: runs.every(run => run.style === none) ? null : runs };
  }
}

// Applies the parameters of CSI … m. Concealed text (8) is shown: a log must not hide its content.
function sgr(parameters, before) {
  if (!/^[0-9;:]*$/.test(parameters)) return before;
  const style = { ...before };
  const items = parameters.split(';');
  for (let i = 0; i < items.length; i++) {
    const sub = items[i].split(':').map(Number);
    const n = sub[0];
    if (n === 0) Object.assign(style, none);
    else if (n === 1) style.bold = true;
    else if (n === 2) style.dim = true;
    else if (n === 3) style.italic = true;
    else if (n === 4) style.underline = sub[1] !== 0;
    else if (n === 7) style.inverse = true;
    else if (n === 9) style.strike = true;
    else if (n === 21) style.underline = true;
    else if (n === 22) style.bold = style.dim = false;
    else if (n === 23) style.italic = false;
    else if (n === 24) style.underline = false;
    else if (n === 27) style.inverse = false;
    else if (n === 29) style.strike = false;
    else if (n >= 30 && n <= 37) style.fg = n - 30;
    else if (n === 39) style.fg = null;
    else if (n >= 40 && n <= 47) style.bg = n - 40;
    else if (n === 49) style.bg = null;
    else if (n >= 90 && n <= 97) style.fg = n - 82;
    else if (n >= 100 && n <= 107) style.bg = n - 92;
    else if (n === 38 || n === 48 || n === 58) {
      const [color, used] = sub.length > 1 ? [withColons(sub), 0] : withSemicolons(items, i + 1);
      i += used;
      if (color !== null && n === 38) style.fg = color;
      if (color !== null && n === 48) style.bg = color;
    }
  }
  return equal(style, none) ? none : equal(style, before) ? before : style;
}

function withColons(sub) {
  if (sub[1] === 5) return indexed(sub[2]);
  return sub[1] === 2 ? rgb(...sub.slice(-3)) : null; // 38:2:r:g:b and 38:2:space:r:g:b
}

function withSemicolons(items, at) {
  const value = k => Number(items[at + k]);
  if (value(0) === 5) return [indexed(value(1)), 2];
  return value(0) === 2 ? [rgb(value(1), value(2), value(3)), 4] : [null, 0];
}

const isByte = n => Number.isInteger(n) && n >= 0 && n <= 255;

function rgb(r, g, b) {
  return isByte(r) && isByte(g) && isByte(b) ? `rgb(${r} ${g} ${b})` : null;
}

// 0-15 are the theme's, as numbers; the cube and the greys are fixed colours.
function indexed(n) {
  if (!isByte(n)) return null;
  if (n < 16) return n;
  if (n >= 232) return rgb(...Array(3).fill(8 + (n - 232) * 10));
  const level = v => (v === 0 ? 0 : 55 + v * 40);
  return rgb(level(Math.floor((n - 16) / 36)), level(Math.floor((n - 16) / 6) % 6), level((n - 16) % 6));
}

function equal(a, b) {
  return Object.keys(none).every(key => a[key] === b[key]);
}
