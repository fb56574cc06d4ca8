"""The figures as a table: aligned for a terminal, or in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from .measure import Figure

TITLES = ("what", "measured", "spread", "must be", "holds", "ms", "reference ms")


def text(figures: Sequence[Figure]) -> str:
    """A line each, in columns."""
    rows = [TITLES, *map(cells, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def cells(figure: Figure) -> tuple[str, ...]:
    """One row."""
    return (
        figure.name,
        _number(figure.value, figure.unit),
        f"{_number(figure.low, '')} to {_number(figure.high, '')}",
        f"{'≥' if figure.is_floor else '≤'} {_number(figure.limit, figure.unit)}",
        "yes" if figure.holds else "NO",
        _number(figure.subject_ms, ""),
        _number(figure.reference_ms, ""),
    )


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return digits + {"x": "×", "": ""}.get(unit, f" {unit}")
