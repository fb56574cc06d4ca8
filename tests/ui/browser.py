"""A real browser: Debian's Chromium, or another one that is named, driven by Playwright.

Where there is the one that was built without windows, it is taken: the tests are through in two thirds of the time.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Request

from tests.support import Sim

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# In a container there is neither a sandbox of its own nor a large /dev/shm.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]
PATIENCE = 15_000  # milliseconds that something may take to show up, on a busy machine
WITHOUT = ("data", "blob")  # addresses that lead nowhere


def chromium() -> str | None:
    """The browser's path, or None; MOBIPACE_CHROMIUM names one."""
    return os.environ.get("MOBIPACE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Screen:
    """The page in a browser, as somebody in front of it sees it. root: its address. trouble: what must never happen."""

    page: Page
    sim: Sim
    root: str
    trouble: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error} {error.stack}"))
        page.on("dialog", self._dismiss)
        page.on("popup", lambda popup: self.trouble.append(f"popup: {popup.url}"))
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("request", self._note)

    def _hear(self, kind: str, text: str) -> None:
        """A refused call of the API is the API's own matter; what the browser refuses is not."""
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.trouble.append(f"{kind}: {text}")

    def _dismiss(self, dialog: Dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note(self, request: Request) -> None:
        self.requests.append(request)
        parts = urlsplit(request.url)
        if parts.scheme not in WITHOUT and f"{parts.scheme}://{parts.netloc}" != self.root:
            self.trouble.append(f"request: {request.url}")

    # Going places

    def go(self, panel: str, id: str | int | None = None) -> "Screen":
        """Open a panel, and something in it, and wait until it is drawn and the stream of events has begun."""
        self.page.goto(f"{self.root}/#/{panel}{'' if id is None else '/' + quote(str(id), safe='')}")
        self.page.get_by_role("tabpanel", name=panel.capitalize(), exact=True).wait_for()
        self.page.locator(".link.good").wait_for()
        return self

    def tab(self, name: str) -> None:
        """Press a tab."""
        self.page.get_by_role("tab", name=name).click()

    # What is there

    @property
    def rows(self) -> Locator:
        """The rows of the list that are drawn."""
        return self.page.get_by_role("option").and_(self.page.locator(".row"))

    def row(self, text: str) -> Locator:
        """The row that says this."""
        return self.rows.filter(has_text=text)

    @property
    def pane(self) -> Locator:
        """What is open beside the list."""
        return self.page.locator(".pane")

    def section(self, title: str) -> Locator:
        """A part of a pane or page, by its heading."""
        return self.page.locator(".section").filter(
            has=self.page.get_by_role("heading", name=title, exact=True, level=3)
        )

    def fact(self, name: str) -> Locator:
        """What stands beside a term."""
        term = self.page.locator("dt", has_text=re.compile(f"^{re.escape(name)}$"))
        return self.page.locator("dl.facts > div").filter(has=term).locator("dd")

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button with this name."""
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def choose(self, label: str, option: str, within: Locator | None = None) -> None:
        """Choose an option of a select, by its label."""
        (within or self.page).get_by_label(label, exact=True).select_option(option)

    def fill(self, label: str, text: str, within: Locator | None = None) -> None:
        """Fill a field in."""
        (within or self.page).get_by_label(label, exact=True).fill(text)

    @property
    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.page.locator("dialog[open]")

    def evaluate(self, expression: str, argument: Any = None) -> Any:
        """What an expression comes to in the page."""
        return self.page.evaluate(expression, argument)


@contextmanager
def looking(browser: Browser, sim: Sim, root: str | None = None, **options: Any) -> Iterator[Screen]:
    """A fresh window onto a simulator, at its own address or another that leads there.

    When it closes, nothing that must never happen has happened.
    """
    context: BrowserContext = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    context.set_default_timeout(PATIENCE)
    try:
        screen = Screen(context.new_page(), sim, root or sim.urls.control.removesuffix("/_control"))
        yield screen
        assert screen.trouble == [], screen.trouble
    finally:
        context.close()
