"""Right clients against the simulator: every call, what arrives, and every documented refusal."""

from typing import Any

import pytest

from mobipace.contract_tests.driver import Failure, Value
from tests.contract.conftest import Calls, Driven
from tests.support import Account, Sim

TEXTS = {
    "GSM 03.38": "Hello @£$¥èéùìòÇ",
    "GSM extension": "{[~]}|^€\\",
    "Cyrillic": "Привет, мир",
    "Armenian": "Բարև Ձեզ",
    "emoji": "👋🏽 family 👨‍👩‍👧",
    "combining marks": "e\u0301 a\u030a и\u0306",
    "URL": "a=1&b=2+3%20%2B#x?/:;@",
    "looks encoded": "%D0%9F%41",
    "lines": "one\ntwo\r\nthree\ttab",
    "separators": "one\u2028two\u2029three\u0085four",
    "quotes": "\"double\" 'single' \\back\\ </script>",
    "blanks": "  two before and after  ",
    "500 characters": "Ж" * 500,
    "500 units": "👋" * 250,
}


def sms(body: str = "hello", recipient: str = "37499000000", **members: str) -> dict[str, str]:
    """A message."""
    return {"recipient": recipient, "body": body, **members}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_arrives_exactly(client: Calls, account: Account, text: str) -> None:
    """Over v3 and over v2, which is encoded once, as UTF-8."""
    client.value("v3", "send", messages=[sms(text)])
    client.value("v2", "send", **sms(text))

    assert [message["body"] for message in account.messages] == [text, text]


def test_a_v3_send_is_told_as_it_was_answered(client: Calls, account: Account) -> None:
    """Counts, exact amounts, and a reference for each message, the caller's own as given."""
    value = client.value("v3", "send", messages=[sms(reference="order 1/é"), sms(), sms("x" * 161)])
    references = [message["reference"] for message in account.messages]

    assert value == {
        "message_count": 3,
        "part_count": 4,
        "average_price": "2.67",
        "total_price": "8.00",
        "references": references,
    }
    assert references[0] == "order 1/é"
    assert len({*references, ""}) == 4


def test_v3_options_arrive(client: Calls, account: Account) -> None:
    """Sender, date, hours and the kind of message, in the documented form."""
    options: dict[str, Any] = {"sender": "MOBIPACE", "send_within_hours": 2, "wap_push": True}
    client.value("v3", "send", messages=[sms(), sms()], scheduled_date="2019-07-26T12:30:00+04:00", **options)
    due = [message["due_at"] for message in account.messages]

    assert due == ["2019-07-26T08:30:00Z", "2019-07-26T09:30:00Z"]


def test_a_price_changes_nothing(client: Calls, account: Account) -> None:
    """v3 Calculate price."""
    value = client.value("v3", "calculate", messages=[sms(), sms(recipient="79250000000")])

    assert value == {"message_count": 2, "part_count": 2, "average_price": "2.25", "total_price": "4.50"}
    assert account.messages == []


def test_v3_statuses_are_told(client: Calls, account: Account) -> None:
    """As the gateway lists them."""
    client.value("v3", "send", messages=[sms(reference="a"), sms("b", "37400000101", reference="b")])
    account.clock(advance=10)
    value = client.value("v3", "status", references=["b", "a", "nobody's"])

    assert value == {
        "statuses": [
            {"reference": "b", "code": 101, "name": "Undeliverable"},
            {"reference": "a", "code": 100, "name": "Delivered"},
            {"reference": "nobody's", "code": 10, "name": "Unknown"},
        ]
    }


def test_v2_tells_ids_and_statuses(client: Calls, account: Account) -> None:
    """An id is the gateway's, and a status its code and name."""
    sent = client.value("v2", "send", **sms())
    later = client.value("v2", "schedule", **sms(), date="2019-07-26T12:30:15+04:00")
    statuses = [client.value("v2", "status", message_id=each["message_id"]) for each in (sent, later)]

    assert [str(each["message_id"]) for each in (sent, later)] == [str(each["id"]) for each in account.messages]
    assert statuses == [{"code": 0, "name": "Pending"}, {"code": 5, "name": "Scheduled"}]
    assert account.messages[1]["due_at"] == "2019-07-26T08:30:15Z"


def test_a_status_is_asked_for_by_a_number_too(client: Calls, account: Account) -> None:
    """`message_id` is a string or a number."""
    client.value("v2", "send", **sms())

    assert client.value("v2", "status", message_id=int(account.messages[0]["id"]))["code"] == 0


@pytest.mark.parametrize("balance", ["0.10", "-0.20", "90071992547409.93", "1300", "-1000", "0.000001"])
@pytest.mark.parametrize("decimals", ["string", "number"])
def test_amounts_are_read_exactly(driven: Driven, sim: Sim, balance: str, decimals: str) -> None:
    """Numbers and strings of any scale; a double would lose digits of these."""
    account = sim.account(balance=balance, credit_limit="-1000.5", readings={"balance_decimals": decimals})
    client = driven.at(account)
    value = client.value("v3", "balance")

    assert (value["balance"], value["credit_limit"]) == (balance, "-1000.5")
    assert client.value("v2", "balance") == {"balance": balance}


PAST = "2019-07-01T00:00:00Z"
MAKE: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "v3 balance": ("v3", "balance", {}),
    "v3 send": ("v3", "send", {"messages": [sms()]}),
    "v3 send then": ("v3", "send", {"messages": [sms()], "scheduled_date": PAST}),
    "v2 balance": ("v2", "balance", {}),
    "v2 send": ("v2", "send", sms()),
    "v2 schedule": ("v2", "schedule", {**sms(), "date": PAST}),
    "v2 status": ("v2", "status", {"message_id": "1"}),
}


@pytest.mark.parametrize(
    ("change", "call", "error"),
    [
        ({"blocked": True}, "v3 balance", ("blocked", 202)),
        ({"locked": True}, "v3 balance", ("locked", 201)),
        ({"password": "another"}, "v3 balance", ("bad_credentials", 200)),
        ({"currency": None}, "v3 send", ("currency", 302)),
        ({"balance": "0", "credit_limit": "0"}, "v3 send", ("out_of_balance", 300)),
        ({"readings": {"past_date_v3": "102"}}, "v3 send then", ("incorrect_request", 102)),
        ({"blocked": True}, "v2 balance", ("bad_credentials", 701)),
        ({"password": "another"}, "v2 send", ("bad_credentials", 701)),
        ({"currency": None}, "v2 send", ("currency", 709)),
        ({"balance": "0", "credit_limit": "0"}, "v2 send", ("out_of_balance", 702)),
        ({}, "v2 schedule", ("past_date", 708)),
        ({}, "v2 status", ("unknown_message", 703)),
    ],
)
def test_a_refusal_is_told_as_what_it_is(
    driven: Driven, account: Account, change: dict[str, Any], call: str, error: tuple[str, int]
) -> None:
    """By its class and code; and it is not asked again."""
    client = driven.at(account)
    account.change(**change)
    api, name, args = MAKE[call]
    found = client.failure(api, name, **args)
    methods = [exchange["method"] for exchange in account.exchanges]

    assert found == error
    assert len(methods) == len(set(methods))


@pytest.mark.parametrize(
    "args",
    [
        {"messages": []},
        {"messages": [sms(recipient="1234567890123456")]},
        {"messages": [sms(recipient="+37499000000")]},
        {"messages": [sms(recipient="0037499000000")]},
        {"messages": [sms("x" * 501)]},
        {"messages": [sms("👋" * 250 + "x")]},
        {"messages": [sms("")]},
        {"messages": [sms()], "send_within_hours": 24},
        {"messages": [sms()], "send_within_hours": -1},
    ],
)
def test_what_the_documents_forbid_is_not_sent(client: Calls, account: Account, args: dict[str, Any]) -> None:
    """v3 limitations: refused before anything leaves, so that nothing is sent in part."""
    assert client.failure("v3", "send", **args) == ("incorrect_request", None)
    assert account.exchanges == []


def test_a_v2_recipient_has_digits_alone(client: Calls, account: Account) -> None:
    """v2 6."""
    assert client.failure("v2", "send", **sms(recipient="+37499000000")) == ("incorrect_request", None)
    assert account.exchanges == []


def test_a_right_client_violates_nothing(client: Calls, account: Account) -> None:
    """The judge has no MUST and no SHOULD to say about any of these requests."""
    client.value("v3", "send", messages=[sms(), sms()])
    client.value("v3", "status", references=["a"])
    client.value("v3", "calculate", messages=[sms()])
    client.value("v3", "balance")
    message_id = client.value("v2", "send", **sms())["message_id"]
    client.value("v2", "status", message_id=message_id)
    client.value("v2", "schedule", **sms(), date="2030-01-01T00:00:00Z")
    client.value("v2", "balance")
    said = [each for exchange in account.exchanges for each in exchange["violations"] if each["level"] != "NOTE"]

    assert said == []
    assert len(account.exchanges) == 9


def test_the_next_case_has_a_client_of_its_own(driven: Driven, sim: Sim) -> None:
    """Nothing of a case lives on: no session, no password, no sender."""
    first, second = sim.account(), sim.account(sender="SECOND", senders=["SECOND"])
    driven.at(first).value("v3", "send", messages=[sms()])
    driven.end()
    reply = driven.at(second, sender="SECOND").send(sms())

    assert isinstance(reply, Value | Failure)
    assert [message["sender"] for message in second.messages] == ["SECOND"]
    assert [exchange["method"] for exchange in second.exchanges] == ["authorize", "Send"]
    assert len(first.messages) == 1
