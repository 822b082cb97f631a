// Sends files as request bodies, one after the other, and reports their progress. The page handles paths and questions.
let chosen = [];
let request = null;

/** Stores the chosen files, and returns their names. */
export function choose(input) {
    if (request) return [];
    chosen = [...(input.files ?? [])];
    input.value = '';
    return chosen.map(file => file.name);
}

/** Sends the chosen files to their addresses; a null address skips its file. The page gets the progress and the end of each file. */
export async function send(page, addresses) {
    for (const [index, file] of chosen.entries()) {
        if (!addresses[index]) continue;
        const [succeeded, sentence] = await put(file, addresses[index], (sent, total) => page.invokeMethodAsync('Progress', index, sent, total));
        await page.invokeMethodAsync('Ended', index, succeeded, sentence);
        if (sentence === cancelled) break;
    }
    chosen = [];
    await page.invokeMethodAsync('AllEnded');
}

/** Cancels the present upload and the following ones. */
export function cancel() {
    request?.abort();
}

const cancelled = 'The upload was cancelled; nothing was written.';

function put(file, address, progress) {
    return new Promise(resolve => {
        const current = new XMLHttpRequest();
        request = current;
        let told = 0;
        const end = (succeeded, sentence) => {
            request = null;
            resolve([succeeded, sentence]);
        };
        current.upload.onprogress = event => {
            const now = Date.now();
            if (now - told < 200 && event.loaded < event.total) return;
            told = now;
            progress(event.loaded, event.total);
        };
        current.onload = () => end(current.status === 204, current.status === 204 ? '' : current.responseText || `The panel answered ${current.status}.`);
        current.onerror = () => end(false, 'The connection to the panel broke; nothing was written.');
        current.onabort = () => end(false, cancelled);
        current.open('PUT', address);
        current.send(file);
    });
}
