"""A server in a process of its own, and a client that costs next to nothing."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .cores import pin_server

RICH = {"balance": "999999999999.00", "clock": {"frozen": True}}


class Client:
    """One keep-alive connection, logged in as a fresh account with money enough."""

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        account = json.loads(self.post("/_control/accounts", json.dumps(RICH).encode()))
        login = {"Username": account["username"], "Password": account["password"]}
        self.session = json.loads(self.post("/v3/authorize", json.dumps(login).encode()))["SessionId"]

    def post(self, path: str, body: bytes) -> bytes:
        """One request; the answer's body."""
        self._connection.request("POST", path, body, {"Content-Type": "application/json"})
        return self._connection.getresponse().read()

    def ask(self, method: str, body: bytes) -> None:
        """A v3 method that must succeed: what is refused costs nothing, and would be measured for nothing."""
        answer = self.post(f"/v3/{method}", body)
        if not answer.startswith(b'{"StatusCode": 101,'):
            raise RuntimeError(f"{method}: {answer[:200]!r}")

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

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def served() -> Iterator[Client]:
    """A client of a server that this starts and ends."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [sys.executable, "-m", "mobipace.mock_server", "serve", "--port", "0", "--no-tls", "--seed", "7"]
        process = subprocess.Popen([*command, "--ready-file", str(ready)], stdout=subprocess.PIPE, text=True)
        pin_server(process.pid)
        try:
            assert process.stdout
            if not process.stdout.readline():  # the first line comes after the ready file
                raise RuntimeError("the server ended before it was ready")
            process.stdout.close()
            client = Client(json.loads(ready.read_text())["http"])
            yield client
            client.close()
        finally:
            process.terminate()
            process.wait(timeout=10)
