// Carries a person's input over a reload: it types the contents of the old page's forms into the new page. Meanwhile the input is in the
// session storage of this tab. Passwords and fields marked data-secret are never stored.
(() => {
  'use strict';
  const key = 'panel-draft';
  const textKey = 'panel-draft-text';
  const lifetime = 60 * 60 * 1000;
  const touched = new WeakSet();
  const note = { shown: null };
  const coming = { path: null, typed: new Map(), rows: new Map(), withheld: false }; // a draft that has not been restored yet

  const fields = () => document.querySelectorAll('form.form :is(input, select, textarea), .mud-dialog :is(input, select, textarea)');
  const isSecret = field => field.type === 'password' || field.type === 'file' || field.type === 'hidden' || field.closest('[data-secret]');
  const isCheck = field => field.type === 'checkbox' || field.type === 'radio';
  const title = element => element.closest('.mud-dialog')?.querySelector('.mud-dialog-title')?.textContent.trim() ?? '';
  const label = field => field.id || field.getAttribute('aria-label') || field.name || field.labels?.[0]?.textContent.trim();
  const nameOf = field => { const own = label(field); return own ? `${title(field)}|${own}` : null; };
  const groups = () => document.querySelectorAll('[data-rows]');
  const groupName = group => `${title(group)}|${group.dataset.rows}`;
  const rowsIn = group => group.querySelectorAll(':scope > .row').length;

  document.addEventListener('input', event => touched.add(event.target), true);
  document.addEventListener('change', event => touched.add(event.target), true);

  function save() {
    // A page that reloads twice in a row has not restored everything by then.
    const isComing = coming.typed.size > 0 && coming.path === location.pathname + location.search;
    const typed = isComing ? Object.fromEntries(coming.typed) : {}, rows = isComing ? Object.fromEntries(coming.rows) : {};
    let withheld = isComing && coming.withheld;
    for (const field of fields()) {
      if (!touched.has(field)) continue;
      if (isSecret(field)) {
        withheld ||= field.value !== '';
      } else if (nameOf(field)) {
        typed[nameOf(field)] = isCheck(field) ? field.checked : field.value;
      }
    }
    for (const group of groups()) rows[groupName(group)] = Math.max(rowsIn(group), rows[groupName(group)] ?? 0);
    if (Object.keys(typed).length > 0 || withheld) {
      sessionStorage.setItem(key, JSON.stringify({ path: location.pathname + location.search, time: Date.now(), typed, rows, withheld }));
    }
  }

  function take() {
    const draft = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    if (!draft) return null;
    if (Date.now() - draft.time > lifetime) {
      sessionStorage.removeItem(key);
      return null;
    }
    // The user may have to sign in first; the draft waits for its own page.
    if (draft.path !== location.pathname + location.search) return null;
    sessionStorage.removeItem(key);
    return draft;
  }

  // Fields appear one after another: rows when they are added, others only after a choice.
  function restore(draft) {
    Object.assign(coming, { path: draft.path, typed: new Map(Object.entries(draft.typed)), rows: new Map(Object.entries(draft.rows)), withheld: draft.withheld });
    const { typed: waiting, rows } = coming;
    const asked = new Map();
    const step = () => {
      for (const group of groups()) {
        const name = groupName(group), wanted = rows.get(name) ?? 0, present = rowsIn(group);
        if (present < wanted && asked.get(name) !== present) {
          asked.set(name, present);
          group.querySelector('[data-add]')?.click();
        }
      }
      for (const field of fields()) {
        const name = nameOf(field);
        if (!waiting.has(name)) continue;
        const value = waiting.get(name);
        if (isCheck(field)) {
          waiting.delete(name);
          if (field.checked !== value) field.click();
        } else {
          field.value = value;
          // The choice is not available yet: its options are still loading.
          if (field.value !== value) continue;
          waiting.delete(name);
          field.dispatchEvent(new Event('input', { bubbles: true }));
          field.dispatchEvent(new Event('change', { bubbles: true }));
        }
        for (let closed = field.closest('details'); closed; closed = closed.parentElement.closest('details')) closed.open = true;
        tell(draft.withheld);
      }
    };
    const observer = new MutationObserver(step);
    observer.observe(document.body, { childList: true, subtree: true });
    if (draft.withheld) tell(true);
    step();
  }

  function tell(withheld) {
    if (note.shown) return;
    const element = note.shown = document.createElement('p');
    element.className = 'draft-note';
    element.setAttribute('role', 'status');
    element.textContent = withheld
      ? 'The page was reloaded. Your input is restored, but not passwords and values of variables: enter them again.'
      : 'The page was reloaded. Your input is restored.';
    document.body.append(element);
    setTimeout(() => element.remove(), 12_000);
  }

  addEventListener('pagehide', save);
  document.addEventListener('DOMContentLoaded', () => {
    const draft = take();
    if (draft) restore(draft);
  });

  window.panelDrafts = {
    // A long text, by its address, with the version that it was based on.
    keepText(address, text) {
      try {
        sessionStorage.setItem(textKey, JSON.stringify({ address, text }));
      } catch {
        // The storage of this tab is full; the text is too large to carry over.
      }
    },
    takeText(address) {
      const kept = JSON.parse(sessionStorage.getItem(textKey) ?? 'null');
      if (kept?.address !== address) return null;
      sessionStorage.removeItem(textKey);
      return kept.text;
    },
  };
})();
