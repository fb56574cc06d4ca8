import json

import pytest

from tests.support import Account, Sim
from tests.v3.support import post, send_request, sms


def query(account: Account, *references: object) -> str:
    """The answer to a QueryMessages, as text."""
    return post(account, "QueryMessages", {"SessionId": account.login(), "References": list(references)}).text


def test_answer_is_printed_as_the_example_prints_it(account: Account) -> None:
    """v3 Query message: Reference, StatusCode and Status of each, in the order of the table."""
    account.send(account.login(), sms(reference="unique reff"), ScheduledDate="2019-08-01")

    assert query(account, "unique reff", "unique reff") == (
        '{"StatusCode": 101, "Status": "Success", "MessageStatuses": ['
        '{"Reference": "unique reff", "StatusCode": 2, "Status": "Scheduled"}, '
        '{"Reference": "unique reff", "StatusCode": 2, "Status": "Scheduled"}]}'
    )


def test_statuses_come_in_the_order_asked(account: Account) -> None:
    """Not in the order sent, and with unknown ones in their place."""
    session = account.login()
    account.send(session, sms(reference="a"), sms("123456", reference="b"), sms(body="", reference="c"))

    codes = [(reference, code) for reference, code, _ in account.statuses(session, "c", "never", "a", "b", "a")]
    assert codes == [("c", 6), ("never", 10), ("a", 1), ("b", 5), ("a", 1)]


def test_empty_list_is_answered_with_an_empty_list(account: Account) -> None:
    """Nothing asked is nothing answered: 101."""
    assert query(account) == '{"StatusCode": 101, "Status": "Success", "MessageStatuses": []}'


def test_unknown_reference(account: Account) -> None:
    """Reading unknown_reference_v3=status-10, the default: message status 10 "Unknown"."""
    assert query(account, "never sent") == (
        '{"StatusCode": 101, "Status": "Success", "MessageStatuses": ['
        '{"Reference": "never sent", "StatusCode": 10, "Status": "Unknown"}]}'
    )


def test_all_unknown_and_omitted(sim: Sim) -> None:
    """Reading unknown_reference_v3=omit: what was never sent is not in the answer."""
    account = sim.account(readings={"unknown_reference_v3": "omit"})

    assert query(account, "a", "b") == '{"StatusCode": 101, "Status": "Success", "MessageStatuses": []}'


def test_reference_of_another_account_is_unknown(sim: Sim) -> None:
    """References are an account's own; two accounts may use the same ones."""
    account, neighbour = sim.account(), sim.account()
    account.send(account.login(), sms(reference="mine"), sms(reference="shared"))
    neighbour.send(neighbour.login(), sms("123456", reference="shared"))

    statuses = neighbour.statuses(neighbour.login(), "mine", "shared")
    assert statuses == [("mine", 10, "Unknown"), ("shared", 5, "InvalidMobile")]


def test_message_without_reference_cannot_be_asked_for(account: Account) -> None:
    """v3 Send, Reference: it must be used if QueryMessages is to be; no text stands for its absence."""
    session = account.login()
    account.send(session, sms(), {**sms(), "Reference": None})
    ids = [str(message["id"]) for message in account.messages]

    codes = {code for _, code, _ in account.statuses(session, "", "null", "None", *ids)}
    assert codes == {10}


def test_empty_reference_is_a_reference(account: Account) -> None:
    """An empty text is given, if unwisely."""
    session = account.login()
    account.send(session, sms(reference=""))

    assert account.statuses(session, "") == [("", 1, "Pending")]


@pytest.mark.parametrize("reading", ["latest", "first"])
def test_references_twice_in_one_request(sim: Sim, reading: str) -> None:
    """Within one request a later index is later; refused messages count."""
    account = sim.account(readings={"duplicate_reference": reading})
    session = account.login()
    account.send(session, sms(body="", reference="a"), sms(reference="a"), sms("123456", reference="a"))

    shown = {"latest": ("a", 5, "InvalidMobile"), "first": ("a", 6, "InvalidBody")}
    assert account.statuses(session, "a") == [shown[reading]]


@pytest.mark.parametrize("reading", ["latest", "first"])
def test_references_twice_in_two_requests(sim: Sim, reading: str) -> None:
    """A later request is later, even if its message is due before the other."""
    account = sim.account(readings={"duplicate_reference": reading})
    session = account.login()
    account.send(session, sms(reference="a"), ScheduledDate="2019-08-01")
    account.send(session, sms(reference="a"))
    account.send(session, sms(reference="b"))

    shown = {"latest": ("a", 1, "Pending"), "first": ("a", 2, "Scheduled")}
    assert account.statuses(session, "a", "b") == [shown[reading], ("b", 1, "Pending")]


def test_reading_of_duplicates_can_change_later(account: Account) -> None:
    """It is a matter of the answer: both messages are kept."""
    session = account.login()
    account.send(session, sms("123456", reference="a"), sms(reference="a"))
    latest = account.statuses(session, "a")
    account.change(readings={"duplicate_reference": "first"})

    assert (latest, account.statuses(session, "a")) == ([("a", 1, "Pending")], [("a", 5, "InvalidMobile")])


@pytest.mark.parametrize(
    "reference",
    [
        "unique reff",
        " padded ",
        "Հղում",
        "😀",
        'quo"te',
        "back\\slash",
        "line\nbreak",
        "\x00\x1f\x7f",
        "</script>",
        "\u2028",
        "x" * 5000,
    ],
)
def test_references_come_back_as_they_were_given(account: Account, reference: str) -> None:
    """Any text is a Reference, and every character of it counts."""
    session = account.login()
    account.send(session, sms(reference=reference))

    assert account.statuses(session, reference) == [(reference, 1, "Pending")]


def test_references_differ_by_case_and_blanks(account: Account) -> None:
    """A Reference is compared exactly."""
    session = account.login()
    account.send(session, sms(reference="abc"))

    codes = [code for _, code, _ in account.statuses(session, "abc", "ABC", "abc ", " abc")]
    assert codes == [1, 10, 10, 10]


def test_20000_references_at_once(sim: Sim) -> None:
    """All messages of the largest request can be asked for in one."""
    account = sim.account(balance="40000.00")
    session = account.login()
    references = [f"r{index}" for index in range(20_000)]
    account.send(session, *[sms(reference=reference) for reference in references])

    answer = json.loads(query(account, *reversed(references)))

    assert answer["MessageStatuses"] == [
        {"Reference": reference, "StatusCode": 1, "Status": "Pending"} for reference in reversed(references)
    ]


def test_messages_of_a_refused_request_are_unknown(account: Account) -> None:
    """What a 300 or 302 recorded nothing of was never sent."""
    session = account.login()
    account.change(currency=None)
    account.send(session, sms(reference="a"))

    assert account.statuses(session, "a") == [("a", 10, "Unknown")]


def test_messages_sent_through_v2_have_no_reference(account: Account) -> None:
    """v2 gives an id of the gateway's, which is no Reference."""
    line = account.v2_send()

    assert account.statuses(account.login(), line.removeprefix("ID: "))[0][1] == 10


def test_any_session_of_the_account_may_ask(account: Account) -> None:
    """Messages belong to the account, not to the session."""
    account.send(account.login(), sms(reference="a"))
    account.clock(advance=3600)

    assert account.statuses(account.login(), "a") == [("a", 100, "Delivered")]


def test_wap_push_is_queried_like_an_sms(account: Account) -> None:
    """IsWapPush changes the type of the message, not its life."""
    session = account.login()
    account.call("Send", send_request(session, sms(reference="a"), IsWapPush="true"))

    assert account.statuses(session, "a") == [("a", 1, "Pending")]


def test_statuses_are_numbers(account: Account) -> None:
    """StatusCode is a JSON number, in the list as outside of it."""
    account.send(account.login(), sms(reference="a"))
    document = json.loads(query(account, "a"))

    kinds = [type(each["StatusCode"]) for each in (document, *document["MessageStatuses"])]
    assert kinds == [int, int]
