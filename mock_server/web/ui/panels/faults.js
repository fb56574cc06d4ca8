// Faults and holds: what will go wrong and for whom, what has fired, and what is held until it is released.
import { remove } from "../api.js";
import { html } from "../html.js";
import { attempt } from "../notes.js";
import { Chip, count, Empty, Section } from "../parts.js";
import { addressOf } from "../route.js";
import { Text, visible } from "../text.js";
import { FaultForm } from "./fault_form.js";

export function Faults({ store, state, account }) {
  const isShown = (each) => account === null || each.account === account || each.account === null;
  const faults = [...state.faults.values()].filter(isShown).reverse();
  const holds = [...state.holds.values()].filter(isShown).reverse();
  return html`<div class="page"><div class="column">
    <h2 class="page-title">Faults and holds ${account !== null && html`of <${Text} text=${account} />`}</h2>
    <${Section} title="Make one"><${FaultForm} store=${store} state=${state} account=${account} /></${Section}>
    <${Section} title="Faults" actions=${html`<${RemoveSpent} store=${store} faults=${faults} />`}>
      ${faults.length === 0 ? html`<${Empty} title="Nothing goes wrong." />` : html`<ul
        class="cards">${faults.map((fault) => html`<${Fault} key=${fault.id} store=${store} state=${state}
        fault=${fault} />`)}</ul>`}
    </${Section}>
    <${Section} title="Holds">
      ${holds.length === 0 ? html`<${Empty} title="Nothing is held." />` : html`<ul class="cards">${holds.map((hold) =>
        html`<${Hold} key=${hold.id} store=${store} hold=${hold} />`)}</ul>`}
    </${Section}>
  </div></div>`;
}

const TONES = { waiting: "info", active: "warn", spent: "", holding: "warn", released: "good", unused: "" };

function RemoveSpent({ store, faults }) {
  const spent = faults.filter((fault) => fault.state === "spent" && fault.pausing === 0);
  const removeAll = () => attempt(store, () => Promise.all(spent.map((fault) => remove(`faults/${fault.id}`))));
  return html`<button type="button" disabled=${spent.length === 0} onClick=${removeAll}>Remove spent</button>`;
}

function Fault({ store, state, fault }) {
  const befallen = state.exchanges.items.filter((each) => each.fault?.id === fault.id);
  return html`<li class="card">
    <div class="card-main">
      <p class="card-title"><strong>${fault.effect}</strong> ${parameters(fault)} <span
        class="quiet">${fault.point}</span></p>
      <p><${Whom} account=${fault.account} match=${fault.match} /></p>
      <p class="quiet">
        ${fired(fault)}${befallen.length > 0 && ": "}
        ${befallen.slice(-8).reverse().map((each) => html`<a key=${each.id}
          href=${addressOf("exchanges", each.id)}>#${each.id}</a> `)}
      </p>
    </div>
    <${Chip} tone=${TONES[fault.state]}>${fault.state}</${Chip}>
    <button type="button" aria-label=${`Remove fault ${fault.id}`}
      onClick=${() => attempt(store, () => remove(`faults/${fault.id}`))}>
      ${fault.pausing > 0 ? "Release" : "Remove"}
    </button>
  </li>`;
}

function fired(fault) {
  const seen = count(fault.seen, "matching request");
  if (fault.fired === 0) return fault.seen === 0 ? "has not fired" : `has not fired, of ${seen}`;
  const waits = fault.pausing > 0 ? `, ${fault.pausing} waiting now` : "";
  return `fired ${count(fault.fired, "time")} of ${seen}${waits}`;
}

const PARAMETERS = ["code", "text", "seconds", "bytes", "status", "bytes_per_second", "fields"];

function parameters(fault) {
  const given = PARAMETERS.filter((name) => fault[name] !== undefined && fault[name] !== null);
  return given.map((name) => html`<span
    key=${name}>${name === "code" || name === "status" ? "" : `${name.replaceAll("_", " ")} `}<${Text}
    text=${name === "fields" ? JSON.stringify(fault[name]) : fault[name]} most=${80} /> </span>`);
}

function Whom({ account, match }) {
  const what = [match.protocol, match.method ?? "any method"].filter(Boolean).join(" ");
  return html`${what}${when(match)}, ${account === null ? "every account" : html`<${Text} text=${account} />`}`;
}

function when({ nth, every, chance, times }) {
  const words = [];
  if (nth) words.push(`from number ${nth} on`);
  if (every) words.push(`every ${every}`);
  if (chance !== undefined && chance !== null) words.push(`with chance ${chance}`);
  if (times) words.push(times === 1 ? "once" : `${times} times at most`);
  return words.length > 0 ? `, ${words.join(", ")}` : "";
}

function Hold({ store, hold }) {
  const isOver = hold.state === "released" || hold.state === "unused";
  const held = hold.state === "holding" && `${count(Math.max(1, hold.holding), "request")} held in flight`;
  return html`<li class="card">
    <div class="card-main">
      <p class="card-title"><strong>hold</strong> ${hold.id}</p>
      <p><${Whom} account=${hold.account} match=${hold.match} /></p>
      <p class="quiet">${held || (isOver ? "over" : "no request has come")}</p>
    </div>
    <${Chip} tone=${TONES[hold.state]}>${hold.state}</${Chip}>
    <button type="button" disabled=${isOver} aria-label=${`Release hold ${hold.id} of ${visible(hold.account)}`}
      onClick=${() => attempt(store, () => remove(`holds/${hold.id}`))}>Release</button>
  </li>`;
}
