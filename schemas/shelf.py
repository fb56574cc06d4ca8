"""The files: which schemas there are, and reading one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from .wording import did_you_mean, show

_FOLDER = Path(__file__).parent


class UnknownSchema(KeyError):
    """No schema has this name; the message names the nearest one."""

    def __str__(self) -> str:
        # KeyError would print the message in quotes.
        return str(self.args[0])


@cache
def names() -> tuple[str, ...]:
    """All names, sorted: a file's path without `.json`, such as "v3/send.request", "world" or "control/openapi"."""
    return tuple(sorted(path.relative_to(_FOLDER).with_suffix("").as_posix() for path in _FOLDER.rglob("*.json")))


def load(name: str) -> dict[str, Any]:
    """One file as it is, with its relative references; the caller may change what it gets.

    Raises UnknownSchema.
    """
    if name not in names():
        raise UnknownSchema(f"no schema {show(name)}{did_you_mean(name, names())}")
    document: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document
