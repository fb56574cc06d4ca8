"""Laws: what holds whatever happens. Generated cases are made of them; a saved one needs nothing but this file."""

from __future__ import annotations

from collections.abc import Iterable

from ..driver.replies import Failure, Value
from .case import Case
from .looks import as_told, at_most_once, each_once, is_told, no_batch_above, one_at_a_time
from .said import succeeded, values_as_told
from .seen import Seen

_ACCIDENTS = frozenset({"v2.body.encoded-twice"})


def _plain(seen: Seen) -> Iterable[str]:
    """Every call came to a value or an error."""
    return [f"reported {each}" for each in seen.replies if not is_told(each)]


def _lost_is_no_success(seen: Seen) -> Iterable[str]:
    """A success means that every message is there, whatever befell its request."""
    if all(isinstance(each, Value) for each in seen.replies):
        yield from each_once(seen)


def _nothing_without_words(seen: Seen) -> Iterable[str]:
    """Where nothing went wrong on the way, nothing fails."""
    if not any(each.fault for each in seen.exchanges) and any(isinstance(each, Failure) for each in seen.replies):
        yield from succeeded(seen)


LAWS: tuple[Case, ...] = (
    Case(
        id="generated.v3.texts",
        title="Messages of any text arrive letter by letter.",
        clauses="v3 Send, Body",
        owes=("text",),
        steps=(),
        allowed=(succeeded, each_once, values_as_told),
        provokes=_ACCIDENTS,
    ),
    Case(
        id="generated.v2.texts",
        title="A text of any kind arrives letter by letter, encoded once.",
        clauses="v2 3; v2 6 send, body",
        owes=("text", "v2-encoding"),
        steps=(),
        allowed=(succeeded, each_once, values_as_told),
        provokes=_ACCIDENTS,
    ),
    Case(
        id="generated.readings",
        title="Amounts, prices and statuses are read exactly under any readings together.",
        clauses="v3 Changes 2; v3 Query balance, table and example; v3 Send, table and example",
        owes=("survive", "amounts", "truth"),
        steps=(),
        allowed=(succeeded, values_as_told),
        provokes=_ACCIDENTS,
    ),
    Case(
        id="generated.sequences",
        title="In any order of calls, waits and dead sessions nothing is lost, doubled or made up.",
        clauses="v3 Authorization, renewal; v3 limitation 1, one at a time",
        owes=("renew", "authorize", "split-once", "one-at-a-time"),
        steps=(),
        allowed=(_plain, _nothing_without_words, as_told, one_at_a_time, no_batch_above(20_000), values_as_told),
        provokes=_ACCIDENTS,
    ),
    Case(
        id="generated.faults",
        title="Whatever befalls a request, before the charge or after it, a success means that every message is there.",
        clauses="v3 Overview, no answer",
        owes=("lost", "truth"),
        steps=(),
        allowed=(_plain, at_most_once, _lost_is_no_success),
        provokes=_ACCIDENTS,
    ),
)
BY_ID = {law.id: law for law in LAWS}
