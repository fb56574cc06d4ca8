"""Making overlap exact on one event loop."""

from __future__ import annotations

import asyncio

# A socket is read; its request wakes who waits for it; that makes a task (before Python 3.12); the task begins.
_TURNS = 4
_TURNS_FROM_ACCEPT = 11  # the same for a connection that has yet to be accepted
_LONG = 1_000  # microseconds of deafness in which a client had the time to open one


def turns(deaf_for: int, *, is_alone: bool) -> int:
    """For how many turns of the loop an answer waits, so that requests which overlap its decision can begin before.

    A decision is one synchronous step of `deaf_for` microseconds, during which nothing is read. What arrived in that
    time overlapped it, and must find the account busy (v3 limitation 1). is_alone: no other connection is open, and
    none that opened meanwhile can have brought a request in less than the long time.
    """
    if deaf_for >= _LONG:
        return _TURNS_FROM_ACCEPT
    return 0 if is_alone else _TURNS


async def let_arrivals_in(deaf_for: int, *, is_alone: bool) -> None:
    """Let requests begin that reached this machine while we were deciding, before our answer leaves."""
    for _ in range(turns(deaf_for, is_alone=is_alone)):
        await asyncio.sleep(0)
