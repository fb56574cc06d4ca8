"""v3 requests exactly as the document has them, read in one step: every member of its type, none unknown.

Most requests are such. Whatever is not, and a Send with one of its optional members, is left to `v3`, which reads it
member by member and comes to the same command; tests/v3/test_documented.py holds one against the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from msgspec.json import Decoder

from ..gateway.commands import Authorize, Calculate, QueryBalance, QueryMessages, Send, SessionCommand


class _Document(msgspec.Struct, rename="pascal", forbid_unknown_fields=True, gc=False): ...


class _Authorize(_Document):
    username: str
    password: str


class _Message(_Document):
    recipient: str
    body: str
    reference: str = None  # type: ignore[assignment]  # it may be absent, but not null


class _Send(_Document):
    session_id: str
    sender: str
    messages: Annotated[list[_Message], msgspec.Meta(min_length=1)]

    def command(self, kind: type[Send]) -> Send | None:
        """None: a trailing blank means nothing, which has to be seen to."""
        if self.session_id.endswith(" ") or self.sender.endswith(" "):
            return None
        rows = [(each.recipient, each.body, each.reference) for each in self.messages]
        return kind(self.session_id, self.sender, rows)


class _QueryMessages(_Document):
    session_id: str
    references: list[str]


class _QueryBalance(_Document):
    session_id: str


Read = Callable[[bytes], Authorize | SessionCommand | None]
"""Reads a body; None, a ValueError or a DecodeError, where it is not as documented."""


def _reader(form: type[Any], make: Callable[[Any], Authorize | SessionCommand | None]) -> Read:
    decode = Decoder(form).decode
    return lambda body: make(decode(body))


read_authorize = _reader(_Authorize, lambda it: Authorize(it.username, it.password))
read_send = _reader(_Send, lambda it: it.command(Send))
read_calculate = _reader(_Send, lambda it: it.command(Calculate))
read_query_messages = _reader(_QueryMessages, lambda it: QueryMessages(it.session_id, it.references))
read_query_balance = _reader(_QueryBalance, lambda it: QueryBalance(it.session_id))
