"""The kill matrix: each broken client is noticed by every case that names it, and none is killed by a timeout alone."""

from collections import Counter
from fnmatch import fnmatchcase

import pytest

from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.mutants.clients import MUTANTS
from mobipace.contract_tests.mutants.mutant import Mutant
from mobipace.contract_tests.obligations import OBLIGATIONS
from mobipace.mock_server.report import Check
from tests.contract.running import broken, checks

NOTICED = {"FAIL", "WARN", "TIMEOUT"}
PATIENT = {"waits-for-ever", "waits-for-v2-for-ever"}
"""Waiting for ever shows as a timeout, and nothing else does."""


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_is_killed_by_the_cases_that_name_it(mutant: Mutant) -> None:
    """A case that lets its mutant live checks nothing."""
    found = checks(broken(mutant), *mutant.killed_by)

    assert {id: check.verdict.value for id, check in found.items() if not is_noticed(check)} == {}
    assert found.keys() == {case.id for case in CASES if mutant.is_killed_by(case.id)}
    assert mutant.name in PATIENT or {check.verdict.value for check in found.values()} != {"TIMEOUT"}


def is_noticed(check: Check) -> bool:
    """Where the documents are silent, telling is all that a case does."""
    return check.verdict.value in NOTICED or (check.level == "OBSERVED" and check.verdict.value == "INFO")


def test_every_case_kills_a_mutant() -> None:
    """A case that no broken client fails would pass whatever a client does."""
    assert [case.id for case in CASES if not any(mutant.is_killed_by(case.id) for mutant in MUTANTS)] == []


def test_every_pattern_names_a_case() -> None:
    """A case that was renamed is missed."""
    astray = [
        pattern
        for mutant in MUTANTS
        for pattern in mutant.killed_by
        if not any(fnmatchcase(case.id, pattern) for case in CASES)
    ]

    assert astray == []


def test_mutants_are_told_apart_by_their_names() -> None:
    """A name is how the matrix speaks of one."""
    assert [name for name, count in Counter(mutant.name for mutant in MUTANTS).items() if count > 1] == []


def test_there_are_forty_at_least() -> None:
    """Each obligation has clients that break it."""
    assert len(MUTANTS) >= 40
    assert {each.id for each in OBLIGATIONS} - {mutant.obligation for mutant in MUTANTS} == set()


def test_a_mutant_names_cases_of_its_obligation() -> None:
    """The case that kills it is about what it breaks, or about the truth of what is said."""
    owes = {case.id: set(case.owes) for case in CASES}
    astray = {
        mutant.name: mutant.obligation
        for mutant in MUTANTS
        if not any(mutant.obligation in owes[id] for id in owes if mutant.is_killed_by(id))
    }

    assert astray == {}
