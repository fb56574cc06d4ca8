"""A check as data, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mobipace.mock_server.judge.clauses import split

from .scene import Scene

Level = Literal["MUST", "SHOULD", "OBSERVED"]
Run = Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class ServerCheck:
    """One thing that a server has to do.

    id: stable, such as "server.v3.session.dies-at-60s". clauses: ids of judge.clauses. readings: keys on which what is
    expected depends, so that it is made again under each of their values. run: raises Broken where the server fails,
    NotRun where it cannot be made.
    """

    id: str
    title: str
    level: Level
    clauses: tuple[str, ...]
    run: Run
    readings: tuple[str, ...] = ()


def check(id: str, title: str, clauses: str, *readings: str, level: Level = "MUST") -> Callable[[Run], ServerCheck]:
    """Make a function a check. clauses: ids, with "; " between them; readings: keys of the register."""
    return lambda run: ServerCheck(f"server.{id}", title, level, split(clauses), run, readings)


@dataclass(frozen=True, slots=True)
class Detector:
    """Finds out which reading is in force. find: the value; raises Broken for what is none of them."""

    key: str
    find: Callable[[Scene], str]

    @property
    def id(self) -> str:
        """The id of the check that compares it."""
        return f"server.reading.{self.key.replace('_', '-')}"


def detector(key: str) -> Callable[[Callable[[Scene], str]], Detector]:
    """Make a function the detector of a reading."""
    return lambda find: Detector(key, find)
