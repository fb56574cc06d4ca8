"""`verify-server` through a front end that hides from it whether two requests overlap."""

from collections.abc import Iterator

import pytest

from mobipace.contract_tests.own_gateway import OwnGateway
from mobipace.contract_tests.server.checks.busy import HIDDEN
from mobipace.contract_tests.server.verify import Plan, verify
from mobipace.mock_server.report import Results
from tests.contract.buffering import in_front_of
from tests.contract.server_support import bad, target


@pytest.fixture(scope="module")
def results() -> Iterator[Results]:
    """A whole run without a control API, as against a server of somebody else's."""
    with OwnGateway() as own, in_front_of(own.url) as url:
        yield verify(Plan(target(url, control=False)))


def test_a_right_server_behind_it_fails_nothing(results: Results) -> None:
    """What cannot be told is no failure."""
    assert [(each.id, each.seen) for each in bad(results, "NOTRUN")] == []


def test_what_cannot_be_told_says_why(results: Results) -> None:
    """Neither that one of two is refused, nor whom a request makes wait."""
    found = {each.id: (each.verdict.value, each.seen) for each in results.checks}

    assert found["server.v3.busy.overlap"] == ("NOTRUN", (HIDDEN,))
    assert found["server.reading.busy-scope"][0] == "NOTRUN"
    assert found["server.reading.busy-scope"][1][0].startswith("inconclusive: ")
