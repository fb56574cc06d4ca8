"""Making overlap exact on one event loop."""

from __future__ import annotations

import asyncio

_TURNS = 3  # the socket is read; the request wakes its handler; the handler begins
_TURNS_FROM_ACCEPT = 10  # the same for a connection that has yet to be accepted
_LONG = 1_000  # microseconds of deafness in which a client had the time to open one


async def let_arrivals_in(deaf_for: int, *, is_alone: bool = False) -> None:
    """Let requests begin that reached this machine while we were deciding, before our answer leaves.

    A decision is one synchronous step of `deaf_for` microseconds, during which nothing is read. What arrived in that
    time overlapped it, and must find the account busy (v3 limitation 1). is_alone: no other connection is open, and
    none that opened meanwhile can have brought a request in less than the long time.
    """
    if is_alone and deaf_for < _LONG:
        return
    for _ in range(_TURNS if deaf_for < _LONG else _TURNS_FROM_ACCEPT):
        await asyncio.sleep(0)
