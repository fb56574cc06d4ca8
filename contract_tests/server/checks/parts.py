"""Parts: how many a text takes. Asked of Calculate, so that it costs nothing."""

from __future__ import annotations

from ..check import ServerCheck, check
from ..client import message
from ..failing import expect
from ..scene import Scene

_PARTS = "v2 5.1, parts; v3 Send, PartCount"
_GSM = {"concatenated": {160: 1, 161: 2, 306: 2, 307: 3, 459: 3, 460: 4}, "plain": {160: 1, 161: 2, 320: 2, 321: 3}}
_UCS2 = {"concatenated": {70: 1, 71: 2, 134: 2, 135: 3, 201: 3, 202: 4}, "plain": {70: 1, 71: 2, 140: 2, 141: 3}}


def _parts(scene: Scene, *bodies: str) -> list[int]:
    owner = scene.owner
    session = owner.login()
    return [owner.calculate(session, message(owner.recipient, body)).must_be(101)["PartCount"] for body in bodies]


@check("parts.gsm", "Latin text: 160 in one part, 153 in each of several", _PARTS, "segmentation")
def gsm(scene: Scene) -> None:
    """The edges."""
    edges = _GSM[scene.readings["segmentation"]]
    found = _parts(scene, *("a" * length for length in edges))

    expect(dict(zip(edges, found, strict=True)), edges, "parts by letters")


@check("parts.ucs2", "other text: 70 in one part, 67 in each of several", f"{_PARTS}; v2 5.1, UNICODE", "segmentation")
def ucs2(scene: Scene) -> None:
    """The edges, in Cyrillic."""
    edges = _UCS2[scene.readings["segmentation"]]
    found = _parts(scene, *("я" * length for length in edges))

    expect(dict(zip(edges, found, strict=True)), edges, "parts by letters")


@check(
    "parts.one-unicode-character",
    "one character outside the alphabet makes the whole message Unicode",
    "v2 5.1, UNICODE",
)
def one_unicode(scene: Scene) -> None:
    """In the last place of 71."""
    expect(_parts(scene, "a" * 70 + "я", "a" * 70 + "б", "a" * 71, "a" * 69 + "ç"), [2, 2, 1, 1], "parts")


@check("parts.extension", "characters of the extension table count two", _PARTS)
def extension(scene: Scene) -> None:
    """Eighty of each fill a part."""
    expect(_parts(scene, *(each * 80 for each in "^{}\\[~]|€")), [1] * 9, "parts of 80")
    expect(_parts(scene, *(each * 81 for each in "^{}\\[~]|€")), [2] * 9, "parts of 81")


@check("parts.basic-alphabet", "the basic alphabet is the whole of GSM 03.38", _PARTS)
def basic(scene: Scene) -> None:
    """Its odd letters count one; what only looks alike is Unicode."""
    odd = "@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà"
    expect(_parts(scene, (odd * 4)[:160], "А" * 71, "`" * 71, "ç" * 71), [1, 2, 2, 2], "parts")


@check("parts.surrogates", "a character outside the basic plane counts two", _PARTS)
def surrogates(scene: Scene) -> None:
    """Thirty-five smileys fill a part."""
    expect(_parts(scene, "😀" * 35, "😀" * 36), [1, 2], "parts")


@check("parts.pair-across", "whether a pair may straddle two parts", _PARTS, "pair_across_parts", "segmentation")
def pair_across(scene: Scene) -> None:
    """An escape sequence, and a surrogate pair, where the first part ends."""
    gsm, ucs = (153, 67) if scene.readings["segmentation"] == "concatenated" else (160, 70)
    expected = 2 if scene.readings["pair_across_parts"] == "allowed" else 3
    bodies = "a" * (gsm - 1) + "€" + "a" * (gsm - 1), "я" * (ucs - 1) + "😀" + "я" * (ucs - 1)

    expect(_parts(scene, *bodies), [expected] * 2, "parts")


PARTS: tuple[ServerCheck, ...] = (gsm, ucs2, one_unicode, extension, basic, surrogates, pair_across)
