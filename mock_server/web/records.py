"""What a state file keeps: every step, in order, so that taking them again comes to the same state and answers."""

from __future__ import annotations

from enum import Enum
from typing import Any

import msgspec

from .incoming import Incoming


class Step(Enum):
    """The steps of a request that touch an account; see `handling`."""

    BEGIN = "b"
    PERFORM = "p"
    FINISH = "f"


class Sent(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An answer as it went out. `code` None: it carries none."""

    status: int
    code: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Arrived(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="a"):
    """A request is here. `at`: the real instant its headers were.

    is_read: it was whole and for one of the protocols, and has been read for it.
    """

    exchange: int
    at: int
    request: Incoming
    is_read: bool


class Stepped(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="s"):
    """A request took a step at the real instant `at`."""

    exchange: int
    at: int
    step: Step


class Answered(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="d"):
    """A request is over at `at`. `sent` None: it broke off.

    decided: the body that was decided on, where a fault sent another; None where the two are one, or nothing was
    decided. fault: what befell it. is_told: the whole answer that was decided on was sent. note: why it broke off.
    left_at: when its client went away while it was held, if it did; others_left: so had, by then, the clients of all
    other requests of the account that were held.
    """

    exchange: int
    at: int
    sent: Sent | None
    decided: bytes | None = None
    fault: dict[str, Any] | None = None
    is_told: bool = True
    note: str = ""
    left_at: int | None = None
    others_left: bool = False


class Operated(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="o"):
    """The operator did something; see `operations`.

    arguments: as JSON, where a number may have any size. error: the text it was refused with; empty where it was done.
    """

    at: int
    name: str
    arguments: bytes
    error: str = ""


Record = Arrived | Stepped | Answered | Operated
