"""How the command ends when it cannot go on: one line on stderr, exit 2."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer


@contextmanager
def told_in_one_line(*errors: type[Exception]) -> Iterator[None]:
    """Turn these errors, whose texts are meant for people, into a line on stderr and exit code 2."""
    try:
        yield
    except errors as error:
        for line in str(error).splitlines():
            print(f"mobipace-mock: {line}", file=sys.stderr)
        raise typer.Exit(2) from None
