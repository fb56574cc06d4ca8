"""Making and releasing holds."""

from typing import Any

from tests.control.support import Control
from tests.support import Account


def make(control: Control, account: Account, **match: Any) -> dict[str, Any]:
    """A hold."""
    return dict(control.post(f"accounts/{account.username}/holds", {"match": match}, 201))


def state(control: Control, hold: dict[str, Any]) -> str:
    """Where it is."""
    return str(control.get(f"holds/{hold['id']}")["state"])


def release(control: Control, hold: dict[str, Any]) -> str:
    """Release it; returns the state it is in then."""
    return str(control.ask("DELETE", f"holds/{hold['id']}")["state"])


def balance(account: Account, session: str) -> int:
    """QueryBalance's code."""
    return int(account.call("QueryBalance", {"SessionId": session})["StatusCode"])


def holding(control: Control, hold: dict[str, Any]) -> int:
    """How many it holds now."""
    return int(control.get(f"holds/{hold['id']}")["holding"])
