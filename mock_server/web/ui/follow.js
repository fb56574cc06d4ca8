// Follows the messages of all accounts. An event says that there are messages up to some id, not what they are; those
// are fetched in the order of their ids, from the last one that is here: one answer at a time, with many in it.
import { PAUSE, pause } from "./pause.js";

export class Follower {
  /** get(path) asks the API; take(messages) is given what came. */
  constructor(get, take, page) {
    this.get = get;
    this.take = take;
    this.page = page;
    this.round = 0;
    this.restart();
  }

  /** Begin again, and wait until the end of the list is known. */
  restart() {
    this.round += 1;
    this.here = null; // the last id that was fetched
    this.wanted = 0;
    this.isFetching = false;
  }

  /** The newest message that is here by now. */
  begin(newest) {
    this.here = newest;
    this.#fetchOn();
  }

  /** There are messages up to this id. */
  follow(id) {
    this.wanted = Math.max(this.wanted, id);
    this.#fetchOn();
  }

  async #fetchOn() {
    if (this.isFetching || this.here === null) return;
    const { round } = this;
    this.isFetching = true;
    while (round === this.round && this.here < this.wanted) await this.#fetch(round).catch(() => pause(4 * PAUSE));
    if (round === this.round) this.isFetching = false;
  }

  async #fetch(round) {
    const { wanted } = this;
    const { messages, next } = await this.get(`messages?limit=${this.page}&cursor=${this.here}`);
    if (round !== this.round) return;
    this.take(messages);
    this.here = next === null ? Math.max(wanted, messages.at(-1)?.id ?? 0) : messages.at(-1).id;
    if (next === null) await pause(PAUSE); // a full page waits for nothing
  }
}
