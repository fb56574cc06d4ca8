"""Routes: the longest prefix that matches decides the price."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobipace.mock_server.gateway.routes import Routes

PRICES = {"7": Decimal("2.50"), "77": Decimal("3.10"), "7700": Decimal("0.00"), "374": Decimal("2.00")}
PREFIXES = st.text("0123456789", min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("recipient", "price"),
    [
        ("79851112233", "2.50"),
        ("77051112233", "3.10"),
        ("77001112233", "0.00"),
        ("7", "2.50"),
        ("77", "3.10"),
        ("770", "3.10"),
        ("37499000000", "2.00"),
        ("37", None),
        ("49151000000", None),
        ("0", None),
        ("", None),
    ],
)
def test_the_longest_prefix_decides(recipient: str, price: str | None) -> None:
    """A price of zero is a price; no match is None, which becomes InvalidRoute."""
    assert Routes(PRICES).price(recipient) == (Decimal(price) if price else None)


def test_a_world_without_routes_reaches_nobody() -> None:
    """No match at all."""
    assert Routes({}).price("37499000000") is None


@given(
    prices=st.dictionaries(PREFIXES, st.decimals(0, 100, places=2), max_size=12),
    recipients=st.lists(st.text("0123456789", max_size=15), max_size=8),
)
def test_any_routes_agree_with_trying_them_all(prices: dict[str, Decimal], recipients: list[str]) -> None:
    """Longest first, for any prefixes; also when the same are asked again."""
    routes = Routes(prices)

    def slow(recipient: str) -> Decimal | None:
        matching = [prefix for prefix in prices if recipient.startswith(prefix)]
        return prices[max(matching, key=len)] if matching else None

    assert [routes.price(recipient) for recipient in recipients * 2] == [
        slow(recipient) for recipient in recipients * 2
    ]
