"""The ledger: every movement of an account's money with its cause. Its sum is the balance, always."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)


class AmountError(ValueError):
    """A text that is not an amount."""


def parse_amount(text: str) -> Decimal:
    """Read an amount such as `1300.30`, keeping its scale. Raises AmountError."""
    if not _AMOUNT.fullmatch(text):
        raise AmountError(f"{text!r} is not an amount; write up to 15 digits and 6 decimals, such as 1300.30 or -1000")
    return Decimal(text)


def format_amount(amount: Decimal) -> str:
    """Plain decimal notation with the scale the amount has: `25.00`, never `2.5E+1`."""
    text = str(amount)  # much faster than to format it, and the same where there is no exponent
    return format(amount, "f") if "E" in text else text


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One movement: when (instant), how much (account currency), why, and for which message.

    There may be millions. A charge keeps the price that its message has, and is negative when it is asked for.
    """

    at: int
    moved: Decimal
    cause: str
    message_id: int | None = None
    is_charge: bool = False

    @property
    def amount(self) -> Decimal:
        """How much, negative for a charge."""
        return -self.moved if self.is_charge else self.moved


class Ledger:
    """An account's money. A movement changes the balance and is written down in the same step."""

    __slots__ = ("balance", "entries")

    def __init__(self, opening: Decimal, at: int) -> None:
        self.balance = opening
        self.entries = [Entry(at, opening, "opening balance")]

    def charge(self, at: int, amount: Decimal, cause: str, message_id: int | None = None) -> None:
        """Take `amount`; nothing is written for zero, which is no charge."""
        if amount:
            self.entries.append(Entry(at, amount, cause, message_id, is_charge=True))
            self.balance -= amount

    def refund(self, at: int, amount: Decimal, cause: str, message_id: int) -> None:
        """Give `amount` back."""
        if amount:
            self._move(at, amount, cause, message_id)

    def set_balance(self, at: int, balance: Decimal) -> None:
        """The operator's change: the difference is entered, and the balance takes the scale it was given with."""
        self._move(at, balance - self.balance, "balance set by the operator", None)
        self.balance = balance

    def _move(self, at: int, amount: Decimal, cause: str, message_id: int | None) -> None:
        self.entries.append(Entry(at, amount, cause, message_id))
        self.balance += amount
