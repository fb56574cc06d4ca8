"""`make bench`: run the benchmarks, print a table, and say what has moved since the figures that are kept.

Exit code 1 if a limit is passed.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

from .cores import pin_client
from .kept import Run, latest, moved, run_of
from .measure import Figure
from .table import text

BENCHMARKS = ("exchanges", "sends", "stored", "memory", "start", "fixture", "restart", "page")
"""Modules; `figures` of each measures, with a share of the rounds and messages."""

APART = ("others", "loops")
"""What is run only when it is named."""

_NAMES = ", ".join([*BENCHMARKS, *APART])


def main() -> int:
    """Run those named, or all."""
    arguments = _arguments()
    run = run_of({name: _measured(name, arguments.effort) for name in arguments.names or BENCHMARKS})
    figures = [figure for found in run.figures.values() for figure in found]
    print(text(figures))
    _tell_what_moved(run)
    if arguments.json:
        run.write(arguments.json)
    if arguments.keep:
        print(f"kept in {run.keep().relative_to(Path.cwd())}; `make docs` puts it into docs/performance.md")
    return 0 if all(figure.holds for figure in figures) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure, and hold it against the limits.")
    parser.add_argument("names", nargs="*", help=f"which: {_NAMES}; all but the last two if none is named")
    parser.add_argument("--effort", type=float, default=1.0, help="a share of the rounds and messages: 0.05 for a look")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--keep", action="store_true", help="keep them in the repository, to compare later ones with")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - {*BENCHMARKS, *APART}
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {_NAMES}")
    return arguments


def _measured(name: str, effort: float) -> list[Figure]:
    """None where what it needs is not installed."""
    pin_client()
    started = time.monotonic()
    try:
        figures: list[Figure] = import_module(f".{name}", __package__).figures(effort)
    except ModuleNotFoundError as error:
        print(f"{name}: left out, as {error.name} is not installed")
        return []
    print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return figures


def _tell_what_moved(run: Run) -> None:
    for benchmark, figures in run.figures.items():
        before = latest(benchmark)
        if before:
            about, lines = before.about, moved(before.figures[benchmark], figures)
            since = f"{about['date']}, version {about['version']}, commit {about['commit']}"
            print(f"{benchmark}, since {since}: {'' if lines else 'nothing moved beyond the spread'}")
            print("".join(f"  {line}\n" for line in lines), end="")


if __name__ == "__main__":
    sys.exit(main())
