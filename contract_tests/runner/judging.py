"""From what was seen of a case to its verdict: the journal first, then what the client said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mobipace.mock_server.judge.clauses import split
from mobipace.mock_server.report import Check, Transcript, Verdict

from ..catalogue.case import Case
from ..catalogue.seen import Seen
from ..driver.capture import last_words
from ..driver.replies import AdapterError, Crashed, Noise, TimedOut, Unsupported, Value

BROKEN = {"MUST": Verdict.FAIL, "SHOULD": Verdict.WARN, "OBSERVED": Verdict.INFO}
MOST = 8
"""Problems of one case that are told."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and why. A case that nobody judged has failed. rules: of the judge, that were broken."""

    verdict: Verdict = Verdict.FAIL
    problems: tuple[str, ...] = ("the case was never judged",)
    rules: tuple[str, ...] = ()


def judged(case: Case, seen: Seen) -> Judgement:
    """The verdict on a case that was played to its end."""
    trouble = _trouble(seen)
    if trouble:
        return trouble
    broken = _violations(case, seen)
    hard = [*(f"{rule}: {what} broke this rule of the judge" for rule, what in broken), *_missing(case, seen)]
    soft = [problem for look in case.allowed for problem in look(seen)]
    if hard:
        rules = tuple(dict.fromkeys(rule for rule, _ in broken))
        return Judgement(Verdict.FAIL, tuple(dict.fromkeys([*hard, *soft])), rules)
    if soft:
        return Judgement(BROKEN[case.level], tuple(dict.fromkeys(soft)))
    unsaid = _unsaid(case, seen)
    return Judgement(Verdict.UNSUPPORTED, unsaid) if unsaid else Judgement(Verdict.PASS, ())


def _unsaid(case: Case, seen: Seen) -> tuple[str, ...]:
    """What the case is about, and the client does not tell its callers."""
    values = [each.value for each in seen.replies if isinstance(each, Value) and each.value is not None]
    told = {name for value in values for name, member in value.items() if member is not None}
    return tuple(f"the client reports no {name}" for name in case.about if values and name not in told)


def _trouble(seen: Seen) -> Judgement | None:
    for reply in (*seen.replies, *(ended.trouble for ended in seen.ended)):
        match reply:
            case TimedOut():
                return Judgement(Verdict.TIMEOUT, (str(reply), *_stderr(seen)))
            case Crashed():
                return Judgement(Verdict.CRASH, (str(reply), *_stderr(seen)))
            case AdapterError() | Noise():
                return Judgement(Verdict.FAIL, (str(reply), *_stderr(seen)))
            case Unsupported():
                return Judgement(Verdict.UNSUPPORTED, (str(reply),))
    return None


def _stderr(seen: Seen) -> list[str]:
    """What an adapter in trouble wrote last."""
    words = last_words(seen.ended[-1].stderr) if seen.ended else ""
    return [f"standard error: {words}"] if words else []


def _violations(case: Case, seen: Seen) -> list[tuple[str, str]]:
    """What the judge calls a MUST, but for what the case itself asks for: the rule, and which request broke it."""
    return [
        (each.rule, exchange.method or "a request")
        for exchange in seen.exchanges
        for each in exchange.violations
        if each.level == "MUST" and each.rule not in case.provokes
    ]


def _missing(case: Case, seen: Seen) -> Iterable[str]:
    for look in case.reached:
        for problem in look(seen):
            yield f"not reached: {problem}"


def check(case: Case, id: str, judgement: Judgement, transcripts: tuple[Transcript, ...], repeat: str) -> Check:
    """The case as a report has it."""
    told = judgement.problems[:MOST]
    return Check(
        id=id,
        title=case.title,
        level=case.level,
        clauses=split(case.clauses),
        verdict=judgement.verdict,
        exercised=1 if judgement.verdict not in (Verdict.NOTRUN, Verdict.UNSUPPORTED) else 0,
        violated=1 if judgement.verdict not in (Verdict.NOTRUN, Verdict.UNSUPPORTED, Verdict.PASS) else 0,
        seen=told,
        allowed=(case.title,) if judgement.problems else (),
        left_out=len(judgement.problems) - len(told),
        transcripts=transcripts,
        repeat=repeat if judgement.verdict is not Verdict.PASS else None,
        rules=judgement.rules,
    )
