"""Results of what was observed: the judge's tallies and the coverage of a simulator, put into the one structure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..gateway.clock import format_instant
from ..judge.clauses import split
from ..judge.judge import NOBODY, Rule, Tally
from .results import Check, Results, Transcript, Verdict, totals

Table = Mapping[str, Tally]
"""One account's tallies, by rule."""

Transcripts = Callable[[int], Transcript | None]
"""The transcript of an exchange, its secrets masked; None where the journal no longer has it."""

ACCOUNTS = 500
"""Accounts in one report: first those that broke something, then the latest of the others."""

_BROKEN = {"MUST": Verdict.FAIL, "SHOULD": Verdict.WARN, "NOTE": Verdict.INFO}


@dataclass(frozen=True, slots=True)
class Observation:
    """What there is to report. Instants are real ones, in microseconds.

    subject: the simulator's address. rules: what the judge looks for. tallies: what it counted, by account (NOBODY:
    requests for no known one), which is read through once. coverage: the shape of judge.counts. control: the control
    API's URL, for the lines that show an exchange again; None: there will be none any more. dropped: exchanges that the
    journal no longer has.
    """

    subject: str
    started_at: int
    finished_at: int
    version: str
    seed: int
    rules: Sequence[Rule]
    tallies: Iterable[tuple[str, Table]]
    coverage: Mapping[str, Any] | None = None
    control: str | None = None
    dropped: int = 0


def observed(observation: Observation, transcript: Transcripts) -> Generator[None, None, Results]:
    """One check for each rule and each account it was at stake for, and one for each rule that never was.

    Yields now and then, so that others can run.
    """
    shower = _Shower(transcript, observation.control)
    chosen, left_out = yield from _chosen(observation.tallies)
    checks = list[Check]()
    idle = {rule.id: rule for rule in observation.rules}
    for account, table in chosen:
        at_stake = [rule for rule in observation.rules if table[rule.id].exercised or table[rule.id].violated]
        checks += (_check(rule, account, table[rule.id], shower) for rule in at_stake)
        for rule in at_stake:
            idle.pop(rule.id, None)
        yield
    checks += (_check(rule, NOBODY, Tally(), shower) for rule in idle.values() if chosen)
    return Results(
        kind="observed",
        subject=observation.subject,
        started_at=format_instant(observation.started_at),
        finished_at=format_instant(observation.finished_at),
        tool="mobipace-mock",
        version=observation.version,
        seed=observation.seed,
        totals=totals(checks),
        checks=tuple(checks),
        coverage=None if observation.coverage is None else dict(observation.coverage),
        notes=tuple(_notes(chosen, left_out, observation.dropped)),
    )


def _chosen(tallies: Iterable[tuple[str, Table]]) -> Generator[None, None, tuple[list[tuple[str, Table]], int]]:
    """The accounts to report, and how many more did something."""
    broken, kept, count = list[tuple[str, Table]](), deque[tuple[str, Table]](maxlen=ACCOUNTS), 0
    for account, table in tallies:
        yield
        if not any(tally.exercised for tally in table.values()):
            continue
        count += 1
        if all(not tally.violated for tally in table.values()):
            kept.append((account, table))
        elif len(broken) < ACCOUNTS:
            broken.append((account, table))
    room = ACCOUNTS - len(broken)
    chosen = [*broken, *(list(kept)[-room:] if room else ())]
    return chosen, count - len(chosen)


def _check(rule: Rule, account: str, tally: Tally, shower: _Shower) -> Check:
    return Check(
        id=rule.id,
        title=rule.title,
        level=rule.level,
        clauses=split(rule.clause),
        verdict=_verdict(rule, tally),
        account=None if account == NOBODY else account,
        exercised=tally.exercised,
        violated=tally.violated,
        seen=tuple(dict.fromkeys(message for _, message in tally.examples)),
        left_out=max(0, tally.violated - len(tally.examples)),
        transcripts=shower.transcripts(tally),
        repeat=shower.repeat(tally),
    )


def _verdict(rule: Rule, tally: Tally) -> Verdict:
    if tally.violated:
        return _BROKEN[rule.level]
    return Verdict.PASS if tally.exercised else Verdict.NOTRUN


@dataclass(frozen=True, slots=True)
class _Shower:
    """Shows the exchanges that broke a rule."""

    transcript: Transcripts
    control: str | None

    def transcripts(self, tally: Tally) -> tuple[Transcript, ...]:
        """Those that are still there."""
        ids = dict.fromkeys(id for id, _ in tally.examples)
        return tuple(found for id in ids if (found := self.transcript(id)) is not None)

    def repeat(self, tally: Tally) -> str | None:
        """A line to paste that shows the first of them; an observed client cannot be made to do it again."""
        if not tally.examples or self.control is None:
            return None
        return f"curl {self.control}/exchanges/{tally.examples[0][0]}"


def _notes(chosen: Sequence[tuple[str, Table]], left_out: int, dropped: int) -> Iterator[str]:
    if dropped:
        yield f"the journal is bounded: {dropped:,} exchanges are counted here and can no longer be shown"
    if left_out:
        yield f"{left_out:,} more accounts are left out; ask for one by its name"
    if not chosen:
        yield "no request reached either protocol"
