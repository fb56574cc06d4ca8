"""v2 answers read by the tests' own rules, and requests in forms that no polite client library would write."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from mobipace.schemas import explain
from tests.noted import noted
from tests.support import V2_PATH, Account, Sim, demo, running

NOW = "2019-07-25T18:20:00"
RECIPIENT = "37499000000"
FUNCTIONS = ("send", "schedule", "querybalance", "querymessage")
_LINE = re.compile(r"(ID|Err|Er) ?: ?([^ :]+)(?: ?: ?(.*))?", re.DOTALL)


def parsed(line: str) -> dict[str, str | None]:
    """An answer in its parts: the word before the first colon, the value, and the info text or None."""
    match = _LINE.fullmatch(line)
    assert match, f"not a v2 answer: {line!r}"
    return {"kind": match[1], "value": match[2], "info": match[3]}


def value(line: str) -> str:
    """The value of an answer: an id, a balance, a status or an error code."""
    return str(parsed(line)["value"])


def ask(account: Account, function: str, **parameters: str) -> str:
    """Ask a v2 function; the answer must fit its schema."""
    line = account.v2(function, **parameters)
    assert explain(f"v2/{function}.answer", parsed(line)) == [], line
    return line


def asked(account: Account, function: str, changes: Mapping[str, str | None] | None = None) -> str:
    """Ask a function with right values for all its parameters, but for `changes`; None leaves a parameter out."""
    parameters = {**right(account, function), **(changes or {})}
    given = {name: text for name, text in parameters.items() if text is not None}
    response = account.sim.http.get(V2_PATH, params=given)
    assert response.status_code == 200, response.text
    return response.text


def right(account: Account, function: str) -> dict[str, str | None]:
    """Every mandatory parameter of a function, right."""
    parameters: dict[str, str | None] = {
        "function": function,
        "username": account.username,
        "password": account.password,
    }
    if function in ("send", "schedule"):
        parameters |= {"sender": account.sender, "recipient": RECIPIENT, "body": "hello"}
    if function == "schedule":
        parameters["sendingdate"] = "2019-07-25T18:21:00"
    if function == "querymessage":
        parameters["messageref"] = "1"
    return parameters


def schedule(account: Account, date: str, recipient: str = RECIPIENT, **parameters: str) -> str:
    """v2 schedule from the registered sender."""
    given = {"sender": account.sender, "recipient": recipient, "body": "hello", "sendingdate": date, **parameters}
    return ask(account, "schedule", **given)


def status(account: Account, message_id: str) -> str:
    """The v2 status of a message."""
    return value(ask(account, "querymessage", messageref=message_id))


def balance(account: Account) -> str:
    """The balance as v2 tells it."""
    return value(ask(account, "querybalance"))


# Raw requests


def target(account: Account, function: str, rest: bytes) -> bytes:
    """A request target with the credentials, and `rest` of the query as it is."""
    credentials = f"username={quote(account.username)}&password={quote(account.password)}"
    return f"{V2_PATH}?function={function}&{credentials}&".encode() + rest


def send_target(account: Account, body: bytes, recipient: str = RECIPIENT) -> bytes:
    """The target of a send whose body stands in the URL as these bytes."""
    return target(account, "send", f"sender={account.sender}&recipient={recipient}&body=".encode() + body)


def get(sim: Sim, request_target: bytes, *, version: str = "1.1", headers: str = "Host: localhost\r\n") -> str:
    """GET a target, byte for byte, on a connection of its own; returns the body of the answer, which must be 200."""
    with sim.connection() as connection:
        connection.send(b"GET " + request_target + f" HTTP/{version}\r\n{headers}\r\n".encode())
        status_code, body = connection.answer()
    assert status_code == 200, body
    return body.decode()


# What was recorded


def rules(account: Account) -> list[str]:
    """The rules that the account's last request broke; notes are none."""
    return [each["rule"] for each in noted(account.exchanges[-1]) if each["level"] != "NOTE"]


def clauses(account: Account) -> list[str]:
    """The clauses that the account's last request departed from."""
    return [each["clause"] for each in noted(account.exchanges[-1])]


def last(account: Account) -> dict[str, Any]:
    """The account's last message, as its operator sees it."""
    return dict(account.messages[-1])


@contextmanager
def strict() -> Iterator[Sim]:
    """A simulator that refuses what others merely record."""
    with running(replace(demo(), strictness="refuse")) as sim:
        yield sim
