"""Clients that write down what they were told: who asks, and every answer that came whole."""

import json
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support import JSON, V2_PATH

TOKEN = "X-Token"
WORLD = """
template = "one"
routes = [{ prefix = "374", price = "2.00" }]
""" + "".join(
    f'[[accounts]]\nusername = "{name}"\npassword = "p"\nsenders = ["S"]\nbalance = "1000000.00"\ncurrency = "EUR"\n'
    for name in ("one", "two", "kept")
)


@dataclass
class Asked:
    """A request that left. status, answer: None while no whole answer has come; the numbers tell what was first."""

    token: str
    messages: int
    at: int
    heard_at: int | None = None
    status: int = 0
    answer: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether messages were accepted, as far as its client knows."""
        return self.answer.startswith("ID: ") or '"StatusCode": 101' in self.answer or '"StatusCode":101' in self.answer


@dataclass
class Memory:
    """What the clients of one file remember. Moments are numbers that grow.

    epoch: what was asked before it need not be there. made: accounts, by when they were; limit: the credit limit last
    told, last asked for; resets: when each was asked for, and answered.
    """

    epoch: int = -1
    asked: dict[str, Asked] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    limit: tuple[int, int] = (0, 0)
    resets: list[tuple[int, int | None]] = field(default_factory=list)
    _moments: "count[int]" = field(default_factory=count)

    def moment(self) -> int:
        """A number greater than all before."""
        return next(self._moments)

    def ask(self, messages: int) -> Asked:
        """A request is about to leave, with so many messages in it."""
        at = self.moment()
        asked = self.asked[f"t{at}"] = Asked(f"t{at}", messages, at)
        return asked


class Client:
    """One connection and what is asked over it; it ends with the server."""

    def __init__(self, url: str, memory: Memory, chance: random.Random) -> None:
        address = urlsplit(url)
        self._http = HTTPConnection(address.hostname or "", address.port, timeout=20)
        self.memory = memory
        self.chance = chance

    def run(self, act: Callable[["Client"], None]) -> threading.Thread:
        """Act again and again on a thread of its own, until the server is gone."""

        def until_the_end() -> None:
            try:
                while True:
                    act(self)
            except (OSError, HTTPException):
                self._http.close()

        thread = threading.Thread(target=until_the_end)
        thread.start()
        return thread

    def hear(self, asked: Asked, method: str, path: str, body: bytes | None = None) -> None:
        """Ask, and write the answer down when it is here."""
        self._http.request(method, path, body, {TOKEN: asked.token, **(JSON if body else {})})
        answer = self._http.getresponse()
        text = answer.read().decode()
        asked.status, asked.answer, asked.heard_at = answer.status, text, self.memory.moment()

    def control(self, method: str, path: str, document: Any = None) -> Any:
        """Ask the control API."""
        body = None if document is None else json.dumps(document).encode()
        self._http.request(method, f"/_control/{path}", body, JSON if body else {})
        answer = self._http.getresponse()
        text = answer.read()
        assert answer.status < 300, text
        return json.loads(text or b"null")


def v2(client: Client) -> None:
    """Sends, now and later, and a question now and then."""
    function = client.chance.choice(["send", "send", "schedule", "querybalance"])
    asked = client.memory.ask(int(function != "querybalance"))
    sms = {"sender": "S", "recipient": "37499000000", "body": asked.token, "sendingdate": "2099-01-01T00:00:00"}
    query = {"function": function, "username": client.chance.choice(["one", "two"]), "password": "p"}
    client.hear(asked, "GET", f"{V2_PATH}?{urlencode(query | sms)}")


@dataclass
class V3:
    """One account's v3 client: it logs in when it has to, and keeps its session when the server is another."""

    username: str
    session: str = ""

    def __call__(self, client: Client) -> None:
        """One request."""
        if not self.session:
            asked = client.memory.ask(0)
            document: dict[str, Any] = {"Username": self.username, "Password": "p"}
            client.hear(asked, "POST", "/v3/authorize", json.dumps(document).encode())
            self.session = json.loads(asked.answer)["SessionId"]
            return
        if client.chance.random() < 0.2:
            self._hear(client, client.memory.ask(0), "QueryBalance", {})
            return
        asked = client.memory.ask(client.chance.choice([1, 1, 5]))
        rows = [
            {"Recipient": "37499000000", "Body": "x", "Reference": f"{asked.token}-{index}"}
            for index in range(asked.messages)
        ]
        when: dict[str, Any] = client.chance.choice([{}, {}, {"SendWithinHours": 3}, {"ScheduledDate": "2099-01-01"}])
        self._hear(client, asked, "Send", {"Sender": "S", "Messages": rows, **when})

    def _hear(self, client: Client, asked: Asked, method: str, members: dict[str, Any]) -> None:
        client.hear(asked, "POST", f"/v3/{method}", json.dumps({"SessionId": self.session, **members}).encode())
        if json.loads(asked.answer)["StatusCode"] == 103:
            self.session = ""


def operator(client: Client) -> None:
    """Makes and changes accounts, moves a clock, holds requests and lets them go."""
    memory = client.memory
    told, wanted = memory.limit
    match client.chance.randrange(4):
        case 0:
            asked_at = memory.moment()
            memory.made[client.control("POST", "accounts", {})["username"]] = asked_at
        case 1:
            memory.limit = (told, max(wanted, told + 1))
            client.control("PATCH", "accounts/kept", {"credit_limit": f"-{told + 1}"})
            memory.limit = (told + 1, told + 1)
        case 2:
            client.control("POST", "accounts/one/clock", {"advance": 1})
        case _:
            hold = client.control("POST", "accounts/two/holds", {"match": {"method": "Send"}})
            client.control("GET", f"holds/{hold['id']}?wait=0.02")
            client.control("DELETE", f"holds/{hold['id']}")


def resetting(client: Client) -> None:
    """An operator who begins anew."""
    memory = client.memory
    memory.limit = (0, 1_000_000)
    memory.resets.append((memory.moment(), None))
    client.control("POST", "reset", {})
    memory.resets[-1] = (memory.resets[-1][0], memory.moment())
