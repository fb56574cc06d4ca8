"""`accounts/{username}/messages` and `messages/{id}`: what was accepted, found and shown in both protocols' words."""

from typing import Any

import pytest

from tests.control.support import START, Control
from tests.support import Account

# READING, v2: two views of one state. Number of the magic recipient: v3 (code, name), v2 (code, name).
VIEWS: dict[int, tuple[str, int, str]] = {
    1: ("Pending", 0, "Pending"),
    2: ("Scheduled", 5, "Scheduled"),
    3: ("Sent", 2, "DeliveredToNetwork"),
    4: ("OutOfBalance", 4, "OutOfBalance"),
    5: ("InvalidMobile", 7, "IncorrectRecipient"),
    6: ("InvalidBody", 8, "NotSent"),
    7: ("InvalidSender", 8, "NotSent"),
    8: ("InvalidRoute", 8, "NotSent"),
    9: ("BlockedMobile", 8, "NotSent"),
    10: ("Unknown", 8, "NotSent"),
    100: ("Delivered", 1, "Sent"),
    101: ("Undeliverable", 8, "NotSent"),
    102: ("ACK expired", 6, "DeliveryToGateway"),
    103: ("Rejected", 8, "NotSent"),
    104: ("TimeOut", 3, "TimeOut"),
}
TO_DELIVERED = [
    {"at": START, "v3": {"code": 1, "name": "Pending"}, "v2": {"code": 0, "name": "Pending"}},
    {
        "at": "2019-07-25T18:20:01Z",
        "v3": {"code": 3, "name": "Sent"},
        "v2": {"code": 2, "name": "DeliveredToNetwork"},
    },
    {"at": "2019-07-25T18:20:03Z", "v3": {"code": 100, "name": "Delivered"}, "v2": {"code": 1, "name": "Sent"}},
]


def row(recipient: str = "37499000000", body: str = "hello", reference: str | None = None) -> dict[str, Any]:
    """A message of a Send."""
    return {"Recipient": recipient, "Body": body, **({"Reference": reference} if reference else {})}


def found(control: Control, account: Account, **parameters: Any) -> list[str]:
    """References of the messages that match, in the order they come."""
    page = control.get(f"accounts/{account.username}/messages", params=parameters)
    return [each["reference"] for each in page["messages"]]


@pytest.fixture
def three(control: Control) -> Account:
    """An account with messages a, b and c: a is delivered a minute ago, b and c have just been accepted."""
    account = control.account()
    session = account.login()
    account.send(session, row(reference="a"))
    account.clock(advance=50)
    account.send(session, row("79251112233", reference="b"), row(reference="c"))
    return account


# One message


def test_a_message_is_shown_whole(control: Control, account: Account) -> None:
    """What was asked for, what it costs and what becomes of it, past and to come."""
    account.send(account.login(), row("79251112233", "SMS Message 1", "unique reff"))
    message = account.messages[0]

    assert control.get(f"messages/{message['id']}") == message
    assert message == {
        "id": message["id"],
        "reference": "unique reff",
        "recipient": "79251112233",
        "sender": "MOBIPACE",
        "body": "SMS Message 1",
        "parts": 1,
        "alphabet": "GSM 03.38",
        "price": "2.50",
        "protocol": "v3",
        "wap_push": False,
        "accepted_at": START,
        "due_at": START,
        "v3": {"code": 1, "name": "Pending"},
        "v2": {"code": 0, "name": "Pending"},
        "timeline": TO_DELIVERED,
    }


def test_a_v2_message_is_shown_under_the_id_it_was_answered(control: Control, account: Account) -> None:
    """v2 6: `ID: xxxx` is the id here too; it has no reference, and UCS-2 parts cost each."""
    answer = account.v2_send("37499000000", "Ծ" * 71, wap_push="true")
    message = control.get(f"messages/{answer.removeprefix('ID: ')}")

    assert (message["protocol"], message["reference"], message["wap_push"]) == ("v2", None, True)
    assert (message["alphabet"], message["parts"], message["price"]) == ("UCS-2", 2, "4.00")


def test_a_v3_message_has_a_v2_id_too(control: Control, account: Account) -> None:
    """READING, v2: both protocols see the same messages."""
    account.send(account.login(), row(reference="a"))
    id = account.messages[0]["id"]

    assert account.v2("querymessage", messageref=str(id)).startswith("ID: 0 : ")


@pytest.mark.parametrize("number", VIEWS)
def test_a_state_has_a_name_in_each_protocol(control: Control, account: Account, number: int) -> None:
    """The two status tables are two views of one state, and the control API shows both."""
    name, v2_code, v2_name = VIEWS[number]
    account.send(account.login(), row(f"37400000{number:03d}"))
    account.clock(advance=3)
    message = account.messages[0]

    assert message["v3"] == {"code": number, "name": name}
    assert message["v2"] == {"code": v2_code, "name": v2_name}
    assert {"v3": message["v3"], "v2": message["v2"]}.items() <= message["timeline"][-1].items()


def test_the_timeline_does_not_change_as_time_goes_by(control: Control, account: Account) -> None:
    """It holds what is past and what is to come; only the present status moves along it."""
    account.send(account.login(), row())
    seen = []
    for _ in range(5):
        message = account.messages[0]
        seen.append(message["v3"]["name"])
        assert message["timeline"] == TO_DELIVERED
        account.clock(advance=1)

    assert seen == ["Pending", "Sent", "Sent", "Delivered", "Delivered"]


def test_a_waiting_message_is_scheduled_first(control: Control, account: Account) -> None:
    """v3 status 2 until its date; the date is when it leaves the queue."""
    account.send(account.login(), row(), ScheduledDate="2019-07-25 18:21")
    message = account.messages[0]

    assert (message["accepted_at"], message["due_at"]) == (START, "2019-07-25T18:21:00Z")
    assert [(each["at"], each["v3"]["name"]) for each in message["timeline"]] == [
        (START, "Scheduled"),
        ("2019-07-25T18:21:00Z", "Pending"),
        ("2019-07-25T18:21:01Z", "Sent"),
        ("2019-07-25T18:21:03Z", "Delivered"),
    ]


@pytest.mark.parametrize("id", ["1", "0", "-1", "x", "1.0", "9" * 18, "9" * 40, "٣", "%00"])
def test_a_message_that_is_not_there_is_not_found(control: Control, id: str) -> None:
    """404, whatever stands for the id."""
    assert control.error("GET", f"messages/{id}", 404).startswith("there is no message ")


# Lists and filters


def test_messages_come_in_order_of_acceptance(control: Control, three: Account) -> None:
    """All of one account, and nobody else's."""
    control.account().v2_send()

    assert found(control, three) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"reference": "b"}, ["b"]),
        ({"reference": "B"}, []),
        ({"reference": ""}, []),
        ({"recipient": "37499000000"}, ["a", "c"]),
        ({"recipient": "3749900000"}, []),
        ({"status": "Delivered"}, ["a"]),
        ({"status": "delivered"}, ["a"]),
        ({"status": "100"}, ["a"]),
        ({"status": "Pending"}, ["b", "c"]),
        ({"status": "ACK expired"}, []),
        ({"since": "2019-07-25T18:20:50Z"}, ["b", "c"]),
        ({"since": START}, ["a", "b", "c"]),
        ({"since": "2019-07-25T18:20:50.000001Z"}, []),
        ({"limit": 2}, ["a", "b"]),
        ({"recipient": "37499000000", "status": "Pending"}, ["c"]),
        ({"recipient": "37499000000", "limit": 1}, ["a"]),
        ({"wait": 5, "reference": "c"}, ["c"]),
    ],
)
def test_a_filter_leaves_what_matches(
    control: Control, three: Account, parameters: dict[str, Any], expected: list[str]
) -> None:
    """All that are given must hold; since is the account's own time, its instant included."""
    assert found(control, three, **parameters) == expected


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"status": "Deliverd"}, "status: 'Deliverd' given; allowed: a v3 status code, or Pending, Scheduled, Sent"),
        ({"status": "1000"}, "status: '1000' given"),
        ({"since": "today"}, "since: 'today' is not an instant; write UTC as 2019-07-25T18:20:00Z"),
        ({"wait": "61"}, "wait: '61' given; allowed: seconds from 0 to 60"),
        ({"wait": "-1"}, "wait: '-1' given"),
        ({"wait": "nan"}, "wait: 'nan' given"),
        ({"wait": "x"}, "wait: 'x' given"),
        ({"cursor": "x"}, "cursor: 'x' given"),
        ({"limit": "0"}, "limit: '0' given"),
        ({"refrence": "a"}, "parameter 'refrence' is unknown here; did you mean reference?"),
        ({"zzz": "a"}, "parameter 'zzz' is unknown here; allowed: cursor, limit, recipient, reference, since, status"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(
    control: Control, account: Account, parameters: dict[str, str], text: str
) -> None:
    """400 says which value, and what is allowed."""
    path = f"accounts/{account.username}/messages"

    assert control.error("GET", path, 400, params=parameters).startswith(text)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 10])
def test_pages_join_to_the_whole_list(control: Control, account: Account, limit: int) -> None:
    """`next` is the cursor of the page after, and null on the last one; nothing is missed or seen twice."""
    references = [f"r{number}" for number in range(4)]
    account.send(account.login(), *(row(reference=reference) for reference in references))
    seen = list[str]()
    cursor: str | None = "0"
    while cursor is not None:
        page = control.get(f"accounts/{account.username}/messages", params={"limit": limit, "cursor": cursor})
        seen += [each["reference"] for each in page["messages"]]
        cursor = page["next"]

    assert seen == references


def test_a_page_is_not_shifted_by_what_arrives_meanwhile(control: Control, three: Account) -> None:
    """The cursor is a place in the list, not a count."""
    page = control.get(f"accounts/{three.username}/messages", params={"limit": 2})
    three.v2_send()

    assert found(control, three, cursor=page["next"]) == ["c", None]


def test_looking_changes_nothing(control: Control) -> None:
    """READING: reading a status never moves it; only a client's query does, where a world says so."""
    steps = [{"status": "Delivered", "after": 1}]
    account = control.account(outcomes={"moved_by": "queries", "steps": steps})
    account.send(session := account.login(), row(reference="a"))
    seen = [control.get(f"accounts/{account.username}/messages")["messages"][0]["v3"]["name"] for _ in range(3)]
    asked = [account.statuses(session, "a")[0][2] for _ in range(2)]

    assert seen == ["Pending"] * 3
    assert asked == ["Pending", "Delivered"]
