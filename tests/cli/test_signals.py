"""SIGTERM and SIGINT: what is in flight is answered, and the server is gone within 2 s, exit 0."""

import json
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest

from tests.cli.support import DEMO, Command, Served, until
from tests.support import V2_PATH, RawConnection

GENEROUS = 5  # seconds; the promise is 2, and a busy machine may need more

Situation = Callable[[Served], Iterator[Callable[[], None]]]


def balance(session: str) -> bytes:
    """A v3 QueryBalance, as bytes."""
    body = json.dumps({"SessionId": session}).encode()
    head = f"POST /v3/QueryBalance HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


def hold(server: Served, method: str) -> str:
    """Hold the demo account's next request of that method; returns the hold's path."""
    made = server.control("POST", f"accounts/{DEMO['username']}/holds", json={"match": {"method": method}})
    return f"holds/{made.json()['id']}"


def await_held(server: Served, path: str) -> None:
    """Until the request has arrived."""
    until(lambda: server.control("GET", path).json()["state"] == "holding", "the request at its hold")


# What a client may be about when the signal comes. Each gives a check for afterwards.


def a_held_v3_request(server: Served) -> Iterator[Callable[[], None]]:
    """It is released and answered as ever."""
    session, path = server.login(), hold(server, "QueryBalance")
    with server.connection() as connection:
        connection.send(balance(session))
        await_held(server, path)

        def check() -> None:
            status, body = connection.answer()
            assert (status, json.loads(body)["Balance"]) == (200, "1300.30")

        yield check


def a_held_v2_request_over_https(server: Served) -> Iterator[Callable[[], None]]:
    """So is one of the other protocol on the other listener."""
    path = hold(server, "querybalance")
    query = f"function=querybalance&username={DEMO['username']}&password={DEMO['password']}"
    with server.tls() as secured:
        connection = RawConnection(secured)
        connection.send(f"GET {V2_PATH}?{query} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        await_held(server, path)

        def check() -> None:
            assert connection.answer() == (200, b"ID: 1300.30 : EUR")

        yield check


def an_idle_connection(server: Served) -> Iterator[Callable[[], None]]:
    """It is closed, with nothing more said."""
    with server.connection() as connection:
        connection.send(b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.answer()[0] == 404

        def check() -> None:
            assert connection.rest() == b""

        yield check


def a_half_sent_head(server: Served) -> Iterator[Callable[[], None]]:
    """Nobody waits for the rest of it."""
    with server.connection() as connection:
        connection.send(b"POST /v3/Send HTTP/1.1\r\nHos")
        yield lambda: None


def a_half_sent_body(server: Served) -> Iterator[Callable[[], None]]:
    """Nor for the rest of a body."""
    with server.connection() as connection:
        connection.send(b"POST /v3/Send HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf")
        until(lambda: server.control("GET", "exchanges").json()["exchanges"], "the exchange on its arrival")
        yield lambda: None


def a_handshake_that_never_began(server: Served) -> Iterator[Callable[[], None]]:
    """Nor for a TLS client that only connected."""
    address = urlsplit(server.ready["https"])
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10):
        yield lambda: None


def a_long_poll(server: Served) -> Iterator[Callable[[], None]]:
    """Whoever waits for a message through the control API is told that there is none."""
    with server.connection() as connection:
        path = f"/_control/accounts/{DEMO['username']}/messages?wait=60&reference=none"
        connection.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

        def check() -> None:
            status, body = connection.answer()
            assert (status, json.loads(body)["messages"]) == (200, [])

        yield check


SITUATIONS: list[Situation] = [
    a_held_v3_request,
    a_held_v2_request_over_https,
    an_idle_connection,
    a_half_sent_head,
    a_half_sent_body,
    a_handshake_that_never_began,
    a_long_poll,
]


def assert_clean_end(command: Command, number: int, situations: list[Situation]) -> None:
    """A server in these situations gets the signal, and ends as promised."""
    with command.serving() as server, ExitStack() as stack:
        checks = [stack.enter_context(contextmanager(situation)(server)) for situation in situations]
        seconds = server.stop(number)
        print(f"ended after {seconds:.2f} s")  # pytest -rP shows it
        for check in checks:
            check()

        assert (server.process.returncode, server.errors) == (0, "")
        assert seconds < GENEROUS
        assert not (server.folder / "ready.json").exists()


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.__name__)
def test_sigterm_ends_the_server(command: Command, situation: Situation) -> None:
    """Whatever a client is about, held requests are answered, and the process ends soon, cleanly and with exit 0."""
    assert_clean_end(command, signal.SIGTERM, [situation])


def test_sigint_ends_a_busy_server(command: Command) -> None:
    """Ctrl-C does the same, here with all of that at once."""
    assert_clean_end(command, signal.SIGINT, SITUATIONS)


def test_a_second_signal_does_no_harm(command: Command) -> None:
    """An impatient Ctrl-C, Ctrl-C is as clean an end as one."""
    with command.serving("--no-tls") as server, server.connection() as connection:
        connection.send(b"POST /v3/Send HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf")
        server.process.send_signal(signal.SIGINT)
        server.stop(signal.SIGINT)

        assert (server.process.returncode, server.errors) == (0, "")
