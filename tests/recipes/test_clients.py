"""examples/clients: one small program in each language, run as it lies there against a server of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import Account, running

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "examples" / "clients"
TEXT = 'Բարև, "Ann" \\ 100% & more'
PRINTED = "v3 Send: 101 Success, 2.00\nv3 QueryMessages: Pending\nv2 send: ID: {}\nv2 querybalance: ID: 1296.30 : EUR\n"
NOTES = {"v3.plain-http", "v2.plain-http"}  # what a test on this machine is told, and bears


@pytest.fixture
def account() -> Iterator[Account]:
    """An account of a running server."""
    with running() as sim:
        yield sim.account()


def tool(name: str) -> str:
    """A program of the machine's. Without it the test is skipped."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed, so its example is not run; `.ci/tools` installs it")
    return path


def curl(folder: Path) -> list[str | Path]:
    """Bash and curl."""
    tool("curl")
    return [tool("bash"), CLIENTS / "curl" / "send.sh"]


def node(folder: Path) -> list[str | Path]:
    """Node."""
    return [tool("node"), CLIENTS / "node" / "send.mjs"]


def php(folder: Path) -> list[str | Path]:
    """PHP."""
    return [tool("php"), CLIENTS / "php" / "send.php"]


def java(folder: Path) -> list[str | Path]:
    """Java, which compiles a single file by itself."""
    tool("javac")
    return [tool("java"), CLIENTS / "java" / "Send.java"]


def csharp(folder: Path) -> list[str | Path]:
    """C#, compiled with Mono."""
    program = folder / "send.exe"
    libraries = ["-r:System.Net.Http", "-r:System.Runtime.Serialization"]
    build = [tool("mcs"), "-warnaserror", *libraries, f"-out:{program}", str(CLIENTS / "csharp" / "Send.cs")]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return [tool("mono"), program]


def environment(account: Account) -> dict[str, str]:
    """The machine's own, without proxies, and with the gateway as a file of examples/gateways names it."""
    ours = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    url = account.sim.urls.http
    addresses = {"MOBIPACE_V3_URL": f"{url}/v3", "MOBIPACE_V2_URL": f"{url}/API_2_0/HTTP_API.aspx"}
    login = {"MOBIPACE_USERNAME": account.username, "MOBIPACE_PASSWORD": account.password}
    return ours | addresses | login | {"MOBIPACE_SENDER": account.sender, "LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize("client", [curl, node, php, java, csharp])
def test_client_sends_in_both_protocols(
    client: Callable[[Path], list[str | Path]], account: Account, tmp_path: Path
) -> None:
    """The same four lines in every language, the text as it was given, and nothing that the judge has to say."""
    command = [*client(tmp_path), "37499123456", TEXT]
    done = subprocess.run(command, env=environment(account), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    bodies = [message["body"] for message in account.messages]
    rules = {violation["rule"] for exchange in account.exchanges for violation in exchange["violations"]}

    assert done.stdout == PRINTED.format(account.messages[1]["id"])
    assert bodies == [TEXT, TEXT]
    assert rules - NOTES == set()
