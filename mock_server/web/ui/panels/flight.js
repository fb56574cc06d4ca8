// The time that a request was in flight, drawn beside the requests of its account that were in flight meanwhile: what a
// gateway that takes one at a time answers 104.
import { html } from "../html.js";
import { codeOf, realNow, toneOf } from "../keeping.js";
import { addressOf } from "../route.js";
import { duration, preciseTime } from "../time.js";

const MOST = 30; // that are drawn

export function Flight({ state, exchange }) {
  const end = exchange.finished ?? realNow(state);
  const others = overlapping(state.exchanges.items, exchange, end);
  const drawn = [exchange, ...others.slice(0, MOST)].sort((one, other) => one.started - other.started);
  const ends = drawn.map((each) => each.finished ?? realNow(state));
  const from = drawn[0].started;
  const span = Math.max(Math.max(...ends) - from, 0.001);
  const percent = (ms) => `${(ms / span) * 100}%`;

  return html`<p class="hint">${summary(exchange, others, end)}</p>
    <ul class="flight" aria-label="In flight, by time">
      ${drawn.map((each, index) => html`<li key=${each.id} class=${each.id === exchange.id ? "this" : ""}>
        <span class="flight-name">${name(each, exchange)}</span>
        <span class="flight-track" aria-hidden="true">
          <span class=${`flight-bar ${toneOf(each)} ${each.finished === null ? "going" : ""}`} style=${{
            marginLeft: percent(each.started - from),
            width: percent(ends[index] - each.started),
          }}></span>
        </span>
        <span class="flight-time">${preciseTime(each.started)} · ${duration(ends[index] - each.started)}</span>
      </li>`)}
    </ul>`;
}

function name(each, exchange) {
  const text = `#${each.id} ${each.method ?? each.protocol ?? "http"} ${codeOf(each)}`;
  return each.id === exchange.id ? html`<strong>${text}</strong>` : html`<a
    href=${addressOf("exchanges", each.id)}>${text}</a>`;
}

/** The exchanges of the same account whose time in flight meets this one's. */
function overlapping(items, { id, account, started }, end) {
  if (account === null) return [];
  return items.filter(
    (each) => each.id !== id && each.account === account && each.started < end && (each.finished ?? Infinity) > started,
  );
}

function summary(exchange, others, end) {
  const window = `${preciseTime(exchange.started)} to ${exchange.finished === null ? "now" : preciseTime(end)}`;
  if (others.length === 0) return `${window}, alone in its account.`;
  const many = others.length === 1 ? "one other request" : `${others.length} other requests`;
  return `${window}, together with ${many} of its account.`;
}
