"""Values of v2 requests: recipients, dates, flags, senders, references. A text may be of any length here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from ...gateway.codes import V2Code
from ...gateway.commands import V2QueryMessage, V2Schedule, V2Send
from ...gateway.words import shown
from ..rule import Rule
from ..scene import Scene
from .messages import advice

_is_recipient = re.compile(r"[1-9][0-9]{6,14}").fullmatch
_SHOWN = 80


def recipient(scene: Scene) -> Iterable[str] | None:
    """Anything but digits (700), or a number that is none (status 7). A + in a URL is a blank."""
    command = scene.evidence.command
    if not isinstance(command, V2Send):
        return None
    text = command.recipient[:_SHOWN]
    if _is_recipient(text) is not None:
        return ()
    if text.startswith(" "):
        return [f"recipient: {shown(text)} given, where a + in the URL means a blank; leave out the +; digits only"]
    return [f"recipient: {shown(text)} given; {advice(text)}"]


def wap_push(scene: Scene) -> Iterable[str] | None:
    """A flag that cannot be read: 700. Another form that can is noted while reading."""
    command = scene.evidence.command
    if not isinstance(command, V2Send):
        return None
    if command.wap_push is not None:
        return ()
    return ["wap_push: neither true nor false given; write one of these, or leave it out"]


def date(scene: Scene) -> Iterable[str] | None:
    """A date that cannot be read: 705."""
    command = scene.evidence.command
    if not isinstance(command, V2Schedule):
        return None
    if command.date is not None:
        return ()
    return ["sendingdate: not in the sortable form; write UTC as 2009-06-15T13:45:30, with no zone and no fraction"]


def past_date(scene: Scene) -> Iterable[str] | None:
    """A date that has passed: 708. Most often it is local time."""
    evidence = scene.evidence
    if not isinstance(evidence.command, V2Schedule):
        return None
    if evidence.code != V2Code.OUT_OF_DATE_TIME or not evidence.is_served:
        return ()
    return ["sendingdate is past (708); it is UTC, not local time"]


def sender(scene: Scene) -> Iterable[str] | None:
    """A sender that the account has not registered."""
    account, command = scene.evidence.account, scene.evidence.command
    if account is None or not isinstance(command, V2Send):
        return None
    if account.acceptance.is_registered(account.sender(command.sender)):
        return ()
    registered = ", ".join(shown(each) for each in islice(account.settings.senders, 3)) or "none"
    return [f"sender: {shown(command.sender[:_SHOWN])} given; registered: {registered}. Use a registered one"]


def reference(scene: Scene) -> Iterable[str] | None:
    """What cannot be an id, from a client that has been told ids: the answer was not read by its number alone."""
    evidence = scene.evidence
    if not isinstance(evidence.command, V2QueryMessage):
        return None
    account = evidence.account
    if evidence.command.message_id is not None or account is None or not account.mailbox.messages:
        return ()
    return [
        "messageref: not a number, which each message id is; read an answer such as `ID: 100001 : text` by its number, "
        "whatever the blanks and the text"
    ]


RULES = (
    Rule(
        "v2.recipient.form",
        "MUST",
        "v2 6 send, recipient; v2 6 schedule, recipient",
        "A recipient is digits alone: a number in international format.",
        recipient,
        about=(V2Send,),
    ),
    Rule(
        "v2.wap-push.unreadable",
        "MUST",
        "v2 6 send, wap_push; v2 6 schedule, wap_push",
        "wap_push can be read.",
        wap_push,
        about=(V2Send,),
    ),
    Rule("v2.date.form", "MUST", "v2 5.2, date", "A date is in the sortable form.", date, about=(V2Schedule,)),
    Rule("v2.date.past", "NOTE", "v2 5.2, date", "A date is in UTC, and to come.", past_date, about=(V2Schedule,)),
    Rule(
        "v2.sender.unregistered", "NOTE", "v2 6, note on sender", "The sender is registered.", sender, about=(V2Send,)
    ),
    Rule(
        "v2.messageref.form",
        "SHOULD",
        "v2 5.1, ID; v2 4, info message",
        "A status is asked for by the id that an answer gave.",
        reference,
        about=(V2QueryMessage,),
    ),
)
