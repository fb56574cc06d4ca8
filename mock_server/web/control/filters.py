"""Query parameters of the control API's lists."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from aiohttp import web

from ...gateway.clock import ClockError, parse_instant
from .errors import ControlError

Item = TypeVar("Item")
DEFAULT_LIMIT = 100
MAX_LIMIT = 10_000
MAX_CURSOR = 10**18 - 1  # as the description has it: 18 digits
LONGEST_WAIT = 60


class Filters:
    """The parameters of one request. Raises ControlError 400 for one that this list does not know."""

    def __init__(self, request: web.Request, allowed: Collection[str]) -> None:
        for name in request.query:
            if name not in allowed:
                near = difflib.get_close_matches(name, allowed, n=1)
                hint = f"did you mean {near[0]}?" if near else f"allowed: {', '.join(sorted(allowed)) or 'none'}"
                raise ControlError(400, f"parameter {name[:40]!r} is unknown here; {hint}")
        self._query = request.query

    def text(self, name: str) -> str | None:
        """A parameter as given, or None."""
        return self._query.get(name)

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        text = self._query.get(name, str(default))
        if not (text.isascii() and text.isdecimal() and len(text) < 19 and low <= int(text) <= high):
            raise ControlError(400, f"{name}: {text[:40]!r} given; allowed: a whole number from {low} to {high}")
        return int(text)

    def seconds(self, name: str) -> float:
        """A number of seconds from 0 to 60; absent is 0."""
        text = self._query.get(name, "0")
        try:
            seconds = float(text)
        except ValueError:
            seconds = -1
        if not 0 <= seconds <= LONGEST_WAIT:
            raise ControlError(400, f"{name}: {text[:40]!r} given; allowed: seconds from 0 to {LONGEST_WAIT}")
        return seconds

    def instant(self, name: str) -> int | None:
        """An instant in microseconds, or None."""
        text = self._query.get(name)
        try:
            return None if text is None else parse_instant(text)
        except ClockError as error:
            raise ControlError(400, f"{name}: {error}") from None

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """One of `allowed`, or None."""
        text = self._query.get(name)
        if text is not None and text not in allowed:
            raise ControlError(400, f"{name}: {text[:40]!r} given; allowed: {', '.join(allowed)}")
        return text


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list: `limit` items after the one whose key is `cursor`."""

    cursor: int
    limit: int

    @classmethod
    def of(cls, filters: Filters) -> Page:
        """From the parameters `cursor` and `limit`."""
        return cls(filters.integer("cursor", 0, 0, MAX_CURSOR), filters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT))

    def cut(self, items: Iterable[Item]) -> tuple[list[Item], bool]:
        """At most `limit` of the items, and whether there are more."""
        page = list(islice(items, self.limit + 1))
        return page[: self.limit], len(page) > self.limit


ORDERS = ("oldest", "newest")
"""Which end of a list comes first; the oldest unless told otherwise."""

PAGE = frozenset({"cursor", "limit"})


def listed(plural: str, items: list[dict[str, Any]], next_cursor: int | None) -> dict[str, Any]:
    """The shape of a list; `next` is what to give as `cursor` for what follows."""
    return {plural: items, "next": None if next_cursor is None else str(next_cursor)}
