"""The report as Markdown: the summary for a pull request or a job's page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from . import words
from .results import Check, Results, Transcript, Verdict
from .text import one_line, shown

MOST = 50
"""Checks that are shown in full; a job's page has little room. The other forms of the report have all."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#!|~&$])")
_TICKS = re.compile("`+")


def render(results: Results) -> str:
    """The text."""
    results = shown(results)
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Results) -> Iterator[str]:
    yield from (f"# {results.kind} {_code(results.subject)}", "", _plain(words.outcome(results)), "")
    yield from _table(("verdict", "checks"), ((verdict, results.totals[verdict]) for verdict in Verdict))
    yield from _about(results)
    room = MOST
    for habit in words.habits(results):
        yield from _habit(results, habit, habit.shown[: max(0, room)])
        room -= len(habit.shown)
    if room < 0:
        yield f"{-room:,} more are left out here; the other forms of the report have them."
    yield from _coverage(results)


def _habit(results: Results, habit: words.Habit, shown: Sequence[Check]) -> Iterator[str]:
    if habit.heading and shown:
        yield from (f"**{_plain(habit.heading)}**", "")
    for check in shown:
        yield from _check(results, check)
    if habit.also and shown:
        yield from (f"And in {_plain(habit.also)}", "")


def _about(results: Results) -> Iterator[str]:
    seed = "" if results.seed is None else f", seed {results.seed}"
    yield ""
    yield f"{_plain(results.tool)} {_plain(results.version)}{seed}, {results.started_at} to {results.finished_at}"
    yield ""
    for note in results.notes:
        yield from (f"Note: {_code(note)}", "")


def _check(results: Results, check: Check) -> Iterator[str]:
    yield f"## {check.verdict} {_plain(check.id)}"
    yield ""
    clauses, often = _plain("; ".join(check.clauses)), words.how_often(check)
    yield f"{check.level}, {clauses}. {_plain(check.title)}"
    yield ""
    yield f"- account: {_code(words.account_of(results, check))}" + (f", {often}" if often else "")
    yield from (f"- seen: {_code(text)}" for text in check.seen)
    if check.left_out:
        yield f"- and {check.left_out:,} more"
    yield from (f"- allowed: {_plain(text)}" for text in check.allowed)
    is_brief = check.verdict is Verdict.INFO
    if check.repeat and not is_brief:
        yield f"- repeat: {_code(check.repeat)}"
    if others := words.also(check):
        yield f"- also: exchanges {others}"
    yield ""
    for transcript in () if is_brief else check.transcripts[:1]:
        yield from _exchange(transcript)


def _exchange(transcript: Transcript) -> Iterator[str]:
    text = f"{transcript.request}\n\n{words.answer_of(transcript)}"
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    yield f"Exchange {transcript.exchange}: {_code(transcript.title)}"
    yield from ("", f"{fence}text", text, fence, "")


def _coverage(results: Results) -> Iterator[str]:
    if results.coverage is None:
        return
    rows = ((name, of["exercised"], of["documented"]) for name, of in results.coverage["totals"].items())
    yield from ("## Coverage", "")
    yield from _table(("what", "exercised", "documented"), rows)


def _table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    for cells in (titles, ["---"] * len(titles)):
        yield f"| {' | '.join(cells)} |"
    for row in rows:
        yield f"| {' | '.join(_plain(f'{cell}') for cell in row)} |"


def _plain(text: str) -> str:
    """A text of ours: nothing in it means anything to Markdown, nor to HTML."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _code(text: str) -> str:
    """A text of somebody else's: within code there are no links, no names that call people, and no HTML."""
    text = one_line(text) or "(empty)"
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{ticks} {text} {ticks}" if len(ticks) > 1 else f"`{text}`"
