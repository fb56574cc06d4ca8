"""The commands. Each module does one; this one names them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from typer.main import get_command

from .. import __version__
from . import ready, replay, schema, serve, worlds
from .failure import USAGE
from .help import PlainCommand, UsageError
from .kit import WithKit
from .readings import readings
from .slips import slip

app = typer.Typer(
    name="mobipace-mock",
    cls=WithKit,
    help="A high-fidelity simulator of the MOBIPACE SMS gateway: v2 text and v3 JSON.",
    epilog="Begin with: mobipace-mock serve",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(cls=PlainCommand)(serve.serve)
app.command(cls=PlainCommand)(readings)
app.command(cls=PlainCommand)(schema.schema)
app.command(cls=PlainCommand)(ready.ready)
app.command(cls=PlainCommand)(replay.replay)
app.add_typer(worlds.app, name="world")


def run() -> None:
    """Run the command with this process's arguments, and end the process."""
    command = get_command(app)
    try:
        code = command.main(prog_name="mobipace-mock", standalone_mode=False)
    except UsageError as error:
        print(f"mobipace-mock: {slip(error, command, sys.argv[1:])}", file=sys.stderr)
        code = USAGE
    except typer.Abort:
        code = 1
    sys.exit(code or 0)


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"mobipace-mock {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and stop.")
    ] = False,
) -> None:
    pass
