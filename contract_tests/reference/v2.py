"""The v2 API: one message a request, each with its own login. A send is never repeated: v2 has nothing to ask by."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote, urlencode

from .amounts import amount
from .checks import check_recipient, check_text
from .dates import sortable
from .errors import GatewayError, of_code
from .transport import Transport
from .values import Settings, Status

# v2 4 and 6: `ID: value`, `ID: value : text`, `Err: code : text`, `Er: code : text`. The text may be anything, colons
# included, and may be missing; blanks are nowhere promised.
_ANSWER = re.compile(r"\s*(ID|Err?)\s*:\s*([^\s:]+)\s*(?::(.*))?", re.DOTALL | re.IGNORECASE)
# v2 8.1
_STATUSES = (
    *("Pending", "Sent", "DeliveredToNetwork", "TimeOut", "OutOfBalance", "Scheduled", "DeliveryToGateway"),
    *("IncorrectRecipient", "NotSent", "Unknown"),
)


class V2:
    """One account over v2. Safe for many threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._transport = Transport(settings.timeout, settings.ca)

    def send(self, recipient: str, body: str, sender: str | None = None, wap_push: bool | None = None) -> str:
        """Send one message; returns its id. Raises GatewayError."""
        return self._ask("send", self._message(recipient, body, sender, wap_push))

    def schedule(
        self, recipient: str, body: str, date: datetime, sender: str | None = None, wap_push: bool | None = None
    ) -> str:
        """Send one message at `date` (aware); returns its id. Raises GatewayError."""
        message = self._message(recipient, body, sender, wap_push)
        return self._ask("schedule", message | {"sendingdate": sortable(date)})

    def status(self, message_id: str) -> Status:
        """Where a message stands. Raises GatewayError."""
        value = self._ask("querymessage", {"messageref": message_id})
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
            raise _malformed("a status that is no code")
        code = int(value)
        return Status(code, _STATUSES[code] if code < len(_STATUSES) else None)

    def balance(self) -> Decimal:
        """The account's balance, exactly. Raises GatewayError."""
        try:
            return amount(self._ask("querybalance", {}))
        except ValueError as error:
            raise _malformed(str(error)) from None

    def _message(self, recipient: str, body: str, sender: str | None, wap_push: bool | None) -> dict[str, str]:
        check_recipient(recipient)
        sender = self._settings.sender if sender is None else sender
        message = {"sender": sender, "recipient": recipient, "body": body}
        return message if wap_push is None else message | {"wap_push": str(wap_push).lower()}

    def _ask(self, function: str, parameters: dict[str, str]) -> str:
        """The value of a successful answer."""
        login = {"username": self._settings.username, "password": self._settings.password}
        query = {"function": function, **login, **parameters}
        for value in query.values():
            check_text(value)
        answer = self._transport.get(self._settings.v2_url, urlencode(query, quote_via=quote, safe=""))
        return _value(answer)


def _value(answer: bytes) -> str:
    found = _ANSWER.fullmatch(answer.decode("utf-8-sig", "replace"))
    if not found:
        raise _malformed("neither ID nor Err")
    kind, value, text = found[1], found[2], (found[3] or "").strip()
    if kind.upper() == "ID":
        return value
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise _malformed("an error without a code")
    raise of_code(int(value), text)


def _malformed(what: str) -> GatewayError:
    return GatewayError("malformed_answer", f"an answer that cannot be read: {what}")
