"""The tables of the page on performance: the latest figures that are kept of each benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.kept import latest
from benchmarks.table import TITLES, cells

PARTS = {
    "performance": ("exchanges", "sends", "stored", "memory", "start", "fixture", "restart", "page"),
    "others": ("others",),
}
"""Which benchmarks stand in which part."""


def rows(part: str) -> Iterable[Sequence[str]]:
    """All of its figures."""
    for benchmark in PARTS[part]:
        run = latest(benchmark)
        yield from map(cells, run.figures[benchmark] if run else ())


def origin(part: str) -> str:
    """When, of what and on what they were taken; several where the benchmarks were run one by one."""
    runs = [run.about for benchmark in PARTS[part] if (run := latest(benchmark))]
    return " ".join(dict.fromkeys(map(_origin, runs))) or "No figures are kept yet."


def _origin(about: dict[str, Any]) -> str:
    machine = about["machine"]
    system = f"{machine['python']} on {machine['cores']} cores of {machine['system']}"
    pace = f"where a million turns of an empty loop take {machine['a_million_turns_of_a_loop_ms']:g} ms"
    return (
        f"Taken on {about['date'][:10]}, version {about['version']} at commit {about['commit']}, with {system}, {pace}."
    )


__all__ = ["PARTS", "TITLES", "origin", "rows"]
