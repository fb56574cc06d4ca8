"""How many parts a text takes: counted once more, so that a slip of the simulator's is no slip of the model's."""

from __future__ import annotations

from ..forms import Readings

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"


def units(text: str) -> int:
    """UTF-16 code units."""
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def parts(text: str, readings: Readings) -> int:
    """Parts of a text (v2 5.1)."""
    is_gsm = all(character in _BASIC or character in _EXTENSION for character in text)
    widths = [_width(character, is_gsm) for character in text]
    single, joined = (160, 153) if is_gsm else (70, 67)
    if sum(widths) <= single:
        return 1
    room = joined if readings["segmentation"] == "concatenated" else single
    if readings["pair_across_parts"] == "allowed":
        return -(-sum(widths) // room)
    count, used = 1, 0
    for width in widths:
        count, used = (count + 1, width) if used + width > room else (count, used + width)
    return count


def _width(character: str, is_gsm: bool) -> int:
    if is_gsm:
        return 2 if character in _EXTENSION else 1
    return units(character)
