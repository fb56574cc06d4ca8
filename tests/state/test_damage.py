"""Damage to a state file is told in one line, or does no harm: there are no other answers, and the file stays."""

import random
import sqlite3
import struct
from pathlib import Path

import pytest

from mobipace.mock_server.web.recorder import StateError
from mobipace.mock_server.web.statefile import FORMAT, StateFile
from tests.state.damage import Opened, contents, fill, log_of, opened

FLIPS = 300
LOG_FLIPS = 60


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file as a kill leaves it: all of it in its log."""
    return fill(tmp_path_factory.mktemp("state") / "state.db", rounds=6)


@pytest.fixture(scope="module")
def ended(killed: Path) -> Path:
    """The file of a server that ended well: no log beside it."""
    file = killed.with_name("state.db")
    assert not log_of(file).exists()
    return file


@pytest.fixture(scope="module")
def right(ended: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """What is in it."""
    copy = tmp_path_factory.mktemp("right") / "state.db"
    copy.write_bytes(ended.read_bytes())
    found = opened(copy)
    assert found.state
    return found


def assert_told_or_harmless(file: Path, right: Opened) -> bool:
    """Open it; returns whether it was found damaged."""
    before = contents(file)
    found = opened(file)
    if not found.line:
        assert found == right
        return False
    assert found.line.startswith(f"state file {file} ") or found.line.startswith(f"{file} is a database of something")
    assert found.line.isprintable()
    assert contents(file) == before
    return True


def test_flipped_bits(ended: Path, right: Opened, tmp_path: Path) -> None:
    """Anywhere in the file: each is found, but where the file holds nothing."""
    chance, found = random.Random(20), 0
    for index in range(FLIPS):
        damaged = bytearray(ended.read_bytes())
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        file = tmp_path / f"{index}.db"
        file.write_bytes(damaged)
        found += assert_told_or_harmless(file, right)

    assert found > FLIPS / 3


def test_a_file_that_was_cut_short(ended: Path, right: Opened, tmp_path: Path) -> None:
    """At any length but none at all, which is a file to begin in."""
    whole = ended.read_bytes()
    for length in [1, 15, 16, 100, 4095, *range(512, len(whole), 997), len(whole) - 1]:
        file = tmp_path / f"{length}.db"
        file.write_bytes(whole[:length])

        assert assert_told_or_harmless(file, right), length


def test_a_file_that_was_emptied_beside_its_log(killed: Path, tmp_path: Path) -> None:
    """It is no new one: SQLite would throw the log away."""
    file = tmp_path / "state.db"
    file.write_bytes(b"")
    log_of(file).write_bytes(log_of(killed).read_bytes())
    before = contents(file)

    assert "is damaged" in opened(file).line
    assert contents(file) == before


def test_a_log_that_was_cut_or_flipped_is_a_past_that_could_have_been(
    killed: Path, right: Opened, tmp_path: Path
) -> None:
    """As after a failure of the machine the last moments may be lost, and what is there is as it was."""
    assert right.state
    log, chance = log_of(killed).read_bytes(), random.Random(30)
    lengths = set()
    for index in range(LOG_FLIPS):
        at = chance.randrange(len(log))
        flipped = bytes([log[at] ^ 1 << chance.randrange(8)])
        file = tmp_path / f"{index}.db"
        file.write_bytes(killed.read_bytes())
        log_of(file).write_bytes(log[:at] if index % 2 else log[:at] + flipped + log[at + 1 :])
        found = opened(file)
        if found.state:
            answered = [exchange for exchange in found.state["exchanges"] if exchange["answer"]["http_status"]]
            lengths.add(len(answered))
            assert answered == right.state["exchanges"][: len(answered)]
            assert found.differences == 0
        else:
            assert found.line.isprintable()

    assert len(lengths) > 3


def test_a_file_that_was_killed_while_it_was_made(tmp_path: Path) -> None:
    """Its tables are there and not yet agreed to, as the journal beside it says: it is a new file, not damage."""
    file = tmp_path / "state.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(f"CREATE TABLE records (record); PRAGMA application_id = {0x4D4F4249};")
    connection.close()
    journal = file.with_name(f"{file.name}-journal")
    magic = bytes.fromhex("d9d505f920a163d7")
    journal.write_bytes(struct.pack(">8s5I", magic, 0, 7, 0, 512, 4096).ljust(512, b"\0"))  # the file had no page

    assert opened(file).line == ""
    assert not journal.exists()
    assert opened(file).line == ""


def test_an_interrupted_database_of_something_else(tmp_path: Path) -> None:
    """Its journal is for its owner to use."""
    file = tmp_path / "bookmarks.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    journal = file.with_name(f"{file.name}-journal")
    journal.write_bytes(struct.pack(">8s5I", bytes.fromhex("d9d505f920a163d7"), 0, 7, 0, 512, 4096).ljust(512, b"\0"))
    before = file.read_bytes(), journal.read_bytes()

    assert opened(file).line.startswith(f"state file {file} cannot be used: ")
    assert (file.read_bytes(), journal.read_bytes()) == before


# Whose bytes are whole, and wrong


def change(ended: Path, file: Path, *statements: str) -> None:
    """A copy in which SQL has done something, so that the database itself is right."""
    file.write_bytes(ended.read_bytes())
    with sqlite3.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE records SET record = substr(record, 1, 20) WHERE number = 5", "record 5 is not what was written"),
        ("UPDATE records SET record = 'text' WHERE number = 5", "record 5 is not what was written"),
        ("UPDATE records SET record = 7 WHERE number = 5", "record 5 is not what was written"),
        ("UPDATE records SET checksum = 'x' WHERE number = 5", "record 5 is not what was written"),
        ("DELETE FROM records WHERE number = 5", "record 5 is missing"),
        ("UPDATE records SET number = 0 WHERE number = 5", "record 1 is missing"),
        ("UPDATE origin SET checksum = checksum + 1", "its beginning is not what was written"),
        ("UPDATE origin SET origin = 'x'", "its beginning is not what was written"),
        ("DROP TABLE records", "no such table: records"),
        ("ALTER TABLE records RENAME COLUMN record TO other", "no such column: record"),
    ],
)
def test_a_database_that_somebody_edited(ended: Path, tmp_path: Path, statement: str, says: str) -> None:
    """Every record and the beginning have checksums, and numbers without a gap."""
    file = tmp_path / "state.db"
    change(ended, file, statement)
    before = contents(file)
    line = opened(file).line

    assert line.startswith(f"state file {file} ")
    assert says in line
    assert contents(file) == before


def test_another_version(ended: Path, tmp_path: Path) -> None:
    """Its answers may be others: it is told which version made it, and what to do."""
    file = tmp_path / "state.db"
    change(ended, file, "UPDATE origin SET version = '0.0.9'")
    line = opened(file).line

    assert line.startswith(f"state file {file} was made by version 0.0.9, and this is ")
    assert line.endswith(": run that version, or name a new file")


def test_another_form(ended: Path, tmp_path: Path) -> None:
    """So is a form of file that this version does not read."""
    file = tmp_path / "state.db"
    change(ended, file, f"PRAGMA user_version = {FORMAT + 1}")
    line = opened(file).line

    assert line.startswith(
        f"state file {file} was made by a version with state files of form {FORMAT + 1}, and this is "
    )


# What is no state file


def test_a_database_of_something_else(tmp_path: Path) -> None:
    """Nothing is written into it."""
    file = tmp_path / "bookmarks.db"
    file.write_bytes(b"")
    change(file, file, "CREATE TABLE bookmarks (url)")
    before = contents(file)

    assert opened(file).line == f"{file} is a database of something else; name another file"
    assert contents(file) == before


@pytest.mark.parametrize("content", [b"hello\n", b"SQLite format 3\0", bytes(5000), b'{"json": true}' * 100])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    """Whatever it is, it stays what it is."""
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    line = opened(file).line

    assert line.startswith(f"state file {file} is damaged, or none (") or "something else" in line
    assert contents(file) == {file.name: content}


def test_a_folder(tmp_path: Path) -> None:
    """It is not said to be missing."""
    assert opened(tmp_path).line == f"state file {tmp_path} cannot be used: it is no file"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """No folder is made."""
    file = tmp_path / "nowhere" / "state.db"

    assert opened(file).line == f"state file {file} cannot be used: No such file or directory"


def test_a_name_with_marks_in_it(tmp_path: Path) -> None:
    """Names are names, also where SQLite would read more into them."""
    file = tmp_path / "a?mode=memory#b %41 ü.db"

    assert opened(file).line == ""
    assert opened(file).line == ""
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    """It holds passwords."""
    file = tmp_path / "state.db"
    opened(file)

    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_in_use(tmp_path: Path) -> None:
    """One process at a time; the second hears so, and the first is not disturbed."""
    file = tmp_path / "state.db"
    first = StateFile.open(file)
    line = opened(file).line
    with pytest.raises(StateError) as refused:
        StateFile.look_into(file)
    first.close()

    assert line == f"state file {file} cannot be used: another process has it open"
    assert str(refused.value) == line
    assert opened(file).line == ""
