// Small parts that the panels are made of.
import { html, useId } from "./html.js";

export const Chip = ({ tone = "", title, children }) => html`<span class=${`chip ${tone}`}
  title=${title}>${children}</span>`;

/** The mark of a row that came while the stream was broken. ids: from and to, or nothing. */
export const Missed = ({ ids, id }) => ids?.[0] <= id && id <= ids[1] && html`<span class="missed"
  title="Came while the connection was broken"><span class="unseeable">missed</span></span>`;

/** A field with its name above it, and a hint below. type select: its options are the children. */
export function Field({ label, hint, children, type = "text", ...rest }) {
  const id = useId();
  const described = hint ? { "aria-describedby": `${id}-hint` } : {};
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${type === "select"
      ? html`<select id=${id} ...${described} ...${rest}>${children}</select>`
      : html`<input id=${id} type=${type} autocomplete="off" spellcheck=${false} ...${described} ...${rest} />`}
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}

/** Facts as a list of terms: pairs of a name and what it is; a pair whose second is null is left out. */
export const Facts = ({ of }) => html`<dl class="facts">
  ${of.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => html`<div key=${name}>
    <dt>${name}</dt><dd>${value}</dd></div>`)}
</dl>`;

export const Empty = ({ title, children }) => html`<div class="empty"><p
  class="empty-title">${title}</p>${children}</div>`;

/** A pane at the side of a list; on a narrow screen it covers it. */
export function Pane({ label, close, title, actions, children }) {
  return html`<section class="pane" aria-label=${label}>
    <header class="pane-head">
      <button type="button" class="plain back" aria-label="Back to the list" onClick=${close}>←</button>
      <h2>${title}</h2>
      <div class="actions">${actions}</div>
      <button type="button" class="plain shut" aria-label="Close" onClick=${close}>✕</button>
    </header>
    <div class="pane-body">${children}</div>
  </section>`;
}

export const Section = ({ title, children, actions }) => html`<section class="section">
  <header><h3>${title}</h3>${actions && html`<div class="actions">${actions}</div>`}</header>
  ${children}
</section>`;

/** A field to search in; `/` leads to it. */
export const Search = ({ label, value, change }) => html`<input
  type="search"
  class="search"
  data-search
  aria-label=${label}
  placeholder=${label}
  autocomplete="off"
  spellcheck=${false}
  value=${value}
  onInput=${(event) => change(event.currentTarget.value)}
/>`;

export const number = (value) => value.toLocaleString("en");
export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
