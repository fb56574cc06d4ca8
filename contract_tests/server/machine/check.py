"""The state machine as a check of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..check import ServerCheck
from ..failing import Broken
from ..machine_id import MACHINE
from ..scene import Scene
from .trace import Trace

_TITLE = "every answer to a generated sequence of requests is the one that the model of the documents gives"
_CLAUSES = ("v3 Send, TotalPrice", "v2 6 send, balance", "v3 Message Status Possible Values", "v2 8.1")


@dataclass(frozen=True, slots=True)
class Generated:
    """So many sequences from a seed; the shortest that fails is saved at `trace`."""

    examples: int
    seed: int
    trace: Path

    @property
    def as_check(self) -> ServerCheck:
        """As a run wants it."""
        return ServerCheck(MACHINE, _TITLE, "MUST", _CLAUSES, self.run)

    def run(self, scene: Scene) -> None:
        """Raises Broken with the shortest sequence, NotRun without a control API."""
        from .generate import shortest_failure  # noqa: PLC0415  hypothesis is slow to import, and wanted by nobody else

        trace = shortest_failure(scene, self.examples, self.seed)
        if trace is None:
            return
        where = self._save(trace)
        raise Broken(f"{trace.seen}, after {len(trace.steps)} steps, {where}:\n{trace.program}", trace.allowed)

    def _save(self, trace: Trace) -> str:
        try:
            trace.save(self.trace)
        except OSError as error:
            return f"which cannot be saved at {self.trace}: {error.strerror}"
        return f"saved at {self.trace}"
