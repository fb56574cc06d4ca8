"""A server in a process of its own, and its owners."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .cores import pin_server
from .http import Connection

RICH = {"balance": "999999999999.00", "clock": {"frozen": True}}
DONE = b'{"StatusCode": 101,'
SENT = b"ID: "
V2 = "/API_2_0/HTTP_API.aspx"


class Client(Connection):
    """One keep-alive connection, logged in as a fresh account with money enough, whose session never ends."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url
        account = json.loads(self.post("/_control/accounts", json.dumps(RICH).encode()))
        self.username, self.password = account["username"], account["password"]
        login = {"Username": self.username, "Password": self.password}
        self.session = json.loads(self.post("/v3/authorize", json.dumps(login).encode()))["SessionId"]

    def ask(self, method: str, body: bytes) -> bytes:
        """A v3 method that must succeed: what is refused costs nothing, and would be measured for nothing."""
        answer = self.post(f"/v3/{method}", body)
        if not answer.startswith(DONE):
            raise RuntimeError(f"{method}: {answer[:200]!r}")
        return answer

    def body(self, document: dict[str, Any]) -> bytes:
        """A request's body under this session."""
        return json.dumps({"SessionId": self.session, **document}, ensure_ascii=False).encode()

    def batch(self, count: int, tag: str) -> bytes:
        """The body of a Send of `count` short Cyrillic messages with references."""
        messages = [
            {
                "Recipient": f"7925{index:07d}",
                "Body": f"Ваш код {index:06d}, никому его не говорите",
                "Reference": f"{tag}-{index}",
            }
            for index in range(count)
        ]
        return self.body({"Sender": "MOBIPACE", "Messages": messages})

    def sending(self, number: int) -> bytes:
        """The bytes of a v2 send; each number makes another text."""
        return self.getting(
            f"{V2}?function=send&username={self.username}&password={self.password}&sender=MOBIPACE"
            f"&recipient=79251234567&body=Your%20code%20is%20{number:06d}"
        )


class Running:
    """A server that has been started: where it listens, and its process."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self.pid = pid

    def resident_bytes(self) -> int:
        """What the process has in memory (VmRSS). Raises OSError where the system does not tell."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            [line] = [line for line in status if line.startswith("VmRSS:")]
        return int(line.split()[1]) * 1024


PROGRAM = (sys.executable, "-m", "mobipace.mock_server")


@contextmanager
def serving(*options: str, program: Sequence[str] = PROGRAM) -> Iterator[Running]:
    """A server that this starts and ends."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [*program, "serve", "--port", "0", "--no-tls", "--seed", "7"]
        with started([*command, "--ready-file", str(ready), *options]) as process:
            wait_until(ready.exists, process)
            yield Running(json.loads(ready.read_text())["http"], process.pid)


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for a process to be ready. Raises RuntimeError if it ends before."""
    while not is_ready():
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended before it was ready")
        time.sleep(0.0005)  # noqa: TID251  there is no clock to move: the process is another


@contextmanager
def started(command: list[str], **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A process on the servers' core, that this starts and ends; what it prints goes nowhere, unless told otherwise."""
    process = subprocess.Popen(command, **({"stdout": subprocess.DEVNULL, "text": True} | more))
    try:
        pin_server(process.pid)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)
        if process.stdout:
            process.stdout.close()


@contextmanager
def served(*options: str) -> Iterator[Client]:
    """A client of a server of its own."""
    with serving(*options) as running, clients(running, 1) as [client]:
        yield client


@contextmanager
def clients(running: Running, count: int) -> Iterator[list[Client]]:
    """So many clients, each with an account and a connection of its own."""
    found = [Client(running.url) for _ in range(count)]
    try:
        yield found
    finally:
        for client in found:
            client.close()
