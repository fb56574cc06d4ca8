"""Servers that are made in a moment and can be killed: forked from a process that has imported everything already.

`run(options)` is what `mobipace-mock serve` calls; nothing of ours stands between it and the process's end.
"""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from typing import Any

import pytest
import typer

from mobipace.mock_server import world
from mobipace.mock_server.cli.options import Options
from mobipace.mock_server.cli.run import run
from mobipace.mock_server.web import checkpoints
from tests.cli.support import until

_CONTEXT = get_context("forkserver")
_ROOT = Path(__file__).parents[2]

world.load(None, seed=0)  # compiles the schemas, once for all who are forked from here


def options(state: Path, ready_file: Path, **given: Any) -> Options:
    """Those of `serve --no-tls --port 0 --seed 7 --state FILE --ready-file FILE`, but for what is given."""
    told = {"state": state, "ready_file": ready_file, "host": "127.0.0.1", "port": 0, "tls_port": 0, "seed": 7}
    flags = {"no_tls": True, "control_open": False, "watch": False, "readings": {}, "log_format": "text"}
    limits = {
        "max_body_bytes": 1_000_000,
        "max_line_bytes": 65_536,
        "max_headers": 128,
        "slow_request_seconds": 30.0,
        "journal_exchanges": 10_000,
        "journal_bytes": 64 * 1024 * 1024,
    }
    return Options(**{**dict.fromkeys(Options.__slots__), **told, **flags, **limits, **given})


@dataclass
class Cub:
    """A server's process. `output` is where what it prints goes."""

    process: ForkServerProcess
    options: Options
    output: Path

    @property
    def url(self) -> str:
        """Where it listens, as soon as it does."""
        file = self.options.ready_file
        assert file
        until(lambda: file.exists() or not self.process.is_alive(), "the ready file")
        assert file.exists(), self.output.read_text("utf-8")
        return str(json.loads(file.read_text("utf-8"))["http"])

    def kill(self) -> None:
        """End it as the kernel ends a process: with no word to it."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid or 0, signal.SIGKILL)
        self.process.join()


class Nursery:
    """Gives birth to servers in `folder`, one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def born(self, given: Options) -> Cub:
        """Begin one; it need not be up yet."""
        assert given.ready_file
        given.ready_file.unlink(missing_ok=True)
        output = self.folder / "output"
        process = _CONTEXT.Process(target=_serve, args=(given, output), daemon=True)
        process.start()
        return Cub(process, given, output)


@contextmanager
def nursery(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Nursery]:
    """A nursery; the process that forks imports this module, and so everything that a server needs."""
    with patch.context() as patched:
        patched.setenv("PYTHONPATH", os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")]))
        _CONTEXT.set_forkserver_preload(["__main__", __name__])
        ensure_running()
    yield Nursery(folder)


def _serve(given: Options, output: Path) -> None:
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    checkpoints.EVERY = 25  # few enough that the end falls into some
    try:
        run(given)
    except typer.Exit as end:
        raise SystemExit(end.exit_code) from None
