// Exchanges: the journal as it grows, the newest first; one opens beside it.
import { remove } from "../api.js";
import { html, useMemo, useState } from "../html.js";
import { useIsNarrow, useTick } from "../hooks.js";
import { codeOf, toneOf, toneOfLevel } from "../keeping.js";
import { List } from "../list.js";
import { Newest } from "../newest.js";
import { attempt } from "../notes.js";
import { Chip, count, Empty, Missed, number, Search } from "../parts.js";
import { go } from "../route.js";
import { termsOf, textOf } from "../search.js";
import { MOST_EXCHANGES } from "../state.js";
import { Text } from "../text.js";
import { duration, preciseTime } from "../time.js";
import { FormDialog } from "../dialog.js";
import { Exchange } from "./exchange.js";

export function Exchanges({ store, state, route, account }) {
  const { query = "", isStrict = false } = state.looking.exchanges;
  const search = (change) => store.apply({ type: "search", list: "exchanges", change });
  const [isClearing, setClearing] = useState(false);
  const isNarrow = useIsNarrow();
  useTick(1000);
  const all = state.exchanges.items;
  const found = useMemo(() => filtered(all, query, isStrict, account), [all, query, isStrict, account]);
  const view = useMemo(() => new Newest(found), [found]);
  const opened = route.id === null ? null : Number(route.id);

  return html`<div class=${`split ${opened === null ? "" : "open"}`}>
    <div class="side">
      <div class="tools">
        <${Search} label="Search method, code, account, rule" value=${query}
          change=${(text) => search({ query: text })} />
        <label class="check"><input type="checkbox" checked=${isStrict}
          onChange=${(event) => search({ isStrict: event.currentTarget.checked })} /> Violations only</label>
        <button type="button" disabled=${all.length === 0} onClick=${() => setClearing(true)}>Clear…</button>
        <p class="tally" role="status">${tally(state, found, all)}</p>
      </div>
      ${found.length > 0
        ? html`<${List}
            label="Exchanges, newest first"
            items=${view}
            keyOf=${(exchange) => exchange.id}
            row=${(exchange) => html`<${Row} state=${state} exchange=${exchange} account=${account} />`}
            height=${isNarrow ? 64 : 40}
            selected=${opened}
            open=${(exchange) => go("exchanges", exchange.id)}
            grows
          />`
        : html`<${Empty} title=${reason(state, all)} />`}
    </div>
    ${opened !== null && html`<${Exchange} key=${opened} store=${store} state=${state} id=${opened}
      close=${() => go("exchanges")} />`}
    ${isClearing && html`<${Clearing} store=${store} account=${account} close=${() => setClearing(false)} />`}
  </div>`;
}

function filtered(all, query, isStrict, account) {
  const terms = termsOf(query);
  if (terms.length === 0 && !isStrict && account === null) return all;
  return all.filter((exchange) => {
    if (account !== null && exchange.account !== account) return false;
    if (isStrict && exchange.violations.length === 0) return false;
    return terms.length === 0 || terms.every((term) => textOf(exchange, searched).includes(term));
  });
}

const searched = (exchange) => [
  `#${exchange.id}`, exchange.protocol, exchange.method, codeOf(exchange), exchange.account, exchange.check,
  exchange.fault?.effect ?? null, ...exchange.violations.map((each) => `${each.level} ${each.rule}`),
];

function tally(state, found, all) {
  if (!state.loaded.has("exchanges")) return "reading…";
  const kept = state.exchanges.forgot ? ` (the newest ${number(MOST_EXCHANGES)})` : "";
  return `${found === all ? "" : `${number(found.length)} of `}${count(all.length, "exchange")}${kept}`;
}

function reason(state, all) {
  if (!state.loaded.has("exchanges")) return "Reading the journal…";
  return all.length === 0 ? "Nothing was asked yet." : "No exchange is like that.";
}

/** What was asked, in two words. */
export const nameOf = (exchange) => `${exchange.protocol ?? "http"} ${exchange.method ?? "–"}`;

function Row({ state, exchange, account }) {
  return html`<div class="exchange-row">
    <${Missed} ids=${state.missed?.exchanges} id=${exchange.id} />
    <span class="cell-time">${preciseTime(exchange.started)}</span>
    <span class="cell-method">${exchange.protocol ?? "http"} <strong>${exchange.method ?? "–"}</strong></span>
    <span class="cell-code"><${Chip} tone=${toneOf(exchange)}>${codeOf(exchange)}</${Chip}></span>
    <span class="cell-ms">${exchange.ms === null ? "in flight" : duration(exchange.ms)}</span>
    ${account === null && html`<span class="cell-account">${exchange.account === null ? "nobody known" : html`<${Text}
      text=${exchange.account} most=${40} />`}</span>`}
    <span class="cell-marks"><${Marks} exchange=${exchange} /></span>
  </div>`;
}

function Marks({ exchange }) {
  const musts = exchange.violations.filter((each) => each.level === "MUST");
  const others = exchange.violations.filter((each) => each.level !== "MUST");
  return html`
    ${musts.length > 0 && html`<${Chip} tone="bad">${musts.length} MUST</${Chip}>`}
    ${others.length > 0 && html`<${Chip}
      tone=${toneOfLevel(others[0].level)}>${others.length} ${others[0].level}</${Chip}>`}
    ${exchange.fault && html`<${Chip} tone="fault">${exchange.fault.effect}</${Chip}>`}
    <span class="cell-rules">${[...new Set([...musts, ...others].map((each) => each.rule))].join(", ")}</span>`;
}

function Clearing({ store, account, close }) {
  const path = account === null ? "exchanges" : `exchanges?account=${encodeURIComponent(account)}`;
  return html`<${FormDialog} title="Clear the journal" action="Clear" danger close=${close}
    submit=${() => attempt(store, () => remove(path))}>
    <p>${account === null ? "Every exchange is forgotten." : html`Every exchange of <${Text}
      text=${account} /> is forgotten.`} What they did stays done.</p>
  </${FormDialog}>`;
}
