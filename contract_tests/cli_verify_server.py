"""`mobipace-mock verify-server`: does a server do what the documents say?"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from .server.options import Options, UsageError
from .server.run import run

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_Texts = list[str] | None


@app.command(context_settings={"help_option_names": ["-h", "--help"]})
def verify(
    v3_url: Annotated[str, typer.Option(help="Where v3 is, without a method: https://api.mobipace.com:444/v3")],
    v2_url: Annotated[str, typer.Option(help="Where v2 is, without a query.")],
    username: Annotated[str, typer.Option(help="An account of the server.")],
    password: Annotated[
        str, typer.Option(help="Its password; better given in the environment.", envvar="MOBIPACE_PASSWORD")
    ],
    sender: Annotated[str, typer.Option(help="A sender that is registered for it.")] = "MOBIPACE",
    recipient: Annotated[str | None, typer.Option(help="Whom messages may go to; nobody, unless it is given.")] = None,
    reading: Annotated[
        _Texts, typer.Option(help="KEY=VALUE: a reading that the server must follow; repeatable.")
    ] = None,
    readings: Annotated[
        Literal["seen", "all"], typer.Option(help="all: also what depends on a reading, under each of its values.")
    ] = "seen",
    control: Annotated[str | None, typer.Option(help="The server's control API, if it is one of ours.")] = None,
    control_token: Annotated[str | None, typer.Option(help="Its token.", envvar="MOBIPACE_CONTROL_TOKEN")] = None,
    only: Annotated[_Texts, typer.Option(help="Ids of checks, * and ? allowed; repeatable.")] = None,
    examples: Annotated[
        int | None, typer.Option(help="Generated sequences that are compared with the model; 25 with --control.", min=0)
    ] = None,
    seed: Annotated[int | None, typer.Option(help="What they follow from; drawn without one, and told.", min=0)] = None,
    trace: Annotated[Path, typer.Option(help="Where a sequence that fails is saved.")] = Path("server-trace.json"),
    live: Annotated[bool, typer.Option("--live", help="It is a real gateway: messages go out and cost money.")] = False,
    allow_recipient: Annotated[_Texts, typer.Option(help="With --live: whom messages may go to; repeatable.")] = None,
    budget: Annotated[
        str | None, typer.Option(help="With --live: what the run may cost, in the account's money.")
    ] = None,
    report: Annotated[
        list[Path] | None, typer.Option(help="Write a report: .json, .xml, .html, .md or .txt; repeatable.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="What breaks a SHOULD fails as well.")] = False,
    ca: Annotated[Path | None, typer.Option(help="PEM file of the CA to trust.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds that an answer may take.", min=0.1)] = 60.0,
) -> None:
    """Run every check that can be made against a server.

    Exit code 0: as the documents say; 1: not; 2: usage; 3: it cannot be reached; 4: nothing ran; 5: the kit failed.

    Example: mobipace-mock verify-server --v3-url http://127.0.0.1:8080/v3 --v2-url http://127.0.0.1:8080/API_2_0/HTTP_API.aspx --username mobipace@mobipace.com --password 123456 --control http://127.0.0.1:8080/_control
    """  # noqa: E501  a line to paste
    try:
        options = Options.read(
            {name: value for name, value in locals().items() if name != "seed"}
            | {"seed": random.SystemRandom().getrandbits(32) if seed is None else seed}
        )
    except UsageError as error:
        print(f"mobipace-mock: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    raise typer.Exit(run(options))


def main(arguments: list[str] | None = None) -> None:
    """Run the command; None: with the arguments of this process."""
    app(sys.argv[1:] if arguments is None else arguments, prog_name="mobipace-mock verify-server")
