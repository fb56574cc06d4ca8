"""Time goes on while there is no server: a running clock has run, a frozen one stands where it stood."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from mobipace.mock_server.gateway.settings import ClockSettings
from mobipace.mock_server.web.restoring import begin
from mobipace.mock_server.web.statefile import StateFile
from tests.state.support import NOON, SECOND, Kept, kept
from tests.support import demo

HOUR = 3600 * SECOND
DEMO = "mobipace@mobipace.com"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the state goes."""
    return tmp_path / "state.db"


def now(sim: Kept, path: str) -> str:
    """What a clock shows."""
    return str(sim.control("GET", path)["now"])


def test_a_running_clock_runs_through_the_downtime(file: Path) -> None:
    """An hour without a server is an hour."""
    with kept(file) as sim:
        before = now(sim, f"accounts/{DEMO}/clock")
    with kept(file, at=NOON + HOUR) as sim:
        assert (before, now(sim, f"accounts/{DEMO}/clock"), now(sim, "clock")) == (
            "2096-10-02T07:06:40Z",
            "2096-10-02T08:06:40Z",
            "2096-10-02T08:06:40Z",
        )


def test_a_fast_clock_runs_fast(file: Path) -> None:
    """At sixty times the speed an hour is sixty."""
    with kept(file) as sim:
        sim.existing(DEMO).clock(rate=60)
    with kept(file, at=NOON + HOUR) as sim:
        assert now(sim, f"accounts/{DEMO}/clock") == "2096-10-04T19:06:40Z"


def test_a_frozen_clock_stands_still(file: Path) -> None:
    """And shows what it was moved to."""
    with kept(file) as sim:
        sim.existing(DEMO).clock(freeze=True, advance=0.5)
    with kept(file, at=NOON + HOUR) as sim:
        assert sim.control("GET", f"accounts/{DEMO}/clock") == {
            "now": "2096-10-02T07:06:40.500000Z",
            "frozen": True,
            "rate": 1,
        }


def test_what_fell_due_in_the_downtime_has_happened(file: Path) -> None:
    """A message is charged at its instant, and delivered; a session is dead."""
    with kept(file) as sim:
        account = sim.existing(DEMO)
        session = account.login()
        account.v2("schedule", sender="MOBIPACE", recipient="37499000000", body="x", sendingdate="2096-10-02T07:30:00")
        charged = len(account.ledger["entries"])
    with kept(file, at=NOON + HOUR) as sim:
        account = sim.existing(DEMO)
        [message] = account.messages

        assert charged == 1
        assert [entry["at"] for entry in account.ledger["entries"][1:]] == ["2096-10-02T07:30:00Z"]
        assert message["v3"]["name"] == "Delivered"
        assert account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 103


def test_a_session_of_a_frozen_account_lives_on(file: Path) -> None:
    """No time has passed for it."""
    with kept(file) as sim:
        account = sim.account()
        session = account.login()
    with kept(file, at=NOON + 24 * HOUR) as sim:
        assert sim.existing(account.username).call("QueryBalance", {"SessionId": session})["StatusCode"] == 101


def test_a_machine_whose_clock_went_back(file: Path) -> None:
    """Time goes on from the last that was written down, and never back; what is recorded then is later."""
    with kept(file) as sim:
        sim.existing(DEMO).login()
    assert time.time_ns() // 1000 < NOON, "this test was written for machines of an earlier age"
    state = StateFile.open(file)
    simulator, _ = begin(state, demo())
    first = simulator.now()
    simulator.recorder.close()

    assert first in range(NOON, NOON + 60 * SECOND)
    assert simulator.now() >= first


def test_a_clock_that_went_back_before_anything_happened(file: Path) -> None:
    """The world's beginning is such a moment too."""
    with kept(file) as sim:
        sim.do(lambda: sim.simulator.load(demo()))  # at noon
    state = StateFile.open(file)
    simulator, _ = begin(state, demo())
    simulator.recorder.close()

    assert simulator.now() >= NOON


@pytest.mark.parametrize("rate", [1, 1.0, 1_000_000, 0.1])
def test_a_clock_keeps_its_rate_as_it_was_written(file: Path, rate: float) -> None:
    """A whole number stays one: it is shown so, and multiplies without rounding."""
    world = replace(demo(), clock=ClockSettings(rate=rate))
    with kept(file, world) as sim:
        before = sim.http.get(f"{sim.urls.control}/clock").text
    with kept(file, world) as sim:
        assert sim.http.get(f"{sim.urls.control}/clock").text == before
