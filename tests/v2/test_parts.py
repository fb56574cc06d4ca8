"""The readings segmentation and pair_across_parts over the wire: what a text costs (v2 5.1)."""

import pytest

from tests.support import Sim
from tests.v2.support import last


@pytest.mark.parametrize(
    ("body", "concatenated", "plain"),
    [
        ("a" * 160, 1, 1),
        ("a" * 161, 2, 2),
        ("a" * 306, 2, 2),
        ("a" * 307, 3, 2),
        ("a" * 320, 3, 2),
        ("a" * 321, 3, 3),
        ("я" * 70, 1, 1),
        ("я" * 71, 2, 2),
        ("я" * 134, 2, 2),
        ("я" * 135, 3, 2),
        ("я" * 140, 3, 2),
        ("я" * 141, 3, 3),
    ],
)
def test_segmentation(sim: Sim, body: str, concatenated: int, plain: int) -> None:
    """v2 5.1 speaks of 160 and 70 for every part; concatenation leaves 153 and 67 (and 2.00 is paid for each)."""
    costs = []
    for reading in ("concatenated", "plain"):
        account = sim.account(readings={"segmentation": reading})
        account.v2_send(body=body)
        costs.append((last(account)["parts"], last(account)["price"]))

    assert costs == [(concatenated, f"{2 * concatenated}.00"), (plain, f"{2 * plain}.00")]


@pytest.mark.parametrize(
    ("body", "allowed", "kept_whole"),
    [
        ("a" * 152 + "€" + "a" * 152, 2, 3),
        ("a" * 151 + "€" + "a" * 153, 2, 2),
        ("я" * 66 + "😀" + "я" * 66, 2, 3),
        ("я" * 65 + "😀" + "я" * 67, 2, 2),
        ("€" * 80, 1, 1),
        ("😀" * 35, 1, 1),
        ("😀" * 36, 2, 2),
        ("😀" * 67, 2, 3),
    ],
)
def test_pair_across_parts(sim: Sim, body: str, allowed: int, kept_whole: int) -> None:
    """May an escape sequence or a surrogate pair straddle two parts, or does it move to the next as a whole?"""
    parts = []
    for reading in ("allowed", "kept-whole"):
        account = sim.account(readings={"pair_across_parts": reading})
        account.v2_send(body=body)
        parts.append(last(account)["parts"])

    assert parts == [allowed, kept_whole]
