"""What a caller learns when a call did not succeed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..classes import ErrorClass

if TYPE_CHECKING:
    from .values import Receipt

# v3 Error codes and their meanings; v2 8.2. A code that is not here is one of tomorrow's: `other`.
_CLASSES: dict[int, ErrorClass] = {
    100: "server_error",
    102: "incorrect_request",
    103: "session",
    104: "busy",
    200: "bad_credentials",
    201: "locked",
    202: "blocked",
    300: "out_of_balance",
    301: "too_many_messages",
    302: "currency",
    700: "incorrect_request",
    701: "bad_credentials",
    702: "out_of_balance",
    703: "unknown_message",
    705: "bad_date",
    708: "past_date",
    709: "currency",
    712: "server_error",
    713: "server_error",
}


class GatewayError(Exception):
    """A call that did not succeed.

    kind: one of the kit's classes. code: the gateway's own; None where it did not answer, or was not asked.
    accepted: of a split batch, what had been accepted before a later part failed; None where nothing was.
    """

    def __init__(self, kind: ErrorClass, text: str, code: int | None = None) -> None:
        super().__init__(text)
        self.kind = kind
        self.code = code
        self.accepted: Receipt | None = None


class LostAnswer(GatewayError):
    """A request went out and no whole answer came back: it may have been served or not."""


def of_code(code: int, text: str) -> GatewayError:
    """The error that a code of either protocol means."""
    return GatewayError(_CLASSES.get(code, "other"), f"{code} {text}".strip(), code)
