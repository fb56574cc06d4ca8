"""The adapter protocol, version 1: what the kit asks of an adapter, and how an adapter answers.

One JSON object a line; schemas/adapter describes each message. Keys that are not known are ignored.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from ..classes import ErrorClass
from .context import Context

PROTOCOL = 1
Api = Literal["v2", "v3"]


class Hello(msgspec.Struct, tag_field="op", tag="hello", kw_only=True, frozen=True):
    """First after each start: which protocol is spoken, and what can the adapter do?"""

    seq: int
    protocol: int = PROTOCOL


class Begin(Context, tag_field="op", tag="begin", kw_only=True, frozen=True):
    """Make a fresh client for this account."""

    seq: int

    __repr__ = Context.__repr__


class Call(msgspec.Struct, tag_field="op", tag="call", kw_only=True, frozen=True):
    """Do this with the client of the last begin."""

    seq: int
    api: Api
    call: str
    args: dict[str, Any]


class End(msgspec.Struct, tag_field="op", tag="end", kw_only=True, frozen=True):
    """The case is over."""

    seq: int


class Stop(msgspec.Struct, tag_field="op", tag="stop", kw_only=True, frozen=True):
    """The run is over; end of input follows."""

    seq: int


Request: TypeAlias = Hello | Begin | Call | End | Stop


class Error(msgspec.Struct, kw_only=True, frozen=True):
    """How a call failed. kind: called `class` in JSON. value: of a split batch, what had been accepted before."""

    kind: ErrorClass = msgspec.field(name="class")
    code: int | None = None
    native: str | None = None
    value: dict[str, Any] | None = None


class ClientInfo(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """The client behind an adapter."""

    name: str
    version: str | None = None
    language: str | None = None


class HelloReply(msgspec.Struct, kw_only=True, frozen=True):
    """Who an adapter is, and the calls it offers by api. features: `concurrency`, the calls it takes at once."""

    seq: int
    ok: bool = True
    client: ClientInfo
    calls: dict[str, list[str]]
    features: dict[str, Any] = {}


class Done(msgspec.Struct, kw_only=True, frozen=True):
    """It is done, and there is nothing to tell."""

    seq: int
    ok: bool = True


class ValueReply(msgspec.Struct, kw_only=True, frozen=True):
    """A call succeeded; the value has the schema of its call."""

    seq: int
    ok: bool = True
    value: dict[str, Any]


class ErrorReply(msgspec.Struct, kw_only=True, frozen=True):
    """A call failed, as the client reports it."""

    seq: int
    ok: bool = False
    error: Error


class UnsupportedReply(msgspec.Struct, kw_only=True, frozen=True):
    """The client has no such call."""

    seq: int
    unsupported: bool = True
    reason: str = ""


class AdapterErrorReply(msgspec.Struct, kw_only=True, frozen=True):
    """Something went wrong in the adapter itself. seq None: the line could not be read."""

    seq: int | None
    adapter_error: str


Reply: TypeAlias = HelloReply | Done | ValueReply | ErrorReply | UnsupportedReply | AdapterErrorReply


def line(message: Request | Reply) -> bytes:
    """A message as it stands on the pipe. Raises UnicodeEncodeError for half of a surrogate pair."""
    return msgspec.json.encode(message) + b"\n"
