// One message: its text as a phone shows it, what it is, and where it has been and will be.
import { get, post } from "../api.js";
import { html, useState } from "../html.js";
import { useReading, useTick } from "../hooks.js";
import { keepMessage, nowOf, placeAt, stepAt, toneOfStatus } from "../keeping.js";
import { attempt } from "../notes.js";
import { Chip, count, Empty, Facts, Pane, Section } from "../parts.js";
import { addressOf } from "../route.js";
import { Text } from "../text.js";
import { dateTime, duration } from "../time.js";
import { CopyButton } from "./copying.js";

/** The outcomes that a message can be forced to. */
const OUTCOMES = [
  "Sent", "Delivered", "Undeliverable", "ACK expired", "Rejected", "TimeOut", "OutOfBalance", "Unknown",
];

export function Message({ store, state, id, close }) {
  useTick(500);
  const kept = state.messages.get(id);
  const read = useReading(String(id), () => (kept ? Promise.resolve(null) : fetched(id)));
  const message = kept ?? read.data;
  const title = `Message ${id}`;
  if (!message) {
    const reason = read.error?.message ?? "Reading…";
    return html`<${Pane} label=${title} title=${title} close=${close}><${Empty} title=${reason} /></${Pane}>`;
  }
  const now = nowOf(state, message.account);
  const { v3 } = stepAt(message, now);
  const status = html`<${Chip} tone=${toneOfStatus(v3.code)}>${v3.name}</${Chip}>`;
  return html`<${Pane} label=${title} title=${title} actions=${status} close=${close}>
    <${Phone} store=${store} message=${message} />
    <${Section} title="Status"><${Status} message=${message} now=${now} /></${Section}>
    <${Section} title="Timeline" actions=${html`<${Force} store=${store} message=${message} />`}>
      <${Timeline} message=${message} now=${now} />
    </${Section}>
    <${Section} title="The message"><${About} state=${state} message=${message} /></${Section}>
  </${Pane}>`;
}

/** The message by its id, from the list that says whose it is. */
async function fetched(id) {
  const { messages } = await get(`messages?cursor=${id - 1}&limit=1`);
  if (messages[0]?.id !== id) throw new Error(`There is no message ${id}.`);
  return keepMessage(messages[0]);
}

const Phone = ({ store, message }) => html`<figure class="phone">
  <figcaption><${Text} text=${message.sender} /></figcaption>
  <div class="bubble" dir="auto"><${Text} text=${message.body} lines /></div>
  <div class="phone-foot">
    <span>${dateTime(message.accepted).slice(11, 16)}</span>
    <${CopyButton} store=${store} name="Copy text" text=${() => message.body} said="Copied." />
  </div>
</figure>`;

function Status({ message, now }) {
  const { v3, v2 } = stepAt(message, now);
  return html`<${Facts} of=${[
    ["v3", html`<span class="code">${v3.code}</span> ${v3.name}`],
    ["v2", html`<span class="code">${v2.code}</span> ${v2.name}`],
  ]} />`;
}

function About({ state, message }) {
  const { currency } = state.accounts.get(message.account) ?? {};
  const postponed = message.due > message.accepted;
  return html`<${Facts} of=${[
    ["To", html`<${Text} text=${message.recipient} />`],
    ["From", html`<${Text} text=${message.sender} />`],
    ["Account", html`<a href=${addressOf("accounts", message.account)}><${Text} text=${message.account} /></a>`],
    ["Reference (v3)", message.reference === null ? "none" : html`<${Text} text=${message.reference} />`],
    ["Id (v2)", html`<span class="code">${message.id}</span>`],
    ["Length", `${count(message.parts, "part")} of ${message.alphabet}, ${count(message.body.length, "character")}`],
    ["Price", `${message.price}${currency ? ` ${currency}` : ""}`],
    ["Sent over", `${message.protocol}${message.wap_push ? ", as WAP push" : ""}`],
    ["Accepted", `${dateTime(message.accepted)} UTC`],
    postponed ? ["Due", `${dateTime(message.due)} UTC`] : ["Due", null],
  ]} />`;
}

function Timeline({ message, now }) {
  const place = placeAt(message, now);
  return html`<ol class="timeline">
    ${message.steps.map((step, index) => html`<li key=${index}
      class=${index < place ? "past" : index > place ? "future" : "present"}
      aria-current=${index === place ? "step" : undefined}>
      <span class="dot" aria-hidden="true"></span>
      <span class="step-name">${step.v3.name}</span>
      <span class="step-code">v3 ${step.v3.code} · v2 ${step.v2.code} ${step.v2.name}</span>
      <time>${index > place ? `in ${duration(step.at - now)}` : `${dateTime(step.at)}`}</time>
    </li>`)}
  </ol>`;
}

function Force({ store, message }) {
  const [status, setStatus] = useState("Delivered");
  const force = () => attempt(store, () => post(`messages/${message.id}/status`, { status }));
  return html`
    <select aria-label="Outcome" value=${status} onChange=${(event) => setStatus(event.currentTarget.value)}>
      ${OUTCOMES.map((each) => html`<option key=${each}>${each}</option>`)}
    </select>
    <button type="button" onClick=${force}>Force</button>`;
}
