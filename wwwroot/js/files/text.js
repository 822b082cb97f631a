// A text field only has line feeds; a file may also have carriage returns.

/** The line ending of a text: '\n' or '\r\n'; null when it mixes them, or has a carriage return alone. */
export function lineEnds(text) {
    const returns = text.split('\r').length - 1;
    if (returns === 0) return '\n';
    const pairs = text.split('\r\n').length - 1;
    const feeds = text.split('\n').length - 1;
    return returns === pairs && feeds === pairs ? '\r\n' : null;
}

/** The text in the form of a field. */
export const toField = text => text.replaceAll('\r\n', '\n');

/** The field's text with the file's line ends. */
export const fromField = (text, ends) => (ends === '\n' ? text : text.replaceAll('\n', ends));
