"""Routes: which prefixes of a recipient can be reached, and the price of a part there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache


class Routes:
    """Price per part by the longest prefix that matches the recipient."""

    __slots__ = ("_longest", "_price_of", "prices")

    def __init__(self, prices: Mapping[str, Decimal]) -> None:
        self.prices = dict(prices)
        self._longest = max(map(len, self.prices), default=0)
        self._price_of = lru_cache(maxsize=4096)(self._search)  # recipients of one request have few beginnings

    def price(self, recipient: str) -> Decimal | None:
        """Price of one part in the account's currency, or None where no route is set (status 8 InvalidRoute)."""
        return self._price_of(recipient[: self._longest])

    def _search(self, beginning: str) -> Decimal | None:
        prefixes = (beginning[:length] for length in range(len(beginning), 0, -1))
        return next((self.prices[prefix] for prefix in prefixes if prefix in self.prices), None)
