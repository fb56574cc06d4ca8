"""Waiting for messages and for held requests, without sleeping."""

import asyncio
import re
import threading
import time
from typing import assert_type

import pytest

from mobipace.fixtures import Account, ControlApiError, Message, Messages, WaitTimeout

from .background import meanwhile
from .clients import call, login, send, send_one


def test_message_that_is_there_is_not_waited_for(account: Account) -> None:
    """Nothing is waited for twice."""
    send_one(account, body="code 1234")
    message = account.wait_for(body=re.compile(r"\d{4}"), timeout=0)

    assert_type(message, Message)
    assert message.body == "code 1234"


def test_message_is_waited_for_until_it_is_sent(account: Account) -> None:
    """What else comes meanwhile does not count."""
    session = login(account)

    def client() -> None:
        for number in range(5):
            send(account, session, ("37499123456", f"number {number}", f"r{number}"))

    with meanwhile(client):
        message = account.wait_for(body="number 4")

    assert message.reference == "r4"


def test_several_messages_are_waited_for(account: Account) -> None:
    """With `count` all are returned."""
    session = login(account)

    def client() -> None:
        for number in range(3):
            send(account, session, ("37499123456", "Hello", f"r{number}"))

    with meanwhile(client):
        messages = account.wait_for(count=3, recipient="37499123456")

    assert_type(messages, Messages)
    assert [message.reference for message in messages] == ["r0", "r1", "r2"]


def test_status_is_waited_for_while_somebody_moves_the_clock(account: Account) -> None:
    """Under a frozen clock that is a worker in another thread, or the operator's hand."""
    send_one(account)
    with meanwhile(lambda: account.clock.advance(3)):
        message = account.wait_for(status="Delivered")

    assert message.reference == "r1"


def test_running_clock_delivers_by_itself(account: Account) -> None:
    """Sixty times as fast, three seconds are fifty milliseconds."""
    account.clock.rate(60)
    send_one(account)

    assert account.wait_for(status="Delivered").status == "Delivered"


def test_vain_waiting_lists_what_came(account: Account) -> None:
    """As `assert_sent` does, with the time that was waited."""
    send_one(account)
    began = time.monotonic()
    with pytest.raises(WaitTimeout) as caught:
        account.wait_for(body="Hallo", timeout=0.1)

    assert 0.1 <= time.monotonic() - began < 5
    assert str(caught.value).splitlines()[:3] == [
        "waited 0.1 s: no message was sent with",
        "    body       'Hallo'",
        "the nearest of 1 message:",
    ]


def test_vain_waiting_for_more_tells_how_many_came(account: Account) -> None:
    """One of two is not nothing."""
    send_one(account)
    with pytest.raises(WaitTimeout, match=r"^waited 0.1 s: 1 message sent, 2 wanted\n    message "):
        account.wait_for(count=2, timeout=0.1)


def test_waiting_for_a_status_under_a_frozen_clock_is_explained(account: Account) -> None:
    """Who forgets to move it would wait for ever."""
    send_one(account)
    with pytest.raises(WaitTimeout) as caught:
        account.wait_for(status="Delivered", timeout=0.1)

    assert str(caught.value).splitlines()[-1] == (
        "the account's clock is frozen at 2019-07-25 18:20:00 UTC, so no status changes by itself: "
        "move it with clock.advance(seconds)"
    )


def test_wait_timeout_is_an_assertion_and_a_timeout() -> None:
    """Test runners count it as a failure, code may catch it as what it is."""
    assert issubclass(WaitTimeout, AssertionError)
    assert issubclass(WaitTimeout, TimeoutError)


def test_client_in_the_same_loop_goes_on(account: Account) -> None:
    """`wait_for_async` waits beside it."""

    async def client() -> None:
        await asyncio.sleep(0)
        await asyncio.to_thread(send_one, account)

    async def test() -> tuple[Message, Messages]:
        task = asyncio.create_task(client())
        message = await account.wait_for_async(recipient="37499123456")
        messages = await account.wait_for_async(count=1)
        await task
        return message, messages

    message, messages = asyncio.run(test())

    assert messages == (message,)


def test_blocking_wait_inside_a_loop_is_explained(account: Account) -> None:
    """The client stands in the loop that is being held up."""

    async def test() -> None:
        account.wait_for(timeout=0.01)

    with pytest.raises(WaitTimeout) as caught:
        asyncio.run(test())

    assert str(caught.value).splitlines()[-1] == (
        "an event loop runs in this thread and stood still meanwhile: write `await wait_for_async(…)` instead"
    )


# Holds


def test_held_request_makes_the_account_busy(account: Account) -> None:
    """v3 limitation 1, on purpose and at the moment the test chooses: 104, and then not any more."""
    session = login(account)
    answers: list[int] = []

    def first() -> None:
        answers.append(send(account, session, ("37499123456", "Hello", "r1"))["StatusCode"])

    with account.hold(method="Send") as hold, meanwhile(first):
        hold.arrived.wait()
        assert (bool(hold.arrived), hold.state) == (True, "holding")
        answers.append(call(account, "QueryBalance", SessionId=session)["StatusCode"])
        hold.release()

    assert answers == [104, 101]
    assert hold.state == "released"


def test_leaving_the_block_lets_it_go(account: Account) -> None:
    """Also by an exception: a client is never left hanging."""
    session = login(account)
    thread = threading.Thread(target=send, args=(account, session, ("37499123456", "Hello", "r1")))

    def fail() -> None:
        with account.hold() as hold:
            thread.start()
            hold.arrived.wait()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    thread.join(timeout=10)

    assert (thread.is_alive(), len(account.messages)) == (False, 1)


def test_arrival_can_be_awaited(account: Account) -> None:
    """By a test in the client's own loop."""

    async def test() -> str:
        with account.hold(method="authorize") as hold:
            task = asyncio.create_task(asyncio.to_thread(login, account))
            await hold.arrived
            state = hold.state
        await task
        return state

    assert asyncio.run(test()) == "holding"


def test_nothing_arrived_is_told_with_what_did(account: Account) -> None:
    """The match, the time, and the requests that came instead."""
    hold = account.hold(protocol="v3", method="Send", nth=2)
    login(account)
    with pytest.raises(WaitTimeout) as caught:
        hold.arrived.wait(timeout=0.1)
    ended = hold.release(), hold.release()

    assert not hold.arrived
    assert ended == ("unused", "unused")
    assert re.sub(r"exchange \d+", "exchange 1", str(caught.value)) == (
        "no request for v3 Send, nth 2 arrived within 0.1 s; what the client did:\n    v3 authorize, exchange 1: 101"
    )


def test_blocking_arrival_inside_a_loop_is_explained(account: Account) -> None:
    """As with messages."""

    async def test() -> None:
        with account.hold() as hold:
            hold.arrived.wait(timeout=0.01)

    with pytest.raises(WaitTimeout, match=r"write `await hold.arrived` instead$"):
        asyncio.run(test())


def test_match_that_cannot_be_is_told(account: Account) -> None:
    """By the server."""
    with pytest.raises(ControlApiError) as caught:
        account.hold(protocol="v2", method="Calculate")

    assert (caught.value.status, caught.value.text) == (
        422,
        "match.method: v2 has no Calculate; allowed: send, schedule, querybalance, querymessage",
    )
