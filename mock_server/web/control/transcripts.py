"""An exchange as a report shows it: as text, cut to a size, with neither password nor session in it."""

from __future__ import annotations

import codecs
import copy
import re
from collections.abc import Callable

from ...report import Transcript
from ..journal import Exchange
from ..masking import MASK
from . import shapes

BODY = 8_192
"""Bytes of a body that are shown."""

_SHOWN = 8
"""Characters of a session id that are shown: enough to tell one from another, and of no use to anybody."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# A member or parameter of this name, in text, in text within text, or in a URL.
_MEMBER = re.compile(
    r"""(session_?id(?:[\s"'\\]|%22)*(?:[:=]|%3a)(?:[\s"'\\]|%22)*)([^\s"'\\&,;}\])]+)""", re.IGNORECASE
)


def transcript(exchange: Exchange, is_session: Callable[[str], bool]) -> Transcript:
    """The exchange, secrets masked. `is_session`: whether something that looks like an id is a session's."""
    shape = shapes.exchange(cut(exchange, BODY))
    request, answer = shape["request"], shape["answer"]
    first = f"{request['method']} {request['target']}"
    asked = _text(first, request["headers"], request["body"], exchange.body_size)
    told = None
    if answer is not None and answer["http_status"] is not None:
        told = _text(f"HTTP {answer['http_status']}", answer["headers"], answer["body"], len(exchange.answer_body))
    return Transcript(
        exchange.id,
        _title(exchange),
        hide_sessions(asked, is_session),
        None if told is None else hide_sessions(told, is_session),
    )


def hide_sessions(text: str, is_session: Callable[[str], bool]) -> str:
    """A text in which no session id can be used: what stands under that name, and what the gateway knows as one."""

    def hidden(found: re.Match[str]) -> str:
        return _stub(found[0]) if is_session(found[0]) else found[0]

    return _UUID.sub(hidden, _MEMBER.sub(lambda found: found[1] + _stub(found[2]), text))


def _stub(id: str) -> str:
    return f"{id[:_SHOWN]}…" if len(id) >= 2 * _SHOWN else id if id in ("null", MASK) else MASK


def cut(exchange: Exchange, size: int) -> Exchange:
    """A copy with no more than so many bytes of each body, which can be masked in no time."""
    short = copy.copy(exchange)
    short.body, short.answer_body = _head(exchange.body, size), _head(exchange.answer_body, size)
    return short


def _head(body: bytes, size: int) -> bytes:
    """The beginning of a body; a character of UTF-8 is not cut in two."""
    if len(body) <= size:
        return body
    head = body[:size]
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head).encode()
    except UnicodeDecodeError:
        return head


def _text(first: str, headers: list[list[str]], body: str, size: int) -> str:
    more = [f"… ({size:,} bytes)"] if size > BODY else []
    text = [first, *(f"{name}: {value}" for name, value in headers)]
    return "\n".join([*text, "", body, *more] if body else text)


def _title(exchange: Exchange) -> str:
    """What it was, in a line."""
    what = f"{exchange.protocol or 'http'} {exchange.method or exchange.http_method}"
    fault = f", fault {exchange.fault.get('effect', '')}" if exchange.fault else ""
    return f"{what}, {_outcome(exchange)}{fault}"


def _outcome(exchange: Exchange) -> str:
    if exchange.code is not None:
        return f"{exchange.code}"
    if exchange.http_status is None:
        return "no answer"
    return "ID" if exchange.protocol == "v2" and exchange.http_status == 200 else f"HTTP {exchange.http_status}"
