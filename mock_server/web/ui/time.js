// Instants, clocks and durations. An instant is a number of milliseconds since 1970, with a fraction.

const WRITTEN = /^(.*?)(?:\.(\d+))?Z$/;

/** The instant that the API wrote, microseconds included; null stays null. */
export function instant(text) {
  if (text == null) return null;
  const [, whole, decimals = ""] = WRITTEN.exec(text);
  return Date.parse(`${whole}Z`) + Number(`0.${decimals || 0}`) * 1000;
}

/** A clock as the page keeps it. at: the real instant, the server's, at which it showed `now`. */
export const keepClock = (clock, at) => ({ now: instant(clock.now), frozen: clock.frozen, rate: clock.rate, at });

/** What a clock shows at the real instant `real`. */
export function clockNow(clock, real) {
  return clock.frozen ? clock.now : clock.now + Math.max(0, real - clock.at) * clock.rate;
}

const iso = (ms) => new Date(Math.min(ms, 253402300799999)).toISOString();

/** `2019-07-25 18:20:00`, in UTC. */
export const dateTime = (ms) => `${iso(ms).slice(0, 10)} ${iso(ms).slice(11, 19)}`;

/** `18:20:00`; with the day before it where that is not the day of `now`. */
export function shortTime(ms, now = ms) {
  const isToday = iso(ms).slice(0, 10) === iso(now).slice(0, 10);
  return isToday ? iso(ms).slice(11, 19) : `${iso(ms).slice(5, 10)} ${iso(ms).slice(11, 16)}`;
}

/** `18:20:00.123`. */
export const preciseTime = (ms) => iso(ms).slice(11, 23);

const STEPS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
  [1, "ms"],
];

/** A duration as people say it: `0.9 ms`, `12 s`, `3 min`. */
export function duration(ms) {
  const [size, unit] = STEPS.find(([each]) => ms >= each) ?? STEPS.at(-1);
  const amount = ms / size;
  return `${amount < 10 && amount % 1 >= 0.05 ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
}
