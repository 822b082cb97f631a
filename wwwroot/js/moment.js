// Times on the browser's clock. The server does not know the browser's time zone, and a redraw leaves a separate element alone.
(() => {
  'use strict';
  const exact = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });
  const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'longOffset' });
  const offset = time => zone.formatToParts(time).find(part => part.type === 'timeZoneName').value.replace('GMT', 'UTC');

  customElements.define('panel-time', class extends HTMLElement {
    static observedAttributes = ['at', 'relative'];
    attributeChangedCallback() {
      const time = new Date(this.getAttribute('at'));
      if (Number.isNaN(time.valueOf())) return;
      this.title = `${exact.format(time)} ${offset(time)}`;
      // A relative time keeps the server's words; its attribute may arrive after the time itself.
      if (this.hasAttribute('relative')) {
        this.shadowRoot?.replaceChildren(document.createElement('slot'));
        return;
      }
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      root.textContent = exact.format(time);
    }
  });
})();
