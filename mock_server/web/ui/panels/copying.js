// Putting a text on the clipboard, which a browser allows to pages of this machine and over HTTPS alone.
import { Dialog } from "../dialog.js";
import { html, useState } from "../html.js";
import { note } from "../notes.js";

/** Whether it was done. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A button that copies what text() makes, and says so; where the browser refuses, the text is shown to be copied. */
export function CopyButton({ store, name, text, said }) {
  const [refused, setRefused] = useState(null);
  async function onClick() {
    const made = text();
    if (await copy(made)) note(store, "good", said);
    else setRefused(made);
  }
  return html`<button type="button" onClick=${onClick}>${name}</button>
    ${refused !== null && html`<${Dialog} title=${name} close=${() => setRefused(null)}>
      <p>The browser does not let this page reach the clipboard. Copy it from here:</p>
      <textarea class="copied" readonly aria-label=${name} rows="8"
        onFocus=${(event) => event.currentTarget.select()}>${refused}</textarea>
    </${Dialog}>`}`;
}
