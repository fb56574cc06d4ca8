"""Every code of both documents, with the name and the text the tables print beside it.

Tables: v3 "Message Status Possible Values", v3 "Error codes and their meanings", v2 8.1 and 8.2. The texts are the
documents' own, with ASCII apostrophes. Codes that no table knows pass through the lookups as plain integers, because
v3 "Changes" clause 2 promises that new ones may appear.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class DocumentedCode(IntEnum):
    """A code, the name in its table's Value or Status column (`label`) and the sentence beside it (`text`)."""

    label: str
    text: str

    def __new__(cls, code: int, label: str, text: str) -> Self:
        """One row of a table."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.text = text
        return member

    @classmethod
    def known_or_int(cls, code: int) -> Self | int:
        """The member for `code`, or `code` itself where the table has no such row."""
        try:
            return cls(code)  # type: ignore[call-arg]  # looking up by value; the extra fields belong to creation
        except ValueError:
            return code


class V3Code(DocumentedCode):
    """v3 "Error codes and their meanings": the StatusCode of a whole answer."""

    UNKNOWN = 100, "Unknown", "System generic error."
    SUCCESS = 101, "Success", "Request successfully completed"
    INCORRECT_PARAMETER = 102, "IncorrectParameter", "Invalid request format"
    SESSION_EXPIRED = 103, "SessionExpired", "Session ID is not found"
    ACCESS_DENIED = 104, "AccessDenied", "System currently processing another request with same Session ID"
    INCORRECT_USER_NAME_OR_PASSWORD = 200, "IncorrectUserNameOrPassword", "Invalid Username or Password"
    USER_LOCKED = (
        201,
        "UserLocked",
        "Number of allowable mistakes during authorisation exceed. Contact your account manager.",
    )
    USER_BLOCKED = 202, "UserBlocked", "User blocked by administrator. Contact your account manager."
    OUT_OF_BALANCE = 300, "OutOfBalance", "Not enough funds to send messages"
    MESSAGE_COUNT_OVERFLOW = (
        301,
        "MessageCountOverflow",
        "MOBIPACE allows to send up to 20000 messages within one request",
    )
    CURRENCY_NOT_DEFINED = (
        302,
        "CurrencyNotDefined",
        'Account currency is not defined. Go to "Settings" section and define your account currency.',
    )


class State(DocumentedCode):
    """v3 "Message Status Possible Values": where a message is in its life. The v2 table is a view of it (`v2`)."""

    PENDING = 1, "Pending", "Message is being prepared for sending"
    SCHEDULED = 2, "Scheduled", "Message scheduled and queued for sending"
    SENT = 3, "Sent", "Message Sent"
    OUT_OF_BALANCE = 4, "OutOfBalance", "Not enough funds to send messages"
    INVALID_MOBILE = 5, "InvalidMobile", "Invalid mobile format"
    INVALID_BODY = 6, "InvalidBody", "Count of symbols in message body exceed. Up to 500 symbols accepted."
    INVALID_SENDER = 7, "InvalidSender", "SenderName is not registered. Contact your account manager"
    INVALID_ROUTE = 8, "InvalidRoute", "Destination route is not set. Contact your account manager"
    BLOCKED_MOBILE = 9, "BlockedMobile", "Recipient mobile number is blocked in MOBIPACE system"
    UNKNOWN = 10, "Unknown", "System generic error. Request not proceeded"
    DELIVERED = 100, "Delivered", "Message delivered to recipient"
    UNDELIVERABLE = 101, "Undeliverable", "Message not delivered to recipient"
    ACK_EXPIRED = 102, "ACK expired", "Message sent, but message status unknown"
    REJECTED = 103, "Rejected", "Message rejected by operator"
    TIME_OUT = 104, "TimeOut", "System error. Message processing timeout reached. Message was not sent"

    @property
    def v2(self) -> V2Status:
        """The same state in the words of v2 8.1."""
        return _V2_VIEW[self]


class V2Status(DocumentedCode):
    """v2 8.1 "SMS Status values"."""

    PENDING = 0, "Pending", "The status of the SMS message is unknown, SMS is in queue."
    SENT = 1, "Sent", "The SMS message is sent and delivered."
    DELIVERED_TO_NETWORK = 2, "DeliveredToNetwork", "The SMS message is delivered to operator."
    TIME_OUT = 3, "TimeOut", "The connection is interrupted, operator may be overloaded."
    OUT_OF_BALANCE = 4, "OutOfBalance", "Out of balance, SMS is not delivered."
    SCHEDULED = 5, "Scheduled", "The SMS message will be sent at the scheduled time."
    DELIVERY_TO_GATEWAY = 6, "DeliveryToGateway", "The SMS message is delivered to gateway but status unknown."
    INCORRECT_RECIPIENT = 7, "IncorrectRecipient", "The format of the recipient is incorrect."
    NOT_SENT = 8, "NotSent", "Wrong destination or internal error."
    UNKNOWN = 9, "Unknown", "Incorrect message reference (ID)"


_V2_VIEW = {
    State.PENDING: V2Status.PENDING,
    State.SCHEDULED: V2Status.SCHEDULED,
    State.SENT: V2Status.DELIVERED_TO_NETWORK,
    State.DELIVERED: V2Status.SENT,
    State.UNDELIVERABLE: V2Status.NOT_SENT,
    State.ACK_EXPIRED: V2Status.DELIVERY_TO_GATEWAY,
    State.REJECTED: V2Status.NOT_SENT,
    State.TIME_OUT: V2Status.TIME_OUT,
    State.OUT_OF_BALANCE: V2Status.OUT_OF_BALANCE,
    State.INVALID_MOBILE: V2Status.INCORRECT_RECIPIENT,
    State.INVALID_BODY: V2Status.NOT_SENT,
    State.INVALID_SENDER: V2Status.NOT_SENT,
    State.INVALID_ROUTE: V2Status.NOT_SENT,
    State.BLOCKED_MOBILE: V2Status.NOT_SENT,
    State.UNKNOWN: V2Status.NOT_SENT,
}


class V2Code(DocumentedCode):
    """v2 8.2 "Error codes". 706, 707, 710, 711 and 714 belong to registration and activation, functions that the
    document does not describe; no function here answers them.
    """

    INCORRECT_PARAMETERS = 700, "IncorrectParameters", "Incorrect parameters in user's request"
    AUTHENTICATION_FAILED = 701, "AuthenticationFailed", "Incorrect username or password"
    OUT_OF_BALANCE = 702, "OutOfBalance", "Not enough balance to send SMS message"
    INCORRECT_MESSAGE_REF = 703, "IncorrectMessageRef", "Incorrect message references"
    INCORRECT_DATE_TIME_FORMAT = 705, "IncorrectDateTimeFormat", "The format of the date/time is incorrect"
    OPERATION_SUCCEED = (
        706,
        "OperationSucceed",
        "The operation (activate, register) has been processed successfully",
    )
    INCORRECT_ACTIVATION_CODE = 707, "IncorrectActivationCode", "The activation code is incorrect"
    OUT_OF_DATE_TIME = (
        708,
        "OutOfDateTime",
        "The specified date/time (for function 'schedule') is out of date",
    )
    INCORRECT_CURRENCY = 709, "IncorrectCurrency", "The specified currency is incorrect"
    INCORRECT_EMAIL_FORMAT = 710, "IncorrectEmailFormat", "The format of the specified email is incorrect"
    USER_IS_ALREADY_REGISTERED = (
        711,
        "UserIsAlreadyRegistered",
        "User account with specified username is already registered",
    )
    OPERATION_TIME_OUT = 712, "OperationTimeOut", "The message send operation timed out"
    UNKNOWN_ERROR = 713, "UnknownError", "Indicates an error occurred in the system"
    EMAIL_IS_ALREADY_USED = (
        714,
        "EmailIsAlreadyUsed",
        "Indicates that user account with the specified email is already registered",
    )
