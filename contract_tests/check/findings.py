"""What an adapter gets wrong, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from ..driver.replies import Crashed, Noise, TimedOut, Trouble

_ADVICE = {
    TimedOut: "Answer every request with a line of its own that ends in LF, and flush standard output after it.",
    Crashed: "Catch what the client raises and answer adapter_error; exit after stop or the end of input only.",
    Noise: "Write nothing to standard output but replies, one JSON object a line; send the client's prints to stderr.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing. sent, came: lines, or in words what happened. to_do: how it is put right.

    rejects: the kit would not judge a client through this adapter.
    """

    what: str
    sent: str
    came: str
    expected: str
    to_do: str
    rejects: bool = False


def of_trouble(trouble: Trouble, sent: str, expected: str) -> Finding:
    """A request that met with none of the replies it may have."""
    what = {
        TimedOut: "A request is not answered",
        Crashed: "The adapter ends instead of answering",
        Noise: "Standard output holds what is no reply",
    }[type(trouble)]
    return Finding(what, sent, str(trouble), expected, _ADVICE[type(trouble)])
