import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.support import Account
from tests.ui.browser import Screen


def face(screen: Screen) -> tuple[str, str]:
    """(day, time) on the clock's face."""
    day = screen.page.locator(".face-day").inner_text().removesuffix(" UTC")
    return day, screen.page.locator(".face-time").inner_text()


def show(screen: Screen, account: Account) -> None:
    """The clock of one account."""
    screen.go("clock")
    screen.choose("Account", account.username)
    expect(screen.page.locator(".face-time")).to_have_text("18:20:00")


ADVANCES = [
    ("+ 1 s", "2019-07-25", "18:20:01"),
    ("+ 61 s", "2019-07-25", "18:21:02"),
    ("+ 1 h", "2019-07-25", "19:21:02"),
    ("+ 1 day", "2019-07-26", "19:21:02"),
]


def test_a_clock_is_advanced(screen: Screen, account: Account) -> None:
    """By a second, by what kills a session, by an hour, by a day."""
    show(screen, account)

    for button, day, time in ADVANCES:
        screen.press(button)

        expect(screen.page.locator(".face-time")).to_have_text(time)
        expect(screen.page.locator(".face-day")).to_have_text(f"{day} UTC")
        assert account.control("GET", "clock")["now"] == f"{day}T{time}Z"


def test_a_clock_runs_and_is_frozen(screen: Screen, account: Account) -> None:
    """The face goes on by itself while the clock does, and the buttons offer what it does not do."""
    show(screen, account)

    screen.press("Let run")
    expect(screen.page.locator(".face .chip")).to_have_text("runs")
    expect(screen.page.locator(".face-time")).to_have_text(re.compile(r"^18:2\d:(0[2-9]|[1-5]\d)$"))

    screen.press("Freeze")
    expect(screen.page.locator(".face .chip")).to_have_text("frozen")
    assert account.control("GET", "clock")["frozen"] is True
    expect(screen.page.get_by_role("button", name="Freeze", exact=True)).to_be_disabled()


def test_a_rate_is_set(screen: Screen, account: Account) -> None:
    """A frozen clock runs by it, so many seconds in a real one."""
    show(screen, account)

    screen.fill("Rate", "3600")
    screen.press("Set rate")

    expect(screen.page.locator(".face .chip")).to_have_text("runs at 3600")
    assert account.control("GET", "clock")["rate"] == 3600
    expect(screen.page.locator(".face-time")).not_to_have_text(re.compile("^18:"))


def test_a_clock_is_set_and_never_goes_back(screen: Screen, account: Account) -> None:
    """A refusal is shown in the API's words."""
    show(screen, account)

    screen.fill("Set to", "2019-12-31T20:00:00Z")
    screen.press("Set")
    expect(screen.page.locator(".face-day")).to_have_text("2019-12-31 UTC")

    screen.fill("Set to", "2019-07-25T18:20:00Z")
    screen.press("Set")
    expect(screen.page.get_by_role("log")).to_contain_text("a clock never goes back")


def test_all_clocks_are_moved_together(screen: Screen, account: Account) -> None:
    """The world's, and each account's by as much; the table shows it."""
    other = screen.sim.account(username="bob@example.com", clock={"now": "2030-01-01T00:00:00Z", "frozen": True})
    screen.go("clock")
    expect(screen.page.get_by_role("heading", level=2)).to_have_text("All clocks")

    screen.fill("Advance by", "90.5")
    screen.press("Advance")

    times = {"ann@example.com": "2019-07-25 18:21:30", "bob@example.com": "2030-01-01 00:01:30"}
    for name, time in times.items():
        expect(screen.page.get_by_role("row", name=name)).to_contain_text(time)
    assert other.control("GET", "clock")["now"] == "2030-01-01T00:01:30.500000Z"


def test_the_worlds_clock_goes_on(screen: Screen) -> None:
    """What the face shows is what the server shows."""
    screen.go("clock")

    shown = datetime.fromisoformat(" ".join(face(screen)) + "+00:00")
    told = datetime.fromisoformat(screen.sim.control("GET", "clock")["now"])
    assert abs(shown - told) < timedelta(minutes=1)


def test_an_account_is_chosen_in_the_table(screen: Screen, account: Account) -> None:
    """The table leads to each clock, and back to all."""
    screen.go("clock")

    screen.press(account.username)
    expect(screen.page.locator(".face-time")).to_have_text("18:20:00")
    expect(screen.page.get_by_label("Account", exact=True)).to_have_value(account.username)

    screen.press(account.username)
    expect(screen.page.get_by_role("heading", level=2)).to_have_text("All clocks")
