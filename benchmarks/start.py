"""From the command to its first answer, against the import of the library that it serves with."""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .http import Connection
from .measure import Figure, Pair, cost, some
from .server import SENT, V2, started, wait_until

LIMIT = 2.0
ROUNDS = 15
COMMAND = str(Path(sysconfig.get_path("scripts"), "mobipace-mock"))
BALANCE = f"{V2}?function=querybalance&username=mobipace@mobipace.com&password=123456"


def figures(effort: float) -> list[Figure]:
    """At most twice `python -c "import aiohttp.web"`; the CA of the HTTPS listener is there from an earlier start."""
    with tempfile.TemporaryDirectory() as home:
        subjects = {
            "serve, until its first answer": partial(_serve, home, "--tls-port", "0"),
            "serve --no-tls, until its first answer": partial(_serve, home, "--no-tls"),
            "--help": partial(_run, COMMAND, "--help"),
            "--version": partial(_run, COMMAND, "--version"),
        }
        return [
            cost(f"{name}, against importing aiohttp.web", _compare(subject, some(ROUNDS, effort)), LIMIT)
            for name, subject in subjects.items()
        ]


def _compare(subject: Callable[[], float], rounds: int) -> list[Pair]:
    subject(), _import()
    return [Pair(subject(), _import()) for _ in range(rounds)]


def _import() -> float:
    return _run(sys.executable, "-c", "import aiohttp.web")


def _run(*command: str) -> float:
    """Seconds until it has ended."""
    start = time.perf_counter()
    with started(list(command)) as process:
        process.wait()
        return time.perf_counter() - start


def _serve(home: str, *options: str) -> float:
    """Seconds until it has answered a request, which is made as soon as it listens."""
    ready = Path(home, "ready.json")
    command = [COMMAND, "serve", "--port", "0", *options, "--ready-file", str(ready)]
    start = time.perf_counter()
    with started(command, env=os.environ | {"XDG_DATA_HOME": home}) as process:
        wait_until(ready.exists, process)
        connection = Connection(json.loads(ready.read_text())["http"])
        answer = connection.get(BALANCE)
        taken = time.perf_counter() - start
        connection.close()
    if not answer.startswith(SENT):
        raise RuntimeError(f"{answer!r}")
    return taken
