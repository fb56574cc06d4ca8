"""v2 over bare sockets: what HTTP clients in the field do with their connections and headers."""

import socket

import pytest

from tests.support import V2_PATH, Account
from tests.v2.support import get, last, right, send_target

BALANCE = "ID: 1300.30 : EUR"


def balance_target(account: Account) -> bytes:
    """The target of a querybalance."""
    return send_target(account, b"").replace(b"function=send", b"function=querybalance")


def form_of(account: Account, body: str) -> bytes:
    """A send as a form."""
    pairs = right(account, "send") | {"body": body}
    return "&".join(f"{name}={text}" for name, text in pairs.items()).replace("@", "%40").encode()


def test_no_user_agent_and_no_accept(account: Account) -> None:
    """A request needs no header but Host."""
    assert get(account.sim, balance_target(account)) == BALANCE


@pytest.mark.parametrize(
    "host",
    ["www.mobipace.com", "www.mobipace.com:443", "api.mobipace.com:444", "evil.example", "[::1]:8080", "x_y:1", ""],
)
def test_any_host(account: Account, host: str) -> None:
    """A client that was pointed here by its hosts file or a proxy names the real gateway."""
    assert get(account.sim, balance_target(account), headers=f"Host: {host}\r\n") == BALANCE


def test_http_1_0_without_a_host(account: Account) -> None:
    """HTTP/1.0 knows no Host."""
    assert get(account.sim, balance_target(account), version="1.0", headers="") == BALANCE


def test_http_1_0_ends_with_its_answer(account: Account) -> None:
    """Without keep-alive the end of the connection is the end of the answer."""
    with account.sim.connection() as connection:
        connection.send(b"GET " + balance_target(account) + b" HTTP/1.0\r\n\r\n")
        data = connection.rest()

    assert data.endswith(b"\r\n\r\n" + BALANCE.encode())


def test_connection_close_is_obeyed(account: Account) -> None:
    """A client that asks for the end of the connection gets it, after the answer."""
    with account.sim.connection() as connection:
        connection.send(b"GET " + balance_target(account) + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        data = connection.rest()

    assert data.endswith(b"\r\n\r\n" + BALANCE.encode())


def test_an_absolute_target(account: Account) -> None:
    """A client that takes the simulator for its proxy writes the whole URL into the request line."""
    assert get(account.sim, b"http://www.mobipace.com" + balance_target(account)) == BALANCE


def test_expect_100_continue_with_a_form(account: Account) -> None:
    """.NET asks before it sends a body: it is told to go on, and answered once."""
    form = form_of(account, "hello")
    head = (
        f"POST {V2_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\nExpect: 100-continue\r\n\r\n"
    )
    expected = b"HTTP/1.1 100 Continue\r\n\r\n"
    with account.sim.connection() as connection:
        connection.send(head.encode())
        interim = b""
        while len(interim) < len(expected):
            interim += connection.socket.recv(len(expected) - len(interim))
        connection.send(form)
        answer = connection.answer()

    assert (interim, answer) == (expected, (200, f"ID: {last(account)['id']}".encode()))


def test_a_chunked_form(account: Account) -> None:
    """A body may come in pieces whose sizes stand before them."""
    form = form_of(account, "hello")
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (form[:7], form[7:])) + b"0\r\n\r\n"
    head = (
        f"POST {V2_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    with account.sim.connection() as connection:
        connection.send(head.encode() + chunks)
        answer = connection.answer()

    assert answer == (200, f"ID: {last(account)['id']}".encode())


def test_a_client_that_closes_after_the_headers_has_sent_its_message(account: Account) -> None:
    """A client may read no further than the status: the message is accepted and charged."""
    with account.sim.connection() as connection:
        connection.send(b"GET " + send_target(account, b"hello") + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.socket.recv(1)

    assert (last(account)["body"], account.ledger["balance"]) == ("hello", "1298.30")


def test_a_client_that_ends_its_side_is_answered(account: Account) -> None:
    """Half-closing after the request, as netcat does, is no goodbye."""
    with account.sim.connection() as connection:
        connection.send(b"GET " + balance_target(account) + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.socket.shutdown(socket.SHUT_WR)
        answer = connection.answer()

    assert answer == (200, BALANCE.encode())


def test_a_body_of_60_kilobytes_in_the_url(account: Account) -> None:
    """v2 has no length limit and its text is in the URL: 60,000 letters are 393 parts of 153."""
    get(account.sim, send_target(account, b"a" * 60_000))

    assert (len(last(account)["body"]), last(account)["parts"], account.ledger["balance"]) == (60_000, 393, "514.30")


def test_a_raw_body_of_60_kilobytes_in_the_url(account: Account) -> None:
    """The limit is on what the client sent: 30,000 Russian letters are 60,000 raw bytes and 448 parts of 67."""
    get(account.sim, send_target(account, ("я" * 30_000).encode()))

    assert (len(last(account)["body"]), last(account)["parts"]) == (30_000, 448)


def test_a_request_in_single_bytes(account: Account) -> None:
    """A slow line delivers a request byte by byte; it is the same request."""
    request = b"GET " + send_target(account, "да".encode()) + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    with account.sim.connection() as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each byte by itself
        for index in range(len(request)):
            connection.send(request[index : index + 1])
        answer = connection.answer()

    assert (answer, last(account)["body"]) == ((200, f"ID: {last(account)['id']}".encode()), "да")
