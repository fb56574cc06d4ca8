"""One interface to a client under test, so that a case need not know which way in is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from ..adapter.context import Context
from ..adapter.messages import Api, ClientInfo
from .replies import AdapterError, Reply, Trouble
from .secrets import Leak


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the client is and what it offers. calls: as (api, call). concurrency: calls it takes at once.

    has_sequences: whether a second call meets the client of the first, session and all. without: arguments that it has
    nothing for.
    """

    client: ClientInfo
    calls: frozenset[tuple[Api, str]]
    concurrency: int = 1
    has_sequences: bool = True
    without: frozenset[str] = frozenset()
    features: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a case ended. trouble: what went wrong in ending it, or had before; None: nothing.

    stderr: what the client wrote there, secrets masked. leaks: the password, wherever the client wrote it.
    """

    trouble: AdapterError | Trouble | None
    stderr: str
    leaks: tuple[Leak, ...]


class Pending:
    """A call that was made, and its reply to come."""

    def __init__(self, wait: Callable[[], Reply]) -> None:
        self._wait = wait
        self._reply: Reply | None = None

    @classmethod
    def settled(cls, reply: Reply) -> Pending:
        """A reply that is there already."""
        return cls(lambda: reply)

    def result(self) -> Reply:
        """Wait for the reply, no longer than the call may take. Asked again it says the same."""
        if self._reply is None:
            self._reply = self._wait()
        return self._reply


class Session(Protocol):
    """One case's client. After trouble every further call has the same reply."""

    def call(self, api: Api, call: str, args: Mapping[str, Any] | None = None, *, pause: float = 0.0) -> Reply:
        """Make a call and wait. pause: seconds that the kit itself will hold the gateway's answers up, in all."""

    def start(self, api: Api, call: str, args: Mapping[str, Any] | None = None, *, pause: float = 0.0) -> Pending:
        """Make a call and go on. Raises RuntimeError where more are outstanding than the client takes."""

    def end(self) -> Ended:
        """The case is over. Raises RuntimeError with calls outstanding."""


class Subject(Protocol):
    """A client under test, however it is driven. One session at a time; not for two threads at once."""

    def hello(self) -> Hello:
        """Who it is. Raises SubjectError."""

    def begin(self, context: Context) -> Session:
        """A fresh client for a case; trouble on the way is every reply of the session. Raises SubjectError."""

    def close(self) -> None:
        """Let it go, or make it. No process is left, whatever it does."""

    @property
    def over(self) -> str | None:
        """Why the run cannot go on with this client; None: it can. Look again after `close`."""


class SubjectError(Exception):
    """No case can be run with this client; the text says why. exit_code: of the command that drives it."""

    exit_code: ClassVar[int]


class Unreachable(SubjectError):
    """It cannot be started, or does not say hello."""

    exit_code = 3


class Rejected(SubjectError):
    """Its adapter does not keep the protocol, so that its replies mean nothing."""

    exit_code = 2


class RunOver(SubjectError):
    """Noise on standard output, or too many hangs and crashes in a row."""

    exit_code = 1
