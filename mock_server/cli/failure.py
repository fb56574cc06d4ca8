"""How the command ends when it cannot go on: one line on stderr that says what, and the next step; exit 2."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

USAGE = 2  # the exit code


@contextmanager
def told_in_one_line(*errors: type[Exception], step: str = "") -> Iterator[None]:
    """Turn these errors, whose texts are meant for people, into a line on stderr and exit code 2.

    step: the command to try next. A text of several lines is several mistakes, and each keeps its line.
    """
    try:
        yield
    except errors as error:
        for line in tried(_text(error), step).splitlines():
            print(f"mobipace-mock: {line}", file=sys.stderr)
        raise typer.Exit(USAGE) from None


def _text(error: Exception) -> str:
    """Its text; of the system's own errors without the number, which tells nobody anything."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def tried(text: str, step: str) -> str:
    """A text with the next step at its end."""
    return f"{text} (try: {step})" if step else text
