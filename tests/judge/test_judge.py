"""The judge: order, counts, what it forgets, and what it never says or touches."""

import functools
import io
import pickle
from typing import Any

import pytest
from msgspec.structs import replace

from mobipace.mock_server.gateway.commands import Send, V2Send
from mobipace.mock_server.judge.judge import NOBODY, RULES, Judge, Tally
from mobipace.mock_server.wire.deviations import Deviation, Seen
from tests.gateway.desk import COMPANY
from tests.judge.desk import POOR, V2_PATH, Desk, message, said
from tests.judge.row import Row
from tests.judge.test_rules import TABLE

NAME = COMPANY.username


# What it says


def test_what_reading_shows_comes_first() -> None:
    """The codec's deviations in their order, then the rules' in theirs."""
    desk = Desk()
    session = desk.login()
    judged = desk.post(
        "Send",
        {"SessionId": session, "sender": "MOBIPACE", "Messages": [{"Recipient": "+1", "Body": ""}]},
        content_type="text/plain",
    )

    assert [violation.rule for violation in judged.violations] == [
        "v3.content-type",
        "v3.member.case",
        "v3.recipient.form",
        "v3.body.empty",
        "v3.reference.missing",
    ]


def test_of_twenty_thousand_faults_one_sentence_is_made() -> None:
    """A rule says what the first message has, and how many are like it."""
    desk = Desk()
    judged = desk.send(desk.login(), *(message(f"r{number}", "+37499000000") for number in range(20_000)))

    assert [violation.message for violation in judged.violations] == [
        "Messages[0].Recipient: '+37499000000' given (and 19,999 more like it); leave out the +; allowed: 7 to 15 "
        "digits in international format, such as 79851112233"
    ]


def test_a_hammering_client_is_shown_both_windows() -> None:
    """To the microsecond: when the refused request was in flight, and when it came again."""
    desk = Desk()
    session = desk.login()
    flight = desk.fly("QueryBalance", {"SessionId": session})
    desk.send(session, message())
    desk.wait(0.05)
    judged = desk.send(session, message())
    flight.end()

    assert [violation.message for violation in judged.violations] == [
        "arrived at 18:20:00.052000 while another session request of the account was in flight, and was answered 104; "
        "one at a time is allowed: wait for the answer first",
        "repeated 0.050 s after the 104 of exchange 3 (in flight 18:20:00.001000 to 18:20:00.002000; this one "
        "18:20:00.052000 to 18:20:00.053000); wait 0.200 s or more, or do not retry",
    ]


def test_a_retry_that_succeeds_is_the_last() -> None:
    """What comes after it is another call."""
    desk = Desk()
    session = desk.login()
    for mishap in (said(104), said(104), None, None):
        desk.balance(session, mishap=mishap)

    assert desk.found == {"v3.busy.hammered": 1}


def test_json_for_v2_hears_where_v3_lives() -> None:
    """The likely slip is guessed."""
    judged = Desk().request("POST", V2_PATH, b"{}")

    assert [violation.message for violation in judged.violations] == [
        "POST of something other than a form given; v2 takes GET with a query. JSON is v3's: POST it to /v3/authorize, "
        "/v3/Send, …"
    ]


def test_a_path_hears_the_nearest_one() -> None:
    """The likely slip is guessed here too, and a query is never repeated."""
    judged = Desk().request("POST", "/v3/QueryMessage?password=secret", b"{}")

    assert [violation.message for violation in judged.violations] == [
        "POST '/v3/QueryMessage': nothing is at this address; did you mean /v3/QueryMessages?"
    ]


def test_plain_http_is_said_once_an_account() -> None:
    """A note for each exchange would drown the rest."""
    desk = Desk()
    for _ in range(3):
        desk.login(is_secure=False)
        desk.get("querybalance", POOR.username, options={"is_secure": False})

    assert desk.found == {"v3.plain-http": 1, "v2.plain-http": 1}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_nothing_secret_is_said(row: Row) -> None:
    """No password, no session id, no text in full, and no query of a URL stands in any message."""
    desk = Desk()
    for client in (row.breaks, *row.also):
        client(desk)
    secrets = {"secret", "wrong", "password="}
    for judged in desk.seen:
        command = judged.evidence.command
        if isinstance(command, Send):
            secrets |= {command.session_id, *(body for _, body, _ in command.rows)}
        elif isinstance(command, V2Send):
            secrets.add(command.body)
    checked = {rule.id for rule in RULES if rule.check}
    said = [violation.message for violation in desk.violations if violation.rule in checked]

    assert [(text, secret) for text in said for secret in secrets if len(secret) > 3 and secret in text] == []


# What it counts


def test_tallies_tell_how_often_a_rule_was_at_stake_and_broken() -> None:
    """Both are numbers of exchanges; the first three that broke it stand beside them."""
    desk = Desk()
    session = desk.login()
    for number in range(5):
        desk.send(session, message(None), message(None), message(f"r{number}"))
    desk.send(session, message("r9"))
    sentence = (
        "2 of 3 messages have no Reference; give each its own: by it alone can its status be asked, and a lost answer "
        "be told from a lost message"
    )

    assert desk.judge.tallies(NAME)["v3.reference.missing"] == Tally(
        6, 5, ((2, sentence), (3, sentence), (4, sentence))
    )


def test_rules_found_while_reading_are_at_stake_in_every_request_of_their_protocol() -> None:
    """Two requests of v3, one of v2."""
    desk = Desk()
    desk.request("POST", "/v3/Authorize", b"{}")
    desk.login()
    desk.get("querybalance")
    tallies = desk.judge.tallies()
    counted = [(tallies[id].exercised, tallies[id].violated) for id in ("v3.path.form", "v3.type", "v2.path.form")]

    assert counted == [(2, 1), (2, 0), (1, 0)]


def test_an_exchange_counts_once_for_a_rule() -> None:
    """However often it broke it."""
    desk = Desk()
    desk.send(desk.login(), *({"Recipient": 37499000000, "Body": "hello", "Reference": f"r{n}"} for n in range(20)))

    assert desk.judge.tallies(NAME)["v3.type"].violated == 1


def test_what_only_reads_is_no_retry_of_anything() -> None:
    """A refused balance may be asked again; nothing was at stake."""
    desk = Desk()
    session = desk.login()
    for _ in range(4):
        desk.balance(session, mishap=said(300))

    assert desk.judge.tallies(NAME)["v3.funds.retried"] == Tally()


def test_every_rule_has_a_tally() -> None:
    """Also where nothing has happened, and for somebody nobody has seen."""
    judge = Judge()

    assert set(judge.tallies()) == set(judge.tallies("nobody@nowhere")) == {rule.id for rule in RULES}
    assert set(judge.tallies().values()) == {Tally()}


def test_accounts_are_counted_apart() -> None:
    """Requests for nobody known are NOBODY's, and all together are the sum."""
    desk = Desk()
    desk.login()
    desk.login(POOR.username)
    desk.login("nobody@nowhere")
    counts = [desk.judge.tallies(each)["v3.login.repeated"].exercised for each in (NAME, POOR.username, NOBODY, None)]

    assert set(desk.judge.accounts()) == {NAME, POOR.username, NOBODY}
    assert counts == [1, 1, 1, 3]


def test_what_reading_left_out_is_told() -> None:
    """Of 20,000 numbers for strings three are kept, and the rest counted."""
    desk = Desk()
    rows = [{"Recipient": 37499000000, "Body": "hello", "Reference": f"r{number}"} for number in range(20)]
    judged = desk.send(desk.login(), *rows)
    violations = desk.judge.judge(replace(judged.evidence, id=99))

    assert isinstance(violations, Seen)
    assert (len(violations), violations.left_out) == (3, {"v3.type": 17})


def test_a_deviation_of_no_rule_is_passed_on_and_counted() -> None:
    """What a later codec notes is not lost on the way."""
    desk = Desk()
    desk.login()
    novelty = Deviation("v3.novelty", "v3 Send", "never seen before")
    violations = desk.judge.judge(replace(desk.seen[0].evidence, deviations=[novelty]))

    assert violations == [novelty]
    assert desk.judge.tallies()["v3.novelty"].violated == 1


# What it forgets


def test_forgetting_one_account() -> None:
    """Its tallies and its history are gone, the others' are not."""
    desk = Desk()
    for name in (NAME, POOR.username):
        for _ in range(4):
            desk.login(name, "wrong")
    desk.judge.forget(NAME)
    desk.login(NAME, "wrong")
    desk.login(POOR.username, "wrong")

    assert desk.found == {"v3.login.repeated": 1}
    assert [desk.judge.tallies(each)["v3.login.repeated"].exercised for each in (NAME, POOR.username)] == [1, 5]


def test_forgetting_all() -> None:
    """Nothing is left but which sessions were given out: a session from before a reset was no invention."""
    desk = Desk()
    session = desk.login()
    desk.judge.forget()
    desk.gateway.load(desk.gateway.world, desk.real)
    desk.balance(session)

    assert desk.found == {}
    assert list(desk.judge.accounts()) == [NOBODY]


def test_a_dead_session_may_be_used_again_after_forgetting() -> None:
    """What was told before belongs to another test."""
    desk = Desk()
    session = desk.login()
    desk.balance(session, mishap=said(103))
    desk.balance(session, mishap=said(103))
    desk.judge.forget(NAME)
    desk.balance(session, mishap=said(103))

    assert desk.found == {}


# What it touches


class Snapshot(pickle.Pickler):
    """Writes down everything but the caches of functions."""

    def reducer_override(self, value: Any) -> Any:
        """A cache is nobody's state."""
        return (str, ("cache",)) if isinstance(value, functools._lru_cache_wrapper) else NotImplemented


def snapshot(value: object) -> bytes:
    """Everything that belongs to a value, to the last byte."""
    written = io.BytesIO()
    Snapshot(written).dump(value)
    return written.getvalue()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_it_changes_no_account(row: Row) -> None:
    """To the last byte: clocks, ledgers, sessions, messages, chance, and which readings were asked for."""
    desk = Desk()
    row.breaks(desk)
    before = snapshot(desk.gateway.accounts)
    judge = Judge()
    for judged in desk.seen:
        judge.judge(judged.evidence)

    assert snapshot(desk.gateway.accounts) == before


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_it_says_the_same_of_the_same(row: Row) -> None:
    """What it says follows from what it was shown, in that order, and from nothing else."""
    desk = Desk()
    row.breaks(desk)
    judge = Judge()
    again = [judge.judge(judged.evidence) for judged in desk.seen if judged.evidence.account is not None]

    assert [[each.rule for each in violations] for violations in again] == [
        [each.rule for each in judged.violations] for judged in desk.seen if judged.evidence.account is not None
    ]
