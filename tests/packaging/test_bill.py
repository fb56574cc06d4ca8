import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mobipace.mock_server import __version__

from .conftest import ROOT, Distributions
from .test_contents import metadata

VALIDATE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read()))
"""

pytestmark = pytest.mark.timeout(300)  # seconds: the first test of a run builds both distributions


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bill of materials, made as for a release."""
    path = tmp_path_factory.mktemp("sbom") / "bill.json"
    command = [shutil.which("make") or "make", "--silent", "sbom", f"SBOM={path}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def test_bill_of_materials_is_valid(bill: Path) -> None:
    """CycloneDX 1.6, by the standard's own schema."""
    of_the_tool = ("tool", "run", "--quiet", "--python", sys.executable, "--from", "cyclonedx-bom>=5", "python")
    command = [sys.executable, "-m", "uv", *of_the_tool, "-c", VALIDATE]
    done = subprocess.run(command, input=bill.read_text("utf-8"), capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("None\n", "")


def test_bill_of_materials_names_this_release_and_all_that_it_needs(bill: Path, distributions: Distributions) -> None:
    """Every dependency of the wheel is a component with a version, and no tool of the tests is."""
    document = json.loads(bill.read_text("utf-8"))
    needed = [Requirement(line) for line in metadata(distributions.wheel).get_all("Requires-Dist", [])]
    direct = {canonicalize_name(each.name) for each in needed if each.marker is None}
    listed = {canonicalize_name(each["name"]) for each in document["components"] if each["version"]}
    root = document["metadata"]["component"]

    assert (root["name"], root["version"]) == ("mobipace-mock", __version__)
    assert direct - listed == set()
    assert listed & {"pytest", "ruff", "mypy", "pip"} == set()
