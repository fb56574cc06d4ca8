// One account: its money, its sessions, its senders and its ledger; and what an operator does to it.
import { accountPath, get, patch, remove } from "../api.js";
import { html, useState } from "../html.js";
import { useReading, useTick } from "../hooks.js";
import { nowOf } from "../keeping.js";
import { attempt } from "../notes.js";
import { Chip, Empty, Facts, number, Pane, Section } from "../parts.js";
import { addressOf } from "../route.js";
import { Text, visible } from "../text.js";
import { dateTime, instant } from "../time.js";
import { Balance, Deletion, Senders } from "./account_forms.js";
import { Funds } from "./funds.js";
import { Standing } from "./standing.js";

const PAUSE = 400; // milliseconds between two readings of what may change with every request
const ENTRIES = 200; // of the ledger that are shown

export function Account({ store, state, username, close }) {
  const account = state.accounts.get(username);
  const [dialog, setDialog] = useState(null);
  const shut = () => setDialog(null);
  const title = html`<${Text} text=${username} />`;
  if (!account) {
    return html`<${Pane} label="Account" title=${title} close=${close}><${Empty}
      title=${state.loaded.has("accounts") ? "There is no such account." : "Reading…"} /></${Pane}>`;
  }
  const change = (members, done) => attempt(store, () => patch(accountPath(username), members), done);
  return html`<${Pane} label=${`Account ${visible(username)}`} title=${title} close=${close}
    actions=${html`<${Standing} account=${account} />`}>
    <div class="knobs">
      <button type="button" onClick=${() => setDialog("balance")}>Balance…</button>
      <button type="button" onClick=${() => change({ blocked: !account.blocked })}>
        ${account.blocked ? "Unblock" : "Block"}
      </button>
      <button type="button" disabled=${!account.locked && account.failed_logins === 0}
        onClick=${() => change({ locked: false })}>Unlock</button>
      <button type="button" onClick=${() => setDialog("senders")}>Senders…</button>
      <button type="button" class="danger" onClick=${() => setDialog("delete")}>Delete…</button>
    </div>
    <${Section} title="Funds"><${Funds} account=${account} /></${Section}>
    <${Section} title="The account"><${About} state=${state} account=${account} /></${Section}>
    <${Sessions} store=${store} state=${state} account=${account} />
    <${Ledger} account=${account} />
    ${dialog === "balance" && html`<${Balance} account=${account} change=${change} close=${shut} />`}
    ${dialog === "senders" && html`<${Senders} account=${account} change=${change} close=${shut} />`}
    ${dialog === "delete" && html`<${Deletion} store=${store} username=${username} close=${shut} />`}
  </${Pane}>`;
}

function About({ state, account }) {
  useTick(1000);
  const { clock, senders } = account;
  const now = dateTime(nowOf(state, account.username));
  const readings = Object.entries(account.readings);
  return html`<${Facts} of=${[
    ["Senders", senders.length === 0 ? "none" : senders.map(Sender)],
    ["Kind", account.kind],
    ["Currency", account.currency ?? "not set"],
    ["Time zone", account.time_zone],
    ["Clock", html`<a href=${addressOf("clock")}>${now} UTC</a>, ${clock.frozen ? "frozen" : `at rate ${clock.rate}`}`],
    ["Failed logins", number(account.failed_logins)],
    ["Readings", readings.length === 0 ? null : readings.map(Reading)],
  ]} />`;
}

const Sender = (name) => html`<${Chip} key=${name}><${Text} text=${name} /></${Chip}> `;

const Reading = ([key, value]) => html`<code key=${key}>${key} = ${value}</code> `;

/** A text that changes with whatever may have changed an account: its events, and its clock. */
const versionOf = (account) => `${account.touched ?? 0} ${account.balance} ${account.clock.at}`;

// Sessions

function Sessions({ store, state, account }) {
  useTick(500);
  const path = accountPath(account.username, "sessions");
  const { data } = useReading(account.username, () => get(path), versionOf(account), PAUSE);
  const now = nowOf(state, account.username);
  const alive = (data?.sessions ?? [])
    .map((each) => ({ ...each, left: instant(each.expires_at) - now }))
    .filter(({ left, in_flight }) => left > 0 || in_flight > 0);
  const end = (below) => attempt(store, () => remove(path + below));
  const expire = html`<button type="button" disabled=${alive.length === 0}
    onClick=${() => end("")}>Expire all</button>`;
  return html`<${Section} title="Sessions" actions=${expire}>
    ${alive.length === 0
      ? html`<p class="hint">No session lives.</p>`
      : html`<table class="sessions">
          <thead><tr><th scope="col">Session</th><th scope="col">lives for</th><th scope="col"><span
            class="unseeable">Expire</span></th></tr></thead>
          <tbody>${alive.map((each) => html`<tr key=${each.id}>
            <td><code>${each.id}</code> ${each.in_flight > 0 && html`<${Chip}
              tone="info">${each.in_flight} in flight</${Chip}>`}</td>
            <td><${Left} ms=${each.left} /></td>
            <td><button type="button" aria-label=${`Expire session ${each.id}`}
              onClick=${() => end(`/${encodeURIComponent(each.id)}`)}>Expire</button></td>
          </tr>`)}</tbody>
        </table>`}
  </${Section}>`;
}

const LIFETIME = 60_000; // milliseconds without a request

function Left({ ms }) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return html`<span class="left"><meter min="0" max=${LIFETIME} low=${LIFETIME / 4} value=${Math.max(0, ms)}
    aria-label=${`${seconds} of 60 seconds left`}></meter> ${seconds} s</span>`;
}

// The ledger

function Ledger({ account }) {
  const path = accountPath(account.username, "ledger");
  const { data } = useReading(account.username, () => get(path), versionOf(account), PAUSE);
  if (!data) return html`<${Section} title="Ledger"><p class="hint">Reading…</p></${Section}>`;
  const entries = data.entries.slice(-ENTRIES).reverse();
  const hidden = data.entries.length - entries.length;
  return html`<${Section} title="Ledger">
    <table class="ledger">
      <thead><tr><th scope="col">When</th><th scope="col">Cause</th><th scope="col">Message</th><th scope="col"
        class="amount">Amount</th></tr></thead>
      <tbody>${entries.map((entry, index) => html`<tr key=${data.entries.length - index}>
        <td>${dateTime(instant(entry.at))}</td>
        <td><${Text} text=${entry.cause} /></td>
        <td>${entry.message_id === null ? "" : html`<a
          href=${addressOf("messages", entry.message_id)}>${entry.message_id}</a>`}</td>
        <td class=${`amount ${entry.amount.startsWith("-") ? "minus" : "plus"}`}>${entry.amount}</td>
      </tr>`)}</tbody>
      <tfoot><tr><th scope="row">Balance</th><td></td><td></td><td class="amount">${data.balance}</td></tr></tfoot>
    </table>
    ${hidden > 0 && html`<p class="hint">and ${number(hidden)} earlier entries</p>`}
  </${Section}>`;
}
