"""What a Python client looks like to the kit, be it driven in this process or behind an adapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..classes import ErrorClass
from .context import Context

Value = Mapping[str, Any]


class Failed(Exception):
    """Raise this from a call that the gateway refused or that could not be made: it is the `error` of the protocol.

    kind: one of the closed classes. code: the gateway's. native: the client's own words; by default those of the
    exception it was raised from. value: of a split batch, what had been accepted before.
    """

    def __init__(
        self, kind: ErrorClass, code: int | None = None, native: str | None = None, value: Value | None = None
    ) -> None:
        super().__init__(native or kind)
        self.kind = kind
        self.code = code
        self.native = native
        self.value = value

    def words(self) -> str | None:
        """What is shown to people."""
        cause = self.__cause__
        return self.native or (f"{type(cause).__name__}: {cause}" if cause else None)


class Client(Protocol):
    """A client under test, made anew from a Context for each case.

    Leave out a method whose call the client does not have, or raise NotImplementedError: it is unsupported. So are
    cases with a sender, a date, hours or wap_push where no method takes that argument.

    Arguments and values are those of the schemas under schemas/adapter: amounts are strings, dates ISO 8601 with an
    offset. Arguments that the caller left out are not passed. Any exception but Failed is a fault of the adapter and
    fails the case.

    A class may also say who it is: `name`, `version`, and `concurrency`, the calls that it takes at once (1).
    """

    def __init__(self, context: Context) -> None: ...

    def v3_send(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        sender: str | None = None,
        scheduled_date: str | None = None,
        send_within_hours: int | None = None,
        wap_push: bool | None = None,
    ) -> Value:
        """Send messages, of any number; returns message_count, part_count, average_price, total_price, references."""

    def v3_calculate(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        sender: str | None = None,
        scheduled_date: str | None = None,
        send_within_hours: int | None = None,
        wap_push: bool | None = None,
    ) -> Value:
        """What sending them would cost; returns what send does, without references."""

    def v3_status(self, references: Sequence[str]) -> Value:
        """Where messages stand; returns statuses."""

    def v3_balance(self) -> Value:
        """The account's money; returns balance, credit_limit, available."""

    def v2_send(self, recipient: str, body: str, *, sender: str | None = None, wap_push: bool | None = None) -> Value:
        """Send one message; returns message_id."""

    def v2_schedule(
        self, recipient: str, body: str, date: str, *, sender: str | None = None, wap_push: bool | None = None
    ) -> Value:
        """Send one message later; returns message_id."""

    def v2_status(self, message_id: str | int) -> Value:
        """Where a message stands; returns code and name."""

    def v2_balance(self) -> Value:
        """The account's money; returns balance."""

    def close(self) -> None:
        """The case is over. May be left out."""
