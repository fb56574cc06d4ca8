"""The tables of the page on the contract kit: titles, and what makes the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mobipace.contract_tests.coverage import case_rows, clause_rows, mutant_rows, obligation_rows
from mobipace.contract_tests.server.pages import BROKEN_TITLES, CHECK_TITLES, broken_rows, check_rows

TABLES: dict[str, tuple[Sequence[str], Callable[[], Iterable[Sequence[str]]]]] = {
    "obligations": (("obligation", "level", "checks", "broken by"), obligation_rows),
    "clause-coverage": (("clause", "keyword", "checks", "mutants they kill"), clause_rows),
    "kill-matrix": (("broken client", "breaks", "noticed by"), mutant_rows),
    "cases": (("case", "level", "what it holds", "clauses"), case_rows),
    "server-checks": (CHECK_TITLES, check_rows),
    "broken-gateways": (BROKEN_TITLES, broken_rows),
}
