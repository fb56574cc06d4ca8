"""`mobipace-mock verify-server`: does a server do what the documents say?"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from .server.options import Options, UsageError
from .server.run import run

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_Texts = list[str] | None


def _option(help: str, metavar: str, panel: str, **more: Any) -> Any:
    return typer.Option(help=help, metavar=metavar or None, rich_help_panel=panel, **more)


def _server(help: str, metavar: str, **more: Any) -> Any:
    return _option(help, metavar, "Server", **more)


def _checks(help: str, metavar: str = "", **more: Any) -> Any:
    return _option(help, metavar, "Checks", **more)


def _live(help: str, metavar: str) -> Any:
    return _option(help, metavar, "A real gateway")


@app.command(context_settings={"help_option_names": ["-h", "--help"]})
def verify(
    v3_url: Annotated[str, _server("Where v3 is, without a method.", "URL")],
    v2_url: Annotated[str, _server("Where v2 is, without a query.", "URL")],
    username: Annotated[str, _server("An account of the server.", "NAME")],
    password: Annotated[
        str, _server("Its password; better given as MOBIPACE_PASSWORD.", "TEXT", envvar="MOBIPACE_PASSWORD")
    ],
    sender: Annotated[str, _server("A sender that is registered for it.", "NAME")] = "MOBIPACE",
    recipient: Annotated[str | None, _server("Who gets messages; nobody, unless given.", "NUMBER")] = None,
    reading: Annotated[_Texts, _checks("A reading that it must follow; repeatable.", "KEY=VALUE")] = None,
    readings: Annotated[
        Literal["seen", "all"], _checks("all: also under each value of each reading.", "seen|all")
    ] = "seen",
    control: Annotated[str | None, _server("Its control API, if it is one of ours.", "URL")] = None,
    control_token: Annotated[str | None, _server("Its token.", "TEXT", envvar="MOBIPACE_CONTROL_TOKEN")] = None,
    only: Annotated[_Texts, _checks("Ids of checks, * and ? allowed; repeatable.", "GLOB")] = None,
    examples: Annotated[int | None, _checks("Generated sequences to compare; 25 with --control.", "N", min=0)] = None,
    seed: Annotated[int | None, _checks("What they follow from; drawn without one.", "N", min=0)] = None,
    trace: Annotated[Path, _checks("Where a sequence that fails is saved.", "FILE")] = Path("server-trace.json"),
    live: Annotated[
        bool, typer.Option("--live", help="Messages go out and cost money.", rich_help_panel="A real gateway")
    ] = False,
    allow_recipient: Annotated[_Texts, _live("Who may get messages; repeatable.", "NUMBER")] = None,
    budget: Annotated[str | None, _live("What the run may cost, in its money.", "AMOUNT")] = None,
    report: Annotated[list[Path] | None, _checks("A report: .json .xml .html .md .txt; repeatable.", "FILE")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="What breaks a SHOULD fails as well.", rich_help_panel="Checks")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show every INFO as well.", rich_help_panel="Checks")
    ] = False,
    ca: Annotated[Path | None, _server("PEM file of the CA to trust.", "FILE")] = None,
    timeout: Annotated[float, _server("How long an answer may take.", "SECONDS", min=0.1)] = 60.0,
) -> None:
    r"""Run every check that can be made against a server.

    Exit code 0: as the documents say; 1: not; 2: usage; 3: it cannot be
    reached; 4: nothing ran; 5: the kit failed.

    Example: mobipace-mock verify-server --v3-url http://127.0.0.1:8080/v3 \
      --v2-url http://127.0.0.1:8080/API_2_0/HTTP_API.aspx \
      --username mobipace@mobipace.com --password 123456
    """
    try:
        options = Options.read(
            {name: value for name, value in locals().items() if name != "seed"}
            | {"seed": random.SystemRandom().getrandbits(32) if seed is None else seed}
        )
    except UsageError as error:
        print(f"mobipace-mock: {error} (try: mobipace-mock verify-server --help)", file=sys.stderr)
        raise typer.Exit(2) from None
    raise typer.Exit(run(options))


def main(arguments: list[str] | None = None) -> None:
    """Run the command; None: with the arguments of this process."""
    app(sys.argv[1:] if arguments is None else arguments, prog_name="mobipace-mock verify-server")
