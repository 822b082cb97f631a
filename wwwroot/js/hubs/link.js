const library = new URL('../../lib/signalr/10.0.11/signalr.min.js', import.meta.url);
const delays = [250, 500, 1000, 2000, 5000];
const patience = 10_000; // ms for an attempt; where nothing answers at all, a browser would wait for minutes
const silence = 15_000; // ms without a word of the panel, which says one every 5 s

// A connection to one of the panel's hubs, restored after every loss. state(name): connecting, live, reconnecting, refused; connected() comes
// after each live.
export class HubLink {
  #connection = null;
  #stopped = false;
  #timer = 0;
  #attempts = 0;

  constructor(url, { state, connected }) {
    Object.assign(this, { url, state, connected });
  }

  async start() {
    this.state('connecting');
    await this.#connect();
  }

  async stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#connection?.stop();
  }

  get live() { return this.#connection?.state === 'Connected'; }

  // Throws an error with isLost when the connection broke before the answer: the panel may or may not have done it.
  async call(name, ...values) {
    const connection = this.#connection;
    try {
      return await connection.invoke(name, ...values);
    } catch (error) {
      throw Object.assign(new Error(sentence(error).message, { cause: error }), { isLost: connection?.state !== 'Connected' });
    }
  }

  // Without an answer. After a lost connection, the caller must repeat the message.
  send(name, ...values) { this.#connection?.send(name, ...values).catch(() => {}); }

  // handlers: next(item), end(), fail(code, message), and lost() when the connection is; connected() comes again then.
  stream(name, values, { next, end = () => {}, fail, lost = () => {} }) {
    const connection = this.#connection;
    // The client ends the streams of a lost connection before it changes its state, in the same turn.
    const error = reason => queueMicrotask(() => {
      if (connection.state !== 'Connected') lost();
      else {
        const { code, message } = sentence(reason);
        fail(code, message);
      }
    });
    return connection.stream(name, ...values).subscribe({ next, complete: end, error });
  }

  async #connect() {
    if (this.#stopped) return;
    let connection = null;
    try {
      await within(patience, import(library));
      if (this.#stopped) return;
      connection = this.#connection = this.#build();
      await within(patience, connection.start());
    } catch (error) {
      this.#connection = null;
      connection?.stop().catch(() => {}); // one that comes about after all is not wanted any more
      if (/\b40[13]\b/.test(`${error?.statusCode} ${error?.message}`)) this.state('refused');
      else this.#again();
      return;
    }
    if (this.#stopped) {
      await connection.stop();
      return;
    }
    this.#attempts = 0;
    this.state('live');
    this.connected();
  }

  #build() {
    const { HubConnectionBuilder, LogLevel } = globalThis.signalR;
    const connection = new HubConnectionBuilder().withUrl(this.url).configureLogging(LogLevel.None).build();
    connection.serverTimeoutInMilliseconds = silence;
    connection.onclose(() => { if (this.#connection === connection) this.#again(); });
    return connection;
  }

  #again() {
    if (this.#stopped) return;
    this.state('reconnecting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), delays[Math.min(this.#attempts++, delays.length - 1)]);
  }
}

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('The panel does not answer.')), milliseconds); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// The hub's errors carry "[code] sentence" somewhere in their message.
function sentence(error) {
  const match = /\[([a-z-]+)\] (.*)$/s.exec(error?.message ?? '');
  return match ? { code: match[1], message: match[2] } : { code: 'failed', message: 'The panel could not be reached.' };
}
