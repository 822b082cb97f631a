import { FitAddon } from '../../lib/xterm-addon-fit/0.11.0/addon-fit.mjs';
import { Terminal } from '../../lib/xterm/6.0.0/xterm.mjs';

const pieceBytes = 16 * 1024; // of input in one message
const mostUnderWay = 32; // pieces of input that the panel has not answered yet; the rest of a long paste waits
const wordBytes = 32 * 1024; // of output for one word to the panel that it has come
const mostUndrawn = 4 * 1024 * 1024; // bytes of output; a hidden page draws slowly, and should not slow the program
export const font = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';
// Dark in both themes, as programs that colour their output expect; each colour stands out from the background by 4.5 or more.
export const theme = {
  background: '#12161b', foreground: '#e3e6ea', cursor: '#e3e6ea', selectionBackground: '#37506b',
  black: '#767f8a', red: '#ff7b72', green: '#56d364', yellow: '#e3b341', blue: '#79b8ff', magenta: '#d2a8ff', cyan: '#56d4dd', white: '#e3e6ea',
  brightBlack: '#9aa4b0', brightRed: '#ffa198', brightGreen: '#7ee787', brightYellow: '#f2cc60', brightBlue: '#a5d1ff', brightMagenta: '#e2c5ff', brightCyan: '#8ae6ed', brightWhite: '#ffffff',
};

// One visible shell: xterm.js, and the stream that fills it.
export class Screen {
  #position = 0;
  #acknowledged = 0;
  #undrawn = 0;
  #stream = null;
  #sender = Array.from(crypto.getRandomValues(new Uint32Array(4)), part => part.toString(16)).join('-'); // randomUUID needs https
  #typed = 0;
  #input = []; // { number, keys, isUnderWay }: what the panel has not taken yet, in order
  #ended = false;
  #recorded = false;

  // tab: { id, title, recorded } as the hub names it. told(text) shows a sentence; changed() is called when the shell or its recording has ended,
  // controlled() when a letter was typed with the page's own Ctrl.
  constructor(hub, tab, parent, { told, changed, controlled = () => {} }) {
    Object.assign(this, { hub, tab, told, changed, controlled, holdsControl: false });
    this.#recorded = tab.recorded;
    this.element = document.createElement('div');
    this.element.className = 'terminal-screen';
    this.element.setAttribute('role', 'tabpanel');
    parent.append(this.element);
    this.terminal = new Terminal({ fontFamily: font, fontSize: 13, theme, scrollback: 10_000, cursorBlink: true, screenReaderMode: true, allowProposedApi: false });
    this.fit = new FitAddon();
    this.terminal.loadAddon(this.fit);
    this.terminal.open(this.element);
    this.terminal.attachCustomKeyEventHandler(event => this.#key(event));
    this.terminal.onData(text => this.#send(new TextEncoder().encode(this.#withControl(text))));
    this.terminal.onBinary(text => this.#send(Uint8Array.from(text, letter => letter.charCodeAt(0))));
    this.terminal.onResize(({ rows, cols }) => this.#resized(rows, cols));
  }

  get ended() { return this.#ended; }

  get recorded() { return this.#recorded && !this.#ended; }

  // After every connection: continues after the output that is already here.
  follow() {
    if (this.#ended) return;
    this.#stream?.dispose();
    this.#stream = this.hub.stream('Output', [this.tab.id, this.#position], {
      next: piece => {
        if (piece.ended) this.#end(piece.ended);
        else this.#take(piece.position, decode(piece.bytes));
      },
      fail: (code, message) => this.#end(message),
    });
    if (this.recorded) this.hub.stream('RecordingEnd', [this.tab.id], { next: reason => this.#unrecorded(reason), fail: (code, message) => this.told(message) });
    this.#acknowledged = this.#position;
    this.#deliver();
    this.#resized(this.terminal.rows, this.terminal.cols);
  }

  show(shown) {
    this.element.hidden = !shown;
    if (!shown) return;
    this.resize();
    this.terminal.focus();
  }

  resize() {
    if (!this.element.hidden && this.element.clientHeight > 0) this.fit.fit();
  }

  get selection() { return this.terminal.getSelection(); }

  paste(text) { this.terminal.paste(text); }

  // A key that the page offers.
  press(text) {
    this.terminal.input(text);
    this.terminal.focus();
  }

  arrow(end) { this.press(`\x1b${this.terminal.modes.applicationCursorKeysMode ? 'O' : '['}${end}`); }

  // Ctrl with a letter sends its number in the alphabet; other keys are unchanged.
  #withControl(text) {
    if (!this.holdsControl) return text;
    this.controlled();
    return /^[a-zA-Z@[\\\]^_]$/.test(text) ? String.fromCharCode(text.toUpperCase().charCodeAt(0) & 31) : text;
  }

  dispose() {
    this.#stream?.dispose();
    this.terminal.dispose();
    this.element.remove();
  }

  #take(position, bytes) {
    this.#position = position + bytes.length;
    this.#undrawn += bytes.length;
    this.terminal.write(bytes, () => {
      this.#undrawn -= bytes.length;
      this.#acknowledge();
    });
    this.#acknowledge();
  }

  // The panel keeps unacknowledged output, and makes the program wait when there is too much. The next follow replaces a lost
  // acknowledgement.
  #acknowledge() {
    if (this.#undrawn > mostUndrawn || this.#position - this.#acknowledged < wordBytes) return;
    this.#acknowledged = this.#position;
    this.hub.send('Acknowledge', this.tab.id, this.#position);
  }

  #end(sentence) {
    this.#ended = true;
    this.#input = [];
    this.terminal.write(`\r\n\x1b[90m${sentence}\x1b[0m\x1b[?25l\r\n`);
    this.changed();
  }

  #unrecorded(reason) {
    this.#recorded = false;
    this.told(reason);
    this.changed();
  }

  #send(bytes) {
    if (this.#ended) return;
    if (!this.hub.live) {
      this.told('The connection is lost; what you type is not sent.');
      return;
    }
    for (let at = 0; at < bytes.length; at += pieceBytes) this.#input.push({ number: ++this.#typed, keys: encode(bytes.subarray(at, at + pieceBytes)), isUnderWay: false });
    this.#deliver();
  }

  // The next follow sends input again that was typed before the page noticed the loss. The numbers let the panel accept each piece once.
  #deliver() {
    for (const piece of this.#input.slice(0, mostUnderWay)) {
      if (!piece.isUnderWay) this.#deliverPiece(piece);
    }
  }

  async #deliverPiece(piece) {
    piece.isUnderWay = true;
    try {
      await this.hub.call('Input', this.tab.id, this.#sender, piece.number, piece.keys);
    } catch (error) {
      piece.isUnderWay = false;
      if (error.isLost) return;
      this.told(error.message);
    }
    this.#input = this.#input.filter(other => other !== piece);
    this.#deliver();
  }

  #resized(rows, columns) {
    // A shell that is ending has no size to set; its end says so.
    if (this.hub.live && !this.#ended) this.hub.call('Resize', this.tab.id, rows, columns).catch(() => {});
  }

  // Ctrl+Shift+C copies, Ctrl+Shift+V is the browser's own paste; Ctrl+C and Ctrl+V stay the program's.
  #key(event) {
    if (event.type !== 'keydown' || !event.ctrlKey || !event.shiftKey) return true;
    if (event.code === 'KeyC') {
      event.preventDefault();
      if (this.selection) navigator.clipboard?.writeText(this.selection).catch(error => this.told(`The browser did not allow copying: ${error.message}`));
      return false;
    }
    return event.code !== 'KeyV';
  }
}

export function decode(base64) { return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0)); }

export function encode(bytes) { return btoa(String.fromCharCode(...bytes)); }
