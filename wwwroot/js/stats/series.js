// Samples of the last five minutes, and their paths.
export const windowMs = 5 * 60 * 1000;
const gapMs = 3500; // samples further apart are not joined: the container was not running, or nobody looked

export class Series {
  samples = [];

  // Adds a sample; rates come from the totals of the one before.
  push(sample) {
    const before = this.samples.at(-1);
    const rate = name => {
      if (!before || before.gap(sample.time)) return null;
      const change = sample[name] - before.raw[name];
      return change < 0 ? null : (change * 1000) / Math.max(1, sample.time - before.raw.time); // totals start anew with a run
    };
    if (before && sample.time <= before.raw.time) return;
    const since = name => (rate(name) === null ? null : sample[name] - before.raw[name]);
    const limited = sample.cpuLimit > 0;
    const held = limited ? rate('throttledNanoseconds') : null;
    this.samples.push({
      raw: sample, time: sample.time, gap: time => time - sample.time > gapMs,
      cpu: sample.cpu, limited, throttled: held === null ? null : held / 1e7, // nanoseconds a second, as percent
      periods: since('periods'), throttledPeriods: since('throttledPeriods'),
      memory: sample.memory, received: rate('received'), sent: rate('sent'), read: rate('read'), written: rate('written'), pids: sample.pids, packets: rate('packets'),
    });
    while (this.samples[0].time < sample.time - windowMs) this.samples.shift();
  }

  get last() { return this.samples.at(-1) ?? null; }

  max(names) {
    let most = 0;
    for (const sample of this.samples) for (const name of names) most = Math.max(most, sample[name] ?? 0);
    return most;
  }

  // SVG path of one quantity in a box, the newest sample at its right edge.
  path(name, top, width, height) {
    const parts = [];
    let joined = false, before = null;
    const end = this.last?.time ?? 0;
    for (const sample of this.samples) {
      if (sample[name] === null) { joined = false; continue; }
      const x = width - ((end - sample.time) / windowMs) * width;
      const y = height - (Math.min(sample[name], top) / top) * height;
      if (before?.gap(sample.time)) joined = false;
      parts.push(`${joined ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`);
      joined = true;
      before = sample;
    }
    return parts.join('');
  }
}

// A chart's note on its last sample, beside the drawn numbers.
export const cached = ({ raw }) => (raw.memoryUsage > raw.memory ? [`${bytes(raw.memoryUsage)} with the page cache`] : []);

export function packets({ raw, packets }) {
  const notes = packets === null ? [] : [`${Math.round(packets)} packets/s`];
  if (raw.errors > 0) notes.push(`${raw.errors} with errors`);
  if (raw.dropped > 0) notes.push(`${raw.dropped} dropped`);
  return notes;
}

export const allowed = ({ raw }) => (raw.pidsLimit > 0 ? [`limit ${raw.pidsLimit}`] : []);

// The next 1, 2 or 5 times a power of ten (of two for bytes), so that the scale rarely changes.
export function nice(value, base = 10) {
  if (!(value > 0)) return 1;
  if (base === 1024) return 2 ** Math.ceil(Math.log2(value));
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value * 0.999999);
}

export function bytes(value) {
  if (value === null) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
