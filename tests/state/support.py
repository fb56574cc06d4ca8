"""Simulators on state files, in this process: their time is the test's, and their files can be copied at any moment."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.web.replay import Replay
from mobipace.mock_server.web.restoring import begin
from mobipace.mock_server.web.server import Server, ServerConfig
from mobipace.mock_server.web.simulator import JournalLimits, Simulator
from mobipace.mock_server.web.statefile import StateFile
from mobipace.mock_server.web.wall import WallClock
from tests.answers import Misfits
from tests.support import Sim, demo

SECOND = 1_000_000
NOON = 4_000_000_000 * SECOND  # in the year 2096: later than any machine's clock that runs this


class StillWall(WallClock):
    """The edge's clock, standing until the test moves it."""

    def __init__(self, at: int = NOON) -> None:
        self.at = at

    def now(self) -> int:
        """Where the test has put it."""
        return self.at


@dataclass
class Kept(Sim):
    """A running simulator whose state is in the file `path`. restored: how doing again went; None with a new file."""

    path: Path = field(kw_only=True)
    wall: StillWall = field(kw_only=True)
    restored: Replay | None = field(kw_only=True)

    def do(self, work: Callable[[], Any]) -> Any:
        """Do something where the simulator lives: on its loop's thread."""

        async def now() -> Any:
            return work()

        return asyncio.run_coroutine_threadsafe(now(), self.loop).result(timeout=30)

    def cut(self, name: str) -> Path:
        """A copy of the file as it would be found had the process been killed now."""
        copy = self.path.with_name(name)
        self.do(lambda: copy_state(self.path, copy))
        return copy


def copy_state(path: Path, copy: Path) -> None:
    """Copy a state file with its write-ahead log, as it is on disk."""
    for suffix in ("", "-wal"):
        source, target = path.with_name(path.name + suffix), copy.with_name(copy.name + suffix)
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)


@contextmanager
def kept(
    path: Path,
    world: World | None = None,
    at: int = NOON,
    journal: JournalLimits | None = None,
    checkpoint_every: int | None = None,
) -> Iterator[Kept]:
    """A started simulator on a state file, its real time standing at `at`. It ends as a server ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name=f"state {path.name}")
    thread.start()
    try:
        yield from _served(loop, path, (world or demo(), at, journal, checkpoint_every))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


def _served(
    loop: asyncio.AbstractEventLoop, path: Path, given: tuple[World, int, JournalLimits | None, int | None]
) -> Iterator[Kept]:
    def run(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(timeout=30)

    async def close() -> None:
        simulator.recorder.close()

    simulator, wall, restored = run(_begin(path, *given))
    try:
        misfits = Misfits()
        simulator.watchers.append(misfits.watch)
        server = Server(simulator, ServerConfig())
        sim = Kept(simulator, run(server.start()), loop, path=path, wall=wall, restored=restored)
        try:
            yield sim
        finally:
            sim.http.close()
            run(server.stop())
        assert misfits.found == [], misfits.found[:5]
    finally:
        run(close())


async def _begin(
    path: Path, world: World, at: int, journal: JournalLimits | None, every: int | None
) -> tuple[Simulator, StillWall, Replay | None]:
    state = StateFile.open(path)
    try:
        simulator, restored = begin(state, world, journal, every)
    except BaseException:
        state.close()
        raise
    wall = StillWall(at)
    simulator.wall = wall
    return simulator, wall, restored
