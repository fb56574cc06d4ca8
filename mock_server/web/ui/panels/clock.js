// Clocks: stop, move and speed up time, of one account or of all.
import { accountPath, get, post } from "../api.js";
import { html } from "../html.js";
import { useReading, useTick } from "../hooks.js";
import { nowOf, realNow } from "../keeping.js";
import { attempt } from "../notes.js";
import { Chip, Field, Section } from "../parts.js";
import { Text } from "../text.js";
import { clockNow, dateTime, keepClock } from "../time.js";
import { valuesOf } from "../dialog.js";

const JUMPS = [
  [1, "1 s", "a message is handed to the operator"],
  [61, "61 s", "every session without a request dies"],
  [3600, "1 h", ""],
  [86_400, "1 day", ""],
];
const MOST = 200; // accounts whose clocks are listed

export function Clock({ store, state, account, choose }) {
  const version = [...state.accounts.values()].reduce((latest, each) => Math.max(latest, each.clock.at), 0);
  const world = useReading("clock", async () => keepClock(await get("clock"), realNow(state)), version, 250);
  const clock = account === null ? world.data : state.accounts.get(account)?.clock;
  const path = account === null ? "clock" : accountPath(account, "clock");
  const move = (change) => attempt(store, () => post(path, change));

  return html`<div class="page"><div class="column">
    <h2 class="page-title">${account === null ? "All clocks" : html`The clock of <${Text} text=${account} />`}</h2>
    <section class="section jumps" aria-label="The clock">
    ${clock && html`<${Face} state=${state} clock=${clock} />`}
    <div class="knobs" role="group" aria-label="Stop or start">
      <button type="button" disabled=${account !== null && clock?.frozen}
        onClick=${() => move({ freeze: true })}>Freeze</button>
      <button type="button" disabled=${account !== null && !clock?.frozen}
        onClick=${() => move({ freeze: false })}>Let run</button>
    </div>
    <div class="knobs" role="group" aria-label="Advance">
      ${JUMPS.map(([seconds, name, title]) => html`<button key=${seconds} type="button" title=${title}
        onClick=${() => move({ advance: seconds })}>+ ${name}</button>`)}
    </div>
    <div class="fields">
      <${Single} label="Advance by" name="advance" action="Advance" inputmode="decimal" placeholder="seconds"
        submit=${(text) => move({ advance: Number(text) })} />
      <${Single} label="Rate" name="rate" action="Set rate" inputmode="decimal" placeholder="60"
        hint="its seconds in a real one; a frozen clock runs then" submit=${(text) => move({ rate: Number(text) })} />
      <${Single} label="Set to" name="set" action="Set" hint="UTC, and not before now"
        placeholder="2030-01-31T12:00:00Z" submit=${(text) => move({ set: text })} />
    </div>
    </section>
    <${Section} title="Each account"><${Clocks} state=${state} account=${account} choose=${choose} /></${Section}>
  </div></div>`;
}

function Face({ state, clock }) {
  useTick(clock.frozen ? null : 200);
  const [day, time] = dateTime(clockNow(clock, realNow(state))).split(" ");
  return html`<div class="face" role="timer" aria-label="Clock">
    <span class="face-time">${time}</span>
    <span class="face-day">${day} UTC</span>
    <${Pace} clock=${clock} />
  </div>`;
}

const Pace = ({ clock }) => (clock.frozen ? html`<${Chip} tone="info">frozen</${Chip}>` : html`<${Chip}
  tone="good">${clock.rate === 1 ? "runs" : `runs at ${clock.rate}`}</${Chip}>`);

function Single({ action, submit, ...field }) {
  const onSubmit = (event) => {
    event.preventDefault();
    const text = valuesOf(event.currentTarget)[field.name];
    if (text !== "") submit(text);
  };
  return html`<form class="single" onSubmit=${onSubmit}><${Field} ...${field} /><button
    type="submit">${action}</button></form>`;
}

function Clocks({ state, account, choose }) {
  useTick(1000);
  const names = [...state.accounts.keys()];
  return html`<table class="clocks">
    <thead><tr><th scope="col">Account</th><th scope="col">Its time (UTC)</th><th scope="col">Pace</th></tr></thead>
    <tbody>${names.slice(0, MOST).map((username) => html`<tr key=${username}
      class=${username === account ? "this" : ""}>
      <td><button type="button" class="link" aria-pressed=${username === account}
        onClick=${() => choose(username === account ? null : username)}><${Text} text=${username} /></button></td>
      <td>${dateTime(nowOf(state, username))}</td>
      <td><${Pace} clock=${state.accounts.get(username).clock} /></td>
    </tr>`)}</tbody>
  </table>
  ${names.length > MOST && html`<p class="hint">and ${names.length - MOST} more accounts</p>`}`;
}
