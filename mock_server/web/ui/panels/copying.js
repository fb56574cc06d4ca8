// Putting a text on the clipboard, which a browser allows to pages of this machine and over HTTPS alone.
import { Dialog } from "../dialog.js";
import { html } from "../html.js";

/** Whether it was done. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export const CopyDialog = ({ title, text, close }) => html`<${Dialog} title=${title} close=${close}>
  <p>The browser does not let this page reach the clipboard. Copy it from here:</p>
  <textarea class="copied" readonly aria-label=${title} rows="8"
    onFocus=${(event) => event.currentTarget.select()}>${text}</textarea>
</${Dialog}>`;
