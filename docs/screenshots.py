"""Takes the pictures of the web page from a running server: `python -m docs.screenshots`, from the top of the checkout.

It needs what the tests of the page need: Chromium, and Playwright from the extra `test`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from mobipace.mock_server.world import demo_text

FOLDER = Path(__file__).parent / "web-page"
CLOCK = "\n[clock]\nnow = 2019-07-25T18:20:00Z\nfrozen = true\n"
USER = {"Username": "mobipace@mobipace.com", "Password": "123456"}
WINDOW = ViewportSize(width=1100, height=680)
PHONE = ViewportSize(width=360, height=680)


class Picture(NamedTuple):
    """One picture: where on the page, and what has to be there."""

    name: str
    place: str
    awaited: str
    dark: bool = False
    phone: bool = False


PICTURES = [
    Picture("messages", "messages/100014", ".timeline"),
    Picture("exchanges", "exchanges/15", ".flight", dark=True),
    Picture("accounts", "accounts/mobipace%40mobipace.com", ".ledger"),
    Picture("clock", "clock", ".face"),
    Picture("faults", "faults", ".card"),
    Picture("report", "report", ".heat"),
    Picture("phone", "messages", ".row", phone=True),
    Picture("phone-dark", "messages/100014", ".timeline", dark=True, phone=True),
]


@contextmanager
def served() -> Iterator[str]:
    """A server with the demo world, whose clocks stand at the documents' own date; its URL."""
    with tempfile.TemporaryDirectory() as folder:
        world, ready = Path(folder, "world.toml"), Path(folder, "ready")
        world.write_text(demo_text().replace("\n[outcomes]", f"{CLOCK}\n[outcomes]", 1), "utf-8")
        command = [
            sys.executable,
            "-m",
            "mobipace.mock_server",
            "serve",
            "--world",
            str(world),
            "--ready-file",
            str(ready),
        ]
        options = ["--port", "0", "--no-tls", "--seed", "1"]
        with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL) as process:  # noqa: S603  our own
            try:
                wait = [sys.executable, "-m", "mobipace.mock_server", "ready", "--wait", "--ready-file", str(ready)]
                subprocess.run(wait, check=True, timeout=30, stdout=subprocess.DEVNULL)  # noqa: S603  our own
                yield json.loads(ready.read_text("utf-8"))["http"]
            finally:
                process.terminate()


class Scene:
    """Something to look at: clients that send, one that does wrong, time that passes, and things that go wrong."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def v3(self, method: str, **members: Any) -> dict[str, Any]:
        """A v3 method."""
        return dict(self._http.post(f"/v3/{method}", json=members).json())

    def v2(self, path: str = "/API_2_0/HTTP_API.aspx", **parameters: str) -> None:
        """A v2 function."""
        account = {"username": USER["Username"], "password": USER["Password"], "sender": "MOBIPACE"}
        self._http.get(path, params={**account, **parameters})

    def control(self, path: str, **document: Any) -> dict[str, Any]:
        """A POST to the control API."""
        response = self._http.post(f"/_control/{path}", json=document).raise_for_status()
        return dict(response.json())

    def play(self) -> None:
        """All of it."""
        session = self.v3("authorize", **USER)["SessionId"]
        self._codes(session)
        self.control("clock", advance=2)
        self._texts(session)
        self.control("clock", advance=1)
        self._wrongs()
        self._overlap(session)
        self.control("faults", effect="code", code=300, match={"method": "Calculate", "every": 5})
        self.control(
            "accounts/mobipace@mobipace.com/faults", effect="hang", point="after", match={"method": "schedule"}
        )

    def _codes(self, session: str) -> None:
        for number, ending in enumerate(("123456", "220011", "000101", "000103", "000009", "718290")):
            prefix = "374000" if ending.startswith("000") else "374993"
            body = f"{4711 + 397 * number} is your code. It is good for five minutes."
            message = {"Recipient": prefix + ending[-5:], "Body": body, "Reference": f"code-{number}"}
            self.v3("Send", SessionId=session, Sender="MOBIPACE", Messages=[message])

    def _texts(self, session: str) -> None:
        texts = {
            "37491424344": "Բարեւ, Արամ։ Ձեր պատվերը պատրաստ է, կարող եք ստանալ մինչեւ 20:00։",
            "79261112233": "Ваш заказ №1042 передан в доставку, курьер приедет завтра с 10 до 14.",
            "4915112345678": "Your table for two is booked: Friday, 19:30. See you soon!",
            "995599000111": "თქვენი შეკვეთა მზადაა",
            "33612345678": "Rappel : rendez-vous demain à 9 h. Répondez STOP pour ne plus recevoir de messages.",
        }
        messages = [{"Recipient": to, "Body": text, "Reference": f"order-{to[-4:]}"} for to, text in texts.items()]
        self.v3("Send", SessionId=session, Sender="MOBIPACE", Messages=messages)
        self.v2(function="schedule", recipient="37499111222", body="Happy birthday!", sendingdate="2019-07-26T08:00:00")
        self.v2(function="send", recipient="37499111333", body="Sent over the text API")
        wanted = {"Recipient": "37499765432", "Body": "Your parcel is on its way.", "Reference": "parcel-9"}
        self.v3("Send", SessionId=session, Sender="MOBIPACE", Messages=[wanted])
        self.v3("QueryMessages", SessionId=session, References=["code-0", "parcel-9"])

    def _wrongs(self) -> None:
        self.v2("/api_2_0/http_api.aspx", function="send", recipient="+37499111444", body="a plus too many")
        self.control("accounts/poor@mobipace.com/holds", match={"method": "send"})

    def _overlap(self, session: str) -> None:
        """Two requests at once: the second is answered 104, as the first is held meanwhile."""
        hold = self.control("accounts/mobipace@mobipace.com/holds", match={"method": "QueryBalance"})
        first = threading.Thread(target=self.v3, args=("QueryBalance",), kwargs={"SessionId": session})
        first.start()
        self._http.get(f"/_control/holds/{hold['id']}?wait=20")
        self.v3("QueryBalance", SessionId=session)
        self._http.delete(f"/_control/holds/{hold['id']}")
        first.join()


def take(browser: Browser, url: str, picture: Picture) -> None:
    """One picture."""
    page: Page = browser.new_page(
        viewport=PHONE if picture.phone else WINDOW,
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page.goto(f"{url}/#/{picture.place}")
    page.locator(picture.awaited).first.wait_for()
    page.locator(".link.good").wait_for()
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 400))")  # what comes in behind the first rows
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    page.close()


def main() -> None:
    """All pictures."""
    FOLDER.mkdir(exist_ok=True)
    path = os.environ.get("MOBIPACE_CHROMIUM") or shutil.which("chromium")
    with served() as url, sync_playwright() as playwright:
        Scene(url).play()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for picture in PICTURES:
            take(browser, url, picture)
        browser.close()


if __name__ == "__main__":
    main()
