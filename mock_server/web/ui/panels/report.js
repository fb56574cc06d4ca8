// The report: what clients owe the gateway and broke, and how much of the documents was exercised.
import { download, get } from "../api.js";
import { html } from "../html.js";
import { useReading } from "../hooks.js";
import { attempt } from "../notes.js";
import { Chip, count, Empty, number, Section } from "../parts.js";
import { addressOf } from "../route.js";
import { Text } from "../text.js";
import { Coverage } from "./coverage.js";

const PAUSE = 2000; // milliseconds between two readings while exchanges come in
const FORMS = [["json", "JSON", "json"], ["html", "HTML", "html"], ["junit", "JUnit", "xml"]];
const TONES = { FAIL: "bad", WARN: "warn", INFO: "info", PASS: "good" };
const ALL_KEPT = "No obligation was broken.";
const NOTHING = "Nothing happened that could be judged.";
const SERIOUS = ["FAIL", "WARN", "INFO"];

export function Report({ store, state, account }) {
  const path = (form) => `report?format=${form}${account === null ? "" : `&account=${encodeURIComponent(account)}`}`;
  const version = `${state.exchanges.last?.id ?? 0} ${state.exchanges.items.length} ${state.link.opened ?? 0}`;
  const { data, error } = useReading(path("json"), () => get(path("json")), version, PAUSE);
  const save = (form, ending) => attempt(store, () => download(path(form), `mobipace-report.${ending}`));
  return html`<div class="page"><div class="column wide">
    <div class="page-head">
      <h2 class="page-title">Report ${account !== null && html`on <${Text} text=${account} />`}</h2>
      <div class="actions" role="group" aria-label="Download">
        ${FORMS.map(([form, name, ending]) => html`<button key=${form} type="button" aria-label=${`Download ${name}`}
          onClick=${() => save(form, ending)}>↓ ${name}</button>`)}
      </div>
    </div>
    ${data
      ? html`<${Verdicts} report=${data} />`
      : html`<${Empty} title=${error?.message ?? "Reading the report…"} />`}
  </div></div>`;
}

function Verdicts({ report }) {
  const broken = byObligation(report.checks.filter((check) => SERIOUS.includes(check.verdict)));
  const kept = byObligation(report.checks.filter((check) => check.verdict === "PASS"));
  const open = byObligation(report.checks.filter((check) => check.verdict === "NOTRUN"));
  return html`
    <${Section} title="Violations by obligation">
      ${broken.length === 0
        ? html`<${Empty} title=${kept.length > 0 ? ALL_KEPT : NOTHING} />`
        : html`<ul class="obligations">${broken.map((each) => html`<${Obligation} key=${each.id}
          obligation=${each} />`)}</ul>`}
      ${kept.length > 0 && html`<${Kept} title=${`${count(kept.length, "obligation")} kept`} of=${kept} tone="good" />`}
      ${open.length > 0 && html`<${Kept} title=${`${count(open.length, "obligation")} not put to the test`} of=${open}
        tone="" />`}
      ${report.notes.map((note, index) => html`<p key=${index} class="hint"><${Text} text=${note} /></p>`)}
    </${Section}>
    ${report.coverage && html`<${Coverage} coverage=${report.coverage} />`}`;
}

/** Checks of the same obligation, held against one account after another, as one; the worst first. */
function byObligation(checks) {
  const found = new Map();
  for (const check of checks) {
    const known = found.get(check.id) ?? { ...check, checks: [], violated: 0, exercised: 0 };
    known.checks.push(check);
    known.violated += check.violated ?? 0;
    known.exercised += check.exercised ?? 0;
    found.set(check.id, known);
  }
  const rank = (each) => SERIOUS.indexOf(each.verdict);
  return [...found.values()].sort((one, other) => rank(one) - rank(other) || other.violated - one.violated);
}

function Obligation({ obligation }) {
  return html`<li><details>
    <summary>
      <${Chip} tone=${TONES[obligation.verdict]}>${obligation.level}</${Chip}>
      <span class="obligation-title">${obligation.title}</span>
      <span class="quiet">${number(obligation.violated)} of ${number(obligation.exercised)}</span>
    </summary>
    <p class="quiet"><code>${obligation.id}</code> · ${obligation.clauses.join(" · ")}</p>
    ${obligation.checks.map((check, index) => html`<div key=${index} class="held">
      <p>${check.account === null ? "nobody known" : html`<${Text}
        text=${check.account} />`}: ${number(check.violated ?? 0)} of ${number(check.exercised ?? 0)}</p>
      <ul>${check.seen.map((text, place) => html`<li key=${place}><${Text} text=${text} most=${400} /></li>`)}</ul>
      ${check.transcripts.length > 0 && html`<p>Exchanges ${check.transcripts.map((each) => html`<a
        key=${each.exchange} href=${addressOf("exchanges", each.exchange)}>#${each.exchange}</a> `)}</p>`}
    </div>`)}
    ${obligation.allowed.length > 0 && html`<p class="quiet">
      Allowed: <${Text} text=${obligation.allowed.join("; ")} />
    </p>`}
  </details></li>`;
}

const Kept = ({ title, of, tone }) => html`<details class="kept">
  <summary>${title}</summary>
  <ul class="obligations">${of.map((each) => html`<li key=${each.id}><${Chip}
    tone=${tone}>${each.level}</${Chip}> <span class="obligation-title">${each.title}</span> <span class="quiet">
    <code>${each.id}</code></span></li>`)}</ul>
</details>`;
