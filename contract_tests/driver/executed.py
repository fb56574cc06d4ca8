"""A command that makes one call and exits: the call is in its environment, what came of it in its exit code."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ..adapter.calls import ARGUMENTS
from ..adapter.context import Context
from ..adapter.messages import Api, ClientInfo
from .capture import Capture
from .child import how_it_ended
from .limits import Limits
from .lines import Noisy, message
from .process import CannotStart, Process
from .reading import read_error, read_value
from .replies import AdapterError, Crashed, Reply, TimedOut, Trouble, Unsupported
from .secrets import Leak, Secrets
from .subject import Ended, Hello, Pending, RunOver, Unreachable

# What a Linux kernel takes for one variable, name and all (MAX_ARG_STRLEN).
_LARGEST_VARIABLE = 128 * 1024 - 1
_SUCCESS, _API_ERROR, _UNSUPPORTED = 0, 1, 127


class ExecSubject:
    """A Subject that starts `command` for each call."""

    def __init__(self, command: Sequence[str], limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.over: str | None = None
        self.command = tuple(command)
        self._troubles = 0

    def hello(self) -> Hello:
        """Nobody is asked: what the command cannot do it says by exit code 127."""
        return Hello(ClientInfo(name=self.command[0]), frozenset(ARGUMENTS), has_sequences=False)

    def begin(self, context: Context) -> ExecSession:
        """A case; nothing is started yet. Raises RunOver."""
        if self.over:
            raise RunOver(self.over)
        return ExecSession(self, context)

    def close(self) -> None:
        """Nothing runs between calls."""

    def ended(self, trouble: Trouble | None) -> None:
        """Count what went wrong in a row."""
        self._troubles = self._troubles + 1 if trouble else 0
        if self._troubles >= self.limits.in_a_row:
            self.over = f"{self._troubles} cases in a row ended in a hang or a crash, the last with {trouble}"


class ExecSession:
    """One case: one process, for its one call."""

    def __init__(self, subject: ExecSubject, context: Context) -> None:
        self._subject = subject
        self._context = context
        self._secrets = Secrets(context.password)
        self._capture = Capture(subject.limits.stderr_bytes)
        self._capture.watch(self._secrets)
        self._trouble: AdapterError | Trouble | None = None
        self._leaks: list[Leak] = []
        self._has_called = False

    def call(self, api: Api, call: str, args: Mapping[str, Any] | None = None, *, pause: float = 0.0) -> Reply:
        """Run the command. Raises Unreachable where it cannot be started."""
        return self.start(api, call, args, pause=pause).result()

    def start(self, api: Api, call: str, args: Mapping[str, Any] | None = None, *, pause: float = 0.0) -> Pending:
        """Start the command. Raises Unreachable."""
        if self._has_called:
            return Pending.settled(Unsupported("one process makes one call; sequences need an adapter"))
        self._has_called = True
        env = _environment(self._context, api, call, args or {})
        if any(len(f"{name}={value}".encode()) > _LARGEST_VARIABLE for name, value in env.items()):
            return Pending.settled(Unsupported("the call is too large for an environment variable; use an adapter"))
        run = _Run(self._subject.command, {**os.environ, **env}, self._capture, self._subject.limits)
        limits = self._subject.limits
        seconds = limits.for_a_call(self._context.timeout_ms, pause) + limits.process_seconds
        return Pending(lambda: self._reply(run, run.wait(seconds), api, call))

    def end(self) -> Ended:
        """The case is over."""
        trouble = self._trouble
        self._subject.ended(None if isinstance(trouble, AdapterError) else trouble)
        captured = self._capture.take()
        return Ended(trouble, captured.text, (*self._leaks, *captured.leaks))

    def _reply(self, run: _Run, status: int | Trouble, api: Api, call: str) -> Reply:
        reply = self._read(status, run.text, api, call) if isinstance(status, int) else status
        self._leaks += self._secrets.find(run.text, "stdout")
        if isinstance(reply, AdapterError | Trouble):
            self._trouble = reply
        return reply

    def _read(self, status: int, output: bytes, api: Api, call: str) -> Reply:
        if status == _UNSUPPORTED:
            return Unsupported(f"exit status {_UNSUPPORTED}")
        if status not in (_SUCCESS, _API_ERROR):
            return Crashed(how_it_ended(status))
        try:
            told = message(output) if output.strip() else None
        except Noisy as noisy:
            return AdapterError(f"standard output may hold one JSON object: {noisy.noise(self._secrets)}")
        if status == _SUCCESS:
            return read_value(told and told.get("value", told), api, call, self._secrets)
        return read_error(told and told.get("error", told), self._secrets)


class _Run:
    """One run of the command. text: what it wrote to standard output, once it has ended."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], capture: Capture, limits: Limits) -> None:
        self.text = b""
        self._pieces: list[bytes] = []
        self._room = limits.line_bytes
        self._capture = capture
        self._status = 0
        self._over = threading.Event()
        try:
            self._process = Process(command, self, env)
        except CannotStart as error:
            raise Unreachable(str(error)) from None
        self._process.run()
        self._process.close_input()

    def wait(self, seconds: float) -> int | Trouble:
        """Its exit code; trouble if it did not end in time."""
        in_time = self._over.wait(seconds)
        if not in_time:
            self._process.kill()
            self._over.wait()
        self.text = b"".join(self._pieces)
        return self._status if in_time else TimedOut(seconds)

    def output(self, data: bytes) -> None:
        """Kept, up to a limit; more than that is no JSON object that anybody wants."""
        self._pieces.append(data[: self._room])
        self._room -= len(self._pieces[-1])

    def errors(self, data: bytes) -> None:
        """Kept for the report."""
        self._capture.feed(data)

    def ended(self, status: int) -> None:
        """It is gone."""
        self._status = status
        self._over.set()


def _environment(context: Context, api: Api, call: str, args: Mapping[str, Any]) -> dict[str, str]:
    """What the command is told."""
    the_call = {"api": api, "call": call, "args": args, "ca": context.ca, "timeout_ms": context.timeout_ms}
    return {
        "MOBIPACE_CASE": context.case,
        "MOBIPACE_V2_URL": context.v2_url,
        "MOBIPACE_V3_URL": context.v3_url,
        "MOBIPACE_USERNAME": context.username,
        "MOBIPACE_PASSWORD": context.password,
        "MOBIPACE_SENDER": context.sender,
        "MOBIPACE_TIME_ZONE": context.zone,
        "MOBIPACE_CONTEXT": msgspec.json.encode(the_call).decode(),
    }
