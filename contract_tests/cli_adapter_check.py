"""`mobipace-mock adapter-check -- CMD`: what an adapter gets wrong, in plain words.

The command is found by name and imported only when it is used: the kit knows the simulator, never the other way.
"""

from __future__ import annotations

import sys
import traceback
from typing import Annotated

import typer

from .check import adapter_check
from .driver.limits import Limits

_KIT_FAILED = 5

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command("adapter-check", context_settings={"help_option_names": ["-h", "--help"]})
def check(
    command: Annotated[
        list[str], typer.Argument(metavar="-- CMD...", help="The adapter, as you would start it.", show_default=False)
    ],
    timeout_ms: Annotated[
        int, typer.Option(metavar="N", min=1, help="Milliseconds for an HTTP request; a call may take four of them.")
    ] = 3000,
    startup: Annotated[float, typer.Option(metavar="SECONDS", min=0.1, help="Until hello has to be answered.")] = 30.0,
) -> None:
    """Say in plain words what an adapter gets wrong.

    It is tried at a gateway of our own, so nothing else is needed.
    Exit code 0: it keeps the protocol; 1: something is wrong; 2: the kit would
    reject it; 3: no hello; 5: our fault.

    Example: mobipace-mock adapter-check -- node adapter.mjs
    """
    try:
        report = adapter_check(command, timeout_ms=timeout_ms, limits=Limits(startup_seconds=startup))
    except Exception:  # whatever it is, it is no fault of the adapter's
        traceback.print_exc()
        raise typer.Exit(_KIT_FAILED) from None
    for line in report.lines():
        print(line)
    raise typer.Exit(report.exit_code)


def main(arguments: list[str] | None = None) -> None:
    """Run the command; None: with the arguments of this process."""
    app(sys.argv[1:] if arguments is None else arguments, prog_name="mobipace-mock adapter-check")
