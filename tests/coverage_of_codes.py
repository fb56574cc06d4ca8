"""Every code of both documents: its name and text, and the test that meets it or the reason why none can.

The v3 tables "Message Status Possible Values" and "Error codes and their meanings" are copied here, those of v2 (8.1
and 8.2) stand in tests/v2/codes.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.v2.codes import ERRORS, STATUSES, V2_PRODUCED, V2_UNREACHABLE

V3_STATUSES = {
    1: ("Pending", "Message is being prepared for sending"),
    2: ("Scheduled", "Message scheduled and queued for sending"),
    3: ("Sent", "Message Sent"),
    4: ("OutOfBalance", "Not enough funds to send messages"),
    5: ("InvalidMobile", "Invalid mobile format"),
    6: ("InvalidBody", "Count of symbols in message body exceed. Up to 500 symbols accepted."),
    7: ("InvalidSender", "SenderName is not registered. Contact your account manager"),
    8: ("InvalidRoute", "Destination route is not set. Contact your account manager"),
    9: ("BlockedMobile", "Recipient mobile number is blocked in MOBIPACE system"),
    10: ("Unknown", "System generic error. Request not proceeded"),
    100: ("Delivered", "Message delivered to recipient"),
    101: ("Undeliverable", "Message not delivered to recipient"),
    102: ("ACK expired", "Message sent, but message status unknown"),
    103: ("Rejected", "Message rejected by operator"),
    104: ("TimeOut", "System error. Message processing timeout reached. Message was not sent"),
}
V3_CODES = {
    100: ("Unknown", "System generic error."),
    101: ("Success", "Request successfully completed"),
    102: ("IncorrectParameter", "Invalid request format"),
    103: ("SessionExpired", "Session ID is not found"),
    104: ("AccessDenied", "System currently processing another request with same Session ID"),
    200: ("IncorrectUserNameOrPassword", "Invalid Username or Password"),
    201: (
        "UserLocked",
        "Number of allowable mistakes during authorisation exceed. Contact your account manager.",
    ),
    202: ("UserBlocked", "User blocked by administrator. Contact your account manager."),
    300: ("OutOfBalance", "Not enough funds to send messages"),
    301: ("MessageCountOverflow", "MOBIPACE allows to send up to 20000 messages within one request"),
    302: (
        "CurrencyNotDefined",
        'Account currency is not defined. Go to "Settings" section and define your account currency.',
    ),
}


@dataclass(frozen=True)
class Table:
    """A table of codes: (name, text) of each, the test that meets it, or the reason why no operation gives it."""

    rows: Mapping[int, tuple[str, str]]
    produced: Mapping[int, str]
    unreachable: Mapping[int, str]


TABLES = {
    "v3 Message Status Possible Values": Table(
        V3_STATUSES,
        {
            1: "tests/v3/test_statuses.py::test_pending",
            2: "tests/v3/test_statuses.py::test_scheduled",
            3: "tests/v3/test_statuses.py::test_sent",
            4: "tests/v3/test_statuses.py::test_out_of_balance",
            5: "tests/v3/test_statuses.py::test_invalid_mobile",
            6: "tests/v3/test_statuses.py::test_invalid_body",
            7: "tests/v3/test_statuses.py::test_invalid_sender",
            8: "tests/v3/test_statuses.py::test_invalid_route",
            9: "tests/v3/test_statuses.py::test_blocked_mobile",
            10: "tests/v3/test_statuses.py::test_unknown",
            100: "tests/v3/test_statuses.py::test_delivered",
            101: "tests/v3/test_statuses.py::test_undeliverable",
            102: "tests/v3/test_statuses.py::test_ack_expired",
            103: "tests/v3/test_statuses.py::test_rejected",
            104: "tests/v3/test_statuses.py::test_time_out",
        },
        {},
    ),
    "v3 Error codes and their meanings": Table(
        V3_CODES,
        {
            101: "tests/v3/test_codes.py::test_success",
            102: "tests/v3/test_codes.py::test_incorrect_parameter",
            103: "tests/v3/test_codes.py::test_session_expired",
            104: "tests/v3/test_codes.py::test_access_denied",
            200: "tests/v3/test_codes.py::test_incorrect_user_name_or_password",
            201: "tests/v3/test_codes.py::test_user_locked",
            202: "tests/v3/test_codes.py::test_user_blocked",
            300: "tests/v3/test_codes.py::test_out_of_balance",
            301: "tests/v3/test_codes.py::test_message_count_overflow",
            302: "tests/v3/test_codes.py::test_currency_not_defined",
        },
        {100: "an inner fault of the system: no request brings it about, only a fault that an operator asks for"},
    ),
    "v2 8.1": Table(
        STATUSES,
        {code: test for code, test in V2_PRODUCED.items() if code < 700},
        {code: reason for code, reason in V2_UNREACHABLE.items() if code < 700},
    ),
    "v2 8.2": Table(
        ERRORS,
        {code: test for code, test in V2_PRODUCED.items() if code >= 700},
        {code: reason for code, reason in V2_UNREACHABLE.items() if code >= 700},
    ),
}
