"""A minute at full speed with every kind of fault firing: nothing is left open or lost, and it ends at once."""

import asyncio
import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from tests.cli.support import Command, Served, until
from tests.robustness.soak import Soak, faults
from tests.robustness.support import post, request
from tests.support import V2_PATH

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
ACCOUNTS = 6
PASSWORD = "123456"
REFUSED = {5, 6, 7, 8, 9}
UNPAID = {*REFUSED, 4}
MET = ("v3 101", "v3 104", "v2 200", "hold released", "events")
EFFECTS = sorted({fault["effect"] for fault in faults()})


@pytest.mark.xdist_group("load")  # with the flood, one after the other: both want the machine for themselves
@pytest.mark.timeout(SECONDS + 240)
def test_a_soak_with_faults_firing(command: Command) -> None:
    """Every connection is closed, every hold released, every ledger sums, and SIGTERM is answered within 2 s."""
    with command.serving("--no-tls", "--seed", "7", "--journal-exchanges", "2000") as server:  # nothing on stderr
        usernames = [made(server, f"soak-{number}@mobipace.com") for number in range(ACCOUNTS)]
        soak = Soak(port(server), Random(7))
        asyncio.run(soak.run([(username, PASSWORD) for username in usernames], SECONDS))
        server.control("POST", "clock", json={"freeze": True}).raise_for_status()

        assert left_undone(server, usernames) == []
        assert [effect for effect, fired in firings(server, usernames).items() if not fired] == []
        for username in usernames:
            assert unbalanced(server, username) == []
        assert [each for each in MET if not soak.met[each]] == [], soak.met
        seconds, is_answered = ended(server, usernames[0])
        assert (server.process.returncode, is_answered) == (0, True)
        assert seconds <= 2
        assert "Traceback" not in "\n".join(server.lines)


def made(server: Served, username: str) -> str:
    """An account that runs fast, so that its sessions die and its messages get on, with every fault there is."""
    document = {"username": username, "password": PASSWORD, "balance": "1000.00", "clock": {"rate": 20}}
    server.control("POST", "accounts", json=document).raise_for_status()
    for fault in faults():
        server.control("POST", f"accounts/{username}/faults", json=fault).raise_for_status()
    return username


def port(server: Served) -> int:
    """Where it listens."""
    return urlsplit(server.ready["http"]).port or 0


def read(server: Served, path: str) -> Any:
    """A document of the control API."""
    response = server.control("GET", path)
    assert response.status_code == 200, response.text
    return response.json()


# Nothing is left open


def left_undone(server: Served, usernames: list[str]) -> list[str]:
    """Holds that hold, faults that make wait, exchanges without an end, connections of clients that have gone."""
    for username in usernames:
        for hold in read(server, f"accounts/{username}/holds")["holds"]:
            server.control("DELETE", f"holds/{hold['id']}").raise_for_status()
    until(lambda: not in_flight(server), "the end of every exchange")
    until(lambda: not pausing(server, usernames), "the end of every wait")
    server.control("GET", "health", headers={"Connection": "close"})  # the test's own
    until(lambda: connections(server) == [], "the end of every connection")
    states = {hold["state"] for each in usernames for hold in read(server, f"accounts/{each}/holds")["holds"]}
    return sorted(states - {"released", "unused"})


def in_flight(server: Served) -> list[Any]:
    """Exchanges without an answer."""
    return [each for each in read(server, "exchanges?limit=2000")["exchanges"] if each["finished_at"] is None]


def pausing(server: Served, usernames: list[str]) -> int:
    """How many requests faults make wait."""
    return sum(fault["pausing"] for each in usernames for fault in read(server, f"accounts/{each}/faults")["faults"])


def connections(server: Served) -> list[Any]:
    """Its sockets, but for those that listen."""
    sockets = psutil.Process(server.process.pid).net_connections("tcp")
    return [each for each in sockets if each.status != psutil.CONN_LISTEN]


def firings(server: Served, usernames: list[str]) -> dict[str, int]:
    """How often each effect befell a request."""
    fired = dict.fromkeys(EFFECTS, 0)
    for username in usernames:
        for fault in read(server, f"accounts/{username}/faults")["faults"]:
            fired[fault["effect"]] += fault["fired"]
    return fired


# Nothing is lost


def unbalanced(server: Served, username: str) -> list[str]:
    """What does not add up: entries to the balance, or charges to the messages that are paid for."""
    ledger, account = read(server, f"accounts/{username}/ledger"), read(server, f"accounts/{username}")
    amounts = [(entry["cause"], Decimal(entry["amount"])) for entry in ledger["entries"]]
    total = sum((amount for _, amount in amounts), Decimal())
    operator = ("opening balance", "balance set by the operator")
    charged = -sum((amount for cause, amount in amounts if cause not in operator), Decimal())
    prices = [Decimal(message["price"]) for message in messages(server, username) if is_paid(message)]
    sums = {"balance": Decimal(ledger["balance"]), "account": Decimal(account["balance"])}
    wrong = [f"{name} is {amount}, the entries sum to {total}" for name, amount in sums.items() if amount != total]
    if charged != sum(prices):
        wrong.append(f"{charged} was charged for {len(prices)} messages of {sum(prices)}")
    return wrong if prices else ["nothing was sent"]


def is_paid(message: dict[str, Any]) -> bool:
    """Whether money was taken for it: not for what was refused, nor for what waits."""
    return message["v3"]["code"] not in UNPAID and message["v3"]["name"] != "Scheduled"


def messages(server: Served, username: str) -> Iterator[dict[str, Any]]:
    """All of an account's."""
    cursor = "0"
    while cursor is not None:
        page = read(server, f"accounts/{username}/messages?limit=5000&cursor={cursor}")
        yield from page["messages"]
        cursor = page["next"]


# It ends at once


def ended(server: Served, username: str) -> tuple[float, bool]:
    """SIGTERM while requests hang, wait, drip, are held and arrive: the seconds it took, and whether what was held has
    been answered.
    """
    server.control("DELETE", f"accounts/{username}/faults").raise_for_status()
    with ExitStack() as stack:
        for fault in (
            {"effect": "hang"},
            {"effect": "delay", "seconds": 60},
            {"effect": "drip", "bytes_per_second": 0.1},
        ):
            stack.enter_context(busy(server, username, fault))
        held = stack.enter_context(in_a_hold(server, username))
        others = [stack.enter_context(sent(server, data)) for data in unfinished(username)]
        until(lambda: len(connections(server)) > 4 + len(others), "their connections")  # the test has one of its own
        seconds = server.stop()
        return seconds, b'"StatusCode": 101' in held.recv(65536)


def unfinished(username: str) -> tuple[bytes, ...]:
    """Requests that have no end of their own, or no end yet."""
    return (
        request("GET", f"/_control/accounts/{username}/messages?wait=30&reference=none"),
        request("GET", "/_control/events"),
        request("POST", "/v3/Send", "Content-Length: 9") + b"{",
        b"GET /half",
        b"",
    )


def busy(server: Served, username: str, fault: dict[str, Any]) -> socket.socket:
    """A request that this fault befalls."""
    made = server.control("POST", f"accounts/{username}/faults", json={**fault, "match": {"times": 1}}).json()
    query = f"function=querybalance&username={username}&password={PASSWORD}"
    opened = sent(server, request("GET", f"{V2_PATH}?{query}"))
    until(lambda: read(server, f"faults/{made['id']}")["fired"], "the fault")
    return opened


def in_a_hold(server: Served, username: str) -> socket.socket:
    """A login that is held."""
    hold = server.control("POST", f"accounts/{username}/holds", json={}).json()["id"]
    login = json.dumps({"Username": username, "Password": PASSWORD}).encode()
    opened = sent(server, post("/v3/authorize", login, "Content-Type: application/json"))
    until(lambda: read(server, f"holds/{hold}")["state"] == "holding", "the request to hold")
    return opened


def sent(server: Served, data: bytes) -> socket.socket:
    """A connection on which this was sent."""
    opened = socket.create_connection(("127.0.0.1", port(server)), timeout=20)
    opened.sendall(data)
    return opened
