// The page: begins to listen, and draws the state whenever there is a new one.
import { html, render, useEffect, useState } from "./html.js";
import { Frame } from "./frame.js";
import { createStore } from "./store.js";
import { first, reduce } from "./state.js";
import { Sync } from "./sync.js";

const store = createStore(reduce, first());
const sync = new Sync(store);

function Page() {
  const [state, setState] = useState(store.state);
  useEffect(() => store.watch(setState), []);
  return html`<${Frame} store=${store} state=${state} listen=${() => sync.start()} />`;
}

sync.start();
render(html`<${Page} />`, document.getElementById("app"));
