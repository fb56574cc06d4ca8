"""The report for a terminal: a line when all is well, else everything that is needed to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console
from rich.text import Text

from . import words
from .results import Check, Results, Verdict
from .text import one_line, shown

MOST = 100
"""Checks that are shown in full; the other forms of the report have all."""

_STYLES = {Verdict.WARN: "yellow", Verdict.INFO: "cyan"}


def render(results: Results, *, color: bool = False) -> str:
    """The text, with a terminal's colours only if asked for."""
    output = StringIO()
    # Nothing of this process's own terminal may show: the same results are the same text everywhere.
    console = Console(
        file=output,
        width=100,
        color_system="standard" if color else None,
        force_terminal=color,
        highlight=False,
        _environ={},
    )
    for line in _lines(shown(results)):
        console.print(line, soft_wrap=True)
    return output.getvalue()


def _lines(results: Results) -> list[Text]:
    lines = [Text(words.headline(results), style="bold red" if results.is_bad else "bold")]
    lines += (Text(f"note: {one_line(note)}") for note in results.notes)
    coverage = words.coverage_line(results)
    if coverage:
        lines.append(Text(coverage, style="dim"))
    room = MOST
    for habit in words.habits(results):
        lines += _habit(results, habit, habit.shown[: max(0, room)])
        room -= len(habit.shown)
    if room < 0:
        lines.append(Text(f"\n{-room:,} more are left out here; the other forms of the report have them"))
    return lines


def _habit(results: Results, habit: words.Habit, shown: Sequence[Check]) -> Iterator[Text]:
    if habit.heading and shown:
        yield from (Text(""), Text(habit.heading, style="bold"))
    for check in shown:
        yield from _check(results, check)
    if habit.also and shown:
        yield from (Text(""), Text(f"and in {habit.also}"))


def _check(results: Results, check: Check) -> list[Text]:
    style = _STYLES.get(check.verdict, "red")
    return [Text(""), Text(words.heading(results, check), style=style), *map(Text, words.details(check))]
