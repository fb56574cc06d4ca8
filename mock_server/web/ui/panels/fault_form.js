// The form that makes a fault or a hold: what happens, to whose requests, and to which of them.
import { accountPath, post } from "../api.js";
import { valuesOf } from "../dialog.js";
import { html, useState } from "../html.js";
import { attempt } from "../notes.js";
import { Field } from "../parts.js";
import { visible } from "../text.js";
import { EFFECTS } from "./effects.js";

const METHODS = {
  v3: ["authorize", "Send", "Calculate", "QueryMessages", "QueryBalance"],
  v2: ["send", "schedule", "querybalance", "querymessage"],
};
const MATCH = { protocol: String, method: String, nth: Number, every: Number, chance: Number, times: Number };

export function FaultForm({ store, state, account }) {
  const [effect, setEffect] = useState("code");
  const [protocol, setProtocol] = useState("");
  const { says, takes, after } = EFFECTS[effect];
  const methods = protocol ? METHODS[protocol] : [...METHODS.v3, "schedule", "querymessage"];

  function onSubmit(event) {
    event.preventDefault();
    const values = valuesOf(event.currentTarget);
    attempt(store, () => make(effect, takes, values), effect === "hold" ? "It will be held." : "It will go wrong.");
  }
  return html`<form class="fault-form" onSubmit=${onSubmit}>
    <div class="fields">
      <${Field} label="Effect" type="select" value=${effect} hint=${says}
        onChange=${(event) => setEffect(event.currentTarget.value)}>
        ${Object.keys(EFFECTS).map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
      </${Field}>
      ${takes.map(({ name, label, rest }) => html`<${Field} key=${`${effect} ${name}`}
        label=${label} name=${name} ...${rest} />`)}
      ${effect !== "hold" && html`<${Field} key=${`point ${after}`} label="Point" name="point" type="select"
        hint="before: nothing has happened. after: it is served and charged">
        ${!after && html`<option>before</option>`}<option>after</option>
      </${Field}>`}
      <${Field} key=${`account ${account} ${effect === "hold"}`} label="Account" name="account" type="select"
        defaultValue=${account ?? ""}>
        ${effect !== "hold" && html`<option value="">every account</option>`}
        ${[...state.accounts.keys()].map((username) => html`<option key=${username} value=${username}
          selected=${username === account}>${visible(username)}</option>`)}
      </${Field}>
      <${Field} label="Protocol" name="protocol" type="select" value=${protocol}
        onChange=${(event) => setProtocol(event.currentTarget.value)}>
        <option value="">both</option><option>v3</option><option>v2</option>
      </${Field}>
      <${Field} key=${protocol} label="Method" name="method" type="select">
        <option value="">any</option>${methods.map((name) => html`<option key=${name}>${name}</option>`)}
      </${Field}>
    </div>
    <details>
      <summary>Which of those requests</summary>
      <div class="fields">
        <${Field} label="From number" name="nth" inputmode="numeric" placeholder="1" />
        <${Field} label="Every so many" name="every" inputmode="numeric" />
        <${Field} label="Chance" name="chance" inputmode="decimal" placeholder="0.1" />
        <${Field} label="Times" name="times" inputmode="numeric" hint="once, unless every or chance is given" />
      </div>
    </details>
    <footer><button type="submit" class="primary">${effect === "hold" ? "Hold" : "Make fault"}</button></footer>
  </form>`;
}

function make(effect, takes, { account, point, ...values }) {
  const match = read(Object.entries(MATCH), values);
  if (effect === "hold") return post(accountPath(account, "holds"), { match });
  const given = read(takes.map((each) => [each.name, each.read]), values);
  return post("faults", { effect, point, ...given, match: account ? { ...match, account } : match });
}

/** The values that were filled in, each read in its own way. */
function read(ways, values) {
  const filled = ways.filter(([name]) => values[name]);
  return Object.fromEntries(filled.map(([name, how]) => [name, how(values[name])]));
}
