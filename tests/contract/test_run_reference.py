"""The reference client keeps everything, in any order, in parallel, and under every reading."""

import msgspec
import pytest

from mobipace.contract_tests import driver
from mobipace.contract_tests.adapter import Context
from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.mutants.clients import MUTANTS
from mobipace.contract_tests.reference import Client
from mobipace.contract_tests.runner import Options, plan, run
from mobipace.mock_server.report import Results, Verdict
from tests.contract.running import results


@pytest.fixture(scope="module")
def whole() -> Results:
    """One run of everything."""
    return results(Client)


def test_reference_client_passes_everything(whole: Results) -> None:
    """Where it does not, the kit or the client is wrong."""
    assert {check.id: check.seen for check in whole.checks if check.verdict is not Verdict.PASS} == {}
    assert len(whole.checks) == len(CASES)


def test_reference_client_passes_under_every_reading() -> None:
    """Whatever the documents leave open."""
    planned = [each for each in plan(CASES, all_readings=True) if each.readings]
    found = run(lambda: driver.python(Client), planned, Options("reference"))

    assert {check.id: check.seen for check in found.checks if check.verdict is not Verdict.PASS} == {}
    assert len(planned) > 60


def test_runs_with_one_seed_differ_in_their_times_alone() -> None:
    """Every case of a client that is broken in many ways, down to the transcripts; whatever the order, and how many at
    once.
    """
    orderly = results(Astray, seed=3, jobs=2)
    mixed = results(Astray, seed=3, jobs=7, shuffle=True)

    assert min(orderly.totals[verdict] for verdict in ("PASS", "FAIL", "WARN")) > 5
    assert {a.id: a for a, b in zip(orderly.checks, mixed.checks, strict=True) if a != b} == {}
    assert _timeless(mixed) == _timeless(orderly)


class Astray(Client):
    """A client with habits of many mutants, none of which is a matter of chance."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        for mutant in MUTANTS:
            if mutant.name in HABITS:
                mutant.break_it(self)


HABITS = {
    *("adds-a-cent", "strips-texts", "dies-of-a-new-code", "logs-its-v2-url", "retries-a-300", "renews-for-ever"),
    *("resends-v2-blindly", "polls-a-final-status", "takes-a-loss-for-a-success", "forgets-the-hours"),
}


def _timeless(found: Results) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(found, started_at="", finished_at=""))
