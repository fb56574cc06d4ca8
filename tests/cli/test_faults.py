"""Faults and the command: a world's are in force from the start, and a signal waits for none of them."""

import json
import signal
from functools import partial
from pathlib import Path

import pytest

from tests.cli.support import DEMO, Command, Served, until
from tests.support import V2_PATH

WORLD = """
[[faults]]
match = { method = "querybalance" }
effect = "hang"

[[faults]]
match = { method = "querymessage" }
effect = "delay"
seconds = 1000
"""
LINE = (
    f"GET {V2_PATH}?function={{}}&username={DEMO['username']}&password={DEMO['password']} HTTP/1.1\r\nHost: a\r\n\r\n"
)


def _is_told(server: Served, text: str) -> bool:
    return any(text in line for line in server.lines)


def _is_pausing(server: Served, fault: int) -> bool:
    return bool(server.control("GET", f"faults/{fault}").json()["pausing"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_what_waits_at_a_fault(command: Command, tmp_path: Path, number: int) -> None:
    """What hangs is cut off, what is late is answered; exit 0, and both exchanges have their line."""
    world = tmp_path / "world.toml"
    world.write_text(command.run("world", "init").stdout + WORLD, "utf-8")
    with (
        command.serving("--no-tls", "--log-format", "json", "--world", world) as server,
        server.connection() as hanging,
        server.connection() as late,
    ):
        hanging.send(LINE.format("querybalance").encode())
        late.send(LINE.format("querymessage&messageref=1").encode())
        faults = server.control("GET", "faults").json()["faults"]
        for each in faults:
            until(partial(_is_pausing, server, each["id"]), "a waiting request")
        taken = server.stop(number)
        heard = hanging.rest(), late.answer()
        lines = [json.loads(line) for line in server.lines if line.startswith('{"at"')]

    assert server.process.returncode == 0
    assert taken < 5  # the promise is 2, and a busy machine may need more
    assert heard == (b"", (200, b"Err: 703 : Incorrect message references"))
    assert {line["fault"]["effect"]: (line["http_status"], line["code"]) for line in lines} == {
        "hang": (None, None),
        "delay": (200, 703),
    }


def test_a_line_of_text_tells_of_a_fault(command: Command) -> None:
    """Beside what was answered, or a dash where nothing was."""
    with command.serving("--no-tls") as server:
        for effect in ({"effect": "reset", "point": "after"}, {"effect": "code", "code": 713}):
            server.control("POST", "faults", json=effect)
            with server.connection() as connection:
                connection.send(LINE.format("querybalance").encode())
                until(partial(_is_told, server, f" fault {effect['effect']} "), "its line")
        lines = [line.split(f"{DEMO['username']} ")[1] for line in server.lines if " fault " in line]

    assert [line.split(" ")[0] for line in lines] == ["-", "713"]
    assert lines[0].endswith(" fault reset after")
    assert "(the gateway never saw the request)" in lines[1]
    assert lines[1].endswith(" fault code before")


def test_a_mistake_in_a_worlds_fault_names_its_place(command: Command, tmp_path: Path) -> None:
    """`world check` finds what `serve` would refuse."""
    world = tmp_path / "world.toml"
    world.write_text(command.run("world", "init").stdout + WORLD.replace("1000", "-1"), "utf-8")
    told = command.run("world", "check", world)

    assert (told.returncode, told.stderr.strip()) == (
        2,
        f"mobipace-mock: {world}: faults[1].seconds: -1 given; allowed: a number from 0 to 1000000000",
    )
