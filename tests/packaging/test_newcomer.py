"""From a clone to a judged client with nothing but the README: its own blocks are the script."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.docs.pages import README, Block, blocks
from tests.docs.shell import alike, tool

from .conftest import MADE_BY_TOOLS, ROOT

AT_MOST = 300  # seconds
_END = "\x1e"  # printed after each step; no output holds it
_SERVE = "mobipace-mock serve\n"

# What the reader's other terminal does. The clock stands still, so that a slow machine prints what a fast one does.
_IN_ANOTHER_TERMINAL = """
(cd /; exec mobipace-mock serve) > "$HOME/serve.log" 2>&1 & SERVER=$!
trap 'kill $SERVER' EXIT
mobipace-mock ready --wait
curl -s -o /dev/null http://127.0.0.1:8080/_control/clock -H 'Content-Type: application/json' -d '{"freeze": true}'
"""

pytestmark = pytest.mark.timeout(AT_MOST)


class Step(NamedTuple):
    """A block that the reader types, and what the README says it prints; None where it says nothing."""

    shell: str
    printed: str | None


def steps() -> Iterator[Step]:
    """Every block for a shell, in order."""
    for block, following in pairwise([*blocks(README), Block("", "", 0)]):
        if block.language == "sh":
            yield Step(block.text, following.text.rstrip("\n") if following.language == "text" else None)


def typed(step: Step) -> str:
    """What a shell is given for it."""
    return _IN_ANOTHER_TERMINAL if step.shell == _SERVE else step.shell


def free_ports() -> tuple[int, int]:
    """Two ports of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def environment(home: Path, http: int, https: int) -> dict[str, str]:
    """A newcomer's: a home with nothing in it, and this interpreter as `python3`."""
    programs = home / "bin"
    programs.mkdir(parents=True)
    (programs / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python3").chmod(0o755)
    foreign = re.compile("(?i)mobipace|^python|^virtual_env|^(http|https|all)_proxy$|^pytest|^coverage")
    kept = {name: value for name, value in os.environ.items() if not foreign.search(name) or "pip" in name.lower()}
    ports = {"MOBIPACE_MOCK_PORT": f"{http}", "MOBIPACE_MOCK_TLS_PORT": f"{https}"}
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return kept | ports | {"HOME": f"{home}", "PATH": path, "LC_ALL": "C.UTF-8", "PIP_QUIET": "2", "COLUMNS": "80"}


def follow(clone: Path, home: Path) -> list[str]:
    """What each step prints, in one shell that begins in the clone."""
    http, https = free_ports()
    script = "exec 2>&1\n" + "".join(f"{typed(each)}\nprintf '\\n{_END}\\n'\n" for each in steps())
    done = subprocess.run(
        [tool("bash"), "--noprofile", "--norc", "-c", script.replace(":8080", f":{http}")],
        cwd=clone,
        env=environment(home, http, https),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=AT_MOST,
        check=False,
    )
    return [part.strip("\n").replace(f":{http}", ":8080") for part in done.stdout.split(f"\n{_END}\n")[:-1]]


def test_a_newcomer_gets_from_a_clone_to_a_judged_client(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Install, serve, send over both protocols, test with the fixture, and hear from the kit what is wrong; in five
    minutes. The files of the checkout, without what tools have made, are those of a clone.
    """
    clone = tmp_path / "mobipace-mock"
    began = time.monotonic()
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(*MADE_BY_TOOLS))
    printed = follow(clone, tmp_path / "home")
    took = time.monotonic() - began
    with capsys.disabled():
        print(f"\na newcomer was there in {took:.0f} s (at most {AT_MOST} s), {len(printed)} steps", file=sys.stderr)

    promised = [step.printed for step in steps()]
    assert len(printed) == len(promised), printed[-1:]
    pairs = [(text, seen) for text, seen in zip(promised, printed, strict=True) if text is not None]
    assert [text if alike(text, seen) else seen for text, seen in pairs] == [text for text, _ in pairs]
    assert (tmp_path / "shop" / "sms.py").is_file()


def test_the_readme_ends_in_a_judged_client() -> None:
    """What the transcript above runs goes all the way: install, serve, both protocols, pytest, the kit."""
    script = "".join(step.shell for step in steps())
    stations = ["pip install", _SERVE, "/v3/Send", "function=send", "pytest -q", "verify-client --python"]

    assert [script.find(each) for each in stations] == sorted(script.find(each) for each in stations)
    assert -1 not in [script.find(each) for each in stations]
