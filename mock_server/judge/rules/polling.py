"""Asking for a status that cannot change any more. A program may ask again once or twice; polling goes on and on."""

from __future__ import annotations

from collections.abc import Iterable

from ...gateway.commands import QueryMessages, V2QueryMessage
from ...gateway.words import shown
from .. import facts
from ..request import mark
from ..rule import Rule
from ..scene import Scene

OFTEN = 3
"""Times that a final status was told before, from which on another question is polling."""


def polled(scene: Scene) -> Iterable[str] | None:
    """A Reference whose message was told to be final, again and again."""
    command, finals = scene.evidence.command, scene.past.finals
    if not isinstance(command, QueryMessages):
        return None
    if not finals:
        return ()
    asked = command.references[: facts.LOOKED_AT]
    again = [each for each in asked if finals.get(("v3", mark(each)), 0) >= OFTEN]
    if not again:
        return ()
    times = finals["v3", mark(again[0])]
    return [f"the final status of {shown(again[0])} was told {times} times, and is asked for again{_more(again)}"]


def _more(again: list[str]) -> str:
    others = f", and {len(again) - 1} more" if len(again) > 1 else ""
    return f"{others}; it will not change: stop asking for it"


def polled_in_v2(scene: Scene) -> Iterable[str] | None:
    """The same for a message id."""
    command, finals = scene.evidence.command, scene.past.finals
    if not isinstance(command, V2QueryMessage):
        return None
    times = finals.get(("v2", command.message_id), 0) if finals and command.message_id is not None else 0
    if times < OFTEN:
        return ()
    return [
        f"the final status of message {command.message_id} was told {times} times, and is asked for again; it will not "
        "change: stop asking for it"
    ]


RULES = (
    Rule(
        "v3.status.polled",
        "SHOULD",
        "v3 Message Status Possible Values; v3 Query message",
        "A final status is not asked for over and over.",
        polled,
        about=(QueryMessages,),
    ),
    Rule(
        "v2.status.polled",
        "SHOULD",
        "v2 8.1; v2 5.4",
        "A final status is not asked for over and over.",
        polled_in_v2,
        about=(V2QueryMessage,),
    ),
)
