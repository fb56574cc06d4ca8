"""The commands that end at once: `readings`, `schema`, `--version`; and what starting one costs."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mobipace.mock_server import __version__
from tests.cli.support import Command
from tests.register import READINGS

# readings


def register(command: Command) -> list[dict[str, Any]]:
    """What `readings --json` prints."""
    printed = command.run("readings", "--json")
    assert (printed.returncode, printed.stderr) == (0, "")
    return list(json.loads(printed.stdout))


def test_the_register_holds_every_open_reading(command: Command) -> None:
    """Each has its key, default and alternatives, and says its question and clause."""
    found = {each["key"]: each for each in register(command)}

    assert {key: [found[key]["default"], *found[key]["alternatives"]] for key in READINGS} == READINGS
    assert all(each["question"].endswith(("?", "once?")) and each["clause"] for each in found.values())


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_the_table_is_the_same_register(command: Command, columns: str) -> None:
    """Every key and value is in the table in full, however narrow the place where a script reads it."""
    table = command.run("readings", COLUMNS=columns).stdout
    words = {word for line in table.splitlines() for word in re.split(r"[│┃\s]+", line)}
    expected = {word for each in register(command) for word in (each["key"], each["default"], *each["alternatives"])}

    assert expected - words == set()


def test_the_table_keeps_the_register_s_order(command: Command) -> None:
    """Keys come as in the JSON."""
    keys = [each["key"] for each in register(command)]
    firsts = [line.split("│")[1].strip() for line in command.run("readings").stdout.splitlines() if "│" in line]

    assert [first for first in firsts if first in keys] == keys


# schema


def test_schema_without_a_name_lists_them(command: Command) -> None:
    """One name a line, those of both protocols among them."""
    listed = command.run("schema").stdout.splitlines()

    assert {"v3/authorize.request", "v3/send.request", "v2/send.request", "world", "openapi"} <= set(listed)
    assert listed == sorted(set(listed))


def test_a_printed_schema_is_complete_in_itself(command: Command) -> None:
    """It judges a request without anything else being read: the document's own example, and one without a password."""
    schema = json.loads(command.run("schema", "v3/authorize.request").stdout)
    judge = jsonschema.Draft202012Validator(schema)

    assert judge.is_valid({"Username": "mobipace@mobipace.com", "Password": "123456"})
    assert not judge.is_valid({"Username": "mobipace@mobipace.com"})


def test_schemas_can_be_exported(command: Command, tmp_path: Path) -> None:
    """Each becomes a file below the folder, the same text as is printed."""
    exported = command.run("schema", "--export", tmp_path / "out" / "schemas")
    listed = command.run("schema").stdout.splitlines()
    files = {path.relative_to(tmp_path / "out" / "schemas").as_posix() for path in tmp_path.rglob("*.json")}
    one = (tmp_path / "out" / "schemas" / "v3" / "send.request.json").read_text("utf-8")

    assert (exported.returncode, exported.stderr) == (0, "")
    assert files == {f"{name}.json" for name in listed}
    assert one == command.run("schema", "v3/send.request").stdout


def test_an_unknown_schema_hears_the_nearest(command: Command) -> None:
    """One line, exit 2."""
    ended = command.run("schema", "v3/snd.request")

    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    assert "v3/snd.request" in ended.stderr
    assert "did you mean" in ended.stderr
    assert "v3/send.request" in ended.stderr


def test_a_folder_that_cannot_be_written(command: Command, tmp_path: Path) -> None:
    """The place is named in one line, exit 2."""
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", "utf-8")
    ended = command.run("schema", "--export", in_the_way)

    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert str(in_the_way) in ended.stderr


# --version


def test_the_version(command: Command) -> None:
    """The command's name and the package's version."""
    said = command.run("--version")

    assert (said.returncode, said.stdout, said.stderr) == (0, f"mobipace-mock {__version__}\n", "")


# What starting costs


def test_a_version_costs_no_server(command: Command) -> None:
    """Saying the version imports nothing that only a server needs."""
    words = [sys.executable, "-X", "importtime", "-m", "mobipace.mock_server", "--version"]
    environment = command.environment({})
    ended = subprocess.run(words, env=environment, cwd=command.home, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ended.stderr.splitlines()}

    assert "mobipace" in imported
    assert imported & {"aiohttp", "cryptography", "trustme"} == set()
