import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.control.support import Control
from tests.support import Account, demo, running


@pytest.fixture
def two(own: Control) -> tuple[Account, Account]:
    """Two accounts, and messages of both: a b a b a."""
    ann, bob = own.account(username="ann@example.com"), own.account(username="bob@example.com")
    for number, account in enumerate([ann, bob, ann, bob, ann]):
        account.v2_send(body=f"text {number}")
    return ann, bob


def bodies(listed: dict[str, Any]) -> list[str]:
    """(whose, what) of the messages of a list, as text."""
    return [f"{each['account'][:3]}: {each['body']}" for each in listed["messages"]]


def page_by_page(control: Control, path: str, order: str) -> Iterator[dict[str, Any]]:
    """A list, two at a time."""
    cursor: str | None = "0"
    while cursor is not None:
        page = control.get(path, params={"order": order, "limit": 2, "cursor": cursor})
        yield page
        cursor = page["next"]


ALL = ["ann: text 0", "bob: text 1", "ann: text 2", "bob: text 3", "ann: text 4"]


@pytest.mark.usefixtures("two")
def test_messages_of_all_accounts_come_in_order_of_acceptance(own: Control) -> None:
    """Ids are unique and increasing across accounts; each message says whose it is."""
    listed = own.get("messages")

    assert bodies(listed) == ALL
    assert listed["next"] is None
    ids = [each["id"] for each in listed["messages"]]
    assert ids == sorted(ids)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(("order", "expected"), [("oldest", ALL), ("newest", ALL[::-1])])
def test_a_list_of_all_messages_is_read_page_by_page(own: Control, order: str, expected: list[str]) -> None:
    """From either end; nothing comes twice, and nothing is left out."""
    pages = list(page_by_page(own, "messages", order))

    assert [len(page["messages"]) for page in pages] == [2, 2, 1]
    assert [each for page in pages for each in bodies(page)] == expected


@pytest.mark.usefixtures("two")
def test_a_message_that_comes_between_two_pages_is_not_in_the_older_one(own: Control) -> None:
    """What is read back from an end stays what it was."""
    first = own.get("messages", params={"order": "newest", "limit": 2})
    own.sim.existing("mobipace@mobipace.com").v2_send(body="new")

    second = own.get("messages", params={"order": "newest", "limit": 2, "cursor": first["next"]})

    assert bodies(second) == ["ann: text 2", "bob: text 1"]


def test_each_message_is_where_its_own_accounts_clock_is(two: tuple[Account, Account], own: Control) -> None:
    """An account is a world of its own, in a list of all accounts too."""
    two[0].clock(advance=1)

    assert {(each["account"], each["v3"]["name"]) for each in own.get("messages")["messages"]} == {
        ("ann@example.com", "Sent"),
        ("bob@example.com", "Pending"),
    }


def test_holds_of_all_accounts_come_in_order_of_making(two: tuple[Account, Account], own: Control) -> None:
    """Ended ones included."""
    for account in (*two, two[0]):
        account.control("POST", "holds", json={"match": {"method": "Send"}})
    own.delete("holds/2", 200)

    assert [(each["id"], each["account"], each["state"]) for each in own.get("holds")["holds"]] == [
        (1, "ann@example.com", "waiting"),
        (2, "bob@example.com", "unused"),
        (3, "ann@example.com", "waiting"),
    ]


# Exchanges


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(("order", "expected"), [("oldest", [1, 2, 3, 4, 5]), ("newest", [5, 4, 3, 2, 1])])
def test_exchanges_are_read_from_either_end(own: Control, order: str, expected: list[int]) -> None:
    """Page by page."""
    pages = page_by_page(own, "exchanges", order)

    assert [each["id"] for page in pages for each in page["exchanges"]] == expected


def test_filters_hold_from_the_newest_end_too(two: tuple[Account, Account], own: Control) -> None:
    """The order is one thing, what is listed another."""
    listed = own.get("exchanges", params={"order": "newest", "account": two[1].username})

    assert [each["id"] for each in listed["exchanges"]] == [4, 2]


def test_the_short_form_is_the_events(two: tuple[Account, Account], own: Control) -> None:
    """Without headers and bodies, which may be long; and with whose it is, which an event says beside it."""
    short = own.get("exchanges", params={"form": "short", "limit": 1})["exchanges"][0]

    assert (short["id"], short["account"], short["method"]) == (1, "ann@example.com", "send")
    assert "request" not in short
    text = own.sim.http.get(f"{own.sim.urls.control}/events", params={"last_event_id": 0, "kinds": "exchange", "limit": 1}).text  # fmt: skip  # noqa: E501
    told = own.sim.http.get(f"{own.sim.urls.control}/exchanges/1").json()
    assert '"id": 1, "protocol": "v2", "method": "send"' in text
    assert told["started_at"] == short["started_at"]
    assert two[0].username in text


def test_the_short_form_shows_what_is_in_flight(own: Control) -> None:
    """An event tells only of what was held or is over."""
    ann = own.account()
    session, hold = ann.login(), ann.control("POST", "holds", json={"match": {"method": "QueryBalance"}})
    ask = threading.Thread(target=ann.call, args=("QueryBalance", {"SessionId": session}))
    ask.start()
    own.held(hold)

    latest = own.get("exchanges", params={"form": "short", "order": "newest", "limit": 1})["exchanges"][0]

    own.delete(f"holds/{hold['id']}", 200)
    ask.join()
    assert (latest["method"], latest["finished_at"], latest["ms"]) == ("QueryBalance", None, None)


@pytest.mark.parametrize(("given", "expected"), [("0", ""), ("5", "hello"), ("6", "hello"), ("100", "hello\u0565")])
def test_a_body_is_cut_where_it_is_asked_for(own: Control, given: str, expected: str) -> None:
    """So many bytes, and no half of a character; how many there are is told as ever."""
    own.sim.http.post("/v3/Send", content="hello\u0565".encode())

    request = own.get("exchanges/1", params={"bytes": given})["request"]

    assert (request["body"], request["body_bytes"]) == (expected, 7)


def test_a_cut_body_still_keeps_its_password(own: Control) -> None:
    """Cut within it, there is no end to be seen: what follows the name is not shown."""
    own.sim.http.post("/v3/authorize", json={"Username": "ann", "Password": "correct horse battery staple"})

    for size in range(60):
        assert "corr" not in own.get("exchanges/1", params={"bytes": size})["request"]["body"]


@pytest.mark.parametrize(
    ("path", "parameters", "text"),
    [
        ("messages", {"order": "latest"}, "order: 'latest' given; allowed: oldest, newest"),
        ("exchanges", {"form": "long"}, "form: 'long' given; allowed: full, short"),
        ("exchanges/1", {"bytes": "-1"}, "bytes: '-1' given; allowed: a whole number from 0 to 1099511627776"),
        ("holds", {"limit": "1"}, "parameter 'limit' is unknown here; allowed: none"),
        ("messages", {"recipient": "1"}, "parameter 'recipient' is unknown here; allowed: cursor, limit, order"),
    ],
)
def test_a_wrong_parameter_hears_what_is_allowed(
    own: Control, path: str, parameters: dict[str, str], text: str
) -> None:
    """As everywhere."""
    assert own.error("GET", path, 400, params=parameters) == text


def test_a_message_waiting_for_its_date_is_charged_before_it_is_listed() -> None:
    """Whoever lists all accounts sees each of them as it is now."""
    with running(demo()) as sim:
        ann = Control(sim).account(balance="1.00", credit_limit="0")
        ann.v2("schedule", sender="MOBIPACE", recipient="37499000000", body="x", sendingdate="2019-07-25T18:30:00")
        ann.clock(advance=3600)

        assert Control(sim).get("messages")["messages"][0]["v3"]["name"] == "OutOfBalance"
