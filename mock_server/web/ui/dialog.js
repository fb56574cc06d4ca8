// Dialogs: the browser's own, which keep the focus inside, end with Escape and give the focus back.
import { html, useEffect, useId, useRef, useState } from "./html.js";

/** A dialog that is open as long as it is drawn. close() is called when it ends in any way. */
export function Dialog({ title, close, children }) {
  const id = useId();
  const element = useRef(null);
  const isGone = useRef(false); // a dialog that is taken away tells of its end as well
  useEffect(() => {
    const dialog = element.current;
    dialog.showModal();
    return () => {
      isGone.current = true;
      dialog.close(); // gives the focus back
    };
  }, []);
  const onClose = () => isGone.current || close();
  const onClick = (event) => event.target === element.current && close();
  return html`<dialog ref=${element} aria-labelledby=${id} onClose=${onClose} onClick=${onClick}>
    <div class="dialog">
      <header>
        <h2 id=${id}>${title}</h2>
        <button type="button" class="plain" aria-label="Close" onClick=${close}>✕</button>
      </header>
      ${children}
    </div>
  </dialog>`;
}

/** A dialog with a form. submit(values) tells whether it is done; values: see valuesOf. */
export function FormDialog({ title, action, close, submit, danger = false, children }) {
  const [isBusy, setBusy] = useState(false);
  async function onSubmit(event) {
    event.preventDefault();
    setBusy(true);
    const isDone = await submit(valuesOf(event.currentTarget));
    setBusy(false);
    if (isDone) close();
  }
  return html`<${Dialog} title=${title} close=${close}>
    <form onSubmit=${onSubmit}>
      ${children}
      <footer>
        <button type="button" onClick=${close}>Cancel</button>
        <button type="submit" class=${danger ? "danger" : "primary"} disabled=${isBusy}>${action}</button>
      </footer>
    </form>
  </${Dialog}>`;
}

/** What stands in a form's named fields, blanks at the ends taken off where they may have been written by mistake. */
export const valuesOf = (form) =>
  Object.fromEntries([...form.elements].filter(({ name }) => name).map((field) => [field.name, valueOf(field)]));

const valueOf = ({ tagName, name, value }) => (tagName === "SELECT" || name === "password" ? value : value.trim());
