"""What a check works with: the gateway behind the client, and what the adapter said of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ..adapter.context import Context
from ..adapter.messages import Api
from ..driver.link import Message
from ..own_gateway import OwnAccount, OwnGateway
from .bench import Bench
from .findings import Finding


@dataclass(frozen=True, slots=True)
class Stage:
    """hello: the adapter's reply, which has its form. timeout_ms: for one HTTP request of the client."""

    gateway: OwnGateway
    hello: Message
    timeout_ms: int

    @property
    def calls(self) -> list[tuple[Api, str]]:
        """What it offers; what makes messages comes first."""
        offered: list[tuple[Api, str]] = []
        for api in ("v3", "v2"):
            offered += [(api, call) for call in self.hello["calls"].get(api, ())]
        return sorted(offered, key=lambda each: each[1] != "send")

    @property
    def concurrency(self) -> int:
        """How many calls it takes at once."""
        return int(self.hello.get("features", {}).get("concurrency", 1))

    def context(self, account: OwnAccount | None = None) -> Context:
        """A case of a fresh account, or of this one."""
        return (account or self.gateway.account()).context("adapter-check", self.timeout_ms)


Check: TypeAlias = Callable[[Stage, Bench], Iterator[Finding]]
"""Looks at one thing, with an adapter that was started for it and has said hello."""
