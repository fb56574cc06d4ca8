import re
import tomllib
from pathlib import Path

from mobipace.mock_server import __version__

from .conftest import ROOT

IMAGE = re.compile(r"mobipace-mock:(\d+\.\d+\.\d+)")
SHOWN = [
    ROOT / "docs" / "recipes.md",
    ROOT / "docs" / "releasing.md",
    *sorted((ROOT / "examples" / "ci").glob("*.yml")),
]


def test_pyproject_takes_the_version_from_the_package() -> None:
    """One place says it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "mobipace.mock_server.__version__"}


def test_recipes_name_an_image_of_this_version() -> None:
    """Whoever copies a recipe gets the image that it was written with."""
    named = {(path.name, version) for path in SHOWN for version in IMAGE.findall(path.read_text("utf-8"))}

    assert named == {(path.name, __version__) for path in SHOWN}


def test_changelog_begins_with_what_is_coming_or_this_version() -> None:
    """A release without its entry is found before it goes out."""
    headings = re.findall(r"^## (.+)$", Path(ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert headings[0].split()[0] in ("Unreleased", __version__)
