const library = new URL('../../lib/signalr/10.0.11/signalr.min.js', import.meta.url);
const delays = [250, 500, 1000, 2000, 5000];

// The panel's terminal hub, connected again after every loss. state(name, message): connecting, live, reconnecting, refused.
export class TerminalHub {
  #connection = null;
  #stopped = false;
  #timer = 0;
  #attempts = 0;

  constructor(url, state, connected) {
    this.url = url;
    this.state = state;
    this.connected = connected;
  }

  async start() {
    this.state('connecting');
    await import(library);
    await this.#connect();
  }

  async stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#connection?.stop();
  }

  get live() { return this.#connection?.state === 'Connected'; }

  async call(name, ...values) {
    try {
      return await this.#connection.invoke(name, ...values);
    } catch (error) {
      throw new Error(sentence(error).message, { cause: error });
    }
  }

  // handlers: next(item), end(), fail(code, message); a lost connection ends it without a word.
  stream(name, values, handlers) {
    const connection = this.#connection;
    return connection.stream(name, ...values).subscribe({
      next: handlers.next,
      complete: handlers.end,
      error: error => {
        if (connection.state !== 'Connected') return;
        const { code, message } = sentence(error);
        handlers.fail(code, message);
      },
    });
  }

  async #connect() {
    if (this.#stopped) return;
    const { HubConnectionBuilder, LogLevel } = globalThis.signalR;
    const connection = new HubConnectionBuilder().withUrl(this.url).configureLogging(LogLevel.None).build();
    connection.onclose(() => this.#again());
    this.#connection = connection;
    try {
      await connection.start();
    } catch (error) {
      if (/\b40[13]\b/.test(`${error?.statusCode} ${error?.message}`)) this.state('refused', 'Your session has ended, or your role no longer allows terminals. Sign in again.');
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

  #again() {
    if (this.#stopped) return;
    this.state('reconnecting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), delays[Math.min(this.#attempts++, delays.length - 1)]);
  }
}

// The hub's errors carry "[code] sentence" somewhere in their message.
function sentence(error) {
  const match = /\[([a-z-]+)\] (.*)$/s.exec(error?.message ?? '');
  return match ? { code: match[1], message: match[2] } : { code: 'failed', message: 'The panel could not be reached.' };
}
