"""Words for messages: times, numbers, and extracts that give no text away."""

from __future__ import annotations

from ..gateway.clock import SECOND, format_instant
from ..gateway.words import shown

_EXTRACT = 12


def seconds(span: int) -> str:
    """Microseconds as `0.045 s`."""
    return f"{span / SECOND:.3f} s"


def window(started_at: int, finished_at: int) -> str:
    """A window of real time, to the microsecond: `18:20:00.000100 to 18:20:00.001000`."""
    return f"{time_of_day(started_at)} to {time_of_day(finished_at)}"


def time_of_day(instant: int) -> str:
    """A real instant within its day (UTC), to the microsecond."""
    text = format_instant(instant)[11:-1]
    return text if "." in text else f"{text}.000000"


def extract(text: str) -> str:
    """The beginning of a message's body: never all of it."""
    return shown(text[: min(_EXTRACT, len(text) // 2)]) + "…"


def number(count: int) -> str:
    """A count as people write it: `20,001`."""
    return f"{count:,}"
