"""What is checked alike in every target: how long an input takes, and what a message may be."""

import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mobipace.mock_server.wire.deviations import Seen

SECONDS = 2.0
"""CPU time for one input. What is asked of an input here takes milliseconds, so only a leap in cost comes near it."""
TILED = 48 * 1024
"""Bytes to which some inputs are repeated: where time is quadratic, these take minutes."""

_Choice = TypeVar("_Choice")


class Finding(AssertionError):
    """Something that must not be: what, of which target, on which input."""


@dataclass(frozen=True)
class Target:
    """Something to be fuzzed. run: raises for an input that it takes wrongly. seeds: inputs to begin with.

    words: pieces that are put into inputs, one at least.
    """

    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    words: Sequence[bytes]


def attempt(target: Target, data: bytes, seconds: float = SECONDS) -> None:
    """Run one input within its time. Raises whatever the target raises, and Finding for one that took too long."""
    began = time.process_time()
    target.run(data)
    taken = time.process_time() - began
    if taken > seconds:
        raise Finding(f"{taken:.1f} s for {len(data)} bytes")


def pick(data: bytes, choices: Sequence[_Choice]) -> tuple[_Choice, bytes]:
    """One of the choices, by the first byte; and the rest."""
    return choices[(data[0] if data else 0) % len(choices)], data[1:]


def tiled(data: bytes) -> bytes | None:
    """A beginning and, again and again, what follows it: what linear time is held against. None for most inputs."""
    if len(data) < 2 or zlib.crc32(data) % 64:
        return None
    cut = zlib.crc32(data) % len(data)
    return data[:cut] + data[cut:] * (TILED // (len(data) - cut))


def hold_deviations(seen: Seen) -> None:
    """Few of each rule, each told in one short line."""
    rules = [each.rule for each in seen]
    assert max(map(rules.count, rules), default=0) <= 3, rules
    for each in seen:
        assert each.level in ("MUST", "SHOULD", "NOTE"), each
        assert each.clause, each
        hold_message(each.message)


def hold_message(text: str) -> None:
    """One clear line."""
    assert text, "an empty message"
    assert text.isprintable(), f"a message that is not one line: {text!r}"
    assert len(text) <= 400, f"a message of {len(text)} characters: {text[:200]!r}"
