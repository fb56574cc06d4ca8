"""What the gateway is asked and what it answers, in plain values. The codecs turn bytes into these and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from .codes import State, V2Code, V2Status, V3Code

Row = tuple[str, str, str | None]
"""One message asked for: recipient, body, and the caller's Reference or None."""

MESSAGE_LIMIT = 20_000
"""Messages in one request (v3 limitation 1)."""


class V3Refusal(Exception):
    """A v3 request is not done; the answer carries this code. `why` tells the operator more."""

    def __init__(self, code: V3Code, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


class V2Refusal(Exception):
    """A v2 request is not done; the answer carries this code. `why` tells the operator more."""

    def __init__(self, code: V2Code, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


@dataclass(frozen=True, slots=True)
class LocalDate:
    """A ScheduledDate as written: wall time in the account's zone (aware, if it named an offset).

    has_time: whether it was more than a date.
    """

    wall: datetime
    has_time: bool


@dataclass(frozen=True, slots=True)
class Authorize:
    """v3 authorize."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Send:
    """v3 Send. `date` None: now. `hours` None or 0: all at once."""

    session_id: str
    sender: str
    rows: Sequence[Row]
    date: LocalDate | None = None
    hours: int | None = None
    wap_push: bool = False


@dataclass(frozen=True, slots=True)
class Calculate(Send):
    """v3 Calculate: what Send would answer, with nothing done."""


@dataclass(frozen=True, slots=True)
class QueryMessages:
    """v3 QueryMessages."""

    session_id: str
    references: Sequence[str]


@dataclass(frozen=True, slots=True)
class QueryBalance:
    """v3 QueryBalance."""

    session_id: str


SessionCommand = Send | QueryMessages | QueryBalance


@dataclass(frozen=True, slots=True)
class Authorized:
    """A session was opened."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Priced:
    """Accepted messages and parts, and their price in the account's currency.

    refused: how many were given which state of refusal; ids: of the messages kept, refused ones included (none where
    nothing was: Calculate). No answer tells either.
    """

    message_count: int
    part_count: int
    average: Decimal
    total: Decimal
    refused: Mapping[State, int] = field(default_factory=dict)
    ids: range = range(0)


@dataclass(frozen=True, slots=True)
class Statuses:
    """(Reference, state) in the order asked."""

    statuses: Sequence[tuple[str, State]]


@dataclass(frozen=True, slots=True)
class Funds:
    """The account's money; available = balance - credit_limit."""

    balance: Decimal
    credit_limit: Decimal
    available: Decimal


V3Reply = Authorized | Priced | Statuses | Funds


@dataclass(frozen=True, slots=True)
class V2Command:
    """What every v2 function carries."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class V2Send(V2Command):
    """v2 send. `wap_push` None: it could not be read (700)."""

    sender: str
    recipient: str
    body: str
    wap_push: bool | None = False


@dataclass(frozen=True, slots=True)
class V2Schedule(V2Send):
    """v2 schedule. `date` is UTC, in microseconds; None when it could not be read (705)."""

    date: int | None = None


@dataclass(frozen=True, slots=True)
class V2QueryBalance(V2Command):
    """v2 querybalance."""


@dataclass(frozen=True, slots=True)
class V2QueryMessage(V2Command):
    """v2 querymessage. `message_id` None: what was given cannot be an id."""

    message_id: int | None


@dataclass(frozen=True, slots=True)
class MessageAccepted:
    """The id of a message just accepted or scheduled. `refusal`: the state it was given instead; no answer tells it."""

    message_id: int
    is_scheduled: bool
    refusal: State | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance and its currency (None: not set)."""

    amount: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True)
class MessageStatus:
    """The status of the message asked for."""

    status: V2Status


V2Reply = MessageAccepted | Balance | MessageStatus
