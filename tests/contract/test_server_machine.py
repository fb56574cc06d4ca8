"""Generated sequences against our own server, and what is made of one that fails."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mobipace.contract_tests.broken import BROKEN_GATEWAYS
from mobipace.contract_tests.own_gateway import OwnGateway
from mobipace.contract_tests.server.machine import Trace, replay_trace
from mobipace.contract_tests.server.machine.check import Generated
from mobipace.contract_tests.server.machine.generate import shortest_failure
from mobipace.contract_tests.server.machine.player import Player
from mobipace.contract_tests.server.machine.replaying import is_trace, replay
from mobipace.contract_tests.server.machine.trace import TraceError
from mobipace.contract_tests.server.scene import Scene
from mobipace.mock_server.gateway.readings import REGISTER
from tests.contract.server_support import DEFAULTS, target, verified

BROKEN = {each.id: each for each in BROKEN_GATEWAYS}


@pytest.fixture(scope="module")
def gateway() -> Iterator[OwnGateway]:
    """A simulator of the demo world."""
    with OwnGateway() as own:
        yield own


@pytest.mark.parametrize("place", [None, 0, -1], ids=["defaults", "first alternatives", "last alternatives"])
def test_our_server_answers_as_the_model_does(gateway: OwnGateway, place: int | None) -> None:
    """Whatever is asked of it, in whatever order, under any readings."""
    changed = {} if place is None else {reading.key: reading.alternatives[place] for reading in REGISTER}
    scene = Scene(target(gateway.url), DEFAULTS | changed, variant=changed)

    assert shortest_failure(scene, 25, 11) is None


def test_a_failure_is_minimised_saved_and_replayed(gateway: OwnGateway, tmp_path: Path) -> None:
    """The shortest sequence is told as a program, kept as JSON, and fails again until the server is mended."""
    path = tmp_path / "trace.json"
    with BROKEN["waiting-is-pending"]():
        results = verified(gateway, only=["server.machine"], extra=(Generated(30, 1, path).as_check,))
        again = replay_trace(path, target(gateway.url))
    mended = replay_trace(path)

    assert [check.verdict for check in results.checks] == ["FAIL"]
    assert [step["do"] for step in Trace.load(path).steps] == ["v2-schedule", "v2-status"]
    assert "player.play({'do': 'v2-schedule', " in results.checks[0].seen[0]
    assert (again.step, again.allowed) == (2, "'ID: 5 : The SMS message will be sent at the scheduled time.'")
    assert mended.summary == "2 steps played, every answer is the model's"


def test_the_program_that_is_printed_runs(gateway: OwnGateway) -> None:
    """Pasted, with a player before it, it does what the trace does."""
    steps = [{"do": "login", "right": True}, {"do": "funds", "session": 0}, {"do": "wait", "seconds": 60}]
    program = Trace(DEFAULTS, steps).program
    player = Player(Scene(target(gateway.url), DEFAULTS))

    exec(program, {"player": player})  # noqa: S102  that it can be run is what is tested

    assert program.count("player.play(") == 3


def test_a_trace_is_replayed_where_it_failed(
    gateway: OwnGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the file alone: 0, 1, 2 and 3 are its exit codes, and it holds no credentials."""
    at, path = target(gateway.url), tmp_path / "trace.json"
    steps = [{"do": "v2-schedule", "message": ["79851112233", "x"], "sender": "MOBIPACE", "seconds": 1}]
    trace = Trace(DEFAULTS, [*steps, {"do": "v2-status", "message": 0}], "", "", at.v3_url, at.v2_url, at.control or "")
    trace.save(path)
    with BROKEN["waiting-is-pending"]():
        codes = [replay(path)]
    codes.append(replay(path))
    replace(trace, control="http://127.0.0.1:9/_control").save(path)
    codes.append(replay(path))
    replace(trace, control="").save(path)
    codes.append(replay(path))

    assert codes == [1, 0, 3, 2]
    assert is_trace(path)
    assert not is_trace(Path(__file__))
    assert at.password not in path.read_text("utf-8")
    assert capsys.readouterr().out.splitlines()[1] == "2 steps played, every answer is the model's"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "no JSON"),
        ("[]", "no trace"),
        (json.dumps({"kind": "server-trace", "format": 2}), "no trace"),
        (
            json.dumps({"kind": "server-trace", "format": 1, "readings": {}, "steps": [{"do": "fly"}]}),
            "each does one of",
        ),
    ],
)
def test_what_is_no_trace_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """With a reason."""
    path = tmp_path / "trace.json"
    path.write_text(text, "utf-8")

    with pytest.raises(TraceError, match=why):
        Trace.load(path)


def test_one_seed_makes_one_run(gateway: OwnGateway) -> None:
    """The same seed finds the same failure."""
    scene = Scene(target(gateway.url), DEFAULTS)
    with BROKEN["not-charged"]():
        first, second = (shortest_failure(scene, 5, 4) for _ in range(2))

    assert first is not None
    assert second is not None
    assert first.steps == second.steps
