"""What `verify-server` was told, checked before anything is asked of a server."""

from __future__ import annotations

import difflib
import fnmatch
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mobipace.mock_server.gateway.readings import UnknownReading
from mobipace.mock_server.gateway.readings import check as check_reading
from mobipace.mock_server.report import form_of

from .checks import CHECKS
from .detectors import DETECTORS
from .guard import Guard, LiveGuard
from .machine_id import MACHINE
from .target import Target

_EXAMPLES = 25


class UsageError(ValueError):
    """Options that cannot be used; the text says which, and what is allowed."""


@dataclass(frozen=True)
class Options:
    """The options of a run. seed: what generated sequences follow from."""

    target: Target
    told: Mapping[str, str]
    all_readings: bool
    only: Sequence[str]
    examples: int
    seed: int
    trace: Path
    guard: Guard
    reports: Sequence[Path]
    strict: bool
    verbose: bool = False

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Options:
        """Options from the command line's values, by their names. Raises UsageError."""
        _check_url("--v3-url", given["v3_url"])
        _check_url("--v2-url", given["v2_url"])
        if given["control"]:
            _check_url("--control", given["control"])
        if given["ca"] and not given["ca"].is_file():
            raise UsageError(f"--ca {given['ca']}: there is no such file")
        reports = given["report"] or []
        _check_reports(reports)
        only = _only(given["only"] or [])
        return cls(
            target=_target(given),
            told=_readings(given["reading"] or []),
            all_readings=given["readings"] == "all",
            only=only,
            examples=_examples(given),
            seed=given["seed"],
            trace=given["trace"],
            guard=_guard(given),
            reports=reports,
            strict=given["strict"],
            verbose=given["verbose"],
        )

    @property
    def line(self) -> str:
        """The command that repeats it, without the password."""
        target = self.target
        words = ["mobipace-mock", "verify-server", "--v3-url", target.v3_url, "--v2-url", target.v2_url]
        words += ["--username", target.username, "--sender", target.sender]
        words += ["--recipient", target.recipient] if target.recipient else []
        words += ["--control", target.control] if target.control else []
        for key, value in self.told.items():
            words += ["--reading", f"{key}={value}"]
        words += ["--readings", "all"] if self.all_readings else []
        words += ["--examples", f"{self.examples}", "--seed", f"{self.seed}"] if self.examples else []
        return shlex.join(words)


def _target(given: Mapping[str, Any]) -> Target:
    allowed = given["allow_recipient"] or []
    return Target(
        given["v3_url"].rstrip("/"),
        given["v2_url"],
        given["username"],
        given["password"],
        sender=given["sender"],
        recipient=given["recipient"] or (allowed[0] if given["live"] and allowed else None),
        control=given["control"],
        token=given["control_token"],
        timeout=given["timeout"],
        ca=given["ca"],
    )


def _check_url(option: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_url = False
    if not is_url:
        raise UsageError(f"{option}: {url!r} given; write a URL such as http://127.0.0.1:8080/v3")


def _check_reports(paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            form_of(path)
        except ValueError as error:
            raise UsageError(f"--report: {error}") from None
        if not path.absolute().parent.is_dir():
            raise UsageError(f"--report {path}: there is no folder {path.parent}; make it first")


def _only(patterns: Sequence[str]) -> Sequence[str]:
    ids = [*(each.id for each in DETECTORS), *(each.id for each in CHECKS), MACHINE]
    for pattern in patterns:
        if not fnmatch.filter(ids, pattern):
            near = difflib.get_close_matches(pattern, ids, n=1)
            hint = f"did you mean {near[0]}?" if near else "ids begin with server."
            raise UsageError(f"--only {pattern!r}: no check has such an id; {hint}")
    return patterns


def _readings(given: Sequence[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--reading {text!r}: write KEY=VALUE, such as busy_scope=session")
        try:
            check_reading(key, value)
        except UnknownReading as error:
            raise UsageError(f"--reading: {error}") from None
        told[key] = value
    return told


def _examples(given: Mapping[str, Any]) -> int:
    examples: int | None = given["examples"]
    if examples is None:
        return _EXAMPLES if given["control"] else 0
    if examples and not given["control"]:
        raise UsageError("--examples needs --control: each sequence has an account of its own, and moves its clock")
    return examples


def _guard(given: Mapping[str, Any]) -> Guard:
    allowed, budget = given["allow_recipient"] or [], given["budget"]
    if not given["live"]:
        if allowed or budget is not None:
            raise UsageError("--allow-recipient and --budget belong to --live; give it as well, or leave them out")
        return Guard()
    if not allowed or budget is None:
        raise UsageError("--live sends messages that cost money: it needs --allow-recipient and --budget")
    if given["control"]:
        raise UsageError("--live is for a real gateway, which has no control API; leave --control out")
    if given["recipient"] and given["recipient"] not in allowed:
        raise UsageError(f"--recipient {given['recipient']}: --allow-recipient does not name it")
    return LiveGuard(allowed, _amount(budget))


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise UsageError(f"--budget: {text!r} given; write an amount such as 10.00")
    return amount
