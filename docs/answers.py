"""When each documented code is answered, and why some never are: the words of docs/states.md beside the codes."""

from __future__ import annotations

from mobipace.mock_server.gateway.codes import DocumentedCode, V2Code, V2Status, V3Code

_NO_REGISTRATION = "it belongs to registration or activation, and the document describes no such function"
_NO_FAILURE = "it tells of a failure inside the gateway, and nothing fails here of itself: ask for it with a fault"

V3_CODES: dict[V3Code, str] = {
    V3Code.SUCCESS: "the request was done, also where every message in it was refused",
    V3Code.INCORRECT_PARAMETER: "the request cannot be read; with `past_date_v3 = 102` also a date in the past",
    V3Code.SESSION_EXPIRED: "the session id is unknown, its last request is 60 s ago, or it was ended",
    V3Code.ACCESS_DENIED: "another request of the account (`busy_scope`: of the session) is in flight",
    V3Code.INCORRECT_USER_NAME_OR_PASSWORD: "authorize: unknown user, wrong password, or an account without one",
    V3Code.USER_LOCKED: "too many failed logins in a row, or locked by the operator; in a session too",
    V3Code.USER_BLOCKED: "blocked by the operator; in a session too",
    V3Code.OUT_OF_BALANCE: "Send: what is due at once costs more than the available fund; nothing is accepted",
    V3Code.MESSAGE_COUNT_OVERFLOW: "Send, Calculate: more than 20,000 messages; nothing is accepted",
    V3Code.CURRENCY_NOT_DEFINED: "Send, Calculate: the account has no currency",
}

V2_CODES: dict[V2Code, str] = {
    V2Code.INCORRECT_PARAMETERS: (
        "unknown function, a mandatory parameter missing or empty, a recipient with other characters than digits, "
        "an unreadable wap_push; with `unregistered_sender_v2 = 700` a sender that is not registered"
    ),
    V2Code.AUTHENTICATION_FAILED: "unknown user, wrong password, or an account that is locked, blocked or without one",
    V2Code.OUT_OF_BALANCE: "send: the message costs more than the available fund",
    V2Code.INCORRECT_MESSAGE_REF: "querymessage: the account has no message with this id",
    V2Code.INCORRECT_DATE_TIME_FORMAT: "schedule: sendingdate is not `yyyy-mm-ddThh:mm:ss`",
    V2Code.OUT_OF_DATE_TIME: "schedule: sendingdate is in the past",
    V2Code.INCORRECT_CURRENCY: "send, schedule: the account has no currency",
}

NEVER: dict[DocumentedCode, str] = {
    V3Code.UNKNOWN: _NO_FAILURE,
    V2Code.OPERATION_SUCCEED: _NO_REGISTRATION,
    V2Code.INCORRECT_ACTIVATION_CODE: _NO_REGISTRATION,
    V2Code.INCORRECT_EMAIL_FORMAT: _NO_REGISTRATION,
    V2Code.USER_IS_ALREADY_REGISTERED: _NO_REGISTRATION,
    V2Code.EMAIL_IS_ALREADY_USED: _NO_REGISTRATION,
    V2Code.OPERATION_TIME_OUT: _NO_FAILURE,
    V2Code.UNKNOWN_ERROR: _NO_FAILURE,
    V2Status.UNKNOWN: "an unknown id is error 703, or this with the reading `unknown_reference_v2 = status-9`",
}
