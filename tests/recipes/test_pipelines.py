"""examples/ci: the pipelines fit the schemas of those who run them, and what they run runs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from mobipace.mock_server.web.server import ServerConfig
from tests.support import running

ROOT = Path(__file__).resolve().parents[2]
CI = ROOT / "examples" / "ci"
TOKEN = "a token"
VALUES = {
    "${{ github.run_id }}-${{ github.run_attempt }}": TOKEN,
    "$CI_PIPELINE_ID-$CI_JOB_ID": TOKEN,
}  # what a runner puts there


def pipeline(name: str) -> Any:
    """A pipeline. `on` is true in YAML 1.1, which is of no matter here."""
    return yaml.safe_load((CI / name).read_text("utf-8"))


def run(folder: Path, lines: list[str], variables: dict[str, Any], hosts: dict[str, str]) -> str:
    """What the lines of a job print in one shell. `hosts`: which address stands for which. pip installs nothing."""
    script = "set -e\npip() { :; }\n" + "\n".join(lines)
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment |= {name: VALUES.get(value, value) for name, value in variables.items()}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    for shown, real in hosts.items():
        script = script.replace(shown, real)
        environment = {name: value.replace(shown, real) for name, value in environment.items()}
    bash = shutil.which("bash") or "bash"
    done = subprocess.run(
        [bash, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the examples in it, as after a checkout."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "schema"), [("github-actions.yml", "vendor.github-workflows"), ("gitlab-ci.yml", "vendor.gitlab-ci")]
)
def test_pipeline_fits_its_schema(name: str, schema: str) -> None:
    """The forge's own schema, as check-jsonschema brings it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(CI / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_github_job_with_a_service_container(project: Path) -> None:
    """Its steps, against a server with the control token that the job gives its container."""
    workflow = pipeline("github-actions.yml")
    job = workflow["jobs"]["with-a-service-container"]
    token = VALUES[job["services"]["gateway"]["env"]["MOBIPACE_MOCK_CONTROL_TOKEN"]]
    with running(config=ServerConfig(token=token)) as sim:
        hosts = {"http://127.0.0.1:8080": sim.urls.http or ""}
        lines = [step["run"] for step in job["steps"] if "run" in step]
        printed = run(project, lines, workflow["env"] | job["env"], hosts)

    assert "v3 Send: 101 Success" in printed
    assert "<testsuite" in (project / "mobipace-report.xml").read_text("utf-8")


def test_github_job_with_a_process(project: Path) -> None:
    """Its steps start the simulator themselves, on another port here than in the file."""
    workflow = pipeline("github-actions.yml")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    lines = [step["run"] for step in workflow["jobs"]["with-a-process"]["steps"] if "run" in step]
    lines = ["trap 'kill $(jobs -p)' EXIT", *lines]
    printed = run(
        project, lines, workflow["env"] | {"MOBIPACE_MOCK_PORT": port}, {"127.0.0.1:8080": f"127.0.0.1:{port}"}
    )

    assert "v3 Send: 101 Success" in printed
    assert "<testsuite" in (project / "mobipace-report.xml").read_text("utf-8")


def test_gitlab_job(project: Path) -> None:
    """Its script and what comes after it, against a server that the job calls `gateway`."""
    job = pipeline("gitlab-ci.yml")["test"]
    with running(config=ServerConfig(token=TOKEN)) as sim:
        hosts = {"http://gateway:8080": sim.urls.http or ""}
        printed = run(project, [*job["script"], *job["after_script"]], job["variables"], hosts)

    assert "v3 Send: 101 Success" in printed
    assert "<testsuite" in (project / "mobipace-report.xml").read_text("utf-8")
