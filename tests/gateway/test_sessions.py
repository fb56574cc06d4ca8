"""v3 sessions in the core: dead at exactly 60 seconds after their last request, and not while one is in flight."""

from dataclasses import replace

import pytest

from mobipace.mock_server.gateway import v3
from mobipace.mock_server.gateway.commands import Authorize, QueryBalance, Send, V3Refusal
from tests.gateway.desk import COMPANY, START, WORLD, Desk, world


def heard(desk: Desk, session: str) -> int:
    """The code of a QueryBalance in this session."""
    try:
        desk.call(QueryBalance(session))
    except V3Refusal as refusal:
        return int(refusal.code)
    return 101


def began(desk: Desk, session: str) -> v3.Flight:
    """A QueryBalance that is in flight."""
    return v3.begin(desk.gateway, QueryBalance(session), desk.real)


@pytest.mark.parametrize(("seconds", "code"), [(0, 101), (59.999999, 101), (60, 103), (60.000001, 103), (3600, 103)])
def test_a_session_lives_less_than_60_seconds(seconds: float, code: int) -> None:
    """v3 Authorization: "60 seconds after from last request"; at exactly 60 s it is dead."""
    desk = Desk()
    session = desk.login()
    desk.wait(seconds)

    assert heard(desk, session) == code


def test_every_request_restarts_the_clock() -> None:
    """A session that is used each 59 seconds does not end."""
    desk = Desk()
    session = desk.login()
    codes = []
    for _ in range(5):
        desk.wait(59)
        codes.append(heard(desk, session))

    assert codes == [101] * 5


def test_a_refused_request_restarts_it_too() -> None:
    """From check 103 on: a 300 is a request of a live session."""
    desk = Desk(world(balance=COMPANY.balance * 0, credit_limit=COMPANY.balance * 0))
    session = desk.login()
    desk.wait(59)
    with pytest.raises(V3Refusal):
        desk.call(Send(session, "MOBIPACE", [("37499000000", "hello", None)]))
    desk.wait(59)

    assert heard(desk, session) == 101


def test_a_busy_answer_restarts_it_too() -> None:
    """A 104 names a live session."""
    desk = Desk()
    held, other = desk.login(), desk.login()
    flight = began(desk, held)
    desk.wait(59)
    busy = heard(desk, other)
    v3.finish(flight, desk.real)
    desk.wait(59)

    assert (busy, heard(desk, other)) == (104, 101)


def test_the_clock_restarts_again_when_a_request_is_answered() -> None:
    """On arrival and at the answer: 50 s in flight and 59 s after it."""
    desk = Desk()
    session = desk.login()
    flight = began(desk, session)
    desk.wait(50)
    v3.finish(flight, desk.real)
    desk.wait(59)

    assert heard(desk, session) == 101


def test_a_session_with_a_request_in_flight_does_not_die() -> None:
    """However long it takes; the next request is busy, not expired."""
    desk = Desk()
    session = desk.login()
    began(desk, session)
    desk.wait(1000)

    assert heard(desk, session) == 104


def test_an_account_may_hold_several_sessions() -> None:
    """Each with a clock of its own."""
    desk = Desk()
    old = desk.login()
    desk.wait(30)
    young = desk.login()
    desk.wait(30)

    assert (heard(desk, old), heard(desk, young)) == (103, 101)


def test_a_new_login_may_end_the_older_sessions() -> None:
    """Reading single_session, yes."""
    desk = Desk(world(readings={"single_session": "yes"}))
    old, young = desk.login(), desk.login()

    assert (heard(desk, old), heard(desk, young)) == (103, 101)


def test_a_request_in_flight_on_an_ended_session_finishes_first() -> None:
    """It is answered as if nothing had happened; only the next one is 103."""
    desk = Desk(world(readings={"single_session": "yes"}))
    old = desk.login()
    flight = began(desk, old)
    desk.login()
    reply = v3.perform(desk.gateway, flight, desk.real)
    v3.finish(flight, desk.real)

    assert (reply.balance, heard(desk, old)) == (COMPANY.balance, 103)  # type: ignore[union-attr]


@pytest.mark.parametrize("id", ["", "4060b129-2d75-4b7e-9c3a-61b7769a5d2b", "x" * 1000])
def test_an_unknown_id_is_103(id: str) -> None:
    """One answer for what never was, and for what is no more."""
    assert heard(Desk(), id) == 103


def test_the_session_of_a_removed_account_is_103() -> None:
    """The same answer again."""
    desk = Desk()
    session = desk.login()
    desk.gateway.remove_account(desk.account.username)

    assert heard(desk, session) == 103


def test_an_account_removed_under_a_request_in_flight_is_103() -> None:
    """Everything but 102, 103 on arrival and 104 is decided when the request is processed."""
    desk = Desk()
    flight = began(desk, desk.login())
    desk.gateway.remove_account(desk.account.username)
    with pytest.raises(V3Refusal) as refused:
        v3.perform(desk.gateway, flight, desk.real)

    assert refused.value.code == 103


def test_a_session_leads_to_its_own_account() -> None:
    """Sessions of two accounts are not confused, and neither makes the other busy."""
    other = replace(COMPANY, username="other@mobipace.com", balance=COMPANY.balance * 2)
    desk = Desk(replace(WORLD, accounts=(COMPANY, other)))
    own = desk.login()
    others = v3.authorize(desk.gateway, Authorize("other@mobipace.com", "secret"), desk.real).session_id
    flight = v3.begin(desk.gateway, QueryBalance(others), desk.real)
    reply = v3.perform(desk.gateway, flight, desk.real)

    assert (reply.balance, heard(desk, own)) == (COMPANY.balance * 2, 101)  # type: ignore[union-attr]


def test_a_session_follows_the_accounts_clock() -> None:
    """60 seconds are the account's, however fast its clock runs."""
    desk = Desk()
    session = desk.login()
    desk.account.clock.run(desk.real, 60)
    desk.wait(0.999999)
    alive = heard(desk, session)
    desk.wait(1)

    assert (alive, heard(desk, session)) == (101, 103)


def test_an_operator_sees_and_ends_sessions() -> None:
    """Those alive, and none of the dead."""
    desk = Desk()
    desk.login()
    desk.wait(60)
    session = desk.login()
    alive = [each.id for each in desk.account.sessions.alive(desk.now)]
    desk.account.sessions.end(session)

    assert (alive, heard(desk, session), desk.now) == ([session], 103, START + 60_000_000)


def test_session_ids_are_unique() -> None:
    """A hundred logins, a hundred ids of the form of the document's example."""
    desk = Desk()
    ids = {desk.login() for _ in range(100)}

    assert (len(ids), {len(id) for id in ids}) == (100, {36})


def test_dead_sessions_are_forgotten_at_the_next_login() -> None:
    """A client that logs in for every message, for ever, does not fill the memory."""
    desk = Desk()
    for _ in range(50):
        desk.login()
        desk.wait(60)
    desk.login()

    remembered = desk.account.sessions.alive(START)  # at an instant before any of them died

    assert len(list(remembered)) == 1
