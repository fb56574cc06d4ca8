"""A sequence of steps as a file: what was done, under which readings, and where it went wrong."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mobipace.mock_server.gateway.readings import Readings

from ..failing import Broken
from ..guard import Guard
from ..log import Log
from ..scene import Scene
from ..target import Target
from .player import STEPS, Player

KIND = "server-trace"
TOKEN = "MOBIPACE_CONTROL_TOKEN"  # noqa: S105  the name of a variable


class TraceError(ValueError):
    """A file that holds no trace; the text says why."""


@dataclass(frozen=True, slots=True)
class Trace:
    """readings: what the server follows. steps: what is asked of it. seen, allowed: how it ended, where it failed.

    v3_url, v2_url, control: where it was; no credentials, as each replay makes an account of its own.
    """

    readings: dict[str, str]
    steps: list[dict[str, Any]] = field(default_factory=list)
    seen: str = ""
    allowed: str = ""
    v3_url: str = ""
    v2_url: str = ""
    control: str = ""

    def save(self, path: Path) -> None:
        """As JSON, to be replayed. Raises OSError."""
        document = {"kind": KIND, "format": 1, **asdict(self)}
        path.write_text(json.dumps(document, indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> Trace:
        """Raises TraceError, OSError."""
        try:
            document = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise TraceError(f"{path}: no JSON: {error}") from None
        if not isinstance(document, dict) or document.pop("kind", "") != KIND or document.pop("format", 0) != 1:
            raise TraceError(f"{path}: this is no trace of verify-server; its kind would be {KIND!r}, its format 1")
        steps = document.get("steps")
        if not isinstance(steps, list) or not all(isinstance(each, dict) and each.get("do") in STEPS for each in steps):
            raise TraceError(f"{path}: steps: each does one of {', '.join(sorted(STEPS))}")
        try:
            Readings(document.get("readings", {}))
            return cls(**document)
        except (TypeError, ValueError) as error:
            raise TraceError(f"{path}: {error}") from None

    @property
    def target(self) -> Target:
        """The server that it failed at. Raises TraceError where it does not say."""
        if not (self.v3_url and self.v2_url and self.control):
            raise TraceError("the trace does not say where the server is")
        return Target(self.v3_url, self.v2_url, "", "", control=self.control, token=os.environ.get(TOKEN))

    @property
    def program(self) -> str:
        """As Python to paste, with `player = Player(scene)` before it."""
        return "\n".join(f"player.play({step!r})" for step in self.steps)


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a replay went. step: the number, from 1, of the one that failed; None: every answer was right."""

    steps: int
    step: int | None = None
    seen: str = ""
    allowed: str = ""

    @property
    def summary(self) -> str:
        """In one line."""
        if self.step is None:
            return f"{self.steps} steps played, every answer is the model's"
        return f"step {self.step} of {self.steps} fails: {self.seen}; allowed: {self.allowed}"


def first_failure(scene: Scene, steps: list[dict[str, Any]]) -> Trace | None:
    """Play steps with a fresh account: what was played up to the first answer that is wrong, or None."""
    player = Player(scene)
    for number, step in enumerate(steps, 1):
        try:
            player.play(step)
        except Broken as broken:
            return failed(scene, steps[:number], broken)
    return None


def failed(scene: Scene, steps: list[dict[str, Any]], broken: Broken) -> Trace:
    """The trace of steps the last of which failed."""
    at = scene.target
    return Trace(dict(scene.readings), steps, broken.seen, broken.allowed, at.v3_url, at.v2_url, at.control or "")


def replay_trace(path: Path, target: Target | None = None) -> Replayed:
    """Play a trace again, without hypothesis, at a server with a control API; None: at the one that it failed at.

    Raises TraceError, OSError, ControlFailed where there is no such server.
    """
    trace = Trace.load(path)
    target = target or trace.target
    log = Log(target.password)
    found = first_failure(Scene(target, trace.readings, log, Guard(), trace.readings), trace.steps)
    if found is None:
        return Replayed(len(trace.steps))
    return Replayed(len(trace.steps), len(found.steps), log.mask(found.seen), log.mask(found.allowed))
