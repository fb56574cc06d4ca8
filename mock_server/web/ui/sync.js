// Keeps the state like the server's: listens first and reads the lists then, so that nothing falls between the two.
import { accountPath, get } from "./api.js";
import { Away } from "./away.js";
import { Follower } from "./follow.js";
import { dueBetween, nowOf, openMessages, realNow } from "./keeping.js";
import { PAUSE, pause } from "./pause.js";
import { MOST_EXCHANGES, MOST_MESSAGES } from "./state.js";
import { listen } from "./stream.js";
import { instant } from "./time.js";

const MESSAGES_PAGE = 500; // in one answer: some 15 ms of the server's time, and a few of the browser's
const EXCHANGES_PAGE = 1000;
const LATEST = 100; // of what came last
const QUERIES = new Set(["QueryMessages", "querymessage"]);

export class Sync {
  constructor(store) {
    this.store = store;
    this.heard = 0; // id of the latest event
    this.loads = 0; // each load from the beginning has a number; an older one gives up
    this.follower = new Follower((path) => get(path), (documents) => this.take("messages", documents), MESSAGES_PAGE);
    this.away = new Away(store);
    this.clocks = new Map(); // what each account's clock showed at the last look
    this.fallen = new Map(); // the first message of an account that fell due since it was read
    this.refresh = oneAtATime((username) => this.readAccount(username));
    this.refreshFaults = oneAtATime(() => this.readFaults());
    setInterval(() => this.lookForDue(), 1000);
  }

  start() {
    return listen({
      hear: (events) => this.hear(events),
      state: (state) => this.heed(state),
      fail: ({ status, message }) => this.store.dispatch({ type: "link", state: "refused", status, error: message }),
    });
  }

  /** What the stream does: it is live, or waits to come back. */
  heed(state) {
    if (state !== "live") this.away.leave();
    this.store.dispatch({ type: "link", state });
  }

  take(what, documents) {
    this.store.dispatch({ type: what, documents, at: realNow(this.store.state) });
  }

  // Events

  hear(events) {
    this.heard = events.at(-1).id;
    const open = events.find((event) => event.kind === "open");
    const isNew = open !== undefined && this.begin(open);
    this.away.hear(events);
    if (events.some((event) => event.kind === "clock")) this.lookForDue(); // what the clocks show before they are moved
    this.store.dispatch({ type: "events", events });
    if (isNew || events.some((event) => event.kind === "lost" || event.kind === "reset")) this.load();
    else for (const event of events) REACTIONS[event.kind]?.(this, event);
  }

  /** The first event of a stream says which server this is. Whether it is another one than before. */
  begin(open) {
    const { instance } = open.subject;
    const isNew = this.instance !== instance;
    const opened = instant(open.at);
    this.away.comeBack(opened, !isNew);
    this.instance = instance;
    this.store.dispatch({ type: "skew", skew: opened - (performance.timeOrigin + performance.now()) });
    this.store.dispatch({ type: "link", state: "live", opened, error: null });
    return isNew;
  }

  // Reading

  /** Everything, from the beginning; the newest first. */
  async load() {
    const mine = ++this.loads;
    const isOver = () => mine !== this.loads;
    this.store.dispatch({ type: "emptied" });
    this.follower.restart();
    const accounts = this.readAccounts(); // a message's status is read off its account's clock, so these come first
    try {
      await Promise.all([
        get("health").then((document) => this.store.dispatch({ type: "health", document })),
        accounts,
        this.readBack("messages?", MESSAGES_PAGE, MOST_MESSAGES, isOver, async (newest) => {
          await accounts;
          if (!isOver()) this.follower.begin(newest);
        }),
        this.readBack("exchanges?form=short&", EXCHANGES_PAGE, MOST_EXCHANGES, isOver),
        this.readWhole("faults"),
        this.readWhole("holds"),
      ]);
    } catch (error) {
      if (!isOver()) this.store.dispatch({ type: "link", error: error.message });
    }
  }

  /** A list from its newest end back, a page at a time. begin(id): told the newest id there is, or 0; waited for. */
  async readBack(path, size, most, isOver, begin = () => {}) {
    const what = path.split("?")[0];
    let cursor = "";
    for (let count = 0; cursor !== null && count < most; count += size) {
      const limit = count === 0 ? Math.min(size, LATEST) : size; // the first rows are there at once
      const answer = await get(`${path}order=newest&limit=${limit}${cursor}`);
      if (count === 0) await begin(answer[what][0]?.id ?? 0);
      if (isOver()) return;
      this.take(what, answer[what]);
      this.store.dispatch({ type: "loaded", what });
      cursor = answer.next === null ? null : `&cursor=${answer.next}`;
    }
  }

  async readWhole(what) {
    this.take(what, (await get(what))[what]);
    this.store.dispatch({ type: "loaded", what });
  }

  /** What a fault makes wait is in flight without an answer, of which no event tells. */
  async readFaults() {
    await this.readWhole("faults");
    await this.readBack("exchanges?form=short&", LATEST, LATEST, () => false);
  }

  async readAccounts() {
    const since = this.heard;
    let cursor = "";
    while (cursor !== null) {
      const answer = await get(`accounts?limit=1000${cursor}`);
      this.store.dispatch({ type: "accounts", documents: answer.accounts, at: realNow(this.store.state), since });
      cursor = answer.next === null ? null : `&cursor=${answer.next}`;
    }
    this.store.dispatch({ type: "loaded", what: "accounts" });
  }

  /** One account again, and those of its messages that time, a query or a charge may have moved. */
  async readAccount(username) {
    const since = this.heard;
    const document = await get(accountPath(username));
    this.store.dispatch({ type: "accounts", documents: [document], at: realNow(this.store.state), since });
    const open = openMessages(this.store.state).get(username) ?? Infinity;
    const first = Math.min(open, this.fallen.get(username) ?? Infinity);
    this.fallen.delete(username);
    if (first < Infinity) await this.readMessages(username, first);
  }

  async readMessages(username, first) {
    const { messages } = await get(accountPath(username, `messages?limit=1000&cursor=${first - 1}`));
    this.take("messages", messages.map((each) => ({ account: username, ...each })));
  }

  async readEveryAccount() {
    await this.readAccounts();
    for (const [username, first] of openMessages(this.store.state)) await this.readMessages(username, first);
  }

  /** A waiting message is charged when its time comes, which is no event. */
  lookForDue() {
    const { state } = this.store;
    const clocks = new Map([...state.accounts.keys()].map((username) => [username, nowOf(state, username)]));
    for (const [username, id] of dueBetween(state.messages.items, this.clocks, clocks)) {
      this.fallen.set(username, id);
      this.refresh(username);
    }
    this.clocks = clocks;
  }
}

const REACTIONS = {
  message: (sync, { change, subject }) => change === "accepted" && sync.follower.follow(subject.last_id),
  clock: (sync, { account }) => (account === null ? quietly(sync.readEveryAccount()) : sync.refresh(account)),
  exchange: (sync, { account, subject }) => {
    if (account && QUERIES.has(subject?.method)) sync.refresh(account);
    if (subject?.fault) sync.refreshFaults();
  },
  fault: (sync, { change }) => change === "fired" && sync.refreshFaults(),
};

/** What failed will be read again: the stream has ended as well then, or the thing has gone. */
const quietly = (promise) => promise.catch(() => {});

/** Runs for each key at most once at a time; what is asked for meanwhile is done once more afterwards. */
function oneAtATime(run) {
  const again = new Map();

  async function repeat(key) {
    do {
      again.set(key, false);
      await quietly(run(key));
      await pause(PAUSE);
    } while (again.get(key));
    again.delete(key);
  }

  return (key) => void (again.has(key) ? again.set(key, true) : repeat(key));
}
