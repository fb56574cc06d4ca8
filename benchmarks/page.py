"""The web page in a real browser: 10,000 messages, and a thousand more a second."""

from __future__ import annotations

import threading
import time

from playwright.sync_api import Browser, sync_playwright

from tests.ui.browser import FLAGS, chromium

from .cores import unpin_client
from .measure import Figure, within
from .server import Client, served
from .watching import window

MANY = 10_000
FIRST_MS = 1000.0
SMOOTH_MS = 200.0  # what web.dev calls good for the time between a stroke and what it draws
FRAME_MS = 1000 / 30
_ROUNDS = 3  # the best counts: what else the machine does can only add
_SECONDS = 4


def figures(_effort: float) -> list[Figure]:
    """Milliseconds against what each may take; none where there is no browser."""
    path = chromium()
    if path is None:
        print("page: left out, as there is no Chromium")
        return []
    unpin_client()
    with served() as client, sync_playwright() as playwright:
        for batch in range(MANY // 1000):
            client.ask("Send", client.batch(1000, f"p{batch}"))
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        found = [*_opened(browser, client), *_used(browser, client), *_flooded(browser, client)]
        browser.close()
    return found


def _opened(browser: Browser, client: Client) -> list[Figure]:
    """In a fresh window each time."""
    seen = []
    for _ in range(_ROUNDS):
        with window(browser, client.url) as opened:
            opened.all_there(MANY)
            seen.append((opened.first_rows(), opened.longest_task()))
    first, longest = (min(column) for column in zip(*seen, strict=True))
    return [
        within("page: first rows of 10,000 messages", first, FIRST_MS, _ROUNDS),
        within("page: longest task while all are read", longest, SMOOTH_MS, _ROUNDS),
    ]


def _used(browser: Browser, client: Client) -> list[Figure]:
    with window(browser, client.url) as opened:
        opened.all_there(MANY)
        began = opened.now()
        frames = max(opened.scroll(700, 120) for _ in range(_ROUNDS))
        scrolling = opened.longest_task(began)
        key = min(opened.search("7925 p4-321") for _ in range(_ROUNDS))
    return [
        within("page: a frame while scrolling a screenful in each", 1000 / frames, FRAME_MS, _ROUNDS),
        within("page: longest task while scrolling", scrolling, SMOOTH_MS, _ROUNDS),
        within("page: slowest key of a search in 10,000", key, SMOOTH_MS, _ROUNDS),
    ]


def _flooded(browser: Browser, client: Client) -> list[Figure]:
    """A thousand messages a second, while somebody searches and scrolls."""
    with window(browser, client.url) as opened:
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
        within("page: longest task, 1,000 messages a second", longest, SMOOTH_MS, 1),
        within("page: slowest key meanwhile", key, SMOOTH_MS, 1),
        within("page: a frame meanwhile", 1000 / frames, FRAME_MS, 1),
    ]


def _pour(client: Client) -> None:
    """Fifty requests a second, with twenty messages each."""
    began = time.monotonic()
    for turn in range(_SECONDS * 50):
        client.ask("Send", client.batch(20, f"f{turn}"))
        threading.Event().wait(max(0.0, began + (turn + 1) / 50 - time.monotonic()))
