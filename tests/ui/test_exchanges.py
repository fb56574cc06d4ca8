import os
import re
import shlex
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.support import JSON, V2_PATH, Account, Sim
from tests.ui.browser import Screen, looking


@contextmanager
def held(account: Account, method: str = "QueryBalance") -> Iterator[dict[str, Any]]:
    """A request of the account that is in flight; it goes on when the block ends."""
    session = account.login()
    hold = account.control("POST", "holds", json={"match": {"protocol": "v3", "method": method}})
    ask = threading.Thread(target=account.call, args=(method, {"SessionId": session}))
    ask.start()
    try:
        assert account.sim.control("GET", f"holds/{hold['id']}?wait=20")["state"] == "holding"
        yield {"SessionId": session}
    finally:
        account.sim.control("DELETE", f"holds/{hold['id']}")
        ask.join()


def test_exchanges_show_up_as_they_are_answered(screen: Screen, account: Account) -> None:
    """Method, code, time taken and account, the newest first."""
    screen.go("exchanges")
    expect(screen.page.get_by_text("Nothing was asked yet.")).to_be_visible()

    account.login()
    account.v2("querybalance")

    expect(screen.rows).to_have_count(2)
    cells = [text.split("\n")[1:] for text in screen.rows.all_inner_texts()]
    taken = r"\d+(\.\d)? m?s"
    assert [cells[0][:2], cells[1][:2]] == [["v2 querybalance", "ID"], ["v3 authorize", "101"]]
    assert [re.sub(taken, "…", row[2]) for row in cells] == ["…", "…"]
    assert [row[3] for row in cells] == ["ann@example.com", "ann@example.com"]


def test_what_was_before_the_page_is_there_too(screen: Screen, account: Account) -> None:
    """The journal is read, not only listened to; bodies stay where they are until one is opened."""
    account.login()

    screen.go("exchanges")

    expect(screen.rows).to_have_count(1)
    lists = [each.url for each in screen.requests if "/_control/exchanges?" in each.url]
    assert all("form=short" in url for url in lists)


def test_violations_alone(screen: Screen, account: Account) -> None:
    """The filter leaves what a client did wrong, each with how badly."""
    account.v2("querybalance")
    account.sim.http.get(V2_PATH.lower(), params={"function": "querybalance", "username": account.username})
    screen.go("exchanges")
    expect(screen.rows).to_have_count(2)

    screen.page.get_by_label("Account", exact=True).select_option("ann@example.com")
    screen.page.get_by_label("Violations only").check()

    expect(screen.row("MUST")).to_have_count(1)
    expect(screen.row("MUST")).to_contain_text("700")
    expect(screen.row("MUST")).to_contain_text("v2.path.form")


def test_an_exchange_opens_with_request_answer_why_and_violations(screen: Screen, account: Account) -> None:
    """Raw, the password masked; which check decided, and what it changed; each violation with its clause."""
    query = {"function": "querybalance", "username": account.username, "password": "wrong-one"}
    account.sim.http.get(V2_PATH.replace("HTTP_API", "http_api"), params=query)
    screen.go("exchanges")

    screen.rows.click()

    request = screen.page.get_by_role("region", name="The request as it came")
    expect(request).to_contain_text("GET /API_2_0/http_api.aspx?function=querybalance&username=ann%40example.com")
    expect(request).to_contain_text("password=******")
    expect(screen.page.get_by_role("region", name="The answer as it went")).to_contain_text(
        "Err: 701 : Incorrect username or password"
    )
    expect(screen.section("Why")).to_contain_text("701 AuthenticationFailed")
    expect(screen.section("Why").get_by_role("row", name="Failed logins 0 1")).to_be_visible()
    broken = screen.section("Violations").get_by_role("listitem").filter(has_text="MUST")
    expect(broken).to_contain_text("v2.path.form")
    expect(broken).to_contain_text("v2 4")
    assert "wrong-one" not in screen.page.content()


def test_a_request_in_flight_is_there_before_its_answer(screen: Screen, account: Account) -> None:
    """Held: it is in flight in the list, and answered once it is released."""
    screen.go("exchanges")
    with held(account):
        expect(screen.row("QueryBalance")).to_contain_text("in flight")

    expect(screen.row("QueryBalance")).to_contain_text("101")


def test_overlaps_are_drawn(screen: Screen, account: Account) -> None:
    """What was in flight together stands together, each as long as it took: that is where a 104 comes from."""
    with held(account) as session:
        account.call("QueryBalance", session)
    screen.go("exchanges")
    expect(screen.rows).to_have_count(3)

    screen.row("104").click()

    flight = screen.section("In flight")
    expect(flight).to_contain_text("together with one other request of its account")
    bars = flight.locator(".flight-bar")
    expect(bars).to_have_count(2)
    (left, right), (inner_left, inner_right) = bars.evaluate_all(
        "bars => bars.map((bar) => bar.getBoundingClientRect()).map((box) => [box.left, box.right])"
    )
    assert left < inner_left < inner_right < right
    places = flight.locator(".flight-track").evaluate_all(
        "tracks => tracks.map((each) => [each.offsetLeft, each.offsetWidth])"
    )
    assert places[0] == places[1]
    flight.get_by_role("link").click()
    expect(screen.pane.get_by_role("heading", level=2)).to_have_text("Exchange 2")


@pytest.fixture
def copying(browser: Browser, sim: Sim) -> Iterator[Screen]:
    """The page, in a browser that lets it use the clipboard."""
    with looking(browser, sim, permissions=["clipboard-read", "clipboard-write"]) as screen:
        yield screen


def curl_of(screen: Screen, id: int) -> str:
    """What the button puts on the clipboard."""
    screen.go("exchanges", id)
    screen.page.get_by_role("region", name=f"Exchange {id}").wait_for()
    screen.press("Copy as curl")
    expect(screen.page.get_by_role("log")).to_contain_text("Copied")
    screen.press("Dismiss")
    return str(screen.evaluate("navigator.clipboard.readText()"))


def run(line: str, password: str) -> str:
    """What a shell makes of the line."""
    shell = ["sh", "-c", line.replace("curl ", "curl -s ", 1)]
    environment = {**os.environ, "PASSWORD": password}
    return subprocess.run(shell, env=environment, check=True, capture_output=True, text=True, timeout=20).stdout


def test_a_v3_request_copied_as_curl_is_the_same_request(copying: Screen, account: Account) -> None:
    """Pasted into a shell it is sent again, character for character; the password has to be given."""
    bodies = ['it\'s $HOME `id` \\ "quoted"', "Բարեւ\nline"]
    session = account.login()
    for body in bodies:
        account.send(session, {"Recipient": "37499000000", "Body": body, "Reference": "r"})

    for id in (2, 3):
        run(curl_of(copying, id), account.password)

    assert [each["body"] for each in account.messages] == [*bodies, *bodies]


def test_a_copied_login_holds_no_password(copying: Screen, account: Account) -> None:
    """Its place is taken by a variable of the shell, in a JSON body as in an address."""
    account.login()
    account.v2("querybalance")

    login, balance = curl_of(copying, 1), curl_of(copying, 2)

    assert account.password not in login + balance
    assert '"StatusCode": 101' in run(login, account.password)
    assert run(balance, account.password) == "ID: 1300.30 : EUR"
    assert shlex.split(balance)[1].endswith("password=$PASSWORD")


def test_without_a_clipboard_the_line_is_there_to_be_copied(screen: Screen, account: Account) -> None:
    """A browser keeps the clipboard from pages that come over plain HTTP from another machine."""
    account.login()
    screen.page.add_init_script("delete Navigator.prototype.clipboard")
    screen.go("exchanges", 1)

    screen.press("Copy as curl")

    assert screen.dialog.get_by_role("textbox").input_value().startswith("curl -X POST 'http://127.0.0.1:")


def test_a_large_body_is_cut(screen: Screen, account: Account) -> None:
    """64 KiB are shown, and how much there is."""
    body = {"SessionId": "x" * 100_000}
    account.sim.http.post("/v3/QueryBalance", json=body)

    screen.go("exchanges", 1)

    expect(screen.section("Request")).to_contain_text("the first 65,536 of 100,016 bytes")


def test_the_journal_is_cleared(screen: Screen, account: Account) -> None:
    """After a question; of the account that is looked at, and of it alone."""
    account.login()
    screen.sim.http.get("/nothing")
    screen.go("exchanges")
    expect(screen.rows).to_have_count(2)
    screen.choose("Account", "ann@example.com")

    screen.press("Clear…")
    screen.press("Clear", screen.dialog)
    expect(screen.page.get_by_text("No exchange is like that.")).to_be_visible()

    screen.choose("Account", "All accounts")
    expect(screen.rows).to_have_count(1)
    assert httpx.get(f"{screen.sim.urls.control}/exchanges", headers=JSON).json()["exchanges"][0]["account"] is None
