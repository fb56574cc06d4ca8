"""What the gateway is asked and what it answers, in plain values. The codecs turn bytes into these and back.

Which of them a value is, is asked by `type(value) is`: `isinstance` takes its time to deny that of a struct.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import final

import msgspec

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


class LocalDate(msgspec.Struct, frozen=True, gc=False):
    """A ScheduledDate as written: wall time in the account's zone (aware, if it named an offset).

    has_time: whether it was more than a date.
    """

    wall: datetime
    has_time: bool


@final
class Authorize(msgspec.Struct, frozen=True, gc=False):
    """v3 authorize."""

    username: str
    password: str


class Send(msgspec.Struct, frozen=True, gc=False):
    """v3 Send. `date` None: now. `hours` None or 0: all at once."""

    session_id: str
    sender: str
    rows: Sequence[Row]
    date: LocalDate | None = None
    hours: int | None = None
    wap_push: bool = False


@final
class Calculate(Send, frozen=True, gc=False):
    """v3 Calculate: what Send would answer, with nothing done."""


@final
class QueryMessages(msgspec.Struct, frozen=True, gc=False):
    """v3 QueryMessages."""

    session_id: str
    references: Sequence[str]


@final
class QueryBalance(msgspec.Struct, frozen=True, gc=False):
    """v3 QueryBalance."""

    session_id: str


SessionCommand = Send | QueryMessages | QueryBalance


@final
class Authorized(msgspec.Struct, frozen=True, gc=False):
    """A session was opened."""

    session_id: str


@final
class Priced(msgspec.Struct, frozen=True, gc=False):
    """Accepted messages and parts, and their price in the account's currency.

    refused: how many were given which state of refusal; ids: of the messages kept, refused ones included (none where
    nothing was: Calculate). No answer tells either.
    """

    message_count: int
    part_count: int
    average: Decimal
    total: Decimal
    refused: Mapping[State, int] = msgspec.field(default_factory=dict)
    ids: range = range(0)


@final
class Statuses(msgspec.Struct, frozen=True, gc=False):
    """(Reference, state) in the order asked."""

    statuses: Sequence[tuple[str, State]]


@final
class Funds(msgspec.Struct, frozen=True, gc=False):
    """The account's money; available = balance - credit_limit."""

    balance: Decimal
    credit_limit: Decimal
    available: Decimal


V3Reply = Authorized | Priced | Statuses | Funds


class V2Command(msgspec.Struct, frozen=True, gc=False):
    """What every v2 function carries."""

    username: str
    password: str


class V2Send(V2Command, frozen=True, gc=False):
    """v2 send. `wap_push` None: it could not be read (700)."""

    sender: str
    recipient: str
    body: str
    wap_push: bool | None = False


@final
class V2Schedule(V2Send, frozen=True, gc=False):
    """v2 schedule. `date` is UTC, in microseconds; None when it could not be read (705)."""

    date: int | None = None


@final
class V2QueryBalance(V2Command, frozen=True, gc=False):
    """v2 querybalance."""


@final
class V2QueryMessage(V2Command, frozen=True, gc=False):
    """v2 querymessage. `message_id` None: what was given cannot be an id."""

    message_id: int | None


@final
class MessageAccepted(msgspec.Struct, frozen=True, gc=False):
    """The id of a message just accepted or scheduled. `refusal`: the state it was given instead; no answer tells it."""

    message_id: int
    is_scheduled: bool
    refusal: State | None = None


@final
class Balance(msgspec.Struct, frozen=True, gc=False):
    """The balance and its currency (None: not set)."""

    amount: Decimal
    currency: str | None


@final
class MessageStatus(msgspec.Struct, frozen=True, gc=False):
    """The status of the message asked for."""

    status: V2Status


V2Reply = MessageAccepted | Balance | MessageStatus
