// What components share: the time that goes on, the width of the screen, and what is read when it is looked at.
import { useEffect, useRef, useState } from "./html.js";
import { pause } from "./pause.js";

/** Draws the component again every so many milliseconds; null: not. */
export function useTick(ms) {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (ms === null) return undefined;
    const timer = setInterval(() => setTick((count) => count + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return tick;
}

export function useMedia(query) {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const follow = () => setMatches(list.matches);
    list.addEventListener("change", follow);
    return () => list.removeEventListener("change", follow);
  }, [query]);
  return matches;
}

export const useIsNarrow = () => useMedia("(max-width: 760px)");

const REST = 4; // times as long as a reading took: what is long is not asked for again and again
const NOTHING = { data: null, error: null };

/** What read() brings of a subject, a string: {data, error}. It is read again when the version changes, but one reading
 * at a time, and with a pause after each: so many milliseconds, and longer where reading takes long. */
export function useReading(subject, read, version = 0, rest = 0) {
  const [result, setResult] = useState(NOTHING);
  const turn = useRef({ running: false, again: false, isGone: false }).current;
  turn.subject = subject;
  turn.read = read;
  useEffect(() => () => void (turn.isGone = true), []);
  useEffect(() => {
    turn.again = true;
    if (!turn.running) repeat(turn, setResult, rest);
  }, [subject, version]);
  return result.subject === subject ? result : NOTHING;
}

async function repeat(turn, setResult, rest) {
  turn.running = true;
  while (turn.again && !turn.isGone) {
    turn.again = false;
    const { subject, read } = turn;
    const began = performance.now();
    const failed = (error) => ({ subject, data: null, error });
    setResult(await read().then((data) => ({ subject, data, error: null }), failed));
    await pause(Math.max(rest, REST * (performance.now() - began)));
  }
  turn.running = false;
}
