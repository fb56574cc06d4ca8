"""An adapter in a process of its own, spoken to in JSON Lines."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from ..adapter.messages import Request, Stop, line
from .capture import Capture, Captured
from .limits import Limits
from .lines import Lines, Noisy, message
from .link import Answer, Message, Outstanding
from .process import Process
from .replies import Crashed, Noise, Trouble
from .secrets import Secrets


class ChildLink:
    """A started adapter. Raises CannotStart."""

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.RLock()
        self._outstanding = Outstanding()
        self._trouble: Trouble | None = None
        self._stopping: Stop | None = None
        self._secrets = Secrets()
        self._lines = Lines(limits.line_bytes)
        self._capture = Capture(limits.stderr_bytes)
        self._process = Process(command, self)
        self._process.run()

    def post(self, request: Request) -> Future[Answer]:
        """Ask. Raises UnicodeEncodeError for text that is none."""
        text = line(request)
        with self._lock:
            future = self.expect(request.seq)
            if not self._trouble:
                self._process.write(text)
        return future

    def post_line(self, text: bytes) -> None:
        """Write a line of any bytes, for those who test adapters."""
        self._process.write(text)

    def expect(self, seq: int) -> Future[Answer]:
        """Wait for the reply to a request that is written as a line; after trouble there is nothing to wait for."""
        with self._lock:
            future = self._outstanding.add(seq)
            if self._trouble:
                self._outstanding.answer(seq, self._trouble)
        return future

    def kill(self, trouble: Trouble) -> None:
        """End the adapter and all that it started."""
        with self._lock:
            self._trouble = self._trouble or trouble
            self._outstanding.answer_all(self._trouble)
        self._process.kill()

    def join(self, seconds: float) -> bool:
        """Wait for its end; whether it came."""
        return self._process.join(seconds)

    def watch(self, secrets: Secrets) -> None:
        """Look for these in what it writes."""
        self._secrets = secrets
        self._capture.watch(secrets)

    def taken(self) -> Captured:
        """What it wrote to standard error."""
        self._process.read_errors()
        return self._capture.take()

    def stop(self, request: Stop) -> Trouble | None:
        """Ask it to exit, close its input, and kill it where it stays."""
        self.ask_to_stop(request)
        if not self._process.join(self._limits.stop_seconds):
            self._process.kill()
            self._process.join(self._limits.stop_seconds)
        return self._trouble if isinstance(self._trouble, Noise) else None

    def ask_to_stop(self, request: Stop | None) -> None:
        """Send `stop`, if given, and end its input."""
        with self._lock:
            self._stopping = request
            if request:
                self._process.write(line(request))
        self._process.close_input()

    # From the process

    def output(self, data: bytes) -> None:
        """Messages, or noise."""
        with self._lock:
            if self._trouble:
                return
            try:
                for text in self._lines.feed(data):
                    self._take(text, message(text))
            except Noisy as noisy:
                self.kill(noisy.noise(self._secrets))

    def errors(self, data: bytes) -> None:
        """Kept for the report."""
        self._capture.feed(data)

    def ended(self, status: int) -> None:
        """A crash to whoever waits."""
        with self._lock:
            rest = self._lines.unfinished()
            if rest and not self._trouble and self._stopping:
                self._trouble = Noisy(rest, "a line that does not end in LF").noise(self._secrets)
            closed = "the process closed its standard output"
            self._trouble = self._trouble or Crashed(closed if self._process.closed_output else how_it_ended(status))
            self._outstanding.answer_all(self._trouble)

    def _take(self, text: bytes, reply: Message) -> None:
        seq = reply.get("seq", "missing")
        if seq is None and isinstance(reply.get("adapter_error"), str):
            if not self._outstanding.answer_all(reply):
                raise Noisy(text, "adapter_error to a line that was never sent")
        elif not isinstance(seq, int) or isinstance(seq, bool):
            raise Noisy(text, f"seq is {seq!r:.40}; it is the number of the request that is answered")
        elif not self._outstanding.answer(seq, reply) and not self._is_farewell(seq):
            raise Noisy(text, f"seq {seq} is no request that waits for a reply")

    def _is_farewell(self, seq: int) -> bool:
        """The reply to stop is optional, and there may be one."""
        stopping = self._stopping
        is_it = stopping is not None and stopping.seq == seq
        if is_it:
            self._stopping = Stop(seq=0)
        return is_it


def how_it_ended(status: int) -> str:
    """A process's end in words."""
    if status >= 0:
        return f"the process ended with exit status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"the process was ended by {name}"
