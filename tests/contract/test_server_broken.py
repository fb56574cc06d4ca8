"""The kill matrix: each broken gateway fails the checks that name it, and each check fails some broken gateway."""

from collections.abc import Iterator

import pytest

from mobipace.contract_tests.broken import BROKEN_GATEWAYS, WITHOUT, Breakage
from mobipace.contract_tests.own_gateway import OwnGateway
from mobipace.contract_tests.server.checks import CHECKS
from mobipace.contract_tests.server.detectors import DETECTORS
from tests.contract.server_support import DEFAULTS, verified

IDS = {each.id for each in CHECKS} | {each.id for each in DETECTORS}


@pytest.fixture(scope="module")
def gateway() -> Iterator[OwnGateway]:
    """One server for all: what is broken is mended again, and every check makes an account of its own."""
    with OwnGateway() as own:
        yield own


@pytest.mark.parametrize("broken", BROKEN_GATEWAYS, ids=[each.id for each in BROKEN_GATEWAYS])
def test_a_broken_gateway_is_killed_by_each_check_that_names_it(gateway: OwnGateway, broken: Breakage) -> None:
    """With FAIL, which is an answer that was judged; no timeout, and no server that fell over instead."""
    with broken():
        results = verified(gateway, told=DEFAULTS, only=broken.killed_by)

    assert {each.id: each.verdict for each in results.checks} == dict.fromkeys(broken.killed_by, "FAIL")
    fell_over = [each.seen for each in results.checks if each.seen[0].endswith(": 500")]
    assert broken.id == "104-as-500" or fell_over == []


def test_mended_gateways_pass(gateway: OwnGateway) -> None:
    """The same checks, with nothing broken any more."""
    for broken in BROKEN_GATEWAYS:
        with broken():
            pass
    results = verified(gateway, told=DEFAULTS)

    assert results.totals["PASS"] == len(results.checks)


def test_every_check_kills_a_gateway_or_says_why_none() -> None:
    """Total in both directions."""
    killing = {id for each in BROKEN_GATEWAYS for id in each.killed_by}

    assert killing - IDS == set()
    assert IDS - killing == set(WITHOUT)
    assert killing & set(WITHOUT) == set()


def test_there_are_many_and_each_breaks_something_of_its_own() -> None:
    """Ids are unique."""
    ids = [each.id for each in BROKEN_GATEWAYS]

    assert len(ids) >= 30
    assert sorted(set(ids)) == sorted(ids)
