import { Assembler } from '/js/logs/assembler.js';
import { create } from '/js/log-viewer.js';

// ?rate=10000 lines a second, ?total=N lines and no more, ?kind=mixed|hostile|long|plain, ?theme=dark|light
const query = new URLSearchParams(location.search);
const rate = Number(query.get('rate') ?? 100);
const total = Number(query.get('total') ?? Infinity);
if (query.get('theme')) document.documentElement.className = query.get('theme');

const hostile = [
  '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>', '\x1b]52;c;cHduZWQ=\x07 clipboard', '\x1b]0;pwned title\x07 title', '\x1bP$q"p\x1b\\ DECRQSS',
  '\x1b]8;;javascript:window.pwned=1\x1b\\link\x1b]8;;\x1b\\', '\x1b[6n\x1b[c\x1b[>q reports', '\x1b[2J\x1b[H\x1b[?1049h screen', '\x9b31mC1\x9d52;c;x\x9c', 'NUL \0 BEL \x07 DEL \x7f',
  'bidi \u202egpj.exe\u2066 isolate', 'lone \ud800 surrogate', '" style="position:fixed;inset:0;background:red', '&lt;b&gt; &amp; {{1+1}} ${1+1}', 'z̷̤̈́a̶l̵g̸o̷'.repeat(40), '\u2028\u2029separators',
];
const mixed = [
  '\x1b[32mINFO\x1b[0m  request served in 12 ms path=/api/things status=200', '\x1b[33mWARN\x1b[0m  slow query took 1530 ms', '\x1b[1;31mERROR\x1b[0m could not reach \x1b[4mdb:5432\x1b[24m: connection refused',
  '\x1b[38;5;208mcache\x1b[0m hit ratio 0.97 \x1b[38;2;120;80;220mtrue colour\x1b[0m \x1b[7minverse\x1b[27m \x1b[2mdim\x1b[22m', '10.0.0.7 - - "GET /index.html HTTP/1.1" 304 0 "-" "curl/8.1"', '{"level":"debug","msg":"structured","n":42}',
];
const kinds = {
  plain: i => `line ${i} of plain text that a server might write while it works`,
  mixed: i => `${i} ${mixed[i % mixed.length]}`,
  hostile: i => hostile[i % hostile.length],
  long: i => (i % 20 === 0 ? `${i} `.padEnd(64 * 1024, 'long line 0123456789 ') : `${i} \x1b[3${i % 8}m` + 'word '.repeat(i % 60)),
};
const text = kinds[query.get('kind') ?? 'mixed'];

class MadeUp {
  sent = 0;
  assembler = new Assembler();
  async start(sink) {
    this.sink = sink;
    sink.state('live');
    const started = performance.now();
    let before = 0;
    this.timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate));
      while (before < due) {
        const count = Math.min(2000, due - before);
        this.batch(before, count);
        before += count;
      }
    }, 75);
  }
  hold() { this.held = true; }
  resume() { this.held = false; }
  batch(first, count) {
    if (this.held) return;
    const numbers = Array.from({ length: count }, (_, i) => first + i);
    const batch = { base: `${BigInt(Date.now()) * 1000000n}`, offsets: numbers.map((_, i) => i * 1000), kinds: numbers.map(i => (i % 7 === 3 ? 1 : 0)), texts: numbers.map(text) };
    this.assembler.accept(JSON.parse(JSON.stringify(batch)), this.sink.add, this.sink.grew);
    this.sent += count;
  }
  async stop() { clearInterval(this.timer); }
  async search() { return { lines: this.made(30), found: 30, scanned: 100000 }; }
  async around() { return this.made(200); }
  made(count) {
    const lines = [];
    const numbers = Array.from({ length: count }, (_, i) => i);
    new Assembler().accept({ base: '1700000000000000000', offsets: numbers, kinds: numbers.map(() => 0), texts: numbers.map(text) }, line => lines.push(line), () => {});
    return lines;
  }
}

window.longTasks = [];
new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(entry => entry.duration))).observe({ entryTypes: ['longtask'] });
window.frames = [];
let last = performance.now();
const tick = now => { window.frames.push(now - last); last = now; requestAnimationFrame(tick); };
requestAnimationFrame(tick);
window.source = new MadeUp();
window.viewer = create(document.getElementById('viewer'), { source: window.source, downloadUrl: '#' });
