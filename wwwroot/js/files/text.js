// A text field has line feeds only; a file may have more.

/** How the lines of a text end: '\n' or '\r\n'; null when they differ, or when a carriage return stands alone. */
export function lineEnds(text) {
    const returns = text.split('\r').length - 1;
    if (returns === 0) return '\n';
    const pairs = text.split('\r\n').length - 1;
    const feeds = text.split('\n').length - 1;
    return returns === pairs && feeds === pairs ? '\r\n' : null;
}

/** The text as a field has it. */
export const toField = text => text.replaceAll('\r\n', '\n');

/** The field's text with the file's line ends. */
export const fromField = (text, ends) => (ends === '\n' ? text : text.replaceAll('\n', ends));
