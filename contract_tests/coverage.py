"""What covers what: obligations and clauses to cases and mutants, and the reasons where nothing can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mobipace.mock_server.gateway.readings import REGISTER
from mobipace.mock_server.judge.clause import Clause
from mobipace.mock_server.judge.clauses import CLAUSES, split

from .catalogue import CASES, Case
from .mutants.clients import MUTANTS
from .mutants.mutant import Mutant
from .obligations import OBLIGATIONS, Obligation
from .server.checks import CHECKS
from .server.detectors import DETECTORS

QUESTIONS: Mapping[str, tuple[str, ...]] = {reading.key: split(reading.clause) for reading in REGISTER}
"""The clauses that each reading is about."""

WITHOUT_CASES: Mapping[str, str] = {
    "v2 4, alias": "a client is told which address to use; one that takes the old one is noted by the judge",
}
"""Clauses that exchanges can show, and no case is about; with the reason."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What stands for a clause or an obligation. why_not: why nothing does; empty where something does."""

    cases: tuple[Case, ...]
    mutants: tuple[Mutant, ...]
    why_not: str = ""


def of_clause(clause: Clause) -> Covered:
    """The cases that name it, and the mutants that those kill."""
    cases = tuple(case for case in CASES if clause.id in split(case.clauses))
    return Covered(cases, tuple(_killed(cases)), clause.beyond or WITHOUT_CASES.get(clause.id, ""))


def of_server(clause: Clause) -> list[str]:
    """Ids of the checks by which `verify-server` holds a server to it."""
    of_readings = (each.id for each in DETECTORS if clause.id in QUESTIONS[each.key])
    return [*of_readings, *(each.id for each in CHECKS if clause.id in each.clauses)]


def of_obligation(obligation: Obligation) -> Covered:
    """The cases that are about it, and the mutants that break it."""
    cases = tuple(case for case in CASES if obligation.id in case.owes)
    mutants = tuple(mutant for mutant in MUTANTS if mutant.obligation == obligation.id)
    return Covered(cases, mutants, obligation.why_not)


def _killed(cases: tuple[Case, ...]) -> Iterator[Mutant]:
    return (mutant for mutant in MUTANTS if any(mutant.is_killed_by(case.id) for case in cases))


# As rows of tables for the docs


def clause_rows() -> list[tuple[str, str, str, str, str]]:
    """(clause, keyword, checks of a client or why there are none, mutants, checks of a server)."""
    return [_clause_row(each) for each in CLAUSES]


def _clause_row(clause: Clause) -> tuple[str, str, str, str, str]:
    row = _row(f"{clause.id}: {clause.summary}", clause.keyword, of_clause(clause))
    return *row, _few([f"`{id}`" for id in of_server(clause)])


def obligation_rows() -> list[tuple[str, str, str, str]]:
    """(obligation, level, checks, mutants)."""
    return [_row(f"`{each.id}` {each.text}", each.level, of_obligation(each)) for each in OBLIGATIONS]


def mutant_rows() -> list[tuple[str, str, str]]:
    """(mutant, obligation, the cases that kill it)."""
    return [
        (each.name.replace("-", " "), f"`{each.obligation}`", ", ".join(f"`{id}`" for id in each.killed_by))
        for each in MUTANTS
    ]


def case_rows() -> list[tuple[str, str, str, str]]:
    """(id, level, what it holds, clauses)."""
    return [(f"`{each.id}`", each.level, each.title, each.clauses) for each in CASES]


_SHOWN = 4


def _row(name: str, level: str, covered: Covered) -> tuple[str, str, str, str]:
    checks = _few([f"`{case.id}`" for case in covered.cases]) or f"none: {covered.why_not}"
    return name, level, checks, _few([mutant.name for mutant in covered.mutants])


def _few(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
