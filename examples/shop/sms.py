"""A client of the MOBIPACE API 3.0, as a shop might have one."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Self
from zoneinfo import ZoneInfo

import requests

LARGEST_BATCH = 20_000  # limitation 1
PATIENCE = 60  # seconds without an answer after which there will be none (Overview)
PAUSE = 0.25  # seconds before a busy account is asked again (104)


class SmsError(Exception):
    """The gateway refused; `code` is its StatusCode."""

    def __init__(self, code: int, status: str) -> None:
        super().__init__(f"{code} {status}")
        self.code = code


class OutOfBalance(SmsError):
    """There is not enough money (300). Asking again changes nothing."""


@dataclass(frozen=True)
class Sms:
    """A message to one recipient: digits in international format. By its reference its status is asked for."""

    recipient: str
    body: str
    reference: str = field(default_factory=lambda: str(uuid.uuid4()))


class SmsClient:
    """One account. It logs in when it has to, keeps its session, and has one request in flight at a time."""

    def __init__(self, url: str, username: str, password: str, sender: str) -> None:
        self.pause: Callable[[float], object] = threading.Event().wait
        self._url = url
        self._credentials = {"Username": username, "Password": password}
        self._sender = sender
        self._session: str | None = None
        self._http = requests.Session()
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def send(self, messages: Iterable[Sms], *, at: datetime | None = None, zone: str = "UTC") -> Decimal:
        """Send messages, at a time in the account's zone if one is given; returns the price of all."""
        extra = {} if at is None else {"ScheduledDate": at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")}
        answers = [
            self._ask("Send", {"Sender": self._sender, "Messages": [_row(each) for each in batch], **extra})
            for batch in _batches(messages)
        ]
        return sum((Decimal(answer["TotalPrice"]) for answer in answers), Decimal(0))

    def statuses(self, references: Sequence[str]) -> dict[str, str]:
        """The status of each message, by its reference."""
        answer = self._ask("QueryMessages", {"References": list(references)})
        return {each["Reference"]: each["Status"] for each in answer["MessageStatuses"]}

    def balance(self) -> Decimal:
        """What is left."""
        return Decimal(self._ask("QueryBalance", {})["Balance"])

    def _ask(self, method: str, members: dict[str, Any]) -> dict[str, Any]:
        with self._turn:
            answer = self._with_session(method, members)
            if answer["StatusCode"] == 103:  # it died while we had nothing to ask
                self._session = None
                answer = self._with_session(method, members)
            if answer["StatusCode"] == 104:  # somebody else uses the account
                self.pause(PAUSE)
                answer = self._with_session(method, members)
            return _checked(answer)

    def _with_session(self, method: str, members: dict[str, Any]) -> dict[str, Any]:
        if self._session is None:
            self._session = _checked(self._post("authorize", self._credentials))["SessionId"]
        return self._post(method, {"SessionId": self._session, **members})

    def _post(self, method: str, document: dict[str, Any]) -> dict[str, Any]:
        answer = self._http.post(f"{self._url}/{method}", json=document, timeout=PATIENCE)
        answer.raise_for_status()
        return dict(json.loads(answer.text, parse_float=Decimal))


def _row(message: Sms) -> dict[str, str]:
    return {"Recipient": message.recipient, "Body": message.body, "Reference": message.reference}


def _batches(messages: Iterable[Sms]) -> Iterable[list[Sms]]:
    rest = iter(messages)
    while batch := list(islice(rest, LARGEST_BATCH)):
        yield batch


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    code, status = answer["StatusCode"], answer["Status"]
    if code == 300:
        raise OutOfBalance(code, status)
    if code != 101:
        raise SmsError(code, status)
    return answer
