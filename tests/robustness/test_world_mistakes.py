"""Every mistake that a world file can hold: the message names the place, the value and what is allowed.

The keys are read off the schema, so that none is left out: a new one without a row of its own fails here.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mobipace.mock_server import world as worlds
from mobipace.mock_server.world import WorldError
from tests.cli.support import Command
from tests.robustness.world_keys import Key, Twice, keys, toml, without, world
from tests.robustness.world_rows import COMMON, ROWS, Row

KEYS = {key.path: key for key in keys()}
# A value of every type that TOML has, and how a message shows it.
VALUES: list[tuple[str, Any, str]] = [
    ("string", "neither", '"neither"'),
    ("integer", 7, "7"),
    ("number", 0.5, "0.5"),
    ("boolean", True, "true"),
    ("string", datetime(2019, 7, 25, 18, 20), '"2019-07-25T18:20:00"'),  # noqa: DTZ001  TOML has such, too
    ("array", [1], "an array of 1"),
    ("object", {"xyz": 1}, "an object with xyz"),
]


def told(document: dict[str, Any]) -> list[str]:
    """The lines that this world file is refused with."""
    with pytest.raises(WorldError) as refused:
        worlds.parse(toml(document), "my.toml")
    return str(refused.value).splitlines()


def types(key: Key) -> set[str]:
    """The JSON types that may stand there."""
    named = key.schema.get("type") or sorted({"string" for _ in key.schema["enum"]})
    allowed = {named} if isinstance(named, str) else set(named)
    return allowed | ({"integer"} if "number" in allowed else set())


def row_of(path: str) -> str:
    """The key of the table for this place: what an account has of its own is what stands at the top as well."""
    rest = path.removeprefix("accounts[].")
    return rest if rest in COMMON else path


# The table


def test_the_table_is_total() -> None:
    """A key that is added to the schema has no row yet, and one that is taken out has one too many."""
    assert sorted({row_of(path) for path in KEYS}) == sorted(ROWS)
    assert [path for path, rows in ROWS.items() if not rows] == []


CASES = [(path, row) for path in KEYS for row in ROWS[row_of(path)]] if set(map(row_of, KEYS)) <= set(ROWS) else []


@pytest.mark.parametrize(("path", "row"), CASES)
def test_a_wrong_value_is_told(path: str, row: Row) -> None:
    """In one line: the place, the value, what is allowed, and the nearest of that."""
    document, place = world(path, row.value, row.beside)
    lines = told(document)

    assert [line for line in lines if not line.startswith(f"my.toml: {place}{row.place or ''}: ")] == []
    assert [word for word in row.words if word not in lines[0]] == [], lines


@pytest.mark.parametrize("path", KEYS)
def test_a_value_of_another_type_is_told(path: str) -> None:
    """Of whatever type: the value, and what is allowed in words or as a list."""
    schema = KEYS[path].schema
    allowed = ", ".join(map(json.dumps, schema["enum"])) if "enum" in schema else schema.get("title", "an object")
    is_object = schema.get("type") == "object"
    for kind, value, shown in VALUES:
        if kind in types(KEYS[path]):
            continue
        document, place = world(path, value)
        given = "a hidden value" if path.endswith("password") else shown
        expected = f"my.toml: {place}: {given} given; allowed: {'an object' if is_object else allowed}"

        assert [line for line in told(document) if line.startswith(expected)] != [], (expected, told(document))


@pytest.mark.parametrize("path", [path for path in KEYS if not path.endswith("[]")])
def test_a_key_with_a_slip_in_it_is_told(path: str) -> None:
    """An unknown key is an error that names the nearest one, or, where none is near, those that there are."""
    parent, _, name = path.rpartition(".")
    prefix = f"{parent}." if parent else ""
    slip, place = world(f"{prefix}{name}x", 1)
    other, elsewhere = world(f"{prefix}xyzzyxyzzy", 1)
    siblings = [key.name for key in KEYS.values() if key.parent == parent and key.name != "[]"]
    near, far = told(slip), told(other)

    assert [line for line in near if line.startswith(f"my.toml: {place}: unknown key; did you mean ")] != [], near
    assert f"my.toml: {elsewhere}: unknown key; known: {', '.join(siblings)}" in far


@pytest.mark.parametrize("path", [key.path for key in KEYS.values() if key.is_required])
def test_a_missing_key_is_told(path: str) -> None:
    """With its place, as if it stood there."""
    document, place = without(path)

    assert f"my.toml: {place}: missing; it is mandatory" in told(document)


@pytest.mark.parametrize("path", [path for path in KEYS if not path.endswith("[]")])
def test_a_key_given_twice_is_told(path: str) -> None:
    """TOML forbids it; the line and the column are told."""
    document, _ = world(path, 1)
    document = _doubled(document, path.split("."))
    [line] = told(document)

    assert line.startswith("my.toml: not TOML: ")
    assert "(at line " in line


def _doubled(node: dict[str, Any], way: list[str]) -> dict[str, Any]:
    """The table in which a path ends, written with every key twice."""
    if len(way) == 1:
        return Twice(node)
    step = way[0].removesuffix("[]")
    inner = node[step]
    doubled = [*inner[:-1], _doubled(inner[-1], way[1:])] if isinstance(inner, list) else _doubled(inner, way[1:])
    return {**node, step: doubled}


def test_what_these_tests_begin_with_is_right() -> None:
    """Else any of them might be refused for something else."""
    right: dict[str, Any] = {
        "routes[].price": "2.50", "outcomes.steps[].after": 4, "outcomes.rules[].ends": "Sent", "clock.rate": 60,
        "outcomes.rules[].steps[].jitter": 0.5, "accounts[].senders[]": "B", "blocked_mobiles[]": "7",
        "faults[].match.chance": 0.5, "accounts[].outcomes.rules[].chance": 1, "accounts[].password": "x",
    }  # fmt: skip
    names = [worlds.parse(toml(world(path, value)[0]), "my.toml").template for path, value in right.items()]

    assert names == ["one@mobipace.com"] * len(right)


def test_numbers_beyond_measure_are_told() -> None:
    """Of more digits than Python reads, and of so many that nobody would read them."""
    for number in ("9" * 5000, "0x" + "f" * 5000, "1e999999"):
        with pytest.raises(WorldError) as refused:
            worlds.parse(f'strictness = {number}\n[[accounts]]\nusername = "a"', "my.toml")

        assert len(str(refused.value)) < 300
        assert "set_int_max_str_digits" not in str(refused.value)


# The command


def test_the_command_tells_every_mistake(command: Command, tmp_path: Path) -> None:
    """`world check` of one file for each row: a line each, with file, place, value and what is allowed; exit 2."""
    files = [tmp_path / f"{number}.toml" for number in range(len(CASES))]
    for file, (path, row) in zip(files, CASES, strict=True):
        file.write_text(toml(world(path, row.value, row.beside)[0]), "utf-8")
    checked = command.run("world", "check", *files)
    lines = checked.stderr.splitlines()
    expected = [
        f"mobipace-mock: {file}: {world(path, row.value)[1]}" for file, (path, row) in zip(files, CASES, strict=True)
    ]

    assert (checked.returncode, checked.stdout) == (2, "")
    assert [start for start in expected if not any(line.startswith(start) for line in lines)] == []


def test_a_server_is_not_begun_with_a_mistake(command: Command, tmp_path: Path) -> None:
    """`serve --world`: the same lines, exit 2, nothing else."""
    file = tmp_path / "my.toml"
    file.write_text(toml(world("accounts[].routes[].price", 2.5)[0]), "utf-8")
    served = command.run("serve", "--port", "0", "--no-tls", "--world", file)

    assert (served.returncode, served.stdout) == (2, "")
    assert served.stderr.splitlines() == [
        f"mobipace-mock: {file}: accounts[1].routes[1].price: 2.5 given; allowed: an amount as a string that is not "
        'negative, such as "2.50"; a number was given: put it in quotes'
    ]
