"""An adapter on the bench: one process, asked request by request, with what was sent and what came to show."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import msgspec

from ..adapter.context import Context
from ..adapter.messages import Begin, Call, End, Hello, Request, Stop, line
from ..driver.child import ChildLink
from ..driver.limits import Limits
from ..driver.link import Answer, Message
from ..driver.reading import own_words
from ..driver.replies import Trouble
from ..driver.secrets import Leak, Secrets
from ..driver.session import wait
from .findings import Finding, of_trouble

_SHOWN = 300  # characters of a line that are shown


class Stuck(Exception):
    """A request met with no reply; the finding says how."""

    def __init__(self, trouble: Trouble, sent: str, expected: str) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble
        self.finding = of_trouble(trouble, sent, expected)


class Bench:
    """One started adapter. Raises CannotStart."""

    def __init__(self, command: Sequence[str], limits: Limits, timeout_ms: int) -> None:
        self.limits = limits
        self.link = ChildLink(command, limits)
        self.leaks: list[Leak] = []
        self.sent = ""
        self.came = ""
        self._seconds = limits.for_a_call(timeout_ms)
        self._numbers = itertools.count(1)
        self._secrets = Secrets()

    def hello(self) -> Message:
        """Greet it."""
        return self.ask(Hello(seq=self.number()), "a reply to hello", self.limits.startup_seconds)

    def begin(self, context: Context, **more: Any) -> Message:
        """A case. more: members that the protocol does not know."""
        self._secrets = Secrets(context.password)
        self.link.watch(self._secrets)
        begin = Begin(seq=self.number(), **msgspec.structs.asdict(context))
        if not more:
            return self.ask(begin, '{"seq": …, "ok": true}')
        text = json.dumps(msgspec.json.decode(line(begin)) | more, ensure_ascii=False)
        return self.ask_line(f"{text}\n".encode(), begin.seq, '{"seq": …, "ok": true}')

    def call(self, api: Any, call: str, args: dict[str, Any], expected: str = "a reply to call") -> Message:
        """A call."""
        return self.ask(Call(seq=self.number(), api=api, call=call, args=args), expected)

    def end(self) -> Message:
        """The case is over."""
        return self.ask(End(seq=self.number()), '{"seq": …, "ok": true}')

    def ask(self, request: Request, expected: str, seconds: float | None = None) -> Message:
        """Send a request and wait. Raises Stuck."""
        return self.ask_line(line(request), request.seq, expected, seconds)

    def ask_line(self, text: bytes, seq: int, expected: str, seconds: float | None = None) -> Message:
        """Send a line and wait for the reply of that number. Raises Stuck."""
        future = self.link.expect(seq)
        self.link.post_line(text)
        return self.awaited(future, text, expected, seconds)

    def awaited(self, future: Future[Answer], text: bytes, expected: str, seconds: float | None = None) -> Message:
        """The reply to what was sent as `text`. Raises Stuck."""
        self.sent = self._shown(text.decode("utf-8", "replace"))
        answer = wait(self.link, future, seconds or self._seconds)
        if not isinstance(answer, dict):
            raise Stuck(answer, self.sent, expected)
        self.came = self._shown(json.dumps(answer, ensure_ascii=False))
        for words in own_words(answer):
            self.leaks += self._secrets.find(words, "a reply")
        return answer

    def number(self) -> int:
        """The number of the next request."""
        return next(self._numbers)

    def stop(self) -> bool:
        """Ask it to exit; whether it did by itself."""
        self.link.ask_to_stop(Stop(seq=self.number()))
        return self.link.join(self.limits.stop_seconds)

    def end_input(self) -> bool:
        """End its input without a word; whether it exits."""
        self.link.ask_to_stop(None)
        return self.link.join(self.limits.stop_seconds)

    def close(self) -> Finding | None:
        """Let nothing of it live on, and note what it wrote. Noise that nobody waited for is found here."""
        stop = Stop(seq=self.number())
        noise = self.link.stop(stop)
        self.leaks += self.link.taken().leaks
        return of_trouble(noise, self._shown(line(stop).decode()), "nothing, or a reply to stop") if noise else None

    def _shown(self, text: str) -> str:
        masked = "".join(map(_visible, self._secrets.mask(text.strip())))
        return masked if len(masked) <= _SHOWN else f"{masked[:_SHOWN]}… ({len(masked)} characters)"


def _visible(letter: str) -> str:
    """Line ends and the like by their codes; nor is a terminal to obey what an adapter writes."""
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode()
