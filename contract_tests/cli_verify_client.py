"""`mobipace-mock verify-client`: the catalogue, held against a client in any language.

The command is found by name and imported only when it is used: the kit knows the simulator, never the other way.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from mobipace.mock_server.report import Check, Results, Verdict, form_of, render, write_report

from . import known_failures
from .catalogue import CASES
from .catalogue.laws import LAWS
from .driver import Subject, SubjectError
from .known_failures import Known, KnownFailuresError
from .runner import NothingChosen, Options, Planned, plan, run
from .runner.generated import EXAMPLES, Trials, generated
from .runner.traces import Client

NONCONFORMANCE, USAGE, UNREACHABLE, NOTHING_RAN, KIT_FAILED = 1, 2, 3, 4, 5

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


_IDS = [each.id for each in plan(CASES, all_readings=True)] + [law.id for law in LAWS]
_NOT_PLAYED = frozenset({Verdict.NOTRUN, Verdict.UNSUPPORTED})


class UsageError(Exception):
    """Options that do not fit together; one line for whoever wrote them."""


@app.command(context_settings={"help_option_names": ["-h", "--help"]})
def verify(
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="-- CMD...", help="The adapter, as you would start it.", show_default=False),
    ] = None,
    python: Annotated[
        str | None, typer.Option(metavar="MODULE:CLASS", help="A Python client, in this process.")
    ] = None,
    exec_: Annotated[
        bool, typer.Option("--exec", help="CMD makes one call and exits; it is started for each.")
    ] = False,
    case: Annotated[list[str] | None, typer.Option(metavar="GLOB", help="Only these cases; repeatable.")] = None,
    readings: Annotated[
        Literal["default", "all"], typer.Option(metavar="default|all", help="all: also under every other reading.")
    ] = "default",
    examples: Annotated[
        int, typer.Option(metavar="N", min=0, help="Generated examples for each law; 0: none.")
    ] = EXAMPLES,
    seed: Annotated[int, typer.Option(metavar="N", help="All that is drawn follows from it.")] = 1,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Cases at once, a client for each.")] = 4,
    shuffle: Annotated[bool, typer.Option("--shuffle", help="In an order drawn from the seed.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="A SHOULD that is broken counts as a failure.")] = False,
    known: Annotated[Path | None, typer.Option("--known-failures", metavar="FILE", help="What fails, and why.")] = None,
    update: Annotated[bool, typer.Option("--update-known-failures", help="Write that file anew.")] = False,
    report: Annotated[list[Path] | None, typer.Option(metavar="FILE", help=".json .html .xml .md or .txt")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the cases and stop.")] = False,
) -> None:
    """Hold a client against all that the documents ask of one.

    Exit code 0: it is as expected; 1: it is not; 2: wrong options or known
    failures; 3: the client cannot be driven; 4: nothing ran; 5: the kit failed.

    Example: mobipace-mock verify-client -- node adapter.mjs
    Example: mobipace-mock verify-client --python my.module:Client --case 'v3.*'
    """
    options = _Given(tuple(command or ()), python, exec_, seed, strict, known, update)
    try:
        _check_reports(report or [])
        planned = plan(CASES, case or (), all_readings=readings == "all")
        if list_:
            print("\n".join(f"{each.id:50} {each.case.level:9}{each.case.title}" for each in planned))
            raise typer.Exit
        entries = known_failures.read(known) if known and known.exists() else _none(options)
        known_failures.reject_foreign(entries, _IDS)
        drawn = examples if not case else 0
        results = _run(options, planned, Options(options.subject, seed, jobs, shuffle, options.repeat), drawn)
    except (NothingChosen, KnownFailuresError, UsageError, ValueError) as error:
        _stop(str(error), USAGE)
    except SubjectError as error:
        _stop(str(error), error.exit_code)
    try:
        for path in report or ():
            write_report(results, path)
    except OSError as error:
        _stop(f"report {error.filename}: {error.strerror}", USAGE)
    raise typer.Exit(_judge(options, results, entries))


@dataclass(frozen=True, slots=True)
class _Given:
    """What was asked for."""

    command: tuple[str, ...]
    python: str | None
    is_exec: bool
    seed: int
    is_strict: bool
    known: Path | None
    is_update: bool

    @property
    def subject(self) -> str:
        """How reports call the client."""
        return self.python or shlex.join(self.command)

    @property
    def repeat(self) -> str:
        """The line that repeats one case."""
        who = f"--python {self.python}" if self.python else f"{'--exec ' if self.is_exec else ''}-- {self.subject}"
        return (
            f"mobipace-mock verify-client --seed {self.seed} --case '{{}}' {who.replace('{', '{{').replace('}', '}}')}"
        )

    @property
    def client(self) -> Client:
        """The client as a trace names it."""
        return Client(self.python, self.command, self.is_exec)

    def maker(self) -> Callable[[], Subject]:
        """What makes a driver. Raises UsageError."""
        if bool(self.python) == bool(self.command):
            raise UsageError("name the client: -- CMD..., --exec -- CMD..., or --python package.module:Client")
        if self.python and os.getcwd() not in sys.path:
            sys.path.insert(0, os.getcwd())
        return self.client.subject


def _check_reports(paths: list[Path]) -> None:
    """While there is still time to choose another: the form, and the folder. Raises ValueError, UsageError."""
    for path in paths:
        form_of(path)
        if not path.absolute().parent.is_dir():
            raise UsageError(f"--report {path}: there is no folder {path.parent}; make it first")


def _none(options: _Given) -> list[Known]:
    if options.known and not options.is_update:
        raise UsageError(f"known failures {options.known}: there is no such file; --update-known-failures writes it")
    return []


def _run(options: _Given, planned: list[Planned], how: Options, examples: int) -> Results:
    make = options.maker()
    results = run(make, planned, how)
    return generated(make, results, how, Trials(examples, options.client, Path.cwd())) if examples else results


def _judge(options: _Given, results: Results, entries: list[Known]) -> int:
    """Tell what came of it; the exit code."""
    if options.is_update and options.known:
        fresh = known_failures.updated(results.checks, entries, strict=options.is_strict)
        options.known.write_text(known_failures.written(fresh), encoding="utf-8")
    else:
        fresh = entries
    compared = known_failures.compare(results.checks, fresh, datetime.now(UTC).date(), strict=options.is_strict)
    print(render(_without(results, compared.expected), "text").decode(), end="")
    for check in compared.expected:
        print(f"known: {check.verdict} {check.id}")
    for check in compared.mended:
        print(f"mended: {check.id} is a known failure, and passes; take it out of {options.known}")
    if results.totals[Verdict.KIT_ERROR]:
        return KIT_FAILED
    ended_early = bool(results.notes)
    if not ended_early and not any(results.totals[each] for each in Verdict if each not in _NOT_PLAYED):
        print("nothing ran: the client supports none of the chosen cases", file=sys.stderr)
        return NOTHING_RAN
    return NONCONFORMANCE if compared.unexpected or compared.mended or ended_early else 0


def _without(results: Results, expected: tuple[Check, ...]) -> Results:
    """The results as the terminal shows them: what is known is told in one line each."""
    from msgspec.structs import replace  # noqa: PLC0415

    from mobipace.mock_server.report import totals  # noqa: PLC0415

    left = tuple(each for each in results.checks if each not in expected)
    return replace(results, checks=left, totals=totals(left))


def _stop(text: str, code: int) -> NoReturn:
    step = " (try: mobipace-mock verify-client --help)" if code == USAGE else ""
    print(f"mobipace-mock: {text}{step}", file=sys.stderr)
    raise typer.Exit(code)


def main(arguments: list[str] | None = None) -> None:
    """Run the command; None: with the arguments of this process."""
    app(sys.argv[1:] if arguments is None else arguments, prog_name="mobipace-mock verify-client")
