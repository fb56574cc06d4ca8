"""Text from anywhere made fit for a report: bounded, and nothing in it invisible.

A message's text may hold a terminal's commands, marks that turn the line around, halves of surrogate pairs, or a
megabyte. A report shows all that as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from .results import Check, Results, Transcript

LINE = 2_000
"""Characters of a name, a message or a note that are shown."""

BLOCK = 16_000
"""Characters of a request or an answer that are shown."""

_SURROGATES = re.compile("[\ud800-\udfff]")
# Control characters but for tab and line feed, marks of direction, separators and blanks that nobody sees, and what
# XML does not allow.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
    "|[\U0001fffe-\U0001ffff\U0002fffe-\U0002ffff\U0010fffe-\U0010ffff]"
)

Fit = Callable[[str, int], str]


def bounded(text: str, limit: int) -> str:
    """At most `limit` characters of a text, with what was cut told at its end; halves of surrogate pairs escaped."""
    if len(text) > limit:
        note = f"… ({len(text):,} characters)"
        text = text[: limit - len(note)] + note
    return _SURROGATES.sub(_escape, text)


def visible(text: str, limit: int) -> str:
    """The same, with everything that cannot be seen escaped by its number in hex; several lines stay so."""
    return _HIDDEN.sub(_escape, bounded(text, limit))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(text: str) -> str:
    """A text that stands in one line: its line breaks and tabs are escaped too."""
    return text.replace("\n", "\\n").replace("\t", "\\t")


def exact(results: Results) -> Results:
    """Results as JSON can carry them: every text bounded, and otherwise as it is."""
    return _mapped(results, bounded)


def shown(results: Results) -> Results:
    """Results as people can look at them: every text bounded and visible."""
    return _mapped(results, visible)


def _mapped(results: Results, fit: Fit) -> Results:
    return msgspec.structs.replace(
        results,
        subject=fit(results.subject, LINE),
        tool=fit(results.tool, LINE),
        version=fit(results.version, LINE),
        checks=tuple(_check(check, fit) for check in results.checks),
        notes=_lines(results.notes, fit),
        coverage=_tree(results.coverage, fit),
    )


def _check(check: Check, fit: Fit) -> Check:
    return msgspec.structs.replace(
        check,
        id=fit(check.id, LINE),
        title=fit(check.title, LINE),
        clauses=_lines(check.clauses, fit),
        account=None if check.account is None else fit(check.account, LINE),
        seen=_lines(check.seen, fit),
        allowed=_lines(check.allowed, fit),
        transcripts=tuple(_transcript(each, fit) for each in check.transcripts),
        repeat=None if check.repeat is None else fit(check.repeat, LINE),
        rules=_lines(check.rules, fit),
    )


def _transcript(transcript: Transcript, fit: Fit) -> Transcript:
    return Transcript(
        transcript.exchange,
        fit(transcript.title, LINE),
        fit(transcript.request, BLOCK),
        None if transcript.answer is None else fit(transcript.answer, BLOCK),
    )


def _lines(lines: tuple[str, ...], fit: Fit) -> tuple[str, ...]:
    return tuple(fit(line, LINE) for line in lines)


def _tree(value: Any, fit: Fit) -> Any:
    """A coverage, which is data of ours but for what another version may have put into it."""
    if isinstance(value, str):
        return fit(value, LINE)
    if isinstance(value, list):
        return [_tree(each, fit) for each in value]
    if isinstance(value, dict):
        return {key: _tree(each, fit) for key, each in value.items()}
    return value
