"""Beside every answer the journal says which check decided, why, under which readings, and what changed by it."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.coverage_of_codes import TABLES
from tests.register import READINGS as REGISTER
from tests.support import Account, Sim
from tests.v3.support import in_flight, sms
from tests.why.situations import LONG, PASSED, SITUATIONS, WRONG, Situation, send, v2_send

BY_NAME = {situation.name: situation for situation in SITUATIONS}
READINGS = REGISTER | {"total_price_of_waiting": ["full", "charged"]}
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[1-9]\d{5}\b")  # sessions' and messages': many, after other tests

every_situation = pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)


def seen(sim: Sim, situation: Situation, readings: Mapping[str, str]) -> tuple[dict[str, Any], list[Any]]:
    """`why` of the situation's request under these readings; and what came of it: for its client, and its account."""
    settings = {**situation.settings, "readings": {**situation.settings.get("readings", {}), **readings}}
    account = sim.account(**settings)
    answer = situation.ask(account)
    exchange = next(each for each in account.exchanges[::-1] if each["answer"]["body"] == answer)
    why = exchange["why"]
    new_sessions = why["after"]["sessions"] - why["before"]["sessions"]
    money = [entry["amount"] for entry in account.ledger["entries"]]
    states = [each["v3"]["code"] for each in account.messages]
    return why, [_IDS.sub("id", answer), exchange["answer"]["headers"], new_sessions, money, states]


@every_situation
def test_what_decided(sim: Sim, situation: Situation) -> None:
    """The check and the reason; and no password stands in either, not even a wrong one."""
    account = sim.account(**situation.settings)
    situation.ask(account)
    why = account.exchanges[-1]["why"]

    assert why["check"] == situation.check
    assert situation.reason in why["reason"]
    assert (why["reason"] == "") == (situation.reason == "" and situation.check == PASSED)
    assert account.password not in json.dumps(why)
    assert WRONG not in json.dumps(why)


def test_every_code_that_a_request_can_bring_about_has_its_situation() -> None:
    """So that none of them is without its reason."""
    codes = {name.split("-")[1] for name in BY_NAME if name.split("-")[1].isdigit()}
    v3, v2 = TABLES["v3 Error codes and their meanings"], TABLES["v2 8.2"]

    assert codes == {f"{code}" for code in [*v3.produced, *v2.produced] if code != 101}


# Readings


@every_situation
def test_the_readings_that_bore_on_it(sim: Sim, situation: Situation) -> None:
    """Each with the value it had, and no others."""
    why, _ = seen(sim, situation, {})
    values = {key: values[0] for key, values in READINGS.items()} | situation.settings.get("readings", {})

    assert why["readings"] == {key: values[key] for key in situation.readings}


@every_situation
def test_another_value_of_a_reading_that_bore_on_it_makes_a_difference(sim: Sim, situation: Situation) -> None:
    """Else it did not bear on it."""
    own = situation.settings.get("readings", {})
    _, outcome = seen(sim, situation, {})
    for key in situation.readings:
        others = [value for value in READINGS[key] if value != own.get(key, READINGS[key][0])]
        outcomes = [seen(sim, situation, {key: value})[1] for value in others]

        assert outcomes != [outcome] * len(others), key


@every_situation
def test_the_other_readings_make_none(sim: Sim, situation: Situation) -> None:
    """With every other reading as it is not, the answer is the same: none was forgotten."""
    own = situation.settings.get("readings", {})
    _, outcome = seen(sim, situation, {})
    for which in (1, -1):
        others = {key: values[which] for key, values in READINGS.items() if key not in situation.readings}

        assert seen(sim, situation, others | own)[1] == outcome


# Before and after


def test_what_an_accepted_request_changes(account: Account) -> None:
    """The money and the messages; the request itself is no longer in flight when it is answered."""
    send()(account)
    why = account.exchanges[-1]["why"]

    assert why["before"] == {
        "at": "2019-07-25T18:20:00Z",
        "balance": "1300.30",
        "available_fund": "2300.30",
        "failed_logins": 0,
        "locked": False,
        "blocked": False,
        "sessions": 1,
        "in_flight": 0,
        "messages": 0,
    }
    assert why["after"] == why["before"] | {"balance": "1298.30", "available_fund": "2298.30", "messages": 1}


def test_what_a_partly_refused_request_changes(account: Account) -> None:
    """Refused messages are kept and not charged."""
    send(sms(), sms("123"), sms("5555555555"))(account)
    why = account.exchanges[-1]["why"]

    assert (why["after"]["messages"] - why["before"]["messages"], why["after"]["balance"]) == (3, "1298.30")


def test_what_v2_changes(account: Account) -> None:
    """The same for the other protocol."""
    v2_send(body=LONG)(account)
    why = account.exchanges[-1]["why"]

    assert (why["before"]["balance"], why["after"]["balance"]) == ("1300.30", "1254.30")
    assert (why["before"]["messages"], why["after"]["messages"]) == (0, 1)


@pytest.mark.parametrize("name", ["v3-102-past", "v3-301", "v3-302", "v2-700", "v2-703", "v2-708"])
def test_a_refused_request_changes_nothing(sim: Sim, name: str) -> None:
    """Before and after are the same."""
    why, _ = seen(sim, BY_NAME[name], {})

    assert why["before"] == why["after"]


def test_failed_logins_count_and_lock(account: Account) -> None:
    """200 counts; with the fifth the account is locked, as the next hears; a success forgets."""
    counts = []
    for _ in range(5):
        BY_NAME["v3-200"].ask(account)
        after = account.exchanges[-1]["why"]["after"]
        counts.append((after["failed_logins"], after["locked"]))

    assert counts == [(1, False), (2, False), (3, False), (4, False), (5, True)]


def test_a_session_begins_with_authorize(account: Account) -> None:
    """It is there after, and not before."""
    account.login()
    why = account.exchanges[-1]["why"]

    assert (why["before"]["sessions"], why["after"]["sessions"]) == (0, 1)


def test_an_overlapping_request_finds_another_in_flight(account: Account) -> None:
    """104: the one in flight is there before and after it."""
    BY_NAME["v3-104"].ask(account)
    refused = next(each for each in account.exchanges if each["answer"] and each["answer"]["code"] == 104)["why"]

    assert (refused["before"]["in_flight"], refused["after"]["in_flight"]) == (1, 1)


def test_time_that_passes_while_it_is_held(account: Account) -> None:
    """Before is when it was taken in, after when it was answered, by the account's clock."""
    with in_flight(account, "QueryBalance", {"SessionId": account.login()}) as flight:
        account.clock(advance=30)
        flight.land()
    why = account.exchanges[-1]["why"]

    assert (why["before"]["at"], why["after"]["at"]) == ("2019-07-25T18:20:00Z", "2019-07-25T18:20:30Z")


@pytest.mark.parametrize("looked", [False, True], ids=["unseen", "seen"])
def test_what_falls_due_meanwhile_is_not_this_requests_reading(account: Account, looked: bool) -> None:
    """A refund of an earlier message is the earlier message's, whether an operator has looked at it or not."""
    account.change(readings={"refund_unsent": "yes"}, clock={"frozen": False})
    session = account.login()
    account.send(session, sms("37400000104"))
    with in_flight(account, "QueryBalance", {"SessionId": session}) as flight:
        account.clock(rate=1_000_000)
        if looked:
            account.control("GET")
        flight.land()

    assert "refund_unsent" not in account.exchanges[-1]["why"]["readings"]


def test_nobody_is_before_and_after_a_request_of_nobody(sim: Sim) -> None:
    """Where no account is known there is no state; the reason is there."""
    sim.http.post("/v3/QueryBalance", content="{", headers={"X-Mark": "of nobody"})
    [*_, latest] = sim.control("GET", "exchanges", params={"limit": "10000"})["exchanges"]

    assert (latest["why"]["before"], latest["why"]["after"]) == (None, None)
    assert latest["why"]["check"] == "102 malformed"
