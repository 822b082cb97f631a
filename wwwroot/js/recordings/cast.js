// Parses a terminal recording in asciicast v2 format. Answers { header, events: [{ at, code, data }], whole }; a file that a crash cut off is
// read up to its last whole line, and is not whole without the marker that ends it.
export function parse(text) {
  const [first, ...lines] = text.split('\n');
  const header = read(first);
  if (header?.version !== 2 || !(header.width > 0) || !(header.height > 0)) throw new Error('This is not a recording of a terminal (asciicast v2).');
  const events = [];
  for (const line of lines) {
    const event = read(line);
    if (Array.isArray(event) && typeof event[0] === 'number' && typeof event[2] === 'string') events.push({ at: event[0], code: event[1], data: event[2] });
  }
  return { header, events, whole: events.at(-1)?.code === 'm' };
}

// When to show each event, in seconds: as recorded, but with no pause longer than most; 0 keeps all pauses.
export function timeline(events, most) {
  let shown = 0, before = 0;
  return events.map(({ at }) => {
    const pause = Math.max(0, at - before);
    before = Math.max(before, at);
    shown += most > 0 ? Math.min(pause, most) : pause;
    return shown;
  });
}

export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function read(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null; // cut off
  }
}
