"""Results in words: the sentences that several forms of a report share. They take results that are fit to be shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .results import BAD, Check, Results, Transcript, Verdict
from .text import one_line

NOBODY = "(nobody known)"
"""Stands for the account of requests that named none."""


def headline(results: Results) -> str:
    """What came of it, in one line."""
    return f"{results.kind} {one_line(results.subject)}: {outcome(results)}"


def outcome(results: Results) -> str:
    """The counts: only what was kept when all is well, every verdict that occurred when not."""
    totals = results.totals
    counts = ", ".join(f"{totals[verdict]:,} {verdict}" for verdict in Verdict if totals[verdict])
    if any(totals[verdict] for verdict in (*BAD, Verdict.WARN)):
        return counts
    if totals[Verdict.PASS] or totals[Verdict.INFO]:
        return f"all that was exercised was kept: {counts}"
    return f"nothing was exercised: {counts}" if counts else "nothing was exercised"


def coverage_line(results: Results) -> str | None:
    """How much of the documents was met, in one line; None where nobody counted."""
    if results.coverage is None:
        return None
    totals = results.coverage["totals"]
    return "coverage: " + ", ".join(f"{name} {of['exercised']} of {of['documented']}" for name, of in totals.items())


def account_of(results: Results, check: Check) -> str:
    """Whose it is. A run makes accounts of its own, of which a report need not speak."""
    if check.account is not None:
        return one_line(check.account)
    return NOBODY if results.kind == "observed" else results.kind


def how_often(check: Check) -> str:
    """`3 of 10`, or nothing where nobody counted."""
    return f"{check.violated:,} of {check.exercised:,}" if check.exercised else ""


def heading(results: Results, check: Check) -> str:
    """`FAIL v3.recipient.form MUST (v3 limitation 2) somebody: 3 of 10`."""
    often = how_often(check)
    clauses = one_line("; ".join(check.clauses))
    about = f"{check.verdict} {one_line(check.id)} {check.level} ({clauses}) {account_of(results, check)}"
    return f"{about}: {often}" if often else about


def details(check: Check) -> Iterator[str]:
    """What was seen and what is allowed, and but for an INFO an exchange and the line that repeats it."""
    yield f"  {one_line(check.title)}"
    yield from (f"  seen     {one_line(text)}" for text in check.seen)
    if check.left_out:
        yield f"           … and {check.left_out:,} more"
    yield from (f"  allowed  {one_line(text)}" for text in check.allowed)
    if check.verdict is not Verdict.INFO:
        yield from _evidence(check)


def _evidence(check: Check) -> Iterator[str]:
    """One exchange is enough to read; the others are named."""
    for transcript in check.transcripts[:1]:
        yield f"  exchange {transcript.exchange}  {one_line(transcript.title)}"
        yield from (f"    > {line}" if line else "    >" for line in transcript.request.split("\n"))
        yield from (f"    < {line}" if line else "    <" for line in answer_of(transcript).split("\n"))
    if others := also(check):
        yield f"  also     {others}"
    if check.repeat:
        yield f"  repeat   {one_line(check.repeat)}"


def also(check: Check) -> str:
    """The exchanges but the first, by id; empty where there are none."""
    return ", ".join(f"{transcript.exchange}" for transcript in check.transcripts[1:])


def answer_of(transcript: Transcript) -> str:
    """The answer, or that there was none."""
    return "(no answer)" if transcript.answer is None else transcript.answer


# One habit, many cases

FIRST = 3
"""Cases of one habit that are shown."""

_NAMED = 20
_BRIEF = 160


@dataclass(frozen=True, slots=True)
class Habit:
    """Checks of a run that went wrong for one reason. heading: how many; None where they are shown each for itself.

    shown: the first of them. also: ids of the others; empty where there are none.
    """

    heading: str | None
    shown: Sequence[Check]
    also: str = ""


def habits(results: Results) -> Iterator[Habit]:
    """The checks to speak of, in order, those of one habit together. What was observed has a check a rule already."""
    told = results.told
    same = Counter(_reason(check) for check in told)
    found = defaultdict[tuple[str, ...], list[Check]](list)
    for place, check in enumerate(told):
        if results.kind == "observed" or check.verdict is Verdict.INFO:
            key = "alone", f"{place}"
        else:
            key = _reason(check) if same[_reason(check)] > FIRST else ("title", check.title)
        found[(check.verdict, *key)].append(check)
    for (_, *reason), checks in found.items():
        if len(checks) <= FIRST:
            yield Habit(None, checks)
        else:
            yield Habit(_heading(checks, *reason), checks[:FIRST], _ids(checks[FIRST:]))


def _reason(check: Check) -> tuple[str, str]:
    """Why it went wrong: the rule that was broken, else the words that tell it."""
    if check.rules:
        return "rule", check.rules[0]
    return "words", check.seen[0] if check.seen else ""


def _heading(checks: Sequence[Check], kind: str, reason: str) -> str:
    how_many = f"{len(checks):,} checks; the first {FIRST} are shown"
    if kind == "rule":
        return f"{one_line(reason)} broke {how_many}"
    words = one_line(reason)
    return f"{how_many}, for: {words if len(words) <= _BRIEF else f'{words[:_BRIEF]}…'}"


def _ids(checks: Sequence[Check]) -> str:
    more = len(checks) - _NAMED
    return ", ".join(one_line(check.id) for check in checks[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
