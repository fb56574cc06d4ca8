// Messages: a live list, the newest first, to search and filter; one opens beside it.
import { html, useMemo } from "../html.js";
import { useIsNarrow, useTick } from "../hooks.js";
import { nowOf, stepAt, toneOfStatus } from "../keeping.js";
import { List } from "../list.js";
import { Newest } from "../newest.js";
import { Chip, count, Empty, Missed, number, Search } from "../parts.js";
import { go } from "../route.js";
import { MOST_MESSAGES } from "../state.js";
import { Text } from "../text.js";
import { shortTime } from "../time.js";
import { termsOf, textOf } from "../search.js";
import { Message } from "./message.js";

/** v3 "Message Status Possible Values": the code and its name. */
const STATUSES = [
  [1, "Pending"], [2, "Scheduled"], [3, "Sent"], [100, "Delivered"], [101, "Undeliverable"], [102, "ACK expired"],
  [103, "Rejected"], [104, "TimeOut"], [4, "OutOfBalance"], [5, "InvalidMobile"], [6, "InvalidBody"],
  [7, "InvalidSender"], [8, "InvalidRoute"], [9, "BlockedMobile"], [10, "Unknown"],
];

export function Messages({ store, state, route, account }) {
  const { query = "", status = "" } = state.looking.messages;
  const search = (change) => store.apply({ type: "search", list: "messages", change });
  const isNarrow = useIsNarrow();
  const tick = useTick(1000);
  const all = state.messages.items;
  const moves = status !== "" || query !== "";
  const found = useMemo(() => filtered(state, query, status, account), [all, query, status, account, moves && tick]);
  const view = useMemo(() => new Newest(found), [found]);
  const opened = route.id === null ? null : Number(route.id);

  return html`<div class=${`split ${opened === null ? "" : "open"}`}>
    <div class="side">
      <div class="tools">
        <${Search} label="Search recipient, text, reference, status" value=${query}
          change=${(text) => search({ query: text })} />
        <select aria-label="Status" value=${status} 
          onChange=${(event) => search({ status: event.currentTarget.value })}>
          <option value="">Every status</option>
          ${STATUSES.map(([code, name]) => html`<option key=${code} value=${code}>${name}</option>`)}
        </select>
        <p class="tally" role="status">${tally(state, found, all, moves || account !== null)}</p>
      </div>
      ${found.length > 0
        ? html`<${List}
            label="Messages, newest first"
            items=${view}
            keyOf=${(message) => message.id}
            row=${(message) => html`<${Row} state=${state} message=${message} account=${account} />`}
            height=${isNarrow ? 64 : 44}
            selected=${opened}
            open=${(message) => go("messages", message.id)}
            grows
          />`
        : html`<${Nothing} state=${state} />`}
    </div>
    ${opened !== null && html`<${Message} key=${opened} store=${store} state=${state} id=${opened}
      close=${() => go("messages")} />`}
  </div>`;
}

function filtered(state, query, status, account) {
  const terms = termsOf(query);
  if (terms.length === 0 && status === "" && account === null) return state.messages.items;
  const code = status === "" ? null : Number(status);
  return state.messages.items.filter((message) => {
    if (account !== null && message.account !== account) return false;
    if (terms.length === 0 && code === null) return true;
    const { v3 } = stepAt(message, nowOf(state, message.account));
    return (code === null || v3.code === code) && matches(message, v3, terms);
  });
}

function matches(message, v3, terms) {
  if (terms.length === 0) return true;
  const text = textOf(message, searched);
  const name = v3.name.toLowerCase();
  return terms.every((term) => text.includes(term) || name.includes(term));
}

const searched = ({ id, recipient, body, reference, sender }) => [id, recipient, body, reference, sender];

function tally(state, found, all, isFiltered) {
  if (!state.loaded.has("messages")) return "reading…";
  const kept = state.messages.forgot ? ` (the newest ${number(MOST_MESSAGES)})` : "";
  return `${isFiltered ? `${number(found.length)} of ` : ""}${count(all.length, "message")}${kept}`;
}

function Row({ state, message, account }) {
  const now = nowOf(state, message.account);
  const { v3 } = stepAt(message, now);
  return html`<div class="message-row">
    <${Missed} ids=${state.missed?.messages} id=${message.id} />
    <span class="cell-status"><${Chip} tone=${toneOfStatus(v3.code)}>${v3.name}</${Chip}></span>
    <span class="cell-recipient"><${Text} text=${message.recipient} most=${24} /></span>
    <span class="cell-text"><${Text} text=${message.body} most=${160} /></span>
    <span class="cell-sender"><${Text} text=${message.sender} most=${24} /></span>
    ${account === null && html`<span class="cell-account"><${Text} text=${message.account} most=${40} /></span>`}
    <span class="cell-time">${shortTime(message.accepted, now)}</span>
  </div>`;
}

function Nothing({ state }) {
  if (!state.loaded.has("messages")) return html`<${Empty} title="Reading the messages…" />`;
  if (state.messages.items.length > 0) return html`<${Empty} title="No message is like that." />`;
  return html`<${Empty} title="No message yet.">
    <p>Send one, and it shows up here:</p>
    <pre class="sample">${sample(state)}</pre>
  </${Empty}>`;
}

function sample(state) {
  const [account] = [...state.accounts.values()];
  const gateway = `${location.protocol}//${location.hostname}${location.port && `:${location.port}`}`;
  const { username = "USER", sender = "SENDER" } = account ?? {};
  const to = `function=send&username=${username}&password=PASSWORD&sender=${sender}`;
  return `curl '${gateway}/API_2_0/HTTP_API.aspx?${to}&recipient=37499000000&body=Hello'`;
}
