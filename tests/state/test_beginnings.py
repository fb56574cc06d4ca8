"""What a server is started with on a file that is there: the same world as then, or one line that says what differs."""

from pathlib import Path

import pytest

from tests.cli.support import SEND, Command, until
from tests.state.damage import fill

ACCOUNT = '[[accounts]]\nusername = "{}"\npassword = "own"\nsenders = ["MINE"]\nbalance = "{}"\ncurrency = "EUR"\n'
OWN = {"username": "own@example.test", "password": "own"}


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command, with a home of its own."""
    return Command(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def begun(command: Command, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A file in which a message has been sent in the demo world, and its seed, which was drawn."""
    state = tmp_path_factory.mktemp("state") / "state.db"
    with command.serving("--no-tls", "--state", state) as server:
        assert server.v2("send", **SEND) == "ID: 100001"
        return state, server.ready["seed"]


def test_it_goes_on_with_the_seed_that_was_drawn(command: Command, begun: tuple[Path, int], tmp_path: Path) -> None:
    """Without --seed no other is drawn; all is there, and one line says so."""
    state = tmp_path / "state.db"
    state.write_bytes(begun[0].read_bytes())
    with command.serving("--no-tls", "--state", state) as server:
        assert server.ready["seed"] == begun[1]
        assert server.v2("querymessage", messageref="100001").startswith("ID: ")
        assert server.v2("send", **SEND) == "ID: 100002"
        assert "state    1 exchange and 0 changes done again" in server.lines
    with command.serving("--no-tls", "--state", state, "--log-format", "json", "--seed", str(begun[1])) as server:
        assert [line for line in server.lines if "3 exchanges and 0 changes done again" in line and "{" in line]


@pytest.mark.parametrize(
    ("options", "differs"),
    [
        (["--seed", "5"], "seed"),
        (["--reading", "busy_scope=session"], "readings"),
        (["--strictness", "refuse"], "strictness"),
        (["--seed", "5", "--reading", "separator_v2=tight", "--strictness", "refuse"], "seed, strictness, readings"),
    ],
)
def test_another_world_than_the_files(
    command: Command, begun: tuple[Path, int], options: list[str], differs: str
) -> None:
    """The line names what differs and what to do; exit 2, and the file is as it was."""
    state, _ = begun
    before = state.read_bytes()
    ended = command.run("serve", "--no-tls", "--port", "0", "--state", state, *options)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"mobipace-mock: state file {state} was begun with another world, with other {differs}; start with the same "
        "--world, --seed, --reading and --strictness as then, or name a new file (try: mobipace-mock serve --help)\n"
    )
    assert state.read_bytes() == before


def test_another_world_file(command: Command, begun: tuple[Path, int], tmp_path: Path) -> None:
    """So does a --world with other accounts."""
    world = tmp_path / "world.toml"
    world.write_text(ACCOUNT.format("own@example.test", "5.00"), "utf-8")
    ended = command.run("serve", "--no-tls", "--port", "0", "--state", begun[0], "--world", world)

    assert ended.returncode == 2
    assert "with other accounts, template" in ended.stderr


def test_a_file_that_cannot_be_used(command: Command, tmp_path: Path) -> None:
    """`serve` tells it in one line too; what there is to tell is in test_damage.py."""
    notes = tmp_path / "notes.txt"
    notes.write_text("hello\n", "utf-8")
    ended = command.run("serve", "--no-tls", "--port", "0", "--state", notes)

    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    assert ended.stderr.startswith(f"mobipace-mock: state file {notes} is damaged, or none (")
    assert notes.read_text("utf-8") == "hello\n"


def test_a_file_that_another_server_has_open(command: Command, tmp_path: Path) -> None:
    """The second server and replay hear so; the first goes on."""
    state = tmp_path / "state.db"
    with command.serving("--no-tls", "--state", state) as server:
        ended = [
            command.run("serve", "--no-tls", "--port", "0", "--state", state),
            command.run("replay", state),
        ]
        assert server.v2("send", **SEND) == "ID: 100001"

    line = (
        f"mobipace-mock: state file {state} cannot be used: another process has it open "
        "(try: mobipace-mock {} --help)\n"
    )
    assert [(each.returncode, each.stderr) for each in ended] == [
        (2, line.format(name)) for name in ("serve", "replay")
    ]


@pytest.mark.parametrize(("seed", "zone"), [("1", "Asia/Yerevan"), ("2", "America/St_Johns")])
def test_nothing_depends_on_the_process(command: Command, tmp_path: Path, seed: str, zone: str) -> None:
    """Neither the order of a set nor the machine's zone or language."""
    killed = fill(tmp_path / "state.db", rounds=3)
    ended = command.run("replay", killed, PYTHONHASHSEED=seed, TZ=zone, LC_ALL="C")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith(" done again, 0 differ\n")


def test_a_world_that_was_loaded_again_begins_the_file_anew(command: Command, tmp_path: Path) -> None:
    """With --watch: what there was belongs to the world before, and the next start is with the new one."""
    world, state = tmp_path / "world.toml", tmp_path / "state.db"
    world.write_text(ACCOUNT.format("own@example.test", "5.00"), "utf-8")
    options = ("--no-tls", "--state", state, "--world", world)
    with command.serving(*options, "--watch") as server:
        assert server.v2("querybalance", **OWN) == "ID: 5.00 : EUR"
        world.write_text(ACCOUNT.format("own@example.test", "6.00"), "utf-8")
        until(lambda: server.v2("querybalance", **OWN) == "ID: 6.00 : EUR", "the second world")
        seed = server.ready["seed"]
        exchanges = len(server.control("GET", "exchanges").json()["exchanges"])
    with command.serving(*options) as server:
        assert server.ready["seed"] == seed
        assert server.v2("querybalance", **OWN) == "ID: 6.00 : EUR"
        assert len(server.control("GET", "exchanges").json()["exchanges"]) == exchanges + 1
