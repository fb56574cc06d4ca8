"""Reading members of a JSON object tolerantly, as a deployed service would, and writing down every tolerance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..gateway.commands import LocalDate
from ..gateway.words import shown
from .deviations import Deviation, Malformed, Seen

_DOCUMENTED_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", re.ASCII)
_ISO_CHARACTERS = re.compile(r"[0-9TWZ:.,+ -]+", re.ASCII)


class Members:
    """One object of a request. `place` is how messages name it, such as `Messages[3]`."""

    __slots__ = ("_clause", "_deviations", "_names", "_object", "_place")

    def __init__(self, value: object, place: str, names: frozenset[str], clause: str, seen: Seen) -> None:
        if not isinstance(value, dict):
            raise Malformed(f"{place or 'the request'}: {shown(value)} given; a JSON object is needed")
        self._place = f"{place}." if place else ""
        self._names = names
        self._clause = clause
        self._deviations = seen
        self._object = value if value.keys() <= names else self._rename(value)

    def _rename(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Members by their documented names: other letter case is read, unknown ones are ignored, both written down."""
        by_fold = {name.casefold(): name for name in self._names}
        renamed = {name: value for name, value in given.items() if name in self._names}
        for name, value in given.items():
            known = by_fold.get(name.casefold())
            if known is None:
                self._note("v3.member.unknown", f"{self._place}{shown(name)} is not in the table; it was ignored")
            elif name != known:
                self._record("v3.member.case", f"{self._place}{name} given; the documented name is {known}")
                renamed.setdefault(known, value)
        return renamed

    def _record(self, rule: str, message: str) -> None:
        self._deviations.append(Deviation(rule, self._clause, message))

    def _note(self, rule: str, message: str) -> None:
        self._deviations.append(Deviation(rule, self._clause, message, "NOTE", is_tolerance=False))

    def required(self, name: str) -> Any:
        """The member. Raises Malformed if it is missing or null."""
        value = self._object.get(name)
        if value is None:
            raise Malformed(f"{self._place}{name} is {'null' if name in self._object else 'missing'}; it is mandatory")
        return value

    def optional(self, name: str) -> Any:
        """The member, or None; null is absence, which is noted."""
        if name not in self._object:
            return None
        value = self._object[name]
        if value is None:
            self._note("v3.member.null", f"{self._place}{name} is null; leave an optional member out")
        return value

    def text(self, name: str, *, trims: bool = False) -> str:
        """A mandatory string. `trims`: trailing blanks are a documented form here and mean nothing."""
        text = self._object.get(name)
        if not isinstance(text, str):
            text = self.as_text(self.required(name), f"{self._place}{name}", is_secret=name == "Password")
        return text.rstrip(" ") if trims else text

    def optional_text(self, name: str) -> str | None:
        """An optional string."""
        value = self.optional(name)
        return None if value is None else self.as_text(value, f"{self._place}{name}")

    def as_text(self, value: object, place: str, *, is_secret: bool = False) -> str:
        """A string; another scalar is read as it is written."""
        if isinstance(value, str):
            return value
        text = _scalar_text(value)
        given = "a value" if is_secret else shown(value)
        if text is None:
            raise Malformed(f"{place}: {given} given; a string is needed")
        self._record("v3.type", f"{place}: {given} given; the documented type is string, write it in quotes")
        return text

    def array(self, name: str) -> list[Any]:
        """A mandatory array."""
        value = self.required(name)
        if not isinstance(value, list):
            raise Malformed(f"{self._place}{name}: {shown(value)} given; an array is needed")
        return value

    def hours(self, name: str) -> int | None:
        """SendWithinHours: an integer from 0 to 23 (v3 Send)."""
        value = self.optional(name)
        if value is None:
            return None
        number = _whole(value)
        if number is None or not 0 <= number <= 23:
            raise Malformed(f"{name}: {shown(value)} given; allowed: an integer from 0 to 23")
        if type(value) is not int:
            self._record("v3.type", f"{name}: {shown(value)} given; the documented type is integer, write {number}")
        return number

    def flag(self, name: str) -> bool:
        """IsWapPush: the string "true" or "false" (v3 Send), trailing blanks allowed; absent is false."""
        value = self.optional(name)
        if value is None:
            return False
        text = (
            value.rstrip(" ")
            if isinstance(value, str)
            else {0: "false", 1: "true"}.get(value if _is_number(value) else -1)
        )
        if text is None or text.lower() not in ("true", "false"):
            raise Malformed(f'{name}: {shown(value)} given; allowed: "true" or "false"')
        if text not in ("true", "false") or not isinstance(value, str):
            self._record("v3.type", f'{name}: {shown(value)} given; allowed: "true" or "false", as a string')
        return text.lower() == "true"

    def date(self, name: str) -> LocalDate | None:
        """ScheduledDate: `yyyy-mm-dd` (table) or `yyyy-mm-dd hh:mm` (example); other ISO 8601 is read."""
        text = self.optional_text(name)
        if text is None:
            return None
        text = text.rstrip(" ")
        try:
            wall = datetime.fromisoformat(text) if _ISO_CHARACTERS.fullmatch(text) else None
        except ValueError:
            wall = None
        if wall is None:
            raise Malformed(f"{name}: {shown(text)} given; write yyyy-mm-dd or yyyy-mm-dd hh:mm")
        if not _DOCUMENTED_DATE.fullmatch(text):
            self._record("v3.date.form", f"{name}: {shown(text)} given; write yyyy-mm-dd or yyyy-mm-dd hh:mm")
        return LocalDate(wall, has_time=":" in text or "T" in text)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)  # a bool is an int, and true is 1


def _scalar_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= 128 else None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    return None


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str) and re.fullmatch(r"\d{1,4}", value, re.ASCII):
        return int(value)
    return None
