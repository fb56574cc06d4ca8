"""Fair to right clients: who keeps everything in another way than the reference fails nothing."""

import pytest

from mobipace.mock_server.report import Verdict
from tests.contract.right_clients import RIGHT, logs_in_for_each_call, made_of
from tests.contract.running import checks

FINE = {Verdict.PASS, Verdict.INFO}
WASTEFUL = {"v3.session.reused", "v3.session.reused-over-methods"}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_client_fails_nothing(name: str) -> None:
    """The whole catalogue; a SHOULD is broken only by who logs in for each call, which it says."""
    found = checks(made_of(*RIGHT[name]))
    bad = {id: (check.verdict, check.seen) for id, check in found.items() if check.verdict not in FINE}
    wasteful = WASTEFUL if logs_in_for_each_call in RIGHT[name] else set()

    assert {id: told for id, told in bad.items() if id not in wasteful} == {}
    assert {told[0] for told in bad.values()} <= {Verdict.WARN}
