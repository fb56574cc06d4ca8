"""The one result structure: whatever was observed or run comes to this, and every report is made from it alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Literal

import msgspec

Kind = Literal["observed", "verify-client", "verify-server"]
Level = Literal["MUST", "SHOULD", "OBSERVED", "NOTE"]


class Verdict(StrEnum):
    """What came of a check, the worst first.

    FAIL: a MUST is broken. WARN: a SHOULD is. INFO: worth knowing, and nobody's fault. NOTRUN: nothing happened that
    the check could judge, which is no pass.
    """

    KIT_ERROR = "KIT-ERROR"
    CRASH = "CRASH"
    TIMEOUT = "TIMEOUT"
    FAIL = "FAIL"
    WARN = "WARN"
    INFO = "INFO"
    UNSUPPORTED = "UNSUPPORTED"
    NOTRUN = "NOTRUN"
    PASS = "PASS"  # noqa: S105  a verdict


BAD = frozenset({Verdict.KIT_ERROR, Verdict.CRASH, Verdict.TIMEOUT, Verdict.FAIL})
"""Verdicts that make a run a failed one."""

TOLD = BAD | {Verdict.WARN, Verdict.INFO}
"""Verdicts that a report speaks of one by one; INFO briefly."""


class Transcript(msgspec.Struct, frozen=True):
    """One exchange as it is shown, its secrets masked by who made this.

    request, answer: the first line, headers and body. answer is None where there was none.
    """

    exchange: int
    title: str
    request: str
    answer: str | None = None


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One obligation, held against one account (None: against all, or against requests that named nobody known).

    clauses: ids of judge.clauses. exercised: how often it could have been broken; violated: how often it was.
    seen: what happened; allowed: what may. left_out: violations that `seen` does not show.
    repeat: one line that repeats it, or shows it. rules: of the judge, that were broken on the way; where the check is
    such a rule itself, none.
    """

    id: str
    title: str
    level: Level
    clauses: tuple[str, ...]
    verdict: Verdict
    account: str | None = None
    exercised: int = 0
    violated: int = 0
    seen: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    left_out: int = 0
    transcripts: tuple[Transcript, ...] = ()
    repeat: str | None = None
    rules: tuple[str, ...] = ()


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a report can show. `make` counts the totals.

    kind: what was done. subject: whom or what it was done to. started_at, finished_at: UTC. tool, version: who says so.
    seed: what repeats the run; None where chance had no part. totals: checks by verdict, zero included.
    coverage: the shape of judge.counts; None where nobody counted. notes: what a reader has to know besides.
    """

    format: Literal[1] = 1
    kind: Kind
    subject: str
    started_at: str
    finished_at: str
    tool: str
    version: str
    seed: int | None
    totals: dict[str, int]
    checks: tuple[Check, ...]
    coverage: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()

    @property
    def told(self) -> list[Check]:
        """The checks to speak of one by one: the worst first, then those of one obligation together."""
        worst = {verdict: place for place, verdict in enumerate(Verdict)}
        first = dict[str, int]()
        for check in self.checks:
            first.setdefault(check.id, len(first))
        told = (check for check in self.checks if check.verdict in TOLD)
        return sorted(told, key=lambda check: (worst[check.verdict], first[check.id]))

    @property
    def is_bad(self) -> bool:
        """Whether anything failed."""
        return any(self.totals[verdict] for verdict in BAD)


def totals(checks: Iterable[Check]) -> dict[str, int]:
    """Checks by verdict, zero included."""
    found = Counter(check.verdict for check in checks)
    return {verdict.value: found[verdict] for verdict in Verdict}


def read(data: bytes | str) -> Results:
    """Results from their JSON. Raises msgspec.DecodeError for what is none."""
    return msgspec.json.decode(data, type=Results)
