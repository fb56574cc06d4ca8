"""Making overlap exact on one event loop."""

from __future__ import annotations

import asyncio

_TURNS = 3  # the socket is read; the request wakes its handler; the handler begins


async def let_arrivals_in() -> None:
    """Let requests begin that reached this machine while we were deciding, before our answer leaves.

    A decision is one synchronous step, during which nothing is read. What arrived in that time overlapped it, and must
    find the account busy (v3 limitation 1).
    """
    for _ in range(_TURNS):
        await asyncio.sleep(0)
