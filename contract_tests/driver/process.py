"""A child process and its three pipes, none of which makes us wait: a thread moves the bytes, another awaits the end.

The child leads a process group of its own, so that what it starts ends with it.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO, Protocol

_PIECE = 64 * 1024  # bytes
_LAST_READS = 256  # pieces that are still read of each pipe once the child has ended
_GRACE = 0.5  # seconds that a child may live on after closing its output


class Sink(Protocol):
    """Who listens to a child. Called from the child's thread, one call at a time, and must not wait."""

    def output(self, data: bytes) -> None:
        """It wrote to standard output."""

    def errors(self, data: bytes) -> None:
        """It wrote to standard error."""

    def ended(self, status: int) -> None:
        """It is gone, and this is the last call. status: its exit code; negative: the signal that killed it."""


class CannotStart(OSError):
    """A command that cannot be started; the text says which and why."""


class Process:
    """A command, started; `run` begins to listen to it. env: its environment; None is ours. Raises CannotStart."""

    def __init__(self, command: Sequence[str], sink: Sink, env: Mapping[str, str] | None = None) -> None:
        self._sink = sink
        self._child = _start(command, env)
        self._input = _descriptor(self._child.stdin)  # -1 once it is closed
        self._output, self._errors = _descriptor(self._child.stdout), _descriptor(self._child.stderr)
        self._waker, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._lock = threading.Lock()
        self._unwritten = bytearray()
        self._is_input_over = False
        self._looked_for: list[threading.Event] = []
        self._exited = threading.Event()
        self._over = threading.Event()
        self._gone_by: float | None = None  # when it has to have ended by itself
        self._selector = selectors.DefaultSelector()
        self.closed_output = False  # whether it had to be ended because it would say nothing more

    def run(self) -> None:
        """Listen; the sink is called from now on."""
        for target in (self._await_exit, self._move):
            threading.Thread(target=target, name=f"child {self._child.pid}", daemon=True).start()

    def write(self, data: bytes) -> None:
        """Have this written to its standard input, as fast as it reads."""
        with self._lock:
            self._unwritten += data
        self._nudge()

    def close_input(self) -> None:
        """Close its standard input once all is written."""
        self._is_input_over = True
        self._nudge()

    def kill(self) -> None:
        """End it and what it started, now."""
        with suppress(ProcessLookupError, PermissionError):  # it has ended; macOS forbids to signal what is dead
            os.killpg(self._child.pid, signal.SIGKILL)

    def join(self, seconds: float) -> bool:
        """Wait for its end; whether it came."""
        return self._over.wait(seconds)

    def read_errors(self, seconds: float = 1.0) -> None:
        """Return when all that it had written to standard error has been handed to the sink."""
        done = threading.Event()
        with self._lock:
            if self._wake < 0:  # all has been
                return
            self._looked_for.append(done)
        self._nudge()
        done.wait(seconds)

    # The two threads

    def _await_exit(self) -> None:
        self._child.wait()
        self._exited.set()
        self._nudge()

    def _move(self) -> None:
        self._selector.register(self._output, selectors.EVENT_READ, self._read_output)
        self._selector.register(self._errors, selectors.EVENT_READ, self._read_errors)
        self._selector.register(self._waker, selectors.EVENT_READ, self._woken)
        while not self._exited.is_set():
            for key, _ in self._selector.select(self._patience()):
                key.data()
            if self._patience() == 0:
                self.closed_output = True
                self.kill()
        self.kill()  # whatever it has left behind in its group
        _repeat(self._read_output)
        _repeat(self._read_errors)
        self._close()
        self._sink.ended(self._child.returncode)
        self._over.set()

    def _patience(self) -> float | None:
        """Seconds until it has to be gone; None: as long as it likes."""
        if self._gone_by is None or self.closed_output:
            return None
        return max(0.0, self._gone_by - time.monotonic())

    def _read_output(self) -> bool:
        if self._read(self._output, self._sink.output):
            return True
        if self._output not in self._selector.get_map() and self._gone_by is None:
            self._gone_by = time.monotonic() + _GRACE
        return False

    def _read_errors(self) -> bool:
        return self._read(self._errors, self._sink.errors)

    def _read(self, fd: int, sink: Callable[[bytes], None]) -> bool:
        """One piece; whether there may be more."""
        try:
            data = os.read(fd, _PIECE)
        except BlockingIOError:
            return False
        if data:
            sink(data)
        elif fd in self._selector.get_map():
            self._selector.unregister(fd)
        return bool(data)

    def _woken(self) -> None:
        os.read(self._waker, _PIECE)
        with self._lock:
            looked_for, self._looked_for = self._looked_for, []
        if looked_for:
            _repeat(self._read_errors)
            _set(looked_for)
        if self._input >= 0 and self._input not in self._selector.get_map():
            self._selector.register(self._input, selectors.EVENT_WRITE, self._write)

    def _write(self) -> None:
        with self._lock:
            piece = bytes(self._unwritten[:_PIECE])
        try:
            written = os.write(self._input, piece) if piece else 0
        except BlockingIOError:
            return
        except OSError:  # it no longer reads; that it has ended will be seen by itself
            written = len(self._unwritten)
        with self._lock:
            del self._unwritten[:written]
            is_done = not self._unwritten
        if is_done:
            self._selector.unregister(self._input)
            if self._is_input_over and self._child.stdin:
                self._child.stdin.close()
                self._input = -1

    def _nudge(self) -> None:
        with self._lock, suppress(BlockingIOError):  # a full pipe will wake it as well
            if self._wake >= 0:
                os.write(self._wake, b"!")

    def _close(self) -> None:
        self._selector.close()
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            if pipe:
                pipe.close()
        with self._lock:
            os.close(self._wake)
            os.close(self._waker)
            self._wake = -1
            _set(self._looked_for)


def _start(command: Sequence[str], env: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    if sys.platform == "win32":
        raise CannotStart("a client in a process of its own needs Linux, macOS or WSL; in Python use --python")
    try:
        child = subprocess.Popen(  # noqa: S603  the command is the user's own
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=env,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise CannotStart(f"{' '.join(command)[:200]}: {getattr(error, 'strerror', None) or error}") from None
    for pipe in (child.stdin, child.stdout, child.stderr):
        os.set_blocking(_descriptor(pipe), False)
    return child


def _descriptor(pipe: IO[bytes] | None) -> int:
    return pipe.fileno() if pipe else -1  # Popen has None only where no pipe was asked for


def _repeat(read: Callable[[], bool]) -> None:
    """Read what there is; a flood is not followed to its end."""
    for _ in range(_LAST_READS):
        if not read():
            return


def _set(events: list[threading.Event]) -> None:
    for event in events:
        event.set()
