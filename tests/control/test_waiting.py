"""`messages?wait=`: a long poll that ends when something matches, at its deadline, or when nothing can come."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from tests.control.support import Control
from tests.support import Account, RawConnection, running

LONG = 50
"""Seconds that no test means to wait: the client of these tests gives up before."""


def ask(control: Control, account: Account, **parameters: Any) -> list[str]:
    """References of what is found."""
    page = control.get(f"accounts/{account.username}/messages", params=parameters)
    return [each["reference"] for each in page["messages"]]


@contextmanager
def polling(control: Control, account: Account, wait: float = LONG) -> Iterator[RawConnection]:
    """A long poll that has begun: its request has been read, and so has a later one on another connection."""
    with control.sim.connection() as connection:
        poll(control, account, connection, wait)
        yield connection


def poll(control: Control, account: Account, connection: RawConnection, wait: float) -> None:
    """Begin a long poll."""
    for path in ("health", f"accounts/{account.username}/messages?wait={wait}"):
        connection.send(f"GET /_control/{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        if path == "health":
            connection.answer()  # from here on the connection is one that the server listens to
    control.get("health")


def messages(connection: RawConnection) -> list[Any]:
    """What a long poll is answered."""
    status, body = connection.answer()
    assert status == 200, body
    return list(json.loads(body)["messages"])


def test_a_poll_ends_when_a_message_arrives(control: Control, account: Account) -> None:
    """A test that waits for a message goes on as soon as it is there."""
    with polling(control, account) as connection:
        account.v2_send(body="at last")

        assert [each["body"] for each in messages(connection)] == ["at last"]


def test_a_poll_waits_for_what_matches(control: Control, account: Account) -> None:
    """Other messages do not end it."""
    session = account.login()
    with ThreadPoolExecutor() as pool:
        answer: Future[list[str]] = pool.submit(ask, control, account, wait=LONG, reference="b")
        for reference in ("a", "b", "c"):
            account.send(session, {"Recipient": "37499000000", "Body": "x", "Reference": reference})

        assert answer.result(timeout=20) == ["b"]


def test_a_poll_ends_when_a_clock_brings_the_status(control: Control, account: Account) -> None:
    """Moving a clock is a change like any other."""
    account.v2_send()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(ask, control, account, wait=LONG, status="Delivered")
        account.clock(advance=3)

        assert answer.result(timeout=20) == [None]


def test_a_poll_ends_when_a_running_clock_brings_the_status(control: Control) -> None:
    """Nothing runs in the background, and still a status that comes by itself is seen."""
    account = control.account(clock={"rate": 60})
    account.v2_send()

    assert ask(control, account, wait=LONG, status="Delivered") == [None]


def test_a_poll_ends_when_a_status_is_forced(control: Control, account: Account) -> None:
    """So is a hand."""
    account.v2_send()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(ask, control, account, wait=LONG, status="Rejected")
        control.post(f"messages/{account.messages[0]['id']}/status", {"status": "Rejected"})

        assert answer.result(timeout=20) == [None]


def test_a_poll_that_finds_something_does_not_wait(control: Control, account: Account) -> None:
    """What is there is answered at once."""
    account.v2_send()

    assert ask(control, account, wait=LONG) == [None]


@pytest.mark.parametrize("wait", [0, 0.2])
def test_a_poll_ends_empty_at_its_deadline(control: Control, account: Account, wait: float) -> None:
    """Not before, and with an empty list rather than an error. The seconds are real ones: the clock here is frozen."""
    begun = time.monotonic()
    answer = ask(control, account, wait=wait)
    taken = time.monotonic() - begun

    assert answer == []
    assert wait <= taken < wait + 10


def test_a_poll_after_a_cursor_waits_for_what_is_new(control: Control, account: Account) -> None:
    """The last id seen as cursor: a client follows the list without missing or repeating anything."""
    account.v2_send(body="seen")
    seen = account.messages[-1]["id"]
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(
            control.get, f"accounts/{account.username}/messages", params={"wait": LONG, "cursor": seen}
        )
        account.v2_send(body="new")

        assert [each["body"] for each in answer.result(timeout=20)["messages"]] == ["new"]


def test_many_may_wait_for_one_message(control: Control, account: Account) -> None:
    """Everyone is told."""
    with polling(control, account) as first, polling(control, account) as second:
        account.v2_send()

        assert len(messages(first)) == len(messages(second)) == 1


# When there is nothing to wait for any more


def test_a_poll_ends_at_a_reset(own: Control) -> None:
    """The account waited for is not the one that is there afterwards."""
    with polling(own, own.sim.existing("mobipace@mobipace.com")) as connection:
        own.post("reset", status=204)

        assert messages(connection) == []


def test_a_poll_ends_when_its_account_is_deleted(control: Control, account: Account) -> None:
    """Nothing will ever come."""
    with polling(control, account) as connection:
        control.delete(f"accounts/{account.username}")

        assert messages(connection) == []


def test_a_poll_ends_when_the_server_stops() -> None:
    """SIGTERM does not wait for who waits."""
    with ExitStack() as after_the_server:
        with running() as sim:
            connection = after_the_server.enter_context(sim.connection())
            poll(Control(sim), Control(sim).account(), connection, LONG)

        assert messages(connection) == []


def test_waiting_keeps_nobody_else_waiting(control: Control, account: Account) -> None:
    """A poll holds no lock: the account it waits on is served as ever."""
    with polling(control, account), polling(control, account):
        assert account.v2("querybalance") == "ID: 1300.30 : EUR"
        assert account.login()
