"""What each outcome may be called: one table, which every case reads. Where two classes fit, both are allowed."""

from __future__ import annotations

from collections.abc import Mapping

from ..classes import ERROR_CLASSES, ErrorClass

BY_CODE: Mapping[int, tuple[ErrorClass, ...]] = {
    100: ("server_error", "malformed_answer"),
    102: ("incorrect_request",),
    103: ("session",),
    104: ("busy",),
    200: ("bad_credentials",),
    201: ("locked",),
    202: ("blocked",),
    300: ("out_of_balance",),
    301: ("too_many_messages",),
    302: ("currency",),
    700: ("incorrect_request",),
    701: ("bad_credentials",),
    702: ("out_of_balance",),
    703: ("unknown_message",),
    705: ("bad_date",),
    708: ("past_date",),
    709: ("currency",),
    712: ("timeout", "server_error"),
    713: ("server_error", "malformed_answer"),
}
"""Codes that are not here mean nothing to a client of these calls: any error will do."""

HTTP_FAILED: tuple[ErrorClass, ...] = ("server_error", "malformed_answer")
LOST: tuple[ErrorClass, ...] = ("transport",)
BROKEN_OFF: tuple[ErrorClass, ...] = ("transport", "malformed_answer")
SILENT: tuple[ErrorClass, ...] = ("timeout", "transport")
UNREADABLE: tuple[ErrorClass, ...] = ("malformed_answer",)


def of(code: int) -> tuple[ErrorClass, ...]:
    """The classes that a code may be reported as."""
    return BY_CODE.get(code, ERROR_CLASSES)
