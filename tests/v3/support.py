"""What v3 tests share: messages to send, raw requests, and a request kept in flight."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support import JSON, Account, RawConnection

ARMENIA = "37499000000"
RUSSIA = "79250000000"
DEFAULT_CLOCK = {"now": "2019-07-25T18:20:00Z", "frozen": True}
SESSION_FORM = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def sms(recipient: str = ARMENIA, body: str = "hello", reference: str | None = None) -> dict[str, str]:
    """One element of Messages; 2.00 a part by default. Without `reference` the member is left out."""
    message = {"Recipient": recipient, "Body": body}
    return message if reference is None else {**message, "Reference": reference}


def send_request(session: str, *messages: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """A Send or Calculate of `messages` (one to Armenia if none), with `members` over the documented ones."""
    return {"SessionId": session, "Sender": "MOBIPACE", "Messages": list(messages) or [sms()], **members}


def post(
    account: Account, path: str, body: bytes | str | dict[str, Any], headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """POST a body as it is given (a document as JSON) to a path below /v3, or to an absolute one."""
    content = json.dumps(body) if isinstance(body, dict) else body
    return account.sim.http.post(
        path if path.startswith("/") else f"/v3/{path}", content=content, headers=JSON if headers is None else headers
    )


def code(response: httpx.Response) -> int:
    """The StatusCode of an answer, which always comes with HTTP 200."""
    assert response.status_code == 200, response.text
    return int(response.json()["StatusCode"])


def priced(answer: Mapping[str, Any]) -> tuple[int, int, float, float]:
    """(MessageCount, PartCount, AveragePrice, TotalPrice) of a success."""
    assert answer["StatusCode"] == 101, answer
    return answer["MessageCount"], answer["PartCount"], answer["AveragePrice"], answer["TotalPrice"]


def charges(account: Account) -> list[str]:
    """Amounts in the ledger after the opening balance."""
    return [entry["amount"] for entry in account.ledger["entries"][1:]]


def balance(account: Account) -> str:
    """The balance, as the operator sees it."""
    return str(account.control("GET")["balance"])


def states(account: Account) -> list[str]:
    """The v3 status of every message in order of acceptance, as the operator sees it."""
    return [message["v3"]["name"] for message in account.messages]


def http_request(path: str, body: bytes) -> bytes:
    """The bytes of a POST of JSON."""
    fields = ("Host: localhost", "Content-Type: application/json", f"Content-Length: {len(body)}")
    return "\r\n".join((f"POST {path} HTTP/1.1", *fields, "", "")).encode() + body


@dataclass
class Flight:
    """A request that a hold keeps in flight."""

    account: Account
    hold_id: int
    connection: RawConnection

    def land(self) -> dict[str, Any]:
        """Release it and read its answer."""
        self.account.sim.control("DELETE", f"holds/{self.hold_id}")
        status, body = self.connection.answer()
        assert status == 200, body
        return dict(json.loads(body))


@contextmanager
def in_flight(account: Account, method: str, document: Mapping[str, Any]) -> Iterator[Flight]:
    """Keep one request of `account` in flight; the block begins when the gateway has it."""
    hold = account.control("POST", "holds", json={"match": {"protocol": "v3", "method": method}})["id"]
    with account.sim.connection() as connection:
        connection.send(http_request(f"/v3/{method}", json.dumps(document).encode()))
        _await_arrival(account, hold)
        try:
            yield Flight(account, hold, connection)
        finally:
            account.sim.control("DELETE", f"holds/{hold}")


def _await_arrival(account: Account, hold: int) -> None:
    for _ in range(2000):
        if account.sim.control("GET", f"holds/{hold}")["state"] == "holding":
            return
    raise AssertionError(f"hold {hold}: the request never arrived")
