"""Traits: what an exchange has that a clause speaks of, such as "v3 Reference" or "v2 code 702".

They are a closed set, so that counting them is bounded whatever a client sends. To name an exchange's traits changes
nothing and takes some microseconds: a request of 20,000 messages is never walked through in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from ..gateway.codes import V2Code, V3Code
from ..gateway.commands import MessageAccepted, MessageStatus, Send, Statuses, V2Send
from ..gateway.messages import Message
from ..gateway.text import UCS2
from ..wire.v2 import Function
from ..wire.v3 import Method
from .evidence import Evidence

_V3_CODES = frozenset(map(int, V3Code))
_V2_CODES = frozenset(map(int, V2Code))
_AUTHORIZE, _SEND = Method.AUTHORIZE.value, Method.SEND.value
_V2_ALIAS = "/gate.aspx"
_STAGES = ("", " read", " answered", " done", " failed")

TRAITS: frozenset[str] = frozenset(
    {
        *(f"v3 {method.value}{stage}" for method in Method for stage in _STAGES),
        *(f"v2 {function.value}{stage}" for function in Function for stage in _STAGES),
        *(f"v3 code {code}" for code in _V3_CODES),
        *(f"v2 code {code}" for code in _V2_CODES),
        *("v3", "v3 secure", "v3 answered", "v3 unanswered", "v3 novelty", "v3 statuses"),
        *(
            "v3 session request",
            "v3 account without password",
            "v3 login again",
            "v3 messages",
            "v3 batch",
            "v3 funds looked at",
        ),
        *("v3 ScheduledDate", "v3 SendWithinHours", "v3 IsWapPush", "v3 Reference"),
        *("v3 date in a zone", "v3 date in UTC"),
        *("v2", "v2 read", "v2 answered", "v2 done", "v2 error", "v2 system error", "v2 alias", "v2 statuses"),
        *("v2 message read", "v2 message kept", "v2 individual", "v2 text beyond ASCII", "v2 body encoded twice"),
        *("v2 wap_push", "v2 schedule wap_push", "v2 parts", "v2 schedule parts", "v2 UCS-2", "v2 schedule UCS-2"),
    }
)
"""What exchanges are counted by. One needs what went before and is told by `Coverage`: "v3 login again"."""

_reference = itemgetter(2)


def traits(evidence: Evidence) -> tuple[str, ...]:
    """The traits of one exchange; none where its path is neither protocol's."""
    protocol = evidence.protocol
    if protocol is None:
        return ()
    common = _common(protocol, evidence.method, evidence.code, evidence.command is not None, _is_done(evidence))
    return (*common, *(_of_v3(evidence) if protocol == "v3" else _of_v2(evidence)))


def _is_done(evidence: Evidence) -> bool:
    """Whether its client was told what it had asked for."""
    return evidence.is_told and evidence.reply is not None


@lru_cache(maxsize=1024)
def _common(protocol: str, method: str | None, code: int | None, is_read: bool, is_done: bool) -> tuple[str, ...]:
    """What both protocols have: the code, if there is such a one, and how far a request for a known method came.

    It is answered if its client was told something that its protocol knows.
    """
    is_answered = code is not None or is_done
    found = [protocol, f"{protocol} answered"] if is_answered else [protocol]
    if code in (_V3_CODES if protocol == "v3" else _V2_CODES):
        found.append(f"{protocol} code {code:d}")
    if method is not None:
        name = f"{protocol} {method}"
        found += (name, f"{name} read") if is_read else (name,)
        found += (f"{name} answered", f"{name} done" if is_done else f"{name} failed") if is_answered else ()
    return tuple(found)


# v3


def _of_v3(evidence: Evidence) -> list[str]:
    found = []
    if evidence.is_secure:
        found.append("v3 secure")
    if not evidence.is_told:
        found.append("v3 unanswered")
    if evidence.code is not None and evidence.code not in _V3_CODES:
        found.append("v3 novelty")
    if evidence.is_told and type(evidence.reply) is Statuses:
        found.append("v3 statuses")
    found += _of_session(evidence)
    return found


def _of_session(evidence: Evidence) -> list[str]:
    """Traits of a login, or of a request that needs one."""
    account, command = evidence.account, evidence.command
    if evidence.method == _AUTHORIZE:
        is_social = account is not None and account.settings.password is None
        return ["v3 account without password"] if is_social else []
    if isinstance(command, Send):
        return ["v3 session request", *_of_messages(evidence, command)]
    return ["v3 session request"] if command is not None else []


def _of_messages(evidence: Evidence, command: Send) -> list[str]:
    """Traits of Send and Calculate."""
    found = ["v3 messages"]
    if len(command.rows) > 1:
        found.append("v3 batch")
    if any(map(_reference, command.rows)):
        found.append("v3 Reference")
    if command.date is not None:
        found += ("v3 ScheduledDate", _zone(evidence))
    if command.hours is not None:
        found.append("v3 SendWithinHours")
    if command.wap_push:
        found.append("v3 IsWapPush")
    if evidence.code in (101, 300) and evidence.method == _SEND:
        found.append("v3 funds looked at")
    return found


def _zone(evidence: Evidence) -> str:
    is_set = evidence.account is not None and evidence.account.settings.time_zone.key != "UTC"
    return "v3 date in a zone" if is_set else "v3 date in UTC"


# v2


def _of_v2(evidence: Evidence) -> list[str]:
    found = []
    if evidence.path.lower().rstrip("/") == _V2_ALIAS:
        found.append("v2 alias")
    if evidence.code is not None:
        found.append("v2 error")
        if evidence.code in (712, 713):
            found.append("v2 system error")
    if evidence.command is not None:
        found.append("v2 read")
    if _is_done(evidence):
        found.append("v2 done")
        if type(evidence.reply) is MessageStatus:
            found.append("v2 statuses")
    if isinstance(evidence.command, V2Send):
        found += _of_message(evidence, evidence.command)
    return found


def _of_message(evidence: Evidence, command: V2Send) -> list[str]:
    """Traits of send and schedule."""
    found, is_scheduled = ["v2 message read"], evidence.method == Function.SCHEDULE.value
    if command.wap_push:
        found.append("v2 schedule wap_push" if is_scheduled else "v2 wap_push")
    if not command.body.isascii():
        found.append("v2 text beyond ASCII")
    if evidence.deviations and any(each.rule == "v2.body.encoded-twice" for each in evidence.deviations):
        found.append("v2 body encoded twice")
    if evidence.account is not None and evidence.account.settings.kind == "individual":
        found.append("v2 individual")
    message = _kept(evidence)
    if message is not None:
        found += ("v2 message kept", *_size(message, is_scheduled))
    return found


def _kept(evidence: Evidence) -> Message | None:
    """The message that a v2 request made."""
    reply, account = evidence.reply, evidence.account
    if account is None or type(reply) is not MessageAccepted:
        return None
    return account.mailbox.by_id(reply.message_id)


def _size(message: Message, is_scheduled: bool) -> Sequence[str]:
    found = []
    if message.parts > 1:
        found.append("v2 schedule parts" if is_scheduled else "v2 parts")
    if message.alphabet == UCS2:
        found.append("v2 schedule UCS-2" if is_scheduled else "v2 UCS-2")
    return found
