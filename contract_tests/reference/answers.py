"""Reading v3 answers: what is needed is read exactly, what is not known is left alone (v3 Changes, clause 2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from .amounts import amount
from .errors import GatewayError
from .values import Funds, Receipt, Status

SUCCESS = 101


class Answer:
    """One answer. code and text: StatusCode and Status. Raises GatewayError when it is none."""

    def __init__(self, body: bytes) -> None:
        self._members = _parse(body)
        self.code = self._whole("StatusCode")
        status = self._members.get("Status")
        self.text = status if isinstance(status, str) else ""

    def session_id(self) -> str:
        """v3 Authorization."""
        session_id = self._members.get("SessionId")
        if not isinstance(session_id, str) or not session_id:
            raise _malformed("a login without a SessionId")
        return session_id

    def receipt(self) -> Receipt:
        """v3 Send and Calculate."""
        average = self._amount("AveragePrice") if "AveragePrice" in self._members else None
        return Receipt(self._whole("MessageCount"), self._whole("PartCount"), average, self._amount("TotalPrice"))

    def statuses(self) -> list[Status]:
        """v3 Query message."""
        rows = self._members.get("MessageStatuses")
        if not isinstance(rows, list):
            raise _malformed("no list of MessageStatuses")
        return [_status(row) for row in rows]

    def funds(self) -> Funds:
        """v3 Query balance, whose table prints `BalaceNegativeLimit` and its example `BalanceNegativeLimit`."""
        limit = "BalanceNegativeLimit" if "BalanceNegativeLimit" in self._members else "BalaceNegativeLimit"
        return Funds(self._amount("Balance"), self._amount(limit), self._amount("AvailableFund"))

    def _whole(self, name: str) -> int:
        return _whole(self._members.get(name), name)

    def _amount(self, name: str) -> Decimal:
        try:
            return amount(self._members.get(name))
        except ValueError as error:
            raise _malformed(f"{name}: {error}") from None


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, ArithmeticError):
        raise _malformed("it is not JSON") from None
    return _object(document)


def _object(value: object) -> Mapping[str, Any]:
    """An object by its names without blanks around them: the document's example prints `" AvailableFund "`."""
    if not isinstance(value, dict):
        raise _malformed("no JSON object where one belongs")
    return {name.strip(): each for name, each in value.items()} | value


def _status(row: object) -> Status:
    members = _object(row)
    reference, name = members.get("Reference"), members.get("Status")
    if not isinstance(reference, str):
        raise _malformed("a status without a Reference")
    return Status(_whole(members.get("StatusCode"), "StatusCode"), name if isinstance(name, str) else None, reference)


def _whole(value: object, name: str) -> int:
    try:
        number = amount(value)
    except ValueError as error:
        raise _malformed(f"{name}: {error}") from None
    if number.adjusted() > 18 or number != int(number):
        raise _malformed(f"{name}: {number} is no code or count")
    return int(number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _malformed(what: str) -> GatewayError:
    return GatewayError("malformed_answer", f"an answer that cannot be read: {what}")
