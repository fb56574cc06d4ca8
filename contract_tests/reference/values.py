"""What goes into the reference client and what comes out. Amounts are exact decimals in the account's currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Settings:
    """An account, and where its gateway is.

    timeout: seconds for one HTTP request, from connecting to the last byte (v3 Overview allows 60). time_zone: the
    account's, as an IANA name. ca: path of a PEM file to trust instead of the machine's authorities.
    """

    v2_url: str
    v3_url: str
    username: str
    password: str = field(repr=False)
    sender: str = ""
    time_zone: str = "UTC"
    timeout: float = 60.0
    ca: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One text for one recipient. reference: the caller's own id, unique in the account; None: one is made."""

    recipient: str
    body: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a v3 Send may say besides its messages. sender None: the account's. date: aware, whole minutes.

    hours: spreads the messages over so many (0 to 23). wap_push None: not said.
    """

    sender: str | None = None
    date: datetime | None = None
    hours: int | None = None
    wap_push: bool | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a Send accepted, or a Calculate would cost.

    references: one a message, in the caller's order; none after a Calculate. part_count and total_price are None where
    the answer was lost and only the messages themselves could be asked after; average_price also for a split batch.
    """

    message_count: int
    part_count: int | None
    average_price: Decimal | None
    total_price: Decimal | None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """Where a message stands. code: as the gateway gave it, known or not. name: None where it gave none."""

    code: int
    name: str | None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Funds:
    """An account's money. credit_limit: zero or negative."""

    balance: Decimal
    credit_limit: Decimal
    available: Decimal
