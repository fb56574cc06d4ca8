import threading
from typing import Any

import httpx
from playwright.sync_api import expect

from tests.support import Account
from tests.ui.browser import Screen


def fault(screen: Screen, effect: str, **fields: str) -> None:
    """Fill the form in and press its button; a field whose name ends in `_of` is a select."""
    form = screen.page.locator(".fault-form")
    screen.choose("Effect", effect, form)
    for label, value in fields.items():
        screen.fill(label.replace("_", " "), value, form)
    screen.press("Make fault", form)


def cards(screen: Screen, title: str = "Faults") -> Any:
    """The faults or holds that are shown."""
    return screen.section(title).locator(".card")


MADE: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("code", {"Code": "300"}, {"code": 300}),
    ("delay", {"Seconds": "0.5"}, {"seconds": 0.5}),
    ("hang", {}, {}),
    ("reset", {}, {}),
    ("truncate", {"Bytes that are sent": "10"}, {"bytes": 10}),
    ("garbage", {}, {}),
    ("empty", {}, {}),
    ("http-status", {"HTTP status": "503"}, {"status": 503}),
    ("drip", {"Bytes in a second": "20"}, {"bytes_per_second": 20}),
    ("extra-fields", {"Members, as JSON": '{"TraceId": "4bf9"}'}, {"fields": {"TraceId": "4bf9"}}),
]


def test_each_effect_has_its_form(screen: Screen) -> None:
    """A field for each parameter it takes; what is made shows up at the top, and has not fired."""
    screen.go("faults")

    for count, (effect, fields, told) in enumerate(MADE, 1):
        fault(screen, effect, **fields)

        expect(cards(screen)).to_have_count(count)
        expect(cards(screen).first).to_contain_text(effect)
        expect(cards(screen).first).to_contain_text("has not fired")
        made = screen.sim.control("GET", "faults")["faults"][-1]
        assert {name: made[name] for name in told} == told
        assert made["effect"] == effect


def test_a_form_says_whose_requests_and_which(screen: Screen, account: Account) -> None:
    """Account, protocol, method, point, and from which to how many."""
    screen.go("faults")
    form = screen.page.locator(".fault-form")
    screen.page.get_by_text("Which of those requests").click()
    screen.choose("Account", account.username, form)
    screen.choose("Protocol", "v3", form)
    screen.choose("Method", "Send", form)
    screen.choose("Point", "after", form)
    for label, value in {"From number": "2", "Every so many": "3", "Chance": "0.5", "Times": "4"}.items():
        screen.fill(label, value, form)

    fault(screen, "code", Code="300")

    expect(cards(screen)).to_contain_text("v3 Send, from number 2 on, every 3, with chance 0.5, 4 times at most")
    made = screen.sim.control("GET", "faults")["faults"][0]
    assert made["account"] == account.username
    assert made["match"] == {
        "protocol": "v3", "method": "Send", "nth": 2, "every": 3, "chance": 0.5, "times": 4,
    }  # fmt: skip


def test_what_a_fault_befell_is_told(screen: Screen, account: Account) -> None:
    """How often it has fired, and which exchanges: a click leads there."""
    screen.go("faults")
    fault(screen, "http-status", **{"HTTP status": "503"})
    expect(cards(screen)).to_have_count(1)

    session = {"Username": account.username, "Password": account.password}
    assert account.sim.http.post("/v3/authorize", json=session).status_code == 503

    expect(cards(screen)).to_contain_text("fired 1 time of 1 matching request")
    expect(cards(screen).locator(".chip")).to_have_text("spent")
    cards(screen).get_by_role("link", name="#1").click()
    expect(screen.pane).to_contain_text("http-status before")


def test_a_fault_is_removed_and_the_spent_ones_together(screen: Screen, account: Account) -> None:
    """One by its own button; those that are over by one for all."""
    for effect in ("empty", "garbage"):
        account.sim.control("POST", "faults", json={"effect": effect, "match": {"protocol": "v3"}})
    account.sim.http.post("/v3/authorize", json={"Username": account.username, "Password": account.password})
    screen.go("faults")
    expect(cards(screen)).to_have_count(2)

    screen.press("Remove spent")
    expect(cards(screen)).to_have_count(1)

    screen.press("Remove fault 2")
    expect(screen.section("Faults")).to_contain_text("Nothing goes wrong.")
    assert account.sim.control("GET", "faults")["faults"] == []


def test_a_hang_is_seen_waiting_and_let_go(screen: Screen, account: Account) -> None:
    """The client waits; the page says so, and ends it."""
    screen.go("faults")
    fault(screen, "hang")
    expect(cards(screen)).to_have_count(1)
    ended: list[Exception] = []

    def ask() -> None:
        try:
            httpx.post(f"{screen.root}/v3/authorize", json={}, timeout=30)
        except httpx.HTTPError as error:
            ended.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    expect(cards(screen)).to_contain_text("1 waiting now")
    cards(screen).get_by_role("button", name="Remove fault 1").click()
    waiting.join(20)

    assert len(ended) == 1


def test_a_refusal_is_shown_in_the_apis_words(screen: Screen) -> None:
    """What, which value, what is allowed."""
    screen.go("faults")

    fault(screen, "code", Code="999")

    expect(screen.page.get_by_role("log")).to_contain_text("code: 999 given; allowed:")


def test_a_hold_is_made_holds_and_is_released(screen: Screen, account: Account) -> None:
    """Waiting, holding, released; the client has its answer then."""
    session = account.login()
    screen.go("faults")
    form = screen.page.locator(".fault-form")
    screen.choose("Effect", "hold", form)
    screen.choose("Account", account.username, form)
    screen.choose("Method", "QueryBalance", form)
    screen.press("Hold", form)
    chip = cards(screen, "Holds").locator(".chip")
    expect(chip).to_have_text("waiting")

    codes: list[int] = []
    ask = threading.Thread(
        target=lambda: codes.append(account.call("QueryBalance", {"SessionId": session})["StatusCode"])
    )
    ask.start()
    expect(chip).to_have_text("holding")
    expect(cards(screen, "Holds")).to_contain_text("1 request held in flight")
    cards(screen, "Holds").get_by_role("button").click()
    ask.join(20)

    expect(chip).to_have_text("released")
    assert codes == [101]


def test_what_was_made_before_the_page_is_there(screen: Screen, account: Account) -> None:
    """Faults and holds of every account are read when it opens."""
    account.control("POST", "holds", json={"match": {}})
    account.control("POST", "faults", json={"effect": "reset"})

    screen.go("faults")

    expect(cards(screen)).to_have_count(1)
    expect(cards(screen, "Holds")).to_have_count(1)
