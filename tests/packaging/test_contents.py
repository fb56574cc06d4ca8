import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from .conftest import ROOT, Distributions

FOLDERS = ("contract_tests", "fixtures", "mock_server", "schemas")
PACKAGES = {
    "mobipace/contract_tests",
    *(f"mobipace/contract_tests/{name}" for name in ("adapter", "broken", "catalogue", "check", "driver")),
    *(f"mobipace/contract_tests/{name}" for name in ("mutants", "reference", "runner", "server")),
    *(f"mobipace/contract_tests/server/{name}" for name in ("checks", "machine")),
    "mobipace/fixtures",
    "mobipace/mock_server",
    "mobipace/mock_server/cli",
    "mobipace/mock_server/gateway",
    "mobipace/mock_server/judge",
    "mobipace/mock_server/judge/rules",
    "mobipace/mock_server/report",
    "mobipace/mock_server/web",
    "mobipace/mock_server/web/control",
    "mobipace/mock_server/wire",
    "mobipace/schemas",
}
PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "windows", "macos")

pytestmark = pytest.mark.timeout(300)  # seconds: the first test of a run builds both distributions


def files_on_disk() -> set[str]:
    """Every file of the four folders, as paths from the repository's top."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def files_in(wheel: Path) -> set[str]:
    """Every file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def dist_info(wheel: Path) -> str:
    """The folder of a wheel that describes it."""
    return "-".join(wheel.name.split("-")[:2]) + ".dist-info"


def metadata(wheel: Path) -> Message:
    """What a wheel says about itself."""
    with zipfile.ZipFile(wheel) as archive:
        return message_from_bytes(archive.read(f"{dist_info(wheel)}/METADATA"))


def test_wheel_holds_every_file_of_the_four_folders_and_no_other(distributions: Distributions) -> None:
    """A package or a data file that pyproject.toml does not name is missed here."""
    shipped = {name for name in files_in(distributions.wheel) if name.startswith("mobipace/")}

    assert shipped == {f"mobipace/{name}" for name in files_on_disk()}


def test_wheel_holds_the_packages_of_the_release(distributions: Distributions) -> None:
    """A package that vanishes from the tree and from pyproject.toml at once does not vanish unseen."""
    names = files_in(distributions.wheel)
    packages = {name.removesuffix("/__init__.py") for name in names if name.endswith("/__init__.py")}

    assert packages == PACKAGES


def test_wheel_puts_nothing_but_mobipace_at_the_top(distributions: Distributions) -> None:
    """Names such as `schemas` never stand at the top of a user's site-packages."""
    tops = {name.split("/")[0] for name in files_in(distributions.wheel)}

    assert tops == {"mobipace", dist_info(distributions.wheel)}


def test_mobipace_is_a_namespace_that_others_can_share(distributions: Distributions) -> None:
    """PEP 420: a namespace package has no __init__ of its own."""
    names = files_in(distributions.wheel)

    assert "mobipace/__init__.py" not in names


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_says_that_it_is_typed(distributions: Distributions, folder: str) -> None:
    """PEP 561: in a namespace each package carries a py.typed of its own."""
    names = files_in(distributions.wheel)

    assert f"mobipace/{folder}/py.typed" in names


def test_metadata_states_licence_and_python(distributions: Distributions) -> None:
    """Whoever installs the distribution can read its terms and needs off it."""
    stated = metadata(distributions.wheel)

    assert (stated["Name"], stated["License-Expression"], stated["Requires-Python"]) == (
        "mobipace-mock",
        "MIT",
        ">=3.11",
    )


def test_wheel_carries_the_licence_text(distributions: Distributions) -> None:
    """MIT: the notice goes with every copy."""
    names = files_in(distributions.wheel)

    assert f"{dist_info(distributions.wheel)}/licenses/LICENSE" in names


def test_dependencies_have_no_upper_bounds(distributions: Distributions) -> None:
    """A test tool lives in its user's environment, and an upper bound there collides with the user's own needs."""
    requirements = [Requirement(line) for line in metadata(distributions.wheel).get_all("Requires-Dist", [])]
    operators = {bound.operator for requirement in requirements for bound in requirement.specifier}

    assert operators == {">="}


def test_source_distribution_builds_the_same_and_leaves_the_tests_out(distributions: Distributions) -> None:
    """The wheel is built from the source distribution, so this one holds the four folders as well, and little else."""
    with tarfile.open(distributions.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames() if archive.getmember(name).isfile()}
    beside = {name for name in names - files_on_disk() if ".egg-info/" not in name}

    assert files_on_disk() <= names
    assert beside == {"LICENSE", "MANIFEST.in", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg"}


def resolution(platform: str) -> subprocess.Popen[str]:
    """A search for wheels of all dependencies. Most of it is waiting for an index."""
    options = ["--only-binary", ":all:", "--python-version", "3.13", "--python-platform", platform]
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *options, "pyproject.toml"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def resolutions() -> Iterator[dict[str, subprocess.Popen[str]]]:
    """The searches for every platform, all at once."""
    with ExitStack() as stack:
        started = {platform: stack.enter_context(resolution(platform)) for platform in PLATFORMS}
        for process in started.values():
            stack.callback(process.kill)
        yield started


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_dependency_has_a_wheel_for_the_platform(
    resolutions: dict[str, subprocess.Popen[str]], platform: str
) -> None:
    """The image builds for amd64 and arm64 without a compiler, and `pip install` needs none elsewhere."""
    _, errors = resolutions[platform].communicate()

    assert resolutions[platform].returncode == 0, errors
