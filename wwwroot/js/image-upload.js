// Sends a file as a request body, and reports its progress. One at a time.
let request = null;

/** Begins to send the chosen file. Returns its name, or null when none was chosen. */
export function send(input, page, address) {
    const file = input.files?.[0];
    input.value = '';
    if (!file || request) return null;
    const current = new XMLHttpRequest();
    request = current;
    let told = 0;
    const end = (succeeded, sentence) => {
        if (request !== current) return;
        request = null;
        page.invokeMethodAsync('Ended', succeeded, sentence);
    };
    current.upload.onprogress = event => {
        const now = Date.now();
        if (now - told < 200 && event.loaded < event.total) return;
        told = now;
        page.invokeMethodAsync('Progress', event.loaded, event.total);
    };
    current.onload = () => end(current.status === 200, current.responseText || `The panel answered ${current.status}.`);
    current.onerror = () => end(false, 'The connection to the panel broke; nothing was loaded.');
    current.onabort = () => end(false, 'The upload was cancelled; nothing was loaded.');
    current.open('POST', address);
    current.send(file);
    return file.name;
}

/** Cancels the upload. */
export function cancel() {
    request?.abort();
}
