"""What a check is given: accounts, the readings that are in force, and where there is a control API also the time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from .client import Client
from .control import Control
from .failing import NotRun
from .guard import Guard
from .log import Log
from .target import Target

RUSSIA, KAZAKHSTAN, ARMENIA = "79851112233", "77011112233", "37499000000"
NOWHERE = "99999999999"
"""Recipients: on the routes at 2.50, 3.10 and 2.00 a part, and on none."""

SENDER = "MOBIPACE"
BEGIN = datetime(2019, 7, 25, 18, 20, tzinfo=UTC)
"""When a fresh account's clock stands still."""

_ENDS = {
    **{1: "Pending", 2: "Scheduled", 3: "Sent", 4: "OutOfBalance", 5: "InvalidMobile", 6: "InvalidBody"},
    **{7: "InvalidSender", 8: "InvalidRoute", 9: "BlockedMobile", 10: "Unknown", 100: "Delivered"},
    **{101: "Undeliverable", 102: "ACK expired", 103: "Rejected", 104: "TimeOut"},
}
_FRESH: dict[str, Any] = {
    "sender": SENDER,
    "senders": [],
    "balance": "1300.30",
    "credit_limit": "-1000",
    "currency": "EUR",
    "kind": "company",
    "time_zone": "UTC",
    "clock": {"now": "2019-07-25T18:20:00Z", "frozen": True},
    "routes": [
        {"prefix": "7", "price": "2.50"},
        {"prefix": "77", "price": "3.10"},
        {"prefix": "374", "price": "2.00"},
    ],
    "outcomes": {
        "moved_by": "time",
        "steps": [{"status": "Sent", "after": 1}, {"status": "Delivered", "after": 3}],
        "rules": [{"recipient": f"37400000{code:03d}", "ends": end} for code, end in _ENDS.items()],
    },
    "blocked_mobiles": ["79990000000"],
}
BLOCKED = "79990000000"


def ending(code: int) -> str:
    """The recipient whose messages end in this v3 status."""
    return f"37400000{code:03d}"


@dataclass(frozen=True)
class Owner(Client):
    """An account, with the operator's hand where there is a control API."""

    control: Control | None = None

    @property
    def recipient(self) -> str:
        """Whom its messages may go to. Raises NotRun where nobody was named."""
        if self.target.recipient is None:
            raise NotRun("it needs --recipient")
        return self.target.recipient

    @property
    def hand(self) -> Control:
        """The operator's. Raises NotRun without a control API."""
        if self.control is None:
            raise NotRun("it needs --control: the clock has to be moved, or the account changed")
        return self.control

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        self.hand.ask("POST", self.hand.of(self.target.username, "/clock"), {"advance": seconds})

    def change(self, **members: Any) -> None:
        """Change the account."""
        self.hand.ask("PATCH", self.hand.of(self.target.username), members)

    @property
    def now(self) -> datetime:
        """The account's instant."""
        if self.control is None:
            return datetime.now(UTC)
        shown = self.control.ask("GET", self.control.of(self.target.username, "/clock"))["now"]
        return datetime.fromisoformat(shown)

    @contextmanager
    def holding(self, method: str) -> Iterator[None]:
        """While this lasts the next request of a v3 method is held in flight."""
        match = {"protocol": "v3", "method": method}
        hold = self.hand.ask("POST", self.hand.of(self.target.username, "/holds"), {"match": match})
        try:
            yield
        finally:
            self.hand.ask("DELETE", f"holds/{hold['id']}")

    def wait_until_held(self) -> None:
        """Return when a request of this account is held."""
        for hold in self.hand.ask("GET", self.hand.of(self.target.username, "/holds"))["holds"]:
            self.hand.ask("GET", f"holds/{hold['id']}?wait=5")

    def received(self) -> list[dict[str, Any]]:
        """What the server keeps of this account's messages, in order."""
        return list(self.hand.ask("GET", self.hand.of(self.target.username, "/messages?limit=1000"))["messages"])


@dataclass(frozen=True)
class Scene:
    """One check's world. variant: readings that its accounts are given, over those of the server."""

    target: Target
    readings: Mapping[str, str]
    log: Log = field(default_factory=Log)
    guard: Guard = field(default_factory=Guard)
    variant: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def control(self) -> Control | None:
        """The control API, where there is one."""
        return Control(self.target.control, self.target.token) if self.target.control else None

    @cached_property
    def owner(self) -> Owner:
        """An account: a fresh one where that can be made, else the one that was named."""
        if self.control:
            return self.fresh()
        return Owner(self.target, self.log, self.guard)

    def fresh(self, **settings: Any) -> Owner:
        """A fresh account with these settings over the usual ones. Raises NotRun without a control API."""
        if self.control is None:
            raise NotRun("it needs --control: an account has to be made for it")
        made = self.control.ask("POST", "accounts", _FRESH | {"readings": dict(self.variant)} | settings)
        password = made["password"] or ""
        self.log.hide(password)
        own = replace(
            self.target, username=made["username"], password=password, sender=made["sender"], recipient=RUSSIA
        )
        return Owner(own, self.log, self.guard, self.control)
