"""World files: what a mistake is told, and what the built-in demo world is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mobipace.mock_server import world as worlds
from mobipace.mock_server.gateway.settings import AccountSettings
from mobipace.mock_server.world import WorldError

ONE = '[[accounts]]\nusername = "one@mobipace.com"\n'
TWO = f'{ONE}[[accounts]]\nusername = "two@mobipace.com"\n'

# Text, then what its error must name: the place, and further words (the value, what is allowed, the nearest key).
MISTAKES: list[tuple[str, str, list[str]]] = [
    ("", "accounts", ["missing"]),
    ("accounts = []", "accounts", ["one at least"]),
    (f"seed = -1\n{ONE}", "seed", ["-1", "not negative"]),
    (f'seed = "7"\n{ONE}', "seed", ['"7"', "integer"]),
    (f'strictnes = "refuse"\n{ONE}', "strictnes", ["unknown key", 'did you mean "strictness"?']),
    (f"xyzzy = 1\n{ONE}", "xyzzy", ["unknown key", "known:", "strictness", "routes"]),
    (f'strictness = "refuze"\n{ONE}', "strictness", ['"refuze"', "report", "refuse"]),
    (f"max_failed_logins = 0\n{ONE}", "max_failed_logins", ["0", "from 1 on"]),
    (f'template = "tow@mobipace.com"\n{TWO}', "template", ["tow@mobipace.com", "did you mean two@mobipace.com?"]),
    (f'template = "x"\n{TWO}', "template", ["'x'", "one@mobipace.com, two@mobipace.com"]),
    (f'blocked_mobiles = ["+374"]\n{ONE}', "blocked_mobiles[0]", ['"+374"', "digits"]),
    ("[[accounts]]\n", "accounts[0].username", ["missing"]),
    ('[[accounts]]\nusername = ""\n', "accounts[0].username", ["not empty"]),
    (f'{ONE}usrname = "x"\n', "accounts[0].usrname", ["unknown key", 'did you mean "username"?']),
    (f"{TWO}{TWO}", "accounts[2].username", ["one@mobipace.com", "each account needs its own"]),
    (f'{ONE}balance = "12,5"\n', "accounts[0].balance", ['"12,5"', "1300.30"]),
    (f"{ONE}balance = 12.5\n", "accounts[0].balance", ["12.5", "as a string"]),
    (f'{ONE}balance = "1e3"\n', "accounts[0].balance", ['"1e3"', "amount"]),
    (f'{TWO}balanse = "1"\n', "accounts[1].balanse", ["unknown key", 'did you mean "balance"?']),
    (f'{ONE}credit_limit = "lots"\n', "accounts[0].credit_limit", ['"lots"', "-1000"]),
    (f'{ONE}credit_limit = "5"\n', "accounts[0].credit_limit", ['"5"', "zero or negative"]),
    (f'{ONE}currency = "Euro"\n', "accounts[0].currency", ['"Euro"', "three capital letters", "EUR"]),
    (f'{ONE}kind = "person"\n', "accounts[0].kind", ['"person"', "company", "individual"]),
    (f'{ONE}time_zone = "Asia/Yeravan"\n', "accounts[0].time_zone", ["Asia/Yeravan", "did you mean Asia/Yerevan?"]),
    (f'{ONE}time_zone = "../../etc/passwd"\n', "accounts[0].time_zone", ["IANA"]),
    (f'{ONE}time_zone = "+04:00"\n', "accounts[0].time_zone", ['"+04:00"', "IANA"]),
    (f'{ONE}blocked = "yes"\n', "accounts[0].blocked", ['"yes"', "true or false"]),
    (f'{ONE}senders = "MOBIPACE"\n', "accounts[0].senders", ['"MOBIPACE"', "list"]),
    (f'{ONE}senders = [""]\n', "accounts[0].senders[0]", ["not empty"]),
    (f"{ONE}password = 123456\n", "accounts[0].password", ["string"]),
    (f'[readings]\nbusyscope = "session"\n{ONE}', "readings.busyscope", ["unknown key", 'did you mean "busy_scope"?']),
    (f'[readings]\nbusy_scope = "sesion"\n{ONE}', "readings.busy_scope", ['"sesion"', "account", "session"]),
    (f"{ONE}[accounts.readings]\npast_date_v3 = 102\n", "accounts[0].readings.past_date_v3", ["102", "send-now"]),
    (f'routes = [{{ prefix = "7" }}]\n{ONE}', "routes[0].price", ["missing"]),
    (f'routes = [{{ prefix = "7", price = "-1" }}]\n{ONE}', "routes[0].price", ['"-1"', "not negative"]),
    (f'routes = [{{ prefix = "+7", price = "1" }}]\n{ONE}', "routes[0].prefix", ['"+7"', "digits"]),
    (f'routes = [{{ prefix = "7", prize = "1" }}]\n{ONE}', "routes[0].prize", ["unknown key", 'did you mean "price"?']),
    (f'[clock]\nnow = "yesterday"\n{ONE}', "clock.now", ['"yesterday"', "2019-07-25T18:20:00Z"]),
    (f"[clock]\nnow = 2019-07-25T18:20:00\n{ONE}", "clock.now", ["2019-07-25T18:20:00", "UTC"]),
    (f"[clock]\nnow = 2019-07-25\n{ONE}", "clock.now", ["2019-07-25", "UTC"]),
    (f'[clock]\nnow = "2019-02-29T00:00:00Z"\n{ONE}', "clock.now", ["2019-02-29"]),
    (f"[clock]\nrate = 0\n{ONE}", "clock.rate", ["0", "above 0"]),
    (f"{ONE}[accounts.clock]\nfrozen = 1\n", "accounts[0].clock.frozen", ["1", "true or false"]),
    (f'{ONE}[accounts.clock]\nnow = "2019-02-29T00:00:00Z"\n', "accounts[0].clock.now", ["2019-02-29"]),
    (f'[outcomes]\nmoved_by = "luck"\n{ONE}', "outcomes.moved_by", ['"luck"', "time", "queries", "hand"]),
    (f"[outcomes]\nsteps = []\n{ONE}", "outcomes.steps", ["list of steps"]),
    (
        f'[outcomes]\nsteps = [{{ status = "Send", after = 1 }}]\n{ONE}',
        "outcomes.steps[0].status",
        ['"Send"', '"Sent"'],
    ),
    (f'[outcomes]\nsteps = [{{ status = "Sent" }}]\n{ONE}', "outcomes.steps[0].after", ["missing"]),
    (
        f'[outcomes]\nsteps = [{{ status = "Sent", after = -1 }}]\n{ONE}',
        "outcomes.steps[0].after",
        ["-1", "from 0 to 1000000000"],
    ),
    (f'[outcomes]\nrules = [{{ recipient = "374*" }}]\n{ONE}', "outcomes.rules[0]", ["ends", "steps"]),
    (
        f'[outcomes]\nrules = [{{ recipient = "*", ends = "Sent", steps = [{{ status = "Sent", after = 1}}] }}]\n{ONE}',
        "outcomes.rules[0]",
        ["not both"],
    ),
    (
        f'[outcomes]\nrules = [{{ recipient = "3*4", ends = "Sent" }}]\n{ONE}',
        "outcomes.rules[0].recipient",
        ['"3*4"', "digits"],
    ),
    (
        f'[outcomes]\nrules = [{{ recipient = "*", ends = "Gone" }}]\n{ONE}',
        "outcomes.rules[0].ends",
        ['"Gone"', "Delivered"],
    ),
    (
        f'[outcomes]\nrules = [{{ recipient = "*", ends = "Sent", chance = 1.5 }}]\n{ONE}',
        "outcomes.rules[0].chance",
        ["1.5", "from 0 to 1"],
    ),
    (
        f'[outcomes]\nsteps = [{{ status = "Delivered", after = 1 }}, {{ status = "Sent", after = 2 }}]\n{ONE}',
        "outcomes.steps",
        ["Delivered cannot become Sent", "final"],
    ),
    (
        f'[outcomes]\nrules = [{{ recipient = "*", steps = [{{ status = "InvalidMobile", after = 1 }}] }}]\n{ONE}',
        "outcomes.rules[0].steps",
        ["Pending cannot become InvalidMobile", "may become"],
    ),
    (
        f'{TWO}[accounts.outcomes]\nsteps = [{{ status = "Sent", after = 1 }}, {{ status = "TimeOut", after = 2 }}]\n',
        "accounts[1].outcomes.steps",
        ["Sent cannot become TimeOut"],
    ),
    ("accounts = 7", "accounts", ["7", "list"]),
    (f"routes = 7\n{ONE}", "routes", ["7", "list"]),
    (f"{ONE}[accounts.outcomes]\nrules = 7\n", "accounts[0].outcomes.rules", ["7", "list"]),
]


def error(text: str, **options: Any) -> str:
    """What reading this world as `my.toml` says."""
    with pytest.raises(WorldError) as refused:
        worlds.parse(text, "my.toml", **options)
    return str(refused.value)


# Mistakes


@pytest.mark.parametrize(("text", "place", "words"), MISTAKES)
def test_a_mistake_names_its_place_and_what_is_allowed(text: str, place: str, words: list[str]) -> None:
    """An unknown key or a bad value is an error that says where, which value, and what is allowed or near."""
    lines = [line for line in error(text).splitlines() if line.startswith(f"my.toml: {place}: ")]

    assert [[word for word in words if word not in line] for line in lines] == [[]], error(text)


@pytest.mark.parametrize(
    "text", ["=", "[accounts", 'seed = "', "a = 1\na = 2", "{}", "x\x00=1", "[[accounts]]\nusername='a\n"]
)
def test_what_is_not_toml_says_so(text: str) -> None:
    """With the line that the reader stumbled over."""
    assert error(text).startswith("my.toml: not TOML: ")


def test_several_mistakes_are_told_together_a_line_each() -> None:
    """Who has three slips need not run three times."""
    said = error(f'sed = 1\nstrictness = "x"\n{ONE}balance = 1\n')

    assert (len(said.splitlines()), all(line.startswith("my.toml: ") for line in said.splitlines())) == (3, True)


def test_a_password_is_never_in_an_error() -> None:
    """Neither as the wrong value nor beside it."""
    assert "hunter2" not in error(f'{ONE}password = ["hunter2"]\nbalance = 1\n')


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        ({"busyscope": "session"}, ["busyscope", "busy_scope"]),
        ({"busy_scope": "sesion"}, ["busy_scope", "sesion", "account", "session"]),
    ],
)
def test_a_reading_given_from_outside_is_checked_too(readings: Mapping[str, str], words: list[str]) -> None:
    """What stands over the file's own is held to the same register, when the world is read and not at a request."""
    with pytest.raises(ValueError, match="busy") as refused:
        worlds.parse(ONE, "my.toml", readings=readings)

    assert [word for word in words if word not in str(refused.value)] == []


# Files


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Its path, and why it cannot be read."""
    with pytest.raises(WorldError, match=r"world .*nowhere\.toml cannot be read: No such file or directory"):
        worlds.load(tmp_path / "nowhere.toml")


def test_a_directory_is_no_world(tmp_path: Path) -> None:
    """Nor is anything else that is not a file."""
    with pytest.raises(WorldError, match=r"cannot be read: Is a directory"):
        worlds.load(tmp_path)


def test_a_file_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    """TOML is UTF-8."""
    path = tmp_path / "latin.toml"
    path.write_bytes('username = "é"'.encode("latin-1"))
    with pytest.raises(WorldError, match=r"latin\.toml cannot be read: it is not UTF-8 text"):
        worlds.load(path)


def test_an_error_in_a_file_begins_with_its_path(tmp_path: Path) -> None:
    """So that an editor can jump to it."""
    path = tmp_path / "my.toml"
    path.write_text("seed = -1", encoding="utf-8")
    with pytest.raises(WorldError) as refused:
        worlds.load(path)

    assert all(line.startswith(f"{path}: ") for line in str(refused.value).splitlines())


# What a right world says


def test_the_smallest_world() -> None:
    """A username is enough; everything else has a default."""
    world = worlds.parse(ONE, "my.toml", seed=1)

    assert (world.accounts, world.template, world.strictness, world.max_failed_logins) == (
        (AccountSettings("one@mobipace.com"),),
        "one@mobipace.com",
        "report",
        5,
    )


def test_a_seed_that_is_not_given_is_drawn() -> None:
    """Two runs without one are two different runs."""
    assert worlds.parse(ONE, "my.toml").seed != worlds.parse(ONE, "my.toml").seed


def test_seed_and_readings_stand_over_the_files_own() -> None:
    """The command line knows better."""
    text = f'seed = 3\n[readings]\nbusy_scope = "session"\nsegmentation = "plain"\n{ONE}'
    world = worlds.parse(text, "my.toml", seed=9, readings={"busy_scope": "account"})

    assert (world.seed, world.readings) == (9, {"busy_scope": "account", "segmentation": "plain"})


@pytest.mark.parametrize(
    "now",
    [
        "2019-07-25T18:20:00Z",
        '"2019-07-25T18:20:00Z"',
        "2019-07-25T22:20:00+04:00",
        "2019-07-25 18:20:00Z",
        "2019-07-25T18:20:00.0Z",
    ],
)
def test_a_clocks_instant_is_a_toml_time_or_a_text(now: str) -> None:
    """With its offset: an instant, not a wall time."""
    world = worlds.parse(f"[clock]\nnow = {now}\nfrozen = true\n{ONE}", "my.toml")

    assert (world.clock.now, world.clock.frozen) == (1_564_078_800_000_000, True)


def test_amounts_keep_their_scale() -> None:
    """2.50 is not 2.5."""
    world = worlds.parse(f'routes = [{{ prefix = "7", price = "2.50" }}]\n{ONE}balance = "10"\n', "my.toml")

    assert (f"{world.routes['7']}", f"{world.accounts[0].balance}") == ("2.50", "10")
