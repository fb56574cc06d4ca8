"""What an exchange was, in the words that rules and memory share."""

from __future__ import annotations

from ..gateway.clock import SECOND
from ..gateway.codes import State, V2Code, V2Status, V3Code
from ..gateway.commands import Send, V2Schedule, V2Send
from ..gateway.states import FINAL
from .evidence import Evidence
from .past import Chain

AGAIN = 60 * SECOND
"""A refused request that comes again later than this comes from a person or a job, not from a retry."""

AT_ONCE = 1 * SECOND
"""A request that has no Reference and comes again later than this may be another call that looks alike."""

WAIT = 200_000
"""Microseconds to wait after a 104. Rules leave clients a little less: their timers are coarse."""

LOOKED_AT = 64
"""References of a request that are remembered, the first ones."""

SESSION_EXPIRED = V3Code.SESSION_EXPIRED
ACCESS_DENIED = V3Code.ACCESS_DENIED

LOGIN_REFUSED = frozenset(
    {
        V3Code.INCORRECT_USER_NAME_OR_PASSWORD,
        V3Code.USER_LOCKED,
        V3Code.USER_BLOCKED,
        V2Code.AUTHENTICATION_FAILED,
    }
)
NOT_TO_BE_RETRIED = frozenset(
    {
        V3Code.USER_LOCKED,
        V3Code.USER_BLOCKED,
        V3Code.OUT_OF_BALANCE,
        V3Code.CURRENCY_NOT_DEFINED,
        V2Code.OUT_OF_BALANCE,
        V2Code.INCORRECT_CURRENCY,
    }
)
"""What cannot change until a person does something."""

SESSION_LIVES = frozenset(
    {
        V3Code.SUCCESS,
        V3Code.INCORRECT_PARAMETER,
        V3Code.OUT_OF_BALANCE,
        V3Code.MESSAGE_COUNT_OVERFLOW,
        V3Code.CURRENCY_NOT_DEFINED,
    }
)
"""Answers after which a client has no reason to think its session gone."""

# Unknown is what an ID that was never sent has too; "status unknown" may seem worth another question.
V3_FINAL = FINAL - {State.UNKNOWN, State.ACK_EXPIRED}
V2_FINAL = frozenset({V2Status.SENT, V2Status.OUT_OF_BALANCE, V2Status.INCORRECT_RECIPIENT, V2Status.NOT_SENT})

_SENDING = frozenset({Send, V2Send, V2Schedule})
_GATEWAY_FAILED = frozenset({500, 502, 504})


def is_send(command: object) -> bool:
    """Whether messages are to be sent, and not only priced."""
    return type(command) is Send


def is_sending(command: object) -> bool:
    """Whether messages are to be sent, in either protocol."""
    return type(command) in _SENDING


def is_busy(evidence: Evidence) -> bool:
    """Whether the gateway found another request of the account in flight; a fault may say so without one."""
    is_denied = evidence.code == ACCESS_DENIED and evidence.is_served and evidence.is_told
    return is_denied and evidence.reply is None


def has_window(evidence: Evidence) -> bool:
    """Whether it is known until when its client waited: it was answered, or seen to go."""
    return evidence.is_told or evidence.has_left


def is_in_doubt(evidence: Evidence) -> bool:
    """Whether its client cannot tell if it was done: nothing came, or nothing that could be read, or a 5xx."""
    if evidence.is_told and evidence.is_served:
        return False
    if evidence.code not in (None, V3Code.SUCCESS) or (evidence.code is not None and not _is_cut(evidence)):
        return False
    status = evidence.http_status
    return status is None or 200 <= status < 300 or status in _GATEWAY_FAILED


def _is_cut(evidence: Evidence) -> bool:
    """Whether an answer with a code went out, but not all of it."""
    return evidence.is_served and not evidence.is_told


def is_soon_after(earlier: Chain, evidence: Evidence) -> bool:
    """Whether a repeated request comes so soon that it is a retry, and not another call."""
    span = AGAIN if earlier.request.is_named else AT_ONCE
    return 0 <= evidence.started_at - earlier.finished_at <= span
