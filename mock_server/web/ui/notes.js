// What is said at the edge of the page: what was done, and what the API refused.
import { ApiError } from "./api.js";

/** Does something that the API may refuse; what it says then is shown. Returns whether it was done. */
export async function attempt(store, deed, done = "") {
  try {
    await deed();
    if (done) note(store, "good", done);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof TypeError)) throw error;
    note(store, "bad", error instanceof ApiError ? error.message : `the server cannot be reached: ${error.message}`);
    return false;
  }
}

let lastNote = 0;

const STAYS = { good: 5000, bad: 12_000 }; // milliseconds

/** Say something at the edge of the page; returns the note's id. What was done, or refused, goes by itself; an `info`
 * stays until it is dismissed. */
export function note(store, tone, text) {
  const id = ++lastNote;
  store.dispatch({ type: "note", note: { id, tone, text } });
  if (tone in STAYS) setTimeout(() => store.dispatch({ type: "unnote", id }), STAYS[tone]);
  return id;
}
