"""Reading a v2 query: bytes to names and values, whatever a deployed client puts into a URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from ..gateway.words import shown
from .deviations import Deviation, Seen

NAMES = frozenset(
    ("function", "username", "password", "sender", "recipient", "body", "wap_push", "sendingdate", "messageref")
)
"""Every parameter that v2 4 and 6 name."""

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_URLENCODED = re.compile(r"[A-Za-z0-9_.~*%+-]*", re.ASCII)


def read_query(query: bytes, seen: Seen) -> dict[str, str]:
    """Parameters by lower-case name. `+` is a blank, a stray `%` stays; each value is decoded once.

    A name given twice has its values joined by a comma, as ASP.NET does.
    """
    values: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    for pair in query.decode("latin-1").split("&"):  # each byte a character: most texts are what they stand for
        raw_name, _, raw_value = pair.partition("=")
        key = raw_name if raw_name in NAMES else _known(_text(raw_name, seen), seen) if pair else None
        if key in values:
            repeated.setdefault(key, [values[key]]).append(_text(raw_value, seen))
        elif key:
            is_plain = raw_value.isalnum() and raw_value.isascii()
            values[key] = raw_value if is_plain else _text(raw_value, seen)
    if repeated:
        _join(repeated, values, seen)
    return values


def _join(repeated: Mapping[str, list[str]], values: dict[str, str], seen: Seen) -> None:
    for key in [key for key in values if key in repeated]:
        message = f"parameter {shown(key)} given {len(repeated[key])} times; give it once"
        seen.append(Deviation("v2.parameter.repeated", "v2 4", message))
        values[key] = ",".join(repeated[key])


def _known(name: str, seen: Seen) -> str | None:
    """The documented name that `name` is, letter case aside; None, which is noted, where it is none."""
    key = name.lower()
    if key not in NAMES:
        message = f"parameter {shown(name)} is not in the table; it was ignored. Is an & in a value not encoded?"
        seen.append(Deviation("v2.parameter.unknown", "v2 6", message, "NOTE", is_tolerance=False))
        return None
    if key != name:
        message = f"parameter {shown(name)} given; the documented name is {shown(key)}"
        seen.append(Deviation("v2.parameter.case", "v2 6", message))
    return key


def _text(raw: str, seen: Seen) -> str:
    if "%" not in raw and "+" not in raw and raw.isascii():
        return raw
    decoded = unquote_to_bytes(raw.replace("+", " ").encode("latin-1"))
    try:
        return decoded.decode()
    except UnicodeDecodeError:
        seen.append(
            Deviation(
                "v2.encoding", "v2 3", "a value is not UTF-8 and was read as ISO-8859-1; encode text once, as UTF-8"
            )
        )
        return decoded.decode("latin-1")


def looks_encoded_twice(text: str) -> bool:
    """Whether a decoded value still looks like the output of a URL encoder: escapes, and nothing one would escape."""
    return "%" in text and bool(_ESCAPE.search(text) and _URLENCODED.fullmatch(text))
