"""`--watch`: reload the world when its file changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from ..gateway.settings import World
from ..web.recorder import StateFailed
from ..web.simulator import Simulator
from ..world import WorldError
from .reporting import Reporter

Stamp = tuple[int, int]  # when it was changed, and its size
_PERIOD = 0.25  # seconds between two looks at the file


@asynccontextmanager
async def watching(
    file: Path, load: Callable[[], World], simulator: Simulator, reporter: Reporter
) -> AsyncIterator[None]:
    """While in this context, a changed file becomes the simulator's world; one with mistakes is told and not used."""
    seen = _stamp(file)  # now, and not when the task begins: by then the ready file tells that changes are seen
    task = asyncio.create_task(_watch(file, seen, load, simulator, reporter))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _watch(
    file: Path, seen: Stamp | None, load: Callable[[], World], simulator: Simulator, reporter: Reporter
) -> None:
    while True:
        await asyncio.sleep(_PERIOD)
        stamp = _stamp(file)
        if stamp == seen or stamp is None:  # an editor that saves by renaming leaves a moment without a file
            continue
        seen = stamp
        try:
            simulator.load(load())
            reporter.say(f"{file} changed: the world was loaded anew")
        except (WorldError, StateFailed) as error:
            reporter.say(f"{file} changed, and cannot be used; the world stays as it was: {error}")


def _stamp(file: Path) -> Stamp | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
