import assert from 'node:assert/strict';
import test from 'node:test';
import { charts, peak } from '../../wwwroot/js/stats-charts.js';
import { allowed, bytes, cached, nice, packets, Series, windowMs } from '../../wwwroot/js/stats/series.js';

const sample = (time, total, cpu = 1) => ({ time, cpu, memory: 100, memoryLimit: 1000, received: total, sent: 0, read: 0, written: 0, pids: 1 });

test('Series_totals_become rates a second', () => {
  const series = new Series();
  series.push(sample(1000, 500));
  series.push(sample(2000, 1500));
  series.push(sample(4000, 3500));
  assert.deepEqual(series.samples.map(one => one.received), [null, 1000, 1000]);
});

test('Notes_of a sample_tell page cache, packets, faults and the limit of processes', () => {
  const series = new Series();
  series.push({ ...sample(1000, 0), packets: 10, errors: 0, dropped: 0, memoryUsage: 100, pidsLimit: 0 });
  assert.deepEqual([cached(series.last), packets(series.last), allowed(series.last)], [[], [], []]);
  series.push({ ...sample(3000, 0), packets: 50, errors: 3, dropped: 2, memoryUsage: 2048, pidsLimit: 64 });
  assert.deepEqual([cached(series.last), packets(series.last), allowed(series.last)],
    [['2.0 KiB with the page cache'], ['20 packets/s', '3 with errors', '2 dropped'], ['limit 64']]);
});

test('Series_restarted container_shows no negative rate and a gap', () => {
  const series = new Series();
  series.push(sample(1000, 5000));
  series.push(sample(2000, 10));
  series.push(sample(60_000, 20));
  assert.deepEqual(series.samples.map(one => one.received), [null, null, null]);
  assert.equal(series.path('cpu', 2, 300, 80).match(/M/g).length, 2);
});

test('Series_older than five minutes_is forgotten, a repeated time ignored', () => {
  const series = new Series();
  for (let second = 0; second < 400; second++) series.push(sample(second * 1000, 0));
  series.push(sample(399_000, 0));
  assert.equal(series.samples.length, windowMs / 1000 + 1);
  assert.match(series.path('cpu', 1, 300, 80), /^M0\.0 0\.0.*L300\.0 0\.0$/);
});

test('Series_throttling with a limit_becomes percent of one CPU and periods since the sample before', () => {
  const limited = (time, nanoseconds, periods, throttledPeriods, cpuLimit = 0.5) => ({ ...sample(time, 0), cpuLimit, throttledNanoseconds: nanoseconds, periods, throttledPeriods });
  const series = new Series();
  series.push(limited(1000, 0, 100, 40));
  series.push(limited(2000, 250_000_000, 110, 45));
  series.push(limited(3000, 250_000_000, 110, 45, 0));
  assert.deepEqual(series.samples.map(one => [one.limited, one.throttled, one.throttledPeriods, one.periods]), [[true, null, null, null], [true, 25, 5, 10], [false, null, 0, 0]]);
  // Held back for longer than it ran: the scale holds both, the peak what was used.
  series.push(limited(4000, 1_150_000_000, 120, 55));
  const cpu = charts.find(chart => chart.title === 'CPU');
  assert.deepEqual([series.max(['cpu', 'throttled']), peak(cpu, series)], [90, 1]);
});

test('Peak_of every other chart_is the highest of its lines', () => {
  const series = new Series();
  series.push({ ...sample(1000, 0), sent: 0 });
  series.push({ ...sample(2000, 100), sent: 700 });
  assert.equal(peak(charts.find(chart => chart.title === 'Network'), series), 700);
});

test('nice_values_round up to few steps', () => {
  assert.deepEqual([0, 0.3, 1, 3, 70, 101].map(value => nice(value)), [1, 0.5, 1, 5, 100, 200]);
  assert.equal(nice(1025, 1024), 2048);
});

test('bytes_are told in binary units', () => {
  assert.deepEqual([null, 0, 1023, 1024, 10 * 1024 * 1024, 200 * 1024 * 1024].map(bytes), ['–', '0 B', '1023 B', '1.0 KiB', '10.0 MiB', '200 MiB']);
});
