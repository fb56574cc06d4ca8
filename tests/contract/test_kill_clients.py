"""The kill matrix: each broken client is noticed by every case that names it, and none is killed by a timeout alone."""

from collections import Counter

import pytest

from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.mutants.clients import MUTANTS
from mobipace.contract_tests.mutants.mutant import Mutant
from mobipace.contract_tests.obligations import OBLIGATIONS
from tests.contract.running import broken, checks

NOTICED = {"FAIL", "WARN", "TIMEOUT"}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_is_killed_by_the_cases_that_name_it(mutant: Mutant) -> None:
    """A case that lets its mutant live checks nothing."""
    found = checks(broken(mutant), *mutant.killed_by)

    assert {id: check.verdict.value for id, check in found.items() if check.verdict.value not in NOTICED} == {}
    assert found.keys() == set(mutant.killed_by)


def test_no_mutant_is_killed_by_timeouts_alone() -> None:
    """Waiting for ever shows as a timeout, and nothing else does."""
    patient = {mutant.name for mutant in MUTANTS if "for-ever" in mutant.name and mutant.obligation == "lost"}

    assert patient == {"waits-for-ever", "waits-for-v2-for-ever"}


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
        if not any(mutant.obligation in owes[id] for id in mutant.killed_by)
    }

    assert astray == {}
