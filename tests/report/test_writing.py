from pathlib import Path

import pytest

from mobipace.mock_server.report import FORMS, form_of, render, write_report
from tests.report.samples import SMALL


@pytest.mark.parametrize(
    ("suffix", "name", "media_type"),
    [
        (".json", "json", "application/json"),
        (".html", "html", "text/html"),
        (".xml", "junit", "application/xml"),
        (".md", "markdown", "text/markdown"),
        (".txt", "text", "text/plain"),
        (".HTML", "html", "text/html"),
    ],
)
def test_a_suffix_says_the_form(tmp_path: Path, suffix: str, name: str, media_type: str) -> None:
    """What is written is what the form renders."""
    path = tmp_path / f"report{suffix}"
    write_report(SMALL, path)

    assert path.read_bytes() == render(SMALL, name)
    assert (form_of(path).name, form_of(path).media_type) == (name, media_type)


def test_the_first_form_is_json() -> None:
    """The default is the one that everything can be made from."""
    assert list(FORMS) == ["json", "html", "junit", "markdown", "text"]


@pytest.mark.parametrize("name", ["report", "report.pdf", "report.", ".html"])
def test_another_suffix_hears_which_there_are(tmp_path: Path, name: str) -> None:
    """Told before anything is done; nothing is written."""
    with pytest.raises(ValueError, match="its suffix says the form") as caught:
        write_report(SMALL, tmp_path / name)

    assert str(caught.value) == (
        f"report file '{name}': its suffix says the form; allowed: .json, .html, .xml, .md, .txt"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_report_is_replaced_whole(tmp_path: Path) -> None:
    """A reader sees the old one or the new one, and no other file is left."""
    path = tmp_path / "report.json"
    path.write_text("old")
    held = path.open()
    write_report(SMALL, path)

    assert held.read() == "old"
    assert path.read_bytes() == render(SMALL)
    assert list(tmp_path.iterdir()) == [path]
    held.close()


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    """A folder of that name: an OSError, and the folder as it was."""
    path = tmp_path / "report.json"
    path.mkdir()
    with pytest.raises(OSError, match="report"):
        write_report(SMALL, path)

    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """It is not made: a slip of the pen would be hard to find."""
    with pytest.raises(FileNotFoundError):
        write_report(SMALL, tmp_path / "nowhere" / "report.json")
