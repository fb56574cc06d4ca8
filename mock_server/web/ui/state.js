// The state of the page: one object, made anew of the old one and of what happened. Nothing else decides what is shown.
import { join, keepAccount, keepExchange, keepMessage, standing } from "./keeping.js";
import { Shelf } from "./shelf.js";
import { instant, keepClock } from "./time.js";

export const MOST_MESSAGES = 20_000;
export const MOST_EXCHANGES = 10_000;

const empty = () => ({
  accounts: new Map(),
  messages: new Shelf(MOST_MESSAGES),
  exchanges: new Shelf(MOST_EXCHANGES),
  faults: new Map(),
  holds: new Map(),
  missed: null, // what came while the stream was broken: {note, messages, exchanges}, ids from and to of each
  loaded: new Set(), // which of these have been read from the server
});

export const first = () => ({
  link: { state: "connecting", instance: null, error: null },
  skew: 0, // milliseconds that the server's real time is ahead of this machine's
  health: null,
  notes: [],
  looking: { account: null, messages: {}, exchanges: {}, accounts: {} }, // whose world; what lists are searched for
  ...empty(),
});

/** The next state. */
export function reduce(state, actions) {
  const draft = new Draft(state);
  for (const action of actions) ACTIONS[action.type](draft, action);
  return draft.finished();
}

/** A state in the making. A map is copied when it is first changed; what goes on a shelf is put there at the end. */
class Draft {
  constructor(state) {
    this.state = { ...state };
    this.copied = new Set();
    this.messages = [];
    this.exchanges = [];
  }

  map(name) {
    if (!this.copied.has(name)) this.state[name] = new Map(this.state[name]);
    this.copied.add(name);
    return this.state[name];
  }

  put() {
    this.state.messages = this.state.messages.with(this.messages);
    this.state.exchanges = this.state.exchanges.with(this.exchanges, join);
    this.messages = [];
    this.exchanges = [];
  }

  forget(test) {
    this.put();
    this.state.messages = this.state.messages.only(test);
    this.state.exchanges = this.state.exchanges.only(test);
  }

  /** touched: the event's id; what was asked for before it came is older than it. */
  changeAccount(username, touched, change) {
    const account = this.state.accounts.get(username);
    if (account) this.map("accounts").set(username, { ...account, ...change, touched });
  }

  finished() {
    this.put();
    return this.state;
  }
}

// What is done

const ACTIONS = {
  events: (draft, { events }) => events.forEach((event) => EVENTS[event.kind]?.(draft, event)),
  link: (draft, { type, ...change }) => void (draft.state.link = { ...draft.state.link, ...change }),
  skew: (draft, { skew }) => void (draft.state.skew = skew),
  health: (draft, { document }) => void (draft.state.health = document),
  emptied: (draft) => {
    draft.put();
    Object.assign(draft.state, empty());
  },
  loaded: (draft, { what }) => void (draft.state.loaded = new Set([...draft.state.loaded, what])),
  accounts: (draft, { documents, at, since }) => {
    for (const each of documents) {
      const old = draft.state.accounts.get(each.username);
      if (!(old?.touched > since)) draft.map("accounts").set(each.username, keepAccount(each, at));
    }
  },
  messages: (draft, { documents }) => void draft.messages.push(...documents.map(keepMessage)),
  exchanges: (draft, { documents }) => void draft.exchanges.push(...documents.map((each) => keepExchange(each))),
  faults: (draft, { documents }) => documents.forEach((each) => draft.map("faults").set(each.id, each)),
  holds: (draft, { documents }) => documents.forEach((each) => draft.map("holds").set(each.id, each)),
  gone: (draft, { username }) => removeAccount(draft, username),
  note: (draft, { note }) => void (draft.state.notes = [...draft.state.notes, note].slice(-4)),
  unnote: (draft, { id }) => {
    draft.state.notes = draft.state.notes.filter((note) => note.id !== id);
    if (draft.state.missed?.note === id) draft.state.missed = null;
  },
  missed: (draft, { missed }) => void (draft.state.missed = missed),
  choose: (draft, { account }) => void (draft.state.looking = { ...draft.state.looking, account }),
  search: (draft, { list, change }) => {
    const { looking } = draft.state;
    draft.state.looking = { ...looking, [list]: { ...looking[list], ...change } };
  },
};

// What happened: a handler for each kind of event

const EVENTS = {
  account: (draft, { id, change, account, subject, at }) => {
    if (change === "deleted") removeAccount(draft, account);
    else draft.map("accounts").set(account, { ...keepAccount(subject, instant(at)), touched: id });
  },
  clock: (draft, { id, account, subject, at }) => {
    if (account !== null) draft.changeAccount(account, id, { clock: keepClock(subject, instant(at)) });
  },
  exchange: (draft, { id, change, account, subject }) => {
    if (change === "cleared") return clearExchanges(draft, account);
    draft.exchanges.push(keepExchange(subject, account));
    if (subject.after && account) draft.changeAccount(account, id, standing(subject.after));
  },
  message: (draft, { change, account, subject }) => {
    if (change === "forced") draft.messages.push(keepMessage({ account, ...subject }));
  },
  fault: (draft, { change, subject }) => {
    if (change === "removed") draft.map("faults").delete(subject.id);
    else draft.map("faults").set(subject.id, subject);
  },
  hold: (draft, { subject }) => void draft.map("holds").set(subject.id, subject),
  reset: (draft) => ACTIONS.emptied(draft),
};

function removeAccount(draft, username) {
  draft.map("accounts").delete(username);
  for (const name of ["faults", "holds"]) {
    for (const each of draft.state[name].values()) if (each.account === username) draft.map(name).delete(each.id);
  }
  draft.forget((each) => each.account !== username);
}

function clearExchanges(draft, account) {
  draft.put();
  draft.state.exchanges = draft.state.exchanges.only((each) => account !== null && each.account !== account);
}
