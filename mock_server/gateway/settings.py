"""What a world and its accounts are made of: plain values, each saying what None means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from .outcomes import OutcomeSettings

Strictness = Literal["report", "refuse"]
Kind = Literal["company", "individual"]


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """How a clock begins: at the instant `now` (microseconds; None: the real one), frozen or at `rate`."""

    now: int | None = None
    frozen: bool = False
    rate: int | float = 1  # as written: a state file brings it back as it was


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """One account as its operator set it up.

    password None: registered through a social network, cannot log in. currency None: not set, cannot send.
    seed, clock, routes, outcomes, blocked_mobiles None: the world's.
    """

    username: str
    password: str | None = None
    senders: tuple[str, ...] = ()
    balance: Decimal = Decimal("0.00")
    credit_limit: Decimal = Decimal(0)
    currency: str | None = None
    kind: Kind = "company"
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    blocked: bool = False
    locked: bool = False
    seed: int | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    clock: ClockSettings | None = None
    routes: Mapping[str, Decimal] | None = None
    outcomes: OutcomeSettings | None = None
    blocked_mobiles: frozenset[str] | None = None

    @property
    def sender(self) -> str:
        """The sender to use: an individual's is the username (v2 5.2), else the first registered one, else empty."""
        return self.username if self.kind == "individual" else next(iter(self.senders), "")


@dataclass(frozen=True, slots=True)
class World:
    """Everything the gateway starts from, and returns to on reset. `template`: the account a fresh one is like.

    faults: what shall go wrong around the gateway, as documents. It does not read them itself: it never sees a fault.
    """

    accounts: tuple[AccountSettings, ...]
    seed: int
    template: str
    strictness: Strictness = "report"
    max_failed_logins: int = 5
    blocked_mobiles: frozenset[str] = frozenset()
    readings: Mapping[str, str] = field(default_factory=dict)
    clock: ClockSettings = field(default_factory=ClockSettings)
    routes: Mapping[str, Decimal] = field(default_factory=dict)
    outcomes: OutcomeSettings = field(default_factory=OutcomeSettings)
    faults: tuple[Mapping[str, Any], ...] = ()
