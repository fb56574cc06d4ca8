"""Gateways whose answers have another form, and gateways that damage texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from msgspec.structs import replace

from mobipace.mock_server.gateway.commands import Send
from mobipace.mock_server.wire import query
from mobipace.mock_server.wire import v2 as wire_v2
from mobipace.mock_server.wire import v3 as wire

from .breakage import Breakage, Change, breakage

Make = Callable[[Any], Any]


def _text(old: str, new: str) -> Make:
    """A function's text with something in it replaced."""

    def make(was: Callable[..., str]) -> Callable[..., str]:
        return lambda *given: was(*given).replace(old, new)

    return make


@breakage("key-misspelt", "MessageCount is written MesageCount", "v3.send.example")
def misspelt() -> list[Change]:
    """A typo."""
    return [(wire, "_priced", _text("MessageCount", "MesageCount"))]


@breakage("keys-swapped", "PartCount comes before MessageCount", "v3.send.example")
def swapped() -> list[Change]:
    """Another order."""

    def make(was: Callable[..., str]) -> Callable[..., str]:
        def priced(*given: Any) -> str:
            first, second, *rest = was(*given).split(", ")
            return ", ".join((second, first, *rest))

        return priced

    return [(wire, "_priced", make)]


@breakage("counts-as-strings", "MessageCount is a string", "v3.send.example")
def counts() -> list[Change]:
    """In quotes."""
    return [(wire, "_priced", _text('"MessageCount": 10', '"MessageCount": "10"'))]


@breakage(
    "available-misspelt",
    "AvailableFund is written AvailableFunds",
    "v3.balance.available",
    "reading.available-fund-key",
)
def available() -> list[Change]:
    """A typo."""
    return [(wire, "_funds", _text("AvailableFund", "AvailableFunds"))]


@breakage("references-trimmed", "References lose the blanks at their ends", "v3.text.references")
def trimmed() -> list[Change]:
    """In the answer."""

    def make(was: Callable[..., str]) -> Callable[..., str]:
        return lambda reference: was(reference.strip())

    return [(wire, "quoted", make)]


@breakage("v3-bodies-trimmed", "v3 bodies lose the blanks at their ends", "v3.text.arrives")
def bodies_trimmed() -> list[Change]:
    """What arrives is not what was sent."""

    def make(was: Callable[..., Any]) -> Callable[..., Any]:
        def parse(*given: Any) -> Any:
            command = was(*given)
            if not isinstance(command, Send):
                return command
            return replace(command, rows=[(to, body.strip(), reference) for to, body, reference in command.rows])

        return parse

    return [(wire, "parse", make)]


# v2's texts


def _changed_text(change: Callable[[str], str]) -> Make:
    def make(was: Callable[..., str]) -> Callable[..., str]:
        return lambda raw, seen: change(was(raw, seen))

    return make


@breakage("utf-8-as-latin-1", "UTF-8 is read as ISO-8859-1", "v2.text.arrives")
def as_latin() -> list[Change]:
    """Each byte a letter."""
    return [(query, "_text", _changed_text(lambda text: text.encode().decode("latin-1")))]


@breakage("decoded-twice", "values are decoded twice", "v2.text.arrives")
def decoded_twice() -> list[Change]:
    """100%25 becomes 100%."""
    return [(query, "_text", _changed_text(_again))]


def _again(text: str) -> str:
    return unquote_to_bytes(text).decode("utf-8", "replace")


@breakage("plus-stays", "a + in a URL stays one", "v2.text.blanks")
def plus_stays() -> list[Change]:
    """It is a blank."""

    def make(was: Callable[..., str]) -> Callable[..., str]:
        return lambda raw, seen: was(raw.replace("+", "%2B"), seen)

    return [(query, "_text", make)]


@breakage("v2-cut-at-1000", "v2 bodies are cut at 1000 characters", "v2.text.long")
def cut() -> list[Change]:
    """There is no limit."""

    def make(was: Callable[..., dict[str, str]]) -> Callable[..., dict[str, str]]:
        return lambda text, seen: {name: value[:1000] for name, value in was(text, seen).items()}

    return [(wire_v2, "read_query", make)]


ANSWERS: tuple[Breakage, ...] = (
    misspelt,
    swapped,
    counts,
    available,
    trimmed,
    bodies_trimmed,
    as_latin,
    decoded_twice,
    plus_stays,
    cut,
)
