"""compose.yaml as it is started: the simulator, and the application that sends codes through it."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Container
from .engine import Podman

APP = "localhost/mobipace-app"
TOKEN = "a token for the tests"

pytestmark = [pytest.mark.xdist_group("image"), pytest.mark.timeout(400)]


@dataclass(frozen=True)
class Stack:
    """The two services of compose.yaml, running."""

    project: str
    podman: Podman
    ports: dict[str, int]

    def compose(self, *arguments: str) -> None:
        """A compose command."""
        environment = {**self.podman.environment, **{name: str(port) for name, port in self.ports.items()}}
        done = subprocess.run(
            [sys.executable, "-m", "podman_compose", "--project-name", self.project, *arguments],
            cwd=ROOT,
            env=environment | {"MOBIPACE_MOCK_CONTROL_TOKEN": TOKEN},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    def service(self, name: str) -> Container:
        """The container of a service."""
        return Container(self.podman, f"{self.project}_{name}_1")

    def ask(self, port: str, path: str, body: Any = None) -> Any:
        """A request to a published port; the JSON answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        url = f"http://127.0.0.1:{self.ports[port]}{path}"
        request = urllib.request.Request(url, data, headers)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def app_image(podman: Podman, image: str) -> str:
    """The application's image. It is built after the simulator's, which provides the base."""
    assert image
    folder = ROOT / "examples" / "app"
    podman("build", "--quiet", "--pull-never", "--format", "docker", "--tag", APP, folder, timeout=120)
    return APP


@pytest.fixture(scope="module")
def stack(podman: Podman, app_image: str) -> Iterator[Stack]:
    """Both services up, on free ports of this machine."""
    assert app_image
    free = {name: free_port() for name in ("HTTP_PORT", "HTTPS_PORT", "APP_PORT")}
    stack = Stack(f"check{uuid.uuid4().hex[:8]}", podman, free)
    try:
        stack.compose("up", "--detach", "--no-build")
        stack.service("gateway").wait_until_healthy()
        yield stack
    finally:
        stack.compose("down", "--volumes")


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_application_sends_a_code_through_the_simulator_and_takes_it_back(stack: Stack) -> None:
    """The services find each other by name, and the code that was sent is the one that counts, once."""
    made = stack.ask("APP_PORT", "/codes", {"phone": "37499123456"})
    (message,) = stack.ask("HTTP_PORT", "/_control/accounts/mobipace@mobipace.com/messages")["messages"]
    (code,) = re.findall(r"\d{6}", message["body"])
    back = stack.ask("APP_PORT", "/logins", {"phone": "37499123456", "code": code})

    assert (made, back) == ({"phone": "37499123456"}, {"phone": "37499123456"})
    assert (message["recipient"], message["sender"], message["price"]) == ("37499123456", "MOBIPACE", "2.00")


def test_simulator_of_the_stack_keeps_its_state_in_the_volume(stack: Stack) -> None:
    """The file that the environment names is there; `docker compose restart gateway` loses nothing."""
    files = stack.service("gateway").python("import os; print(*sorted(os.listdir('/data')))").split()

    assert "gateway.sqlite" in files


def test_application_waits_for_the_simulators_health() -> None:
    """Compose starts the application once HEALTHCHECK passes."""
    text = (ROOT / "compose.yaml").read_text("utf-8")

    assert re.search(r"depends_on:\n +gateway:\n +condition: service_healthy", text)


def test_real_gateway_is_one_variable_away() -> None:
    """Each file of a gateway sets the same variables, and `GATEWAY` picks the file."""
    files = [ROOT / "examples" / "gateways" / name for name in ("local.env", "simulator.env", "real.env.example")]
    names = {file.name: re.findall(r"^(\w+)=", file.read_text("utf-8"), re.MULTILINE) for file in files}

    assert len(set(map(tuple, names.values()))) == 1
    assert "examples/gateways/${GATEWAY:-simulator}.env" in Path(ROOT / "compose.yaml").read_text("utf-8")
