// What the API tells, as the page keeps it: instants as numbers, and only what is shown.
import { clockNow, instant, keepClock } from "./time.js";

export const keepAccount = (document, at) => ({ ...document, clock: keepClock(document.clock, at) });

/** What an exchange tells of where its account stands afterwards. */
export const standing = (after) => ({
  balance: after.balance,
  available_fund: after.available_fund,
  failed_logins: after.failed_logins,
  locked: after.locked,
  blocked: after.blocked,
});

export const keepMessage = (document) => ({
  ...document,
  accepted: instant(document.accepted_at),
  due: instant(document.due_at),
  steps: document.timeline.map((step) => ({ at: instant(step.at), v3: step.v3, v2: step.v2 })),
});

export const keepExchange = (document, account = document.account) => ({
  ...document,
  account,
  started: instant(document.started_at),
  finished: instant(document.finished_at),
});

/** Of two tellings of an exchange: one that is over has no news of a flight. */
export const join = (old, added) => (old.finished !== null && added.finished === null ? old : added);

// Where a message is

/** The index of the step that a message has come to at its account's instant `now`. */
export function placeAt(message, now) {
  let index = message.steps.length - 1;
  while (index > 0 && message.steps[index].at > now) index -= 1;
  return index;
}

/** The step itself: {at, v3, v2}. */
export const stepAt = (message, now) => message.steps[placeAt(message, now)];

const WAITING = 2; // v3 Scheduled: it may still be charged, or turn out to have no funds
const UNSETTLED = new Set([1, WAITING, 3]);

/** The first message of each account whose timeline does not know its end yet: a Map from username to id. */
export function openMessages(state) {
  const found = new Map();
  for (const message of state.messages.items) {
    const { account, id } = message;
    if (!found.has(account) && isOpen(message, nowOf(state, account))) found.set(account, id);
  }
  return found;
}

const isOpen = (message, now) =>
  UNSETTLED.has(message.steps.at(-1).v3.code) || stepAt(message, now).v3.code === WAITING;

/** The first message of each account that waited, and fell due between two looks at the clocks. */
export function dueBetween(messages, before, after) {
  const found = new Map();
  for (const { account, accepted, due, id } of messages) {
    const fell = due > accepted && before.get(account) < due && due <= after.get(account);
    if (fell && !found.has(account)) found.set(account, id);
  }
  return found;
}

/** What an account's clock shows now; real time for an account that is not known. */
export function nowOf(state, username) {
  const real = realNow(state);
  const account = state.accounts.get(username);
  return account ? clockNow(account.clock, real) : real;
}

/** The server's real time. */
export const realNow = (state) => performance.timeOrigin + performance.now() + state.skew;

// Words

/** What an exchange was answered with, in a word. */
export function codeOf(exchange) {
  if (exchange.code !== null) return String(exchange.code);
  if (exchange.http_status === null) return exchange.finished === null ? "…" : "–";
  return exchange.protocol === "v2" && exchange.http_status === 200 ? "ID" : `HTTP ${exchange.http_status}`;
}

/** good, bad, or still in flight. */
export function toneOf(exchange) {
  if (exchange.finished === null) return "info";
  return ["101", "ID"].includes(codeOf(exchange)) ? "good" : "bad";
}

/** How bad it is to have broken a rule of this level. */
export const toneOfLevel = (level) => ({ MUST: "bad", SHOULD: "warn" })[level] ?? "info";

/** good, bad, or on its way. */
export function toneOfStatus(code) {
  return code === 100 ? "good" : UNSETTLED.has(code) ? "info" : "bad";
}
