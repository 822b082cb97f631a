// Sends files as bodies of requests, one after the other, and tells how far they are. Paths and questions are the page's business.
let chosen = [];
let request = null;

/** Keeps what was chosen, and returns the names. */
export function choose(input) {
    if (request) return [];
    chosen = [...(input.files ?? [])];
    input.value = '';
    return chosen.map(file => file.name);
}

/** Sends the chosen files to their addresses; a null address leaves its file out. The page is told of progress and of each end. */
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

/** Gives up what is being sent and what would come next. */
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
