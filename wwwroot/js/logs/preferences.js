const key = 'panel.logs';

// The user's earlier choices, in this browser. Storage may be blocked: then a choice lasts as long as the page.
export function load() {
  const chosen = { time: 'local', wrap: false };
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (['local', 'utc', 'off'].includes(stored.time)) chosen.time = stored.time;
    chosen.wrap = stored.wrap === true;
  } catch (error) {
    console.info('The log viewer starts with its defaults:', error.message);
  }
  return chosen;
}

export function save(chosen) {
  try {
    localStorage.setItem(key, JSON.stringify({ time: chosen.time, wrap: chosen.wrap }));
  } catch (error) {
    console.info('The log viewer could not keep a choice:', error.message);
  }
}

// Copies text to the clipboard; in the old way if the page is not a secure context (http to another machine).
export async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'lv-copy';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
