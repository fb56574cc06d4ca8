// Coverage as a heat map: a cell for everything that the documents list, the darker the more often it was met.
import { html, useState } from "../html.js";
import { count, Section } from "../parts.js";

const HINT = "Point at a cell, or go through them with the arrows, to read what it is.";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
const LEGEND = [[0, "not met"], [1, "met once"], [2, "more often"], [4, "very often"], ["beyond", "no exchange can"]];
const MANY = 20; // times that make the darkest cell, unless something was met more often

export function Coverage({ coverage }) {
  const { codes, statuses, transitions, clauses, totals } = coverage;
  const [shown, show] = useState("");
  const map = (title, cells) => html`<${HeatMap} title=${title} cells=${cells} show=${show} />`;
  return html`<${Section} title="Coverage">
    <div class="totals">${Object.entries(totals).map(([name, total]) => html`<${Total} key=${name} name=${name}
      total=${total} />`)}</div>
    <p class="heat-legend" aria-hidden="true">${LEGEND.map(([heat, text]) => html`<span key=${heat}><span
      class=${`cell dot heat-${heat}`}></span>${text}</span>`)}</p>
    <p class="heat-shown" aria-live="polite">${shown || HINT}</p>
    ${map("Codes of v3", codes.v3.map(coded))}
    ${map("Codes of v2", codes.v2.map(coded))}
    ${map("Statuses of v3", statuses.v3.map(coded))}
    ${map("Statuses of v2", statuses.v2.map(coded))}
    ${map("A message's moves", transitions.map(moved))}
    ${map("Clauses", clauses.map(stated))}
  </${Section}>`;
}

const coded = (row) => ({ text: String(row.code), name: `${row.code} ${row.name}`, count: row.count });

const moved = ({ from, event, to, count: times }) => ({
  text: `${from ?? "new"} → ${to}`,
  name: `${from ?? "a new message"}, ${event}: ${to}`,
  count: times,
});

const stated = (row) => ({ text: "", name: `${row.clause}: ${row.summary}`, count: row.count, beyond: row.beyond });

const Total = ({ name, total }) => html`<div class="total">
  <span class="total-name">${name}</span>
  <span class="total-count"><strong>${total.exercised}</strong> of ${total.documented}</span>
  <progress max=${total.documented} value=${total.exercised}
    aria-label=${`${name}: ${total.exercised} of ${total.documented} met`}></progress>
</div>`;

/** One stop of the tab key for each map; the arrows go from cell to cell. */
function HeatMap({ title, cells, show }) {
  const [place, setPlace] = useState(0);
  const most = Math.max(MANY, ...cells.map((cell) => cell.count));

  function onKeyDown(event) {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(cells.length - 1, place + step));
    setPlace(next);
    event.currentTarget.children[next].focus();
  }
  return html`<h4 class="heat-title" id=${idOf(title)}>${title}</h4>
    <ul class="heat" aria-labelledby=${idOf(title)} onKeyDown=${onKeyDown}>
      ${cells.map((cell, index) => html`<li
        key=${cell.name}
        tabindex=${index === place ? 0 : -1}
        class=${`cell ${cell.text ? "" : "dot"} heat-${heatOf(cell, most)}`}
        aria-label=${nameOf(cell)}
        title=${nameOf(cell)}
        onFocus=${() => (setPlace(index), show(nameOf(cell)))}
        onPointerEnter=${() => show(nameOf(cell))}
      >${cell.text}${cell.text && html`<small>${cell.count || ""}</small>`}</li>`)}
    </ul>`;
}

const idOf = (title) => `heat-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;

const nameOf = ({ name, ...rest }) => `${name}. ${metOf(rest)}`;

function metOf({ count: times, beyond }) {
  if (beyond) return `No exchange can: ${beyond}`;
  if (times === 0) return "Not met";
  return `Met ${times === 1 ? "once" : count(times, "time")}`;
}

/** 0: not met; 1 to 4: how often, beside what was met most; beyond: nothing could meet it. */
function heatOf({ count: times, beyond }, most) {
  if (beyond) return "beyond";
  return times === 0 ? 0 : 1 + Math.min(3, Math.floor((3 * Math.log1p(times)) / Math.log1p(most)));
}
