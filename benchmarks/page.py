"""The web page in a real browser: 10,000 messages, and a thousand more a second."""

from __future__ import annotations

import threading
import time

from playwright.sync_api import Browser, sync_playwright

from tests.ui.browser import FLAGS, chromium

from .cores import pin_client, unpin_client
from .measure import Figure, absolute, some
from .server import Client, clients, serving
from .watching import window

MANY = 10_000
FIRST_MS = 1000.0
SMOOTH_MS = 200.0  # what web.dev calls good for the time between a stroke and what it draws
FRAME_MS = 1000 / 30
_ROUNDS = 3
_SECONDS = 4


def figures(effort: float) -> list[Figure]:
    """Milliseconds against what each may take; none where there is no browser."""
    path = chromium()
    if path is None:
        print("page: left out, as there is no Chromium")
        return []
    unpin_client()
    try:
        with serving() as running, clients(running, 1) as [client], sync_playwright() as playwright:
            for batch in range(MANY // 1000):
                client.ask("Send", client.batch(1000, f"p{batch}"))
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            rounds = some(_ROUNDS, effort)
            url = running.url
            found = [*_opened(browser, url, rounds), *_used(browser, url, rounds), *_flooded(browser, url, client)]
            browser.close()
    finally:
        pin_client()
    return found


def _opened(browser: Browser, url: str, rounds: int) -> list[Figure]:
    """In a fresh window each time."""
    seen = []
    for _ in range(rounds):
        with window(browser, url) as opened:
            opened.all_there(MANY)
            seen.append((opened.first_rows(), opened.longest_task()))
    first, longest = zip(*seen, strict=True)
    return [
        absolute("page: first rows of 10,000 messages", first, "ms", FIRST_MS),
        absolute("page: longest task while all are read", longest, "ms", SMOOTH_MS),
    ]


def _used(browser: Browser, url: str, rounds: int) -> list[Figure]:
    with window(browser, url) as opened:
        opened.all_there(MANY)
        began = opened.now()
        frames = [1000 / opened.scroll(700, 120) for _ in range(rounds)]
        scrolling = opened.longest_task(began)
        keys = [opened.search("7925 p4-321") for _ in range(rounds)]
    return [
        absolute("page: a frame while scrolling a screenful in each", frames, "ms", FRAME_MS),
        absolute("page: longest task while scrolling", [scrolling], "ms", SMOOTH_MS),
        absolute("page: slowest key of a search in 10,000", keys, "ms", SMOOTH_MS),
    ]


def _flooded(browser: Browser, url: str, client: Client) -> list[Figure]:
    """A thousand messages a second, while somebody searches and scrolls."""
    with window(browser, url) as opened:
        opened.all_there(MANY)
        began = opened.now()
        sender = threading.Thread(target=_pour, args=(client,))
        sender.start()
        key = opened.search("7925 code")
        opened.page.get_by_role("searchbox").fill("")
        frames = opened.scroll(40, 60)
        sender.join()
        opened.all_there(MANY + _SECONDS * 1000)
        longest = opened.longest_task(began)
    return [
        absolute("page: longest task, 1,000 messages a second", [longest], "ms", SMOOTH_MS),
        absolute("page: slowest key meanwhile", [key], "ms", SMOOTH_MS),
        absolute("page: a frame meanwhile", [1000 / frames], "ms", FRAME_MS),
    ]


def _pour(client: Client) -> None:
    """Fifty requests a second, with twenty messages each."""
    began = time.monotonic()
    for turn in range(_SECONDS * 50):
        client.ask("Send", client.batch(20, f"f{turn}"))
        threading.Event().wait(max(0.0, began + (turn + 1) / 50 - time.monotonic()))
