"""10,000 messages, and a thousand a second: what the browser itself measures."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support import Account, Sim, running
from tests.ui.browser import Screen, looking
from tests.ui.measuring import SCROLL, WATCH, Smoothness, Stretch

MANY = 10_000
LONGEST = 250  # milliseconds that a task may take on a busy machine of two cores; a quiet one needs a fifth of it


@pytest.fixture(scope="module")
def crowded() -> Iterator[Sim]:
    """A simulator with 10,000 messages of one account."""
    with running() as sim:
        ann = sim.account(username="ann@example.com", password="secret", balance="1000000.00")
        session = ann.login()
        for batch in range(MANY // 1000):
            answer = ann.send(session, *(message(batch * 1000 + n) for n in range(1000)))
            assert answer["MessageCount"] == 1000
        yield sim


def message(number: int) -> dict[str, str]:
    """One of many, each a little different."""
    body = f"Your code is {number * 7919 % 1_000_000:06}. It is good for five minutes."
    return {"Recipient": f"374{99_000_000 + number}", "Body": body, "Reference": f"order-{number}"}


@pytest.fixture
def screen(browser: Browser, crowded: Sim) -> Iterator[Screen]:
    """The page onto them, watched from its first moment."""
    with looking(browser, crowded) as opened:
        opened.page.add_init_script(WATCH)
        yield opened


def all_there(screen: Screen) -> None:
    """Every message has come."""
    expect(screen.page.locator(".tally")).to_have_text(f"{MANY:,} messages")


def at_its_best(measure: Callable[[], Smoothness]) -> Smoothness:
    """The first of three measurements without a long task: another program on the machine is no fault of the page."""
    seen = measure()
    for _ in range(2):
        if not seen.freezes(LONGEST):
            break
        seen = measure()
    return seen


def test_rows_are_drawn_within_a_second(browser: Browser, crowded: Sim) -> None:
    """From the request for the page to the first rows on it, in a fresh window without a cache."""
    times = []
    for _ in range(3):
        with looking(browser, crowded) as screen:
            screen.page.add_init_script(WATCH)
            screen.go("messages")
            all_there(screen)
            times.append(screen.evaluate("[watched.firstRow, watched.tasks.map(({ ms }) => Math.round(ms))]"))

    first, tasks = min(times)
    print(f"first rows after {first:.0f} ms; long tasks until all are there: {tasks}")
    assert first < 1000
    assert [ms for ms in tasks if ms >= LONGEST] == []


def test_only_what_is_in_sight_is_drawn(screen: Screen) -> None:
    """The number of rows depends on the window, not on the list; the list is as long as it says."""
    screen.go("messages")
    all_there(screen)

    assert screen.rows.count() < 40
    assert screen.rows.first.get_attribute("aria-setsize") == str(MANY)
    assert screen.page.locator(".list").evaluate("list => list.scrollHeight") == MANY * 44


def test_scrolling_stays_smooth(screen: Screen) -> None:
    """Through thousands of rows, a screenful in every frame."""
    screen.go("messages")
    all_there(screen)

    def scroll() -> Smoothness:
        stretch = Stretch(screen)
        screen.evaluate(SCROLL, [700, 120])
        return stretch.end()

    seen = at_its_best(scroll)
    print(f"scrolling: {seen}")
    assert not seen.freezes(LONGEST)
    expect(screen.rows.first).to_be_visible()


def test_typing_stays_smooth(screen: Screen) -> None:
    """Each letter searches all of them, and is drawn before the next one comes."""
    screen.go("messages")
    all_there(screen)

    def search() -> Smoothness:
        screen.page.get_by_role("searchbox").fill("")
        screen.evaluate("() => { watched.keys = [] }")
        stretch = Stretch(screen)
        screen.page.keyboard.type("order-4321", delay=40)
        expect(screen.rows).to_have_count(1)
        return stretch.end()

    seen = at_its_best(search)
    keys = screen.evaluate("watched.keys")
    print(f"typing: {seen}, keys {keys} ms")
    assert not seen.freezes(LONGEST)
    assert [ms for ms in keys if ms >= LONGEST] == []


def test_a_thousand_messages_a_second_do_not_freeze_it(screen: Screen) -> None:
    """For four seconds; meanwhile frames are drawn and what is typed shows up, and in the end all are there."""
    ann = screen.sim.existing("ann@example.com", "secret")
    screen.go("messages")
    all_there(screen)

    seen = at_its_best(lambda: poured(screen, ann))

    total = screen.sim.control("GET", "messages?order=newest&limit=1")["messages"][0]["id"] - 100_000
    print(f"a thousand messages a second: {seen}")
    expect(screen.page.locator(".tally")).to_have_text(f"{total:,} messages")
    assert total - MANY >= 4000
    assert not seen.freezes(LONGEST)
    assert seen.frames > 10


def poured(screen: Screen, account: Account) -> Smoothness:
    """Four seconds of that, while somebody searches and scrolls."""
    stretch = Stretch(screen)
    sender = threading.Thread(target=pour, args=(account, 4.0))
    sender.start()
    screen.page.get_by_role("searchbox").fill("code is 1")
    screen.evaluate(SCROLL, [40, 60])
    screen.page.get_by_role("searchbox").fill("")
    sender.join()
    return stretch.end()


def pour(account: Account, seconds: float) -> None:
    """A thousand messages a second: fifty requests with twenty each."""
    session, began = account.login(), time.monotonic()
    for turn in range(int(seconds * 50)):
        account.send(session, *(message(20_000 + turn * 20 + n) for n in range(20)))
        wait = began + (turn + 1) / 50 - time.monotonic()
        if wait > 0:
            threading.Event().wait(wait)
