"""The two forms in which the gateway takes a date."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .errors import GatewayError


def sortable(date: datetime) -> str:
    """v2 5.2: UTC in the "sortable date/time pattern"."""
    return _aware(date).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def local(date: datetime, zone: str) -> str:
    """v3 Send, ScheduledDate: the account's local time, in whole minutes.

    Raises GatewayError (bad_date) for what this form cannot say: seconds, and the second pass through an hour that a
    clock set back repeats. The gateway would take that for the first pass and send an hour early.
    """
    wall = _aware(date).astimezone(ZoneInfo(zone))
    if wall.second or wall.microsecond:
        raise GatewayError("bad_date", f"{date.isoformat()}: a v3 date has whole minutes")
    if wall.fold:
        raise GatewayError(
            "bad_date",
            f"{date.isoformat()}: {wall:%H:%M} comes twice that day in {zone}, and only the first can be named",
        )
    return wall.strftime("%Y-%m-%d %H:%M")


def _aware(date: datetime) -> datetime:
    if date.tzinfo is None:
        raise GatewayError("bad_date", f"{date.isoformat()}: say in which time zone, or with which offset")
    return date
