"""Servers that people would pick instead, each answering one fixed stub, against ours with state, money and judge.

`python -m benchmarks others` installs them with npm into a folder of its own, which goes away in the end; they need
node and java. It is no part of `make bench`, and never of CI.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from .exchanges import KINDS, compare, times
from .http import Connection
from .measure import Figure, pace, some
from .server import Running, clients, serving, started, wait_until

CONNECTIONS = (1, 16)
ROUNDS = 12
WARMING = 15  # rounds: a virtual machine compiles what runs often
SEND = KINDS[0]._replace(right=b'{"StatusCode":')  # some write their JSON anew
PACKAGES = ("wiremock@3", "@mockoon/cli@9", "@stoplight/prism-cli@5", "mountebank@2")


class Other(NamedTuple):
    """A server. command: how it is started in its folder, at a port, with the stub's answer."""

    name: str
    needs: str
    command: Callable[[Path, int, str], list[str]]


def figures(effort: float) -> list[Figure]:
    """Ours is to be faster. One that cannot be run here is left out, with a line that says so."""
    with tempfile.TemporaryDirectory() as folder, serving() as ours:
        _install(Path(folder))
        with clients(ours, 1) as [client]:
            answer = client.exchange(SEND.make(client)).decode()
        return [figure for other in OTHERS for figure in _figures(other, Path(folder), ours, (answer, effort))]


def _install(folder: Path) -> None:
    (folder / "package.json").write_text("{}")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def _figures(other: Other, folder: Path, ours: Running, given: tuple[str, float]) -> Iterator[Figure]:
    answer, effort = given
    if shutil.which(other.needs) is None:
        print(f"{other.name}: left out, it needs {other.needs}")
        return
    port = _free_port()
    with started(other.command(folder, port, answer), cwd=folder, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: _listens(port), process)
        for number in CONNECTIONS:
            with clients(ours, number) as owners, _connections(port, number) as others:
                compare(SEND, (owners, owners), (owners, others), some(WARMING, effort))
                pairs = compare(SEND, (owners, owners), (owners, others), some(ROUNDS, effort))
            yield pace(f"Send of 1, {times(number)}, against a stub of {other.name}", pairs, 1.0)


@contextmanager
def _connections(port: int, count: int) -> Iterator[Sequence[Connection]]:
    found = [Connection(f"http://127.0.0.1:{port}") for _ in range(count)]
    try:
        yield found
    finally:
        for connection in found:
            connection.close()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# How each is told its stub


def _wiremock(folder: Path, port: int, answer: str) -> list[str]:
    mappings = folder / "wiremock" / "mappings"
    mappings.mkdir(parents=True)
    response = {"status": 200, "body": answer, "headers": {"Content-Type": "application/json"}}
    stub = {"request": {"method": "POST", "urlPath": "/v3/Send"}, "response": response}
    (mappings / "send.json").write_text(json.dumps(stub))
    [jar] = (folder / "node_modules" / "wiremock" / "build").glob("*.jar")
    return [
        "java",
        "-jar",
        str(jar),
        "--port",
        f"{port}",
        "--root-dir",
        str(mappings.parent),
        "--use-chunked-encoding",
        "never",
    ]


def _mockoon(folder: Path, port: int, answer: str) -> list[str]:
    response = {
        "uuid": "r",
        "statusCode": 200,
        "body": answer,
        "bodyType": "INLINE",
        "headers": [{"key": "Content-Type", "value": "application/json"}],
        "default": True,
        "rules": [],
    }
    route = {"uuid": "s", "type": "http", "method": "post", "endpoint": "v3/Send", "responses": [response]}
    children = [{"type": "route", "uuid": "s"}]
    environment = {
        "uuid": "e",
        "name": "stub",
        "port": port,
        "routes": [route],
        "rootChildren": children,
        "folders": [],
    }
    (folder / "mockoon.json").write_text(json.dumps(environment))
    return [_program(folder, "mockoon-cli"), "start", "--data", "mockoon.json", "--port", f"{port}", "--repair"]


def _prism(folder: Path, port: int, answer: str) -> list[str]:
    content = {"application/json": {"example": json.loads(answer)}}
    body: dict[str, Any] = {"content": {"application/json": {"schema": {}}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "sent", "content": content}}}
    about = {"title": "stub", "version": "1"}
    document = {"openapi": "3.0.3", "info": about, "paths": {"/v3/Send": {"post": operation}}}
    (folder / "prism.json").write_text(json.dumps(document))
    return [_program(folder, "prism"), "mock", "prism.json", "--port", f"{port}"]


def _mountebank(folder: Path, port: int, answer: str) -> list[str]:
    # Without these it closes the connection after every answer.
    headers = {"Content-Type": "application/json", "Connection": "keep-alive", "Content-Length": len(answer)}
    response = {"is": {"statusCode": 200, "headers": headers, "body": answer}}
    stub = {"predicates": [{"equals": {"method": "POST", "path": "/v3/Send"}}], "responses": [response]}
    imposter = {"port": port, "protocol": "http", "stubs": [stub]}
    (folder / "mountebank.json").write_text(json.dumps({"imposters": [imposter]}))
    options = ["--port", f"{_free_port()}", "--configfile", "mountebank.json", "--nologfile"]
    return [_program(folder, "mb"), "start", *options]


def _program(folder: Path, name: str) -> str:
    return str(folder / "node_modules" / ".bin" / name)


OTHERS = (
    Other("WireMock", "java", _wiremock),
    Other("Mockoon", "node", _mockoon),
    Other("Prism", "node", _prism),
    Other("mountebank", "node", _mountebank),
)
