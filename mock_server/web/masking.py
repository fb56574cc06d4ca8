"""Passwords never leave the process: they are masked wherever a request is shown.

A password is told by its place: the parameter `password` of a query or form, the member `Password` of a JSON text, in
any letter case and any escaping, also where the text is broken; and the credentials of a header.
"""

from __future__ import annotations

import json
import re
from urllib.parse import unquote_plus

MASK = "******"
_MISPLACED = re.compile(r"(password(?:=|%3D))(?:(?!%26)[^&/])*", re.IGNORECASE)  # the question mark was forgotten
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})
_STRING = r'"(?:[^"\\]|\\.)*"'
_MEMBER = re.compile(
    rf"({_STRING})(\s*:\s*)({_STRING}|\"(?:[^\"\\]|\\.)*\\?\Z|[^\s,\}}\]]+)",  # the second: a string cut off
    re.DOTALL,
)


def mask_target(target: str) -> str:
    """A request target with the values of its password parameters masked."""
    path, mark, query = target.partition("?")
    return f"{_MISPLACED.sub(_mask_misplaced, path)}{mark}{mask_form(query)}"


def _mask_misplaced(match: re.Match[str]) -> str:
    return f"{match[1]}{MASK}"


def mask_form(text: str) -> str:
    """A query or form with the values of its password parameters masked."""
    return "&".join(_mask_pair(pair) for pair in text.split("&"))


def _mask_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    is_secret = value and unquote_plus(name).strip().casefold() == "password"
    return f"{name}{equals}{MASK}" if is_secret else pair


def mask_body(body: bytes) -> str:
    """A body as text, passwords masked, whether it is JSON, a form, or a broken piece of either."""
    text = _as_text(body)
    masked = _MEMBER.sub(_mask_member, text)
    return mask_form(masked) if "=" in masked else masked


def _as_text(body: bytes) -> str:
    try:
        return body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _mask_member(match: re.Match[str]) -> str:
    try:
        name = json.loads(match[1])
    except ValueError:
        name = match[1][1:-1]
    return f'{match[1]}{match[2]}"{MASK}"' if name.strip().casefold() == "password" else match[0]


def mask_header(name: str, value: str) -> str:
    """A header's value, masked where it carries credentials."""
    return MASK if name.lower() in _SECRET_HEADERS else value
