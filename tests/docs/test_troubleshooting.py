"""docs/troubleshooting.md: what it quotes is what is said."""

import re

import pytest

from .pages import ROOT

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
OTHERS = {
    "mobipace-mock: command not found",
    "fixture 'mobipace' not found",
    "No module named …",
}  # a shell's, pytest's, Python's
FOLDERS = ("contract_tests", "fixtures", "mock_server", "schemas")


def source() -> str:
    """All texts of the code, those that go over several lines joined."""
    files = [ROOT / "Makefile", *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]
    return re.sub(r"[\"']\s*\n\s*f?[\"']", "", "\n".join(path.read_text("utf-8") for path in files))


def quoted() -> list[str]:
    """The messages in the first cells of its tables."""
    cells = re.findall(r"^\| (.+?) \| ", PAGE, re.MULTILINE)
    return [span for cell in cells for span in re.findall(r"`([^`]+)`", cell) if " " in span and span not in OTHERS]


@pytest.mark.parametrize("message", quoted())
def test_a_message_on_the_page_is_one_that_is_said(message: str) -> None:
    """Whoever looks for the words on the screen finds them here; each piece between two values is in the code."""
    text = source()
    pieces = [piece.strip() for piece in message.split("…")]

    assert [piece for piece in pieces if piece not in text] == []


def test_the_page_quotes_many() -> None:
    """The search above has not lost its way."""
    assert len(quoted()) >= 15
