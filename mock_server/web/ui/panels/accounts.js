// Accounts: all of them in a list; one opens beside it.
import { html, useMemo, useState } from "../html.js";
import { useIsNarrow } from "../hooks.js";
import { List } from "../list.js";
import { count, Empty, number, Search } from "../parts.js";
import { go } from "../route.js";
import { termsOf } from "../search.js";
import { Text } from "../text.js";
import { Account } from "./account.js";
import { NewAccount, Reset } from "./account_forms.js";
import { Standing } from "./standing.js";

export function Accounts({ store, state, route }) {
  const { query = "" } = state.looking.accounts;
  const [dialog, setDialog] = useState(null);
  const isNarrow = useIsNarrow();
  const found = useMemo(() => filtered(state.accounts, query), [state.accounts, query]);
  const opened = route.id;
  const tally = `${query ? `${number(found.length)} of ` : ""}${count(state.accounts.size, "account")}`;

  return html`<div class=${`split ${opened === null ? "" : "open"}`}>
    <div class="side">
      <div class="tools">
        <${Search} label="Search user name, sender" value=${query}
          change=${(text) => store.apply({ type: "search", list: "accounts", change: { query: text } })} />
        <button type="button" class="primary" onClick=${() => setDialog("new")}>New account…</button>
        <button type="button" onClick=${() => setDialog("reset")}>Reset…</button>
        <p class="tally" role="status">${tally}</p>
      </div>
      ${found.length > 0
        ? html`<${List}
            label="Accounts"
            items=${found}
            keyOf=${(account) => account.username}
            row=${(account) => html`<${Row} account=${account} />`}
            height=${isNarrow ? 64 : 48}
            selected=${opened}
            open=${(account) => go("accounts", account.username)}
          />`
        : html`<${Empty} title=${state.accounts.size === 0 ? "There is no account." : "No account is like that."} />`}
    </div>
    ${opened !== null && html`<${Account} key=${opened} store=${store} state=${state} username=${opened}
      close=${() => go("accounts")} />`}
    ${dialog === "new" && html`<${NewAccount} store=${store} close=${() => setDialog(null)} />`}
    ${dialog === "reset" && html`<${Reset} store=${store} close=${() => setDialog(null)} />`}
  </div>`;
}

function filtered(accounts, query) {
  const terms = termsOf(query);
  const all = [...accounts.values()];
  if (terms.length === 0) return all;
  const text = ({ username, senders }) => [username, ...senders].join("\n").toLowerCase();
  return all.filter((account) => terms.every((term) => text(account).includes(term)));
}

function Row({ account }) {
  return html`<div class="account-row">
    <span class="cell-name"><${Text} text=${account.username} most=${60} /></span>
    <span class="cell-states"><${Standing} account=${account} /></span>
    <span class="cell-amount">${account.available_fund} ${account.currency ?? ""}</span>
  </div>`;
}
