"""Values, places and near misses in words, short and without secrets."""

import json
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any

_LONGEST = 60  # characters of a value in a message
_MOST = 10  # keys of an object in a message
_HUGE = 200  # bits of an integer that nobody wants to read


def show(value: Any) -> str:
    """A value for a message: a scalar as JSON, cut to 60 characters; of an array its size, of an object its keys."""
    if isinstance(value, dict):
        return f"an object with {_cut(', '.join(map(_name, islice(value, _MOST))))}" if value else "an empty object"
    if isinstance(value, list):
        return f"an array of {len(value):,}"
    if isinstance(value, str):
        return hidden() if is_secret(value) else _quote(value)
    return _show_number(value)


def _show_number(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > _HUGE:
        return "a huge integer"
    return _cut(json.dumps(value) if value is None or isinstance(value, (int, float)) else str(value))


def _quote(text: str) -> str:
    length = f"… ({len(text):,} characters)" if len(text) > _LONGEST else ""
    shown = text[:_LONGEST]
    # What would not be seen, or could not be written (a lone surrogate), is escaped.
    return json.dumps(shown, ensure_ascii=not shown.isprintable()) + length


def hidden() -> str:
    """What stands for a value that is not shown."""
    return "a hidden value"


def is_secret(text: str) -> bool:
    """Whether a name, or a text that may quote a request, speaks of a password."""
    return "password" in text.casefold()


def place(path: Iterable[str | int]) -> str:
    """A path through a document: `accounts[2].balance`; "" is the document itself."""
    return "".join(map(_step, path)).removeprefix(".")


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _name(step) == step else f"[{_name(step)}]"


def _name(key: str) -> str:
    """A key as it is where that is plain, and quoted where it is not."""
    return key if key.replace("-", "_").isidentifier() and len(key) <= _LONGEST else _quote(key)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """`; did you mean "…"?` with the known word nearest to this one, or "" when none is near."""
    if len(word) > _LONGEST:
        return ""
    by_folded = {candidate.casefold(): candidate for candidate in reversed(known)}
    near = get_close_matches(word.casefold(), by_folded, n=1)
    return f'; did you mean "{by_folded[near[0]]}"?' if near else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
