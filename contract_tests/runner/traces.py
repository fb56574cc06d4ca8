"""A generated case that failed, as a small JSON file that can be done again without the generator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..catalogue.case import Case
from ..catalogue.laws import BY_ID
from ..catalogue.steps import Step
from ..driver import Subject, adapter, command, python


class Client(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the client is driven: one of python (its class) and command (an adapter, or started for each call)."""

    python: str | None = None
    command: tuple[str, ...] = ()
    is_exec: bool = False

    def subject(self) -> Subject:
        """Its driver. Raises Unreachable where the class is not there."""
        if self.python:
            return python(self.python)
        return (command if self.is_exec else adapter)(self.command)

    def __str__(self) -> str:
        return self.python or " ".join(self.command)


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, and which law it broke."""

    format: Literal["mobipace-trace"] = "mobipace-trace"
    version: Literal[1] = 1
    law: str
    client: Client
    seed: int
    account: dict[str, Any]
    steps: tuple[Step, ...]

    @property
    def case(self) -> Case:
        """The law, with what happened. Raises KeyError for a law of another version."""
        return made_of(BY_ID[self.law], self.account, self.steps)


class TraceError(ValueError):
    """A file that is no trace, or one of a law that is not known."""


def made_of(law: Case, account: Mapping[str, Any], steps: tuple[Step, ...]) -> Case:
    """The law's case of these steps."""
    return replace(law, account=account, steps=steps)


def write(trace: Trace, folder: Path) -> Path:
    """Save it under its law's name. Raises OSError."""
    path = folder / f"{trace.law}.trace.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(trace), indent=1) + b"\n")
    return path


def is_trace(path: Path) -> bool:
    """Whether a file claims to be one, so that a command can tell it from others. Raises OSError."""
    with path.open("rb") as file:
        return b'"mobipace-trace"' in file.read(200)


def read(path: Path) -> Trace:
    """A saved one. Raises TraceError, OSError."""
    try:
        trace = msgspec.json.decode(path.read_bytes(), type=Trace)
    except msgspec.DecodeError as error:
        raise TraceError(f"trace {path}: {error}") from None
    if trace.law not in BY_ID:
        raise TraceError(f"trace {path}: there is no law {trace.law!r}; it was saved by another version")
    return trace
