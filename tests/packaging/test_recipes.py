"""The recipes for a user's CI, as the page shows them, with the built wheel in a fresh environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from tests.docs.pages import blocks

from .conftest import ROOT, Distributions, lend_dependencies

PAGE = ROOT / "docs" / "contract-kit.md"
RECIPES = [yaml.safe_load(block.text) for block in blocks(PAGE, "yaml")]
SOME = "--case v3.session.*"  # the second recipe runs what the first has run; a part of it will do

pytestmark = pytest.mark.timeout(300)  # seconds: the first test of a run builds the wheel


@pytest.fixture
def project(distributions: Distributions, tmp_path: Path) -> dict[str, str]:
    """A checkout with an adapter, in an environment that has a Python, pip, and nothing of ours; its variables."""
    home, checkout = tmp_path / "venv", tmp_path / "checkout"
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    lend_dependencies(home)
    checkout.mkdir()
    shutil.copy(ROOT / "examples" / "adapters" / "python" / "adapter.py", checkout)
    return {
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "PWD": str(checkout),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_IGNORE_INSTALLED": "1",  # our own checkout is among what is lent
        "PIP_FIND_LINKS": str(distributions.wheel.parent),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "GITHUB_STEP_SUMMARY": str(checkout / "job-page.md"),
    }


def script(lines: list[str], variables: dict[str, str]) -> str:
    """What a runner prints: each line by a shell that stops at what fails."""
    done = subprocess.run(
        [str(shutil.which("bash")), "-e", "-o", "pipefail"],
        input="\n".join(lines),
        env=variables,
        cwd=variables["PWD"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def counts(report: Path) -> dict[str, int]:
    """What a JUnit reader makes of it."""
    root = ElementTree.parse(report).getroot()  # noqa: S314  our own
    return {name: int(root.get(name) or 0) for name in ("tests", "failures", "errors")}


def test_a_recipe_is_short() -> None:
    """Something to copy."""
    assert [len(block.text.splitlines()) <= 20 for block in blocks(PAGE, "yaml")] == [True, True]


def test_github_actions(project: dict[str, str]) -> None:
    """Every `run` in order: the whole catalogue and the generated cases, and the summary on the job's page."""
    steps: list[dict[str, Any]] = RECIPES[0]["jobs"]["mobipace"]["steps"]
    printed = script([step["run"] for step in steps if "run" in step], project)
    checkout = Path(project["PWD"])

    assert "all that was exercised was kept: 4" in printed
    assert counts(checkout / "report.xml")["tests"] > 450
    assert (checkout / "job-page.md").read_text("utf-8").startswith("# verify-client `python adapter.py`")
    assert "<html" in (checkout / "report.html").read_text("utf-8")


def test_gitlab_ci(project: dict[str, str]) -> None:
    """Its script, and the reports that it names."""
    job: dict[str, Any] = RECIPES[1]["mobipace"]
    lines = [line.replace("verify-client", f"verify-client {SOME}") for line in job["script"]]
    script(lines, project)
    checkout = Path(project["PWD"])

    found = counts(checkout / job["artifacts"]["reports"]["junit"])
    assert found["tests"] > 10
    assert (found["failures"], found["errors"]) == (0, 0)
    assert [(checkout / path).is_file() for path in job["artifacts"]["paths"]] == [True]
