// The dialogs of the accounts.
import { accountPath, post, remove } from "../api.js";
import { Dialog, FormDialog } from "../dialog.js";
import { html, useState } from "../html.js";
import { attempt } from "../notes.js";
import { Facts, Field } from "../parts.js";
import { go } from "../route.js";
import { Text } from "../text.js";

/** What was filled in; an empty field leaves the matter to the world's template. */
const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));

const listed = (text) => text.split(",").map((each) => each.trim()).filter(Boolean);

export function NewAccount({ store, close }) {
  const [made, setMade] = useState(null);
  if (made) return html`<${Made} account=${made} close=${() => (close(), go("accounts", made.username))} />`;

  const submit = ({ senders, ...values }) => {
    const document = { ...filled(values), ...(senders ? { senders: listed(senders) } : {}) };
    return attempt(store, async () => setMade(await post("accounts", document)));
  };
  return html`<${FormDialog} title="New account" action="Make" close=${close}
    submit=${async (values) => (await submit(values), false)}>
    <p class="hint">Like the world's template, with what you fill in.</p>
    <div class="fields">
      <${Field} label="User name" name="username" hint="one is drawn if you leave it empty" />
      <${Field} label="Password" name="password" hint="the same" />
      <${Field} label="Balance" name="balance" inputmode="decimal" placeholder="1300.30" />
      <${Field} label="Credit limit" name="credit_limit" inputmode="decimal" placeholder="-1000" />
      <${Field} label="Currency" name="currency" placeholder="EUR" />
      <${Field} label="Senders" name="senders" placeholder="MOBIPACE, SHOP" />
      <${Field} label="Kind" name="kind" type="select">
        <option value="">as the template</option><option>company</option><option>individual</option>
      </${Field}>
      <${Field} label="Time zone" name="time_zone" placeholder="Asia/Yerevan" />
    </div>
  </${FormDialog}>`;
}

const Made = ({ account, close }) => html`<${Dialog} title="The account is made" close=${close}>
  <p>Its password is shown this once.</p>
  <${Facts} of=${[
    ["User name", html`<code><${Text} text=${account.username} /></code>`],
    ["Password", account.password === null ? "none" : html`<code><${Text} text=${account.password} /></code>`],
    ["Sender", account.sender === null ? "none" : html`<code><${Text} text=${account.sender} /></code>`],
  ]} />
  <footer><button type="button" class="primary" onClick=${close}>Done</button></footer>
</${Dialog}>`;

export const Balance = ({ account, change, close }) => html`<${FormDialog} title="Change balance" action="Change"
  close=${close} submit=${(values) => change(filled(values))}>
  <div class="fields">
    <${Field} label="Balance" name="balance" inputmode="decimal" defaultValue=${account.balance} autofocus />
    <${Field} label="Credit limit" name="credit_limit" inputmode="decimal" defaultValue=${account.credit_limit}
      hint="how far below zero the balance may go, such as -1000" />
  </div>
  <p class="hint">A changed balance is entered in the ledger.</p>
</${FormDialog}>`;

export const Senders = ({ account, change, close }) => html`<${FormDialog} title="Senders" action="Change"
  close=${close} submit=${({ senders }) => change({ senders: listed(senders) })}>
  <${Field} label="Sender names" name="senders" defaultValue=${account.senders.join(", ")}
    hint="separated by commas; they replace the old ones" autofocus />
</${FormDialog}>`;

export const Deletion = ({ store, username, close }) => html`<${FormDialog} title="Delete the account"
  action="Delete" danger close=${close} submit=${() => attempt(store, () => remove(accountPath(username)))}>
  <p><${Text} text=${username} /> is forgotten, with its sessions, messages, holds and exchanges.</p>
</${FormDialog}>`;

export const Reset = ({ store, close }) => html`<${FormDialog} title="Reset the world" action="Reset" danger
  close=${close} submit=${() => attempt(store, () => post("reset"), "The world is as it was loaded.")}>
  <p>Accounts, clocks, messages and readings become as they were at the start. The journal is emptied, and what is
  held goes on. Everybody who uses this server feels it.</p>
</${FormDialog}>`;
