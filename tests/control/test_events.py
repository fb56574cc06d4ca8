"""`GET events`: what each thing that happens is told as, and to whom."""

import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.control.listening import Stream, listening, what
from tests.control.support import START, Control, until
from tests.support import Account

MESSAGE = {"Recipient": "37499000000", "Body": "x"}


def told(stream: Stream, count: int) -> list[tuple[str, Any]]:
    """The next events: what each is, and its subject."""
    return [(what(event), event["subject"]) for event in stream.take(count)]


# The stream


def test_a_stream_says_whose_it_is(control: Control) -> None:
    """It begins with `open`, which names the server as health does; nothing may keep a copy of it."""
    with listening(control.sim) as stream:
        headers = stream.response.headers

    assert stream.opened["subject"] == {"instance": control.get("health")["instance"]}
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/event-stream", "no-store")


def test_ids_grow(control: Control, account: Account) -> None:
    """One after another, so that whoever listens to everything knows when nothing is missing."""
    with listening(control.sim, account=account.username) as stream:
        for _ in range(3):
            account.change(balance="1")
        ids = [event["id"] for event in [stream.opened, *stream.take(3)]]

    assert ids == sorted(set(ids))
    assert ids[0] < 2**53, "a number that JavaScript can hold"


# What happens


def test_an_exchange_is_told_in_short(control: Control, account: Account) -> None:
    """Who, what, the answer, the time it took, and where the account stands; the bodies stay in the journal."""
    with listening(control.sim, account=account.username) as stream:
        account.v2("querybalance", password="wrong")
        event = stream.next()
    [exchange] = account.exchanges
    subject = event["subject"]

    assert (what(event), event["at"]) == ("exchange answered", exchange["finished_at"])
    shared = ("id", "protocol", "method", "started_at", "finished_at", "fault")
    assert {key: subject[key] for key in shared} == {key: exchange[key] for key in shared}
    assert (subject["http_status"], subject["code"]) == (200, 701)
    assert subject["after"] == exchange["why"]["after"]
    assert (subject["after"]["balance"], subject["after"]["failed_logins"]) == ("1300.30", 1)
    assert 0 < subject["ms"] < 20_000
    assert "request" not in subject


def test_an_exchange_names_the_rules_it_broke(control: Control, account: Account) -> None:
    """Rule and level, each once; clause and message stay in the journal."""
    with listening(control.sim, account=account.username) as stream:
        control.sim.http.post("/v3/Authorize", json={"Username": account.username, "Password": account.password})
        event = stream.next()
    [exchange] = account.exchanges

    assert {"rule": "v3.path.form", "level": "MUST"} in event["subject"]["violations"]
    assert event["subject"]["violations"] == [
        {key: each[key] for key in ("rule", "level")} for each in exchange["violations"]
    ]


def test_an_exchange_of_nobody_is_told_to_those_who_hear_all(own: Control) -> None:
    """A wrong address belongs to no account."""
    with listening(own.sim) as everything, listening(own.sim, account="mobipace@mobipace.com") as one:
        own.sim.http.get("/nowhere")
        own.sim.existing("mobipace@mobipace.com").v2("querybalance")
        shown = [(event["account"], event["subject"]["http_status"]) for event in everything.take(2)]

        assert shown == [(None, 404), ("mobipace@mobipace.com", 200)]
        assert one.next()["account"] == "mobipace@mobipace.com"


@pytest.mark.parametrize("count", [1, 2_000])
def test_a_batch_is_one_event(control: Control, account: Account, count: int) -> None:
    """Its ids follow each other, so that the first and the last tell them all; then comes its exchange."""
    account.change(balance="10000")
    session = account.login()
    with listening(control.sim, account=account.username) as stream:
        assert account.send(session, *[MESSAGE] * count)["StatusCode"] == 101
        accepted, exchange = stream.take(2)
    ids = [message["id"] for message in account.messages]

    assert [what(accepted), what(exchange)] == ["message accepted", "exchange answered"]
    assert accepted["subject"] == {
        "first_id": ids[0],
        "last_id": ids[-1],
        "count": count,
        "exchange": exchange["subject"]["id"],
    }


def test_a_v2_message_is_told_too(control: Control, account: Account) -> None:
    """Both protocols fill one mailbox."""
    with listening(control.sim, account=account.username) as stream:
        id = int(account.v2_send().removeprefix("ID: "))
        [(name, subject), _] = told(stream, 2)

    assert (name, subject["first_id"], subject["last_id"]) == ("message accepted", id, id)


def test_a_request_that_breaks_off_is_told(own: Control) -> None:
    """Its client went before it was whole, so that nothing was answered."""
    with listening(own.sim) as stream:
        with own.sim.connection() as connection:
            connection.send(b"POST /v3/Send HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
            until(lambda: own.get("exchanges")["exchanges"])
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        event = stream.next()

    assert (what(event), event["account"]) == ("exchange broken-off", None)
    assert [event["subject"][key] for key in ("http_status", "code", "method")] == [None, None, "Send"]


def test_what_makes_no_message_tells_of_none(control: Control, account: Account) -> None:
    """Calculate, a refused Send, and questions."""
    session = account.login()
    with listening(control.sim, account=account.username, kinds="message,account") as stream:
        account.call("Calculate", {"SessionId": session, "Sender": "MOBIPACE", "Messages": [MESSAGE]})
        account.call("QueryMessages", {"SessionId": session, "References": ["r"]})
        account.change(balance="0", credit_limit="0")
        account.send(session, MESSAGE)
        account.change(balance="1")
        names = [name for name, _ in told(stream, 2)]

    assert names == ["account changed", "account changed"]


def test_a_forced_message_is_told_with_its_timeline(control: Control, account: Account) -> None:
    """As GET messages/{id} has it; and the account, for money may have moved."""
    account.v2_send()
    [message] = account.messages
    with listening(control.sim, account=account.username) as stream:
        forced = control.post(f"messages/{message['id']}/status", {"status": "Undeliverable"})
        events = told(stream, 2)

    assert events == [("message forced", forced), ("account changed", account.control("GET"))]


def test_an_account_s_life_is_told(control: Control) -> None:
    """Made, changed, its sessions ended, deleted: with its shape, and never its password."""
    with listening(control.sim, kinds="account") as stream:
        account = control.account(username="life@example.com", password="canary-4711")
        made = account.control("GET")
        account.password = "canary-4712"
        account.change(balance="7.50", password=account.password)
        session = account.login()
        changed = account.control("GET")
        control.delete(f"accounts/{account.username}/sessions/{session}")
        account.control("DELETE", "sessions")
        account.control("DELETE")
        events = [stream.until("account", "made"), *stream.take(4)]

    assert [event["account"] for event in events] == [account.username] * 5
    assert [(what(event), event["subject"]) for event in events] == [
        ("account made", made),
        ("account changed", changed),
        ("account sessions-ended", changed),
        ("account sessions-ended", changed),
        ("account deleted", None),
    ]
    assert "canary" not in "".join(stream.texts)


def test_what_was_refused_did_not_happen(control: Control, account: Account) -> None:
    """An operation that fails is no event."""
    with listening(control.sim, account=account.username) as stream:
        control.error("PATCH", f"accounts/{account.username}", 422, json={"balance": "5,00"})
        control.error("POST", f"accounts/{account.username}/clock", 422, json={"set": "2001-01-01T00:00:00Z"})
        control.error("POST", "accounts", 409, json={"username": account.username})
        control.error("DELETE", f"accounts/{account.username}/sessions/none", 404)
        account.change(balance="1")

        assert what(stream.next()) == "account changed"


def test_a_clock_s_moves_are_told(control: Control, account: Account) -> None:
    """As its own change, or along with others of the account's settings."""
    with listening(control.sim, account=account.username) as stream:
        moved = account.clock(advance=61)
        set_along = account.change(clock={"now": "2020-01-01T00:00:00Z"})
        events = told(stream, 3)

    assert moved == {"now": "2019-07-25T18:21:01Z", "frozen": True, "rate": 1}
    assert events == [("clock moved", moved), ("account changed", set_along), ("clock moved", set_along["clock"])]


def test_all_clocks_are_everybody_s(own: Control) -> None:
    """One event with no account's name, and it reaches those who listen to a single account."""
    with listening(own.sim, account="mobipace@mobipace.com") as stream:
        own.post("clock", {"set": "2099-07-25T12:00:00Z", "freeze": True})
        event = stream.next()

    assert (what(event), event["account"]) == ("clock moved", None)
    assert event["subject"] == {"now": "2099-07-25T12:00:00Z", "frozen": True, "rate": 1}


def test_time_itself_is_no_event(control: Control, account: Account) -> None:
    """A message is delivered as the clock moves; told is the clock, and from it everybody can tell the rest."""
    with listening(control.sim, account=account.username) as stream:
        account.v2_send()
        account.clock(advance=10)
        names = [name for name, _ in told(stream, 3)]
        account.change(balance="1")
        after = what(stream.next())

    assert [message["v3"]["name"] for message in account.messages] == ["Delivered"]
    assert (names, after) == (["message accepted", "exchange answered", "clock moved"], "account changed")


def test_a_hold_s_life_is_told(control: Control, account: Account, pool: ThreadPoolExecutor) -> None:
    """Made, holding a request, which is told as an exchange without an answer, and released."""
    with listening(control.sim, account=account.username) as stream:
        hold = account.control("POST", "holds", json={"match": {"method": "querybalance"}})
        answer = pool.submit(account.v2, "querybalance")
        made, held, holding = stream.take(3)
        released = control.ask("DELETE", f"holds/{hold['id']}")
        answer.result(timeout=20)
        end = stream.take(2)

    assert [what(event) for event in (made, held, holding)] == ["hold made", "exchange held", "hold holding"]
    assert (made["subject"], holding["subject"]["state"]) == (hold, "holding")
    assert [held["subject"][key] for key in ("method", "finished_at", "ms", "code")] == ["querybalance", *[None] * 3]
    assert [what(event) for event in end] == ["hold released", "exchange answered"]
    assert (end[0]["subject"]["id"], end[0]["subject"]["state"]) == (released["id"], "released")
    assert end[1]["subject"]["id"] == held["subject"]["id"]


def test_what_the_world_s_operator_does_is_everybody_s(own: Control) -> None:
    """Readings, an emptied journal, a reset."""
    with listening(own.sim, account="mobipace@mobipace.com") as stream:
        own.patch("readings", {"busy_scope": "session"})
        own.delete("exchanges?account=mobipace@mobipace.com")
        own.ask("POST", "reset", 204, json={})
        events = told(stream, 3)

    assert events == [
        ("readings changed", {"busy_scope": "session"}),
        ("exchange cleared", None),
        ("reset reset", None),
    ]


# Filters


def test_an_account_hears_nothing_of_others(control: Control) -> None:
    """Parallel tests share a server without meeting."""
    one, other = control.account(), control.account()
    with listening(control.sim, account=one.username) as stream:
        other.v2_send()
        other.clock(advance=1)
        one.change(balance="1")

        assert stream.next()["account"] == one.username


def test_kinds_are_chosen(control: Control, account: Account) -> None:
    """Several, separated by commas."""
    with listening(control.sim, account=account.username, kinds="clock,message") as stream:
        account.v2_send()
        account.change(balance="1")
        account.clock(advance=1)

        assert [name for name, _ in told(stream, 2)] == ["message accepted", "clock moved"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (
            "kinds=exchange,mesage",
            "kinds: 'mesage' given; allowed, separated by commas: "
            "account, clock, exchange, fault, hold, message, readings, reset",
        ),
        ("kinds=", "kinds: '' given; allowed, separated by commas: " + (
            "account, clock, exchange, fault, hold, message, readings, reset")),
        ("acount=x", "parameter 'acount' is unknown here; did you mean account?"),
        ("last_event_id=x", "last_event_id: 'x' given; allowed: a whole number from 0 to 4611686018427387904"),
        ("limit=0", "limit: '0' given; allowed: a whole number from 1 to 4611686018427387904"),
        ("limit=", "limit: '' given; allowed: a whole number from 1 to 4611686018427387904"),
    ],
)  # fmt: skip
def test_a_mistaken_question_is_refused(control: Control, query: str, text: str) -> None:
    """400 with what is allowed, before any stream begins."""
    assert control.error("GET", f"events?{query}", 400) == text


def test_a_mistaken_header_is_refused(control: Control) -> None:
    """It is an id of ours, or nothing."""
    for given in ("x", "-1", "1.5", "٣", "9" * 19):
        text = control.error("GET", "events", 400, headers={"Last-Event-ID": given.encode()})

        assert text.endswith("given; allowed: the id of an event")


def test_no_text_breaks_a_line(control: Control, account: Account) -> None:
    """A message's body may hold every kind of line end; an event's data is one line all the same."""
    body = "a\nb\rc\r\nd\u0085e\u2028f\u2029g\x00\x1b[31m: data: x\n\nid: 1"
    account.send(account.login(), {"Recipient": "37499000000", "Body": body})
    [message] = account.messages
    with listening(control.sim, account=account.username) as stream:
        control.post(f"messages/{message['id']}/status", {"status": "Delivered"})
        event = stream.next()

    assert (event["subject"]["body"], START) == (body, message["accepted_at"])
    assert all(text.isprintable() for text in stream.texts)
