import assert from 'node:assert/strict';
import test from 'node:test';
import { HubLink } from '../../wwwroot/js/hubs/link.js';

const patience = 10_000, longestDelay = 5000;

// The vendored client is replaced by connections whose start a test answers: starts[i] is { resolve, reject } of the i-th attempt.
async function started(context) {
  const starts = [], connections = [], states = [];
  globalThis.self = globalThis;
  await import('../../wwwroot/lib/signalr/10.0.11/signalr.min.js'); // loaded once, then replaced
  class HubConnectionBuilder {
    withUrl() { return this; }
    configureLogging() { return this; }
    build() {
      const connection = {
        state: 'Disconnected', stopped: false,
        onclose(handler) { this.closed = handler; },
        start: () => new Promise((resolve, reject) => starts.push({ resolve, reject })).then(() => { connection.state = 'Connected'; }),
        async stop() { this.stopped = true; },
        stream() { return { subscribe: observer => { this.observer = observer; } }; },
        lose() {
          this.observer?.error(new Error('Invocation canceled due to the underlying connection being closed.')); // still connected, as the client has it
          this.state = 'Disconnected';
          this.closed();
        },
      };
      connections.push(connection);
      return connection;
    }
  }
  globalThis.signalR = { HubConnectionBuilder, LogLevel: {} };
  const pass = clock(context);
  let connected = 0;
  const link = new HubLink('hub', { state: name => states.push(name), connected: () => { connected++; } });
  link.start();
  await settle();
  return { link, starts, connections, states, connected: () => connected, pass: async time => { pass(time); await settle(); } };
}

// Time that goes by when a test says so. The clock that Node.js 18 brings, which Debian 12 has, is not up to it.
function clock(context) {
  const timers = new Map();
  let now = 0, last = 0;
  context.mock.method(globalThis, 'setTimeout', (ring, delay) => {
    timers.set(++last, { ring, at: now + delay });
    return last;
  });
  context.mock.method(globalThis, 'clearTimeout', timer => { timers.delete(timer); });
  return time => {
    const end = now + time;
    for (;;) {
      const [first] = [...timers].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at);
      if (!first) break;
      timers.delete(first[0]);
      now = first[1].at;
      first[1].ring();
    }
    now = end;
  };
}

async function settle() { for (let turn = 0; turn < 20; turn++) await null; }

async function answer(start, how) {
  start[how](new Error('Failed to fetch'));
  await settle();
}

test('HubLink_attempts that fail_are followed by another, until one succeeds', async context => {
  const fake = await started(context);
  for (let attempt = 0; attempt < 8; attempt++) {
    await answer(fake.starts[attempt], 'reject');
    assert.equal(fake.states.at(-1), 'reconnecting');
    await fake.pass(longestDelay);
    assert.equal(fake.starts.length, attempt + 2);
  }
  await answer(fake.starts[8], 'resolve');
  assert.equal(fake.states.at(-1), 'live');
  assert.equal(fake.connected(), 1);
});

test('HubLink_attempt that nobody answers_is given up, and is not wanted when it comes about after all', async context => {
  const fake = await started(context);
  await fake.pass(patience);
  assert.equal(fake.states.at(-1), 'reconnecting');
  assert.ok(fake.connections[0].stopped);
  await fake.pass(longestDelay);
  await answer(fake.starts[1], 'resolve');
  await answer(fake.starts[0], 'resolve');
  fake.connections[0].lose();
  await fake.pass(longestDelay);
  assert.deepEqual([fake.states.at(-1), fake.starts.length, fake.connected()], ['live', 2, 1]);
});

test('HubLink_stream of a lost connection_is lost and has not failed', async context => {
  const fake = await started(context);
  await answer(fake.starts[0], 'resolve');
  const told = [];
  fake.link.stream('Output', [], { next() {}, fail: (code, message) => told.push(message), lost: () => told.push('lost') });
  fake.connections[0].lose();
  await settle();
  assert.deepEqual(told, ['lost']);
  assert.equal(fake.states.at(-1), 'reconnecting');
  await fake.pass(longestDelay);
  await answer(fake.starts[1], 'resolve');
  fake.link.stream('Output', [], { next() {}, fail: (code, message) => told.push(message) });
  fake.connections[1].observer.error(new Error('HubException: [not-found] This terminal has ended.'));
  await settle();
  assert.equal(told.at(-1), 'This terminal has ended.');
});

test('HubLink_session that ended_says so and does not try again', async context => {
  const fake = await started(context);
  fake.starts[0].reject(new Error("Failed to complete negotiation with the server: Error: : Status code '403'"));
  await settle();
  await fake.pass(longestDelay);
  assert.deepEqual([fake.states.at(-1), fake.starts.length], ['refused', 1]);
});
