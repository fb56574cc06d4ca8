"""A server of its own for a page, and a shell that runs the page's commands against it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from .pages import Command

SEED = "1"  # as the pages say
PATIENCE = 170  # seconds for a page: the longest starts some ten programs
_END = "\x1e"  # printed after each command; no answer holds it


@dataclass(frozen=True)
class Shell:
    """Bash with the pages' ports mapped to a running server's, in a folder of its own."""

    folder: Path
    environment: Mapping[str, str]
    ports: Mapping[str, str]

    def run(self, commands: Sequence[Command]) -> list[str]:
        """What each command prints, standard error included. All run in one shell, so variables and jobs stay."""
        script = "exec 2>&1\n" + "".join(f"{each.shell}\nprintf '\\n{_END}\\n'\n" for each in commands)
        for shown, real in self.ports.items():
            script = script.replace(f":{shown}", f":{real}")
        done = subprocess.run(
            [tool("bash"), "--noprofile", "--norc", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return [self._as_shown(part) for part in done.stdout.split(f"\n{_END}\n")[:-1]]

    def _as_shown(self, printed: str) -> str:
        for shown, real in self.ports.items():
            printed = printed.replace(f":{real}", f":{shown}")
        return printed.rstrip("\n")


def tool(name: str) -> str:
    """The path of a program that the pages need. Fails the test where it is missing."""
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"the commands of the documentation need {name}, which is not installed here", pytrace=False)
    return path


@contextmanager
def shell(folder: Path) -> Iterator[Shell]:
    """A shell in `folder` beside a fresh server, which ends with it. The clock stands still until a page moves it:
    a slow machine has to print what a fast one does.
    """
    tool("curl")
    environment = _environment(folder)
    arguments = ["serve", "--port", "0", "--tls-port", "0", "--seed", SEED, "--log-format", "json"]
    command = [sys.executable, "-m", "mobipace.mock_server", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            urls = json.loads(server.stdout.readline())  # the server writes this line once it accepts
            server.stdout.close()  # it goes on when nobody reads what it says
            _freeze(urls["control"])
            ports = {"8080": urls["http"], "8444": urls["https"]}
            yield Shell(folder, environment, {shown: f"{urlsplit(url).port}" for shown, url in ports.items()})
        finally:
            server.terminate()


def _environment(folder: Path) -> dict[str, str]:
    """No proxies, the CA in the test's own folder, and this interpreter's `mobipace-mock`, `pytest` and `python3`."""
    programs = folder / ".bin"
    programs.mkdir()
    for name, command in {"python3": "", "pytest": " -m pytest", "mobipace-mock": " -m mobipace.mock_server"}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{command} "$@"\n')
        (programs / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not re.search("(?i)proxy|mobipace_mock", name)}
    return kept | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "XDG_DATA_HOME": f"{folder / '.data'}",
        "LC_ALL": "C.UTF-8",
        "CURL_HOME": f"{folder}",
        "COLUMNS": "80",
    }


def _freeze(control: str) -> None:
    body, headers = b'{"freeze": true}', {"Content-Type": "application/json"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(urllib.request.Request(f"{control}/clock", body, headers), timeout=10).close()  # noqa: S310  our own


def alike(expected: str, printed: str) -> bool:
    """Whether a page's text is what was printed; `...` on the page stands for anything."""
    pattern = ".*?".join(map(re.escape, expected.split("...")))
    return re.fullmatch(pattern, printed, re.DOTALL) is not None
