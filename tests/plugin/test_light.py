"""The plugin is loaded in every run of everybody who has it installed, so it must weigh nothing."""

import json
import subprocess
import sys
from pathlib import Path

LOADED_BY = """
import json, sys
import pytest, _pytest.config
loaded = set(sys.modules)
{statement}
print(json.dumps(sorted(set(sys.modules) - loaded)))
"""


def loaded_by(statement: str, folder: Path | None = None) -> set[str]:
    """Modules that a statement loads in a fresh interpreter that has pytest."""
    code = LOADED_BY.format(statement=statement)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder)
    return {*json.loads(done.stdout)}


def test_plugin_loads_nothing_but_itself() -> None:
    """The plugin, and the package that it lies in."""
    assert loaded_by("import mobipace.fixtures.plugin") == {"mobipace", "mobipace.fixtures", "mobipace.fixtures.plugin"}


def test_run_that_does_not_use_it_loads_nothing_more(tmp_path: Path) -> None:
    """Options, marker and hooks are there, and the rest stays on disk."""
    (tmp_path / "test_it.py").write_text("def test_nothing():\n    pass\n")
    options = ["-p", "mobipace.fixtures.plugin", "-p", "no:cacheprovider"]
    loaded = loaded_by(f"sys.stdout, out = sys.stderr, sys.stdout; pytest.main({options}); sys.stdout = out", tmp_path)
    ours = {name for name in loaded if name.startswith("mobipace")}

    assert ours == {"mobipace", "mobipace.fixtures", "mobipace.fixtures.plugin"}


def test_connecting_elsewhere_loads_no_server() -> None:
    """Workers that share a container need a client, and no simulator of their own."""
    loaded = loaded_by("from mobipace.fixtures import Gateway; Gateway.connect")

    assert not loaded & {"aiohttp", "jsonschema", "jsonschema_rs", "mobipace.mock_server", "hypothesis"}


def test_heavy_names_are_real() -> None:
    """A name that nobody loads any more would guard nothing."""
    heavy = loaded_by("from mobipace.fixtures.hosting import Host; import mobipace.fixtures.strategies")

    assert {"aiohttp", "msgspec", "hypothesis", "mobipace.mock_server", "mobipace.schemas"} <= heavy
