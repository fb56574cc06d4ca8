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
    Object.assign(this, { since: null, opened, exchanges: 0, messages: 0 });
    setTimeout(() => this.#tell(away, same), UNTIL);
  }

  /** Count what happened before it went on. */
  hear(events) {
    if (this.opened === null) return;
    for (const { kind, change, at, subject } of events) {
      if (kind === "lost") this.exchanges = Infinity;
      if (instant(at) >= this.opened) continue;
      if (kind === "exchange" && change !== "held" && subject) this.exchanges += 1;
      if (kind === "message" && change === "accepted") this.messages += subject.count;
    }
  }

  #tell(away, same) {
    this.opened = null;
    const back = `Back after ${away}. ${this.#meanwhile()}`;
    note(this.store, "info", same ? back : "The server was started anew; this is what it knows.");
  }

  #meanwhile() {
    if (this.exchanges === Infinity) return "Much has happened: everything was read again.";
    if (this.exchanges + this.messages === 0) return "Nothing happened meanwhile.";
    return `Meanwhile: ${count(this.exchanges, "exchange")} and ${count(this.messages, "message")}.`;
  }
}
