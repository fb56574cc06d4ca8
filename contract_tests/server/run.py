"""A run of `verify-server` from its options to its exit code."""

from __future__ import annotations

import sys

from msgspec.structs import replace

from mobipace.mock_server.report import Results, Verdict, render, write_report

from .failing import Unreachable
from .machine.check import Generated
from .options import Options
from .verify import Plan, verify

_FEW = 3  # as many are shown at once
CONFORMS, BROKEN, USAGE, UNREACHABLE, NOTHING, KIT_FAILED = 0, 1, 2, 3, 4, 5


def run(options: Options) -> int:
    """Run it, print what came of it, write the reports; the exit code."""
    try:
        results = verify(_plan(options))
    except Unreachable as error:
        print(f"mobipace-mock: the server cannot be reached: {error}", file=sys.stderr)
        return UNREACHABLE
    sys.stdout.write(render(results if options.verbose else quiet(results), "text").decode())
    try:
        for path in options.reports:
            write_report(results, path)
    except OSError as error:
        print(f"mobipace-mock: --report: {error}", file=sys.stderr)
        return USAGE
    return exit_code(results, strict=options.strict)


def quiet(results: Results) -> Results:
    """The results without what is only worth knowing, which a note counts. The totals stay as they are."""
    told = [check for check in results.checks if check.verdict is Verdict.INFO]
    if len(told) <= _FEW:
        return results
    note = f"{len(told)} INFO say what the server does where the documents leave it open; --verbose shows them"
    left = tuple(check for check in results.checks if check.verdict is not Verdict.INFO)
    return replace(results, checks=left, notes=(*results.notes, note))


def _plan(options: Options) -> Plan:
    return Plan(
        target=options.target,
        told=options.told,
        all_readings=options.all_readings,
        only=options.only,
        guard=options.guard,
        seed=options.seed if options.examples else None,
        extra=(Generated(options.examples, options.seed, options.trace).as_check,) if options.examples else (),
        repeat=options.line,
    )


def exit_code(results: Results, *, strict: bool = False) -> int:
    """What results come to."""
    counts = {verdict: results.totals[verdict] for verdict in Verdict}
    if counts[Verdict.KIT_ERROR]:
        return KIT_FAILED
    if results.is_bad or (strict and counts[Verdict.WARN]):
        return BROKEN
    is_judged = any(count for verdict, count in counts.items() if verdict is not Verdict.NOTRUN)
    return CONFORMS if is_judged else NOTHING
