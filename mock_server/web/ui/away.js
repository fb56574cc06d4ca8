// What happened while the stream was broken. It is told afterwards, so the page has it; here it is put in words.
import { note } from "./notes.js";
import { count } from "./parts.js";
import { duration, instant } from "./time.js";

const UNTIL = 500; // milliseconds in which all that was missed has come

export class Away {
  constructor(store) {
    this.store = store;
    this.since = null; // the moment in which the stream broke
    this.opened = null; // the server's moment in which it went on
  }

  /** The stream has broken; it may do so again and again before it goes on. */
  leave() {
    this.since ??= performance.now();
  }

  /** It goes on: `same` tells whether with the server of before. */
  comeBack(opened, same) {
    if (this.since === null) return;
    const away = duration(performance.now() - this.since);
    Object.assign(this, { since: null, opened, exchanges: 0, messages: 0, ids: { exchanges: [], messages: [] } });
    setTimeout(() => this.#tell(away, same), UNTIL);
  }

  /** Count what happened before it went on. */
  hear(events) {
    if (this.opened === null) return;
    for (const { kind, change, at, subject } of events) {
      if (kind === "lost") this.exchanges = Infinity;
      if (instant(at) >= this.opened) continue;
      if (kind === "exchange" && change !== "held" && subject) this.#count("exchanges", 1, subject.id, subject.id);
      if (kind === "message" && change === "accepted") {
        this.#count("messages", subject.count, subject.first_id, subject.last_id);
      }
    }
  }

  /** So many of what have the ids from the first to the last. */
  #count(what, many, first, last) {
    this[what] += many;
    const [from = first, to = last] = this.ids[what];
    this.ids[what] = [Math.min(from, first), Math.max(to, last)];
  }

  #tell(away, same) {
    this.opened = null;
    const back = `Back after ${away}. ${this.#meanwhile()}`;
    const id = note(this.store, "info", same ? back : "The server was started anew; this is what it knows.");
    if (same) this.store.dispatch({ type: "missed", missed: { note: id, ...this.ids } });
  }

  #meanwhile() {
    if (this.exchanges === Infinity) return "Much has happened: everything was read again.";
    if (this.exchanges + this.messages === 0) return "Nothing happened meanwhile.";
    return `Meanwhile: ${count(this.exchanges, "exchange")} and ${count(this.messages, "message")}.`;
  }
}
