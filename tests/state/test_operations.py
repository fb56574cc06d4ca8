"""The operator's changes are kept as they were made: whatever numbers they held, and whatever became of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mobipace.mock_server.web.operations import OPERATIONS
from mobipace.mock_server.web.simulator import JournalLimits
from tests.state.everything import differences, everything
from tests.state.support import SECOND, Kept, kept
from tests.state.visitor import Visitor

DEMO = "mobipace@mobipace.com"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the state goes."""
    return tmp_path / "state.db"


def assert_comes_back(sim: Kept, name: str = "copy", journal: JournalLimits | None = None) -> None:
    """What is there now is there after a kill, and nothing came out otherwise."""
    before, copy = everything(sim), sim.cut(name)
    with kept(copy, at=sim.wall.at, journal=journal) as again:
        assert again.restored is not None
        assert (again.restored.differences, again.restored.first) == (0, None)
        assert differences(before, everything(again)) == []


def _send_scheduled(visitor: Visitor) -> None:
    visitor.v2("schedule", 0, sender="MOBIPACE", recipient="37499000000", body="x", sendingdate="2096-10-02T12:00:00")


# Each of the operator's operations: what it needs, and the operation, which must change something.

OPERATIONS_DONE: dict[str, tuple[Callable[[Visitor], Any], Callable[[Visitor], Any]]] = {
    "make_account": (lambda visitor: None, lambda visitor: visitor.make({"kind": "individual", "balance": "0.125"})),
    "change_account": (
        lambda visitor: None,
        lambda visitor: visitor.change(
            0, "", {"balance": "1.50", "currency": None, "readings": {"busy_scope": "session"}}
        ),
    ),
    "remove_account": (lambda visitor: visitor.make({}), lambda visitor: visitor.remove(1)),
    "move_clock": (
        _send_scheduled,
        lambda visitor: visitor.change(0, "/clock", {"advance": 86400.25, "freeze": True}),
    ),
    "move_all_clocks": (
        lambda visitor: visitor.make({"clock": {"frozen": True}}),
        lambda visitor: visitor.control("POST", "clock", {"set": "2096-10-03T00:00:00.5Z", "rate": 2.5}),
    ),
    "expire_sessions": (lambda visitor: visitor.authorize(0), lambda visitor: visitor.remove(0, "/sessions")),
    "expire_session": (
        lambda visitor: visitor.authorize(0),
        lambda visitor: visitor.remove(0, f"/sessions/{visitor.sessions[0]}"),
    ),
    "force": (_send_scheduled, lambda visitor: visitor.force(0, "Rejected")),
    "change_readings": (
        lambda visitor: None,
        lambda visitor: visitor.control("PATCH", "readings", {"refund_unsent": "yes", "separator_v2": "tight"}),
    ),
    "clear_exchanges": (
        lambda visitor: visitor.authorize(0),
        lambda visitor: visitor.control("DELETE", f"exchanges?account={DEMO}"),
    ),
}


def test_every_operation_is_in_the_table() -> None:
    """One that is added needs its line here."""
    assert OPERATIONS_DONE.keys() == OPERATIONS.keys()


@pytest.mark.parametrize("name", OPERATIONS_DONE)
def test_an_operation_comes_back(file: Path, name: str) -> None:
    """With all that it changed, and all that follows from it."""
    prepare, operate = OPERATIONS_DONE[name]
    with kept(file) as sim:
        visitor = Visitor(sim, [(DEMO, "123456")])
        prepare(visitor)
        before = everything(sim)
        operate(visitor)

        assert visitor.answers[-1][0] == "2", visitor.answers[-1]
        assert differences(before, everything(sim)) != []
        assert_comes_back(sim)


def test_who_looks_changes_nothing(file: Path) -> None:
    """A refund falls due, and then its reading changes: what was due is refunded, whether somebody looked or not."""
    with kept(file) as sim:
        account = sim.account(readings={}, clock={"frozen": False})
        account.v2_send(recipient="37400000104")
        sim.control("PATCH", "readings", json={"refund_unsent": "yes"})
        sim.do(lambda: setattr(sim.wall, "at", sim.wall.at + 10 * SECOND))
        looked = len(account.ledger["entries"])
        sim.control("PATCH", "readings", json={"refund_unsent": "no"})

        assert looked == 3
        assert_comes_back(sim)


@pytest.mark.parametrize("seed", [0, 2**63, 2**64, 10**30])
def test_a_number_of_any_size(file: Path, seed: int) -> None:
    """JSON knows no largest one; a server that cannot write it down would answer nobody from then on."""
    with kept(file) as sim:
        made = sim.account(seed=seed)
        session = made.login()
        made.send(session, {"Recipient": "37499000000", "Body": "x"})
        assert_comes_back(sim)


@pytest.mark.parametrize(
    "document",
    [
        {"balance": "1.00", "time_zone": "No/Where"},
        {"balance": "1.00", "clock": {"now": "2000-01-01T00:00:00Z"}},
        {"blocked": True, "clock": {"now": "2096-02-30T00:00:00Z"}},
        {
            "balance": "1.00",
            "outcomes": {"steps": [{"status": "Delivered", "after": 1}, {"status": "Sent", "after": 2}]},
        },
    ],
)
def test_a_change_that_is_refused_changes_nothing(file: Path, document: dict[str, Any]) -> None:
    """Not a part of it either, here or in a later life."""
    with kept(file) as sim:
        before = everything(sim)
        answer = sim.http.patch(f"{sim.urls.control}/accounts/{DEMO}", json=document)

        assert answer.status_code == 422
        assert differences(before, everything(sim)) == []
        assert_comes_back(sim)


def test_all_clocks_move_or_none(file: Path) -> None:
    """One account's clock is ahead and would have to go back."""
    with kept(file) as sim:
        sim.existing(DEMO).clock(advance=3600)
        before = everything(sim)
        answer = sim.http.post(f"{sim.urls.control}/clock", json={"set": "2096-10-02T07:30:00Z"})

        assert answer.status_code == 422
        assert differences(before, everything(sim)) == []
        assert_comes_back(sim)


def test_a_refused_account_has_drawn_its_name_and_password(file: Path) -> None:
    """Chance goes on alike, whether what was drawn was used or not."""
    with kept(file) as sim:
        visitor = Visitor(sim, [(DEMO, "123456")])
        visitor.make({"username": DEMO})
        visitor.make({"time_zone": "No/Where"})
        copy = sim.cut("copy")
        visitor.make({})
        with kept(copy) as again:
            later = visitor.at(again)
            later.make({})

            assert later.answers == visitor.answers[-1:]


@pytest.mark.parametrize(("path", "document"), [("", b'{"balance": "10.00"}'), ("/clock", b'{"advance": 1}')])
def test_a_change_to_an_account_that_was_deleted_meanwhile(file: Path, path: str, document: bytes) -> None:
    """404, as if it had come a moment later."""
    with kept(file) as sim, sim.connection() as connection:
        account = sim.account()
        method = "POST" if path else "PATCH"
        head = f"{method} /_control/accounts/{account.username}{path} HTTP/1.1\r\nHost: localhost\r\n"
        fields = f"Content-Type: application/json\r\nContent-Length: {len(document)}\r\nExpect: 100-continue\r\n\r\n"
        connection.send((head + fields).encode())
        assert connection.socket.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"  # it has begun, and wants the body
        account.control("DELETE")
        connection.send(document)
        status, body = connection.answer()

        assert (status, b"there is no account" in body) == (404, True)
        assert_comes_back(sim)


@pytest.mark.parametrize("limits", [JournalLimits(max_count=3), JournalLimits(max_bytes=8192)])
def test_what_no_longer_fits_the_journal(file: Path, limits: JournalLimits) -> None:
    """The same exchanges are kept and the same number is said to be dropped; money and messages are all there."""
    with kept(file, journal=limits) as sim:
        for index in range(12):
            sim.existing(DEMO).v2_send(body=f"{index} " * 40 * (index % 4 + 1))
        assert everything(sim)["dropped"] > 0
        assert_comes_back(sim, journal=limits)


def test_bytes_of_every_kind_in_a_request(file: Path) -> None:
    """Targets, headers and bodies are kept as bytes; what is no text is no trouble."""
    with kept(file) as sim:
        for target in (b"/a%ED%A0%80b?x=%FF", "/Ֆ?\u0561".encode(), b"/\xed\xa0\x80?\xff\xfe", b"/v3/Send%00?\x7f"):
            with sim.connection() as connection:
                connection.send(
                    b"POST " + target + b" HTTP/1.1\r\nHost: \xff\xed\xa0\x80\r\nContent-Length: 3\r\n\r\n\0\xff{"
                )
                connection.answer()
        assert_comes_back(sim)
