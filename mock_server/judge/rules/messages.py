"""Messages of v3 Send and Calculate: how many, to whom, how long, from whom, when.

A refusal tells nothing here: a world may refuse a good recipient on purpose, and a refused sender hides a bad one. What
was asked is looked at itself, unless every message was accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from ...gateway.acceptance import BODY_LIMIT
from ...gateway.clock import SECOND
from ...gateway.commands import MESSAGE_LIMIT, Priced, Row, Send
from ...gateway.text import utf16_units
from ...gateway.v3 import to_utc
from ...gateway.words import shown
from ..rule import Rule
from ..scene import Scene
from ..words import number, seconds

_is_recipient = re.compile(r"[1-9][0-9]{6,14}").fullmatch

# A minute is the finest that a date can say, and an answer may have been held for a while.
_PAST = 300 * SECOND
_SHOWN = 80


def suspects(scene: Scene) -> Sequence[Row] | None:
    """The messages that may be wrong: none where all were accepted, at most 20,000. None: not Send or Calculate."""
    command, reply = scene.evidence.command, scene.evidence.reply
    if not isinstance(command, Send):
        return None
    if isinstance(reply, Priced) and not reply.refused:
        return ()
    return allowed_rows(command)


def allowed_rows(command: Send) -> Sequence[Row]:
    """Its messages, as far as a request may have any."""
    return command.rows if len(command.rows) <= MESSAGE_LIMIT else command.rows[:MESSAGE_LIMIT]


def batch(scene: Scene) -> Iterable[str] | None:
    """More than 20,000 messages."""
    command = scene.evidence.command
    if not isinstance(command, Send):
        return None
    if len(command.rows) <= MESSAGE_LIMIT:
        return ()
    given, allowed = number(len(command.rows)), number(MESSAGE_LIMIT)
    return [f"Messages: {given} given, {allowed} allowed in one request; split the batch, each message in one part"]


def recipient(scene: Scene) -> Iterable[str] | None:
    """A recipient with + or 00, with anything but digits, or with too many or too few of them."""
    rows = suspects(scene)
    if rows is None:
        return None
    wrong = [index for index, row in enumerate(rows) if _is_recipient(row[0]) is None]
    if not wrong:
        return ()
    text = rows[wrong[0]][0][:_SHOWN]
    return [f"Messages[{wrong[0]}].Recipient: {shown(text)} given{_more(wrong)}; {advice(text)}"]


def advice(recipient: str) -> str:
    """What a recipient should be like, beginning with the likely slip."""
    allowed = "allowed: 7 to 15 digits in international format, such as 79851112233"
    for prefix, slip in (("+", "leave out the +"), ("00", "leave out the 00"), ("0", "write the country code, no 0")):
        if recipient.startswith(prefix):
            return f"{slip}; {allowed}"
    return allowed if recipient.isascii() and recipient.isdecimal() else f"digits only, no blanks or signs; {allowed}"


def _more(wrong: Sequence[int]) -> str:
    return f" (and {number(len(wrong) - 1)} more like it)" if len(wrong) > 1 else ""


def too_long(scene: Scene) -> Iterable[str] | None:
    """A body of more than 500 UTF-16 code units."""
    rows = suspects(scene)
    if rows is None:
        return None
    half = BODY_LIMIT // 2  # a character is one or two units
    wrong = [i for i, row in enumerate(rows) if len(row[1]) > half and utf16_units(row[1]) > BODY_LIMIT]
    if not wrong:
        return ()
    units = utf16_units(rows[wrong[0]][1])
    return [
        f"Messages[{wrong[0]}].Body: {number(units)} characters given{_more(wrong)}; allowed: {BODY_LIMIT}, one "
        "outside the Basic Multilingual Plane (an emoji) counting two; shorten it or send two messages"
    ]


def empty(scene: Scene) -> Iterable[str] | None:
    """A body without a character."""
    rows = suspects(scene)
    if rows is None:
        return None
    wrong = [index for index, row in enumerate(rows) if not row[1]]
    if not wrong:
        return ()
    return [f"Messages[{wrong[0]}].Body is empty{_more(wrong)}; a text is mandatory: give one, or do not send"]


def sender(scene: Scene) -> Iterable[str] | None:
    """A sender that the account has not registered; perhaps the session is another account's."""
    account, command = scene.evidence.account, scene.evidence.command
    if account is None or not isinstance(command, Send):
        return None
    if account.acceptance.is_registered(account.sender(command.sender)):
        return ()
    registered = ", ".join(shown(each) for each in islice(account.settings.senders, 3)) or "none"
    return [
        f"Sender: {shown(command.sender[:_SHOWN])} given; registered for {shown(account.username, 80)}: {registered}; "
        "use one of these, and check that the session is this account's"
    ]


def past_date(scene: Scene) -> Iterable[str] | None:
    """A time that has passed on the account's clock: most often one of another time zone."""
    account, command = scene.evidence.account, scene.evidence.command
    if account is None or not isinstance(command, Send) or command.date is None or not command.date.has_time:
        return None
    zone = account.settings.time_zone
    late = scene.evidence.now - to_utc(command.date.wall, zone)
    if late <= _PAST:
        return ()
    return [
        f"ScheduledDate: {command.date.wall:%Y-%m-%d %H:%M} given, {seconds(late)} ago by the account's clock; it is "
        f"wall time in the account's time zone, {zone.key}"
    ]


RULES = (
    Rule(
        "v3.batch.too-large", "MUST", "v3 limitation 1", "A request has at most 20,000 messages.", batch, about=(Send,)
    ),
    Rule(
        "v3.recipient.form",
        "MUST",
        "v3 limitation 2; v3 Send, Recipient",
        "A recipient is digits in international format, at most 15, without + or 00.",
        recipient,
        about=(Send,),
        in_calm="kept",
    ),
    Rule(
        "v3.body.too-long",
        "MUST",
        "v3 limitation 3",
        "A text has at most 500 characters.",
        too_long,
        about=(Send,),
        in_calm="kept",
    ),
    Rule("v3.body.empty", "MUST", "v3 Send, Body", "A text is not empty.", empty, about=(Send,), in_calm="kept"),
    Rule(
        "v3.sender.unregistered", "NOTE", "v3 limitation 4, sender", "The sender is registered.", sender, about=(Send,)
    ),
    Rule(
        "v3.date.past",
        "NOTE",
        "v3 limitation 5",
        "A date is in the account's time zone, and to come.",
        past_date,
        about=(Send,),
    ),
)
