"""Worlds and images as bytes."""

from __future__ import annotations

import json
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

Packed = TypeVar("Packed")

_BINARY, _TEXT = b"\0", b"\1"  # the first byte: what the others are


def pack(value: Any) -> bytes:
    """Structs and plain values as bytes."""
    try:
        return _BINARY + _encoder.encode(value)
    except UnicodeEncodeError:  # half a surrogate pair, which JSON may hold and UTF-8 may not
        return _TEXT + json.dumps(msgspec.to_builtins(value, str_keys=True, enc_hook=as_plain)).encode()


def unpack(data: bytes, kind: type[Packed]) -> Packed:
    """What was packed. Raises ValueError where it is something else."""
    if data[:1] == _TEXT:
        return msgspec.convert(json.loads(data[1:]), kind, str_keys=True, dec_hook=from_plain)
    return msgspec.msgpack.decode(memoryview(data)[1:], type=kind, dec_hook=from_plain)


def as_plain(value: Any) -> str:
    """What msgspec does not know."""
    if isinstance(value, ZoneInfo):
        return value.key
    raise NotImplementedError(f"{type(value)} in a state file")


def from_plain(kind: type, value: Any) -> Any:
    """The way back."""
    if kind is ZoneInfo:
        try:
            return ZoneInfo(value)
        except ZoneInfoNotFoundError as error:  # which msgspec does not know for an error of the value
            raise ValueError(f"{error.args[0]} on this machine") from None
    raise NotImplementedError(f"{kind} in a state file")


_encoder = msgspec.msgpack.Encoder(enc_hook=as_plain)
