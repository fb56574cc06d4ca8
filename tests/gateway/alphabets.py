"""The tests' own copy of GSM 03.38 (3GPP TS 23.038 6.2.1), and their own way to count parts."""

from collections.abc import Iterator

# Basic character set in code order, eight rows of sixteen; 0x1B, the escape, is no character.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
# Extension table: form feed, ^ { } \ [ ~ ] | and the euro sign, each after an escape.
EXTENSION = "\f^{}\\[~]|€"


def units(text: str) -> list[tuple[int, ...]]:
    """The text as characters of one or two units each, in the alphabet it has to be sent in."""
    if set(text) <= set(BASIC + EXTENSION):
        return [(0x1B, 0) if character in EXTENSION else (0,) for character in text]
    return [(0xD800, 0xDC00) if ord(character) > 0xFFFF else (0,) for character in text]


def counted(text: str, *, joined: tuple[int, int] = (153, 67), whole: bool = False) -> int:
    """Parts, by filling one after the other. joined: room of a part among several (GSM, UCS-2)."""
    is_gsm = set(text) <= set(BASIC + EXTENSION)
    single, room = (160, joined[0]) if is_gsm else (70, joined[1])
    pieces = units(text)
    if sum(map(len, pieces)) <= single:
        return 1
    return len(list(_filled(pieces if whole else [(unit,) for piece in pieces for unit in piece], room)))


def _filled(pieces: list[tuple[int, ...]], room: int) -> Iterator[int]:
    used = 0
    for piece in pieces:
        if used + len(piece) > room:
            yield used
            used = 0
        used += len(piece)
    yield used
