// A list of any length, of which only the rows in sight are drawn. It is a listbox: one stop of the tab key, moved in
// with the arrows, Home, End and the page keys; Enter opens. While something is open, what is moved to is opened.
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from "./html.js";

const BEYOND = 6; // rows drawn above and below what is in sight

/** items: anything with length and at(index). keyOf(item): what tells it from others. row(item): its content.
 * grows: new items come at the top, and what is read stays where it is. */
export function List({ label, items, keyOf, row, height, selected = null, open, grows = false }) {
  const id = useId();
  const box = useRef(null);
  const [active, setActive] = useState(null); // the key of the row that the arrows start from
  const view = useView(box);
  useSteady(box, items, keyOf, height, grows);

  const marked = indexOf(items, keyOf, active);
  const first = Math.max(0, Math.floor(view.top / height) - BEYOND);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / height) + BEYOND);

  function moveTo(index) {
    const item = items.at(Math.max(0, Math.min(items.length - 1, index)));
    setActive(keyOf(item));
    bringIntoSight(box.current, items.length - 1, index, height);
    if (selected !== null) open(item);
  }

  function onKeyDown(event) {
    if (event.key in MOVES) moveTo(MOVES[event.key](marked, Math.floor(view.height / height) - 1, items.length));
    else if ((event.key === "Enter" || event.key === " ") && marked >= 0) open(items.at(marked));
    else return;
    event.preventDefault();
  }

  function onFocus() {
    if (marked >= 0) return;
    const chosen = indexOf(items, keyOf, selected);
    setActive(keyOf(items.at(chosen >= 0 ? chosen : Math.ceil(view.top / height))));
  }

  const rows = [];
  for (let index = first; index < last; index += 1) {
    const item = items.at(index);
    const key = keyOf(item);
    rows.push(html`<div
      key=${key}
      id=${`${id}-${index}`}
      role="option"
      class=${`row ${key === active ? "active" : ""}`}
      aria-selected=${key === selected ? "true" : "false"}
      aria-setsize=${items.length}
      aria-posinset=${index + 1}
      style=${{ height: `${height}px` }}
      onClick=${() => (setActive(key), open(item))}
    >${row(item)}</div>`);
  }
  return html`<div
    class="list"
    role="listbox"
    tabindex="0"
    aria-label=${label}
    aria-activedescendant=${marked >= first && marked < last ? `${id}-${marked}` : undefined}
    ref=${box}
    onKeyDown=${onKeyDown}
    onFocus=${onFocus}
  ><div role="presentation" class="list-space" style=${{ height: `${items.length * height}px` }}>
    <div role="presentation" class="list-window" style=${{ transform: `translateY(${first * height}px)` }}>${rows}</div>
  </div></div>`;
}

const MOVES = {
  ArrowDown: (here) => here + 1,
  ArrowUp: (here) => here - 1,
  PageDown: (here, page) => here + page,
  PageUp: (here, page) => here - page,
  Home: () => 0,
  End: (here, page, length) => length - 1,
};

function indexOf(items, keyOf, key) {
  if (key === null) return -1;
  for (let index = 0; index < items.length; index += 1) if (keyOf(items.at(index)) === key) return index;
  return -1;
}

function bringIntoSight(box, most, index, height) {
  const top = Math.max(0, Math.min(most, index)) * height;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + box.clientHeight) box.scrollTop = top + height - box.clientHeight;
}

/** What part of the list is in sight: {top, height} in pixels. */
function useView(box) {
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = box.current;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return view;
}

/** Keeps what is read where it is when rows come in above it. At the very top the newest is what is read. */
function useSteady(box, items, keyOf, height, grows) {
  const top = useRef(null);
  useLayoutEffect(() => {
    if (!grows || items.length === 0) return;
    const before = top.current;
    top.current = keyOf(items.at(0));
    if (before === null || box.current.scrollTop === 0) return;
    const come = indexOf(items, keyOf, before);
    if (come > 0) box.current.scrollTop += come * height;
  }, [items]);
}
