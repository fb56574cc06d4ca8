"""The pages users read, taken apart: fenced blocks, commands with what they print, links and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


def name(page: Path) -> str:
    """A page as test ids call it."""
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the line its text begins on."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """Something to run and what the page says it prints. `shown`: how the page shows the command."""

    shown: str
    shell: str
    printed: str


def blocks(page: Path, language: str = "") -> list[Block]:
    """The fenced blocks of a page, of one language if it is given."""
    text = page.read_text("utf-8")
    found = [Block(each[1], each[2], text.count("\n", 0, each.start(2)) + 1) for each in _FENCE.finditer(text)]
    return [block for block in found if language in ("", block.language)]


def commands(page: Path) -> list[Command]:
    """Everything a page shows being run, in order.

    A `console` block holds commands behind `$ ` (and `> ` for their further lines), each followed by what it prints. A
    `sh` or `python` block is one command when a `text` block follows it, which is what it prints. A `sh` block that
    begins by writing a file prints nothing. All others are not run.
    """
    found: list[Command] = []
    every = blocks(page)
    for block, following in pairwise([*every, Block("", "", 0)]):
        if block.language == "console":
            found += _session(block.text)
        elif block.language in ("sh", "python") and following.language == "text":
            found.append(Command(block.text, _shell(block), following.text.rstrip("\n")))
        elif block.language == "sh" and block.text.startswith("cat > "):
            found.append(Command(block.text, block.text, ""))
    return found


def _shell(block: Block) -> str:
    return block.text if block.language == "sh" else f"python3 - <<'END OF PYTHON'\n{block.text}END OF PYTHON"


def _session(text: str) -> Iterator[Command]:
    for part in re.split(r"^(?=\$ )", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        typed = [lines.pop(0)]
        while lines and lines[0].startswith("> "):
            typed.append(lines.pop(0))
        yield Command("\n".join(typed), "\n".join(line[2:] for line in typed), "\n".join(lines).rstrip("\n"))


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text("utf-8"))


def links(page: Path) -> list[str]:
    """Where the links of a page lead."""
    return _LINK.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as a forge makes them: lower case, blanks as hyphens, no other punctuation."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in _HEADING.findall(prose(page))}
