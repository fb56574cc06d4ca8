"""Plain requests: those that arrive in one piece and leave nothing open, read without a parser's state.

What is not as plain as can be (RFC 9112 3 and 5) is not read here but left to aiohttp's parser, which refuses what has
to be refused. Both read a plain request alike; tests/web/test_plain.py holds one against the other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .addresses import PATHS
from .incoming import Incoming
from .limits import Limits

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_VALUE = rb"[!-~](?:[ -~]*[!-~])?"
_PATH = b"|".join(re.escape(path.encode()) for path in PATHS)
_LINE = re.compile(rb"(GET|POST) ((" + _PATH + rb")(?:\?[!\"$-~]*)?) HTTP/1\.1\r\n")
_WORDS = {word.encode(): word for word in ("GET", "POST", *PATHS)}
_FIELDS = re.compile(rb"(?:" + _TOKEN + rb": " + _VALUE + rb"\r\n)+")
_ASKS_FOR_MORE = frozenset({b"expect", b"upgrade", b"transfer-encoding", b"content-encoding"})
_END = b"\r\n\r\n"
_LONGEST = 4096  # bytes of header fields that are worth remembering


class _Fields(NamedTuple):
    """Header fields as sent, and the length of the body they announce; None: none."""

    raw: tuple[tuple[bytes, bytes], ...]
    length: int | None


def read_plain(data: bytes, limits: Limits, *, is_secure: bool) -> Incoming | None:
    """The request that these bytes are, no more and no less; None where they are not one plain request.

    Plain is a GET without a body, or a POST with a length, for a documented path exactly as documented, in ASCII, that
    keeps the connection, and wants nothing else of it.
    """
    line = _LINE.match(data)
    if line is None:
        return None
    start = line.end()
    end = data.find(_END, start) + 2
    if end == 1 or start > limits.max_line_bytes or end - start > limits.max_header_bytes:
        return None
    block = data[start:end]
    fields = _remembered(block) if len(block) <= _LONGEST else _read_fields(block)
    if fields is None or len(fields.raw) > limits.max_headers:
        return None
    body = data[end + 2 :]
    method, target, path = line.groups()
    length = fields.length or 0 if method == b"GET" else fields.length
    if len(body) != length or len(body) > limits.max_body_bytes or (body and method == b"GET"):
        return None
    full = _WORDS.get(target) or target.decode()
    return Incoming(_WORDS[method], _WORDS[path], full, fields.raw, False, is_secure, body)


def _read_fields(block: bytes) -> _Fields | None:
    """None where a field is not plain, or asks for more than an answer."""
    if not _FIELDS.fullmatch(block):
        return None
    raw = tuple((name, value) for name, _, value in (line.partition(b": ") for line in block[:-2].split(b"\r\n")))
    values = {name.lower(): value for name, value in raw}
    if len(values) < len(raw) or b"host" not in values or not all(map(_is_plain, values, values.values())):
        return None
    return _Fields(raw, int(values[b"content-length"]) if b"content-length" in values else None)


def _is_plain(name: bytes, value: bytes) -> bool:
    if name == b"connection":
        return value.lower() == b"keep-alive"
    if name == b"content-length":
        return value.isdigit() and len(value) < 10
    return name not in _ASKS_FOR_MORE and not name.startswith(b"sec-")


_remembered = lru_cache(maxsize=256)(_read_fields)  # a client's fields are the same from one request to the next
