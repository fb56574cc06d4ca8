"""The reference client as the kit sees it, and an example of how to adapt one: texts in, texts out, errors by class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from ..adapter.client import Failed, Value
from ..adapter.context import Context
from .amounts import written
from .errors import GatewayError
from .v2 import V2
from .v3 import V3
from .values import Message, Options, Receipt, Settings


class Client:
    """The reference client behind the adapter protocol."""

    name = "mobipace-reference"
    concurrency = 4

    def __init__(self, context: Context) -> None:
        settings = Settings(
            v2_url=context.v2_url,
            v3_url=context.v3_url,
            username=context.username,
            password=context.password,
            sender=context.sender,
            time_zone=context.zone,
            timeout=context.timeout,
            ca=context.ca,
        )
        self._v2, self._v3 = V2(settings), V3(settings)

    def v3_send(self, messages: Sequence[Mapping[str, str]], **options: Any) -> Value:
        """Send a batch."""
        with _told():
            return _receipt(self._v3.send(_messages(messages), _options(**options)))

    def v3_calculate(self, messages: Sequence[Mapping[str, str]], **options: Any) -> Value:
        """What sending it would cost."""
        with _told():
            return _receipt(self._v3.calculate(_messages(messages), _options(**options)))

    def v3_status(self, references: Sequence[str]) -> Value:
        """Where messages stand."""
        with _told():
            statuses = self._v3.status(references)
        return {"statuses": [{"reference": each.reference, "code": each.code, "name": each.name} for each in statuses]}

    def v3_balance(self) -> Value:
        """The account's money."""
        with _told():
            funds = self._v3.balance()
        amounts = {"balance": funds.balance, "credit_limit": funds.credit_limit, "available": funds.available}
        return {name: written(amount) for name, amount in amounts.items()}

    def v2_send(self, recipient: str, body: str, *, sender: str | None = None, wap_push: bool | None = None) -> Value:
        """Send one message."""
        with _told():
            return {"message_id": self._v2.send(recipient, body, sender, wap_push)}

    def v2_schedule(
        self, recipient: str, body: str, date: str, *, sender: str | None = None, wap_push: bool | None = None
    ) -> Value:
        """Send one message later."""
        with _told():
            return {"message_id": self._v2.schedule(recipient, body, datetime.fromisoformat(date), sender, wap_push)}

    def v2_status(self, message_id: str | int) -> Value:
        """Where a message stands."""
        with _told():
            status = self._v2.status(str(message_id))
        return {"code": status.code, "name": status.name}

    def v2_balance(self) -> Value:
        """The account's balance."""
        with _told():
            return {"balance": written(self._v2.balance())}

    def close(self) -> None:
        """The case is over."""
        self._v3.close()


def _messages(messages: Sequence[Mapping[str, str]]) -> list[Message]:
    return [Message(each["recipient"], each["body"], each.get("reference")) for each in messages]


def _options(
    sender: str | None = None,
    scheduled_date: str | None = None,
    send_within_hours: int | None = None,
    wap_push: bool | None = None,
) -> Options:
    date = None if scheduled_date is None else datetime.fromisoformat(scheduled_date)
    return Options(sender, date, send_within_hours, wap_push)


def _receipt(receipt: Receipt) -> Value:
    """Without what is not known."""
    value = {
        "message_count": receipt.message_count,
        "part_count": receipt.part_count,
        "average_price": None if receipt.average_price is None else written(receipt.average_price),
        "total_price": None if receipt.total_price is None else written(receipt.total_price),
        "references": list(receipt.references) or None,
    }
    return {name: each for name, each in value.items() if each is not None}


@contextmanager
def _told() -> Iterator[None]:
    """The client's errors in the kit's words."""
    try:
        yield
    except GatewayError as error:
        accepted = None if error.accepted is None else _receipt(error.accepted)
        raise Failed(error.kind, error.code, value=accepted) from error
