"""World files: `--world` and `--watch`, `world init` and `world check`."""

from pathlib import Path

import pytest

from tests.cli.support import DEMO, Command, Served, until

ACCOUNT = '[[accounts]]\nusername = "{}"\npassword = "own"\nsenders = ["MINE"]\nbalance = "5.00"\ncurrency = "EUR"\n'


def write(path: Path, *usernames: str, head: str = "") -> Path:
    """A world file with these accounts."""
    path.write_text(head + "".join(ACCOUNT.format(username) for username in usernames), "utf-8")
    return path


def usernames(server: Served) -> list[str]:
    """The accounts there are."""
    return [account["username"] for account in server.control("GET", "accounts").json()["accounts"]]


def test_without_a_file_it_is_the_demo_world(server: Served) -> None:
    """One account for every documented state."""
    expected = ["mobipace", "poor", "locked", "blocked", "nocurrency", "social"]

    assert usernames(server)[:7] == [*(f"{name}@mobipace.com" for name in expected), "37491000000"]


def test_a_world_stands_in_place_of_the_demo_world(command: Command, tmp_path: Path) -> None:
    """Its accounts are all there are."""
    world = write(tmp_path / "world.toml", "a@example.test", "b@example.test")
    with command.serving("--no-tls", "--world", str(world)) as server:
        mine = server.v2("querybalance", username="b@example.test", password="own")
        demo = server.v2("querybalance")

        assert usernames(server) == ["a@example.test", "b@example.test"]
        assert (mine, demo) == ("ID: 5.00 : EUR", "Err: 701 : Incorrect username or password")


def test_options_stand_over_the_world(command: Command, tmp_path: Path) -> None:
    """A reading, the strictness and the seed of the command line win over those of the file, which keeps the rest."""
    head = (
        'seed = 1\nstrictness = "report"\n[readings]\nseparator_v2 = "tight"\nerror_prefix_v2 = "Er"\n'
        'info_text_v2 = "name"\n'
    )
    world = write(tmp_path / "world.toml", "a@example.test", head=head)
    options = ("--seed", "2", "--strictness", "refuse", "--reading", "error_prefix_v2=Err")
    with command.serving("--no-tls", "--world", str(world), *options) as server:
        assert server.v2("send", sender="S", recipient="1234567", body="x") == "Err:701:AuthenticationFailed"
        assert server.v3("Authorize", {"Username": "a@example.test", "Password": "own"})["StatusCode"] == 102
        assert server.ready["seed"] == 2


def test_a_world_may_bring_its_seed(command: Command, tmp_path: Path) -> None:
    """A seed in the file holds where none is told."""
    world = write(tmp_path / "world.toml", "a@example.test", head="seed = 77\n")
    with command.serving("--no-tls", "--world", str(world)) as server:
        assert server.ready["seed"] == 77


# --watch


def test_a_changed_world_is_loaded_and_a_broken_one_is_not(command: Command, tmp_path: Path) -> None:
    """A file with mistakes leaves the old world in force, and a line says where the mistake is and what is near it."""
    world = write(tmp_path / "world.toml", "first@example.test")
    with command.serving("--no-tls", "--world", str(world), "--watch") as server:
        write(world, "second@example.test")
        until(lambda: usernames(server) == ["second@example.test"], "the second world")
        world.write_text(ACCOUNT.format("third@example.test").replace("balance", "balnce"), "utf-8")
        line = until(lambda: [line for line in server.lines if "balnce" in line], "a line about the mistake")[0]

        assert str(world) in line
        assert "accounts[0]" in line
        assert "did you mean" in line
        assert usernames(server) == ["second@example.test"]

        write(world, "fourth@example.test")
        until(lambda: usernames(server) == ["fourth@example.test"], "the world that was mended")


def test_a_seed_that_is_edited_holds(command: Command, tmp_path: Path) -> None:
    """The file's own seed is the world's, also of the world that follows."""
    world = write(tmp_path / "world.toml", "first@example.test", head="seed = 5\n")
    with command.serving("--no-tls", "--world", str(world), "--watch") as server:
        write(world, "second@example.test", head="seed = 66\n")
        until(lambda: usernames(server) == ["second@example.test"], "the second world")

        assert (server.ready["seed"], server.control("GET", "health").json()["seed"]) == (5, 66)


def test_options_stand_over_a_world_that_was_loaded_again(command: Command, tmp_path: Path) -> None:
    """What was told at the start holds for every world that follows, and so does the seed that was drawn."""
    world = write(tmp_path / "world.toml", "first@example.test")
    options = ("--watch", "--strictness", "refuse", "--reading", "separator_v2=tight")
    with command.serving("--no-tls", "--world", str(world), *options) as server:
        write(world, "second@example.test")
        until(lambda: usernames(server) == ["second@example.test"], "the second world")

        assert server.v2("querybalance", username="second@example.test", password="own") == "ID:5.00:EUR"
        assert server.v3("Authorize", {"Username": "second@example.test", "Password": "own"})["StatusCode"] == 102
        assert server.control("GET", "health").json()["seed"] == server.ready["seed"]


def test_a_file_that_goes_and_comes_back_is_followed(command: Command, tmp_path: Path) -> None:
    """Editors that save by renaming leave a moment without a file; the server lives through it."""
    world = write(tmp_path / "world.toml", "first@example.test")
    with command.serving("--no-tls", "--world", str(world), "--watch") as server:
        world.unlink()
        write(tmp_path / "saved", "second@example.test").rename(world)

        until(lambda: usernames(server) == ["second@example.test"], "the second world")


# world init, world check


def test_a_begun_world_passes_its_check(command: Command, tmp_path: Path) -> None:
    """What `world init` writes, `world check` finds right, and `serve` takes."""
    world = tmp_path / "world.toml"
    begun = command.run("world", "init", world)
    checked = command.run("world", "check", world)

    assert (begun.returncode, begun.stderr) == (0, "")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert str(world) in checked.stdout
    with command.serving("--no-tls", "--world", str(world)) as server:
        assert server.v2("querybalance") == "ID: 1300.30 : EUR"
        assert DEMO["username"] in usernames(server)


def test_a_world_can_be_begun_on_standard_output(command: Command, tmp_path: Path) -> None:
    """Without a file the same text is printed."""
    world = tmp_path / "world.toml"
    command.run("world", "init", world)

    assert command.run("world", "init").stdout == world.read_text("utf-8")


def test_init_writes_over_nothing(command: Command, tmp_path: Path) -> None:
    """A file that exists stays as it is, unless --force says otherwise."""
    world = tmp_path / "world.toml"
    world.write_text("mine", "utf-8")
    refused = command.run("world", "init", world)
    after_refusal = world.read_text("utf-8")
    forced = command.run("world", "init", world, "--force")

    assert (refused.returncode, after_refusal) == (2, "mine")
    assert refused.stderr.splitlines() == [
        f"mobipace-mock: {world} exists; choose another name, or write over it with --force "
        "(try: mobipace-mock world init --help)"
    ]
    assert forced.returncode == 0
    assert world.read_text("utf-8") == command.run("world", "init").stdout


def test_check_takes_several_files(command: Command, tmp_path: Path) -> None:
    """It tells of each file, the right ones and the wrong ones, and exits 2 if there was a wrong one."""
    right = write(tmp_path / "right.toml", "a@example.test")
    wrong = write(tmp_path / "wrong.toml", "a@example.test", "a@example.test")
    also_right = write(tmp_path / "also-right.toml", "b@example.test")
    checked = command.run("world", "check", right, wrong, also_right)

    assert checked.returncode == 2
    assert [line.split(":")[0] for line in checked.stdout.splitlines()] == [str(right), str(also_right)]
    assert [line.startswith(f"mobipace-mock: {wrong}: ") for line in checked.stderr.splitlines()] == [True]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (ACCOUNT.format("a") + 'curency = "EUR"\n', "accounts[0]", "currency"),
        (ACCOUNT.format("a") + 'time_zone = "Asia/Yerevn"\n', "accounts[0].time_zone", "Asia/Yerevan"),
        (ACCOUNT.format("a").replace('"5.00"', "5.00"), "accounts[0].balance", "5"),
        ('template = "b"\n' + ACCOUNT.format("a"), "template", "'b'"),
        ('strictness = "strict"\n' + ACCOUNT.format("a"), "strictness", "refuse"),
        ('[readings]\nbusy_scop = "account"\n' + ACCOUNT.format("a"), "readings", "busy_scope"),
        ('[readings]\nbusy_scope = "both"\n' + ACCOUNT.format("a"), "readings.busy_scope", "session"),
        ('routes = [{ prefix = "x", price = "1.00" }]\n' + ACCOUNT.format("a"), "routes[0].prefix", "x"),
        ("accounts = []\n", "accounts", ""),
        ("", "accounts", ""),
        ("accounts = [\n", "TOML", ""),
        ('outcomes = { moved_by = "tide" }\n' + ACCOUNT.format("a"), "outcomes.moved_by", "queries"),
    ],
)
def test_a_mistake_in_a_world_is_told_with_its_place(
    command: Command, tmp_path: Path, text: str, place: str, says: str
) -> None:
    """One line names the file, the place in it, what is wrong, and the nearest or the allowed; exit 2."""
    world = tmp_path / "world.toml"
    world.write_text(text, "utf-8")
    checked = command.run("world", "check", world)

    assert (checked.returncode, checked.stdout, len(checked.stderr.splitlines())) == (2, "", 1)
    assert checked.stderr.startswith(f"mobipace-mock: {world}: ")
    assert place in checked.stderr
    assert says in checked.stderr


def test_every_mistake_in_a_world_is_told_at_once(command: Command, tmp_path: Path) -> None:
    """Who mends a file wants to hear of all its mistakes, one a line, each line complete in itself."""
    world = write(tmp_path / "world.toml", "a", head='strictness = "x"\nmax_failed_logins = "y"\n')
    lines = command.run("world", "check", world).stderr.splitlines()

    assert sorted(line.partition(" given")[0] for line in lines) == [
        f'mobipace-mock: {world}: max_failed_logins: "y"',
        f'mobipace-mock: {world}: strictness: "x"',
    ]
