"""Which core runs what: the client on one, every server on another, so that placement favours none of them."""

from __future__ import annotations

import os


def pin_client() -> None:
    """Keep this process on the first core it may use."""
    _pin(0, 0)


def pin_server(pid: int) -> None:
    """Keep a server on the last core; servers that are compared share it, as only one of them is ever busy."""
    _pin(pid, -1)


def unpin_client() -> None:
    """Let this process, and what it starts from now on, run everywhere: a browser is many processes."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, _ALL)


def _pin(pid: int, which: int) -> None:
    if not hasattr(os, "sched_setaffinity"):  # not every system can; the figures are noisier there
        return
    cores = sorted(_ALL)
    if len(cores) > 1:
        os.sched_setaffinity(pid, {cores[which]})


_ALL = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()
