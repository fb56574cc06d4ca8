// The stream of events, read with fetch so that the token can go along in a header. It comes back by itself where it
// left off, and rests while nobody looks at the page: a browser has six connections to a server, for all tabs.
import { ApiError, request } from "./api.js";

const FIRST_PAUSE = 300; // milliseconds before it comes back; twice as long each time
const LONGEST_PAUSE = 5000;
const UNSEEN_FOR = 30_000; // milliseconds in the background, after which it rests

/** Listen until the page goes. hear(events); state("live", "waiting" or "resting"); fail(error): it is refused. */
export function listen({ hear, state, fail }) {
  let lastId = null;
  let aborter = null;
  let pause = FIRST_PAUSE;

  async function once() {
    aborter = new AbortController();
    const headers = lastId === null ? {} : { "Last-Event-ID": String(lastId) };
    const response = await request("events", { headers, signal: aborter.signal });
    state("live");
    pause = FIRST_PAUSE;
    for await (const events of eventsOf(response.body)) {
      lastId = events.at(-1).id;
      hear(events);
    }
  }

  async function forever() {
    for (;;) {
      try {
        await once();
      } catch (error) {
        if (error instanceof ApiError && error.status < 500) return fail(error);
      }
      state(document.hidden ? "resting" : "waiting");
      await (document.hidden ? shown() : new Promise((resolve) => setTimeout(resolve, pause)));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  restWhenHidden(() => aborter?.abort());
  return forever();
}

function restWhenHidden(rest) {
  let timer;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(rest, UNSEEN_FOR);
  });
}

function shown() {
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}

/** The events of a body, those of each piece that arrives together. */
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    const events = blocks.map(dataOf).filter(Boolean).map((text) => JSON.parse(text));
    if (events.length > 0) yield events;
  }
}

/** The data line of an event; a comment has none. */
const dataOf = (block) => block.split("\n").find((line) => line.startsWith("data: "))?.slice(6);
