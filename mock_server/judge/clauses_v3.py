"""The normative sentences of the document of HTTP API 3.0, in its order."""

from __future__ import annotations

from .clause import Clause, beyond, coded, must, observed, should

_ON_THE_SITE = "it is set up in the personal account, not through the API"
_BETWEEN_PEOPLE = "it is settled between people"
_LICENCE = "it is about the right to use the product"
_OF_THE_HOST = "where the real gateway listens says nothing about a simulator of it"

_GENERAL = (
    beyond("v3 Warning about exclusive rights", "MUST", "use stays within the rights that were given", _LICENCE),
    must("v3 Overview", "software talks to the gateway over TCP/IP", "v3"),
    must("v3 Overview, 60 seconds", "no answer is waited for longer than 60 seconds", "v3 unanswered"),
    must("v3 Overview, no answer", "where no answer comes, the connection has to be checked", "v3 unanswered"),
    must(
        "v3 limitations, social network accounts",
        "an account made through a social network needs a password before it can log in",
        "v3 account without password",
    ),
    must("v3 limitation 1", "at most 20,000 recipients in a request", "v3 batch"),
    must("v3 limitation 1, one at a time", "one request of an account at a time", "v3 session request"),
    must("v3 limitation 2", "a recipient is in international format, 15 digits at most", "v3 messages"),
    must("v3 limitation 3", "a text has at most 500 characters, blanks and punctuation included", "v3 messages"),
    must("v3 limitation 4", "a currency and a registered sender come before sending", "v3 messages"),
    must("v3 limitation 4, currency", "without a currency of the account nothing can be sent", "v3 messages"),
    must("v3 limitation 4, sender", "messages go out from registered sender names alone", "v3 messages"),
    beyond("v3 limitation 4, agreement", "MUST", "the account manager agrees to a sender name first", _BETWEEN_PEOPLE),
    must("v3 limitation 5", "a date is local time in the time zone set for the account", "v3 date in a zone"),
    must("v3 limitation 5, default", "the time zone is UTC until one is set", "v3 date in UTC"),
    must("v3 HTTP API 3.0 methods", "a request is a POST of JSON", "v3"),
    must("v3 HTTP API 3.0 methods, HTTPS", "the connection is HTTPS", "v3 secure"),
    beyond("v3 HTTP API 3.0 methods, port", "MUST", "the server is at port 444", _OF_THE_HOST),
    must("v3 HTTP API 3.0 methods, addresses", "each of five methods has an address of its own", "v3"),
    must("v3 HTTP API 3.0 methods, answers", "every answer is JSON", "v3 answered"),
    must("v3 HTTP API 3.0 methods, recognition", "the client reads the JSON it is sent rightly", "v3 answered"),
)

_AUTHORIZATION = (
    must("v3 Authorization", "before anything can be sent there has to be a login", "v3 authorize"),
    must("v3 Authorization, session", "a login opens a session with an ID of its own", "v3 authorize done"),
    should("v3 Authorization, use of the ID", "requests carry the ID that the login gave", "v3 session request"),
    must("v3 Authorization, timeout", "a session ends 60 seconds after its last request", "v3 code 103"),
    must("v3 Authorization, renewal", "after that a new login gives a new ID", "v3 login again"),
    must(
        "v3 Authorization, social network accounts",
        "the same need of a password, said again",
        "v3 account without password",
    ),
    must("v3 Authorization, address", "it is done at /v3/authorize", "v3 authorize"),
    must("v3 Authorization, request", "it is asked by POST in JSON", "v3 authorize"),
    must("v3 Authorization, request table", "Username and Password are mandatory", "v3 authorize"),
    must("v3 Authorization, Username", "a string: the account's name", "v3 authorize read"),
    must("v3 Authorization, Password", "a string: the account's password", "v3 authorize read"),
    must("v3 Authorization, response table", "StatusCode and Status, and SessionId", "v3 authorize answered"),
    must("v3 Authorization, SessionId", "a string: the ID of the session, after a success", "v3 authorize done"),
    observed("v3 Authorization, failure", "whether a failed login has a SessionId is not said", "v3 authorize failed"),
    must("v3 Authorization, example", "the answer printed for a success", "v3 authorize done"),
)

_SEND = (
    must("v3 Send", "messages are handed to the gateway", "v3 Send"),
    must("v3 Send, address", "it is done at /v3/Send", "v3 Send"),
    must("v3 Send, request", "it is asked by POST in JSON", "v3 Send"),
    must("v3 Send, authorization", "a login comes first", "v3 Send read"),
    should("v3 Send, balance", "there is enough money for the messages", "v3 funds looked at"),
    must("v3 Send, request table", "which parameters are taken, of which type, and which are mandatory", "v3 Send"),
    must("v3 Send, SessionId", "a string: the session of the account", "v3 Send read"),
    must("v3 Send, ScheduledDate", "a string, optional: when the messages are sent", "v3 ScheduledDate"),
    must("v3 Send, SendWithinHours", "an integer from 0 to 23, optional: hours to spread over", "v3 SendWithinHours"),
    must("v3 Send, IsWapPush", 'the string "true" or "false", optional: WAP push or SMS', "v3 IsWapPush"),
    must("v3 Send, Sender", "a string: the name that the recipient sees", "v3 Send read"),
    beyond("v3 Send, Sender, agreement", "MUST", "the account manager has agreed to the name", _BETWEEN_PEOPLE),
    must("v3 Send, Messages", "an array of messages", "v3 Send read"),
    must("v3 Send, Recipient", "a string of digits in international format, without + and 00", "v3 messages"),
    must("v3 Send, Body", "a string: the text", "v3 messages"),
    should("v3 Send, Reference", "a string, optional: an ID of the caller's, unique to the message", "v3 Reference"),
    must("v3 Send, Reference, querying", "who means to ask for statuses has to give one", "v3 Reference"),
    must("v3 Send, response table", "StatusCode and Status, two counts and two amounts", "v3 Send answered"),
    must("v3 Send, MessageCount", "an integer: messages accepted", "v3 Send done"),
    must("v3 Send, PartCount", "an integer: segments accepted", "v3 Send done"),
    must("v3 Send, AveragePrice", "a decimal: the average billed", "v3 Send done"),
    must("v3 Send, TotalPrice", "a decimal: the total billed", "v3 Send done"),
    observed("v3 Send, failure", "whether the counts and amounts are in a failed answer is not said", "v3 Send failed"),
    observed("v3 Send, table and example", "the two differ in the form of a date and in blanks", "v3 Send read"),
    must("v3 Send, example", "the requests and the answer that are printed", "v3 Send read"),
)

_CALCULATE = (
    must("v3 Calculate price", "the price of messages is worked out and nothing is sent", "v3 Calculate"),
    must("v3 Calculate price, parameters", "the parameters are those of Send", "v3 Calculate read"),
    must("v3 Calculate price, address", "it is done at /v3/Calculate", "v3 Calculate"),
    must("v3 Calculate price, request", "it is asked by POST in JSON", "v3 Calculate"),
    must("v3 Calculate price, authorization", "a login comes first", "v3 Calculate read"),
    observed("v3 Calculate price, answer", "what is answered is not said", "v3 Calculate answered"),
)

_QUERY_MESSAGE = (
    must("v3 Query message", "the present status of messages sent before", "v3 QueryMessages"),
    must("v3 Query message, unique IDs", "messages are asked for by IDs given to Send", "v3 QueryMessages read"),
    must("v3 Query message, address", "it is done at /v3/QueryMessages", "v3 QueryMessages"),
    must("v3 Query message, request", "it is asked by POST in JSON", "v3 QueryMessages"),
    must("v3 Query message, authorization", "a login comes first", "v3 QueryMessages read"),
    must("v3 Query message, request table", "SessionId and References are mandatory", "v3 QueryMessages"),
    must("v3 Query message, SessionId", "a string: the session of the account", "v3 QueryMessages read"),
    must("v3 Query message, References", "an array of strings: the caller's IDs", "v3 QueryMessages read"),
    must("v3 Query message, response table", "StatusCode, Status, MessageStatuses", "v3 QueryMessages answered"),
    must("v3 Query message, MessageStatuses", "each with Reference, StatusCode and Status", "v3 QueryMessages done"),
    must("v3 Query message, example", "the answer that is printed", "v3 QueryMessages done"),
)

_QUERY_BALANCE = (
    must("v3 Query balance", "the present balance of the account", "v3 QueryBalance"),
    must("v3 Query balance, address", "it is done at /v3/QueryBalance", "v3 QueryBalance"),
    must("v3 Query balance, request", "it is asked by POST in JSON", "v3 QueryBalance"),
    must("v3 Query balance, authorization", "a login comes first", "v3 QueryBalance read"),
    must("v3 Query balance, request table", "SessionId is mandatory", "v3 QueryBalance"),
    must("v3 Query balance, SessionId", "a string: the session of the account", "v3 QueryBalance read"),
    must("v3 Query balance, response table", "StatusCode, Status and three amounts", "v3 QueryBalance answered"),
    must("v3 Query balance, Balance", "a decimal: the balance", "v3 QueryBalance done"),
    must("v3 Query balance, BalaceNegativeLimit", "a decimal: how much credit there is", "v3 QueryBalance done"),
    must("v3 Query balance, AvailableFund", "a decimal: what can be spent, credit included", "v3 QueryBalance done"),
    observed("v3 Query balance, table and example", "they differ in types and in keys", "v3 QueryBalance done"),
    must("v3 Query balance, example", "the answer that is printed", "v3 QueryBalance done"),
)

_STATUSES = (
    must("v3 Message Status Possible Values", "each status has a code, a value and a meaning", "v3 statuses"),
    *coded(
        "v3 message",
        "status",
        {
            1: "Pending: it is made ready",
            2: "Scheduled: it waits in the queue for its date",
            3: "Sent: it went out",
            4: "OutOfBalance: the money did not suffice",
            5: "InvalidMobile: the recipient has the wrong form",
            6: "InvalidBody: the text has more than 500 characters",
            7: "InvalidSender: nobody registered the sender",
            8: "InvalidRoute: no route leads to the recipient",
            9: "BlockedMobile: the gateway blocks this recipient",
            10: "Unknown: the gateway failed and did not go on with it",
            100: "Delivered: the recipient has it",
            101: "Undeliverable: the recipient did not get it",
            102: "ACK expired: it went out, and what became of it is not known",
            103: "Rejected: the operator refused it",
            104: "TimeOut: processing took too long, and it did not go out",
        },
    ),
)

_CODES = (
    must("v3 Error codes and their meanings", "each code has a value and a meaning", "v3 answered"),
    *coded(
        "v3",
        "code",
        {
            100: "Unknown: the gateway failed",
            101: "Success: what was asked is done",
            102: "IncorrectParameter: the request has the wrong form",
            103: "SessionExpired: there is no such session",
            104: "AccessDenied: another request of the session is being worked on",
            200: "IncorrectUserNameOrPassword: the name or the password is wrong",
            201: "UserLocked: too many logins failed; the account manager helps",
            202: "UserBlocked: the administrator blocked the account",
            300: "OutOfBalance: the money does not suffice",
            301: "MessageCountOverflow: more than 20,000 messages",
            302: "CurrencyNotDefined: the account has no currency yet",
        },
    ),
)

_CHANGES = (
    beyond("v3 Changes 1", "OBSERVED", "the vendor may change the API", "it is about the future"),
    must("v3 Changes 2", "what is new in an answer makes a client neither fail nor misread it", "v3 novelty"),
    beyond("v3 Changes 3", "MUST", "changes are told 14 days ahead, and followed by then", _BETWEEN_PEOPLE),
    beyond("v3 Changes 4", "SHOULD", "who cannot follow in time asks the support", _BETWEEN_PEOPLE),
    beyond("v3 Changes 5", "OBSERVED", "the vendor may give more time", _BETWEEN_PEOPLE),
    beyond("v3 Changes 6", "SHOULD", "the vendor's site is looked at for changes from time to time", _ON_THE_SITE),
)

V3_CLAUSES: tuple[Clause, ...] = (
    *_GENERAL,
    *_AUTHORIZATION,
    *_SEND,
    *_CALCULATE,
    *_QUERY_MESSAGE,
    *_QUERY_BALANCE,
    *_STATUSES,
    *_CODES,
    *_CHANGES,
)
