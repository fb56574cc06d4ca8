"""The v3 API: a batch of messages in one call, prices, statuses and funds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .batches import parts, referenced, together
from .checks import check_batch, check_text
from .conversation import Conversation
from .dates import local
from .errors import GatewayError, LostAnswer
from .transport import Transport
from .values import Funds, Message, Options, Receipt, Settings, Status

_UNKNOWN = 10  # message status: nothing was ever sent by this reference
_REFUSED = frozenset({5, 6, 7, 8, 9})  # message statuses of what is kept but was not accepted


class V3:
    """One account over v3. Share one among threads: the gateway takes one request of an account at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._conversation = Conversation(settings, Transport(settings.timeout, settings.ca))

    def send(self, messages: Sequence[Message], options: Options | None = None) -> Receipt:
        """Send a batch of any size, each message exactly once.

        Raises GatewayError; its `accepted` says what earlier parts of a large batch had accepted.
        """
        options = options or Options()
        check_batch(messages, options)
        members = self._members(options)
        receipts: list[Receipt] = []
        for part in parts(referenced(messages)):
            try:
                receipts.append(self._send(part, members))
            except GatewayError as error:
                error.accepted = together(receipts) if receipts else None
                raise
        return together(receipts)

    def calculate(self, messages: Sequence[Message], options: Options | None = None) -> Receipt:
        """What sending them would cost. Raises GatewayError."""
        options = options or Options()
        check_batch(messages, options)
        members = self._members(options)
        asked = (self._conversation.ask("Calculate", _request(part, members)) for part in parts(messages))
        return together([answer.receipt() for answer in asked])

    def status(self, references: Sequence[str]) -> list[Status]:
        """Where these messages stand, as the gateway lists them. Raises GatewayError."""
        for reference in references:
            check_text(reference)
        return self._conversation.ask("QueryMessages", {"References": list(references)}).statuses()

    def balance(self) -> Funds:
        """The account's money. Raises GatewayError."""
        return self._conversation.ask("QueryBalance", {}).funds()

    def close(self) -> None:
        """Nothing more is waited for."""
        self._conversation.close()

    def _members(self, options: Options) -> dict[str, Any]:
        """v3 Send, the request's table but for its messages. What the caller left out is left out."""
        sender = self._settings.sender if options.sender is None else options.sender
        check_text(sender)
        said = {
            "ScheduledDate": options.date and local(options.date, self._settings.time_zone),
            "SendWithinHours": options.hours,
            "IsWapPush": None if options.wap_push is None else str(options.wap_push).lower(),
        }
        return {name: value for name, value in said.items() if value is not None} | {"Sender": sender}

    def _send(self, part: Sequence[Message], members: Mapping[str, Any]) -> Receipt:
        references = tuple(str(message.reference) for message in part)
        try:
            receipt = self._conversation.ask("Send", _request(part, members)).receipt()
        except LostAnswer:
            found = self._look_for(references)
            if found is None:
                raise
            receipt = found
        return replace(receipt, references=references)

    def _look_for(self, references: Sequence[str]) -> Receipt | None:
        """After a lost answer: a receipt if every message of the request is there, else None. Nothing is sent again."""
        if len(set(references)) < len(references):
            return None  # of two messages with one reference only one can be asked after
        try:
            codes = {status.reference: status.code for status in self.status(references)}
        except GatewayError:
            return None  # the lost answer is what the caller has to hear of
        if any(codes.get(reference, _UNKNOWN) == _UNKNOWN for reference in references):
            return None
        return Receipt(sum(codes[reference] not in _REFUSED for reference in references), None, None, None)


def _request(part: Sequence[Message], members: Mapping[str, Any]) -> dict[str, Any]:
    return {**members, "Messages": [_row(message) for message in part]}


def _row(message: Message) -> dict[str, str]:
    row = {"Recipient": message.recipient, "Body": message.body}
    return row if message.reference is None else row | {"Reference": message.reference}
