"""What the judge remembers of an account: a little of each kind, so that a server may run for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import msgspec

from ..gateway.settings import AccountSettings
from .evidence import Evidence
from .issued import Issued
from .recent import Recent
from .request import Request
from .tallies import Tallies

SESSIONS_IN_A_ROW = 5
"""Logins ahead of need that are no waste: as many as a client may have workers."""

WINDOWS = 16
REFUSALS = 32
UNKNOWN_LOGINS = 256
LOST = 16
FINALS = 512

Protocol = Literal["v2", "v3"]


class Window(msgspec.Struct, frozen=True, gc=False):
    """A v3 session request that is over: the real time in which it was in flight."""

    exchange: int
    method: str
    session_id: str
    started_at: int
    finished_at: int


@dataclass(frozen=True, slots=True)
class Busy:
    """A request that was answered 104, the last of `count` in a row that came too soon after one another."""

    window: Window
    count: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a request was answered when it was refused, and where the account stood then.

    count: so many times in a row, each after the answer before. is_real: the gateway refused it, not a fault.
    settings, available: the account's; None without one. Another settings object means that the operator changed it.
    """

    code: int
    exchange: int
    started_at: int
    finished_at: int
    count: int
    is_real: bool
    settings: AccountSettings | None
    available: Decimal | None

    def stands(self, evidence: Evidence, within: int) -> bool:
        """Whether it is told when this exchange begins, at most `within` microseconds ago, and nothing has changed."""
        account = evidence.account
        if not 0 <= evidence.started_at - self.finished_at <= within:
            return False
        if account is None or self.available is None:
            return account is None and self.settings is None
        return account.settings is self.settings and account.available <= self.available


@dataclass(slots=True)
class Lost:
    """A Send whose client was not told what became of it, or not the truth.

    ids: the messages accepted all the same. references: hashes of the first few. is_in_doubt: its client cannot know;
    else it was told a code. found: whether its messages were there when their client asked; None before it did.
    """

    exchange: int
    protocol: Protocol
    finished_at: int
    ids: range
    references: frozenset[int]
    request: Request
    is_in_doubt: bool
    found: bool | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """One request answered 103 `count` times in a row, each time with another session."""

    request: Request
    session_id: str
    count: int
    finished_at: int


class Past:
    """One account's, or that of all requests for nobody known.

    row: its latest logins, one after the other. windows: its latest session requests. dead: sessions it was told are
    dead. busy: requests answered 104. refusals: requests by key, logins by credentials. finals: how often a final
    status was told, by what was asked for. plain: protocols it spoke without TLS.
    """

    __slots__ = ("busy", "chain", "dead", "finals", "logins", "lost", "plain", "refusals", "row", "tallies", "windows")

    def __init__(self, rules: int) -> None:
        self.tallies = Tallies(rules)
        self.row: list[Issued] = []
        self.windows: list[Window] = []
        self.dead: list[Issued] = []
        self.busy: Recent[int, Busy] | None = None
        self.refusals: Recent[int, Refusal] | None = None
        self.logins: Recent[int, Refusal] | None = None
        self.lost: list[Lost] = []
        self.finals: Recent[tuple[Protocol, int], int] | None = None
        self.chain: Chain | None = None
        self.plain: set[Protocol] = set()

    @property
    def is_calm(self) -> bool:
        """Whether nothing of it can bear on an exchange that goes well."""
        return not (self.busy or self.refusals or self.logins or self.lost or self.dead or self.chain)

    def in_doubt(self, protocol: Protocol) -> Sequence[Lost]:
        """Its Sends of which its client cannot know what became."""
        return [lost for lost in self.lost if lost.is_in_doubt and lost.protocol == protocol] if self.lost else ()
