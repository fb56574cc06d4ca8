"""`make bench`: run the benchmarks, print a table, write JSON where `--json FILE` says. Exit 1 if a limit is passed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import bare, fixture, page, sends, stored
from .cores import pin_client
from .measure import table

BENCHMARKS = {
    "sends": sends.figures,
    "stored": stored.figures,
    "bare": bare.figures,
    "fixture": fixture.figures,
    "page": page.figures,
}


def main() -> int:
    """Run those named, or all."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure ratios, one table a run.")
    parser.add_argument("names", nargs="*", help=f"which: {', '.join(BENCHMARKS)}; all if none is named")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - BENCHMARKS.keys()
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    pin_client()
    figures = [figure for name in arguments.names or BENCHMARKS for figure in BENCHMARKS[name]()]
    print(table(figures))
    if arguments.json:
        arguments.json.write_text(json.dumps([figure.document() for figure in figures], indent=2) + "\n")
    return 0 if all(figure.holds for figure in figures) else 1


sys.exit(main())
