"""Clients that go away: in the middle of a request, while they are held, in the middle of an answer."""

import json
import socket
import struct
from collections.abc import Iterator

import pytest

from mobipace.mock_server.web.server import Server
from tests.control.support import until
from tests.robustness.support import in_flight, money, post, request, serving
from tests.support import V2_PATH, Account, RawConnection, Sim

JSON = "Content-Type: application/json"


@pytest.fixture
def served(sim: Sim) -> Iterator[tuple[Server, Sim]]:
    """A simulator whose connections can be counted."""
    with serving(sim) as pair:
        yield pair


def connections(server: Server, sim: Sim) -> int:
    """Open connections, but for those of the client that looks."""
    sim.http.close()
    sim.__post_init__()
    # aiohttp's runner knows its connections; the simulator has no word of its own for them.
    return sum(len(runner.server.connections) for runner in server._runners if runner.server)


def vanish(connection: RawConnection) -> None:
    """Go at once: the other side gets a reset."""
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.socket.close()


def balance(session: str) -> bytes:
    """A QueryBalance as bytes."""
    return post("/v3/QueryBalance", json.dumps({"SessionId": session}).encode(), JSON)


def send(session: str) -> bytes:
    """A Send of one message as bytes."""
    message = {"Recipient": "37499000000", "Body": "x"}
    return post(
        "/v3/Send", json.dumps({"SessionId": session, "Sender": "MOBIPACE", "Messages": [message]}).encode(), JSON
    )


def hold(account: Account) -> int:
    """Hold the account's next request; returns the hold's id."""
    return int(account.control("POST", "holds", json={})["id"])


def held(sim: Sim, id: int) -> str:
    """The hold's state, once a request has come."""
    return str(sim.control("GET", f"holds/{id}?wait=20")["state"])


PARTS = {
    "nothing": b"",
    "half a line": b"POST /v3/Se",
    "half a head": b"POST /v3/Send HTTP/1.1\r\nHost: x\r\n",
    "a head": request("POST", "/v3/Send", "Content-Length: 100"),
    "half a body": request("POST", "/v3/Send", "Content-Length: 100") + b'{"SessionId"',
    "half a chunk": request("POST", "/v3/Send", "Transfer-Encoding: chunked") + b"64\r\n{",
    "half a form": request("POST", V2_PATH, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 9")
    + b"f",
    "half a body for the control API": request("POST", "/_control/accounts", JSON, "Content-Length: 9") + b"{",
}


@pytest.mark.parametrize("part", PARTS)
def test_who_goes_in_the_middle_of_a_request_leaves_nothing(served: tuple[Server, Sim], part: str) -> None:
    """Its connection is closed, its exchange has an end, and others are served."""
    server, sim = served
    account = sim.account()
    for _ in range(3):
        with sim.connection() as connection:
            connection.send(PARTS[part])
            account.v2("querybalance")  # by now what was sent has been read
            vanish(connection)

    assert account.login()
    until(lambda: in_flight(sim) == [])
    until(lambda: connections(server, sim) == 0)


def test_who_goes_while_it_is_held_can_be_let_go(served: tuple[Server, Sim]) -> None:
    """The account stays busy until the hold is released, and is free then; nothing waits for the client."""
    server, sim = served
    account = sim.account()
    session, id = account.login(), hold(account)
    with sim.connection() as connection:
        connection.send(balance(session))
        states = [held(sim, id)]
        vanish(connection)
    states.append(held(sim, id))
    busy = account.call("QueryBalance", {"SessionId": session})["StatusCode"]
    states.append(sim.control("DELETE", f"holds/{id}")["state"])

    assert states == ["holding", "holding", "released"]
    assert busy == 104
    until(lambda: account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 101)
    until(lambda: in_flight(sim) == [])
    until(lambda: connections(server, sim) == 0)


def test_a_message_counts_though_nobody_hears_of_it(served: tuple[Server, Sim]) -> None:
    """READING: a client that goes after asking has sent: the message is there once, and paid for."""
    server, sim = served
    account = sim.account()
    session, id = account.login(), hold(account)
    with sim.connection() as connection:
        connection.send(send(session))
        held(sim, id)
        vanish(connection)
    sim.control("DELETE", f"holds/{id}")
    until(lambda: account.messages)

    assert len(account.messages) == 1
    assert [entry["amount"] for entry in money(account)] == ["1300.30", "-2.00"]
    until(lambda: connections(server, sim) == 0)


def test_who_shuts_its_side_still_gets_the_answer(served: tuple[Server, Sim]) -> None:
    """Half closed is not gone: some clients say so when they have asked."""
    server, sim = served
    account = sim.account()
    session, id = account.login(), hold(account)
    with sim.connection() as connection:
        connection.send(balance(session))
        connection.socket.shutdown(socket.SHUT_WR)
        held(sim, id)
        sim.control("DELETE", f"holds/{id}")

        assert b'"StatusCode": 101' in connection.rest()
    until(lambda: connections(server, sim) == 0)


def test_who_goes_in_the_middle_of_an_answer_harms_nobody(served: tuple[Server, Sim]) -> None:
    """A long list, of which only the beginning is read; the server does not wait to be rid of the rest."""
    server, sim = served
    account = sim.account(balance="100000.00")
    account.send(account.login(), *[{"Recipient": "37499000000", "Body": "x" * 500}] * 5000)
    for _ in range(3):
        with sim.connection() as connection:
            connection.send(request("GET", f"/_control/accounts/{account.username}/messages?limit=5000"))
            assert connection.socket.recv(15).startswith(b"HTTP/1.1 200")
            vanish(connection)

    assert account.login()
    until(lambda: connections(server, sim) == 0)


def test_who_never_reads_keeps_nobody_waiting(served: tuple[Server, Sim]) -> None:
    """Many requests and no ear for the answers: others are served meanwhile."""
    server, sim = served
    account = sim.account()
    session = account.login()
    with sim.connection() as connection:
        connection.send(balance("unknown") * 2000)

        assert account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 101
        vanish(connection)
    until(lambda: connections(server, sim) == 0)


def test_a_long_poll_whose_client_is_gone_ends(served: tuple[Server, Sim]) -> None:
    """What it waited for comes, and there is nobody to tell."""
    server, sim = served
    account = sim.account()
    with sim.connection() as connection:
        connection.send(request("GET", f"/_control/accounts/{account.username}/messages?wait=30"))
        account.v2("querybalance")
        vanish(connection)
    account.v2_send()

    assert len(account.messages) == 1
    until(lambda: connections(server, sim) == 0)


def test_many_connections_leave_none_behind(served: tuple[Server, Sim]) -> None:
    """Idle, half, and answered ones: all are gone when their clients are."""
    server, sim = served
    open_ones = [RawConnection(socket.create_connection(("127.0.0.1", _port(sim)), timeout=20)) for _ in range(200)]
    for number, connection in enumerate(open_ones):
        connection.send([b"", b"GET /half", request("GET", "/whole")][number % 3])
    sim.control("GET", "health")
    counted = connections(server, sim)
    for connection in open_ones:
        vanish(connection)

    assert counted == 200
    until(lambda: connections(server, sim) == 0)


def _port(sim: Sim) -> int:
    return int((sim.urls.http or "").rpartition(":")[2])
