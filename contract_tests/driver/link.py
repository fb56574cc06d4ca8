"""A client behind the protocol that runs now: requests in, raw replies out. Processes and threads differ only here."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Protocol, TypeAlias

from ..adapter.messages import Request, Stop
from .capture import Captured
from .replies import Trouble
from .secrets import Secrets

Message: TypeAlias = dict[str, Any]
"""A reply as JSON, with the `seq` of a request that waits for it."""

Answer: TypeAlias = "Message | Trouble"


class Link(Protocol):
    """One running client. Once there was trouble, that is the answer to everything."""

    def post(self, request: Request) -> Future[Answer]:
        """Ask; the future never fails, but may never be done."""

    def kill(self, trouble: Trouble) -> None:
        """End it at once; this is the answer to all that waits."""

    def watch(self, secrets: Secrets) -> None:
        """What to look for in what it writes to standard error."""

    def taken(self) -> Captured:
        """What it wrote to standard error since the last time."""

    def stop(self, request: Stop) -> Trouble | None:
        """Ask it to exit, and see to it. Trouble: noise in its last words; that it had to be killed is none."""


class Outstanding:
    """The requests that wait for a reply, by their numbers."""

    def __init__(self) -> None:
        self._futures: dict[int, Future[Answer]] = {}

    def add(self, seq: int) -> Future[Answer]:
        """One more."""
        return self._futures.setdefault(seq, Future())

    def answer(self, seq: int, answer: Answer) -> bool:
        """Answer one; whether it was waiting."""
        future = self._futures.pop(seq, None)
        if future:
            future.set_result(answer)
        return future is not None

    def answer_all(self, answer: Answer) -> bool:
        """Answer every one; whether there was any."""
        waiting = [*self._futures]
        for seq in waiting:
            self.answer(seq, answer)
        return bool(waiting)
