import { element } from './rows.js';

const icons = {
  pause: 'M7 5h3v14H7zM14 5h3v14h-3z',
  follow: 'M8 5l11 7-11 7z',
  up: 'M12 8l7 7-1.4 1.4L12 10.8l-5.6 5.6L5 15z',
  down: 'M12 16l-7-7 1.4-1.4 5.6 5.6 5.6-5.6L19 9z',
  filter: 'M3 5h18v2l-7 7v5l-4 2v-7L3 7z',
  wrap: 'M4 5h16v2H4zm0 6h13a3.5 3.5 0 0 1 0 7h-3v2.5L10 17l4-3.500V16h3a1.500 1.500 0 0 0 0-3H4zm0 6h4v2H4z',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm-1 2h2v4.600l3 3-1.400 1.400-3.600-3.600z',
  copy: 'M8 3h11v14h-2V5H8zM5 7h9v14H5zm2 2v10h5V9z',
  clear: 'M5 13h14v-2H5zm-2 4h14v-2H3zM7 7v2h14V7z',
  download: 'M11 3h2v9.200l3.300-3.300 1.400 1.400L12 16l-5.700-5.700 1.400-1.400L11 12.200zM5 18h14v2H5z',
  history: 'M10 4a6 6 0 1 0 3.700 10.700L19 20l1.400-1.400-5.300-5.300A6 6 0 0 0 10 4zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
};

// Builds the bar above the lines. act(name, value) is called for each use.
export function createToolbar(act, { downloadUrl }) {
  const bar = element('div', 'lv-bar');
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', 'Log');
  const parts = { bar };

  parts.follow = button('pause', 'Pause following', () => act('follow'));
  parts.state = element('span', 'lv-state');
  parts.state.setAttribute('role', 'status');

  const find = element('div', 'lv-find');
  parts.term = element('input', 'lv-term');
  Object.assign(parts.term, { type: 'search', placeholder: 'Find', autocomplete: 'off', spellcheck: false, maxLength: 1024 });
  parts.term.setAttribute('aria-label', 'Find in the log');
  parts.term.addEventListener('input', () => act('term', parts.term.value));
  parts.term.addEventListener('keydown', event => {
    if (event.key === 'Enter') act(event.shiftKey ? 'previous' : 'next');
    else if (event.key === 'Escape' && parts.term.value) act('term', parts.term.value = '');
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  parts.count = element('span', 'lv-count');
  parts.count.setAttribute('role', 'status');
  parts.previous = button('up', 'Previous match (Shift+Enter)', () => act('previous'));
  parts.next = button('down', 'Next match (Enter)', () => act('next'));
  parts.filter = toggle('filter', 'Only lines that match', () => act('filter'));
  parts.whole = button('history', 'Search the whole log', () => act('whole'));
  find.append(parts.term, parts.count, parts.previous, parts.next, parts.filter, parts.whole);

  parts.time = button('clock', 'Timestamps', () => act('time'));
  parts.wrap = toggle('wrap', 'Wrap lines', () => act('wrap'));
  parts.copy = button('copy', 'Copy the selection, or all lines here', () => act('copy'));
  parts.clear = button('clear', 'Clear the view (the log stays)', () => act('clear'));
  parts.download = element('a', 'lv-button');
  parts.download.href = downloadUrl;
  parts.download.setAttribute('download', '');
  describe(parts.download, 'download', 'Download the whole log');
  bar.append(parts.follow, parts.state, find, parts.time, parts.wrap, parts.copy, parts.clear, parts.download);
  return parts;
}

function button(icon, label, onClick) {
  const created = element('button', 'lv-button');
  created.type = 'button';
  describe(created, icon, label);
  created.addEventListener('click', onClick);
  return created;
}

function toggle(icon, label, onClick) {
  const created = button(icon, label, onClick);
  created.setAttribute('aria-pressed', 'false');
  return created;
}

export function describe(target, icon, label, badge) {
  if (target.dataset.label === label) return;
  target.dataset.label = label;
  target.title = label;
  target.setAttribute('aria-label', label);
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', icons[icon]);
  svg.append(path);
  target.replaceChildren(svg, ...(badge ? [element('span', 'lv-badge', badge)] : []));
}
