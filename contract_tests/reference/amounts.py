"""Amounts are read exactly, whether the gateway writes them as numbers or as strings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal, Inexact

_WRITTEN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_LONGEST = 40  # digits on either side of the point; a number of a thousand digits is no money
_EXACT = Context(prec=100, traps=[Inexact])


def amount(value: object) -> Decimal:
    """A decimal from a string, an int or a Decimal (what the JSON parser makes of a number). Raises ValueError."""
    number: Decimal | None = None
    if isinstance(value, str) and _WRITTEN.fullmatch(value.strip()):
        number = Decimal(value.strip())
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
    if number is None or not _is_money(number):
        raise ValueError(f"{value!r:.40} is no amount")
    return number


def _is_money(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent > -_LONGEST and number.adjusted() < _LONGEST


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Their exact sum; None if one of them is not known."""
    result = Decimal(0)
    for each in amounts:
        if each is None:
            return None
        result = _EXACT.add(result, each)
    return result


def written(value: Decimal) -> str:
    """The amount with all its digits and without an exponent."""
    return format(value, "f")
