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


def count() -> int:
    """How many there are to use."""
    return len(_ALL) or os.cpu_count() or 1


def _pin(pid: int, which: int) -> None:
    if len(_ALL) > 1:  # not every system can pin; the figures are noisier there
        os.sched_setaffinity(pid, {sorted(_ALL)[which]})


_ALL = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()
