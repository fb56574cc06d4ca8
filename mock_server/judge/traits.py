"""Traits: what an exchange has that a clause speaks of, such as "v3 Reference" or "v2 code 702".

They are a closed set, so that counting them is bounded whatever a client sends. To name an exchange's traits changes
nothing and takes some microseconds: a request of 20,000 messages is never walked through in Python.
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from ..gateway.codes import V2Code, V3Code
from ..gateway.commands import MessageAccepted, MessageStatus, Send, Statuses, V2Send
from ..gateway.messages import Message
from ..gateway.text import UCS2
from ..wire.v2 import Function
from ..wire.v3 import Method
from .evidence import Evidence

_V3_CODES = frozenset(map(int, V3Code))
_V2_CODES = frozenset(map(int, V2Code))
_AUTHORIZE, _SEND, _SCHEDULE = Method.AUTHORIZE.value, Method.SEND.value, Function.SCHEDULE.value
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
    protocol, code, is_told, reply = evidence.protocol, evidence.code, evidence.is_told, evidence.reply
    if protocol is None:
        return ()
    is_done = is_told and reply is not None
    way = protocol, evidence.method, code, evidence.command is not None, is_done
    if protocol == "v3":
        return _of_v3(way, evidence.is_secure, is_told, is_told and type(reply) is Statuses, _asked(evidence))
    is_alias = evidence.path.lower().rstrip("/") == _V2_ALIAS
    return _of_v2(way, is_alias, is_done and type(reply) is MessageStatus, _message(evidence))


# What is alike is named once. It is kept by plain tuples, which cost a tenth of named ones to make.


class _Way(NamedTuple):
    """How far an exchange came. is_done: its client was told what it had asked for."""

    protocol: str
    method: str | None
    code: int | None
    is_read: bool
    is_done: bool


_PlainWay = tuple[str, str | None, int | None, bool, bool]


def _common(way: _Way) -> list[str]:
    """What both protocols have: the code, if there is such a one, and how far a request for a known method came.

    It is answered if its client was told something that its protocol knows.
    """
    protocol, method, code, is_read, is_done = way
    is_answered = code is not None or is_done
    found = [protocol, f"{protocol} answered"] if is_answered else [protocol]
    if code in (_V3_CODES if protocol == "v3" else _V2_CODES):
        found.append(f"{protocol} code {code:d}")
    if method is not None:
        name = f"{protocol} {method}"
        found += (name, f"{name} read") if is_read else (name,)
        found += (f"{name} answered", f"{name} done" if is_done else f"{name} failed") if is_answered else ()
    return found


# v3


@lru_cache(maxsize=1024)
def _of_v3(
    plain: _PlainWay, is_secure: bool, is_told: bool, has_statuses: bool, asked: tuple[str, ...]
) -> tuple[str, ...]:
    way = _Way(*plain)
    found = _common(way)
    if is_secure:
        found.append("v3 secure")
    if not is_told:
        found.append("v3 unanswered")
    if way.code is not None and way.code not in _V3_CODES:
        found.append("v3 novelty")
    if has_statuses:
        found.append("v3 statuses")
    return (*found, *asked)


def _asked(evidence: Evidence) -> tuple[str, ...]:
    """Traits of a login, or of a request that needs one."""
    account, command = evidence.account, evidence.command
    if evidence.method == _AUTHORIZE:
        is_social = account is not None and account.settings.password is None
        return ("v3 account without password",) if is_social else ()
    if isinstance(command, Send):
        return _of_messages(evidence, command)
    return ("v3 session request",) if command is not None else ()


def _of_messages(evidence: Evidence, command: Send) -> tuple[str, ...]:
    """Traits of Send and Calculate."""
    found = ["v3 session request", "v3 messages"]
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
    return tuple(found)


def _zone(evidence: Evidence) -> str:
    is_set = evidence.account is not None and evidence.account.settings.time_zone.key != "UTC"
    return "v3 date in a zone" if is_set else "v3 date in UTC"


# v2


class _Text(NamedTuple):
    """A message of send or schedule. parts: None where there is none in the end."""

    is_scheduled: bool
    wap_push: bool
    is_ascii: bool
    is_encoded_twice: bool
    is_individual: bool
    has_parts: bool | None
    is_ucs2: bool


_PlainText = tuple[bool, bool, bool, bool, bool, bool | None, bool]


@lru_cache(maxsize=1024)
def _of_v2(plain: _PlainWay, is_alias: bool, has_status: bool, text: _PlainText | None) -> tuple[str, ...]:
    way = _Way(*plain)
    found = _common(way)
    if is_alias:
        found.append("v2 alias")
    if way.code is not None:
        found += ("v2 error", "v2 system error") if way.code in (712, 713) else ("v2 error",)
    if way.is_read:
        found.append("v2 read")
    if way.is_done:
        found += ("v2 done", "v2 statuses") if has_status else ("v2 done",)
    return (*found, *(_of_text(_Text(*text)) if text else ()))


def _message(evidence: Evidence) -> _PlainText | None:
    """What was to be sent, if anything was."""
    command, account = evidence.command, evidence.account
    if not isinstance(command, V2Send):
        return None
    message = _kept(evidence)
    return (
        evidence.method == _SCHEDULE,
        bool(command.wap_push),
        command.body.isascii(),
        bool(evidence.deviations) and any(each.rule == "v2.body.encoded-twice" for each in evidence.deviations),
        account is not None and account.settings.kind == "individual",
        message.parts > 1 if message else None,
        message is not None and message.alphabet == UCS2,
    )


def _of_text(text: _Text) -> list[str]:
    found = ["v2 message read"]
    if text.wap_push:
        found.append("v2 schedule wap_push" if text.is_scheduled else "v2 wap_push")
    if not text.is_ascii:
        found.append("v2 text beyond ASCII")
    if text.is_encoded_twice:
        found.append("v2 body encoded twice")
    if text.is_individual:
        found.append("v2 individual")
    if text.has_parts is not None:
        found.append("v2 message kept")
    if text.has_parts:
        found.append("v2 schedule parts" if text.is_scheduled else "v2 parts")
    if text.is_ucs2:
        found.append("v2 schedule UCS-2" if text.is_scheduled else "v2 UCS-2")
    return found


def _kept(evidence: Evidence) -> Message | None:
    """The message that a v2 request made."""
    reply, account = evidence.reply, evidence.account
    if account is None or type(reply) is not MessageAccepted:
        return None
    return account.mailbox.by_id(reply.message_id)
