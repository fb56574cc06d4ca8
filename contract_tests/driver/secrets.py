"""Finding a password in what a client writes, in the forms in which programs come to write one."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

MASK = "******"
_NAMED = re.compile(rb"password(?:=|%3[dD])$", re.IGNORECASE)
_SHORT_ESCAPES = dict(zip("\"\\/'\n\r\t\b\f", (b'"', b"\\", b"/", b"'", b"n", b"r", b"t", b"b", b"f"), strict=True))
_SHORTEST = 4  # letters of Base64 that say anything
_AROUND = 40  # bytes of a text that are shown on either side of what was found


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret in a text. where: such as "stderr". what: in words. excerpt: the text around it, the secret masked."""

    where: str
    what: str
    excerpt: str


class Secrets:
    """The passwords of a case; empty ones are none. Found as they are, escaped for a URL or in JSON, in Latin-1, or
    within Base64.
    """

    def __init__(self, *values: str) -> None:
        self._values = [value for value in values if value]

    @cached_property
    def _pattern(self) -> re.Pattern[bytes] | None:
        """Made for the first text, since it takes longer than many a case, and most of them write none."""
        forms = [form for value in self._values for form in (_forms(value), *_in_base64(value))]
        return re.compile(b"|".join(forms)) if forms else None

    @property
    def longest(self) -> int:
        """Bytes that a form of the longest may have; two pieces of a stream overlap by so many."""
        return max((len(value) * 20 for value in self._values), default=0)

    def find(self, data: bytes | str, where: str) -> list[Leak]:
        """Every one in `data`."""
        found = self._pattern.finditer(_bytes(data)) if data and self._pattern else ()
        return [self._leak(each, where) for each in found]

    def mask(self, text: str) -> str:
        """The text without them."""
        if not text or self._pattern is None:
            return text
        return self._pattern.sub(MASK.encode(), _bytes(text)).decode("utf-8", "replace")

    def _leak(self, found: re.Match[bytes], where: str) -> Leak:
        data, begin, end = found.string, *found.span()
        what = "a v2 URL with the password" if _NAMED.search(data[:begin]) else "the password"
        around = data[max(0, begin - _AROUND) : end + _AROUND].decode("utf-8", "replace")
        return Leak(where, what, " ".join(self.mask(around).split()))


def _bytes(data: bytes | str) -> bytes:
    return data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace")


def _forms(value: str) -> bytes:
    return b"".join(b"(?:" + b"|".join(_forms_of_letter(letter)) + b")" for letter in value)


def _in_base64(value: str) -> Iterator[bytes]:
    """What it comes to within a longer text, wherever it begins there; and what follows it, for its last letter's sake.

    `Authorization: Basic` is the usual place.
    """
    data = value.encode("utf-8", "surrogatepass")
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data)
        sure = encoded[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
        if len(sure) >= _SHORTEST:
            in_either = re.escape(sure).replace(rb"\+", b"[+-]").replace(b"/", b"[/_]")
            yield in_either + rb"[A-Za-z0-9+/_-]*=*"


def _forms_of_letter(letter: str) -> list[bytes]:
    literal = letter.encode("utf-8", "surrogatepass")
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    in_url = b"".join(b"%%(?:25)*(?i:%02x)" % byte for byte in literal)
    in_json = b"".join(rb"\\+u(?i:%s)" % units[start : start + 4].encode() for start in range(0, len(units), 4))
    forms = [in_url, in_json]  # the longer ones first: a form may be how another begins
    if letter in _SHORT_ESCAPES:
        forms.append(rb"\\+" + re.escape(_SHORT_ESCAPES[letter]))
    if letter == " ":
        forms.append(rb"\+")
    forms.append(re.escape(literal))
    if "\x80" <= letter <= "\xff":
        forms.append(re.escape(letter.encode("latin-1")))
    return forms
