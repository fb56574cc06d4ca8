"""The register of open readings: the tests' own copy of it, and its mistakes in words."""

import pytest

from mobipace.mock_server.gateway.readings import REGISTER, Readings, UnknownReading, check
from mobipace.schemas import explain
from tests.support import Sim

# key: default, alternatives
TABLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "busy_scope": ("account", ("session",)),
    "balance_decimals": ("string", ("number",)),
    "price_decimals": ("number", ("string",)),
    "credit_limit_key": ("BalanceNegativeLimit", ("BalaceNegativeLimit", "both")),
    "available_fund_key": ("AvailableFund", ("padded",)),
    "failed_login_session_id": ("absent", ("null", "empty")),
    "failed_send_fields": ("absent", ("zero",)),
    "average_price_per": ("message", ("part",)),
    "segmentation": ("concatenated", ("plain",)),
    "unknown_reference_v3": ("status-10", ("omit",)),
    "duplicate_reference": ("latest", ("first",)),
    "past_date_v3": ("send-now", ("102",)),
    "scheduled_date_format": ("date-or-minute", ("date-only",)),
    "refund_unsent": ("no", ("yes",)),
    "single_session": ("no", ("yes",)),
    "error_prefix_v2": ("Err", ("Er",)),
    "send_reply_v2": ("bare", ("with-info",)),
    "info_text_v2": ("description", ("name",)),
    "separator_v2": ("spaced", ("tight",)),
    "unknown_reference_v2": ("703", ("status-9",)),
    "unregistered_sender_v2": ("status-8", ("700",)),
    "pair_across_parts": ("allowed", ("kept-whole",)),
    "content_type_v2": ("text/plain", ("text/html",)),
    "total_price_of_waiting": ("full", ("charged",)),
}
EVERY_VALUE = [(key, value) for key, (default, others) in TABLE.items() for value in (default, *others)]


def test_the_register_is_this_table() -> None:
    """Every key with its default and its alternatives, once."""
    assert {each.key: (each.default, each.alternatives) for each in REGISTER} == TABLE


def test_no_key_is_there_twice() -> None:
    """One question, one entry."""
    assert len(REGISTER) == len(TABLE)


@pytest.mark.parametrize("reading", REGISTER, ids=[each.key for each in REGISTER])
def test_every_reading_asks_a_question_and_names_its_clause(reading: object) -> None:
    """A reading without a clause would be an opinion."""
    question, clause = getattr(reading, "question", ""), getattr(reading, "clause", "")

    assert (question.endswith("?"), clause[:3] in ("v2 ", "v3 ")) == (True, True)


def test_the_defaults_hold_unless_changed() -> None:
    """One value for every key, always."""
    assert dict(Readings()) == {key: default for key, (default, _) in TABLE.items()}


@pytest.mark.parametrize(("key", "value"), EVERY_VALUE)
def test_every_value_can_be_set(key: str, value: str) -> None:
    """And changes nothing else."""
    defaults = {key: default for key, (default, _) in TABLE.items()}

    assert dict(Readings({key: value})) == {**defaults, key: value}


@pytest.mark.parametrize(("key", "value"), EVERY_VALUE)
def test_the_schema_of_readings_knows_every_value(key: str, value: str) -> None:
    """A world file and the control API may say whatever the register allows."""
    assert explain("readings", {key: value}) == []


@pytest.mark.parametrize("key", TABLE)
def test_the_schema_of_readings_knows_no_other_value(key: str) -> None:
    """And nothing more."""
    assert explain("readings", {key: "perhaps"}) != []


def test_the_control_api_lists_the_register(sim: Sim) -> None:
    """Key, default and alternatives."""
    listed = sim.control("GET", "readings")["readings"]

    assert {each["key"]: (each["default"], tuple(each["alternatives"])) for each in listed} == TABLE


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("busyscope", "busy_scope"),
        ("price_decimal", "price_decimals"),
        ("separator", "separator_v2"),
        ("Segmentation", "segmentation"),
    ],
)
def test_an_unknown_key_hears_the_nearest_one(key: str, near: str) -> None:
    """A slip is guessed."""
    with pytest.raises(UnknownReading, match=rf"'{key}'.*did you mean {near}\?"):
        check(key, "account")


def test_a_key_near_to_none_hears_where_they_are_listed() -> None:
    """No wild guesses."""
    with pytest.raises(UnknownReading, match="`mobipace-mock readings` lists them"):
        Readings({"xyzzy": "yes"})


@pytest.mark.parametrize("value", ["", "Session", "sesion", "both"])
def test_a_wrong_value_hears_what_is_allowed(value: str) -> None:
    """Key, value, and all the values it may have."""
    with pytest.raises(UnknownReading, match=rf"busy_scope: '{value}' given; allowed: account, session"):
        check("busy_scope", value)


def test_changes_make_another_and_leave_the_first() -> None:
    """Readings are values: who holds one is not surprised."""
    first = Readings({"busy_scope": "session"})
    second = first.with_changes({"segmentation": "plain"})

    assert (first["segmentation"], second["busy_scope"], second["segmentation"], second.changes) == (
        "concatenated",
        "session",
        "plain",
        {"busy_scope": "session", "segmentation": "plain"},
    )
