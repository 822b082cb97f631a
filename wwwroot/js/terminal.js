import { HubLink } from './hubs/link.js';
import { copy } from './logs/preferences.js';
import { Screen } from './terminal/screen.js';

const names = { connecting: 'Connecting…', live: 'Connected', reconnecting: 'Connection lost, connecting again…', refused: 'Your session has ended, or your role no longer allows terminals. Sign in again.' };

// Creates the view in an element. options: containerId, hubUrl.
// If the user opens another tab at once, the element is gone before this call.
export function create(root, options) { return root && new TerminalView(root, options); }

// Shells of one container, one tab each.
class TerminalView {
  #screens = [];
  #shown = null;
  #known = false;

  constructor(root, { containerId, hubUrl }) {
    this.root = root;
    this.containerId = containerId;
    this.tabs = part('div', 'terminal-tabs', { role: 'tablist' });
    this.tabs.setAttribute('aria-label', 'Terminals');
    this.state = part('span', 'terminal-state', { role: 'status' });
    const copyButton = button('Copy', 'Copy the selection (Ctrl+Shift+C)', () => this.#copy());
    const pasteButton = button('Paste', 'Paste (Ctrl+Shift+V)', () => this.#paste());
    this.closer = button('Close', 'Close this terminal', () => this.#close(this.#shown));
    this.closer.disabled = true;
    const bar = part('div', 'terminal-bar');
    this.recorded = part('span', 'terminal-recorded', { hidden: true, textContent: '● Recording' });
    bar.append(this.tabs, this.recorded, this.state, copyButton, pasteButton, this.closer);
    this.form = this.#createForm();
    this.note = part('p', 'terminal-note', { hidden: true, role: 'alert' });
    this.stage = part('div', 'terminal-stage');
    root.replaceChildren(this.form, bar, this.note, this.stage, this.#createKeys());
    this.resizing = new ResizeObserver(() => this.#shown?.resize());
    this.resizing.observe(this.stage);
    this.hub = new HubLink(hubUrl, { state: name => this.#tellState(name), connected: () => this.#connected() });
    this.hub.start();
  }

  async dispose() {
    this.resizing.disconnect();
    this.#screens.forEach(screen => screen.dispose());
    this.root.replaceChildren();
    await this.hub.stop();
  }

  #createForm() {
    const form = part('form', 'terminal-form');
    this.command = field(form, 'Shell', 'bash, else sh', 'terminal-shells');
    this.user = field(form, 'User', 'as the container', null);
    const shells = part('datalist', '', { id: 'terminal-shells' });
    for (const shell of ['bash', 'sh', 'ash', 'zsh']) shells.append(part('option', '', { value: shell }));
    const choice = part('label', 'terminal-choice');
    this.record = part('input', '', { type: 'checkbox' });
    choice.append(this.record, 'Record this terminal');
    this.opener = part('button', 'terminal-button terminal-open', { type: 'submit', textContent: 'Open a terminal' });
    form.append(shells, choice, this.opener);
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.#open();
    });
    return form;
  }

  // Keys that a phone's keyboard lacks. Ctrl applies to the next letter.
  #createKeys() {
    const keys = part('div', 'terminal-keys', { role: 'toolbar' });
    keys.setAttribute('aria-label', 'Keys');
    this.control = button('Ctrl', 'Ctrl, for the next key', () => this.#control(this.control.getAttribute('aria-pressed') !== 'true'));
    this.control.setAttribute('aria-pressed', 'false');
    keys.append(button('Esc', 'Escape', () => this.#shown?.press('\x1b')), button('Tab', 'Tab', () => this.#shown?.press('\t')), this.control);
    for (const [text, label, end] of [['←', 'Left', 'D'], ['↓', 'Down', 'B'], ['↑', 'Up', 'A'], ['→', 'Right', 'C']]) keys.append(button(text, label, () => this.#shown?.arrow(end)));
    // The keyboard stays open: the terminal keeps the focus.
    keys.addEventListener('pointerdown', event => event.preventDefault());
    return keys;
  }

  #control(on) {
    this.control.setAttribute('aria-pressed', String(on));
    for (const screen of this.#screens) screen.holdsControl = on;
    this.#shown?.terminal.focus();
  }

  // Continues with the open shells. This person may have more: earlier ones, or one that was being opened when the connection broke. The first
  // time, it opens a shell if there is none.
  async #connected() {
    this.#screens.forEach(screen => screen.follow());
    try {
      const known = new Set(this.#screens.map(screen => screen.tab.id));
      if (await this.hub.call('RecordsAll')) Object.assign(this.record, { checked: true, disabled: true, title: 'Every terminal is recorded here.' });
      for (const tab of await this.hub.call('List', this.containerId)) if (!known.has(tab.id)) this.#add(tab);
      if (!this.#known && this.#screens.length === 0) await this.#open();
      this.#known = true;
    } catch (error) {
      this.#tell(error.message);
    }
  }

  async #open() {
    this.#tell('');
    this.opener.disabled = true;
    try {
      const size = this.#shown ? this.#shown.terminal : { rows: 24, cols: 80 };
      this.#add(await this.hub.call('Open', {
        containerId: this.containerId, command: this.command.value, user: this.user.value, rows: size.rows, columns: size.cols, record: this.record.checked,
      }));
    } catch (error) {
      this.#tell(error.message);
    } finally {
      this.opener.disabled = false;
    }
  }

  #add(tab) {
    const screen = new Screen(this.hub, tab, this.stage, { told: text => this.#tell(text), changed: () => this.#draw(), controlled: () => this.#control(false) });
    this.#screens.push(screen);
    this.#show(screen);
    screen.follow();
  }

  #show(screen) {
    this.#shown = screen;
    this.#draw();
    for (const other of this.#screens) other.show(other === screen);
  }

  #close(screen) {
    if (!screen.ended) this.hub.call('Close', screen.tab.id).catch(() => {}); // one that has just ended is closed already
    screen.dispose();
    const index = this.#screens.indexOf(screen);
    this.#screens.splice(index, 1);
    if (this.#shown === screen) this.#show(this.#screens[Math.min(index, this.#screens.length - 1)] ?? null);
    else this.#draw();
  }

  #draw() {
    this.tabs.replaceChildren(...this.#screens.map((screen, index) => {
      const tab = part('button', 'terminal-tab', { type: 'button', role: 'tab', textContent: `${index + 1}: ${screen.tab.title}${screen.ended ? ' (ended)' : screen.recorded ? ' (recording)' : ''}` });
      tab.setAttribute('aria-selected', String(screen === this.#shown));
      tab.addEventListener('click', () => this.#show(screen));
      return tab;
    }));
    this.closer.disabled = !this.#shown;
    this.recorded.hidden = !this.#shown?.recorded;
    this.stage.dataset.empty = String(this.#screens.length === 0);
  }

  #tell(text) {
    this.note.textContent = text;
    this.note.hidden = text === '';
  }

  #tellState(name) {
    this.state.textContent = names[name];
    this.state.dataset.state = name;
    if (name === 'live') this.#tell('');
  }

  async #copy() {
    if (!this.#shown?.selection) {
      this.#tell('Select something in the terminal first.');
      return;
    }
    try {
      await copy(this.#shown.selection);
      this.#tell('');
    } catch (error) {
      this.#tell(`The browser did not allow copying: ${error.message}`);
    }
  }

  async #paste() {
    try {
      this.#shown?.paste(await navigator.clipboard.readText());
      this.#shown?.terminal.focus();
    } catch {
      this.#tell('The browser did not allow reading the clipboard; paste with Ctrl+Shift+V instead.');
    }
  }
}

function part(name, className, properties = {}) { return Object.assign(document.createElement(name), { className }, properties); }

function button(text, label, act) {
  const made = part('button', 'terminal-button', { type: 'button', textContent: text, title: label });
  made.setAttribute('aria-label', label);
  made.addEventListener('click', act);
  return made;
}

function field(form, label, placeholder, list) {
  const wrapper = part('label', 'terminal-field', { textContent: label });
  const input = part('input', '', { placeholder, autocomplete: 'off', spellcheck: false });
  if (list) input.setAttribute('list', list);
  wrapper.append(input);
  form.append(wrapper);
  return input;
}
