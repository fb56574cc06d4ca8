// The frame around the panels: the tabs, whose world is looked at, how the server is, and what was said last.
import { AccountPicker } from "./picker.js";
import { Help, useKeys } from "./keys.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { Link, TokenDialog } from "./link.js";
import { Accounts } from "./panels/accounts.js";
import { Clock } from "./panels/clock.js";
import { Exchanges } from "./panels/exchanges.js";
import { Faults } from "./panels/faults.js";
import { Messages } from "./panels/messages.js";
import { Report } from "./panels/report.js";
import { go, PANELS, useRoute } from "./route.js";
import { ICONS } from "./icons.js";
import { ThemeButton } from "./theme.js";
import { visible } from "./text.js";

const SHOWN = {
  messages: ["Messages", Messages],
  exchanges: ["Exchanges", Exchanges],
  accounts: ["Accounts", Accounts],
  clock: ["Clock", Clock],
  faults: ["Faults", Faults],
  report: ["Report", Report],
};

export function Frame({ store, state, listen }) {
  const route = useRoute();
  const [isHelping, setHelping] = useState(false);
  useKeys(() => setHelping(true));
  const choose = (account) => store.apply({ type: "choose", account });
  const chosen = state.accounts.has(state.looking.account) ? state.looking.account : null; // null: everybody's world
  const [name, Panel] = SHOWN[route.panel];
  useEffect(() => {
    document.title = `${name}${route.id === null ? "" : ` ${visible(route.id)}`} · mobipace-mock`;
  }, [name, route.id]);

  return html`
    <header class="top">
      <h1 class="brand"><span class="brand-mark" aria-hidden="true">${ICONS.brand}</span>mobipace-mock</h1>
      <${Tabs} current=${route.panel} />
      <div class="top-end">
        <${AccountPicker} accounts=${state.accounts} account=${chosen} choose=${choose} />
        <${Link} link=${state.link} health=${state.health} />
        <${ThemeButton} />
        <button type="button" class="plain" aria-label="Keys" title="Keys (?)"
          onClick=${() => setHelping(true)}>?</button>
      </div>
    </header>
    <main>
      <div class="panel" id="panel" role="tabpanel" aria-label=${name}>
        <${Panel} key=${route.panel} store=${store} state=${state} route=${route} account=${chosen} choose=${choose} />
      </div>
      <${Notes} store=${store} notes=${state.notes} />
    </main>
    ${state.link.state === "refused" && html`<${TokenDialog} link=${state.link} listen=${listen} />`}
    ${isHelping && html`<${Help} close=${() => setHelping(false)} />`}`;
}

function Tabs({ current }) {
  const list = useRef(null);

  function onKeyDown(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -PANELS.length, End: PANELS.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(PANELS.length - 1, PANELS.indexOf(current) + step));
    go(PANELS[next]);
    list.current.children[next].focus();
  }
  return html`<div class="tabs" role="tablist" aria-label="Panels" ref=${list} onKeyDown=${onKeyDown}>
    ${PANELS.map((panel) => html`<button key=${panel} type="button" role="tab" class="tab" aria-controls="panel"
      aria-selected=${panel === current ? "true" : "false"} tabindex=${panel === current ? 0 : -1}
        onClick=${() => go(panel)}>
      <span class="tab-icon" aria-hidden="true">${ICONS[panel]}</span>${SHOWN[panel][0]}
    </button>`)}
  </div>`;
}

const Notes = ({ store, notes }) => html`<div class="notes" role="log" aria-live="polite" aria-label="What was said">
  ${notes.map((note) => html`<p key=${note.id} class=${`note ${note.tone}`}>
    <span>${note.text}</span>
    <button type="button" class="plain" aria-label="Dismiss"
      onClick=${() => store.dispatch({ type: "unnote", id: note.id })}>✕</button>
  </p>`)}
</div>`;
