// Times on the clock of the browser, which is Tokyo's here whatever the machine's is.
import assert from 'node:assert/strict';
import test from 'node:test';

process.env.TZ = 'Asia/Tokyo';
const elements = {};
globalThis.HTMLElement = class {
  attributes = {};
  shadowRoot = null;
  getAttribute(name) { return this.attributes[name] ?? null; }
  hasAttribute(name) { return name in this.attributes; }
  attachShadow() { return (this.shadowRoot = { textContent: '', replaceChildren(...children) { this.children = children; } }); }
};
globalThis.customElements = { define: (name, type) => { elements[name] = type; } };
globalThis.document = { createElement: name => name };
await import('../../wwwroot/js/moment.js');

function shown(attributes) {
  const element = new elements['panel-time']();
  for (const [name, value] of Object.entries(attributes)) {
    element.attributes[name] = value;
    element.attributeChangedCallback();
  }
  return element;
}

test('Time_of the server_is shown and hovered on the clock of the browser', () => {
  const element = shown({ at: '2026-11-24T20:30:05.0000000+00:00' });
  assert.equal(element.shadowRoot.textContent, '2026-11-25 05:30:05');
  assert.equal(element.title, '2026-11-25 05:30:05 UTC+09:00');
});

test('Relative time_keeps its words and tells the exact time on hover', () => {
  const element = shown({ at: '2026-11-24T20:30:05.0000000+00:00', relative: '' });
  assert.deepEqual(element.shadowRoot.children, ['slot']);
  assert.equal(element.title, '2026-11-25 05:30:05 UTC+09:00');
});

test('No time_shows nothing', () => assert.equal(shown({ at: 'never' }).title, undefined));
