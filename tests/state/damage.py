"""State files to damage, and what a server makes of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.web.control import shapes
from mobipace.mock_server.web.recorder import StateError
from mobipace.mock_server.web.restoring import begin
from mobipace.mock_server.web.simulator import Simulator
from mobipace.mock_server.web.statefile import StateFile
from tests.state.support import NOON, kept
from tests.state.visitor import Visitor
from tests.support import demo

DEMO = "mobipace@mobipace.com"
WORLD = demo()


def fill(path: Path, rounds: int) -> Path:
    """Use a simulator on `path`, with all kinds of records; returns the file as a kill would leave it."""
    with kept(path) as sim:
        visitor = Visitor(sim, [(DEMO, "123456")])
        visitor.authorize(0)
        visitor.make({"username": "made@example.test", "balance": "12.50"})
        for index in range(rounds):
            rows = [{"Recipient": f"374990000{index:02d}", "Body": f"text {index}", "Reference": f"r{index}"}]
            visitor.in_session("Send", 0, {"Sender": "MOBIPACE", "Messages": rows, "SendWithinHours": index % 2})
            visitor.v2("send", 0, sender="MOBIPACE", recipient="37499000000", body="hello " * index)
            visitor.change(0, "/clock", {"advance": 1})
            visitor.post("/v3/Send", b"{" * index)
        return sim.cut(f"{path.name}.killed")


def state_of(simulator: Simulator) -> dict[str, Any]:
    """All that a simulator holds at noon, as plain values."""
    return {
        "accounts": [
            (
                shapes.account(account, NOON),
                [shapes.session(session) for session in account.sessions.alive(account.now(NOON))],
                shapes.ledger(account),
                [shapes.message(message, account.now(NOON)) for message in account.mailbox.messages],
            )
            for account in simulator.gateway.settled(NOON)
        ],
        "exchanges": [shapes.exchange(exchange) for exchange in simulator.journal.after(0)],
    }


@dataclass(frozen=True)
class Opened:
    """What came of opening a file: the state that is in it, or the line that says what is wrong with it."""

    state: dict[str, Any] | None = None
    line: str = ""
    differences: int = 0


def opened(path: Path, world: World | None = None) -> Opened:
    """Begin a simulator on a file, and end it at once. Anything but a StateError is a failure of ours."""
    try:
        with _begun(path, world or WORLD) as (simulator, differences):
            return Opened(state_of(simulator), differences=differences)
    except StateError as error:
        return Opened(line=str(error))


@contextmanager
def _begun(path: Path, world: World) -> Iterator[tuple[Simulator, int]]:
    state = StateFile.open(path)
    try:
        simulator, restored = begin(state, world)
        yield simulator, restored.differences if restored else 0
    finally:
        state.close()


def contents(path: Path) -> dict[str, bytes]:
    """The bytes of a state file and of its log, where there is one with anything in it."""
    files = [path, log_of(path)]
    return {file.name: file.read_bytes() for file in files if file.exists() and file.stat().st_size}


def log_of(path: Path) -> Path:
    """The write-ahead log beside a state file."""
    return path.with_name(f"{path.name}-wal")
