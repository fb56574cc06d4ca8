"""Answers as values: read strictly as to form, so that what a check compares is what was said."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .failing import Broken, expect
from .http import HttpAnswer

_LINE = re.compile(r"(?P<prefix>ID|Err|Er)\s*:\s*(?P<value>[^\s:]+)(?:\s*:\s*(?P<info>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class V3Answer:
    """A v3 answer. document: its members in the order in which they came; decimals are Decimal."""

    method: str
    http: HttpAnswer
    document: dict[str, Any]

    @property
    def code(self) -> object:
        """StatusCode, whatever stands there."""
        return self.document.get("StatusCode")

    def __getitem__(self, key: str) -> Any:
        if key not in self.document:
            raise Broken(f"{self.method} answers without {key}: {[*self.document]}", f"a member {key}")
        return self.document[key]

    def amount(self, *keys: str) -> Decimal:
        """The amount under the first of these keys that is there, written as a number or as a string."""
        key = next((key for key in keys if key in self.document), keys[0])
        try:
            return Decimal(self[key])
        except (InvalidOperation, TypeError, ValueError):
            raise Broken(f"{self.method} {key}: {self[key]!r}", "an amount") from None

    @property
    def price(self) -> Decimal:
        """TotalPrice."""
        return self.amount("TotalPrice")

    @property
    def statuses(self) -> list[tuple[str, int]]:
        """(Reference, StatusCode) of each message."""
        return [(each["Reference"], each["StatusCode"]) for each in self["MessageStatuses"]]

    def must_be(self, code: int) -> V3Answer:
        """This answer. Raises Broken unless it has this StatusCode."""
        expect(self.code, code, f"StatusCode of {self.method}")
        return self


@dataclass(frozen=True, slots=True)
class V2Answer:
    """A v2 answer. value: id, balance, status or error code; info None: no text was given."""

    function: str
    http: HttpAnswer
    text: str
    prefix: str
    value: str
    info: str | None

    @property
    def code(self) -> int | None:
        """The error code; None where it is no error."""
        return None if self.prefix == "ID" else _int(self)

    @property
    def number(self) -> int:
        """The value as a number: an id or a status. Raises Broken for an error."""
        if self.prefix != "ID":
            raise Broken(f"{self.function}: {self.text!r}", "ID: a number")
        return _int(self)

    @property
    def amount(self) -> Decimal:
        """The value as an amount. Raises Broken for an error."""
        try:
            return Decimal(self.value if self.prefix == "ID" else "")
        except InvalidOperation:
            raise Broken(f"{self.function}: {self.text!r}", "ID: an amount : a text") from None

    def must_be(self, code: int) -> V2Answer:
        """This answer. Raises Broken unless it is this error."""
        expect(self.code, code, f"code of {self.function}, which answers {self.text!r}")
        return self


def _int(answer: V2Answer) -> int:
    if not re.fullmatch(r"\d{1,18}", answer.value, re.ASCII):
        raise Broken(f"{answer.function}: {answer.text!r}", "a number after the first colon")
    return int(answer.value)


def read_v3(method: str, answer: HttpAnswer) -> V3Answer:
    """Raises Broken for anything but HTTP 200 with a JSON object, each of its members once."""
    expect(answer.status, 200, f"HTTP status of {method}")
    try:
        document = json.loads(answer.body.decode(), parse_float=Decimal, object_pairs_hook=_members)
    except ValueError:
        raise Broken(f"{method} answers {answer.body[:200]!r}", "a JSON object") from None
    if not isinstance(document, dict):
        raise Broken(f"{method} answers {answer.body[:200]!r}", "a JSON object")
    return V3Answer(method, answer, document)


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Broken(f"members {[key for key, _ in pairs]}", "each member once")
    return document


def read_v2(function: str, answer: HttpAnswer) -> V2Answer:
    """Raises Broken for anything but HTTP 200 with `ID: …`, `Err: …` or `Er: …`."""
    expect(answer.status, 200, f"HTTP status of {function}")
    try:
        text = answer.body.decode()
    except UnicodeDecodeError:
        raise Broken(f"{function} answers {answer.body[:200]!r}", "text in UTF-8") from None
    found = _LINE.fullmatch(text)
    if not found:
        raise Broken(f"{function} answers {text[:200]!r}", "ID: value : text, or Err: code : text")
    return V2Answer(function, answer, text, found["prefix"], found["value"], found["info"])
