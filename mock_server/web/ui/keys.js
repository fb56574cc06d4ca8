// Keys for the whole page. A letter is a key only where nobody writes.
import { Dialog } from "./dialog.js";
import { html, useEffect } from "./html.js";
import { go, here, PANELS } from "./route.js";

const KEYS = [
  ["1 … 6", "go to a panel"],
  ["/", "search"],
  ["↑ ↓", "go through a list; Home, End and the page keys as well"],
  ["Enter", "open what is marked"],
  ["Esc", "close what is open"],
  ["← →", "go from tab to tab, and through a heat map"],
  ["?", "show these keys"],
];

const isWriting = ({ target }) => target instanceof Element && target.matches("input, textarea, select");

export function useKeys(help) {
  useEffect(() => {
    const onKeyDown = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      if (event.key === "Escape") return escape(event);
      if (isWriting(event)) return;
      if (event.key === "?") help();
      else if (event.key === "/") search(event);
      else if (PANELS[Number(event.key) - 1]) go(PANELS[Number(event.key) - 1]);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function search(event) {
  event.preventDefault();
  document.querySelector("[data-search]")?.focus();
}

/** Leaves the search field first, and closes what is open then. */
function escape(event) {
  const list = document.querySelector(".list");
  if (isWriting(event)) (list ?? document.body).focus();
  else if (here().id !== null) {
    go(here().panel);
    list?.focus();
  }
}

export const Help = ({ close }) => html`<${Dialog} title="Keys" close=${close}>
  <dl class="keys">${KEYS.map(([key, what]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${what}</dd>
    </div>`)}</dl>
</${Dialog}>`;
