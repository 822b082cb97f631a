import assert from 'node:assert/strict';
import test from 'node:test';
import { HubSource } from '../../wwwroot/js/logs/hub-source.js';

// The vendored client is replaced by one whose start fails or whose streams a test drives.
function signalR(start) {
  const streams = [];
  const connection = {
    state: 'Disconnected',
    onclose(handler) { this.closed = handler; },
    async start() { await start(); this.state = 'Connected'; },
    async stop() { this.state = 'Disconnected'; },
    stream(method, request) { return { subscribe(observer) { streams.push({ method, request, observer }); return { dispose() { observer.disposed = true; } }; } }; },
  };
  class HubConnectionBuilder {
    withUrl() { return this; }
    configureLogging() { return this; }
    build() { return connection; }
  }
  return { streams, connection, install: () => { globalThis.signalR = { HubConnectionBuilder, LogLevel: {} }; } };
}

async function started(fake) {
  const source = new HubSource({ hubUrl: 'hub', containerId: 'c', tail: 10 });
  const states = [], lines = [];
  globalThis.self = globalThis;
  await import('../../wwwroot/lib/signalr/10.0.11/signalr.min.js'); // loaded once, then replaced
  fake.install();
  await source.start({ state: (name, message) => states.push([name, message]), add: line => lines.push(line.raw), grew() {} });
  return { source, states, lines };
}

test('HubSource_session that ended_says so and does not try again', async () => {
  const { source, states } = await started(signalR(async () => { throw new Error("Failed to complete negotiation with the server: Error: : Status code '401'"); }));
  assert.equal(states.at(-1)[0], 'refused');
  await source.stop();
});

test('HubSource_lost connection_goes on after its last line', async () => {
  const fake = signalR(async () => {});
  const { source, states, lines } = await started(fake);
  assert.deepEqual(fake.streams[0].request, { containerId: 'c', follow: true, since: null, tail: 10 });
  fake.streams[0].observer.next({ base: '1000', offsets: [0, 5], kinds: [0, 0], texts: ['a', 'b'] });
  fake.streams[0].observer.error(new Error('closed')); // as the client does: first the streams, then the state
  fake.connection.state = 'Disconnected';
  fake.connection.closed();
  assert.ok(states.every(([name]) => name !== 'failed'));
  assert.equal(states.at(-1)[0], 'reconnecting');
  await new Promise(resolve => setTimeout(resolve, 700));
  assert.deepEqual(fake.streams[1].request, { containerId: 'c', follow: true, since: '1005', tail: null });
  fake.streams[1].observer.next({ base: '1005', offsets: [0, 1], kinds: [0, 0], texts: ['b', 'c'] });
  assert.deepEqual(lines, ['a', 'b', 'c']);
  fake.streams[1].observer.complete();
  assert.equal(states.at(-1)[0], 'removed');
  await source.stop();
});

test('HubSource_held_takes nothing until it is resumed with the newest lines', async () => {
  const fake = signalR(async () => {});
  const { source, states, lines } = await started(fake);
  fake.streams[0].observer.next({ base: '1000', offsets: [0], kinds: [2], texts: ['half a li'] });
  source.hold();
  assert.ok(fake.streams[0].observer.disposed);
  fake.connection.state = 'Disconnected';
  fake.connection.closed();
  await new Promise(resolve => setTimeout(resolve, 700));
  assert.equal(states.at(-1)[0], 'live');
  assert.equal(fake.streams.length, 1);
  source.resume();
  assert.deepEqual(fake.streams[1].request, { containerId: 'c', follow: true, since: null, tail: 10 });
  fake.streams[1].observer.next({ base: '9000', offsets: [0], kinds: [0], texts: ['whole'] });
  assert.deepEqual(lines, ['half a li', 'whole']);
  source.hold();
  source.resume(0);
  assert.equal(fake.streams[2].request.tail, 0);
  await source.stop();
});

test('HubSource_refusal of the engine_is told in its own words', async () => {
  const fake = signalR(async () => {});
  const { source, states } = await started(fake);
  fake.streams[0].observer.error(new Error('An error occurred on the server. HubException: [failed] The log file cannot be read.'));
  await null;
  assert.deepEqual(states.at(-1), ['failed', 'The log file cannot be read.']);
  fake.streams[0].observer.error(new Error('[not-found] There is no container c.'));
  await null;
  assert.equal(states.at(-1)[0], 'removed');
  await source.stop();
});
