"""Passwords never leave the process: they are masked wherever a request is shown.

A password is told by its name, in any letter case and any escaping. Well-formed JSON and forms are masked exactly, and
shown character by character but for the password. Of anything else (broken JSON, XML, another language's notation)
nobody can say where the value ends, so what follows the name is not shown.
"""

from __future__ import annotations

import json
import re

MASK = "******"
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})
_STRING = re.compile(r'("(?:[^"\\]++|\\.)*+")(\s*+:\s*+)?', re.DOTALL)
_FORM = re.compile(r"""[^\s"'<>{}\[\]]*""")
_USER_INFO = re.compile(r"^([a-z]+://)[^/?#@]*@", re.IGNORECASE)


def _escapable(letter: str) -> str:
    """A pattern for a letter as itself, as JSON escapes it (also in text within text) or as a URL does."""
    codes = f"(?:{ord(letter):02x}|{ord(letter.upper()):02x})"
    return rf"(?:{letter}|(?<!\\)\\++u00{codes}|%(?:25)*+{codes})\0*+"


_WORD = "".join(map(_escapable, "password"))
_NAME = re.compile(_WORD, re.IGNORECASE)
_QUOTES = r"""(?:[\s+"'\\]|%(?:25)*+(?:20|22|27|5c))*+"""
_NAME_OF_VALUE = re.compile(rf"{_WORD}{_QUOTES}(?:[:=]|%(?:25)*+3[ad])", re.IGNORECASE)


def mask_target(target: str) -> str:
    """A request target with its passwords masked, also those that stand where no parameter does."""
    target = _USER_INFO.sub(rf"\1{MASK}@", target)
    if not _NAME.search(target):
        return target
    return "&".join(map(_mask_part, target.split("&")))


def mask_form(text: str) -> str:
    """A query or form with its passwords masked."""
    return "&".join(_mask_pair(pair) for pair in text.split("&"))


def _mask_part(part: str) -> str:
    """What stands between two `&`: a `?` begins a query there, but within a password it is part of it."""
    pieces = part.split("?")
    for index, piece in enumerate(pieces):
        name, equals, value = piece.partition("=")
        if equals and (_NAME.search(name) or _NAME_OF_VALUE.search(value)):
            pieces[index:] = ["?".join(pieces[index:])]
            break
    return "?".join(map(_mask_pair, pieces))


def _mask_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if found := _NAME.search(name):
        return f"{name}={MASK}" if value else pair if equals else f"{name[: found.end()]}{MASK}"
    if name.lower() != "body" and (found := _NAME_OF_VALUE.search(value)):  # a text may speak of passwords
        return f"{name}={value[: found.end()]}{MASK}"
    return pair


def mask_body(body: bytes) -> str:
    """A body as text, passwords masked, whether it is JSON, a form, or a broken piece of either."""
    return _mask_text(_as_text(body))


def _as_text(body: bytes) -> str:
    encoding = json.detect_encoding(body)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return body.decode("latin-1" if encoding.startswith("utf-8") else encoding, "replace")


def _mask_text(text: str) -> str:
    if not _NAME.search(text):
        return text
    try:
        json.loads(text)
        return _mask_json(text)
    except (ValueError, RecursionError):
        return mask_form(text) if _FORM.fullmatch(text) else _cut(text)


def _cut(text: str) -> str:
    found = _NAME.search(text)
    return f"{text[: found.end()]}{MASK}" if found else text


def _mask_json(text: str) -> str:
    """Well-formed JSON, string by string: what a password's name stands before is masked, whatever its type."""
    decoder, pieces, done = json.JSONDecoder(), list[str](), 0
    while found := _STRING.search(text, done):
        pieces.append(text[done : found.start()])
        done = found.end()
        if found[2] is None:
            pieces.append(_mask_text_within(found[1]))
        elif _NAME.search(found[1]):
            pieces.append(f'{found[0]}"{MASK}"')
            done = decoder.raw_decode(text, done)[1]
        else:
            pieces.append(found[0])
    return "".join([*pieces, text[done:]])


def _mask_text_within(string: str) -> str:
    """A string that is itself JSON, as when a document was serialised twice."""
    if not _NAME.search(string):
        return string
    inner = json.loads(string)
    try:
        is_document = isinstance(json.loads(inner), dict | list | str)
    except (ValueError, RecursionError):
        return string
    return json.dumps(_mask_json(inner)) if is_document else string


def mask_header(name: str, value: str) -> str:
    """A header's value, masked where it carries credentials."""
    return MASK if name.lower() in _SECRET_HEADERS or _NAME.search(name) else mask_target(value)
