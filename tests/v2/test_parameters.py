"""v2 8.2 code 700: what is missing, unknown or cannot be read."""

import pytest

from tests.support import V2_PATH, Account
from tests.v2.support import FUNCTIONS, asked, last, right, rules

INCORRECT = "Err: 700 : Incorrect parameters in user's request"
MANDATORY = {
    "send": ("username", "password", "sender", "recipient", "body"),
    "schedule": ("username", "password", "sender", "recipient", "body", "sendingdate"),
    "querybalance": ("username", "password"),
    "querymessage": ("username", "password", "messageref"),
}
EVERY_MANDATORY = [(function, name) for function, names in MANDATORY.items() for name in names]
BAD_RECIPIENTS = [
    "7925XXXXXXX",
    "+37499000000",
    "374 99 000000",
    "374-99-000000",
    " 37499000000",
    "37499000000 ",
    "37499000000,37499000001",
    "٣٧٤٩٩٠٠٠٠٠٠",
    "3749900000²",
    "-37499000000",
    "37499000000.0",
    "a",
]
WAP_PUSH = [
    ({"wap_push": "true"}, True),
    ({"wap_push": "false"}, False),
    ({"wap_push": ""}, False),
    ({"wap_push": "1"}, True),
    ({"wap_push": "0"}, False),
    ({}, False),
]


@pytest.mark.parametrize(
    "given", ["", "transmit", "sendsms", "send ", " send", "send,send", "ſend", "register", "activate"]
)
def test_an_unknown_function_is_700(account: Account, given: str) -> None:
    """v2 6 lists the functions; any other name, and blanks around one, are incorrect parameters."""
    line = asked(account, "send", {"function": given})

    assert (line, account.messages) == (INCORRECT, [])


def test_a_missing_function_is_700(account: Account) -> None:
    """v2 4: FUNCTION_NAME is a mandatory option."""
    assert asked(account, "send", {"function": None}) == INCORRECT


def test_no_query_at_all_is_700(account: Account) -> None:
    """v2 4: everything is mandatory, so nothing is too little; the address itself still answers."""
    response = account.sim.http.get(V2_PATH)

    assert (response.status_code, response.text) == (200, INCORRECT)


@pytest.mark.parametrize(("function", "name"), EVERY_MANDATORY)
def test_a_missing_mandatory_parameter_is_700(account: Account, function: str, name: str) -> None:
    """v2 6: every parameter of the table but wap_push is necessary."""
    assert asked(account, function, {name: None}) == INCORRECT


@pytest.mark.parametrize(("function", "name"), EVERY_MANDATORY)
def test_an_empty_value_is_a_missing_one(account: Account, function: str, name: str) -> None:
    """`body=` says no more than no body: 700, and nothing happens."""
    line = asked(account, function, {name: ""})

    assert (line, account.messages) == (INCORRECT, [])


def test_a_blank_body_is_a_body(account: Account) -> None:
    """Nothing is trimmed: a text of blanks is a text."""
    asked(account, "send", {"body": "  "})

    assert last(account)["body"] == "  "


@pytest.mark.parametrize("function", ["send", "schedule"])
@pytest.mark.parametrize("recipient", BAD_RECIPIENTS)
def test_a_recipient_that_is_not_only_digits_is_700(account: Account, function: str, recipient: str) -> None:
    """v2 6: the recipient "should contain only digits"; ASCII ones, and nothing around them."""
    line = asked(account, function, {"recipient": recipient})

    assert (line, account.messages) == (INCORRECT, [])


@pytest.mark.parametrize("function", ["send", "schedule"])
@pytest.mark.parametrize(
    "given", ["maybe", "yes", "no", "2", "-1", " true", "true ", "truefalse", "on", "null", "истина"]
)
def test_an_unreadable_wap_push_is_700(account: Account, function: str, given: str) -> None:
    """v2 6: wap_push says whether it is a WAP push message; what says neither is an incorrect parameter."""
    line = asked(account, function, {"wap_push": given})

    assert (line, account.messages) == (INCORRECT, [])


@pytest.mark.parametrize("function", ["send", "schedule"])
@pytest.mark.parametrize(("given", "expected"), WAP_PUSH)
def test_wap_push_is_false_unless_it_says_true(
    account: Account, function: str, given: dict[str, str | None], expected: bool
) -> None:
    """v2 6: "Will be considered as false if not specified"."""
    asked(account, function, given)

    assert last(account)["wap_push"] is expected


@pytest.mark.parametrize("given", ["1", "0"])
def test_a_number_for_wap_push_is_recorded(account: Account, given: str) -> None:
    """It can only mean one thing, but the document speaks of true and false."""
    asked(account, "send", {"wap_push": given})

    assert rules(account) == ["v2.wap-push.form"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_refused_request_names_its_reason_in_the_journal(account: Account, function: str) -> None:
    """700 says little; the journal says which parameter it was."""
    asked(account, function, {MANDATORY[function][-1]: None})
    seen = account.sim.control("GET", "exchanges?limit=10000")["exchanges"]

    assert MANDATORY[function][-1] in str(seen[-1]["why"])


@pytest.mark.parametrize(
    ("function", "expected"), [("send", "ID"), ("schedule", "ID"), ("querybalance", "ID"), ("querymessage", "Err")]
)
def test_parameters_of_other_functions_are_ignored(account: Account, function: str, expected: str) -> None:
    """v2 6: which parameters count depends on the function; a surplus one is never read."""
    surplus = {"messageref": "x", "sendingdate": "x", "color": "red"} | (
        {} if function in ("send", "schedule") else {"recipient": "x", "wap_push": "x", "body": "x"}
    )
    line = asked(account, function, {**surplus, **right(account, function)})

    assert line.split(":")[0] == expected


def test_a_700_costs_nothing(account: Account) -> None:
    """A request that is not done is not charged."""
    asked(account, "send", {"wap_push": "maybe"})

    assert [entry["amount"] for entry in account.ledger["entries"]] == ["1300.30"]
