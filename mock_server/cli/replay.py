"""`mobipace-mock replay`: do again what a state file holds, and show the first difference."""

from __future__ import annotations

from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from .failure import told_in_one_line

KITS = ("mobipace.contract_tests.replaying", "mobipace.contract_tests.server.machine.replaying")
"""Who saves traces, found by name: the kit knows the simulator, never the other way."""

_STEP = "mobipace-mock replay --help"


def replay(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Of serve --state, or saved by verify-client or verify-server.",
            show_default=False,
        ),
    ],
) -> None:
    """Do a state file's journal again, or a trace that the kit saved.

    Every answer is compared byte for byte, and the first difference is shown.
    The file is only read. Exit code 0: every answer is the same; 1: one is not;
    2: the file cannot be used.

    Example: mobipace-mock replay mobipace.db
    """
    with told_in_one_line(OSError, step=_STEP):
        traces = [kit for kit in map(import_module, KITS) if file.is_file() and kit.is_trace(file)]
    if traces:
        raise typer.Exit(traces[0].replay(file))
    from ..web.recorder import StateError  # noqa: PLC0415  the server's imports are not needed for a usage error
    from ..web.replay import Replay  # noqa: PLC0415
    from ..web.simulator import Simulator  # noqa: PLC0415
    from ..web.statefile import StateFile  # noqa: PLC0415

    with told_in_one_line(StateError, OSError, step=_STEP), closing(StateFile.look_into(file)) as state:
        origin = state.origin()
        if origin is None:
            raise StateError(f"state file {file} is empty: nothing has begun in it")
        again = Replay(Simulator(origin.world, began_at=origin.began_at))
        again.run(state.records())
    print(f"{again.summary}, {again.differences} differ")
    if again.first:
        print(f"first: {again.first.what}\n  then: {again.first.recorded}\n  now:  {again.first.repeated}")
        raise typer.Exit(1)
