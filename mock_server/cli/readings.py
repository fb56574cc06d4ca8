"""`mobipace-mock readings`: the register of what the documents leave open."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from ..gateway.readings import REGISTER

_WIDTH = 160  # columns where there is no terminal to ask


def readings(
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON array, for programs.")] = False,
) -> None:
    """List the open readings, with default and alternatives.

    Example: mobipace-mock readings --json
    """
    if as_json:
        print(json.dumps([asdict(reading) for reading in REGISTER], indent=2))
    else:
        _print_table()


def _print_table() -> None:
    from rich.console import Console  # noqa: PLC0415  slow to import, and needed only here
    from rich.table import Table  # noqa: PLC0415

    table = Table(show_lines=True)
    table.add_column("key", no_wrap=True)
    table.add_column("default, then alternatives", no_wrap=True)
    table.add_column("question (clause)")
    for each in REGISTER:
        table.add_row(each.key, "\n".join(each.values), f"{each.question} ({each.clause})")
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)
