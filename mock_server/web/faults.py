"""The faults there are: which of them befalls a request, and how often each has."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Literal

from ..fault_specs import FaultSpec
from .matching import Matcher, first_to_fire
from .pauses import Pauses

FaultState = Literal["waiting", "active", "spent", "removed", "unused"]
MOST = 1000
"""Faults kept for one account, and for all accounts together."""


class TooManyFaults(Exception):
    """There are as many as may be, and each may still fire. The text says what to do."""


class Fault:
    """One fault."""

    def __init__(self, id: int, spec: FaultSpec) -> None:
        self.id = id
        self.spec = spec
        self.matcher = Matcher(spec.match)
        self.is_removed = False

    @property
    def state(self) -> FaultState:
        """Waiting for its first request; active: it has fired, and may again; spent: as often as it may.

        Removed, and unused: removed before it ever fired.
        """
        if self.is_removed:
            return "removed" if self.matcher.fired else "unused"
        if self.matcher.is_spent:
            return "spent"
        return "active" if self.matcher.fired else "waiting"


class Faults:
    """All faults, found by id, and by account for the requests that come. What they make wait is in `pauses`."""

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses
        self._by_id: dict[int, Fault] = {}
        self._active: dict[str | None, list[Fault]] = {}
        self._last_id = 0

    @property
    def are_set(self) -> bool:
        """Whether any may still fire."""
        return bool(self._active)

    def add(self, spec: FaultSpec) -> Fault:
        """Make one. Raises TooManyFaults."""
        self._make_room(spec.account)
        self._last_id += 1
        fault = Fault(self._last_id, spec)
        self._by_id[fault.id] = fault
        self._active.setdefault(spec.account, []).append(fault)
        return fault

    def _make_room(self, account: str | None) -> None:
        kept = [fault for fault in self._by_id.values() if fault.spec.account == account]
        if len(kept) < MOST:
            return
        over = (fault for fault in kept if fault.matcher.is_spent and not self._pauses.count(fault.id))
        spent = next(over, None)
        if spent is None:
            whose = f"account {account!r}" if account else "all accounts"
            raise TooManyFaults(
                f"there are {MOST} faults for {whose}, none of them spent, and that is the most; delete some"
            )
        self.remove(spent)

    def get(self, id: int) -> Fault | None:
        """The fault with this id."""
        return self._by_id.get(id)

    def all(self, account: str | None = None) -> list[Fault]:
        """Every fault, or an account's own; in order of making, spent ones included."""
        return [fault for fault in self._by_id.values() if account in (None, fault.spec.account)]

    def matching(self, account: str | None, protocol: str, method: str, stream: random.Random) -> Fault | None:
        """What befalls this request: the first whose turn it is, the account's own before those for all.

        Every fault that wants the request counts it. account: None for a request of nobody known.
        """
        if not self._active:
            return None
        own = self._active.get(account, []) if account is not None else []
        fault = first_to_fire([*own, *self._active.get(None, [])], protocol, method, stream)
        if fault and fault.matcher.is_spent:
            self._retire(fault)
        return fault

    def _retire(self, fault: Fault) -> None:
        active = self._active.get(fault.spec.account, [])
        if fault in active:
            active.remove(fault)
        if not active:
            self._active.pop(fault.spec.account, None)

    def remove(self, fault: Fault) -> None:
        """Forget one; what it makes wait waits no more."""
        fault.is_removed = True
        self._by_id.pop(fault.id, None)
        self._retire(fault)
        self._pauses.cut(fault=fault.id)

    def remove_account(self, account: str) -> None:
        """Forget an account's own; what waits for its answer, for whichever fault, waits no more."""
        for fault in self.all(account):
            self.remove(fault)
        self._pauses.cut(account=account)

    def restart(self, specs: Iterable[FaultSpec]) -> None:
        """Forget all, and begin with these. Ids go on."""
        for fault in self.all():
            self.remove(fault)
        self._pauses.cut()
        for spec in specs:
            self.add(spec)
