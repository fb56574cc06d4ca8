"""How long a server takes to go on from a state file of a million messages that a killed one left behind.

Run as a program, with a path, a number of messages, and how many a request holds, it leaves such a file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from mobipace.mock_server import world
from mobipace.mock_server.gateway.gateway import FIRST_MESSAGE_ID
from mobipace.mock_server.web.addresses import Address
from mobipace.mock_server.web.closing import answered
from mobipace.mock_server.web.incoming import Incoming
from mobipace.mock_server.web.reception import look_up
from mobipace.mock_server.web.records import Step
from mobipace.mock_server.web.restoring import begin
from mobipace.mock_server.web.simulator import Simulator
from mobipace.mock_server.web.statefile import StateFile

from .http import Connection
from .measure import Figure, some
from .server import DONE, RICH, serving

LIMIT = 30
MESSAGES = 1_000_000
TOGETHER = 100  # exchanges that go on disk at once: what is in the file is the same, and it is made sooner
SEED = 7  # as `serving` has it
HEADERS = ((b"Host", b"127.0.0.1:8080"), (b"Content-Type", b"application/json"))


def figures(effort: float) -> list[Figure]:
    """At most 30 s, for messages that came 20,000 in a request, and for messages that came alone."""
    return [
        _restart(f"{name}, {some(MESSAGES, effort):,} messages", some(MESSAGES, effort), size)
        for name, size in (("restart from a state file of batches", 20_000), ("restart from one of single Sends", 1))
    ]


def _restart(name: str, count: int, size: int) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "state.db")
        subprocess.run([sys.executable, "-m", "benchmarks.restart", str(path), f"{count}", f"{size}"], check=True)
        start = time.perf_counter()
        with serving("--state", str(path)) as running:
            taken = time.perf_counter() - start
            _check(running.url, count // size * size)
    return Figure(name, round(taken, 1), "s", LIMIT, round(taken, 1), round(taken, 1), 1)


def _check(url: str, count: int) -> None:
    """Whether the last message is there."""
    connection = Connection(url)
    found = json.loads(connection.get(f"/_control/messages/{FIRST_MESSAGE_ID + count - 1}"))
    connection.close()
    if found.get("reference") != f"r-{count - 1}":
        raise RuntimeError(f"of {count} messages the last is missing: {found}")


class Maker:
    """Takes requests as a server does, with everything but a network."""

    def __init__(self, path: Path) -> None:
        self.simulator: Simulator = begin(StateFile.open(path), world.load(None, seed=SEED))[0]
        account = self.simulator.operate("make_account", document=RICH)
        login = {"Username": account.username, "Password": account.settings.password}
        self.session = json.loads(self.ask("authorize", login))["SessionId"]

    def send(self, numbers: range) -> None:
        """A Send of short Cyrillic messages with references."""
        messages = [
            {
                "Recipient": f"7925{number % 10_000_000:07d}",
                "Body": f"Ваш код {number % 1_000_000:06d}, никому его не говорите",
                "Reference": f"r-{number}",
            }
            for number in numbers
        ]
        answer = self.ask("Send", {"SessionId": self.session, "Sender": "MOBIPACE", "Messages": messages})
        if not answer.startswith(DONE):
            raise RuntimeError(f"{answer!r}")

    def ask(self, method: str, document: dict[str, Any]) -> bytes:
        """One request, answered, and soon on disk."""
        simulator, path = self.simulator, f"/v3/{method}"
        request = Incoming("POST", path, path, HEADERS)
        exchange = simulator.journal.arrive(simulator.now(), request)
        address = look_up(exchange, request)
        assert isinstance(address, Address)
        body = json.dumps(document, ensure_ascii=False).encode()
        handling = simulator.read(exchange, msgspec.structs.replace(request, body=body), address)
        for step in Step:
            simulator.step(exchange, step)
        ended = answered(exchange, handling.outcome, simulator.now())
        simulator.finished((exchange, ended))
        if exchange.id % TOGETHER == 0:
            simulator.recorder.commit()
        return handling.outcome.body


def _make(path: Path, count: int, size: int) -> None:
    maker = Maker(path)
    for first in range(0, count - size + 1, size):
        maker.send(range(first, first + size))
    maker.simulator.recorder.commit()
    os._exit(0)  # as a kill would end it


if __name__ == "__main__":
    _make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
