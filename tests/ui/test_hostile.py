"""Whatever a client, a message or an operator writes is text: no script runs, and no request leaves."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.support import JSON, V2_PATH, Account, Sim, running
from tests.ui.browser import Screen, looking
from tests.ui.corpus import CORPUS, MARKUP, SCRIPT, SHAPED, UNSEEN

# Everything on the page that could load or run something. The one script and the style sheets are the page's own.
ACTIVE = "script, link, style, img, iframe, object, embed, audio, video, base, meta, form[action], a:not([href^='#/'])"

# Opens exchanges one after the other; the first line of each one's request.
OPEN_EACH = """async (ids) => {
  const opened = [];
  for (const id of ids) {
    location.hash = `#/exchanges/${id}`;
    const isThere = () => document.querySelector(".pane h2")?.textContent === `Exchange ${id}`;
    while (!isThere() || !document.querySelector(".pane .raw")) await new Promise(requestAnimationFrame);
    opened.push(document.querySelector(".pane .raw strong").textContent);
  }
  return opened;
}"""


def hostile_account(sim: Sim, text: str) -> Account:
    """An account that is full of one text: its name, its sender, and the text and reference of its one message."""
    made = sim.control("POST", "accounts", json={"username": text, "password": text, "sender": text, "senders": [text]})
    account = Account(sim, made["username"], text, sender=text)
    session = account.login()
    message = {"Recipient": "37499000000", "Body": text[:500], "Reference": text}
    assert account.send(session, message)["StatusCode"] == 101, text
    return account


MISUSES = 3


def misuse(sim: Sim, text: str) -> None:
    """The same text in every other place of a request; so many requests."""
    line = text.encode("ascii", "replace").decode().replace("\x00", "?").replace("\n", " ")
    headers = {"User-Agent": "".join(each for each in line if each.isprintable())}
    parameters = {"function": text, "username": text, "password": text, "recipient": text, text: text}
    sim.http.get(V2_PATH, params=parameters, headers=headers)
    for body in ({"SessionId": text, "Messages": [{"Recipient": text, "Body": text}], text: text}, text):
        sim.http.post("/v3/Send", content=json.dumps(body), headers=JSON | headers)


def latest(screen: Screen) -> int:
    """Id of the newest message."""
    return int(screen.sim.control("GET", "messages?order=newest")["messages"][0]["id"])


def unharmed(screen: Screen) -> None:
    """No script has run, nothing active has come in, and only the page's own files and API were asked for."""
    assert screen.evaluate("typeof window.hacked") == "undefined"
    assert screen.evaluate("Object.keys(Object.prototype)") == []
    own = screen.evaluate("document.head.querySelectorAll('script, link, meta').length")
    assert screen.page.locator(ACTIVE).count() == own
    paths = {urlsplit(each.url).path for each in screen.requests if not each.url.startswith("data:")}
    assert [path for path in paths if path != "/" and not path.startswith(("/ui/", "/_control/"))] == []
    assert screen.trouble == []


@pytest.fixture(scope="module")
def world() -> Iterator[Sim]:
    """Hostile accounts, and requests that are hostile all over."""
    with running() as sim:
        for text in CORPUS:
            hostile_account(sim, text)
        for text in CORPUS:
            misuse(sim, text)
        yield sim


@pytest.fixture
def hostile(browser: Browser, world: Sim) -> Iterator[Screen]:
    """A page onto that world."""
    with looking(browser, world) as screen:
        yield screen


@pytest.mark.timeout(180)
def test_every_panel_shows_a_hostile_world_as_text(hostile: Screen) -> None:
    """The lists, and all that is drawn with them."""
    for text in (MARKUP[0], next(iter(UNSEEN)), MARKUP[5]):
        match = {"account": text, "protocol": "v2"}
        hostile.sim.control("POST", "faults", json={"effect": "code", "code": 712, "text": text, "match": match})
        hostile.sim.control(
            "POST", "faults", json={"effect": "extra-fields", "fields": {text: text}, "match": {"account": text}}
        )
    hostile.page.set_viewport_size({"width": 1280, "height": 4000})  # every row is drawn
    for panel in ("messages", "exchanges", "accounts", "clock", "faults", "report"):
        hostile.go(panel)
        if panel == "report":
            hostile.section("Coverage").wait_for()
            hostile.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        expect(hostile.page.get_by_role("tabpanel")).to_contain_text(MARKUP[0], use_inner_text=True)
        unharmed(hostile)


@pytest.mark.timeout(180)
def test_every_message_shows_its_text(hostile: Screen) -> None:
    """Body, sender, reference and account, each of them as it was sent."""
    messages = hostile.sim.control("GET", "messages")["messages"]
    hostile.go("messages")
    for message in messages:
        hostile.evaluate("id => { location.hash = `#/messages/${id}` }", message["id"])
        seen = UNSEEN.get(message["reference"], message["reference"])
        for place in (hostile.page.locator(".bubble"), hostile.page.locator(".phone figcaption")):
            expect(place).to_have_text(seen.strip())
        for fact in ("From", "Account", "Reference (v3)"):
            expect(hostile.fact(fact)).to_have_text(seen.strip())
    unharmed(hostile)


@pytest.mark.timeout(180)
def test_every_exchange_shows_what_was_asked(hostile: Screen) -> None:
    """Raw requests and answers, violations and reasons that quote the client."""
    exchanges = hostile.sim.control("GET", f"exchanges?order=newest&limit={MISUSES * len(CORPUS)}")["exchanges"]
    hostile.go("exchanges")

    opened = hostile.evaluate(OPEN_EACH, [exchange["id"] for exchange in exchanges])

    assert [first.split(" ")[0] for first in opened] == [each["request"]["method"] for each in exchanges]
    unharmed(hostile)


@pytest.mark.timeout(180)
def test_every_account_opens_under_its_own_name(hostile: Screen) -> None:
    """Also where the name has to be escaped in an address."""
    hostile.go("accounts")
    for text in CORPUS:
        hostile.evaluate("name => { location.hash = `#/accounts/${encodeURIComponent(name)}` }", text)
        expect(hostile.pane.get_by_role("heading", level=2)).to_have_text(UNSEEN.get(text, text))
        expect(hostile.section("Ledger")).to_contain_text("1 message accepted")
        hostile.press("Block")
        expect(hostile.pane.locator(".pane-head .chip")).to_contain_text("blocked")
    assert {each["blocked"] for each in hostile.sim.control("GET", "accounts?limit=100")["accounts"][7:]} == {True}
    unharmed(hostile)


def test_what_cannot_be_seen_has_a_name(screen: Screen) -> None:
    """A mark that turns the direction, a control character, a blank of no width: each is told by name and code."""
    hostile_account(screen.sim, "\u202egnp.exe\u202c\x00")

    screen.go("messages", latest(screen))

    marks = screen.page.locator(".bubble .unseen")
    expect(marks).to_have_text(["RLO", "PDF", "␀"])
    assert [mark.get_attribute("title") for mark in marks.all()] == ["U+202E", "U+202C", "U+0000"]


def test_a_direction_ends_with_its_text(screen: Screen) -> None:
    """What stands beside a text of the other direction stays where it belongs."""
    hostile_account(screen.sim, "\u05d0\u05d1\u05d2")
    screen.go("messages", latest(screen))

    text = screen.page.locator(".bubble .text")
    assert text.evaluate("text => [text.tagName, getComputedStyle(text).unicodeBidi]") == ["BDI", "isolate"]


@pytest.mark.parametrize("text", SHAPED[:2])
def test_joiners_join(screen: Screen, text: str) -> None:
    """A phone shows one family and whole words: there a joiner is part of the text."""
    hostile_account(screen.sim, text)

    screen.go("messages", latest(screen))

    expect(screen.page.locator(".bubble")).to_have_text(text)
    expect(screen.page.locator(".bubble .unseen")).to_have_count(0)


def test_half_a_surrogate_pair_is_shown_as_such(screen: Screen, account: Account) -> None:
    """JSON can say it; no page can draw it."""
    body = f'{{"SessionId": "{account.login()}", "Sender": "MOBIPACE", "Messages": [{{"Recipient": "37499000000", "Body": "a\\ud83dz", "Reference": "r"}}]}}'  # fmt: skip  # noqa: E501
    account.sim.http.post("/v3/Send", content=body, headers=JSON)

    screen.go("exchanges")
    expect(screen.rows).to_have_count(2)
    screen.rows.first.click()

    expect(screen.section("Request")).to_contain_text("Messages")


def test_an_account_that_no_address_can_name_does_no_harm(screen: Screen) -> None:
    """`accounts/../clock` would be everybody's clock: a browser is not asked for it."""
    screen.sim.control("POST", "accounts", json={"username": ".."})
    screen.go("clock")
    screen.choose("Account", "\u2068..\u2069")
    screen.fill("Advance by", "86400")
    screen.press("Advance")

    expect(screen.page.get_by_role("log")).to_contain_text("no browser can ask for")
    assert screen.evaluate("0") == 0
    assert SCRIPT not in screen.page.url
