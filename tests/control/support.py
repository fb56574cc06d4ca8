"""A client of the control API that holds every answer to the API's own description."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from mobipace.schemas import bundle, explain
from tests.support import Account, Sim

DESCRIPTION = bundle("control/openapi")
START = "2019-07-25T18:20:00Z"
"""What the clock of a fresh account shows in tests, frozen."""


@dataclass(frozen=True)
class Control:
    """The control API of one simulator. `status` is what a call expects; every body must fit what describes it."""

    sim: Sim

    def ask(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        """One call; returns the document, or None where there is none to return."""
        response = self.raw(method, path, **options)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text[:2000]}"
        return response.json() if response.content else None

    def raw(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One call, whatever its status; the body is checked all the same."""
        response = self.sim.http.request(method, f"{self.sim.urls.control}/{path}", **options)
        wrong = misfits(method, path, response)
        assert wrong == [], f"{wrong[:3]} in {method} {path}: {response.status_code} {response.text[:2000]}"
        return response

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        """GET."""
        return self.ask("GET", path, status, **options)

    def post(self, path: str, document: Any = None, status: int = 200, **options: Any) -> Any:
        """POST a document, `{}` if none is given."""
        return self.ask("POST", path, status, json={} if document is None else document, **options)

    def patch(self, path: str, document: Any, status: int = 200) -> Any:
        """PATCH with a document."""
        return self.ask("PATCH", path, status, json=document)

    def delete(self, path: str, status: int = 204) -> Any:
        """DELETE."""
        return self.ask("DELETE", path, status)

    def error(self, method: str, path: str, status: int, **options: Any) -> str:
        """A call that must be refused so; returns the error's text."""
        return str(self.ask(method, path, status, **options)["error"])

    def account(self, **members: Any) -> Account:
        """A fresh account with its clock frozen at START."""
        made = self.post("accounts", {"clock": {"now": START, "frozen": True}, **members}, 201)
        return Account(self.sim, made["username"], made["password"] or "")

    def held(self, hold: dict[str, Any]) -> None:
        """Wait until a hold holds a request."""
        assert self.get(f"holds/{hold['id']}", params={"wait": 20})["state"] == "holding"


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Ask again and again until it is so; each question is a round trip, so nothing spins idly."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not come about within {seconds} s"


# What describes an answer


def misfits(method: str, path: str, response: httpx.Response) -> list[str]:
    """What in an answer is not as described; empty when all is well."""
    if response.is_error:
        return _misfit_error(response)
    found = operation(method, path)
    described = found["responses"].get(str(response.status_code)) if found else None
    if described is None:
        return [f"nothing describes {response.status_code}"]
    return _misfit_body(described.get("content"), response)


def _misfit_error(response: httpx.Response) -> list[str]:
    if response.headers["Content-Type"].partition(";")[0] != "application/json":
        return ["an error of the control API is JSON"]
    return [str(problem) for problem in explain("control/error", response.json())]


def _misfit_body(content: dict[str, Any] | None, response: httpx.Response) -> list[str]:
    if content is None:
        return ["a body is there, and none is described"] if response.content else []
    media = response.headers["Content-Type"].partition(";")[0]
    if media not in content:
        return [f"the body is {media}; described: {', '.join(content)}"]
    instance = response.json() if media.endswith("json") else response.text
    validator = Draft202012Validator({**DESCRIPTION, "allOf": [content[media]["schema"]]})
    return [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(instance)]


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What the description says of a method and a path such as `accounts/x/clock`, or None."""
    plain = "/" + path.partition("?")[0]
    for pattern, item in _patterns():
        if pattern.fullmatch(plain) and method.lower() in item:
            return dict(item[method.lower()])
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Only the name of a schema may hold a slash."""
    wildcards = [(re.sub(r"\{\w+\}", "[^/]+", path.replace("{name}", ".+")), item) for path, item in _paths()]
    return [(re.compile(wildcard), item) for wildcard, item in wildcards]


def _paths() -> list[tuple[str, dict[str, Any]]]:
    return sorted(DESCRIPTION["paths"].items(), key=lambda pair: "{" in pair[0])
