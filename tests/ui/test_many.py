"""Thousands of messages: what is drawn and asked for does not grow with them. `make bench` times it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.support import Account, Sim, running
from tests.ui.browser import Screen, looking

MANY = 3000
ROW = 44  # pixels


@pytest.fixture(scope="module")
def crowded() -> Iterator[Sim]:
    """A simulator with thousands of messages of one account."""
    with running() as sim:
        ann = sim.account(username="ann@example.com", password="secret", balance="1000000.00")
        send(ann, MANY)
        yield sim


@pytest.fixture
def screen(browser: Browser, crowded: Sim) -> Iterator[Screen]:
    """The page onto them."""
    with looking(browser, crowded) as opened:
        yield opened


def send(account: Account, count: int, each: int = 1000) -> None:
    """So many messages, in requests of so many each."""
    session = account.login()
    for first in range(0, count, each):
        messages = [message(number) for number in range(first, first + each)]
        assert account.send(session, *messages)["MessageCount"] == each


def message(number: int) -> dict[str, str]:
    """One of many, each a little different."""
    return {"Recipient": f"374{99_000_000 + number}", "Body": f"Your code is {code(number)}.", "Reference": str(number)}


def code(number: int) -> str:
    """Six digits, different in each message."""
    return f"{number * 7919 % 1_000_000:06}"


def total(screen: Screen) -> int:
    """How many messages there are."""
    return int(screen.sim.control("GET", "messages?order=newest&limit=1")["messages"][0]["id"]) - 100_000


def lists(screen: Screen) -> int:
    """How often the page has asked for messages."""
    return sum("/_control/messages?" in each.url for each in screen.requests)


def all_there(screen: Screen) -> None:
    """Every message has come."""
    expect(screen.page.locator(".tally")).to_have_text(f"{total(screen):,} messages")


def test_only_what_is_in_sight_is_drawn(screen: Screen) -> None:
    """The number of rows depends on the window, not on the list; the list is as long as it says."""
    screen.go("messages")
    all_there(screen)

    for place in (0, 1000 * ROW, MANY * ROW):
        screen.page.locator(".list").evaluate("(list, place) => { list.scrollTop = place }", place)
        expect(screen.rows.last).to_be_attached()
        assert 10 < screen.rows.count() < 40
    expect(screen.rows.last).to_have_attribute("aria-posinset", str(total(screen)))
    assert screen.rows.first.get_attribute("aria-setsize") == str(total(screen))
    assert screen.page.locator(".list").evaluate("list => list.scrollHeight") == total(screen) * ROW


def test_the_first_rows_do_not_wait_for_the_rest(screen: Screen) -> None:
    """The newest are shown while older ones are still on their way; those come a page at a time."""
    older = "**/_control/messages?*cursor=*"
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    screen.page.route(older, hold)
    screen.go("messages")

    expect(screen.rows.first).to_contain_text("Your code is")
    expect(screen.page.locator(".tally")).to_have_text("100 messages")
    screen.page.unroute(older)  # lets go what it has held
    all_there(screen)
    assert len(held) == 1
    assert lists(screen) <= 2 + total(screen) / 500


def test_a_search_goes_through_all_of_them(screen: Screen) -> None:
    """Also those that were never in sight."""
    screen.go("messages")
    all_there(screen)

    screen.page.get_by_role("searchbox").press_sequentially(f"37499000042 {code(42)}")

    expect(screen.rows).to_have_count(1)
    expect(screen.rows).to_contain_text(f"Your code is {code(42)}.")


def test_a_flood_is_fetched_in_large_pieces(screen: Screen) -> None:
    """A request of the page brings many messages, however few came in each request of a client; none is lost."""
    screen.go("messages")
    all_there(screen)
    before = lists(screen)

    send(screen.sim.existing("ann@example.com", "secret"), 1000, each=5)

    all_there(screen)
    expect(screen.rows.first).to_contain_text(f"Your code is {code(999)}.")
    assert lists(screen) - before < 100
