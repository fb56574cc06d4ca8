import json
import sys
from pathlib import Path

import pytest

from .conftest import Distributions, Install

IMPORT_EVERYTHING = """
import importlib, json, pkgutil
import mobipace.contract_tests, mobipace.fixtures, mobipace.mock_server, mobipace.schemas
import contract_tests, fixtures, mock_server, schemas

found = {}
for module in pkgutil.walk_packages(mobipace.__path__, "mobipace."):
    if not module.name.endswith(".__main__"):
        found[module.name] = importlib.import_module(module.name).__file__
owners = [module.OWNER for module in (contract_tests, fixtures, mock_server, schemas)]
print(json.dumps({"ours": found, "owners": owners}))
"""

TYPED_USE = """
from typing import assert_type

import mobipace.contract_tests
import mobipace.fixtures
import mobipace.schemas
from mobipace.mock_server import __version__

assert_type(__version__, str)
"""

pytestmark = pytest.mark.timeout(300)  # seconds: the first test of a run builds and installs the wheel


def test_every_module_of_the_wheel_imports_beside_the_users_own_folders(install: Install) -> None:
    """`mobipace.schemas` and a `schemas` of the user's are two packages, and neither hides the other."""
    done = install.run("python", "-c", IMPORT_EVERYTHING)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)

    assert seen["owners"] == ["the user"] * 4
    assert [path for path in seen["ours"].values() if not Path(path).is_relative_to(install.bin.parent)] == []


def test_command_says_the_version_of_the_wheel(install: Install, distributions: Distributions) -> None:
    """The version is said in one place, so command and distribution agree."""
    done = install.run("mobipace-mock", "--version")

    assert done.returncode == 0, done.stderr
    assert distributions.wheel.name.split("-")[1] in done.stdout.split()


def test_command_prints_the_readings(install: Install) -> None:
    """The installed command finds all that it needs in the wheel: the register of readings, for one."""
    done = install.run("mobipace-mock", "readings")

    assert done.returncode == 0, done.stderr
    assert "busy_scope" in done.stdout


def test_type_checkers_see_the_types_of_the_wheel(install: Install, tmp_path: Path) -> None:
    """A user's `mypy --strict` reads our annotations from the installed wheel."""
    use = tmp_path / "use.py"
    use.write_text(TYPED_USE)
    cache, config = f"--cache-dir={tmp_path / 'cache'}", "--config-file="
    checker = Install(Path(sys.executable).parent, tmp_path)
    done = checker.run(
        "python", "-m", "mypy", "--strict", config, cache, f"--python-executable={install.bin / 'python'}", use
    )

    assert done.returncode == 0, done.stdout + done.stderr
