import shutil
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, Install

SHOP = ROOT / "examples" / "shop"

TEST = """
import fixtures, schemas
from mobipace.fixtures import Account


def test_sends(mobipace: Account) -> None:
    assert (fixtures.OWNER, schemas.OWNER) == ("the user", "the user")
    assert mobipace.balance == mobipace.ledger.balance


def test_breaks_a_rule(mobipace: Account) -> None:
    import urllib.request
    urllib.request.urlopen(f"{mobipace.v2_url}?function=querybalance&USERNAME={mobipace.username}&password=wrong").read()
"""

pytestmark = pytest.mark.timeout(300)  # seconds: the first test of a run builds and installs the wheel


def test_plugin_loads_by_itself_in_a_project_with_folders_of_the_same_names(install: Install) -> None:
    """Installed is enough: no `-p`, no conftest.py; and the user's own `fixtures` and `schemas` are the user's."""
    (install.project / "test_shop.py").write_text(TEST)
    done = install.run("python", "-m", "pytest", "-p", "no:cacheprovider", "-q", "test_shop.py")

    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "not kept: v2.parameter.case (MUST)" in done.stdout


def test_examples_run_with_the_wheel(install: Install, tmp_path: Path) -> None:
    """As a user would copy them, and in the same process as nothing of this checkout."""
    shop = tmp_path / "shop"
    shutil.copytree(SHOP, shop, ignore=shutil.ignore_patterns("__pycache__"))
    done = Install(install.bin, shop).run("python", "-m", "pytest", "-p", "no:cacheprovider", "-q")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "16 passed" in done.stdout


def test_examples_are_typed(install: Install, tmp_path: Path) -> None:
    """A user's mypy --strict is content with the fixtures' types."""
    shop = tmp_path / "shop"
    shutil.copytree(SHOP, shop, ignore=shutil.ignore_patterns("__pycache__"))
    cache, config = f"--cache-dir={tmp_path / 'cache'}", "--config-file="
    checker = Install(Path(sys.executable).parent, shop)
    done = checker.run(
        "python", "-m", "mypy", "--strict", config, cache, f"--python-executable={install.bin / 'python'}", "."
    )

    assert done.returncode == 0, done.stdout + done.stderr
