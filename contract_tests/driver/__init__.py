"""Three ways to drive a client: behind an adapter, as a command that makes one call, or in this process."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ..adapter.context import Context
from ..adapter.dispatch import Factory
from .child import ChildLink
from .executed import ExecSubject
from .inprocess import PythonLink, load
from .limits import Limits
from .linked import LinkedSubject
from .replies import AdapterError, Crashed, Failure, Noise, Reply, TimedOut, Trouble, Unsupported, Value
from .secrets import Leak, Secrets
from .subject import Ended, Hello, Pending, Rejected, RunOver, Session, Subject, SubjectError, Unreachable

__all__ = [
    "AdapterError",
    "Context",
    "Crashed",
    "Ended",
    "Failure",
    "Hello",
    "Leak",
    "Limits",
    "Noise",
    "Pending",
    "Rejected",
    "Reply",
    "RunOver",
    "Secrets",
    "Session",
    "Subject",
    "SubjectError",
    "TimedOut",
    "Trouble",
    "Unreachable",
    "Unsupported",
    "Value",
    "adapter",
    "command",
    "python",
]


def adapter(command: Sequence[str], limits: Limits | None = None, chance: random.Random | None = None) -> Subject:
    """A client behind an adapter: a long-lived process that speaks JSON Lines. Started at the first hello."""
    limits = limits or Limits()
    return LinkedSubject(lambda: ChildLink(command, limits), limits, chance)


def python(client: str | Factory, limits: Limits | None = None, chance: random.Random | None = None) -> Subject:
    """A Python client in this process: its class, or `package.module:Client`. Raises Unreachable if it is not there."""
    limits, factory = limits or Limits(), load(client) if isinstance(client, str) else client
    return LinkedSubject(lambda: PythonLink(factory, limits), limits, chance)


def command(command: Sequence[str], limits: Limits | None = None) -> Subject:
    """A command that is started for every call."""
    return ExecSubject(command, limits)
