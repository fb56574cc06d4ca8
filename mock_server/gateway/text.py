"""Parts: how many billed segments a text takes (v2 5.1).

GSM 03.38 text has 160 units in one part and 153 in each of several, extension-table characters taking two. One
character outside that alphabet makes the whole text UCS-2: 70 code units, and 67 in each of several.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from gsm0338 import charset  # type: ignore[import-untyped]  # the tables only: its codec is far slower than a regex

from .readings import Readings

Alphabet = Literal["GSM 03.38", "UCS-2"]
GSM: Final = "GSM 03.38"
UCS2: Final = "UCS-2"


def _characters(table: dict[int, str]) -> str:
    # ESCAPE is in the table as the prefix of the extension table; it is not a character of text.
    return "".join(unicodedata.lookup(name) for name in table.values() if name != "ESCAPE")


BASIC = _characters(charset.BASIC_CHARACTER_SET)
EXTENSION = _characters(charset.BASIC_CHARACTER_SET_EXTENSION)

_is_gsm = re.compile(f"[{re.escape(BASIC + EXTENSION)}]*").fullmatch
_extensions = re.compile(f"[{re.escape(EXTENSION)}]")
_has_extension = _extensions.search


class Room(NamedTuple):
    """Units that fit when one part is enough, and in each part when it is not."""

    single: int
    joined: int


_ROOM: dict[str, dict[str, Room]] = {
    "concatenated": {GSM: Room(160, 153), UCS2: Room(70, 67)},
    "plain": {GSM: Room(160, 160), UCS2: Room(70, 70)},
}


# Characters that fit in one part whatever the alphabet, as no character takes more than two units of either: 70 units
# of UCS-2 or 160 of GSM 03.38.
_SURELY_ONE = 35
_ONE_IN_UNITS = 70


def utf16_units(text: str) -> int:
    """The text's length in UTF-16 code units: what v3 limitation 3 counts as characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def alphabet(text: str) -> Alphabet:
    """GSM 03.38 if every character is in its basic or extension table, else UCS-2."""
    return GSM if _is_gsm(text) else UCS2


class Meter:
    """Counts parts under an account's readings `segmentation` and `pair_across_parts`."""

    __slots__ = ("_gsm", "_keep_pairs", "_ucs2")

    def __init__(self, readings: Readings) -> None:
        rooms = _ROOM[readings["segmentation"]]
        self._gsm, self._ucs2 = rooms[GSM], rooms[UCS2]
        self._keep_pairs = readings["pair_across_parts"] == "kept-whole"

    def parts(self, text: str) -> int:
        """Billed parts of `text`; at least 1."""
        length = len(text)
        if length <= _SURELY_ONE or (length <= _ONE_IN_UNITS and utf16_units(text) <= _ONE_IN_UNITS):
            return 1
        if _is_gsm(text):
            return self._count(text, len(text) + len(_extensions.findall(text)), self._gsm)
        return self._count(text, utf16_units(text), self._ucs2)

    def _count(self, text: str, units: int, room: Room) -> int:
        if units <= room.single:
            return 1
        if self._keep_pairs and units != len(text):
            return _greedy(_widths(text), room.joined)
        return -(-units // room.joined)


def _widths(text: str) -> Iterable[int]:
    if _is_gsm(text):
        return (2 if character in EXTENSION else 1 for character in text)
    return (2 if character > "\uffff" else 1 for character in text)


def _greedy(widths: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts
