// What keeps an account from sending, as chips.
import { html } from "../html.js";
import { Chip } from "../parts.js";

export const Standing = ({ account }) => html`
  ${account.blocked && html`<${Chip} tone="bad">blocked</${Chip}>`}
  ${account.locked && html`<${Chip} tone="bad">locked</${Chip}>`}
  ${account.currency === null && html`<${Chip} tone="warn">no currency</${Chip}>`}
  ${account.kind === "individual" && html`<${Chip}>individual</${Chip}>`}`;
