"""The normative sentences of the specification of HTTP API 2.0, in its order."""

from __future__ import annotations

from .clause import Clause, beyond, coded, must, observed, should

_BETWEEN_PEOPLE = "it is settled between people"
_LICENCE = "it is about the right to use the product"

_GENERAL = (
    must("v2 3", "text outside Latin is sent as Unicode, or it is damaged and not delivered", "v2 text beyond ASCII"),
    must("v2 3, requests", "plain HTTP requests, which any program or browser can make", "v2"),
    must("v2 3, responses", "an answer tells in detail how the request fared, and a code", "v2 answered"),
    must("v2 4", "a GET of the documented address, everything in its query", "v2"),
    must("v2 4, function", "the function is mandatory and decides what is done", "v2"),
    must("v2 4, username and password", "both are mandatory in each request", "v2 read"),
    must("v2 4, parameters", "which others are needed follows from the function", "v2 read"),
    must("v2 4, login", "each request is checked by itself; no connection is kept", "v2 read"),
    observed("v2 4, alias", "the printed addresses are linked to /Gate.aspx", "v2 alias"),
    must("v2 4, response", "each request is answered by an error or by what was asked for", "v2 answered"),
    must("v2 4, error message", "Err, the code and a text, with colons between", "v2 error"),
    must("v2 4, info message", "ID, the value and a text, with colons between", "v2 done"),
)

_SEND = (
    must("v2 5.1", "a message goes to a mobile phone", "v2 send"),
    must("v2 5.1, type", "it can be a WAP push or an SMS", "v2 wap_push"),
    must("v2 5.1, ID", "each message has a reference of its own, by which its status is asked for", "v2 message kept"),
    must("v2 5.1, response", "the gateway's new reference, or an error", "v2 send answered"),
    must("v2 5.1, text", "both Unicode and ASCII texts can be sent", "v2 send read"),
    must("v2 5.1, parts", "more than 160 Latin or 70 Unicode characters are split", "v2 parts"),
    must("v2 5.1, charge", "a split message arrives as one and is charged for each part", "v2 parts"),
    must("v2 5.1, UNICODE", "one Unicode character makes it a Unicode message", "v2 UCS-2"),
    must("v2 5.2", "a message is scheduled for a date", "v2 schedule"),
    must("v2 5.2, date", "the date is UTC in the sortable form", "v2 schedule read"),
    must("v2 5.2, response", "the reference of the scheduled message, or an error", "v2 schedule answered"),
    must("v2 5.2, parts", "a long one is split and its parts sent one after another", "v2 schedule parts"),
    must("v2 5.2, text", "both Unicode and ASCII texts can be scheduled", "v2 schedule read"),
    must("v2 5.2, UNICODE", "one Unicode character makes it a Unicode message, of more parts", "v2 schedule UCS-2"),
    must("v2 5.2, individuals", "an individual's messages come from the username, a phone number", "v2 individual"),
)

_QUERIES = (
    must("v2 5.3", "the balance in the account's currency, or an error", "v2 querybalance"),
    must("v2 5.4", "the status of the message with a reference, or an error", "v2 querymessage"),
)

_NOTE = "the sender is registered and accepted, or the message is rejected"
_TABLE = (
    must("v2 6", "the functions, and the parameters each of them needs", "v2"),
    must("v2 6, note on sender", _NOTE, "v2 message read"),
    must("v2 6 send", "a text goes to a mobile, and the balance falls", "v2 send"),
    must("v2 6 send, username", "the registered user's name", "v2 send read"),
    must("v2 6 send, password", "that user's password", "v2 send read"),
    must("v2 6 send, sender", "the sender's name", "v2 send read"),
    must("v2 6 send, recipient", "a phone number of nothing but digits", "v2 send read"),
    must("v2 6 send, body", "the text, ASCII or Unicode", "v2 send read"),
    must("v2 6 send, wap_push", "optional: whether it is a WAP push; false when left out", "v2 wap_push"),
    must("v2 6 send, balance", "the account pays for it", "v2 send done"),
    must("v2 6 send, response", "ID and the message's number, or an error", "v2 send answered"),
    observed("v2 6 send, error prefix", "the error is printed with Er here and with Err elsewhere", "v2 send failed"),
    must("v2 6 schedule", "a text goes out at the date given", "v2 schedule"),
    must("v2 6 schedule, username", "the registered user's name", "v2 schedule read"),
    must("v2 6 schedule, password", "that user's password", "v2 schedule read"),
    must("v2 6 schedule, sender", "the sender's name", "v2 schedule read"),
    must("v2 6 schedule, recipient", "a phone number of nothing but digits", "v2 schedule read"),
    must("v2 6 schedule, body", "the text, ASCII or Unicode", "v2 schedule read"),
    must("v2 6 schedule, wap_push", "optional: whether it is a WAP push; false when left out", "v2 schedule wap_push"),
    must("v2 6 schedule, sendingdate", "the date in UTC, in the sortable form", "v2 schedule read"),
    must("v2 6 schedule, response", "ID and the message's number, or an error", "v2 schedule answered"),
    must("v2 6 querybalance", "the user's balance", "v2 querybalance"),
    must("v2 6 querybalance, username", "the registered user's name", "v2 querybalance read"),
    must("v2 6 querybalance, password", "that user's password", "v2 querybalance read"),
    must("v2 6 querybalance, response", "ID, the balance and a text, or an error", "v2 querybalance answered"),
    must("v2 6 querymessage", "a message's status", "v2 querymessage"),
    must("v2 6 querymessage, username", "the registered user's name", "v2 querymessage read"),
    must("v2 6 querymessage, password", "that user's password", "v2 querymessage read"),
    must("v2 6 querymessage, messageref", "the reference of the message in question", "v2 querymessage read"),
    must("v2 6 querymessage, response", "ID, the status and a text, or an error", "v2 querymessage answered"),
)

_CONDITIONS = (
    beyond("v2 7.1", "MUST", "an agreement comes before an account and its sender names", _BETWEEN_PEOPLE),
    beyond("v2 7.2", "MUST", "the product may be used for free, and is under copyright", _LICENCE),
    beyond("v2 7.2, products", "OBSERVED", "it may be used in products of any kind", _LICENCE),
)

_STATUSES = (
    must("v2 8.1", "each status has a value and a meaning", "v2 statuses"),
    *coded(
        "v2 8.1",
        "status",
        {
            0: "Pending: in the queue, and nothing known yet",
            1: "Sent: it went out and arrived",
            2: "DeliveredToNetwork: the operator has it",
            3: "TimeOut: the connection broke, perhaps of an operator's overload",
            4: "OutOfBalance: not delivered for lack of money",
            5: "Scheduled: it will go out at its date",
            6: "DeliveryToGateway: the gateway has it, and no more is known",
            7: "IncorrectRecipient: the recipient has the wrong form",
            8: "NotSent: a wrong destination, or an inner error",
            9: "Unknown: no message has this reference",
        },
    ),
)

_CODES = (
    must("v2 8.2", "each error has a code and a meaning", "v2 error"),
    *coded(
        "v2 8.2",
        "code",
        {
            700: "IncorrectParameters: the parameters are wrong",
            701: "AuthenticationFailed: the name or the password is wrong",
            702: "OutOfBalance: the money does not suffice for the message",
            703: "IncorrectMessageRef: the reference is wrong",
            705: "IncorrectDateTimeFormat: the date has the wrong form",
            706: "OperationSucceed: an activation or registration went well",
            707: "IncorrectActivationCode: the activation code is wrong",
            708: "OutOfDateTime: the date of a schedule is past",
            709: "IncorrectCurrency: the currency is wrong",
            710: "IncorrectEmailFormat: the email has the wrong form",
            711: "UserIsAlreadyRegistered: the username is taken",
            712: "OperationTimeOut: sending took too long",
            713: "UnknownError: the system failed",
            714: "EmailIsAlreadyUsed: the email is taken",
        },
    ),
    must("v2 8.2, note", "the text after 712 and 713 tells what went wrong inside", "v2 system error"),
    beyond("v2 8.2, support", "SHOULD", "the support is sent such an answer with its request", _BETWEEN_PEOPLE),
)

_EXAMPLES = (
    should("v2 9", "the programs printed show how a message is sent", "v2 send"),
    observed("v2 9.3", "the PHP program encodes a text twice, against section 4", "v2 body encoded twice"),
)

V2_CLAUSES: tuple[Clause, ...] = (
    *_GENERAL,
    *_SEND,
    *_QUERIES,
    *_TABLE,
    *_CONDITIONS,
    *_STATUSES,
    *_CODES,
    *_EXAMPLES,
)
