"""What waits at the edge: nobody is kept busy by it, and nothing outlives its reason."""

import re
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.control.support import until
from tests.faulting import (
    SENT,
    Heard,
    charged,
    fault,
    hear,
    last_exchange,
    pausing,
    sending,
    state_of,
)
from tests.support import Account, RawConnection, Sim, running

BOTH = [(protocol, point) for protocol in ("v2", "v3") for point in ("before", "after")]
LONG = 1000
"""Seconds that no test means to wait."""

Made = dict[str, Any]
SEND: Made = {"match": {"method": "send"}}


@pytest.fixture
def own() -> Iterator[Sim]:
    """A simulator for one test alone."""
    with running() as sim:
        yield sim


def vanish(connection: RawConnection) -> None:
    """Go at once: the other side gets a reset."""
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.socket.close()


def leave(connection: RawConnection) -> None:
    """Go as most clients do that have waited long enough."""
    connection.socket.close()


# Nobody is kept busy


@pytest.mark.parametrize("effect", [{"effect": "hang"}, {"effect": "delay", "seconds": LONG}], ids=str)
@pytest.mark.parametrize("point", ["before", "after"])
def test_who_waits_at_the_edge_keeps_nobody_busy(account: Account, point: str, effect: Made) -> None:
    """A hold makes the account busy (v3 code 104); this does not, on either side of the gateway."""
    session = account.login()
    made = fault(account, point=point, **effect, **SEND)
    with sending(account, "v3", session):
        pausing(account.sim, made)

        assert account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 101
        assert len(account.messages) == (point == "after")


@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_while_it_waits_the_exchange_is_in_flight(account: Account, protocol: str, point: str) -> None:
    """The client has not heard of it, so neither has the journal, though all may be done."""
    made = fault(account, "hang", point=point, **SEND)
    with sending(account, protocol):
        pausing(account.sim, made)
        in_flight = last_exchange(account)
        account.sim.control("DELETE", f"faults/{made['id']}")
        until(lambda: last_exchange(account)["finished_at"])

    assert (in_flight["finished_at"], in_flight["answer"]) == (None, None)


# Cut short


def delete_fault(account: Account, made: Made) -> None:
    """By its id."""
    account.sim.control("DELETE", f"faults/{made['id']}")


def delete_own_faults(account: Account, _: Made) -> None:
    """All of the account."""
    account.control("DELETE", "faults")


def delete_all_faults(account: Account, _: Made) -> None:
    """All there are."""
    account.sim.control("DELETE", "faults")


def delete_account(account: Account, _: Made) -> None:
    """The account, and its faults with it."""
    account.control("DELETE")


def reset(account: Account, _: Made) -> None:
    """The world."""
    account.sim.control("POST", "reset")


Cutter = Callable[[Account, Made], None]
CUTTERS: list[Cutter] = [delete_fault, delete_own_faults, delete_all_faults, delete_account, reset]


@pytest.mark.parametrize("cut", CUTTERS)
@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_what_hangs_is_dropped_when_it_is_cut_short(own: Sim, protocol: str, point: str, cut: Cutter) -> None:
    """A hang is never answered: its connection is closed."""
    account = own.account()
    made = fault(account, "hang", point=point, **SEND)
    with sending(account, protocol) as connection:
        pausing(own, made)
        cut(account, made)

        assert hear(connection.socket) == Heard(b"", "closed")


@pytest.mark.parametrize("cut", CUTTERS)
@pytest.mark.parametrize("protocol", ["v2", "v3"])
def test_what_was_done_is_told_at_once_when_a_delay_is_cut_short(own: Sim, protocol: str, cut: Cutter) -> None:
    """`after`: the answer is there already."""
    account = own.account()
    made = fault(account, "delay", seconds=LONG, point="after", **SEND)
    with sending(account, protocol) as connection:
        pausing(own, made)
        cut(account, made)

        assert re.fullmatch(SENT[protocol], hear(connection.socket).body)


@pytest.mark.parametrize("cut", CUTTERS)
@pytest.mark.parametrize("protocol", ["v2", "v3"])
def test_what_was_not_done_is_done_at_once_when_a_delay_is_cut_short(own: Sim, protocol: str, cut: Cutter) -> None:
    """`before`: it is decided then, by the gateway as it is then; a session or account may be gone."""
    account = own.account()
    made = fault(account, "delay", seconds=LONG, **SEND)
    with sending(account, protocol) as connection:
        pausing(own, made)
        cut(account, made)
        body = hear(connection.socket).body
    gone = {"v2": rb"Err: 701 : .*", "v3": rb'\{"StatusCode": 103, .*'}

    assert re.fullmatch((gone if cut in (delete_account, reset) else SENT)[protocol], body)


@pytest.mark.parametrize("point", ["before", "after"])
def test_a_fault_for_all_lets_go_of_a_deleted_accounts_requests_alone(own: Sim, point: str) -> None:
    """Others hang on."""
    made = own.control("POST", "faults", json={"match": {"method": "send", "times": 2}, "effect": "hang"})
    first, second = own.account(), own.account()
    with sending(first, "v2") as gone, sending(second, "v2") as staying:
        pausing(own, made, 2)
        first.control("DELETE")
        heard = hear(gone.socket)
        pausing(own, made, 1)
        own.control("DELETE", "faults")

        assert (heard, hear(staying.socket)) == (Heard(b"", "closed"), Heard(b"", "closed"))


def test_a_slow_answer_comes_at_once_when_it_is_cut_short(account: Account) -> None:
    """The rest of it, in one piece."""
    made = fault(account, "drip", bytes_per_second=0.001)
    with sending(account, "v2") as connection:
        pausing(account.sim, made)
        delete_fault(account, made)
        heard = hear(connection.socket)

    assert (heard.is_whole, re.fullmatch(SENT["v2"], heard.body) is None) == (True, False)


@pytest.mark.parametrize("count", [100])
def test_many_that_hang_are_let_go_together(own: Sim, count: int) -> None:
    """Each is dropped, none is served, and the gateway is free all the while."""
    account = own.account()
    made = fault(account, "hang", match={"method": "send", "times": count})
    with ExitStack() as stack:
        connections = [stack.enter_context(sending(account, "v2")) for _ in range(count)]
        pausing(own, made, count)
        balance = account.v2("querybalance")
        delete_fault(account, made)
        heard = [hear(connection.socket) for connection in connections]

    assert balance == "ID: 1300.30 : EUR"
    assert heard == [Heard(b"", "closed")] * count
    assert (account.messages, own.simulator.pauses.count(made["id"])) == ([], 0)


@pytest.mark.parametrize("cut", [delete_fault, delete_own_faults, delete_all_faults])
def test_a_fault_that_goes_while_its_request_is_held_lets_nobody_wait(account: Account, cut: Cutter) -> None:
    """`after` begins when the request has been served; by then the fault is no more."""
    made = fault(account, "delay", seconds=LONG, point="after", **SEND)
    hold = account.control("POST", "holds", json={"match": {"method": "send"}})
    with sending(account, "v3") as connection:
        account.sim.control("GET", f"holds/{hold['id']}?wait=20")
        cut(account, made)
        account.sim.control("DELETE", f"holds/{hold['id']}")

        assert re.fullmatch(SENT["v3"], hear(connection.socket).body)


# The client goes


@pytest.mark.parametrize("go", [vanish, leave])
@pytest.mark.parametrize("effect", [{"effect": "hang"}, {"effect": "delay", "seconds": LONG}], ids=str)
@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_waiting_ends_when_the_client_goes(
    account: Account, protocol: str, point: str, effect: Made, go: Callable[[RawConnection], None]
) -> None:
    """`before`: the gateway never hears of the request; `after`: it was served, and nobody was told."""
    made = fault(account, point=point, **effect, **SEND)
    with sending(account, protocol) as connection:
        pausing(account.sim, made)
        go(connection)
        until(lambda: last_exchange(account)["finished_at"])
    exchange = last_exchange(account)

    assert state_of(account.sim, made)["pausing"] == 0
    assert charged(account) == (["-2.00"] if point == "after" else [])
    assert exchange["answer"] == {"http_status": None, "code": None, "headers": [], "body": ""}
    assert (exchange["fault"]["decided"] is None, exchange["fault"]["left"]) == (point == "before", True)


@pytest.mark.parametrize("go", [vanish, leave])
def test_a_slow_answer_ends_when_the_client_goes(account: Account, go: Callable[[RawConnection], None]) -> None:
    """The journal has what was sent until then, and what was not."""
    made = fault(account, "drip", bytes_per_second=0.001)
    with sending(account, "v2") as connection:
        pausing(account.sim, made)
        go(connection)
        until(lambda: last_exchange(account)["finished_at"])
    exchange = last_exchange(account)

    assert (exchange["answer"]["body"], exchange["fault"]["left"]) == ("", True)
    assert re.fullmatch(SENT["v2"].decode(), exchange["fault"]["decided"]["body"])
    assert state_of(account.sim, made)["pausing"] == 0


# The server stops


@pytest.mark.parametrize(
    "effect",
    [{"effect": "hang"}, {"effect": "delay", "seconds": LONG}, {"effect": "drip", "bytes_per_second": 0.001}],
    ids=str,
)
@pytest.mark.parametrize("protocol", ["v2", "v3"])
def test_a_stop_waits_for_nobody(protocol: str, effect: Made) -> None:
    """SIGTERM: what hangs is cut off, what is late is answered, within 2 s."""
    with ExitStack() as after_the_server:
        with running() as sim:
            account = sim.account()
            session = account.login()
            made = fault(account, match={"method": "send", "times": 20}, **effect)
            connections = [after_the_server.enter_context(sending(account, protocol, session)) for _ in range(20)]
            pausing(sim, made, 20)
            stopping = time.monotonic()
        taken = time.monotonic() - stopping
        heard = [hear(connection.socket) for connection in connections]

    assert taken < 2
    assert {each.body == b"" for each in heard} == {effect["effect"] == "hang"}
    assert {each.data == b"" or each.is_whole for each in heard} == {True}


# Real time


@pytest.mark.parametrize("point", ["before", "after"])
def test_a_delay_takes_its_seconds(account: Account, point: str) -> None:
    """Real ones: the account's clock is frozen."""
    fault(account, "delay", seconds=0.15, point=point)
    begun = time.monotonic()
    account.v2("querybalance")

    assert 0.15 <= time.monotonic() - begun < 5


def test_a_drip_keeps_its_pace(account: Account) -> None:
    """So many bytes a second: 10 bytes at 50 a second take a fifth of one."""
    fault(account, "drip", bytes_per_second=50)
    begun = time.monotonic()
    with sending(account, "v2") as connection:
        pieces = [len(piece) for piece in iter(lambda: connection.socket.recv(65536), b"")]
    taken = time.monotonic() - begun

    assert 0.2 <= taken < 5
    assert len(pieces) > 3
