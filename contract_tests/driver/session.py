"""One case over a link: its calls, its replies, and what it leaked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import msgspec

from ..adapter.context import Context
from ..adapter.messages import Api, Begin, Call, End
from .link import Answer, Link
from .reading import own_words, read_call, read_done
from .replies import AdapterError, Reply, TimedOut, Trouble, Unsupported
from .secrets import Leak, Secrets
from .subject import Ended, Hello, Pending

if TYPE_CHECKING:
    from .linked import LinkedSubject


class LinkedSession:
    """One case over a link."""

    def __init__(self, subject: LinkedSubject, context: Context, hello: Hello) -> None:
        self.context = context
        self.secrets = Secrets(context.password)
        self._subject = subject
        self._hello = hello
        self._link: Link | None = None
        self._settled: Reply | None = None  # what every further call is answered
        self._outstanding: list[Future[Answer]] = []
        self._leaks: list[Leak] = []

    @property
    def is_open(self) -> bool:
        """Whether there is a client to call."""
        return self._settled is None

    def open(self) -> None:
        """Begin; what goes wrong is kept for the calls to tell."""
        self._settled = self._subject.revive()
        if self._settled is None:
            self._link = self._subject.link
            self._link.watch(self.secrets)
            begun = self._subject.post(Begin, **msgspec.structs.asdict(self.context))
            answer = self._wait(begun, self._subject.limits.for_a_call(self.context.timeout_ms))
            self._settled = read_done(answer, "begin.reply", self.secrets)

    def call(self, api: Api, call: str, args: Mapping[str, Any] | None = None, *, pause: float = 0.0) -> Reply:
        """Make a call and wait."""
        return self.start(api, call, args, pause=pause).result()

    def start(self, api: Api, call: str, args: Mapping[str, Any] | None = None, *, pause: float = 0.0) -> Pending:
        """Make a call and go on. Raises RuntimeError where more are outstanding than the client takes."""
        settled = self._settled
        if settled is None and (api, call) not in self._hello.calls:
            settled = Unsupported(f"{api} {call} is not declared in hello")
        if settled is not None:
            return Pending.settled(settled)
        self._outstanding = [each for each in self._outstanding if not each.done()]
        if len(self._outstanding) >= self._hello.concurrency:
            raise RuntimeError(f"{len(self._outstanding)} calls are outstanding, and the client takes no more at once")
        seconds = self._subject.limits.for_a_call(self.context.timeout_ms, pause)
        ends_at = time.monotonic() + seconds
        future = self._subject.post(Call, api=api, call=call, args=dict(args or {}))
        self._outstanding.append(future)
        return Pending(lambda: self._reply(future, api, call, (ends_at, seconds)))

    def end(self) -> Ended:
        """The case is over. Raises RuntimeError with calls outstanding."""
        if any(not each.done() for each in self._outstanding):
            raise RuntimeError("end with calls outstanding")
        trouble = self._settled
        if trouble is None:
            answer = self._wait(self._subject.post(End), self._subject.limits.for_a_call(self.context.timeout_ms))
            trouble = read_done(answer, "end.reply", self.secrets)
        captured = self._subject.ended(trouble)
        leaks = (*self._leaks, *captured.leaks)
        return Ended(trouble if isinstance(trouble, AdapterError | Trouble) else None, captured.text, leaks)

    def _reply(self, future: Future[Answer], api: Api, call: str, limit: tuple[float, float]) -> Reply:
        ends_at, seconds = limit
        reply = read_call(self._wait(future, seconds, ends_at), api, call, self.secrets)
        if isinstance(reply, Trouble):
            self._settled = self._settled or reply
        return reply

    def _wait(self, future: Future[Answer], seconds: float, ends_at: float | None = None) -> Answer:
        answer = wait(self._link or self._subject.link, future, seconds, ends_at)
        for words in own_words(answer):
            self._leaks += self.secrets.find(words, "native")
        return answer


def wait(link: Link, future: Future[Answer], seconds: float, ends_at: float | None = None) -> Answer:
    """The answer; if it takes too long the client is ended. ends_at: the monotonic time when `seconds` are over."""
    left = seconds if ends_at is None else max(0.0, ends_at - time.monotonic())
    try:
        return future.result(left)
    except TimeoutError:
        link.kill(TimedOut(seconds))
        return future.result()
