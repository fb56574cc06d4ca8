"""What a browser can tell of its own work: when rows were first drawn, which tasks took long, how frames followed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

# Begins before the page does. A long task is one of more than 50 ms, by the browser's own definition.
_WATCH = """
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
# Scrolls the list by so many pixels in each of so many frames; how many frames were drawn in a second.
_SCROLL = """([pixels, frames]) => new Promise((resolve) => {
  const list = document.querySelector(".list");
  const began = performance.now();
  let left = frames;
  const step = (now) => {
    list.scrollTop += pixels;
    if (--left > 0) requestAnimationFrame(step);
    else resolve(1000 * frames / (now - began));
  };
  requestAnimationFrame(step);
})"""


@dataclass(frozen=True)
class Window:
    """The page's messages, watched from its first moment."""

    page: Page

    def all_there(self, count: int) -> None:
        """Wait until so many messages have come."""
        self.page.locator(".tally", has_text=f"{count:,} messages").wait_for(timeout=60_000)

    def first_rows(self) -> float:
        """Milliseconds from the request for the page to its first rows."""
        return float(self.page.evaluate("watched.firstRow"))

    def now(self) -> float:
        """Milliseconds since the page was asked for."""
        return float(self.page.evaluate("performance.now()"))

    def longest_task(self, since: float = 0) -> float:
        """Milliseconds of the longest task that began since then; 0 where none took 50 ms."""
        tasks = self.page.evaluate("since => watched.tasks.filter(({ at }) => at >= since)", since)
        return max((float(task["ms"]) for task in tasks), default=0.0)

    def scroll(self, pixels: int, frames: int) -> float:
        """Scroll so far in each of so many frames; frames in a second."""
        return float(self.page.evaluate(_SCROLL, [pixels, frames]))

    def search(self, text: str) -> float:
        """Type a search into an empty field; milliseconds of the slowest key, from its stroke to what it draws."""
        self.page.get_by_role("searchbox").fill("")
        self.page.evaluate("() => { watched.keys = [] }")
        self.page.keyboard.type(text, delay=60)
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")
        return max((float(ms) for ms in self.page.evaluate("watched.keys")), default=0.0)


@contextmanager
def window(browser: Browser, url: str) -> Iterator[Window]:
    """A fresh one, without a cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(f"{url}/#/messages")
        yield Window(page)
    finally:
        context.close()
