"""The report as one HTML page that needs nothing else: no script, no other file, no request to anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from . import words
from .results import TOLD, Check, Results, Verdict
from .text import one_line, shown

IN_FULL = 5
"""Of each rule the accounts that are shown with their exchanges; a page has to open. JSON and JUnit have all."""

LISTED = 2_000
"""Checks that are listed, here of each rule, there of those without a violation."""

if TYPE_CHECKING:
    from jinja2 import Template

_FOLDER = Path(__file__).parent / "templates"
_STYLE = "report.css"


@dataclass(frozen=True, slots=True)
class Group:
    """What broke one rule: the first accounts in full, the next in a line each, and how many more there are."""

    rule: Check
    in_full: Sequence[Check]
    in_brief: Sequence[Check]
    left_out: int


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  not for `policy` alone

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_FOLDER),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"heat": _heat, "one_line": one_line}
    return environment.get_template("report.html.jinja")


@cache
def _style() -> str:
    return (_FOLDER / _STYLE).read_text(encoding="utf-8")


@cache
def policy() -> str:
    """The page's own Content-Security-Policy: nothing may be loaded or run but its one style sheet."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def render(results: Results) -> str:
    """The page."""
    results = shown(results)
    others = [check for check in results.checks if check.verdict not in TOLD]
    return _template().render(
        results=results,
        outcome=words.outcome(results),
        habits=[habit for habit in words.habits(results) if habit.heading],
        groups=_by_rule(results.told),
        others=others[:LISTED],
        others_left_out=max(0, len(others) - LISTED),
        verdicts=list(Verdict),
        account_of=words.account_of,
        how_often=words.how_often,
        answer_of=words.answer_of,
        style=_style(),
        policy=policy(),
    )


def _by_rule(checks: Sequence[Check]) -> list[Group]:
    groups = defaultdict[str, list[Check]](list)
    for check in checks:
        groups[check.id].append(check)
    return [
        Group(found[0], found[:IN_FULL], found[IN_FULL:LISTED], max(0, len(found) - LISTED))
        for found in groups.values()
    ]


def _heat(count: int) -> int:
    """How warm a count looks, from 0 (never) to 4 (a thousand times and more)."""
    return min(4, len(f"{count}")) if count else 0
