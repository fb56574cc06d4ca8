"""Parts (v2 5.1): which alphabet a text needs, and how many billed parts it takes."""

import pytest

from mobipace.mock_server.gateway.readings import Readings
from mobipace.mock_server.gateway.text import Meter, alphabet, utf16_units
from tests.gateway.alphabets import BASIC, EXTENSION

LENGTHS = [
    ("a", 0, 1),
    ("a", 1, 1),
    ("a", 160, 1),
    ("a", 161, 2),
    ("a", 306, 2),
    ("a", 307, 3),
    ("a", 459, 3),
    ("a", 460, 4),
    ("a", 500, 4),
    ("€", 80, 1),
    ("€", 81, 2),
    ("€", 153, 2),
    ("€", 154, 3),
    ("я", 70, 1),
    ("я", 71, 2),
    ("я", 134, 2),
    ("я", 135, 3),
    ("я", 500, 8),
    ("Ա", 70, 1),
    ("Ա", 71, 2),
    ("😀", 35, 1),
    ("😀", 36, 2),
    ("😀", 67, 2),
    ("😀", 68, 3),
]
PLAIN = [("a", 160, 1), ("a", 161, 2), ("a", 320, 2), ("a", 321, 3), ("я", 70, 1), ("я", 140, 2), ("я", 141, 3)]
WHOLE = [
    ("a" * 152 + "€" + "a" * 152, 3),
    ("a" * 151 + "€" + "a" * 153, 2),
    ("€" * 80, 1),
    ("€" * 81, 2),
    ("€" * 152, 2),
    ("€" * 153, 3),
    ("я" * 66 + "😀" + "я" * 66, 3),
    ("я" * 65 + "😀" + "я" * 67, 2),
    ("😀" * 35, 1),
    ("😀" * 66, 2),
    ("😀" * 67, 3),
    ("€" * 66 + "я" * 68, 2),
]


def parts(text: str, **readings: str) -> int:
    """Parts of a text under some readings."""
    return Meter(Readings(readings)).parts(text)


def test_the_tests_own_tables_are_whole() -> None:
    """128 codes less the escape, and ten behind it; nothing is in both."""
    assert (len(set(BASIC)), len(set(EXTENSION)), set(BASIC) & set(EXTENSION)) == (127, 10, set())


@pytest.mark.parametrize("character", BASIC)
def test_a_basic_character_is_one_unit(character: str) -> None:
    """160 of them are one part and 161 are two."""
    assert (alphabet(character), parts(character * 160), parts(character * 161)) == ("GSM 03.38", 1, 2)


@pytest.mark.parametrize("character", EXTENSION)
def test_an_extension_character_is_two_units(character: str) -> None:
    """80 of them are one part and 81 are two; one among basic ones takes the room of two."""
    assert (
        alphabet(character),
        parts(character * 80),
        parts(character * 81),
        parts("a" * 158 + character),
        parts("a" * 159 + character),
    ) == ("GSM 03.38", 1, 2, 1, 2)


def test_no_other_character_is_gsm() -> None:
    """Of all 65,536 code points of the basic plane exactly these 137 are in the alphabet; none beyond it is."""
    gsm = {chr(point) for point in range(0x10000) if alphabet(chr(point)) == "GSM 03.38"}

    assert (gsm, alphabet("😀"), alphabet("\U0010ffff")) == (set(BASIC + EXTENSION), "UCS-2", "UCS-2")


@pytest.mark.parametrize(
    "character", ["ç", "`", "Ё", "Ա", "“", "’", "–", "\t", "\u00a0", "\ufeff", "\x00", "😀", "ё", "Á"]
)
def test_one_other_character_makes_the_whole_text_ucs_2(character: str) -> None:
    """v2 5.1: a message is UNICODE if it contains even one UNICODE symbol: 70 fit, and 71 do not."""
    width = 2 if character > "\uffff" else 1

    assert (
        parts("a" * (70 - width) + character),
        parts(character + "a" * (71 - width)),
        alphabet("a" * 100 + character),
    ) == (1, 2, "UCS-2")


@pytest.mark.parametrize(("character", "count", "expected"), LENGTHS)
def test_parts_at_every_edge(character: str, count: int, expected: int) -> None:
    """160 in one part and 153 in each of several; 70 and 67 in UCS-2; an empty text is one part."""
    assert parts(character * count) == expected


@pytest.mark.parametrize(("character", "count", "expected"), PLAIN)
def test_plain_segmentation_loses_no_room(character: str, count: int, expected: int) -> None:
    """The other reading of v2 5.1: 160 and 70 in every part."""
    assert parts(character * count, segmentation="plain") == expected


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_a_pair_kept_whole_moves_to_the_next_part(text: str, expected: int) -> None:
    """Reading pair_across_parts, kept-whole: neither an escape nor a surrogate stands alone at a part's end."""
    assert parts(text, pair_across_parts="kept-whole") == expected


def test_readings_of_parts_combine() -> None:
    """Plain and kept whole: 160 units in each part, and a pair at the edge moves."""
    text = "a" * 159 + "€" + "a" * 159
    together = parts(text, segmentation="plain", pair_across_parts="kept-whole")

    assert (parts(text, segmentation="plain"), together) == (2, 3)


def test_extension_characters_are_single_in_ucs_2() -> None:
    """There is no escape in UCS-2: a euro sign is one code unit."""
    assert (parts("€" * 69 + "я"), parts("€" * 70 + "я")) == (1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("abc", 3), ("Բարև", 4), ("😀", 2), ("a😀b", 4), ("e\u0301", 2), ("\ud800", 1), ("👨‍👩‍👧", 8)],
)
def test_utf_16_code_units(text: str, expected: int) -> None:
    """v3 limitation 3 counts characters; a character beyond the basic plane is two, a lone surrogate one."""
    assert utf16_units(text) == expected
