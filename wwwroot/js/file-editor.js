import { fromField, lineEnds, toField } from './files/text.js';

// The text travels between the field and the panel in requests, because a circuit's messages are small.
export function create(field) {
    // If the user closes the editor at once, the field is gone before this call.
    if (!field) return null;
    let version = null, ends = '\n', saved = '', shown = null;
    // After a reload, for example after a restart of the panel, unsaved text returns when the file is opened again.
    const keep = () => { if (shown && field.value !== saved) panelDrafts.keepText(shown, { text: field.value, version }); };
    addEventListener('pagehide', keep);
    return {
        dispose: () => removeEventListener('pagehide', keep),
        // Loads the text; returns why it cannot be edited, or null.
        async load(address) {
            const answer = await fetch(`${address}&text=true`);
            const content = await answer.arrayBuffer();
            if (!answer.ok || !answer.headers.has('ETag')) return told(answer, new TextDecoder().decode(content));
            const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
            ends = lineEnds(text);
            if (ends === null) return 'The file mixes line endings, which a text field would change; download it, change it and upload it.';
            version = answer.headers.get('ETag');
            saved = field.value = toField(text);
            // With the version that it was based on: saving fails if the file changed meanwhile.
            const kept = shown === null ? panelDrafts.takeText(address) : null;
            if (kept) [field.value, version] = [kept.text, kept.version];
            shown = address;
            field.focus();
            field.setSelectionRange(0, 0);
            return null;
        },
        // Saves the text; returns what went wrong, or null.
        async save(address) {
            const text = field.value;
            const body = new Blob([fromField(text, ends)]);
            if (body.size > 1 << 20) return 'The text is now larger than 1 MiB, the limit of this editor.';
            const answer = await fetch(address, { method: 'PUT', headers: { 'If-Match': version }, body }).catch(() => null);
            if (!answer) return 'The connection to the panel broke; your text is still here. Save it again.';
            if (answer.status !== 204) return told(answer, await answer.text());
            version = answer.headers.get('ETag');
            saved = text;
            return null;
        },
        isChanged: () => field.value !== saved,
    };
}

function told(answer, text) {
    return answer.redirected ? 'You are no longer signed in; sign in again in another tab.' : text || `The panel answered ${answer.status}.`;
}
