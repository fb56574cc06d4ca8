"""A thread with an event loop, for what is served while this process does something else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

SECONDS = 60.0
"""For anything that is asked of it."""

_Result = TypeVar("_Result")


class Background:
    """The thread. A context manager."""

    def __init__(self, name: str = "gateways") -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)
        self._loop.close()

    def run(self, coroutine: Coroutine[Any, Any, _Result]) -> _Result:
        """Its result, from another thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(SECONDS)
