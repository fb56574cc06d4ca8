"""What the documents forbid a request to hold: said here, before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .errors import GatewayError
from .values import Message, Options

_RECIPIENT = re.compile(r"(?!00)\d{1,15}", re.ASCII)


def check_recipient(recipient: str) -> None:
    """v3 limitation 2, v2 6: digits in international format without + or 00, at most 15. Raises GatewayError."""
    if not _RECIPIENT.fullmatch(recipient):
        raise _refused(f"recipient {recipient[:40]!r}: 1 to 15 digits are allowed, without + or 00")


def check_batch(messages: Sequence[Message], options: Options) -> None:
    """v3 Send, limitations 2 and 3: what every Send and Calculate has to keep. Raises GatewayError."""
    if not messages:
        raise _refused("messages: none given; give at least one")
    if options.hours is not None and not 0 <= options.hours <= 23:
        raise _refused(f"hours: {options.hours} given; 0 to 23 are allowed")
    for message in messages:
        check_recipient(message.recipient)
        _check_body(message.body)


def check_text(text: str) -> None:
    """Text that no encoding can carry is refused rather than damaged. Raises GatewayError."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _refused(f"{text[:40]!r}: half of a surrogate pair is no character") from None


def _check_body(body: str) -> None:
    check_text(body)
    units = len(body.encode("utf-16-le")) // 2
    if not 1 <= units <= 500:
        raise _refused(f"body: {units} characters given; 1 to 500 are allowed")


def _refused(text: str) -> GatewayError:
    return GatewayError("incorrect_request", text)
