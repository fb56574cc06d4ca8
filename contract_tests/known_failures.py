"""Known failures: a file in the client's repository that says which checks fail, and why. It cannot rot.

TOML, a table for each check or pattern:

    ["v3.new.code-*"]
    state = "fails"          # or "flaky": it may pass as well
    reason = "unknown codes raise; issue 12"
    expires = 2027-01-31     # optional: from then on it counts no more
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

from mobipace.mock_server.report import Check, Verdict

State = Literal["fails", "flaky"]
MOST = 20
"""Checks that one pattern may match."""

_MEMBERS = {"state", "reason", "expires"}
_FAILED = frozenset({Verdict.FAIL, Verdict.TIMEOUT, Verdict.CRASH, Verdict.WARN})


class KnownFailuresError(ValueError):
    """A file that cannot be used. One problem a line."""


@dataclass(frozen=True, slots=True)
class Known:
    """One entry. pattern: a check's id, or one with wildcards. expires: the day from which it counts no more."""

    pattern: str
    state: State
    reason: str
    expires: date | None = None

    def matches(self, id: str) -> bool:
        """Whether it is about this check. Brackets stand for themselves: an id may have a reading in them."""
        return id == self.pattern or fnmatchcase(id, self.pattern.replace("[", "[[]"))


def read(path: Path) -> list[Known]:
    """The entries of a file. Raises KnownFailuresError."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KnownFailuresError(f"known failures {path}: {getattr(error, 'strerror', None) or error}") from None
    problems = [f"known failures {path}: {each}" for each in _problems(document)]
    if problems:
        raise KnownFailuresError("\n".join(problems))
    return [Known(pattern, each["state"], each["reason"], each.get("expires")) for pattern, each in document.items()]


def _problems(document: Mapping[str, Any]) -> Iterable[str]:
    for pattern, each in document.items():
        if not isinstance(each, dict):
            yield f"{pattern}: a table is needed, with state and reason"
            continue
        for name in sorted(each.keys() - _MEMBERS):
            yield f"{pattern}.{name}: not known; allowed: {', '.join(sorted(_MEMBERS))}"
        if each.get("state") not in get_args(State):
            yield f"{pattern}.state: {each.get('state')!r} given; allowed: {', '.join(get_args(State))}"
        if not isinstance(each.get("reason"), str) or not each["reason"].strip():
            yield f"{pattern}.reason: missing; say why it fails, for whoever reads this next"
        if not isinstance(each.get("expires", date.min), date):
            yield f"{pattern}.expires: {each['expires']!r} given; write a date, such as 2027-01-31"


def reject_foreign(known: Sequence[Known], ids: Sequence[str]) -> None:
    """Raise KnownFailuresError for an entry that is about no check, or about too many."""
    problems = []
    for each in known:
        count = sum(each.matches(id) for id in ids)
        if not count:
            problems.append(f"known failure {each.pattern!r}: no check has this id")
        elif count > MOST:
            problems.append(f"known failure {each.pattern!r}: it matches {count} checks, {MOST} allowed; be narrower")
    if problems:
        raise KnownFailuresError("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Compared:
    """Checks held against the file. unexpected: bad ones that it does not list. mended: listed, and they pass."""

    unexpected: tuple[Check, ...]
    mended: tuple[Check, ...]
    expected: tuple[Check, ...]


def compare(checks: Iterable[Check], known: Sequence[Known], today: date, *, strict: bool = False) -> Compared:
    """What a run comes to. strict: a WARN is bad as well. A kit's own error is never expected."""
    bad = {Verdict.FAIL, Verdict.TIMEOUT, Verdict.CRASH} | ({Verdict.WARN} if strict else set())
    unexpected, mended, expected = list[Check](), list[Check](), list[Check]()
    for check in checks:
        entry = next((each for each in known if each.matches(check.id) and not _is_over(each, today)), None)
        if entry is None:
            if check.verdict in bad:
                unexpected.append(check)
        elif check.verdict in _FAILED:
            expected.append(check)
        elif check.verdict in (Verdict.PASS, Verdict.INFO) and entry.state == "fails":
            mended.append(check)
    return Compared(tuple(unexpected), tuple(mended), tuple(expected))


def _is_over(known: Known, today: date) -> bool:
    return known.expires is not None and today >= known.expires


def updated(checks: Iterable[Check], known: Sequence[Known], *, strict: bool = False) -> list[Known]:
    """The entries as they would have to be: of what fails now; reasons and flaky ones are kept."""
    bad = _FAILED if strict else _FAILED - {Verdict.WARN}
    ids = [check.id for check in checks if check.verdict in bad]
    seen = {check.id for check in checks}
    kept = [
        each
        for each in known
        if each.state == "flaky" or any(map(each.matches, ids)) or not any(map(each.matches, seen))
    ]
    fresh = [id for id in ids if not any(each.matches(id) for each in kept)]
    return [*kept, *(Known(id, "fails", "not yet looked into") for id in fresh)]


def written(known: Iterable[Known]) -> str:
    """The file."""
    return "\n".join(_entry(each) for each in known)


def _entry(known: Known) -> str:
    lines = [f"[{_text(known.pattern)}]", f"state = {_text(known.state)}", f"reason = {_text(known.reason)}"]
    if known.expires:
        lines.append(f"expires = {known.expires.isoformat()}")
    return "\n".join([*lines, ""])


def _text(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
