"""Our server on uvloop, where that is installed, against itself on the event loop that comes with Python."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from .exchanges import CONNECTIONS, KINDS, ROUNDS, compare, times
from .measure import Figure, pace, some
from .server import clients, serving

_PROGRAM = (
    "import asyncio, uvloop; asyncio.set_event_loop_policy(uvloop.EventLoopPolicy()); "
    "from mobipace.mock_server.cli import main; main()"
)


def figures(effort: float) -> list[Figure]:
    """It would have to win by a tenth to be worth another dependency, and another order of events."""
    if find_spec("uvloop") is None:
        raise ModuleNotFoundError(name="uvloop")
    with serving() as own, serving(program=(sys.executable, "-c", _PROGRAM)) as other:
        found = []
        for number in CONNECTIONS:
            with clients(other, number) as on_uvloop, clients(own, number) as on_asyncio:
                pairs = compare(KINDS[0], (on_uvloop, on_uvloop), (on_asyncio, on_asyncio), some(ROUNDS, effort))
            found.append(pace(f"Send of 1 on uvloop, {times(number)}, against asyncio", pairs, 1.1))
        return found
