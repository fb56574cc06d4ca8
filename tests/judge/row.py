"""The form of the table of rules, and which client breaks each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.judge.desk import Desk

Client = Callable[[Desk], object]
"""What a client does at the desk."""


@dataclass(frozen=True)
class Row:
    """A rule as a test knows it, a client that breaks it, `also` others, and some that come near and are right."""

    id: str
    level: Literal["MUST", "SHOULD", "NOTE"]
    clause: str
    breaks: Client
    keeps: tuple[Client, ...]
    also: tuple[Client, ...] = ()
