"""The stream of events: what it brings, how it comes back, and what it needs to be let in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from mobipace.mock_server.web.server import ServerConfig
from tests.support import Account, Sim, running
from tests.ui.browser import Screen, looking
from tests.ui.relay import Relay, relayed

TOKEN = "a token of sixteen"


@pytest.fixture
def relay(sim: Sim) -> Iterator[Relay]:
    """A line that can be cut."""
    with relayed(sim) as line:
        yield line


@pytest.fixture
def afar(browser: Browser, sim: Sim, relay: Relay) -> Iterator[Screen]:
    """The page, at the end of that line."""
    with looking(browser, sim, relay.url) as screen:
        yield screen


def state(screen: Screen, word: str) -> None:
    """Wait until the page says this of its stream."""
    expect(screen.page.locator(".link")).to_have_text(word)


def asked(screen: Screen, path: str) -> int:
    """How often the page has asked for a path of the API."""
    return sum(f"/_control/{path}" in each.url for each in screen.requests)


def test_a_reconnect_shows_what_was_missed(afar: Screen, relay: Relay, account: Account) -> None:
    """It goes on after the last event, says and marks what came meanwhile, and reads nothing twice."""
    account.v2_send(body="before")
    afar.go("messages")
    expect(afar.rows).to_have_count(1)
    lists = asked(afar, "accounts?")

    relay.cut()
    state(afar, "reconnecting")
    account.v2_send(body="meanwhile")
    account.v2("querybalance")
    relay.mend()

    state(afar, "live")
    expect(afar.rows).to_have_count(2)
    expect(afar.rows.first).to_contain_text("meanwhile")
    expect(afar.page.get_by_role("log")).to_contain_text("Meanwhile: 2 exchanges and 1 message.")
    expect(afar.rows.locator(".missed")).to_have_count(1)
    expect(afar.row("meanwhile").locator(".missed")).to_have_text("missed")
    afar.tab("Exchanges")
    expect(afar.rows).to_have_count(3)
    expect(afar.rows.locator(".missed")).to_have_count(2)
    afar.press("Dismiss")
    expect(afar.rows.locator(".missed")).to_have_count(0)
    assert asked(afar, "accounts?") == lists
    streams = [each for each in afar.requests if each.url.endswith("/_control/events")]
    assert streams[-1].headers["last-event-id"].isdecimal()


def test_what_no_longer_can_be_told_is_read_again(afar: Screen, relay: Relay, account: Account) -> None:
    """More happened than the server keeps events of: the page begins anew, and is right again."""
    afar.go("exchanges")
    expect(afar.page.get_by_text("Nothing was asked yet.")).to_be_visible()

    relay.cut()
    state(afar, "reconnecting")
    events = account.sim.simulator.events
    events.bounds = type(events.bounds)(max_count=3)
    for _ in range(10):
        account.v2("querybalance")
    account.v2_send(body="the last one")
    relay.mend()

    expect(afar.rows).to_have_count(11)
    expect(afar.page.get_by_role("log")).to_contain_text("everything was read again")
    afar.tab("Messages")
    expect(afar.rows).to_have_count(1)


def test_another_server_at_the_same_address_is_noticed(afar: Screen, relay: Relay, account: Account) -> None:
    """It was started anew: what the old one knew is gone from the page."""
    account.v2_send(body="of the first")
    afar.go("messages")
    expect(afar.rows).to_have_count(1)
    relay.cut()

    with running() as second:
        relay.target = second.urls.http or ""
        relay.mend()

        expect(afar.page.get_by_text("No message yet.")).to_be_visible()
        expect(afar.page.get_by_role("log")).to_contain_text("The server was started anew")
        relay.cut()


def test_a_broken_piece_is_put_together(screen: Screen, account: Account) -> None:
    """An event may come in two pieces, and a comment is none."""
    head = '{"id": 1, "kind": "open", "change": "open", "account": null, "at": "2026-01-01T00:00:00Z", '
    body = f'id: 1\nevent: open\ndata: {head}"subject": {{"instance": "x"}}}}\n\n: still here\n\n'

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/event-stream", body=body)

    screen.page.route("**/_control/events", answer, times=1)
    account.v2_send(body="hello")

    screen.go("messages")

    expect(screen.rows).to_have_count(1)


@pytest.fixture
def guarded(browser: Browser) -> Iterator[Screen]:
    """A page whose control API asks for a token."""
    with running(config=ServerConfig(token=TOKEN)) as sim, looking(browser, sim) as screen:
        yield screen


def enter(screen: Screen, token: str) -> None:
    """Fill the token in."""
    screen.fill("Token", token, screen.dialog)
    screen.press("Go on", screen.dialog)


def test_the_page_asks_for_the_token(guarded: Screen) -> None:
    """The page itself is open to all; what it shows is not. A wrong token is told apart, the right one lets in."""
    guarded.page.goto(guarded.root)
    expect(guarded.dialog).to_contain_text("A token is needed")
    expect(guarded.dialog.get_by_label("Token")).to_be_focused()

    enter(guarded, "a wrong one")
    expect(guarded.dialog.get_by_role("alert")).to_contain_text("a token is needed")

    enter(guarded, TOKEN)
    expect(guarded.dialog).to_have_count(0)
    expect(guarded.page.locator(".link")).to_have_text("live")
    guarded.tab("Accounts")
    expect(guarded.rows).to_have_count(7)


def test_the_token_goes_in_a_header_and_stays_in_its_tab(guarded: Screen) -> None:
    """Not in an address, which is written down on the way; and another tab asks again."""
    guarded.page.goto(guarded.root)
    enter(guarded, TOKEN)
    expect(guarded.page.locator(".link")).to_have_text("live")
    expect(guarded.page.locator(".link")).to_have_attribute("title", re.compile("version"))

    sent = [each for each in guarded.requests if each.headers.get("authorization") == f"Bearer {TOKEN}"]
    assert {"events", "health"} <= {each.url.rpartition("/")[2] for each in sent}
    assert [each.url for each in guarded.requests if "token" in each.url] == []
    guarded.page.reload()
    expect(guarded.page.locator(".link")).to_have_text("live")
    other = guarded.page.context.new_page()
    other.goto(guarded.root)
    expect(other.locator("dialog[open]")).to_contain_text("A token is needed")


def test_a_reset_empties_the_page(screen: Screen, account: Account, sim: Sim) -> None:
    """The world is as it was loaded, for whoever is looking too."""
    account.v2_send()
    screen.go("messages")
    expect(screen.rows).to_have_count(1)

    sim.control("POST", "reset", json={})

    expect(screen.page.get_by_text("No message yet.")).to_be_visible()
    sim.existing("mobipace@mobipace.com").v2_send(body="after the reset")
    expect(screen.rows).to_contain_text("after the reset")
