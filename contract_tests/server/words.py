"""The documents' tables, copied once more: a simulator and its checks must not agree in a slip of the pen."""

from __future__ import annotations

# v3 "Error codes and their meanings", code and Value
V3_CODES = {
    100: "Unknown",
    101: "Success",
    102: "IncorrectParameter",
    103: "SessionExpired",
    104: "AccessDenied",
    200: "IncorrectUserNameOrPassword",
    201: "UserLocked",
    202: "UserBlocked",
    300: "OutOfBalance",
    301: "MessageCountOverflow",
    302: "CurrencyNotDefined",
}

# v3 "Message Status Possible Values", code and Value
V3_STATUSES = {
    1: "Pending",
    2: "Scheduled",
    3: "Sent",
    4: "OutOfBalance",
    5: "InvalidMobile",
    6: "InvalidBody",
    7: "InvalidSender",
    8: "InvalidRoute",
    9: "BlockedMobile",
    10: "Unknown",
    100: "Delivered",
    101: "Undeliverable",
    102: "ACK expired",
    103: "Rejected",
    104: "TimeOut",
}

# v2 8.1, value, Status and Description
V2_STATUSES = {
    0: ("Pending", "The status of the SMS message is unknown, SMS is in queue."),
    1: ("Sent", "The SMS message is sent and delivered."),
    2: ("DeliveredToNetwork", "The SMS message is delivered to operator."),
    3: ("TimeOut", "The connection is interrupted, operator may be overloaded."),
    4: ("OutOfBalance", "Out of balance, SMS is not delivered."),
    5: ("Scheduled", "The SMS message will be sent at the scheduled time."),
    6: ("DeliveryToGateway", "The SMS message is delivered to gateway but status unknown."),
    7: ("IncorrectRecipient", "The format of the recipient is incorrect."),
    8: ("NotSent", "Wrong destination or internal error."),
    9: ("Unknown", "Incorrect message reference (ID)"),
}

# v2 8.2, the codes that a described function can answer; 712 and 713 carry a text of their own
V2_CODES = {
    700: ("IncorrectParameters", "Incorrect parameters in user's request"),
    701: ("AuthenticationFailed", "Incorrect username or password"),
    702: ("OutOfBalance", "Not enough balance to send SMS message"),
    703: ("IncorrectMessageRef", "Incorrect message references"),
    705: ("IncorrectDateTimeFormat", "The format of the date/time is incorrect"),
    708: ("OutOfDateTime", "The specified date/time (for function 'schedule') is out of date"),
    709: ("IncorrectCurrency", "The specified currency is incorrect"),
}

# One state of a message as both documents see it, by the v3 code
V2_VIEW = {1: 0, 2: 5, 3: 2, 4: 4, 5: 7, 6: 8, 7: 8, 8: 8, 9: 8, 10: 8, 100: 1, 101: 8, 102: 6, 103: 8, 104: 3}
