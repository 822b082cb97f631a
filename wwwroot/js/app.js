// Small things that a page cannot do from the server. Loaded before the body, so that a dark page does not flash white.
(() => {
  'use strict';
  const key = 'panel-theme';
  const media = matchMedia('(prefers-color-scheme: dark)');
  let layout = null;

  const isDark = () => {
    const chosen = localStorage.getItem(key);
    return chosen ? chosen === 'dark' : media.matches;
  };
  const apply = () => { document.documentElement.dataset.theme = isDark() ? 'dark' : 'light'; };
  apply();
  media.addEventListener('change', () => {
    apply();
    layout?.invokeMethodAsync('ThemeChanged', isDark());
  });

  const isTyping = element => element?.closest('input, textarea, select, [contenteditable="true"]');
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && layout) {
      event.preventDefault();
      layout.invokeMethodAsync('OpenPaletteAsync');
    } else if (event.key === '/' && !event.ctrlKey && !event.altKey && !event.metaKey && !isTyping(event.target)) {
      const search = document.querySelector('[data-search]');
      if (search) {
        event.preventDefault();
        search.focus();
        search.select?.();
      }
    }
  });

  // Blazor sends this event only to the note, and it does not bubble, so listen in the capture phase. A restarted panel does not know this
  // page's circuit: only a new page helps, and drafts.js carries the input over. If the session ended meanwhile, the sign-in page opens.
  document.addEventListener('components-reconnect-state-changed', async event => {
    const { state, currentAttempt } = event.detail ?? {};
    if (state === 'rejected' || state === 'resume-failed') {
      location.reload();
    } else if (state === 'retrying' && currentAttempt % 4 === 0) {
      const answer = await fetch(location.href, { redirect: 'manual', cache: 'no-store' }).catch(() => null);
      if (answer?.type === 'opaqueredirect') location.reload();
    }
  }, true);

  window.panel = {
    attach(reference) {
      layout = reference;
      return isDark();
    },
    detach() {
      layout = null;
    },
    // Choosing the system's own preference means following it again.
    setTheme(dark) {
      if (dark === media.matches) {
        localStorage.removeItem(key);
      } else {
        localStorage.setItem(key, dark ? 'dark' : 'light');
      }
      apply();
      return dark;
    },
    // navigator.clipboard exists on https and localhost only; a panel on a home network often has neither.
    async copy(text) {
      if (navigator.clipboard) {
        await navigator.clipboard.writeText(text);
        return true;
      }
      const area = document.createElement('textarea');
      area.value = text;
      area.style.position = 'fixed';
      document.body.append(area);
      area.select();
      const copied = document.execCommand('copy');
      area.remove();
      return copied;
    },
    focusInvalid() {
      const invalid = document.querySelector('[aria-invalid="true"]') ?? document.querySelector('.field-error, form .error-note');
      for (let closed = invalid?.closest('details'); closed; closed = closed.parentElement.closest('details')) closed.open = true;
      invalid?.scrollIntoView({ block: 'center' });
      invalid?.focus();
    },
  };
})();
