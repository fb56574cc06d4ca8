"""A client behind the adapter protocol, in a process or in this one: hello, cases, restarts, and when it is over."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import msgspec

from ..adapter.context import Context
from ..adapter.messages import Call, ClientInfo, Request, Stop
from ..adapter.messages import Hello as HelloRequest
from .capture import Captured, last_words
from .limits import Limits
from .link import Answer, Link
from .process import CannotStart
from .reading import problem_of_hello, says_unsupported
from .replies import Noise, Reply, Trouble
from .session import LinkedSession, wait
from .subject import Hello, Rejected, RunOver, Unreachable


class LinkedSubject:
    """A Subject over links, which `open_link` starts. chance: draws the one made-up call name."""

    def __init__(
        self, open_link: Callable[[], Link], limits: Limits | None = None, chance: random.Random | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.over: str | None = None
        self._open_link = open_link
        self._chance = chance or random.Random()
        self._numbers = itertools.count(1)
        self._link: Link | None = None
        self._hello: Hello | None = None
        self._session: LinkedSession | None = None
        self._is_probed = False
        self._wrote = ""
        self._troubles = 0

    def hello(self) -> Hello:
        """Who it is. Raises Unreachable, Rejected, or RunOver for noise before its first words."""
        if self._hello is None:
            met = self._start()
            if isinstance(met, Noise):
                self.over = str(met)
                raise RunOver(self.over)
            if not isinstance(met, Hello):
                raise Unreachable(f"no reply to hello: {met}{self._wrote}")
            self._hello = met
        return self._hello

    def begin(self, context: Context) -> LinkedSession:
        """A fresh client for a case. Raises SubjectError."""
        if self._session:
            raise RuntimeError(f"case {self._session.context.case} has not ended")
        if self.over:
            raise RunOver(self.over)
        hello = self.hello()
        session = LinkedSession(self, context, hello)
        session.open()
        if session.is_open and not self._is_probed:
            self._probe(session)
        self._session = session
        return session

    def close(self) -> None:
        """Ask it to exit, and see to it."""
        link, self._link = self._link, None
        noise = link.stop(Stop(seq=next(self._numbers))) if link else None
        if noise and not self.over:
            self.over = str(noise)

    # For the session

    @property
    def link(self) -> Link:
        """The running client."""
        if self._link is None:
            raise RuntimeError("the client is not running")
        return self._link

    def revive(self) -> Trouble | None:
        """Start the client where it does not run; trouble if that fails. Raises SubjectError."""
        met = None if self._link else self._start()
        return None if isinstance(met, Hello) else met

    def _start(self) -> Hello | Trouble:
        """Start the client and greet it."""
        try:
            self._link = self._open_link()
        except CannotStart as error:
            raise Unreachable(str(error)) from None
        answer = wait(self._link, self.post(HelloRequest), self.limits.startup_seconds)
        if not isinstance(answer, dict):
            words = last_words(self._link.taken().text)
            self._wrote = f"; it wrote: {words}" if words else ""
            self._drop()
            return answer
        problem = problem_of_hello(answer)
        if problem:
            self._drop()
            raise Rejected(f"hello: {problem}")
        return _hello(answer)

    def post(self, kind: type[Request], **members: Any) -> Future[Answer]:
        """Ask with the next number."""
        return self.link.post(kind(seq=next(self._numbers), **members))

    def ended(self, trouble: Reply | None) -> Captured:
        """A case is over: count what went wrong in a row. Returns what the client wrote to standard error."""
        self._session = None
        captured = self._link.taken() if self._link else Captured("", ())
        if not isinstance(trouble, Trouble):
            self._troubles = 0
            return captured
        self._drop()
        self._troubles += 1
        if isinstance(trouble, Noise):
            self.over = str(trouble)
        elif self._troubles >= self.limits.in_a_row:
            self.over = f"{self._troubles} cases in a row ended in a hang or a crash, the last with {trouble}"
        return captured

    def _drop(self) -> None:
        """Have done with a link that is broken; nothing of it is left when this returns."""
        self.close()

    def _probe(self, session: LinkedSession) -> None:
        """An adapter that takes any name for a call it has would make every verdict worthless."""
        name = f"x-{self._chance.randrange(16**8):08x}"
        future = self.post(Call, api="v3", call=name, args={})
        answer = wait(self.link, future, self.limits.for_a_call(session.context.timeout_ms))
        if not says_unsupported(answer):
            said = answer if isinstance(answer, dict) else str(answer)
            self._drop()
            raise Rejected(
                f'the made-up call "{name}" was answered {session.secrets.mask(str(said))[:300]}; '
                'allowed: {"seq": …, "unsupported": true}'
            )
        self._is_probed = True


def _hello(answer: Mapping[str, Any]) -> Hello:
    calls = answer["calls"]
    features = answer.get("features", {})
    return Hello(
        client=msgspec.convert(answer["client"], ClientInfo),
        calls=frozenset((api, call) for api in ("v2", "v3") for call in calls.get(api, ())),
        concurrency=features.get("concurrency", 1),
        without=frozenset(features.get("without", ())),
        features=features,
    )
