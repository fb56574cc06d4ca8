"""examples/testcontainers, run against podman's socket, which speaks Docker's protocol."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT
from .engine import Podman

EXAMPLES = ROOT / "examples" / "testcontainers"

pytestmark = [pytest.mark.xdist_group("image"), pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def docker(podman: Podman, image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment in which Docker's clients find podman, with the image in it."""
    assert image
    socket = tmp_path_factory.mktemp("docker") / "docker.sock"
    address = f"unix://{socket}"
    program = shutil.which("podman") or "podman"
    with subprocess.Popen([program, "system", "service", "--time", "0", address], env=podman.environment) as service:
        try:
            podman("--remote", "--url", address, "version")
            yield podman.environment | {
                "DOCKER_HOST": address,
                "TESTCONTAINERS_RYUK_DISABLED": "true",  # a container of its own that cleans up, from a registry
                # In a container itself, as tests may be, Testcontainers would look for the gateway's address elsewhere.
                "TESTCONTAINERS_CONNECTION_MODE": "docker_host",
                "TESTCONTAINERS_HOST_OVERRIDE": "127.0.0.1",
            }
        finally:
            service.terminate()


def run(folder: Path, environment: dict[str, str], *command: str | Path) -> str:
    """What a command prints, which has to succeed."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout


def test_python_example(docker: dict[str, str], tmp_path: Path) -> None:
    """As it would lie in a project of its user's."""
    shutil.copy(EXAMPLES / "python" / "test_send.py", tmp_path)
    printed = run(tmp_path, docker, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_send.py")

    assert "1 passed" in printed


def test_node_example(docker: dict[str, str], tmp_path: Path) -> None:
    """With the package that its package.json names."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("Node is not installed, so its example is not run; `.ci/tools` installs it")
    folder = tmp_path / "node"
    shutil.copytree(EXAMPLES / "node", folder, ignore=shutil.ignore_patterns("node_modules"))
    run(folder, docker, npm, "install", "--no-audit", "--no-fund", "--ignore-scripts")
    printed = run(folder, docker, node, "--test", "--test-reporter=tap")

    assert "# pass 1" in printed.splitlines()
