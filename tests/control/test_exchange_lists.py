"""`exchanges`: finding those one looks for, and clearing the journal."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.control.support import Control
from tests.support import Account


def exchanges(control: Control, **parameters: Any) -> list[Any]:
    """Those that match."""
    return list(control.get("exchanges", params=parameters)["exchanges"])


@pytest.fixture
def four(control: Control) -> Account:
    """An account with a login, a v2 send, an unknown message and a lost session."""
    account = control.account()
    account.login()
    account.v2_send()
    account.v2("querymessage", messageref="1")
    account.call("Send", {"SessionId": "x", "Sender": "M", "Messages": [{"Recipient": "1", "Body": account.username}]})
    return account


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["authorize", "send", "querymessage"]),
        ({"protocol": "v3"}, ["authorize"]),
        ({"protocol": "v2"}, ["send", "querymessage"]),
        ({"method": "SEND"}, ["send"]),
        ({"method": "sen"}, []),
        ({"code": 703}, ["querymessage"]),
        ({"code": "101"}, ["authorize"]),
        ({"code": 9999}, []),
        ({"limit": 2}, ["authorize", "send"]),
        ({"protocol": "v2", "method": "send", "code": 703}, []),
    ],
)
def test_a_filter_leaves_what_matches(
    control: Control, four: Account, parameters: dict[str, Any], expected: list[str]
) -> None:
    """All that are given must hold; what named no account is none of its."""
    found = exchanges(control, account=four.username, **parameters)

    assert [each["method"] for each in found] == expected


def test_since_is_real_time_and_includes_its_instant(control: Control, four: Account) -> None:
    """From the second exchange on."""
    since = four.exchanges[1]["started_at"]
    found = exchanges(control, account=four.username, since=since)

    assert [each["method"] for each in found] == ["send", "querymessage"]
    assert exchanges(control, account=four.username, since="9999-01-01T00:00:00Z") == []


def test_pages_join_to_the_whole_list(control: Control, four: Account) -> None:
    """`next` is the cursor of the page after, and null on the last one."""
    seen = list[str]()
    cursor: str | None = "0"
    while cursor is not None:
        page = control.get("exchanges", params={"account": four.username, "limit": 1, "cursor": cursor})
        seen += [each["method"] for each in page["exchanges"]]
        cursor = page["next"]

    assert seen == ["authorize", "send", "querymessage"]


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"protocol": "v4"}, "protocol: 'v4' given; allowed: v2, v3"),
        ({"code": "x"}, "code: 'x' given; allowed: a whole number from 0 to 9999"),
        ({"code": ""}, "code: '' given"),
        ({"since": "now"}, "since: 'now' is not an instant"),
        ({"limit": "0"}, "limit: '0' given"),
        ({"cursor": "-1"}, "cursor: '-1' given"),
        ({"acount": "x"}, "parameter 'acount' is unknown here; did you mean account?"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(control: Control, parameters: dict[str, str], text: str) -> None:
    """400 says which value, and what is allowed."""
    assert control.error("GET", "exchanges", 400, params=parameters).startswith(text)


@pytest.mark.parametrize("id", ["999999999", "0", "x", "-1", "9" * 40])
def test_an_exchange_that_is_not_there_is_not_found(control: Control, id: str) -> None:
    """404; it may have been dropped."""
    assert control.error("GET", f"exchanges/{id}", 404).startswith("there is no exchange ")


# Clearing


def test_an_accounts_exchanges_can_be_cleared(control: Control) -> None:
    """Those of others stay."""
    cleared, kept = control.account(), control.account()
    cleared.login()
    kept.login()
    control.ask("DELETE", "exchanges", 204, params={"account": cleared.username})

    assert (len(cleared.exchanges), len(kept.exchanges)) == (0, 1)


def test_all_exchanges_can_be_cleared(own: Control) -> None:
    """The journal is empty, and goes on with new ids."""
    account = own.account()
    account.login()
    last = account.exchanges[-1]["id"]
    own.delete("exchanges")
    empty = own.get("exchanges")
    account.login()

    assert empty == {"exchanges": [], "next": None, "dropped": 0}
    assert account.exchanges[0]["id"] > last


def test_clearing_takes_no_unknown_parameter(control: Control, account: Account) -> None:
    """A typing slip does not empty everybody's journal."""
    account.login()
    text = control.error("DELETE", "exchanges", 400, params={"acount": account.username})

    assert text == "parameter 'acount' is unknown here; did you mean account?"
    assert len(account.exchanges) == 1


def test_what_is_cleared_in_flight_stays_away(own: Control, pool: ThreadPoolExecutor) -> None:
    """Its answer does not bring it back, nor upset the count of bytes."""
    account = own.account()
    session = account.login()
    hold = own.post(f"accounts/{account.username}/holds", status=201)
    answer = pool.submit(account.call, "QueryBalance", {"SessionId": session})
    own.held(hold)
    own.delete("exchanges")
    own.ask("DELETE", f"holds/{hold['id']}")

    assert answer.result(timeout=20)["StatusCode"] == 101
    assert own.get("exchanges")["exchanges"] == []
    assert own.sim.simulator.journal.bytes == 0
