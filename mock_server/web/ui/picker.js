// Whose world is looked at: everybody's, or one account's.
import { html, useMemo } from "./html.js";
import { visible } from "./text.js";

export function AccountPicker({ accounts, account, choose }) {
  const names = [...accounts.keys()].join("\n"); // what the options depend on; a balance is no part of it
  const options = useMemo(
    () => [...accounts.keys()].map((username) => html`<option key=${username}
      value=${username}>${visible(username)}</option>`),
    [names],
  );
  return html`<select class="picker" aria-label="Account" value=${account ?? ""}
    onChange=${(event) => choose(event.currentTarget.value || null)}>
    <option value="">All accounts</option>${options}
  </select>`;
}
