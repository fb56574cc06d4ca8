"""104 without a hold: two real connections, as two threads of a careless client would use them."""

import json
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.support import Account, RawConnection
from tests.v3.support import http_request, send_request, sms

MESSAGES = 5000


def big_send(session: str, count: int = MESSAGES) -> bytes:
    """A Send that takes the gateway some time."""
    messages = [sms(f"3749{index:07d}", f"message {index}") for index in range(count)]
    return http_request("/v3/Send", json.dumps(send_request(session, *messages)).encode())


def codes(connections: list[RawConnection]) -> list[int]:
    """The StatusCode of the answer on each, sorted."""
    return sorted(json.loads(connection.answer()[1])["StatusCode"] for connection in connections)


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """The simulator runs on a thread of this process: let the two clients not wait for its turn to end."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0001)
    yield
    sys.setswitchinterval(usual)


@pytest.fixture
def rich(account: Account) -> Account:
    """An account that can pay for two big Sends."""
    account.change(balance="100000.00")
    return account


def test_two_requests_completed_at_once(rich: Account) -> None:
    """Both requests are there but for their last byte, and those come together: one is 104."""
    session = rich.login()
    request = big_send(session)
    with ExitStack() as stack:
        connections = [stack.enter_context(rich.sim.connection()) for _ in range(2)]
        for connection in connections:
            connection.send(request[:-1])
        for connection in connections:
            connection.send(request[-1:])
        answered = codes(connections)

    assert answered == [101, 104]
    assert len(rich.messages) == MESSAGES


@pytest.mark.usefixtures("eager_threads")
@pytest.mark.parametrize("sessions", [1, 2])
def test_two_threads_write_at_once(rich: Account, sessions: int) -> None:
    """Two threads, a connection each, write a whole big Send at the same moment: one is 104, whatever the sessions."""
    requests = [big_send(session) for session in [rich.login() for _ in range(sessions)] * (2 // sessions)]
    start = threading.Barrier(2)

    def write(connection: RawConnection, request: bytes) -> None:
        start.wait(timeout=10)
        connection.send(request)

    with ExitStack() as stack:
        connections = [stack.enter_context(rich.sim.connection()) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, connections, requests))
        answered = codes(connections)

    assert answered == [101, 104]
    assert len(rich.messages) == MESSAGES


def test_one_after_the_other_is_never_busy(rich: Account) -> None:
    """Who waits for the answer before the next request meets no 104, on one connection or on many."""
    session = rich.login()
    request = http_request("/v3/QueryBalance", json.dumps({"SessionId": session}).encode())
    answered = []
    for _ in range(20):
        with rich.sim.connection() as connection:
            for _ in range(5):
                connection.send(request)
                answered += codes([connection])

    assert answered == [101] * 100


def test_pipelined_requests_are_answered_in_turn(rich: Account) -> None:
    """Two requests on one connection are one after the other (RFC 2616 8.1.2.2)."""
    request = http_request("/v3/QueryBalance", json.dumps({"SessionId": rich.login()}).encode())
    last = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
    with rich.sim.connection() as connection:
        connection.send(request + last)
        answers = connection.rest()

    assert (answers.count(b'"StatusCode": 101'), answers.count(b'"StatusCode"')) == (2, 2)
