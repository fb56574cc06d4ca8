"""The commands. Each module does one; this one names them."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import __version__
from . import ready, replay, schema, serve, worlds
from .kit import WithKit
from .readings import readings

app = typer.Typer(
    name="mobipace-mock",
    cls=WithKit,
    help="A high-fidelity simulator of the MOBIPACE SMS gateway: v2 text and v3 JSON.",
    epilog="Begin with: mobipace-mock serve",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve.serve)
app.command()(readings)
app.command()(schema.schema)
app.command()(ready.ready)
app.command()(replay.replay)
app.add_typer(worlds.app, name="world")


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
