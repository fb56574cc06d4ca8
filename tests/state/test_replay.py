"""`mobipace-mock replay FILE`: the same again, or the first difference; and what a start says of differences."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mobipace.mock_server.cli.app import app
from mobipace.mock_server.web.statefile import StateFile
from tests.state.support import Kept, kept
from tests.state.tampering import answered_otherwise, refused, rewrite, with_password, with_status
from tests.support import V2_PATH, Sim
from tests.v3.support import sms

STEP = " (try: mobipace-mock replay --help)\n"

DEMO = "mobipace@mobipace.com"
SECRET = "a-password-of-mine"


def replay(file: Path | str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["replay", str(file)])


def fill(sim: Sim) -> None:
    """Exchange 1: v3 authorize; 2: Send; 3: v2 querybalance; 4: a path that is not there; and three changes."""
    sim.control("POST", "accounts", json={"username": "made@example.test", "password": SECRET})
    sim.control("POST", "accounts/made@example.test/clock", json={"advance": 1})
    sim.http.patch(f"{sim.urls.control}/accounts/made@example.test", json={"time_zone": "No/Where"})
    account = sim.existing("made@example.test", SECRET)
    account.send(account.login(), sms(reference="r"))
    account.v2("querybalance")
    sim.http.get("/nowhere")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state file in which something happened."""
    file = tmp_path_factory.mktemp("state") / "state.db"
    with kept(file) as sim:
        fill(sim)
    return file


@pytest.fixture
def file(filled: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    return Path(shutil.copyfile(filled, tmp_path / "state.db"))


def test_the_same_again(file: Path) -> None:
    """Exit 0, a line with the counts, and the file is as it was."""
    before = file.read_bytes()
    ended = replay(file)

    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout == "4 exchanges and 3 changes done again, 0 differ\n"
    assert file.read_bytes() == before


def test_the_file_of_a_server_that_was_killed(tmp_path: Path) -> None:
    """What is in its log counts."""
    with kept(tmp_path / "state.db") as sim:
        fill(sim)
        killed = sim.cut("killed.db")

    assert replay(killed).stdout == "4 exchanges and 3 changes done again, 0 differ\n"


def test_an_answer_that_was_another(file: Path) -> None:
    """Exit 1; the first difference says which exchange, what it was then and what it is now."""
    rewrite(file, answered_otherwise(2, b'"MessageCount": 1', b'"MessageCount": 2'))
    rewrite(file, answered_otherwise(3, b"1298.30", b"1298.31"))
    ended = replay(file)
    summary, first, then, now = ended.stdout.splitlines()

    assert (ended.exit_code, ended.stderr) == (1, "")
    assert summary == "4 exchanges and 3 changes done again, 2 differ"
    assert first == "first: exchange 2, v3 Send"
    assert then.startswith('  then: {"StatusCode": 101')
    assert '"MessageCount": 2' in then
    assert now == then.replace("then:", "now: ").replace('"MessageCount": 2', '"MessageCount": 1')


def test_an_answer_with_another_status(file: Path) -> None:
    """Byte for byte means the whole answer, not its body alone."""
    assert rewrite(file, with_status(3, 500)) == 1
    ended = replay(file)

    assert ended.exit_code == 1
    assert "first: exchange 3, v2 querybalance" in ended.stdout


def test_a_request_that_was_another(file: Path) -> None:
    """It is its answer that differs, and no password is shown."""
    assert rewrite(file, with_password(1, SECRET.encode(), b"another-secret")) == 1
    ended = replay(file)

    assert ended.exit_code == 1
    assert "first: exchange 1, v3 authorize" in ended.stdout
    assert '"StatusCode": 101' in ended.stdout
    assert '"StatusCode": 200' in ended.stdout
    assert SECRET not in ended.stdout
    assert "another-secret" not in ended.stdout


def test_a_change_that_was_refused_then(file: Path) -> None:
    """The operator's changes are compared by what became of them."""
    assert rewrite(file, refused("move_clock", "it was refused then")) == 1
    ended = replay(file)

    assert ended.exit_code == 1
    assert ended.stdout.splitlines()[1:] == [
        "first: the operator's move_clock",
        "  then: it was refused then",
        "  now:  done",
    ]


def test_a_difference_is_told_on_a_start_and_the_server_serves(file: Path) -> None:
    """What it came to is what it goes on with."""
    rewrite(file, answered_otherwise(3, b"1298.30", b"1298.31"))
    with kept(file) as sim:
        assert sim.restored is not None
        assert (sim.restored.differences, sim.restored.first is not None) == (1, True)
        assert sim.existing("made@example.test", SECRET).v2("querybalance") == "ID: 1298.30 : EUR"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """None is made."""
    file = tmp_path / "nowhere.db"
    ended = replay(file)

    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr == f"mobipace-mock: state file {file} cannot be used: there is no such file{STEP}"
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_which_nothing_has_begun(tmp_path: Path) -> None:
    """As when a server was killed in its first moment."""
    file = tmp_path / "state.db"
    StateFile.open(file).close()
    ended = replay(file)

    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr == f"mobipace-mock: state file {file} is empty: nothing has begun in it{STEP}"


def test_a_file_in_use(tmp_path: Path) -> None:
    """It would change while it is read."""
    with kept(tmp_path / "state.db") as sim:
        ended = replay(sim.path)

        assert (ended.exit_code, ended.stdout) == (2, "")
        assert ended.stderr == f"mobipace-mock: state file {sim.path} cannot be used: another process has it open{STEP}"


def test_a_name_that_no_file_can_have() -> None:
    """Also what the system says is one line."""
    ended = replay("a" * 5000)

    assert (ended.exit_code, len(ended.stderr.splitlines())) == (2, 1)
    assert "File name too long" in ended.stderr


def test_what_is_shown_is_printable(tmp_path: Path) -> None:
    """An answer may carry what a client sent: no control character of it reaches the terminal."""
    file = tmp_path / "state.db"
    with kept(file) as sim:
        _query_escape(sim)
    rewrite(file, answered_otherwise(1, b"Err: 703", b"Err: \x1b[2J703"))
    ended = replay(file)

    assert ended.exit_code == 1
    assert [line for line in ended.stdout.splitlines() if not line.isprintable()] == []


def _query_escape(sim: Kept) -> None:
    query = {"function": "querymessage", "username": DEMO, "password": "123456", "messageref": "1"}
    sim.http.get(V2_PATH, params=query)


def test_a_long_answer_is_shown_where_it_differs(tmp_path: Path) -> None:
    """Nobody reads 20,000 statuses twice to find the one."""
    file = tmp_path / "state.db"
    with kept(file) as sim:
        account = sim.existing(DEMO)
        account.statuses(account.login(), *(f"r{index}" for index in range(2000)))
    rewrite(file, answered_otherwise(2, b'"r1500", "StatusCode": 10', b'"r1500", "StatusCode": 11'))
    _, _, then, now = replay(file).stdout.splitlines()

    assert '"r1500", "StatusCode": 11' in then
    assert '"r1500", "StatusCode": 10' in now
    assert max(len(then), len(now)) < 500
