"""Checkpoints: a start goes on from the last one, with everything that a repetition would have come to."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mobipace.mock_server.web.checkpoints import EVERY, Checkpoints
from mobipace.mock_server.web.images import Image, Progress
from mobipace.mock_server.web.recorder import Recorder, StateFailed
from mobipace.mock_server.web.simulator import Simulator
from mobipace.mock_server.web.statefile import StateFile
from tests.state.damage import DEMO, contents, opened
from tests.state.everything import differences, everything
from tests.state.support import SECOND, Kept, kept
from tests.state.visitor import Visitor
from tests.support import demo

EACH = 1  # exchange


def visitor_of(sim: Kept) -> Visitor:
    """The demo account's owner, logged in."""
    visitor = Visitor(sim, [(DEMO, "123456")])
    visitor.authorize(0)
    return visitor


def send(visitor: Visitor, reference: str, **more: Any) -> None:
    """A message."""
    row = {"Recipient": "37499000000", "Body": "hello", "Reference": reference}
    visitor.in_session("Send", 0, {"Sender": "MOBIPACE", "Messages": [row], **more})


def test_what_is_before_a_checkpoint_is_not_done_again(tmp_path: Path) -> None:
    """And what is after it is."""
    with kept(tmp_path / "state.db", checkpoint_every=4) as sim:
        visitor = visitor_of(sim)
        for index in range(6):
            send(visitor, f"r{index}")
        before, copy = everything(sim), sim.cut("copy.db")
    with kept(copy, at=sim.wall.at) as again:
        assert again.restored is not None
        assert again.restored.summary == "3 exchanges and 0 changes done again, after 4 up to a checkpoint"
        assert differences(before, everything(again)) == []


def test_messages_that_change_after_they_were_written_down(tmp_path: Path) -> None:
    """A piece holds a message as it was; later ones bring what has become of it: due, moved by hand, refunded."""
    with kept(tmp_path / "state.db", checkpoint_every=EACH) as sim:
        visitor = visitor_of(sim)
        send(visitor, "waits", SendWithinHours=2)
        send(visitor, "late", ScheduledDate="2199-01-01")
        visitor.force(0, "Sent")
        visitor.wait(SECOND)
        send(visitor, "after the move")
        visitor.force(0, "Rejected")
        visitor.force(1, "OutOfBalance")
        send(visitor, "after the other")
        before, copy = everything(sim), sim.cut("copy.db")
    with kept(copy, at=sim.wall.at) as again:
        assert again.restored is not None
        assert again.restored.exchanges == 0
        assert differences(before, everything(again)) == []


def test_none_is_taken_while_a_request_is_in_flight(tmp_path: Path) -> None:
    """It is half done, and its records are what it takes to do the rest."""
    with kept(tmp_path / "state.db", checkpoint_every=EACH) as sim:
        visitor = visitor_of(sim)
        visitor.authorize(0)
        visitor.overlapping(0, 1)
        before, copy = everything(sim), sim.cut("copy.db")
    with kept(copy, at=sim.wall.at) as again:
        assert again.restored is not None
        assert (again.restored.differences, again.restored.exchanges) == (0, 0)
        assert differences(before, everything(again)) == []


def test_a_server_that_ends_well_writes_one_sooner(tmp_path: Path) -> None:
    """A tenth of what is worth one under way: the next start is quick."""
    with kept(tmp_path / "state.db", checkpoint_every=30) as sim:
        visitor = visitor_of(sim)
        for index in range(3):
            send(visitor, f"r{index}")
    with kept(tmp_path / "state.db", at=sim.wall.at, checkpoint_every=30) as again:
        assert again.restored is not None
        assert again.restored.skipped.exchanges == 4


def test_text_that_is_no_unicode(tmp_path: Path) -> None:
    """JSON may hold half a surrogate pair, and so may a message; no UTF-8 can."""
    with kept(tmp_path / "state.db", checkpoint_every=EACH) as sim:
        visitor = visitor_of(sim)
        send(visitor, "half \ud800")
        send(visitor, "whole")
        before, copy = everything(sim), sim.cut("copy.db")
    with kept(copy, at=sim.wall.at) as again:
        assert again.restored is not None
        assert again.restored.exchanges == 0
        assert differences(before, everything(again)) == []


def test_a_reset_forgets_it(tmp_path: Path) -> None:
    """With everything else."""
    with kept(tmp_path / "state.db", checkpoint_every=2) as sim:
        visitor = visitor_of(sim)
        send(visitor, "before")
        visitor.control("POST", "reset", {})
        visitor.v2("querybalance", 0)
        before, copy = everything(sim), sim.cut("copy.db")
    with kept(copy, at=sim.wall.at) as again:
        assert again.restored is not None
        assert again.restored.summary == "1 exchange and 0 changes done again"
        assert differences(before, everything(again)) == []


def test_what_differed_is_told_again(tmp_path: Path) -> None:
    """A checkpoint does not hide it: every start says so until the file is begun anew."""
    with kept(tmp_path / "state.db", checkpoint_every=EACH) as sim:
        progress = sim.simulator.recorder._checkpoints.progress  # type: ignore[union-attr]
        progress.differences = 2
        visitor_of(sim)
        copy = sim.cut("copy.db")
    with kept(copy, at=sim.wall.at) as again:
        assert again.restored is not None
        assert again.restored.differences == 2


KEYS = "from mobipace.mock_server.judge.request import mark; print(mark('Send', 1, None, ('a', 'b \\ud800', 2.5)))"


def test_what_the_judge_recognises_is_the_same_in_every_process() -> None:
    """Python's own hashes of text are not: a restored judge would know nothing again."""
    numbers = {
        subprocess.run(
            [sys.executable, "-c", KEYS],
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(numbers) == 1


# What can go wrong


class Full:
    """A disk that takes records and no checkpoint."""

    def __init__(self) -> None:
        self.records = 0
        self.tries = 0

    def append(self, records: list[Any]) -> None:
        self.records += len(records)

    def restart(self, *_: Any) -> None: ...

    def close(self) -> None: ...

    def write_checkpoint(self, image: Image, pieces: Any) -> None:
        self.tries += 1
        raise StateFailed("there is no room for it")


def test_one_that_cannot_be_written_is_no_harm() -> None:
    """The records are on disk: all goes on, and it is tried again after as many exchanges."""
    simulator, disk = Simulator(demo()), Full()
    checkpoints = Checkpoints(simulator, disk, Progress(), 1)
    simulator.recorder = Recorder(disk, checkpoints=checkpoints)
    checkpoints.since = 1
    simulator.operate("make_account", document={})
    simulator.operate("make_account", document={})

    assert (disk.records, disk.tries, checkpoints.since) == (2, 1, 0)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a checkpoint, and nothing in its log."""
    path = tmp_path_factory.mktemp("state") / "state.db"
    with kept(path, checkpoint_every=2) as sim:
        visitor = visitor_of(sim)
        for index in range(8):
            send(visitor, f"r{index}")
    return path


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE checkpoint SET image = substr(image, 1, 50)", "its checkpoint is not what was written"),
        ("UPDATE checkpoint SET checksum = checksum + 1", "its checkpoint is not what was written"),
        ("UPDATE pieces SET piece = 'x' WHERE number = 2", "piece 2 is not what was written"),
        ("DELETE FROM pieces WHERE number = 1", "piece 1 is missing"),
        ("DELETE FROM pieces", f"messages or entries of account '{DEMO}' are missing"),
        ("UPDATE records SET checksum = 0 WHERE number = 1", "record 1 is not what was written"),
        ("DELETE FROM records WHERE number > 20", "records after 20 are missing"),
    ],
)
def test_damage_is_told(ended: Path, tmp_path: Path, statement: str, says: str) -> None:
    """A checkpoint and its pieces have checksums, and the records before it are looked at as ever."""
    file = tmp_path / "state.db"
    file.write_bytes(ended.read_bytes())
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
    connection.close()
    before = contents(file)
    line = opened(file).line

    assert line.startswith(f"state file {file} is damaged")
    assert says in line
    assert contents(file) == before


def test_all_of_it_can_still_be_done_again(ended: Path) -> None:
    """The records stay: `replay` does every exchange, whatever a checkpoint says."""
    state = StateFile.look_into(ended)
    found = state.checkpoint()
    numbers = sum(1 for _ in state.records())
    state.close()

    assert found is not None
    assert (found.progress.exchanges, found.progress.record) == (9, numbers)


def test_how_many_exchanges_are_worth_one() -> None:
    """A start repeats at most so many: some seconds. The page on state files says it."""
    page = Path(__file__).parents[2] / "docs" / "state-file.md"

    assert f"{EVERY:,} exchanges" in page.read_text("utf-8")
