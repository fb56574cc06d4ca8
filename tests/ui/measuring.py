"""What a browser can tell of its own work: when rows were first drawn, which tasks took long, how frames followed."""

from dataclasses import dataclass
from typing import Any

from tests.ui.browser import Screen

# Begins before the page does. A long task is one of more than 50 ms, by the browser's own definition.
WATCH = """
window.watched = { tasks: [], firstRow: null, keys: [] };
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) watched.tasks.push({ at: task.startTime, ms: task.duration });
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
  for (const event of list.getEntries()) if (event.name === "keydown") watched.keys.push(event.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
new MutationObserver((_, observer) => {
  if (!document.querySelector(".row")) return;
  observer.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { watched.firstRow = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
# Counts frames, and the longest time between two, until it is stopped.
FRAMES = """() => {
  const seen = { count: 0, longest: 0, began: performance.now(), last: performance.now(), go: true };
  window.frames_ = seen;
  const frame = (now) => {
    seen.count += 1;
    seen.longest = Math.max(seen.longest, now - seen.last);
    seen.last = now;
    if (seen.go) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
# Scrolls a list by so many pixels in each of so many frames.
SCROLL = """([pixels, frames]) => new Promise((resolve) => {
  const list = document.querySelector(".list");
  const step = () => {
    list.scrollTop += pixels;
    if (--frames > 0) requestAnimationFrame(step);
    else resolve(list.scrollTop);
  };
  requestAnimationFrame(step);
})"""


@dataclass(frozen=True)
class Smoothness:
    """How a stretch of time went. long_tasks: milliseconds of each; frames: per second; gap: the longest, in ms."""

    long_tasks: list[float]
    frames: float
    gap: float

    def freezes(self, ms: float) -> bool:
        """Whether a task took so long that somebody would notice."""
        return max(self.long_tasks, default=0) >= ms


class Stretch:
    """A stretch of time in the browser, from its making until `end`."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._began: float = screen.evaluate("performance.now()")
        screen.evaluate(FRAMES)

    def end(self) -> Smoothness:
        """What was seen."""
        seen: dict[str, Any] = self._screen.evaluate(
            "() => { frames_.go = false; return { ...frames_, ended: performance.now() } }"
        )
        tasks = self._screen.evaluate("began => watched.tasks.filter(({ at }) => at >= began)", self._began)
        seconds = (seen["ended"] - seen["began"]) / 1000
        return Smoothness(
            [round(task["ms"]) for task in tasks], round(seen["count"] / seconds, 1), round(seen["longest"])
        )
