from collections import Counter
from dataclasses import replace as changed
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mobipace.mock_server.gateway.account import Account
from mobipace.mock_server.gateway.codes import State, V2Status
from mobipace.mock_server.gateway.commands import (
    Authorize,
    Authorized,
    Calculate,
    Funds,
    LocalDate,
    MessageAccepted,
    MessageStatus,
    Priced,
    QueryBalance,
    QueryMessages,
    Send,
    Statuses,
    V2QueryBalance,
    V2QueryMessage,
    V2Schedule,
    V2Send,
)
from mobipace.mock_server.gateway.outcomes import Rule, Step
from mobipace.mock_server.judge import transitions
from mobipace.mock_server.judge.coverage import Coverage, Coverages, at_once
from mobipace.mock_server.judge.evidence import Evidence
from mobipace.mock_server.wire.deviations import Deviation
from mobipace.schemas import explain
from tests.gateway.desk import RECIPIENT, START, Desk, outcomes, world

EXCHANGE = Evidence(
    id=1,
    account=None,
    username=None,
    protocol="v3",
    method=None,
    http_method="POST",
    path="/v3/Send",
    started_at=START,
    finished_at=START + 1000,
    now=START,
    http_status=200,
    code=None,
    is_told=True,
    is_served=True,
    command=None,
    reply=None,
    deviations=(),
    is_secure=False,
)
ROW = (RECIPIENT, "hello", None)
PRICED = Priced(1, 1, Decimal("2.00"), Decimal("2.00"))
SENT = replace(EXCHANGE, method="Send", command=Send("s", "MOBIPACE", [ROW]), reply=PRICED, code=101)
V2 = replace(EXCHANGE, protocol="v2", http_method="GET", path="/API_2_0/HTTP_API.aspx")


def met(*exchanges: Evidence) -> dict[str, int]:
    """The clauses that exchanges bore on, with their counts."""
    return {row["clause"]: row["count"] for row in shape(*exchanges)["clauses"] if row["count"]}


def shape(*exchanges: Evidence) -> dict[str, Any]:
    """The coverage of exchanges of one account."""
    coverage = Coverage()
    for exchange in exchanges:
        coverage.note(exchange)
    return at_once(coverage.count(None, 0)).document()


def made(desk: Desk) -> Counter[str]:
    """Moves of a desk's messages by now, as `before event after`."""
    counts = at_once(Coverage().count(desk.account.mailbox, desk.now))
    return named(counts.document())


def named(document: dict[str, Any]) -> Counter[str]:
    """The transitions of a coverage that have a count."""
    found = {f"{row['from'] or '-'} {row['event']} {row['to']}": row["count"] for row in document["transitions"]}
    return +Counter(found)


# Codes and statuses


def test_nothing_seen_is_every_row_with_zero() -> None:
    """25 codes, 25 statuses, 17 moves, and every clause that an exchange can bear on."""
    totals = shape()["totals"]

    assert [totals[kind] for kind in ("codes", "statuses", "transitions")] == [
        {"exercised": 0, "documented": 25},
        {"exercised": 0, "documented": 25},
        {"exercised": 0, "documented": 17},
    ]
    assert totals["clauses"]["exercised"] == 0
    assert totals["clauses"]["documented"] > 190


def test_the_shape_is_the_described_one() -> None:
    """The control API's schema describes it."""
    assert explain("control/coverage", shape(SENT)) == []


def test_codes_are_counted_by_protocol() -> None:
    """702 is v2's, 300 is v3's."""
    found = shape(replace(SENT, code=300, reply=None), SENT, SENT, replace(V2, code=702))
    counts = {(p, row["code"], row["name"]): row["count"] for p in ("v3", "v2") for row in found["codes"][p]}

    assert +Counter(counts) == {
        ("v3", 101, "Success"): 2,
        ("v3", 300, "OutOfBalance"): 1,
        ("v2", 702, "OutOfBalance"): 1,
    }
    assert found["totals"]["codes"] == {"exercised": 3, "documented": 25}


def test_a_code_of_no_table_is_none_of_the_documented() -> None:
    """It is news (v3 Changes 2), and no row."""
    exchange = replace(SENT, code=999, reply=None)

    assert shape(exchange)["totals"]["codes"]["exercised"] == 0
    assert "v3 Changes 2" in met(exchange)


def test_every_status_told_is_counted() -> None:
    """One answer tells many; a repeated one counts again."""
    statuses = Statuses([("a", State.PENDING), ("b", State.SENT), ("c", State.SENT)])
    asked = replace(SENT, method="QueryMessages", command=QueryMessages("s", ["a", "b", "c"]), reply=statuses)
    v2 = replace(V2, method="querymessage", command=V2QueryMessage("u", "p", 1), reply=MessageStatus(V2Status.SENT))
    found = shape(asked, v2)
    counts = {(p, row["code"]): row["count"] for p in ("v3", "v2") for row in found["statuses"][p]}

    assert +Counter(counts) == {("v3", 1): 1, ("v3", 3): 2, ("v2", 1): 1}
    assert met(asked, v2)["v3 message status 3"] == 2


def test_what_was_not_told_is_not_counted() -> None:
    """An answer that was cut or withheld told no status, and was no success."""
    statuses = Statuses([("a", State.SENT)])
    asked = replace(SENT, method="QueryMessages", command=QueryMessages("s", ["a"]), reply=statuses)
    lost = replace(asked, is_told=False, code=None, http_status=None)

    assert shape(lost)["totals"]["statuses"]["exercised"] == 0
    assert "v3 Query message, MessageStatuses" not in met(lost)
    assert met(lost)["v3 Overview, 60 seconds"] == 1


# Clauses


SCHEDULED = replace(SENT, command=replace(Send("s", "M", [ROW]), date=LocalDate(None, has_time=False)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clause", "bearing", "near"),
    [
        ("v3 limitation 1", replace(SENT, command=Send("s", "M", [ROW, ROW])), SENT),
        ("v3 limitation 1, one at a time", SENT, replace(SENT, method="authorize", command=Authorize("u", "p"))),
        ("v3 HTTP API 3.0 methods, HTTPS", replace(SENT, is_secure=True), SENT),
        ("v3 Overview, no answer", replace(SENT, is_told=False, code=None, http_status=None), SENT),
        ("v3 Authorization, session",
         replace(SENT, method="authorize", command=Authorize("u", "p"), reply=Authorized("s")),
         replace(SENT, method="authorize", command=Authorize("u", "p"), reply=None, code=200)),
        ("v3 Authorization, failure",
         replace(SENT, method="authorize", command=Authorize("u", "p"), reply=None, code=200),
         replace(SENT, method="authorize", command=Authorize("u", "p"), reply=Authorized("s"))),
        ("v3 Send, Reference", replace(SENT, command=Send("s", "M", [ROW, (RECIPIENT, "b", "r")])), SENT),
        ("v3 Send, ScheduledDate", SCHEDULED, SENT),
        ("v3 limitation 5, default", SCHEDULED, SENT),
        ("v3 Send, SendWithinHours", replace(SENT, command=replace(Send("s", "M", [ROW]), hours=0)), SENT),
        ("v3 Send, IsWapPush", replace(SENT, command=replace(Send("s", "M", [ROW]), wap_push=True)), SENT),
        ("v3 Send, TotalPrice", SENT, replace(SENT, reply=None, code=300)),
        ("v3 Send, balance", replace(SENT, reply=None, code=300), replace(SENT, reply=None, code=302)),
        ("v3 Send, SessionId", SENT, replace(SENT, command=None, reply=None, code=102)),
        ("v3 Calculate price", replace(SENT, method="Calculate", command=Calculate("s", "M", [ROW])), SENT),
        ("v3 Query balance, Balance",
         replace(SENT, method="QueryBalance", command=QueryBalance("s"),
                 reply=Funds(Decimal(1), Decimal(0), Decimal(1))), SENT),
        ("v2 4, alias", replace(V2, path="/Gate.aspx"), V2),
        ("v2 4, error message", replace(V2, code=700), V2),
        ("v2 4, info message",
         replace(V2, method="querybalance", command=V2QueryBalance("u", "p"), reply=MessageAccepted(1, False)),
         replace(V2, method="querybalance", command=V2QueryBalance("u", "p"), code=701)),
        ("v2 3", replace(V2, method="send", command=V2Send("u", "p", "M", "7", "привет")),
         replace(V2, method="send", command=V2Send("u", "p", "M", "7", "hello"))),
        ("v2 5.1, type", replace(V2, method="send", command=V2Send("u", "p", "M", "7", "b", True)),
         replace(V2, method="send", command=V2Send("u", "p", "M", "7", "b", False))),
        ("v2 6 schedule, wap_push", replace(V2, method="schedule", command=V2Schedule("u", "p", "M", "7", "b", True)),
         replace(V2, method="send", command=V2Send("u", "p", "M", "7", "b", True))),
        ("v2 8.2, note", replace(V2, code=713), replace(V2, code=702)),
        ("v2 9.3",
         replace(V2, method="send", command=V2Send("u", "p", "M", "7", "%20"),
                 deviations=(Deviation("v2.body.encoded-twice", "v2 3", "…"),)),
         replace(V2, method="send", command=V2Send("u", "p", "M", "7", "%20"))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_an_exchange_bears_on_a_clause_by_what_it_has(clause: str, bearing: Evidence, near: Evidence) -> None:
    """One that has what the clause speaks of, and one near it that has not."""
    assert met(bearing).get(clause) == 1
    assert clause not in met(near)


@pytest.mark.parametrize(
    ("clause", "settings_", "plain"),
    [
        ("v3 limitation 5", {"time_zone": ZoneInfo("Asia/Yerevan")}, SCHEDULED),
        ("v3 limitations, social network accounts", {"password": None},
         replace(SENT, method="authorize", command=Authorize("u", "p"), reply=None, code=200)),
        ("v2 5.2, individuals", {"kind": "individual"}, replace(V2, method="send",
                                                                command=V2Send("u", "p", "M", "7", "b"))),
    ],
)  # fmt: skip
def test_some_clauses_are_about_the_account(clause: str, settings_: dict[str, Any], plain: Evidence) -> None:
    """Its zone, its password, its kind."""
    other, usual = Desk(world(**settings_)).account, Desk().account

    assert clause in met(replace(plain, account=other))
    assert clause not in met(replace(plain, account=usual))


@pytest.mark.parametrize(
    ("clause", "body"),
    [("v2 5.1, parts", "a" * 161), ("v2 5.1, parts", "я" * 71), ("v2 5.1, UNICODE", "я")],
)
def test_parts_and_alphabet_are_those_of_the_message_kept(clause: str, body: str) -> None:
    """161 Latin characters are two parts, one Cyrillic letter makes Unicode."""
    desk = Desk()
    command = V2Send("u", "p", "MOBIPACE", RECIPIENT, body)
    sent = replace(V2, method="send", command=command, account=desk.account)
    long, short = desk.send(body=body), desk.send(body="hello")

    assert clause in met(replace(sent, reply=MessageAccepted(long, False)))
    assert clause not in met(replace(sent, reply=MessageAccepted(short, False)))


def test_a_login_renews_a_session_once() -> None:
    """A login after a 103 is the renewal; the next login is not."""
    dead = replace(SENT, reply=None, code=103)
    login = replace(SENT, method="authorize", command=Authorize("u", "p"), reply=Authorized("s"))

    assert "v3 Authorization, renewal" not in met(login)
    assert met(login, dead, login, login)["v3 Authorization, renewal"] == 1


def test_other_paths_bear_on_nothing() -> None:
    """A request that reaches neither protocol says nothing about a document."""
    assert met(replace(EXCHANGE, protocol=None, http_status=404)) == {}


# Transitions


def test_moves_are_those_made_by_now() -> None:
    """Pending at once, Sent after a second, Delivered after three."""
    desk = Desk()
    desk.send()

    assert made(desk) == {"- queue Pending": 1}
    desk.wait(1)
    assert made(desk) == {"- queue Pending": 1, "Pending submit Sent": 1}
    desk.wait(2)
    assert made(desk) == {"- queue Pending": 1, "Pending submit Sent": 1, "Sent deliver Delivered": 1}


def test_a_scheduled_message_waits_falls_due_or_lacks_funds() -> None:
    """Postponed at acceptance; what comes then is decided on the day."""
    desk = Desk(world(balance=Decimal("2.00"), credit_limit=Decimal(0)))
    desk.schedule(60)
    desk.schedule(61)

    assert made(desk) == {"- postpone Scheduled": 2}
    desk.wait(61)
    assert made(desk) == {
        "- postpone Scheduled": 2,
        "Scheduled due Pending": 1,
        "Scheduled lack-funds OutOfBalance": 1,
        "Pending submit Sent": 1,
    }


def test_a_refused_message_has_its_move_at_once() -> None:
    """A bad recipient, a foreign sender."""
    desk = Desk()
    desk.send(recipient="0123456")
    desk.send(sender="OTHER")

    assert made(desk) == {"- refuse-mobile InvalidMobile": 1, "- refuse-sender InvalidSender": 1}


def test_moves_by_hand_and_by_queries_count_when_made() -> None:
    """By the states between; a message that is not final is looked at again."""
    desk = Desk(world(outcomes=outcomes(Step(State.SENT, 1), moved_by="queries")))
    first, second = desk.send(), desk.send()
    coverage = Coverage()
    at_once(coverage.count(desk.account.mailbox, desk.now))
    desk.query(first)
    desk.force(second, "Rejected")

    assert named(at_once(coverage.count(desk.account.mailbox, desk.now)).document()) == {
        "- queue Pending": 2,
        "Pending submit Sent": 2,
        "Sent reject Rejected": 1,
    }


def test_every_move_can_be_met() -> None:
    """An account whose messages take every way there is covers the table."""
    ends = [state for state in State if state in (1, 3, 10, 100, 101, 102, 103, 104)]
    rules = [Rule(f"3749900000{index}", ends=end) for index, end in enumerate(ends)]
    refused = [Rule("37499000009", ends=State.INVALID_BODY)]
    desk = Desk(world(balance=Decimal("16.00"), credit_limit=Decimal(0), blocked_mobiles=frozenset({"37498000000"}),
                      outcomes=outcomes(rules=[*rules, *refused])))  # fmt: skip
    recipients = [f"3749900000{index}" for index in range(8)]
    desk.send_all("37498000000", "0123456", "99900000000", "37499000009", *recipients)
    desk.send(sender="OTHER")
    desk.schedule(0)
    desk.schedule(1)
    desk.wait(10)
    assert desk.balance == "0.00"
    desk.account.apply(changed(desk.account.settings, credit_limit=Decimal(-100)))
    desk.schedule(1)
    desk.wait(10)

    assert set(made(desk)) == {
        *("- queue Pending", "- postpone Scheduled", "- lack-funds OutOfBalance", "- refuse-sender InvalidSender"),
        *("- refuse-mobile InvalidMobile", "- refuse-blocked BlockedMobile", "- refuse-route InvalidRoute"),
        *("- refuse-body InvalidBody", "Scheduled due Pending", "Scheduled lack-funds OutOfBalance"),
        *("Pending submit Sent", "Pending time-out TimeOut", "Pending break Unknown", "Sent deliver Delivered"),
        *("Sent fail Undeliverable", "Sent expire ACK expired", "Sent reject Rejected"),
    }


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from([RECIPIENT, "0123", "37498000000"])),
        st.tuples(st.just("schedule"), st.sampled_from([0, 1, 60])),
        st.tuples(st.just("wait"), st.sampled_from([0.5, 1, 3, 60])),
        st.tuples(st.just("force"), st.sampled_from(["Sent", "Delivered", "Rejected", "TimeOut"])),
        st.tuples(st.just("count"), st.none()),
    ),
    max_size=20,
)


@settings(max_examples=100, deadline=None)
@given(OPERATIONS)
def test_counting_now_and_then_is_counting_once(operations: list[tuple[str, Any]]) -> None:
    """Whatever happens between, the moves are those that the timelines show."""
    desk, often = Desk(), Coverage()
    for name, argument in operations:
        _do(desk, often, name, argument)
    now = desk.now
    expected = Counter[tuple[str | None, str]]()
    for message in desk.account.mailbox.messages:
        states = [state.label for at, state in message.timeline() if at <= now]
        expected.update(zip([None, *states], states, strict=False))

    found = at_once(often.count(desk.account.mailbox, now)).document()["transitions"]
    assert {(row["from"], row["to"]): row["count"] for row in found if row["count"]} == dict(expected)


def _do(desk: Desk, often: Coverage, name: str, argument: Any) -> None:
    if name == "count":
        at_once(often.count(desk.account.mailbox, desk.now))
    elif name != "force":
        getattr(desk, name)(**{"send": {"recipient": argument}, "schedule": {"seconds": argument}}.get(
            name, {"seconds": argument}))  # fmt: skip
    elif desk.account.mailbox.messages:
        latest = desk.account.mailbox.last_id
        if desk.state(latest) in ("Pending", "Scheduled"):
            desk.force(latest, argument)


def test_a_large_mailbox_lets_others_run_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are looked at in stretches; what comes meanwhile is left for the next time."""
    monkeypatch.setattr(transitions, "CHUNK", 10)
    desk = Desk()
    for _ in range(25):
        desk.send()
    coverage = Coverage()
    steps = coverage.count(desk.account.mailbox, desk.now)
    for _ in range(3):
        next(steps)
        desk.send()

    assert named(at_once(steps).document()) == {"- queue Pending": 25}
    assert made(desk) == {"- queue Pending": 28}


def test_two_counts_at_once_do_not_disturb_each_other() -> None:
    """Each works from what was known when it began."""
    desk, coverage = Desk(), Coverage()
    desk.send()
    one = coverage.count(desk.account.mailbox, desk.now)
    next(one)
    desk.wait(3)
    two = at_once(coverage.count(desk.account.mailbox, desk.now))
    first = at_once(one)

    assert named(first.document()) == {"- queue Pending": 1}
    assert named(two.document())["Sent deliver Delivered"] == 1
    assert made(desk) == named(two.document())


# Accounts


def both() -> tuple[Coverages, Account, Account]:
    """Coverages of two accounts, one exchange each, and one of nobody known."""
    coverages, one, two = Coverages(), Desk().account, Desk(world(username="two@mobipace.com")).account
    for account in (one, two, None):
        coverages.note(replace(SENT, account=account))
    return coverages, one, two


def sends(document: dict[str, Any]) -> int:
    """How many answers were 101."""
    return int(document["codes"]["v3"][1]["count"])


def test_an_account_has_a_coverage_of_its_own() -> None:
    """What another did is not in it."""
    coverages, one, two = both()
    alone = at_once(coverages.document([one], START, with_nobody=False))
    together = at_once(coverages.document([one, two], START, with_nobody=True))

    assert (sends(alone), sends(together)) == (1, 3)
    assert set(coverages.all()) == {one.username, two.username, ""}


def test_forgetting_an_account_leaves_the_others() -> None:
    """A deleted account's coverage goes with it; a reset forgets all."""
    coverages, one, two = both()
    coverages.forget(one.username)
    left = at_once(coverages.document([one, two], START, with_nobody=True))
    coverages.forget()

    assert sends(left) == 2
    assert coverages.all() == {}


def test_an_account_made_anew_begins_with_no_moves() -> None:
    """The same name, another mailbox."""
    desk, again = Desk(), Desk()
    desk.send()
    coverage = Coverage()
    at_once(coverage.count(desk.account.mailbox, desk.now))

    assert named(at_once(coverage.count(again.account.mailbox, again.now)).document()) == {}


def test_noting_is_bounded() -> None:
    """However odd the exchanges, there are no more counters than the documents have rows."""
    coverage = Coverage()
    for number in range(2_000):
        odd = replace(EXCHANGE, code=number, method=None, http_status=number, username=f"u{number}")
        coverage.note(odd)
        coverage.note(replace(V2, code=number, path=f"/{number}"))

    assert len(at_once(coverage.count(None, 0)).traits) < 60


def test_kinds_of_exchanges_may_be_many() -> None:
    """However many kinds there are, each exchange counts, and counting twice finds the same."""
    coverage = Coverage()
    for number in range(1_000):
        coverage.note(replace(V2, method=f"m{number}", code=None))
    twice = [at_once(coverage.count(None, 0)).traits for _ in range(2)]

    assert [(traits["v2"], traits["v2 m7"]) for traits in twice] == [(1_000, 1), (1_000, 1)]
