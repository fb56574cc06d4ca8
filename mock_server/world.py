"""Worlds: TOML files (data, never code) that say which accounts, routes, outcomes and readings there are."""

from __future__ import annotations

import difflib
import secrets
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from mobipace.schemas import conforms, explain

from .fault_specs import FaultError, FaultSpec
from .gateway.clock import ClockError, parse_instant
from .gateway.codes import State
from .gateway.outcomes import STANDARD, Course, OutcomeSettings, Rule, Step
from .gateway.readings import Readings
from .gateway.settings import AccountSettings, ClockSettings, World
from .gateway.states import ImpossibleMove

MOST_PROBLEMS = 20
"""Mistakes that are told at once."""

_STATES = {state.label: state for state in State}


class WorldError(ValueError):
    """A world that cannot be used. One problem a line: the place, what is wrong, what is allowed."""


def demo_text() -> str:
    """The built-in demo world, as TOML."""
    return (resources.files("mobipace.fixtures") / "worlds" / "demo.toml").read_text("utf-8")


def load(
    path: Path | None,
    *,
    seed: int | None = None,
    readings: Mapping[str, str] | None = None,
    drawn_seed: int | None = None,
) -> World:
    """The world in `path` (None: the demo world); `seed` and `readings` stand over its own. Raises WorldError.

    drawn_seed: taken where neither says one, instead of drawing another.
    """
    if path is None:
        return parse(demo_text(), "demo world", seed=seed, readings=readings, drawn_seed=drawn_seed)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise WorldError(f"world {path} cannot be read: {reason}") from None
    return parse(text, str(path), seed=seed, readings=readings, drawn_seed=drawn_seed)


def parse(
    text: str,
    name: str,
    *,
    seed: int | None = None,
    readings: Mapping[str, str] | None = None,
    drawn_seed: int | None = None,
) -> World:
    """Read a world's TOML, otherwise as `load`. `name` is how errors call it. Raises WorldError."""
    try:
        document = _plain(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise WorldError(f"{name}: not TOML: {error}") from None
    except ValueError:  # of _plain; and of Python, which reads no integer of thousands of digits
        raise WorldError(f"{name}: not TOML: an integer has more than 64 bits") from None
    if not conforms("world", document):  # fast; what is wrong takes its time
        problems = explain("world", document, limit=MOST_PROBLEMS)
        raise WorldError("\n".join(f"{name}: {problem.place or 'the file'}: {problem.message}" for problem in problems))
    try:
        if seed is None:
            seed = document.get("seed", secrets.randbits(32) if drawn_seed is None else drawn_seed)
        return _world(document, seed, readings or {})
    except ValueError as error:
        raise WorldError(f"{name}: {error}") from None


def _plain(value: Any) -> Any:
    """TOML's dates as text, so that a schema can speak of them. Raises ValueError for an integer beyond TOML's own."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, int) and value.bit_length() > 64:
        raise ValueError(value.bit_length())
    if isinstance(value, datetime) and value.tzinfo is not None:
        try:
            value = value.astimezone(UTC)
        except OverflowError:  # its offset moves it out of the calendar: left as it is, for the schema to refuse
            return value.isoformat()
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def _world(document: Mapping[str, Any], seed: int, readings: Mapping[str, str]) -> World:
    accounts = tuple(
        _at(f"accounts[{index}]", account, AccountSettings(account["username"]))
        for index, account in enumerate(document["accounts"])
    )
    usernames = [account.username for account in accounts]
    _reject_repeated(usernames)
    template = document.get("template", usernames[0])
    if template not in usernames:
        raise WorldError(f"template: no account {template!r}; {_nearest(template, usernames)}")
    return World(
        accounts=accounts,
        seed=int(seed),  # 7.0 is an integer in a schema
        template=template,
        strictness=document.get("strictness", "report"),
        max_failed_logins=int(document.get("max_failed_logins", 5)),
        blocked_mobiles=frozenset(document.get("blocked_mobiles", ())),
        readings=Readings({**document.get("readings", {}), **readings}).changes,
        clock=read_clock(document.get("clock", {})),
        routes=_routes(document.get("routes", ())),
        outcomes=_outcomes(document.get("outcomes", {})),
        faults=_faults(document.get("faults", ()), usernames),
    )


def _at(place: str, document: Mapping[str, Any], base: AccountSettings) -> AccountSettings:
    try:
        return read_account(document, base)
    except ValueError as error:
        raise WorldError(f"{place}.{error}") from None


def read_account(document: Mapping[str, Any], base: AccountSettings) -> AccountSettings:
    """`base` with the members of `document`, which conforms to the schema `account`, on top.

    Raises ValueError, beginning with the member's name, for what a schema cannot tell: an unknown time zone, a
    course that the status table does not allow, a clock's instant that does not exist.
    """
    given = dict(document)
    changes: dict[str, Any] = {key: given[key] for key in _AS_THEY_ARE & given.keys()}
    changes |= {key: Decimal(given[key]) for key in {"balance", "credit_limit"} & given.keys()}
    changes |= {key: read(given[key]) for key, read in _READ.items() if key in given}
    if "sender" in given or "senders" in given:
        changes["senders"] = _senders(given, base)
    if "readings" in given:
        changes["readings"] = {**base.readings, **given["readings"]}
    return replace(base, **changes)


_AS_THEY_ARE = {"username", "password", "currency", "kind", "blocked", "locked"}


def _senders(given: Mapping[str, Any], base: AccountSettings) -> tuple[str, ...]:
    first = (given["sender"],) if "sender" in given else ()
    return tuple(dict.fromkeys((*first, *given.get("senders", base.senders))))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfo raises each of them, by the form of the name
        raise WorldError(f"time_zone: {name!r} is not an IANA zone; {_nearest(name, available_timezones())}") from None


def read_clock(document: Mapping[str, Any]) -> ClockSettings:
    """Clock settings from `now`, `frozen` and `rate`. Raises ValueError."""
    try:
        now = parse_instant(document["now"]) if "now" in document else None
    except ClockError as error:
        raise WorldError(f"clock.now: {error}") from None
    return ClockSettings(now, document.get("frozen", False), document.get("rate", 1))


def _routes(document: Iterable[Mapping[str, str]]) -> dict[str, Decimal]:
    prices: dict[str, Decimal] = {}
    for index, route in enumerate(document):
        if route["prefix"] in prices:
            raise WorldError(f"routes[{index}].prefix: {route['prefix']!r} is there already; each prefix has one price")
        prices[route["prefix"]] = Decimal(route["price"])
    return prices


def _outcomes(document: Mapping[str, Any]) -> OutcomeSettings:
    settings = OutcomeSettings(
        moved_by=document.get("moved_by", "time"),
        steps=_steps(document["steps"]) if "steps" in document else STANDARD,
        rules=tuple(
            Rule(
                rule["recipient"],
                _STATES[rule["ends"]] if "ends" in rule else None,
                _steps(rule.get("steps", ())),
                rule.get("chance"),
            )
            for rule in document.get("rules", ())
        ),
    )
    _reject_impossible("outcomes.steps", settings.steps)
    for index, rule in enumerate(settings.rules):
        _reject_impossible(f"outcomes.rules[{index}].steps", rule.steps)
    return settings


def _reject_impossible(place: str, steps: tuple[Step, ...]) -> None:
    try:
        Course.of_steps(steps, "time")
    except ImpossibleMove as error:
        raise WorldError(f"{place}: {error}") from None


def _faults(documents: Iterable[Mapping[str, Any]], usernames: list[str]) -> tuple[Mapping[str, Any], ...]:
    """The documents as they are, once they are known to be right."""
    for index, document in enumerate(documents):
        try:
            account = FaultSpec.read(document).account
        except FaultError as error:
            raise WorldError(f"faults[{index}].{error}") from None
        if account is not None and account not in usernames:
            raise WorldError(f"faults[{index}].match.account: no account {account!r}; {_nearest(account, usernames)}")
    return tuple(documents)


def _steps(document: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(_STATES[step["status"]], step["after"], step.get("jitter", 0)) for step in document)


_READ: dict[str, Callable[[Any], Any]] = {
    "seed": int,
    "time_zone": _zone,
    "clock": read_clock,
    "routes": _routes,
    "outcomes": _outcomes,
    "blocked_mobiles": frozenset,
}


def _reject_repeated(usernames: list[str]) -> None:
    for index, username in enumerate(usernames):
        if username in usernames[:index]:
            raise WorldError(f"accounts[{index}].username: {username!r} is there already; each account needs its own")


def _nearest(given: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(given, names, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(names[:5])}{', …' if len(names) > 5 else ''}"
