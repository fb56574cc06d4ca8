"""Virtual time: an account's clock maps the caller's real instant to its own.

An instant is an integer count of microseconds since 1970-01-01T00:00:00Z, so that "exactly 60 s" means exactly that.
Nothing here asks what time it is: the real instant is an argument.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

SECOND = 1_000_000
HOUR = 3600 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
LAST_INSTANT = (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)", re.ASCII)


class ClockError(ValueError):
    """A change the clock refuses: backwards, out of range, or not a number."""


def microseconds(seconds: int | float | Decimal | Fraction) -> int:
    """Seconds as whole microseconds, rounded to the nearest. Raises ClockError for NaN and infinity."""
    try:
        return round(Fraction(seconds) * SECOND)
    except (ValueError, OverflowError):
        raise ClockError(f"{seconds} seconds: a finite number is needed") from None


def from_datetime(moment: datetime) -> int:
    """The instant of an aware datetime."""
    return (moment - _EPOCH) // _MICROSECOND


def parse_instant(text: str) -> int:
    """Read `2019-07-25T18:20:00Z`, or with +00:00, and decimals, of which six count. Raises ClockError."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ClockError(f"{text!r} is not an instant; write UTC as 2019-07-25T18:20:00Z")
    try:
        moment = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
    except ValueError as error:
        raise ClockError(f"{text!r} is not an instant: {error}") from None
    return from_datetime(moment) + int((match[2] or "").ljust(6, "0")[:6])


def format_instant(instant: int) -> str:
    """`2019-07-25T18:20:00Z`, with decimals only where there are any; later than year 9999 shows as its last moment."""
    seconds, fraction = divmod(max(0, min(instant, LAST_INSTANT)), SECOND)
    return f"{_format_seconds(seconds)}.{fraction:06d}Z" if fraction else f"{_format_seconds(seconds)}Z"


@lru_cache(maxsize=1024)
def _format_seconds(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


class Clock:
    """One account's time. It runs at `rate` virtual seconds a real second, or is frozen; it never goes back."""

    __slots__ = ("_real", "_virtual", "frozen", "rate")

    def __init__(self, real: int, *, now: int | None = None, frozen: bool = False, rate: float = 1) -> None:
        self._real = real
        self._virtual = real if now is None else now
        self.frozen = frozen
        self.rate = rate

    def now(self, real: int) -> int:
        """The account's instant at the real instant `real`."""
        elapsed = real - self._real
        if self.frozen or elapsed <= 0:
            return self._virtual
        return self._virtual + (elapsed if self.rate == 1 else round(elapsed * self.rate))

    def advance(self, real: int, seconds: float) -> None:
        """Move forward by `seconds`. Raises ClockError if negative or past year 9999."""
        step = microseconds(seconds)
        if step < 0:
            raise ClockError(f"advance: {seconds} given; a clock never goes back, give 0 or more seconds")
        self._move(real, self.now(real) + step)

    def set(self, real: int, instant: int) -> None:
        """Move forward to `instant`. Raises ClockError if that is in the past."""
        now = self.now(real)
        if instant < now:
            raise ClockError(
                f"set: {format_instant(instant)} is before {format_instant(now)}; a clock never goes back: "
                "make a fresh account, or reset"
            )
        self._move(real, instant)

    def freeze(self, real: int, frozen: bool) -> None:
        """Stop, or start again, at the present instant."""
        self._move(real, self.now(real))
        self.frozen = frozen

    def run(self, real: int, rate: float) -> None:
        """Run at `rate` virtual seconds a real second. Raises ClockError unless 0 < rate <= 1,000,000."""
        if not 0 < rate <= 1_000_000:
            raise ClockError(f"rate: {rate} given; allowed: above 0, at most 1000000; use freeze to stop the clock")
        self.freeze(real, False)
        self.rate = rate

    @property
    def started(self) -> tuple[int, int]:
        """The real instant at which it was last set going, or stopped, and its own then."""
        return self._real, self._virtual

    def _move(self, real: int, instant: int) -> None:
        if instant > LAST_INSTANT:
            raise ClockError("the clock would pass the year 9999")
        self._real, self._virtual = real, instant
