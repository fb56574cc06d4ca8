"""Faults as they are asked for: which requests, what befalls them, and where. Plain values, checked when they are read.

A match is a hold's as well.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from .gateway.codes import V2Code, V3Code
from .wire.v2 import Function
from .wire.v3 import ANSWER_MEMBERS, Method

Point = Literal["before", "after"]
Protocol = Literal["v2", "v3"]

METHODS: Mapping[Protocol, tuple[str, ...]] = {
    "v2": tuple(function.value for function in Function),
    "v3": tuple(method.value for method in Method),
}
_CODES: Mapping[Protocol, type[V2Code] | type[V3Code]] = {"v2": V2Code, "v3": V3Code}
_WITH_TEXT = (712, 713)  # v2 8.2: whatever goes wrong inside
_DEEPEST = 20  # of an extra field; who reads or shows it need not fear its depth


class FaultError(ValueError):
    """A match or a fault that cannot be. The text begins with the member, and says what is allowed."""


@dataclass(frozen=True, slots=True)
class Match:
    """All that are given must hold. protocol "v2" or "v3"; method in any letter case.

    nth: begin with the nth matching request (default the first). every: then every so many (None: one after another).
    chance: of those, so often; 0 and 1 are exact. times: at most so often; None: no end.
    """

    protocol: Protocol | None = None
    method: str | None = None
    nth: int | None = None
    every: int | None = None
    chance: float | None = None
    times: int | None = None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Match:
        """From a document that conforms to the schema `control/match`, its account left out. Raises FaultError."""
        match = cls(**document)
        if not match.protocols:
            known = METHODS[cast(Protocol, match.protocol)]
            raise FaultError(f"match.method: {match.protocol} has no {match.method}; allowed: {', '.join(known)}")
        is_open = match.every is not None or match.chance is not None
        return match if match.times is not None or is_open else replace(match, times=1)

    @property
    def protocols(self) -> list[Protocol]:
        """Those whose requests it may want."""
        return [each for each in METHODS if self.protocol in (None, each) and self._has_method(METHODS[each])]

    def _has_method(self, methods: Collection[str]) -> bool:
        return self.method is None or self.method.casefold() in map(str.casefold, methods)

    def wants(self, protocol: str, method: str) -> bool:
        """Whether a request is of the kind asked for."""
        is_protocol = self.protocol is None or self.protocol == protocol
        return is_protocol and (self.method is None or self.method.casefold() == method.casefold())


@dataclass(frozen=True, slots=True)
class Effect:
    """What one kind of fault needs and may be given, and the points it can have, the default first."""

    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()
    points: tuple[Point, ...] = ("before", "after")

    @property
    def takes(self) -> tuple[str, ...]:
        """All its parameters."""
        return self.needs + self.may_have


_SERVED: tuple[Point, ...] = ("after",)
EFFECTS: Mapping[str, Effect] = {
    "code": Effect(needs=("code",), may_have=("text",)),
    "delay": Effect(needs=("seconds",)),
    "hang": Effect(may_have=("seconds",)),
    "reset": Effect(),
    "garbage": Effect(),
    "empty": Effect(),
    "http-status": Effect(needs=("status",)),
    "truncate": Effect(needs=("bytes",), points=_SERVED),
    "drip": Effect(needs=("bytes_per_second",), points=_SERVED),
    "extra-fields": Effect(needs=("fields",), points=_SERVED),
}


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """One fault. point: `before`, the gateway never sees the request; `after`, it is served and charged first.

    account: whose requests; None: everybody's. parameters: those of its effect, as far as given.
    """

    match: Match
    effect: str
    point: Point
    account: str | None
    parameters: Mapping[str, Any]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> FaultSpec:
        """From a document that conforms to the schema `control/fault-new`. Raises FaultError."""
        given = dict(document)
        wanted = dict(given.pop("match", {}))
        account = wanted.pop("account", None)
        match, effect = Match.read(wanted), given.pop("effect")
        point = _point(effect, given.pop("point", None))
        _reject_foreign(effect, given)
        if "code" in given:
            given["code"] = _code(given["code"], match)
            _reject_text(given)
        if effect == "extra-fields":
            _reject_fields(given["fields"])
        given |= {name: int(given[name]) for name in {"bytes", "status"} & given.keys()}  # 10.0 is an integer in JSON
        return cls(_narrowed(match, effect, given.get("code")), effect, point, account, given)


def _point(effect: str, given: Point | None) -> Point:
    points = EFFECTS[effect].points
    if given is not None and given not in points:
        raise FaultError(f"point: {given} given; {effect} shapes the answer of a served request; allowed: after")
    return given or points[0]


def _reject_foreign(effect: str, given: Mapping[str, Any]) -> None:
    kind = EFFECTS[effect]
    takes = ", ".join(kind.takes) or "nothing"
    for name in given:
        if name not in kind.takes:
            raise FaultError(f"{name}: not a parameter of {effect}, which takes {takes}")
    for name in kind.needs:
        if name not in given:
            raise FaultError(f"{name}: missing; {effect} takes {takes}")


def _code(number: int, match: Match) -> V2Code | V3Code:
    """The code with this number, in the one protocol that has it."""
    found = [code for codes in _CODES.values() for code in codes if code == number]
    owner: Protocol = "v2" if found and isinstance(found[0], V2Code) else "v3"
    if not found or owner not in match.protocols:
        allowed = " or ".join(f"{', '.join(f'{code:d}' for code in _CODES[each])} ({each})" for each in match.protocols)
        reason = f", a code of {owner}, and the match is for {match.protocols[0]}" if found else ""
        raise FaultError(f"code: {number} given{reason}; allowed: {allowed}")
    return found[0]


def _reject_text(given: Mapping[str, Any]) -> None:
    if "text" in given and given["code"] not in _WITH_TEXT:
        raise FaultError(f"text: code {given['code']:d} has its own; only 712 and 713 may be given another")


def _reject_fields(fields: Mapping[str, Any]) -> None:
    documented = {name.strip().casefold(): name for name in ANSWER_MEMBERS}
    if not fields:
        raise FaultError("fields: an empty object given; name a member at least")
    for name in fields:
        if name.strip().casefold() in documented:
            raise FaultError(f"fields.{name}: the document has {documented[name.strip().casefold()]}; choose another")
    if _depth(fields) > _DEEPEST:
        raise FaultError(f"fields: nested more than {_DEEPEST} deep")
    try:
        json.dumps(fields, allow_nan=False)
    except ValueError as error:
        raise FaultError(f"fields: JSON cannot say it: {error}") from None


def _depth(value: Any) -> int:
    """How deep a value is nested; no deeper than one more than is allowed, so that none is too deep to be measured."""
    depth, level = 0, [value]
    while level and depth <= _DEEPEST:
        depth += 1
        level = [inner for outer in level for inner in _members(outer)]
    return depth


def _members(value: Any) -> Collection[Any]:
    return value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()


def _narrowed(match: Match, effect: str, code: V2Code | V3Code | None) -> Match:
    """The match without the protocol that this effect cannot befall, so that its requests are not counted either."""
    if effect == "extra-fields" and "v3" not in match.protocols:
        raise FaultError("effect: extra-fields adds to a JSON answer, and the match is for v2; match v3")
    if effect == "extra-fields" or isinstance(code, V3Code):
        return replace(match, protocol="v3")
    return replace(match, protocol="v2") if code else match
