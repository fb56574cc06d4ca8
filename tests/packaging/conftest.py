import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MADE_BY_TOOLS = (".git", ".venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis")


class Distributions(NamedTuple):
    """The two files that a release consists of."""

    sdist: Path
    wheel: Path


class Install(NamedTuple):
    """The wheel in an environment of its own, and a folder to run it in."""

    bin: Path
    project: Path

    def run(self, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs a command of the environment in the user's project."""
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        return subprocess.run(
            [self.bin / command, *arguments],
            cwd=self.project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks at the wheel goes to one process, which builds it; the newcomer builds one of their own."""
    for item in items:
        if item.path.parent == HERE and item.path.stem != "test_newcomer":
            item.add_marker(pytest.mark.xdist_group("wheel"))


def run(*command: str | Path) -> None:
    """Runs a command of this interpreter's, and shows what it printed if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def isolation() -> list[str]:
    """Building with the setuptools at hand takes a second; without a recent one, `build` fetches its own."""
    has_recent = int(version("setuptools").split(".")[0]) >= 78
    return ["--no-isolation"] if has_recent else []


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """Both distributions, built from a copy: leftovers of an earlier build must not get into them, nor stay behind."""
    tree, out = tmp_path_factory.mktemp("build") / "tree", tmp_path_factory.mktemp("dist")
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*MADE_BY_TOOLS))
    run(sys.executable, "-m", "build", *isolation(), "--outdir", out, tree)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return Distributions(sdist, wheel)


@pytest.fixture(scope="session")
def install(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Install:
    """The wheel in a fresh environment, run from a project that has folders of the same names as ours."""
    home, project = tmp_path_factory.mktemp("venv"), tmp_path_factory.mktemp("project")
    run(sys.executable, "-m", "venv", "--without-pip", home)
    python = home / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", distributions.wheel)
    lend_dependencies(home)
    for folder in ("contract_tests", "fixtures", "mock_server", "schemas"):
        (project / folder).mkdir()
        (project / folder / "__init__.py").write_text("OWNER = 'the user'\n")
    return Install(home / "bin", project)


def lend_dependencies(home: Path) -> None:
    """Shows a fresh environment our libraries, so that none is installed twice.

    The .pth files that lie there are not read, hence our own editable install stays out of sight.
    """
    (site_packages,) = home.glob("lib/python*/site-packages")
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site_packages / "dependencies.pth").write_text("\n".join(sorted(lent)) + "\n")
