"""Somebody who uses a simulator as owner and as operator, so that the same can be done to two of them."""

import json
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.state.support import Kept
from tests.support import JSON, V2_PATH
from tests.v3.support import http_request

HOST = {"Host": "gateway.test"}  # the same for every simulator: it is in the journal


@dataclass
class Visitor:
    """`answers` is all that came back. Accounts, sessions and messages are named by their number, so far made."""

    sim: Kept
    accounts: list[tuple[str, str]]
    sessions: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    def at(self, sim: Kept) -> "Visitor":
        """The same, with the same memories, at another simulator."""
        twin = copy(self)
        twin.sim, twin.accounts, twin.sessions = sim, [*self.accounts], [*self.sessions]
        twin.answers = []
        return twin

    # As owner

    def authorize(self, account: int, password: str | None = None) -> None:
        """v3 authorize, with the right password unless another is given."""
        username, right = self._account(account)
        answer = self.v3("authorize", {"Username": username, "Password": password or right})
        if session := answer.get("SessionId"):
            self.sessions.append(str(session))

    def in_session(self, method: str, session: int, members: Mapping[str, Any]) -> None:
        """A v3 method of a session."""
        self.v3(method, {"SessionId": self._session(session), **members})

    def v3(self, method: str, document: Mapping[str, Any]) -> Any:
        """A v3 method."""
        return json.loads(self.post(f"/v3/{method}", json.dumps(document).encode()))

    def post(self, path: str, body: bytes, content_type: str = JSON["Content-Type"]) -> str:
        """Whatever somebody posts."""
        headers = {**HOST, "Content-Type": content_type}
        return self._heard(self.sim.http.post(path, content=body, headers=headers))

    def v2(self, function: str, account: int, **parameters: str) -> None:
        """A v2 function."""
        username, password = self._account(account)
        query = {"function": function, "username": username, "password": password, **parameters}
        self._heard(self.sim.http.get(V2_PATH, params=query, headers=HOST))

    def overlapping(self, first: int, second: int) -> None:
        """Two sessions ask for the balance at once: the first is held until the second has been answered."""
        owner = self.sim.simulator.gateway.account_of_session(self._session(first))
        if owner is None:
            return
        hold = self.sim.control("POST", f"accounts/{owner.username}/holds", json={"match": {"method": "QueryBalance"}})
        path = f"holds/{hold['id']}"
        with self.sim.connection() as connection:
            connection.send(http_request("/v3/QueryBalance", json.dumps({"SessionId": self._session(first)}).encode()))
            if self._is_held(path, owner.username):
                self.in_session("QueryBalance", second, {})
            self.sim.control("DELETE", path)
            self.answers.append(connection.answer()[1].decode())

    def _is_held(self, path: str, username: str) -> bool:
        """Wait until the request is at its hold; False if it was answered without, as in a session that is dead."""
        while True:
            if self.sim.control("GET", path)["state"] == "holding":
                return True
            last = self.sim.control("GET", "exchanges", params={"limit": "10000"})["exchanges"][-1:]
            if last and last[0]["method"] == "QueryBalance" and last[0]["finished_at"]:
                return False

    # As operator

    def make(self, document: Mapping[str, Any]) -> None:
        """A fresh account."""
        made = self.control("POST", "accounts", document)
        if "password" in made:
            self.accounts.append((made["username"], made["password"]))

    def change(self, account: int, path: str, document: Mapping[str, Any]) -> None:
        """PATCH an account, or POST what hangs below it."""
        username, _ = self._account(account)
        self.control("POST" if path else "PATCH", f"accounts/{username}{path}", document)

    def remove(self, account: int, path: str = "") -> None:
        """DELETE an account, or what hangs below it."""
        username, _ = self._account(account)
        self.control("DELETE", f"accounts/{username}{path}")

    def force(self, which: int, status: str) -> None:
        """Move one of all messages by hand."""
        self.control("POST", f"messages/{100_001 + which}/status", {"status": status})

    def control(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> Any:
        """A call of the control API, which may refuse."""
        url = f"{self.sim.urls.control}/{path}"
        return json.loads(self._heard(self.sim.http.request(method, url, json=document)) or "null")

    def wait(self, microseconds: int) -> None:
        """Real time passes."""
        self.sim.do(lambda: setattr(self.sim.wall, "at", self.sim.wall.at + microseconds))

    def _account(self, index: int) -> tuple[str, str]:
        return self.accounts[index % len(self.accounts)]

    def _session(self, index: int) -> str:
        return self.sessions[index % len(self.sessions)] if self.sessions else "none"

    def _heard(self, response: httpx.Response) -> str:
        self.answers.append(f"{response.status_code} {response.text}")
        return response.text
