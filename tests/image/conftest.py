"""The image, built once, and containers of it. Without podman every test here is skipped, and says so."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from . import base
from .engine import Podman

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "localhost/mobipace-mock"
NEWER_THAN_PODMAN = re.compile(r" --start-interval=\S+")  # podman 4 does not know it; Docker 25 and podman 5 do
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass(frozen=True)
class Container:
    """A running container of the image."""

    podman: Podman
    name: str

    def port(self, inside: int) -> int:
        """The port of 127.0.0.1 that leads to a port of the container."""
        return int(self.podman("port", self.name, str(inside)).rpartition(":")[2])

    def python(self, program: str) -> str:
        """What a Python program prints inside the container."""
        return self.podman("exec", self.name, "/opt/mobipace-mock/bin/python", "-c", program)

    def logs(self) -> str:
        """What the server has printed."""
        return self.podman("logs", self.name)

    def wait_until_healthy(self) -> None:
        """Runs the image's HEALTHCHECK, which waits. Docker runs it unasked; podman needs systemd for that."""
        done = self.podman.attempt("healthcheck", "run", self.name)
        assert done.returncode == 0, self.logs() + done.stderr

    def stop(self) -> int:
        """SIGTERM; the exit code. Past the time given podman kills, and the code is 137."""
        self.podman("stop", "--time", "5", self.name)
        return int(self.podman.inspect(self.name)["State"]["ExitCode"])


@pytest.fixture(scope="session")
def podman() -> Podman:
    """podman, or a skip."""
    if shutil.which("podman") is None:
        pytest.skip("podman is not installed, so the image is not checked; `.ci/tools` installs it")
    return Podman()


@pytest.fixture(scope="session")
def image(podman: Podman, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The image, built from this checkout with the labels that `make image` gives it."""
    base.provide(podman, base.tag(ROOT / "Dockerfile"))
    dockerfile = tmp_path_factory.mktemp("image") / "Dockerfile"
    dockerfile.write_text(NEWER_THAN_PODMAN.sub("", (ROOT / "Dockerfile").read_text("utf-8")), "utf-8")
    podman(
        *("build", "--file", dockerfile, "--tag", IMAGE, "--format", "docker", "--layers", "--pull-never"),
        *("--network", "host", *trust(), "--build-arg", "VERSION=1.2.3", "--build-arg", "REVISION=abc"),
        ROOT,
        timeout=300,
    )
    return IMAGE


def trust() -> list[str]:
    """The authorities that this machine trusts, for the steps that install. No layer keeps them."""
    return ["--volume", f"{CERTIFICATES}:{CERTIFICATES}:ro"] if CERTIFICATES.exists() else []


@pytest.fixture
def volume(podman: Podman) -> Iterator[str]:
    """A volume that outlives containers."""
    name = f"mobipace-{uuid.uuid4().hex[:12]}"
    podman("volume", "create", name)
    yield name
    podman("volume", "rm", "--force", name)


@pytest.fixture
def run(podman: Podman, image: str) -> Iterator[Run]:
    """Starts containers, and removes them when the test ends."""
    with running(podman, image) as run:
        yield run


@contextmanager
def running(podman: Podman, image: str) -> Iterator[Run]:
    """Starts containers, and removes them in the end."""
    run = Run(podman, image, [])
    try:
        yield run
    finally:
        for name in run.names:
            podman("rm", "--force", "--time", "0", "--volumes", name)


@dataclass
class Run:
    """`run(option, ...)`: a healthy container, confined as tightly as the image promises to bear."""

    podman: Podman
    image: str
    names: list[str]

    def __call__(self, *options: str) -> Container:
        """Start it with further options of `podman run`."""
        name = f"mobipace-{uuid.uuid4().hex[:12]}"
        self.names.append(name)
        self.podman(
            *("run", "--detach", "--name", name, "--network", "slirp4netns"),
            *("--publish", "127.0.0.1::8080", "--publish", "127.0.0.1::8444"),
            *("--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt", "no-new-privileges"),
            *("--memory", "512m", "--pids-limit", "64", *options, self.image),
        )
        container = Container(self.podman, name)
        container.wait_until_healthy()
        return container
