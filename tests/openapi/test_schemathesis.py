"""Schemathesis over both descriptions: examples, edge cases, random data that fits and that does not, and chains."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mobipace.schemas import bundle, names
from tests.support import Account, Sim, running

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SEED = "7"
MESSAGES = [{"Recipient": "37499123456", "Body": "Hello", "Reference": f"reference {number}"} for number in range(20)]

pytestmark = pytest.mark.timeout(240)  # seconds, on a machine that has much else to do


def schemathesis(config: Path, *arguments: str, **environment: str) -> None:
    """A run of the command. Fails with what it found."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", *arguments]
    done = subprocess.run(
        [*command, "--seed", SEED, "--no-color"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    found = done.stdout.partition("= FAILURES")[2] or done.stdout
    assert done.returncode == 0, found[-12000:] + done.stderr[-2000:]


def rich(sim: Sim) -> Account:
    """An account that money does not stop."""
    return sim.account(balance="9000000", credit_limit="0")


def dictionaries(sim: Sim) -> str:
    """Ids of things that are there, as Schemathesis takes them: without, most of its requests are about nothing."""
    accounts = [rich(sim) for _ in range(8)]
    sessions = [account.login() for account in accounts]
    for account, session in zip(accounts, sessions, strict=True):
        account.send(session, *MESSAGES)
    known = {
        "accounts": [account.username for account in accounts],
        "sessions": sessions,
        "messages": [each["id"] for account in accounts for each in account.messages],
        "exchanges": [each["id"] for each in sim.control("GET", "exchanges")["exchanges"]],
        "schemas": [name.replace("/", "%2F") for name in names()],
    }
    return "".join(f"\n[dictionaries.{name}]\nvalues = {json.dumps(values)}\n" for name, values in known.items())


def test_control_api_is_as_described(tmp_path: Path) -> None:
    """Each operation takes what its description allows, refuses what it does not, and answers in the described form."""
    with running() as sim:
        config = tmp_path / "control.toml"
        config.write_text((HERE / "control.toml").read_text("utf-8") + dictionaries(sim), "utf-8")

        schemathesis(config, f"{sim.urls.control}/openapi.json")


def test_gateway_is_as_described(tmp_path: Path) -> None:
    """Whatever is sent to either protocol is answered in the documented form, and by a code that fits what was sent."""
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(bundle("openapi")), "utf-8")
    with running() as sim:
        account = rich(sim)
        known = {"USERNAME": account.username, "PASSWORD": account.password, "CONTROL": sim.urls.control}
        known |= {"SESSION": account.login()}
        environment = {f"MOBIPACE_{name}": value for name, value in known.items()}
        sim.control("DELETE", "exchanges")

        schemathesis(HERE / "gateway.toml", str(description), "--url", sim.urls.http or "", **environment)
