"""Every target by its name."""

from tests.fuzz import codecs, surroundings
from tests.fuzz.oracle import Finding, Target

TARGETS = codecs.TARGETS | surroundings.TARGETS


def _deep(data: bytes) -> None:
    if data[:1] == b"{" and data[1:2] == b"\xff" and data[2:3] == b"[":
        raise Finding("it looks into brackets")


# A target with a fault in it: what the fuzzer itself is tested by.
SELF_TEST = {"deep": Target(_deep, lambda: [b"some text that is not it"], [b"text"])}
