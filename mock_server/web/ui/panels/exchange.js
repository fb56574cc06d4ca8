// One exchange: what was asked and answered, why, what was wrong with it, and what else was in flight meanwhile.
import { get } from "../api.js";
import { html } from "../html.js";
import { useReading } from "../hooks.js";
import { codeOf, keepExchange, toneOf, toneOfLevel } from "../keeping.js";
import { Chip, Empty, Facts, number, Pane, Section } from "../parts.js";
import { addressOf } from "../route.js";
import { Text } from "../text.js";
import { dateTime, duration, instant } from "../time.js";
import { CopyButton } from "./copying.js";
import { curl } from "./curl.js";
import { Flight } from "./flight.js";

const MOST = 65_536; // bytes of a body that are fetched and shown

export function Exchange({ store, state, id, close }) {
  const brief = state.exchanges.get(id);
  const read = useReading(String(id), () => get(`exchanges/${id}?bytes=${MOST}`), brief?.finished ?? 0);
  const title = `Exchange ${id}`;
  if (!read.data) {
    return html`<${Pane} label=${title} title=${title} close=${close}><${Empty}
      title=${read.error?.message ?? "Reading…"} /></${Pane}>`;
  }
  const exchange = keepExchange({ http_status: null, code: null, ...read.data, ...read.data.answer });
  return html`<${Pane} label=${title} title=${title} close=${close} actions=${html`<${Copy} store=${store}
    exchange=${exchange} />`}>
    <${Head} exchange=${exchange} />
    ${exchange.violations.length > 0 && html`<${Violations} exchange=${exchange} />`}
    <${Why} why=${exchange.why} />
    <${Section} title="In flight"><${Flight} state=${state} exchange=${exchange} /></${Section}>
    <${Section} title="Request"><${Request} exchange=${exchange} /></${Section}>
    <${Section} title="Answer"><${Answer} exchange=${exchange} /></${Section}>
  </${Pane}>`;
}

const Copy = ({ store, exchange }) => html`<${CopyButton} store=${store} name="Copy as curl"
  text=${() => curl(exchange)} said="Copied. The password is left out: set PASSWORD first." />`;

function Head({ exchange }) {
  const { account, fault } = exchange;
  return html`<${Facts} of=${[
    ["Asked", `${exchange.protocol ?? "http"} ${exchange.method ?? exchange.request.method}`],
    ["Answered", html`<${Chip} tone=${toneOf(exchange)}>${codeOf(exchange)}</${Chip}>`],
    ["Account", account === null ? "nobody known" : html`<a href=${addressOf("accounts", account)}><${Text}
      text=${account} /></a>`],
    ["Arrived", `${dateTime(exchange.started)} UTC`],
    ["Took", exchange.finished === null ? "it is in flight" : duration(exchange.finished - exchange.started)],
    ["Fault", fault ? html`<a href=${addressOf("faults")}><${Chip}
      tone="fault">${fault.effect} ${fault.point ?? ""}</${Chip}></a>` : null],
  ]} />`;
}

const Violations = ({ exchange }) => html`<${Section} title="Violations">
  <ul class="violations">
    ${exchange.violations.map((each, index) => html`<li key=${index}>
      <p><${Chip} tone=${toneOfLevel(each.level)}>${each.level}</${Chip}> <code>${each.rule}</code> <span
        class="clause">${each.clause}</span></p>
      <p><${Text} text=${each.message} /></p>
    </li>`)}
  </ul>
  ${leftOut(exchange).map(([rule, more]) => html`<p key=${rule} class="hint">and ${number(more)} more of ${rule}</p>`)}
</${Section}>`;

const leftOut = (exchange) => Object.entries(exchange.violations_left_out ?? {});

// Why

const STANDINGS = {
  balance: "Balance", available_fund: "Available", failed_logins: "Failed logins", locked: "Locked", blocked: "Blocked",
  sessions: "Sessions", in_flight: "In flight", messages: "Messages",
};

function Why({ why }) {
  if (!why.check && !why.reason) return null;
  const readings = Object.entries(why.readings ?? {});
  return html`<${Section} title="Why">
    <p class="why"><strong>${why.check}</strong>${why.reason && html` · <${Text} text=${why.reason} />`}</p>
    ${why.before && why.after && html`<${Change} before=${why.before} after=${why.after} />`}
    ${readings.length > 0 && html`<p class="hint">Readings that bore on it: ${readings.map(([key, value], index) =>
      html`${index ? ", " : ""}<code key=${key}>${key} = ${value}</code>`)}</p>`}
  </${Section}>`;
}

/** What became of the account: what has changed, and behind a fold what has not. */
function Change({ before, after }) {
  const others = Object.entries(STANDINGS).map(([key, name]) => [name, said(before[key]), said(after[key])]);
  const rows = [["Its time", time(before), time(after)], ...others];
  const changed = rows.filter(([, old, now]) => old !== now);
  const same = rows.filter(([, old, now]) => old === now);
  return html`
    ${changed.length > 0 && html`<${Standings} rows=${changed} />`}
    <details class="unchanged">
      <summary>${changed.length > 0 ? "What stayed as it was" : "The account stayed as it was"}</summary>
      <${Standings} rows=${same} />
    </details>`;
}

const Standings = ({ rows }) => html`<table class="change">
  <thead><tr><th scope="col">The account</th><th scope="col">before</th><th scope="col">after</th></tr></thead>
  <tbody>${rows.map(([name, old, now]) => html`<tr key=${name} class=${old === now ? "" : "changed"}><th
    scope="row">${name}</th><td>${old}</td><td>${now}</td></tr>`)}</tbody>
</table>`;

const time = (standing) => dateTime(instant(standing.at));

const said = (value) => (value === true ? "yes" : value === false ? "no" : String(value));

// What went over the wire

const headersOf = (headers) => (Array.isArray(headers) ? headers : Object.entries(headers));

const Raw = ({ first, headers, body, label }) => html`<pre class="raw" tabindex="0" role="region" aria-label=${label}>
  <strong><${Text} text=${first} /></strong>${"\n"}${headersOf(headers).map(([name, value]) => html`<span
  class="header-name"><${Text} text=${name} /></span>: <${Text} text=${value} />${"\n"}`)}${"\n"}<${Text}
  text=${body} lines /></pre>`;

function Request({ exchange: { request } }) {
  const isCut = request.body_bytes > MOST && `the first ${number(MOST)} of ${number(request.body_bytes)} bytes`;
  return html`<${Raw} label="The request as it came" first=${`${request.method} ${request.target}`}
    headers=${request.headers} body=${request.body ?? ""} />
    ${isCut && html`<p class="hint">${isCut}</p>`}`;
}

function Answer({ exchange: { answer } }) {
  if (answer === null) return html`<p class="hint">Nothing was answered yet.</p>`;
  if (answer.http_status === null) return html`<p class="hint">Nothing was answered.</p>`;
  return html`<${Raw} label="The answer as it went" first=${`HTTP ${answer.http_status}`} headers=${answer.headers}
    body=${answer.body ?? ""} />`;
}
