"""Texts that look damaged. What they should have been is a guess, so these advise; and never is a text shown whole.

Of many messages those at both ends are looked at: what damages one text damages all.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence

from ...gateway.commands import Row, Send, V2Send
from ...wire.query import looks_encoded_twice
from ..rule import Rule
from ..scene import Scene
from ..words import extract

_LOOKED_AT = 50
_LENGTH = 500

# The characters of Windows-1252 that bytes 80 to 9F become; ISO-8859-1 has control characters there.
_CP1252 = "\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022"
_CP1252 += "\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
_suspicion = re.compile(f"[\u00c2-\u00f4][\u0080-\u00bf{_CP1252}]").search
_AS_BYTES = {ord(each): each.encode("cp1252").decode("latin-1") for each in _CP1252}
_UNLIKELY = range(0x0180, 0x0370)  # phonetic letters and the like: É® in a name is no damage
_lost = re.compile(r"[^\w?]*(\?{2,}[^\w?]+)+\?{2,}[\W\d]*").fullmatch
_decoder = codecs.getincrementaldecoder("utf-8")
_escapes = re.compile(r"%[0-9A-Fa-f]{2}").findall
_code_points = re.compile(r"\\u[0-9A-Fa-f]{4}|&#\d{2,6};").findall


def damaged(scene: Scene) -> Iterable[str] | None:
    """A v3 text that was decoded wrongly, or lost its letters, before it was sent."""
    command = scene.evidence.command
    if not isinstance(command, Send):
        return None
    return [f"Messages[{index}].Body: {why}" for index, text in _texts(command.rows) if (why := damage(text))][:1]


def damaged_in_v2(scene: Scene) -> Iterable[str] | None:
    """The same for v2."""
    command = scene.evidence.command
    if not isinstance(command, V2Send):
        return None
    why = damage(command.body)
    return [f"body: {why}"] if why else ()


def _texts(rows: Sequence[Row]) -> Iterable[tuple[int, str]]:
    """(index, body) of the messages at both ends."""
    indices = range(len(rows)) if len(rows) <= 2 * _LOOKED_AT else (*range(_LOOKED_AT), *range(-_LOOKED_AT, 0))
    return ((index % len(rows), rows[index][1]) for index in indices)


def damage(text: str) -> str | None:
    """What is wrong with a text, of which the beginning is looked at; None where it looks like one."""
    if text.isascii() and "?" not in text:
        return None
    is_whole, text = len(text) <= _LENGTH, text[:_LENGTH]
    if "\ufffd" in text:
        return f"{extract(text)} holds U+FFFD, which a decoder puts where bytes are not text; decode the source rightly"
    if _suspicion(text) and _is_mojibake(text, is_whole=is_whole):
        return (
            f"{extract(text)} looks like UTF-8 that was read as ISO-8859-1 or Windows-1252; read the source as UTF-8, "
            "and encode once"
        )
    if "??" in text and _lost(text):
        return f"{extract(text)} is question marks where letters were; keep text in Unicode, never in a code page"
    return None


def _is_mojibake(text: str, *, is_whole: bool) -> bool:
    """Whether the text, taken as bytes, is UTF-8 of something likelier than itself."""
    try:
        read = _decoder().decode(text.translate(_AS_BYTES).encode("latin-1"), is_whole)
    except UnicodeError:
        return False
    foreign = [ord(each) for each in read if not each.isascii()]
    is_certain = len(foreign) > 1 or any(each < 0x0100 or each > 0x07FF for each in foreign)
    return is_certain and not any(each in _UNLIKELY or 0x80 <= each < 0xA0 for each in foreign)


def encoded_twice(scene: Scene) -> Iterable[str] | None:
    r"""A v3 text in the escapes of a URL, of JSON or of HTML. v2's are found while reading."""
    command = scene.evidence.command
    if not isinstance(command, Send):
        return None
    return [
        f"Messages[{index}].Body: {extract(text)} still holds escapes ({kind}); give the text itself, JSON encodes it"
        for index, text in _texts(command.rows)
        if ("%" in text or "\\" in text or "&" in text) and (kind := _escaped(text))
    ][:1]


def _escaped(text: str) -> str | None:
    text = text[:_LENGTH]
    if len(_code_points(text)) > 1:
        return "of JSON or HTML"
    return "of a URL" if looks_encoded_twice(text) and len(_escapes(text)) > 1 else None


RULES = (
    Rule("v3.body.damaged", "SHOULD", "v3 Send, Body", "A text arrives as it was meant.", damaged, about=(Send,)),
    Rule(
        "v3.body.encoded-twice",
        "SHOULD",
        "v3 Send, Body",
        "A text is encoded once, by JSON.",
        encoded_twice,
        about=(Send,),
    ),
    Rule("v2.body.damaged", "SHOULD", "v2 3", "A text arrives as it was meant.", damaged_in_v2, about=(V2Send,)),
)
