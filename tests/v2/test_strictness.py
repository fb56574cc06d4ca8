"""strictness "refuse": what others forgive and record is answered with the documented error, 700."""

from collections.abc import Iterator

import pytest

from tests.noted import noted
from tests.support import V2_PATH, Account, Sim
from tests.v2.support import asked, get, last, right, schedule, send_target, status, strict, value

INCORRECT = "Err: 700 : Incorrect parameters in user's request"


@pytest.fixture(scope="module")
def strict_sim() -> Iterator[Sim]:
    """A simulator that refuses."""
    with strict() as sim:
        yield sim


@pytest.fixture
def pedant(strict_sim: Sim) -> Account:
    """A fresh account of it."""
    return strict_sim.account()


@pytest.mark.parametrize("function", ["Send", "SEND"])
def test_a_functions_letter_case_is_refused(pedant: Account, function: str) -> None:
    """v2 6 prints lower case."""
    assert (asked(pedant, "send", {"function": function}), pedant.messages) == (INCORRECT, [])


@pytest.mark.parametrize("name", ["function", "username", "password", "sender", "recipient", "body"])
def test_a_parameters_letter_case_is_refused(pedant: Account, name: str) -> None:
    """The same for names of parameters."""
    parameters = right(pedant, "send")
    parameters[name.capitalize()] = parameters.pop(name)
    line = pedant.sim.http.get(V2_PATH, params=parameters).text

    assert (line, pedant.messages) == (INCORRECT, [])


@pytest.mark.parametrize("path", ["/api_2_0/http_api.aspx", "/API_2_0/HTTP_API.aspx/", "/API_2_0/HTTP_API.ASPX"])
def test_a_paths_form_is_refused(pedant: Account, path: str) -> None:
    """The documented address, to the letter; HTTP still says 200."""
    response = pedant.sim.http.get(path, params=right(pedant, "send"))

    assert (response.status_code, response.text, pedant.messages) == (200, INCORRECT, [])


def test_a_form_is_refused(pedant: Account) -> None:
    """The documented method is GET."""
    line = pedant.sim.http.post(V2_PATH, data=right(pedant, "send")).text

    assert (line, pedant.messages) == (INCORRECT, [])


@pytest.mark.parametrize("body", [b"caf%E9", b"caf\xe9", b"hello&body=again"])
def test_damaged_and_repeated_values_are_refused(pedant: Account, body: bytes) -> None:
    """Bytes that are not UTF-8, and a parameter given twice, are incorrect parameters."""
    line = get(pedant.sim, send_target(pedant, body))

    assert (line, pedant.messages) == (INCORRECT, [])


@pytest.mark.parametrize("given", ["1", "0"])
def test_another_form_of_wap_push_is_refused(pedant: Account, given: str) -> None:
    """True and false are words."""
    assert asked(pedant, "send", {"wap_push": given}) == INCORRECT


def test_the_documented_forms_are_accepted(pedant: Account) -> None:
    """Who does as the document says notices nothing."""
    sent = value(asked(pedant, "send", {"body": "Привет, 100%", "wap_push": "true"}))
    waits = value(schedule(pedant, "2019-07-25T18:20:10", wap_push="false"))

    assert ([status(pedant, sent), status(pedant, waits)], asked(pedant, "querybalance")) == (
        ["0", "5"],
        "ID: 1298.30 : EUR",
    )


def test_the_old_alias_is_accepted(pedant: Account) -> None:
    """/Gate.aspx is the document's own link: a note, not a tolerance."""
    line = pedant.sim.http.get("/Gate.aspx", params=right(pedant, "send")).text

    assert line == f"ID: {last(pedant)['id']}"


def test_unknown_parameters_are_accepted(pedant: Account) -> None:
    """They are ignored everywhere; the document does not forbid them."""
    assert asked(pedant, "querybalance", {"dlr": "1"}) == "ID: 1300.30 : EUR"


def test_what_is_refused_is_recorded_all_the_same(pedant: Account) -> None:
    """The journal names the departure that the 700 is for."""
    asked(pedant, "querybalance", {"function": "QueryBalance"})
    exchange = pedant.exchanges[-1]

    assert ([each["rule"] for each in noted(exchange)], exchange["answer"]["code"]) == (
        ["v2.function.case"],
        700,
    )


def test_other_codes_are_as_ever(pedant: Account) -> None:
    """Only tolerances change: 701, 703, 705 and 708 keep their places."""
    lines = [
        asked(pedant, "send", {"password": "wrong"}),
        asked(pedant, "querymessage"),
        asked(pedant, "schedule", {"sendingdate": "x"}),
        asked(pedant, "schedule", {"sendingdate": "2009-06-15T13:45:30"}),
    ]

    assert [value(line) for line in lines] == ["701", "703", "705", "708"]
