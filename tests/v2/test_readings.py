"""The open readings of v2: the default and every alternative, as they come over the wire."""

from collections.abc import Iterator

import pytest

from mobipace.schemas import explain
from tests.support import V2_PATH, Account, Sim, running
from tests.v2.codes import ERRORS, STATUSES
from tests.v2.support import asked, last, parsed, right, schedule, status, value

SOON = "2019-07-25T18:20:10"


def under(sim: Sim, **readings: str) -> Account:
    """A fresh account under some readings."""
    return sim.account(readings=readings)


# error_prefix_v2: section 4 prints Err, section 6 prints Er for send


@pytest.mark.parametrize(("reading", "prefix"), [("Err", "Err"), ("Er", "Er")])
def test_error_prefix_of_send(sim: Sim, reading: str, prefix: str) -> None:
    """v2 6, send: "Er: code : error text", against v2 4."""
    line = asked(under(sim, error_prefix_v2=reading), "send", {"recipient": "x"})

    assert (line, explain("v2/send.answer", parsed(line))) == (
        f"{prefix}: 700 : Incorrect parameters in user's request",
        [],
    )


@pytest.mark.parametrize("function", ["schedule", "querybalance", "querymessage", "transmit"])
@pytest.mark.parametrize("reading", ["Err", "Er"])
def test_error_prefix_of_the_others_is_err(sim: Sim, reading: str, function: str) -> None:
    """v2 6 prints Er in the row of send alone."""
    line = asked(under(sim, error_prefix_v2=reading), "querybalance", {"function": function, "password": "wrong"})

    assert line.startswith("Err: 70")


@pytest.mark.parametrize("reading", ["Err", "Er"])
def test_error_prefix_is_for_errors(sim: Sim, reading: str) -> None:
    """What was accepted begins with ID under both."""
    account = under(sim, error_prefix_v2=reading)

    assert account.v2_send() == f"ID: {last(account)['id']}"


# send_reply_v2: section 6 prints the id alone, section 4 promises an info text


def test_send_reply_bare(sim: Sim) -> None:
    """v2 6: "ID: xxxx" for send and for schedule."""
    account = under(sim, send_reply_v2="bare")
    lines = [account.v2_send(), schedule(account, SOON)]

    assert lines == [f"ID: {message['id']}" for message in account.messages]


def test_send_reply_with_info(sim: Sim) -> None:
    """v2 4: "ID: <value> : <Info message>" for every info message."""
    account = under(sim, send_reply_v2="with-info")
    lines = [account.v2_send(), schedule(account, SOON)]
    first, second = (message["id"] for message in account.messages)

    assert lines == [f"ID: {first} : Message accepted", f"ID: {second} : Message scheduled"]


# info_text_v2: the table's name or its description


@pytest.mark.parametrize(("reading", "column"), [("name", 0), ("description", 1)])
def test_info_text_of_a_status(sim: Sim, reading: str, column: int) -> None:
    """v2 8.1 has both a name and a description."""
    account = under(sim, info_text_v2=reading)
    schedule(account, SOON)
    line = asked(account, "querymessage", {"messageref": str(last(account)["id"])})

    assert line == f"ID: 5 : {STATUSES[5][column]}"


@pytest.mark.parametrize("reading", ["name", "description"])
@pytest.mark.parametrize(
    ("function", "changes", "code"),
    [
        ("send", {"recipient": "x"}, 700),
        ("send", {"password": "wrong"}, 701),
        ("querymessage", {"messageref": "1"}, 703),
        ("schedule", {"sendingdate": "x"}, 705),
        ("schedule", {"sendingdate": "2009-06-15T13:45:30"}, 708),
    ],
)
def test_info_text_of_an_error(
    sim: Sim, reading: str, function: str, changes: dict[str, str | None], code: int
) -> None:
    """v2 8.2 has both, too."""
    line = asked(under(sim, info_text_v2=reading), function, changes)

    assert line == f"Err: {code} : {ERRORS[code][['name', 'description'].index(reading)]}"


@pytest.mark.parametrize("reading", ["name", "description"])
def test_info_text_of_a_balance_is_the_currency(sim: Sim, reading: str) -> None:
    """A balance is no row of a table: its text is the currency code under both."""
    assert asked(under(sim, info_text_v2=reading), "querybalance") == "ID: 1300.30 : EUR"


# separator_v2: are there blanks around the colons


def test_separator_tight(sim: Sim) -> None:
    """Without blanks around the colons a text keeps its own."""
    account = under(sim, separator_v2="tight")
    sent, waits = account.v2_send(), schedule(account, SOON)
    first, second = (message["id"] for message in account.messages)
    lines = [asked(account, "querybalance"), asked(account, "querymessage", {"messageref": str(second)})]
    error = asked(account, "send", {"recipient": "x"})

    assert [sent, waits, *lines, error] == [
        f"ID:{first}",
        f"ID:{second}",
        "ID:1298.30:EUR",
        "ID:5:The SMS message will be sent at the scheduled time.",
        "Err:700:Incorrect parameters in user's request",
    ]


def test_separator_spaced(sim: Sim) -> None:
    """v2 4: a blank after the first colon, and one on each side of the second."""
    account = under(sim, separator_v2="spaced")

    assert [asked(account, "querybalance"), asked(account, "send", {"recipient": "x"})] == [
        "ID: 1300.30 : EUR",
        "Err: 700 : Incorrect parameters in user's request",
    ]


def test_all_v2_texts_together(sim: Sim) -> None:
    """Readings combine."""
    account = under(sim, separator_v2="tight", error_prefix_v2="Er", info_text_v2="name", send_reply_v2="with-info")
    lines = [account.v2_send(), asked(account, "send", {"recipient": "x"})]

    assert lines == [f"ID:{last(account)['id']}:Message accepted", "Er:700:IncorrectParameters"]


# unknown_reference_v2 is in test_references; the alternatives side by side


@pytest.mark.parametrize(
    ("reading", "line"),
    [("703", "Err: 703 : Incorrect message references"), ("status-9", "ID: 9 : Incorrect message reference (ID)")],
)
def test_unknown_reference(sim: Sim, reading: str, line: str) -> None:
    """v2 8.2 code 703 against v2 8.1 status 9."""
    account = under(sim, unknown_reference_v2=reading)

    assert asked(account, "querymessage", {"messageref": "1"}) == line


# unregistered_sender_v2: "system will reject SMS"


def test_unregistered_sender_as_status_8(sim: Sim) -> None:
    """Accepted, and the message is not sent."""
    account = under(sim, unregistered_sender_v2="status-8")

    assert status(account, value(asked(account, "send", {"sender": "OTHER"}))) == "8"


@pytest.mark.parametrize("function", ["send", "schedule"])
def test_unregistered_sender_as_700(sim: Sim, function: str) -> None:
    """The request is refused, and there is no message."""
    account = under(sim, unregistered_sender_v2="700")
    line = asked(account, function, {"sender": "OTHER"})

    assert (line, account.messages) == ("Err: 700 : Incorrect parameters in user's request", [])


def test_unregistered_sender_as_700_stands_among_the_values(sim: Sim) -> None:
    """As a 700 it is a check of values: after 701, and before the currency."""
    account = sim.account(readings={"unregistered_sender_v2": "700"}, currency=None)
    lines = [
        asked(account, "send", {"sender": "OTHER", "password": "wrong"}),
        asked(account, "send", {"sender": "OTHER"}),
        asked(account, "send"),
    ]

    assert [value(line) for line in lines] == ["701", "700", "709"]


def test_unregistered_sender_as_700_is_no_individuals_affair(sim: Sim) -> None:
    """Its sender is the username whatever it says (v2 5.2)."""
    account = sim.account(kind="individual", readings={"unregistered_sender_v2": "700"})

    assert asked(account, "send", {"sender": "OTHER"}) == f"ID: {last(account)['id']}"


# content_type_v2: not documented


@pytest.mark.parametrize("reading", ["text/plain", "text/html"])
@pytest.mark.parametrize("password", ["right", "wrong"])
def test_content_type(sim: Sim, reading: str, password: str) -> None:
    """Of answers and errors alike, in UTF-8."""
    account = under(sim, content_type_v2=reading)
    given = right(account, "querybalance") | ({} if password == "right" else {"password": password})
    response = sim.http.get(V2_PATH, params=given)

    assert response.headers["Content-Type"] == f"{reading}; charset=utf-8"


# Whose readings hold


@pytest.fixture(scope="module")
def other_world() -> Iterator[Sim]:
    """A simulator whose world reads everything about v2 texts the other way."""
    with running() as started:
        readings = {"error_prefix_v2": "Er", "separator_v2": "tight", "info_text_v2": "name"}
        started.control("PATCH", "readings", json=readings)
        yield started


def test_an_unknown_user_hears_the_worlds_readings(other_world: Sim) -> None:
    """Where no account is known, the world's readings count."""
    parameters = {
        "function": "send",
        "username": "nobody",
        "password": "x",
        "sender": "x",
        "recipient": "1",
        "body": "x",
    }

    assert other_world.http.get(V2_PATH, params=parameters).text == "Er:701:AuthenticationFailed"


def test_an_accounts_reading_stands_over_the_worlds(other_world: Sim) -> None:
    """What an account does not set itself, it takes from the world."""
    account = under(other_world, separator_v2="spaced")

    assert asked(account, "send", {"recipient": "x"}) == "Er: 700 : IncorrectParameters"


def test_a_reading_can_be_changed_at_any_time(account: Account) -> None:
    """A change holds from the next request on, and for this account alone."""
    account.change(readings={"separator_v2": "tight"})
    tight = asked(account, "querybalance")
    account.change(readings={"separator_v2": "spaced"})

    assert (tight, asked(account, "querybalance")) == ("ID:1300.30:EUR", "ID: 1300.30 : EUR")
