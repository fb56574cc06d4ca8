"""Doing a saved trace again, with the client that it names."""

from __future__ import annotations

import sys
from pathlib import Path

from mobipace.mock_server.report import Verdict, render

from .driver.subject import SubjectError
from .runner import Options, Planned, run
from .runner.traces import TraceError, is_trace, read

__all__ = ["is_trace", "replay"]


def replay(path: Path) -> int:
    """Play a trace and print what came of it.

    The exit code: 0, the law is kept now; 1, it is broken still; 2, the file cannot be used; 3, its client cannot be
    driven; 5, the kit failed.
    """
    try:
        trace = read(path)
        options = Options(f"{trace.client}", trace.seed, jobs=1, repeat=f"mobipace-mock replay {path}")
        results = run(trace.client.subject, [Planned(trace.case, trace.law)], options)
    except (TraceError, OSError) as error:
        print(f"mobipace-mock replay: {error}", file=sys.stderr)
        return 2
    except SubjectError as error:
        print(f"mobipace-mock replay: {error}", file=sys.stderr)
        return error.exit_code
    print(render(results, "text").decode(), end="")
    if results.totals[Verdict.KIT_ERROR]:
        return 5
    return 0 if results.totals[Verdict.PASS] else 1
