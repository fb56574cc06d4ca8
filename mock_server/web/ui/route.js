// Where one is: `#/messages/100001` is a panel, and what is open in it. The browser's own way back leads back.
import { useEffect, useState } from "./html.js";

export const PANELS = ["messages", "exchanges", "accounts", "clock", "faults", "report"];

/** {panel, id} of the address; id null: nothing is open. */
export function here() {
  const [, panel, id] = location.hash.split("/");
  return { panel: PANELS.includes(panel) ? panel : PANELS[0], id: id ? decode(id) : null };
}

function decode(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return null;
  }
}

export const addressOf = (panel, id = null) => `#/${panel}${id === null ? "" : `/${encodeURIComponent(id)}`}`;

export function go(panel, id = null) {
  if (location.hash !== addressOf(panel, id)) location.hash = addressOf(panel, id);
}

export function useRoute() {
  const [route, setRoute] = useState(here);
  useEffect(() => {
    const follow = () => setRoute(here());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}
