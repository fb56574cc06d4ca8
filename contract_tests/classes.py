"""How a call can fail: the closed list of classes, the same for both protocols and for a client in any language."""

from __future__ import annotations

from typing import Literal, get_args

ErrorClass = Literal[
    "incorrect_request",
    "bad_credentials",
    "locked",
    "blocked",
    "session",
    "busy",
    "out_of_balance",
    "too_many_messages",
    "currency",
    "unknown_message",
    "bad_date",
    "past_date",
    "timeout",
    "server_error",
    "malformed_answer",
    "transport",
    "other",
]
ERROR_CLASSES: tuple[ErrorClass, ...] = get_args(ErrorClass)
