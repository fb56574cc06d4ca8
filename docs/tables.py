"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Row = Sequence[object]


def table(titles: Sequence[str], rows: Iterable[Row]) -> str:
    """A Markdown table."""
    return "\n".join(map(_line, (titles, ["---"] * len(titles), *rows)))


def code(text: object) -> str:
    """A code span."""
    return f"`{text}`"


def _line(cells: Row) -> str:
    return "| " + " | ".join(str(cell).replace("|", r"\|") for cell in cells) + " |"
