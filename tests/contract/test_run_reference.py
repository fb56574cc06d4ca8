"""The reference client keeps everything, in any order, in parallel, and under every reading."""

import msgspec
import pytest

from mobipace.contract_tests import driver
from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.reference import Client
from mobipace.contract_tests.runner import Options, plan, run
from mobipace.mock_server.report import Results, Verdict
from tests.contract.running import results, verdicts

QUICK = ("v3.session.*", "v3.login.*", "v2.grammar.*", "v3.amounts.*", "v3.busy.two-sends", "v2.date.*")


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


def test_order_and_jobs_change_no_verdict() -> None:
    """Each case has a gateway of its own."""
    orderly = results(Client, *QUICK, jobs=1)
    mixed = results(Client, *QUICK, jobs=4, shuffle=True, seed=7)

    assert verdicts(mixed) == verdicts(orderly)
    assert [check.id for check in mixed.checks] == [check.id for check in orderly.checks]


def test_two_runs_with_one_seed_differ_in_their_times_alone() -> None:
    """Down to the transcripts of what failed."""

    class Deaf(Client):
        def v3_balance(self) -> dict[str, str]:
            super().v3_balance()
            return {"balance": "0", "credit_limit": "0", "available": "0"}

        def v2_balance(self) -> dict[str, str]:
            super().v2_balance()
            return {"balance": "1"}

    one, two = (results(Deaf, "v3.balance.*", "v2.balance.*", seed=3) for _ in range(2))

    assert one.totals["FAIL"] > 5
    assert _timeless(two) == _timeless(one)


def _timeless(found: Results) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(found, started_at="", finished_at=""))
