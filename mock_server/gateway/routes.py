"""Routes: which prefixes of a recipient can be reached, and the price of a part there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal


class Routes:
    """Price per part by the longest prefix that matches the recipient."""

    __slots__ = ("_lengths", "prices")

    def __init__(self, prices: Mapping[str, Decimal]) -> None:
        self.prices = dict(prices)
        self._lengths = sorted({len(prefix) for prefix in self.prices}, reverse=True)

    def price(self, recipient: str) -> Decimal | None:
        """Price of one part in the account's currency, or None where no route is set (status 8 InvalidRoute)."""
        for length in self._lengths:
            price = self.prices.get(recipient[:length])
            if price is not None:
                return price
        return None
