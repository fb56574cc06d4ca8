"""All that a simulator holds, as its operator sees it: what has to be the same before and after."""

from typing import Any

from tests.support import Sim


def everything(sim: Sim) -> dict[str, Any]:
    """Accounts with all that is theirs, the world's clock and readings, the coverage, and the journal."""
    usernames = [account["username"] for account in every(sim, "accounts")]
    return {
        "accounts": {username: _account(sim, username) for username in usernames},
        "order": usernames,
        "clock": sim.control("GET", "clock"),
        "readings": sim.control("GET", "readings"),
        "coverage": sim.control("GET", "coverage"),
        "exchanges": {exchange["id"]: exchange for exchange in every(sim, "exchanges")},
        "arrivals": [exchange["id"] for exchange in every(sim, "exchanges")],
        "dropped": sim.control("GET", "exchanges", params={"limit": "1"})["dropped"],
    }


def every(sim: Sim, path: str) -> list[Any]:
    """A whole list."""
    page = sim.control("GET", path, params={"limit": "10000"})
    assert page["next"] is None
    return list(page[path.rpartition("/")[2]])


def _account(sim: Sim, username: str) -> dict[str, Any]:
    path = f"accounts/{username}"
    return {
        "shown": sim.control("GET", path),
        "settings": sim.simulator.gateway.accounts[username].settings,
        "sessions": every(sim, f"{path}/sessions"),
        "messages": every(sim, f"{path}/messages"),
        "ledger": sim.control("GET", f"{path}/ledger"),
    }


def differences(then: Any, now: Any, place: str = "") -> list[str]:
    """Where two such documents differ, place by place: pytest's own comparison of large ones is no help."""
    if isinstance(then, dict) and isinstance(now, dict):
        names = [*then, *(name for name in now if name not in then)]
        return [
            line
            for name in names
            for line in differences(then.get(name, "(none)"), now.get(name, "(none)"), f"{place}.{name}")
        ]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        pairs = enumerate(zip(then, now, strict=True))
        return [line for index, (one, two) in pairs for line in differences(one, two, f"{place}[{index}]")]
    same = then == now and type(then) is type(now)
    return [] if same else [f"{place}: {then!r}, then {now!r}"]
