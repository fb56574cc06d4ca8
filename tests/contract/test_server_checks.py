"""`verify-server` against our own server, which does what the documents say under every reading."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mobipace.contract_tests.own_gateway import OwnGateway
from mobipace.contract_tests.server.check import ServerCheck
from mobipace.contract_tests.server.checks import CHECKS
from mobipace.contract_tests.server.detectors import DETECTORS
from mobipace.mock_server.gateway.readings import REGISTER
from mobipace.mock_server.judge.clauses import find
from tests.contract.server_support import bad, verified, world
from tests.support import demo, running

READINGS = [(reading.key, value) for reading in REGISTER for value in reading.values]


@pytest.fixture(scope="module")
def gateway() -> Iterator[OwnGateway]:
    """A simulator of the demo world."""
    with OwnGateway() as own:
        yield own


def test_our_server_does_what_the_documents_say(gateway: OwnGateway) -> None:
    """Every check passes, none is left out, and it takes at most 20 s."""
    began = time.monotonic()
    results = verified(gateway)

    assert bad(results) == []
    assert {check.id for check in results.checks} == {each.id for each in CHECKS} | {each.id for each in DETECTORS}
    assert time.monotonic() - began < 20


def test_our_server_follows_every_reading_an_account_is_given(gateway: OwnGateway) -> None:
    """--readings all: each detector and each check that depends on a reading, under each of its values."""
    results = verified(gateway, all_readings=True)
    under = {check.id.partition("[")[2].rstrip("]") for check in results.checks if "[" in check.id}

    assert bad(results, "NOTRUN") == []
    assert under == {f"{key}={value}" for key, value in READINGS}


@pytest.mark.parametrize("place", [0, -1], ids=["first alternatives", "last alternatives"])
def test_our_server_follows_the_readings_of_its_world(place: int) -> None:
    """Told of them, the whole run passes; not told, they are seen, and the whole run passes all the same."""
    readings = {reading.key: reading.alternatives[place] for reading in REGISTER}
    with world(readings=readings) as sim:
        told, seen = verified(sim, told=readings), verified(sim)

    assert bad(told, "NOTRUN") == []
    assert bad(seen, "NOTRUN") == []
    # Where a login ends the older session, an account never has two that could overlap.
    found = {text for each in seen.checks if each.id.startswith("server.reading.") for text in each.seen}
    assert {f"{key} is {value}" for key, value in readings.items() if key != "busy_scope"} <= found


@pytest.mark.parametrize(("key", "value"), READINGS, ids=[f"{key}={value}" for key, value in READINGS])
def test_a_reading_is_seen(key: str, value: str) -> None:
    """Each value of each key, without being told."""
    id = f"server.reading.{key.replace('_', '-')}"
    with world(readings={key: value}) as sim:
        results = verified(sim, only=[id])

    assert [each.seen[0].removesuffix(" (the default)") for each in results.checks] == [f"{key} is {value}"]


def test_a_reading_that_is_not_followed_fails(gateway: OwnGateway) -> None:
    """What the run was told is compared with what the server does."""
    results = verified(gateway, told={"separator_v2": "tight"}, only=["server.reading.separator-v2"])

    assert [(each.verdict, each.seen, each.allowed) for each in results.checks] == [
        ("FAIL", ("separator_v2 is spaced",), ("tight, as --reading says",))
    ]


def test_our_server_passes_under_strictness_refuse() -> None:
    """No check departs from the documented forms but those that only tell what a server does."""
    with running(replace(demo(), strictness="refuse")) as sim:
        results = verified(sim)

    assert [each.id for each in bad(results)] == []


def test_without_a_control_api_only_what_needs_none_runs(gateway: OwnGateway) -> None:
    """The others say why they did not, and nothing fails."""
    results = verified(gateway, control=False, all_readings=True)

    assert bad(results, "NOTRUN") == []
    assert results.totals["PASS"] >= 30
    left_out = [each for each in results.checks if each.verdict == "NOTRUN"]
    assert left_out != []
    assert all("--control" in each.seen[0] for each in left_out)


@pytest.mark.parametrize("check", CHECKS, ids=[each.id for each in CHECKS])
def test_a_check_is_whole(check: ServerCheck) -> None:
    """It names clauses and readings that there are, and says what it is about."""
    assert [find(each).id for each in check.clauses] == [*check.clauses]
    assert set(check.readings) <= {reading.key for reading in REGISTER}
    assert check.title


def test_ids_are_unique() -> None:
    """A report speaks of checks by their ids."""
    ids = [*(each.id for each in CHECKS), *(each.id for each in DETECTORS)]

    assert sorted(set(ids)) == sorted(ids)


def test_every_reading_has_a_detector() -> None:
    """All of them can be seen from outside."""
    assert sorted(each.key for each in DETECTORS) == sorted(reading.key for reading in REGISTER)
