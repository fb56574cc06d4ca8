"""What can be seen of each open reading of v3, by its key: how to look, and what is seen under every value."""

from collections.abc import Callable
from typing import Any

from tests.support import Account
from tests.v3.support import RUSSIA, charges, in_flight, post, send_request, sms

Observation = Callable[[Account], Any]


def fields(account: Account, method: str, document: dict[str, Any]) -> str:
    """What an answer says after its code and status."""
    text = post(account, method, document).text
    return text.split(", ", 2)[2].removesuffix("}") if text.count(",") > 1 else ""


def other_session_while_busy(account: Account) -> int:
    """The code for a second session while the first has a request in flight."""
    first, second = account.login(), account.login()
    with in_flight(account, "QueryBalance", {"SessionId": first}):
        return int(account.call("QueryBalance", {"SessionId": second})["StatusCode"])


def balance_fields(account: Account) -> str:
    """The amounts of a QueryBalance, as printed."""
    return fields(account, "QueryBalance", {"SessionId": account.login()})


def balance_keys(account: Account) -> list[str]:
    """The keys of credit limit and available fund."""
    answer = account.call("QueryBalance", {"SessionId": account.login()})
    return [key for key in answer if answer[key] in ("-1000", "2300.30")]


def price_fields(account: Account) -> str:
    """Counts and prices of the document's own ten messages, as printed."""
    document = send_request(account.login(), *[sms(RUSSIA)] * 10)
    return fields(account, "Send", document)


def failed_login(account: Account) -> str:
    """What a failed authorize has besides code and status."""
    return fields(account, "authorize", {"Username": account.username, "Password": "wrong"})


def failed_sends(account: Account) -> list[str]:
    """The same of failed Sends and Calculates: 302 and 102."""
    account.change(currency=None)
    good = send_request(account.login())
    return [fields(account, method, it) for method in ("Send", "Calculate") for it in (good, {**good, "Messages": []})]


def average(account: Account) -> tuple[float, float]:
    """(AveragePrice, TotalPrice) of messages of two and three parts."""
    answer = account.send(account.login(), sms(body="x" * 161), sms(body="x" * 307))
    return answer["AveragePrice"], answer["TotalPrice"]


def parts(*bodies: str) -> Observation:
    """PartCount of each text."""

    def observe(account: Account) -> list[int]:
        session = account.login()
        return [account.send(session, sms(body=body))["PartCount"] for body in bodies]

    return observe


def unknown_references(account: Account) -> list[tuple[str, int, str]]:
    """A query for one message that was sent and two that were not."""
    session = account.login()
    account.send(session, sms(reference="known"))
    return account.statuses(session, "never", "known", "sent")


def doubled_reference(account: Account) -> list[tuple[str, int, str]]:
    """A query for a Reference used twice in a request, and for one used in two requests."""
    session = account.login()
    account.send(session, sms(reference="a"), sms("123456", reference="a"))
    account.send(session, sms(reference="b"), ScheduledDate="2019-08-01")
    account.send(session, sms(reference="b"))
    return account.statuses(session, "a", "b")


def past_date(account: Account) -> int:
    """The code for a date of this morning."""
    return int(account.send(account.login(), sms(), ScheduledDate="2019-07-25")["StatusCode"])


def date_forms(account: Account) -> list[int]:
    """Codes for a bare date and for one with a time, each with and without a blank after it."""
    session = account.login()
    dates = ("2019-07-26", "2019-07-26 ", "2019-07-26 10:00", "2019-07-26 10:00 ")
    return [account.send(session, sms(), ScheduledDate=date)["StatusCode"] for date in dates]


def refunds(account: Account) -> list[str]:
    """The ledger after TimeOut, Rejected and three others."""
    recipients = [f"37400000{status}" for status in ("104", "103", "102", "101", "010")]
    account.send(account.login(), *[sms(recipient) for recipient in recipients])
    account.clock(advance=3)
    return charges(account)


def older_session(account: Account) -> int:
    """The code for the older of two sessions."""
    older, _ = account.login(), account.login()
    return int(account.call("QueryBalance", {"SessionId": older})["StatusCode"])


def prices_of_waiting(account: Account) -> list[tuple[float, float]]:
    """(AveragePrice, TotalPrice) of two messages: at once, spread, and scheduled."""
    session = account.login()
    options: list[dict[str, Any]] = [{}, {"SendWithinHours": 2}, {"ScheduledDate": "2019-08-01"}]
    answers = [account.send(session, sms(), sms(), **each) for each in options]
    return [(answer["AveragePrice"], answer["TotalPrice"]) for answer in answers]


ZEROS = '"MessageCount": 0, "PartCount": 0, "AveragePrice": 0.00, "TotalPrice": 0.00'
SEEN: dict[str, tuple[Observation, dict[str, Any]]] = {
    "busy_scope": (other_session_while_busy, {"account": 104, "session": 101}),
    "balance_decimals": (
        balance_fields,
        {
            "string": '"Balance": "1300.30", "BalanceNegativeLimit": "-1000", "AvailableFund": "2300.30"',
            "number": '"Balance": 1300.30, "BalanceNegativeLimit": -1000, "AvailableFund": 2300.30',
        },
    ),
    "price_decimals": (
        price_fields,
        {
            "number": '"MessageCount": 10, "PartCount": 10, "AveragePrice": 2.50, "TotalPrice": 25.00',
            "string": '"MessageCount": 10, "PartCount": 10, "AveragePrice": "2.50", "TotalPrice": "25.00"',
        },
    ),
    "credit_limit_key": (
        balance_keys,
        {
            "BalanceNegativeLimit": ["BalanceNegativeLimit", "AvailableFund"],
            "BalaceNegativeLimit": ["BalaceNegativeLimit", "AvailableFund"],
            "both": ["BalanceNegativeLimit", "BalaceNegativeLimit", "AvailableFund"],
        },
    ),
    "available_fund_key": (
        balance_keys,
        {
            "AvailableFund": ["BalanceNegativeLimit", "AvailableFund"],
            "padded": ["BalanceNegativeLimit", " AvailableFund "],
        },
    ),
    "failed_login_session_id": (failed_login, {"absent": "", "null": '"SessionId": null', "empty": '"SessionId": ""'}),
    "failed_send_fields": (failed_sends, {"absent": [""] * 4, "zero": [ZEROS] * 4}),
    "average_price_per": (average, {"message": (5.00, 10.00), "part": (2.00, 10.00)}),
    "segmentation": (
        parts("x" * 160, "x" * 161, "x" * 320, "x" * 321, "Հ" * 70, "Հ" * 71, "Հ" * 140, "Հ" * 141),
        {"concatenated": [1, 2, 3, 3, 1, 2, 3, 3], "plain": [1, 2, 2, 3, 1, 2, 2, 3]},
    ),
    "pair_across_parts": (
        parts("x" * 304 + "€", "x" * 152 + "€" + "x" * 152, "😀" * 67, "😀" * 66, "x" * 306),
        {"allowed": [2, 2, 2, 2, 2], "kept-whole": [2, 3, 3, 2, 2]},
    ),
    "unknown_reference_v3": (
        unknown_references,
        {
            "status-10": [("never", 10, "Unknown"), ("known", 1, "Pending"), ("sent", 10, "Unknown")],
            "omit": [("known", 1, "Pending")],
        },
    ),
    "duplicate_reference": (
        doubled_reference,
        {
            "latest": [("a", 5, "InvalidMobile"), ("b", 1, "Pending")],
            "first": [("a", 1, "Pending"), ("b", 2, "Scheduled")],
        },
    ),
    "past_date_v3": (past_date, {"send-now": 101, "102": 102}),
    "scheduled_date_format": (date_forms, {"date-or-minute": [101] * 4, "date-only": [101, 101, 102, 102]}),
    "refund_unsent": (refunds, {"no": ["-10.00"], "yes": ["-10.00", "2.00", "2.00"]}),
    "single_session": (older_session, {"no": 101, "yes": 103}),
    "total_price_of_waiting": (
        prices_of_waiting,
        {
            "full": [(2.00, 4.00), (2.00, 4.00), (2.00, 4.00)],
            "charged": [(2.00, 4.00), (1.00, 2.00), (0.00, 0.00)],
        },
    ),
}
