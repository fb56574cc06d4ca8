"""References: each message has one of its own, and statuses are asked for by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from ...gateway.account import Account
from ...gateway.commands import Priced, QueryMessages, Row, Send, Statuses
from ...gateway.messages import Message
from ...gateway.states import REFUSALS
from ...gateway.words import shown
from .. import facts
from ..past import Lost
from ..request import mark
from ..rule import Rule
from ..scene import Scene
from ..words import number
from .messages import allowed_rows

_reference = itemgetter(2)


def missing(scene: Scene) -> Iterable[str] | None:
    """Messages that nobody can ask about later."""
    command = scene.evidence.command
    if not isinstance(command, Send) or not facts.is_send(command):
        return None
    rows = allowed_rows(command)
    if all(map(_reference, rows)):
        return ()
    count = sum(not reference for _, _, reference in rows)
    return [
        f"{number(count)} of {number(len(rows))} messages have no Reference; give each its own: by it alone can "
        "its status be asked, and a lost answer be told from a lost message"
    ]


def reused(scene: Scene) -> Iterable[str] | None:
    """A Reference on two messages of a request, or on one accepted before.

    The same message again under its own Reference is no reuse where it was refused before, or its answer was lost.
    """
    command, reply, account = scene.evidence.command, scene.evidence.reply, scene.evidence.account
    if not isinstance(command, Send) or not facts.is_send(command):
        return None
    references = [reference for reference in map(_reference, allowed_rows(command)) if reference]
    if not references:
        return None
    if len(set(references)) < len(references):
        return [_twice_here(references)]
    if account is None or not isinstance(reply, Priced) or not reply.ids:
        return ()
    if not account.mailbox.has_duplicates(references):
        return ()
    return _used_before(command.rows, account, reply.ids.start, scene.past.lost)


def _twice_here(references: Sequence[str]) -> str:
    seen = set[str]()
    again = [each for each in references if each in seen or seen.add(each)]  # type: ignore[func-returns-value]
    return (
        f"Reference {shown(again[0])} is on more than one message of the request ({number(len(again))} in all are used "
        "again); a Reference is unique in the account, else a query tells of one of them alone"
    )


def _used_before(rows: Sequence[Row], account: Account, start: int, lost: Sequence[Lost]) -> Iterable[str]:
    find = account.mailbox.by_reference
    for row in rows:
        earlier = find(row[2], "first") if row[2] else None
        if earlier is not None and earlier.id < start and not _is_its_own(row, earlier, lost):
            same = ", the same text to the same recipient, who gets it twice" if _is_same(row, earlier) else ""
            return [
                f"Reference {shown(row[2])} was given to message {earlier.id} before{same}; give each message a "
                "Reference of its own, unique in the account"
            ]
    return ()


def _is_its_own(row: Row, earlier: Message, lost: Sequence[Lost]) -> bool:
    if not earlier.plan.is_charged and earlier.plan.initial in REFUSALS:
        return True
    return _is_same(row, earlier) and any(earlier.id in each.ids for each in lost)


def _is_same(row: Row, earlier: Message) -> bool:
    return row[0] == earlier.recipient and row[1] == earlier.body


def unknown(scene: Scene) -> Iterable[str] | None:
    """A Reference that no message of the account has. After a lost answer, asking for one is right."""
    command, account = scene.evidence.command, scene.evidence.account
    if not isinstance(command, QueryMessages) or account is None or not isinstance(scene.evidence.reply, Statuses):
        return None
    find, doubtful = account.mailbox.by_reference, scene.past.in_doubt("v3")
    asked = command.references[: facts.LOOKED_AT]
    wrong = [each for each in asked if find(each, "latest") is None and not _is_in(doubtful, each)]
    if not wrong:
        return ()
    return [
        f"References: {number(len(wrong))} of {number(len(asked))} belong to no message of this account, such as "
        f"{shown(wrong[0])}; ask for References that were given to Send, in a session of the same account"
    ]


def _is_in(lost: Sequence[Lost], reference: str) -> bool:
    return any(mark(reference) in each.references for each in lost)


RULES = (
    Rule(
        "v3.reference.missing", "SHOULD", "v3 Send, Reference", "Each message has a Reference.", missing, about=(Send,)
    ),
    Rule(
        "v3.reference.reused",
        "SHOULD",
        "v3 Send, Reference",
        "A Reference is unique in the account.",
        reused,
        about=(Send,),
    ),
    Rule(
        "v3.reference.unknown",
        "NOTE",
        "v3 Query message, unique IDs",
        "Statuses are asked for by References that were given to Send.",
        unknown,
        about=(QueryMessages,),
    ),
)
