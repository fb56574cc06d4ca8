"""`mobipace-mock replay FILE` for a trace of verify-server."""

from __future__ import annotations

import sys
from pathlib import Path

from ..control import ControlFailed
from ..http import NO_ANSWER
from .trace import KIND, TraceError, replay_trace


def is_trace(path: Path) -> bool:
    """Whether a file looks like one. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return f'"kind": "{KIND}"'.encode() in file.read(200)


def replay(path: Path) -> int:
    """Play a trace at the server that it failed at, and print what came of it.

    The exit code: 0, every answer is right now; 1, one is wrong still; 2, the file cannot be used; 3, the server
    cannot be reached.
    """
    try:
        played = replay_trace(path)
    except TraceError as error:
        print(f"mobipace-mock replay: {error}", file=sys.stderr)
        return 2
    except (ControlFailed, *NO_ANSWER) as error:
        print(f"mobipace-mock replay: the server cannot be reached: {error}", file=sys.stderr)
        return 3
    print(played.summary)
    return 0 if played.step is None else 1
