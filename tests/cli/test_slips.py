"""A command line that cannot be used: one line on stderr that ends in the next step, exit 2, for every command."""

import re
import shlex
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup

from mobipace.mock_server.cli import main
from tests.cli.test_help import COMMANDS

CLIENT = "--python mobipace.contract_tests.reference:Client"
SERVER = "--v3-url http://127.0.0.1:9/v3 --v2-url http://127.0.0.1:9/v2 --username a --password b"
LEAVES = {path: each for path, each in COMMANDS.items() if not isinstance(each, TyperGroup)}


def options(command: Any, *metavars: str) -> list[str]:
    """Its options that take such a value."""
    found = [each for each in command.params if each.param_type_name == "option" and not each.is_flag]
    return [each.opts[0] for each in found if not metavars or each.metavar in metavars]


def first_needed(command: Any) -> str:
    """The first word or option without which it cannot run, as its help calls it; empty if it needs none."""
    needed = [each for each in command.params if each.required]
    return next((each.metavar if each.param_type_name == "argument" else each.opts[0] for each in needed), "")


def slips() -> dict[str, str]:
    """Each kind of mistake at each command: what is typed, and what the line says before its next step."""
    found = {"sevre": "no such command 'sevre'; did you mean serve?", "zzz": "no such command 'zzz'"}
    found["world chekc x"] = "no such command 'chekc'; did you mean check?"
    found["--verison"] = "no such option --verison; did you mean --version?"
    for path, command in LEAVES.items():
        words = " ".join(path)
        found[f"{words} --halp"] = "no such option --halp; did you mean --help?"
        found |= {f"{words} {each}": f"option '{each}' requires an argument" for each in options(command)}
        numbers = options(command, "N", "SECONDS")
        found |= {f"{words} {each} x": f"{each}: 'x' given; allowed: a number" for each in numbers}
        choices = [each.opts[0] for each in command.params if "|" in (each.metavar or "")]
        found |= {f"{words} {each}=x": f"{each}: 'x' given; allowed: " for each in choices}
        if needed := first_needed(command):
            found[words] = f"{needed} is missing"
    return found


SLIPS = slips() | {
    "readings x": "got unexpected extra argument(s) (x)",
    "serve --port 70000": "--port: '70000' given; allowed: a number from 0 to 65535",
    "serve --no-tls=yes": "option '--no-tls' does not take a value",
    # what fits together
    "serve --watch": "--watch needs a file to watch; name it with --world FILE",
    "serve --reading busy_scop=session": "reading 'busy_scop': no such key; did you mean busy_scope?",
    "serve --reading busy_scope": "--reading 'busy_scope': write KEY=VALUE, such as busy_scope=session",
    "serve --control-token ''": "--control-token is empty; give a long random text",
    "verify-client": "name the client: -- CMD..., --exec -- CMD..., or --python package.module:Client",
    f"verify-client {CLIENT} --case no.such": "case 'no.such': no case has this id; --list shows them all",
    f"verify-server {SERVER} --live": "--live sends messages that cost money",
    f"verify-server {SERVER} --only zzz": "--only 'zzz': no check has such an id; ids begin with server.",
    f"verify-server {SERVER} --reading x=y": "--reading: reading 'x': no such key",
    "schema v3/snd.request": 'no schema "v3/snd.request"; did you mean "v3/send.request"?',
    # files
    "serve --world nowhere.toml": "world nowhere.toml cannot be read: No such file or directory",
    "serve --tls-cert nowhere.pem --tls-key nowhere.pem": "nowhere.pem: No such file or directory",
    "serve --no-tls --port 0 --state .": "state file . cannot be used: it is no file",
    "serve --no-tls --port 0 --ready-file no/ready.json": "--ready-file no/ready.json: No such file or directory",
    "serve --report no/report.html": "--report no/report.html: there is no folder no; make it first",
    "serve --report report.pdf": "--report report.pdf: report file 'report.pdf': its suffix says the form; allowed: ",
    "world check nowhere.toml": "world nowhere.toml cannot be read: No such file or directory",
    "world init no/world.toml": "no/world.toml: No such file or directory",
    "schema --export taken/schemas": "taken/schemas: Not a directory",
    "replay nowhere.db": "state file nowhere.db cannot be used: there is no such file",
    f"verify-client {CLIENT} --known-failures nowhere.toml": "known failures nowhere.toml: there is no such file",
    f"verify-client {CLIENT} --report no/report.xml": "--report no/report.xml: there is no folder no; make it first",
    f"verify-server {SERVER} --report no/report.xml": "--report no/report.xml: there is no folder no; make it first",
    f"verify-server {SERVER} --ca nowhere.pem": "--ca nowhere.pem: there is no such file",
}  # fmt: skip


def run(line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """What `mobipace-mock` with these words ends with."""
    monkeypatch.setattr(sys, "argv", ["mobipace-mock", *shlex.split(line)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("line", SLIPS)
def test_a_slip_is_told_in_one_line_with_the_next_step(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What, which value, what is allowed, and a command to try; nothing of the library's own boxes."""
    (tmp_path / "taken").write_text("")
    monkeypatch.chdir(tmp_path)
    code = run(line, monkeypatch)
    out, err = capfd.readouterr()

    assert (code, out) == (2, "")
    told = err.replace("extra argument (", "extra argument(s) (")  # click 8.5 counts; newer typers do not
    assert re.fullmatch(rf"mobipace-mock: {re.escape(SLIPS[line])}.* \(try: mobipace-mock[^()]*\)\n", told), err


@pytest.mark.parametrize("line", [each for each in SLIPS if each in slips()])
def test_the_next_step_is_the_help_of_the_command_that_was_meant(
    line: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not of another one, and it is there."""
    meant = max((path for path in COMMANDS if shlex.split(line)[: len(path)] == [*path]), key=len)
    run(line, monkeypatch)
    (step,) = re.findall(r"\(try: mobipace-mock ?([^()]*)\)\n", capfd.readouterr().err)

    assert step == " ".join((*meant, "--help"))
    assert run(step, monkeypatch) == 0


def test_a_variable_is_named_where_its_value_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nobody looks for a mistake of the environment in the line that was typed."""
    monkeypatch.setenv("MOBIPACE_MOCK_PORT", "many")

    assert run("serve", monkeypatch) == 2
    assert capfd.readouterr().err == (
        "mobipace-mock: MOBIPACE_MOCK_PORT: 'many' given; allowed: a number from 0 to 65535 "
        "(try: mobipace-mock serve --help)\n"
    )


def test_a_port_in_use_says_how_to_take_a_free_one(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The line to type instead."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = run(f"serve --no-tls --port {port}", monkeypatch)

    assert code == 2
    assert capfd.readouterr().err == (
        f"mobipace-mock: cannot listen on 127.0.0.1 port {port}: Address already in use; choose another, or 0 for a "
        "free one (try: mobipace-mock serve --port 0 --tls-port 0)\n"
    )
