import re

import pytest

from tests.support import Account, Sim
from tests.v3.support import SESSION_FORM, in_flight, post, send_request, sms

EXPIRED = {"StatusCode": 103, "Status": "SessionExpired"}


def balance_code(account: Account, session: str) -> int:
    """The StatusCode of a QueryBalance under this session."""
    return int(account.call("QueryBalance", {"SessionId": session})["StatusCode"])


def test_session_id_has_the_printed_form(account: Account) -> None:
    """v3 Authorization, example: the id is a UUID in small letters."""
    session = account.login()

    assert re.fullmatch(SESSION_FORM, session)


def test_each_authorize_opens_a_session_of_its_own(account: Account) -> None:
    """An account may hold several sessions, each good for every method."""
    sessions = [account.login() for _ in range(3)]

    assert len(set(sessions)) == 3
    assert [balance_code(account, session) for session in sessions] == [101, 101, 101]


@pytest.mark.parametrize(
    ("seconds", "code"), [(0, 101), (59, 101), (59.999, 101), (60, 103), (60.001, 103), (3600, 103)]
)
def test_session_dies_60_seconds_after_its_last_request(account: Account, seconds: float, code: int) -> None:
    """v3 Authorization: the timeout is 60 seconds; at exactly 60 s the session is dead."""
    session = account.login()

    account.clock(advance=seconds)

    assert balance_code(account, session) == code


def test_every_request_restarts_the_clock(account: Account) -> None:
    """The 60 seconds count from the last request, not from authorize."""
    session = account.login()

    codes = []
    for _ in range(4):
        account.clock(advance=59.999)
        codes.append(balance_code(account, session))

    assert codes == [101, 101, 101, 101]


def test_a_dead_session_stays_dead(account: Account) -> None:
    """A request under a dead session does not bring it back."""
    session = account.login()
    account.clock(advance=60)

    codes = [balance_code(account, session) for _ in range(2)]

    assert codes == [103, 103]


def test_each_session_has_a_clock_of_its_own(account: Account) -> None:
    """A request under one session keeps no other alive."""
    idle, used = account.login(), account.login()
    account.clock(advance=30)
    balance_code(account, used)

    account.clock(advance=30)

    assert [balance_code(account, idle), balance_code(account, used)] == [103, 101]


def test_malformed_request_does_not_restart_the_clock(account: Account) -> None:
    """102 comes before the session is looked at: its clock runs on."""
    session = account.login()
    account.clock(advance=30)
    malformed = account.call("Send", send_request(session, IsWapPush="maybe"))

    account.clock(advance=30)

    assert (malformed["StatusCode"], balance_code(account, session)) == (102, 103)


def test_refusal_for_funds_restarts_the_clock(account: Account) -> None:
    """From check 103 on a request counts: a 300 keeps the session alive."""
    account.change(balance="0", credit_limit="0")
    session = account.login()
    account.clock(advance=59)
    refused = account.send(session, sms())

    account.clock(advance=59)

    assert (refused["StatusCode"], balance_code(account, session)) == (300, 101)


def test_refusal_for_the_count_restarts_the_clock(account: Account) -> None:
    """From check 103 on a request counts: a 301 keeps the session alive."""
    session = account.login()
    account.clock(advance=59)
    refused = account.send(session, *[sms()] * 20_001)

    account.clock(advance=59)

    assert (refused["StatusCode"], balance_code(account, session)) == (301, 101)


@pytest.mark.parametrize(("member", "code"), [("locked", 201), ("blocked", 202)])
def test_refusal_for_the_account_restarts_the_clock(account: Account, member: str, code: int) -> None:
    """From check 103 on a request counts: a 201 or 202 keeps the session alive."""
    session = account.login()
    account.clock(advance=59)
    account.change(**{member: True})
    refused = balance_code(account, session)
    account.change(**{member: False})

    account.clock(advance=59)

    assert (refused, balance_code(account, session)) == (code, 101)


def test_busy_refusal_restarts_the_clock(account: Account) -> None:
    """A 104 names a live session, and restarts its clock."""
    held, other = account.login(), account.login()
    with in_flight(account, "QueryBalance", {"SessionId": held}) as flight:
        account.clock(advance=59)
        busy = balance_code(account, other)
        account.clock(advance=59)
        flight.land()

    assert (busy, balance_code(account, other)) == (104, 101)


def test_session_with_a_request_in_flight_does_not_die(account: Account) -> None:
    """However long the answer takes, the request is served and the session lives."""
    session = account.login()
    with in_flight(account, "Send", send_request(session)) as flight:
        account.clock(advance=61)
        answer = flight.land()

    assert (answer["StatusCode"], balance_code(account, session)) == (101, 101)


@pytest.mark.parametrize(("seconds", "code"), [(59.999, 101), (60, 103)])
def test_the_answer_restarts_the_clock_again(account: Account, seconds: float, code: int) -> None:
    """A request restarts the clock on arrival, and once more when it is answered."""
    session = account.login()
    with in_flight(account, "QueryBalance", {"SessionId": session}) as flight:
        account.clock(advance=300)
        flight.land()

    account.clock(advance=seconds)

    assert balance_code(account, session) == code


def test_arrival_restarts_the_clock(account: Account) -> None:
    """The clock restarts when the request comes, before there is an answer."""
    session = account.login()
    account.clock(advance=20)
    with in_flight(account, "QueryBalance", {"SessionId": session}):
        [shown] = account.control("GET", "sessions")["sessions"]

    assert (shown["last_request_at"], shown["expires_at"]) == ("2019-07-25T18:20:20Z", "2019-07-25T18:21:20Z")


@pytest.mark.parametrize("session", ["4060b129-2d75-4b7e-9c3a-61b7769a5d2b", "", "x", "ՀԱՅ", "\x00", "0" * 10_000])
def test_unknown_session_is_103(account: Account, session: str) -> None:
    """v3 code 103: "Session ID is not found"."""
    answer = account.call("QueryBalance", {"SessionId": session})

    assert answer == EXPIRED


@pytest.mark.parametrize("method", ["Send", "Calculate", "QueryMessages", "QueryBalance"])
def test_every_session_method_answers_103(account: Account, method: str) -> None:
    """Each method but authorize needs a live session."""
    document = {"QueryMessages": {"References": ["a"]}, "QueryBalance": {}}.get(method, send_request(""))

    answer = account.call(method, {**document, "SessionId": "4060b129-2d75-4b7e-9c3a-61b7769a5d2b"})

    assert answer == EXPIRED


def test_session_of_a_deleted_account_is_103(account: Account) -> None:
    """Gone with its account, and the answer is the same as for an unknown id."""
    session = account.login()
    account.control("DELETE")

    answer = account.call("QueryBalance", {"SessionId": session})

    assert answer == EXPIRED


def test_namesake_of_a_deleted_account_does_not_inherit_its_sessions(sim: Sim) -> None:
    """A new account under the old name is another account."""
    first = sim.account(username="twice@mobipace.com")
    session = first.login()
    first.control("DELETE")

    second = sim.account(username="twice@mobipace.com")

    assert balance_code(second, session) == 103


def test_account_deleted_while_its_request_is_in_flight(account: Account) -> None:
    """What is decided when the request is processed finds no account any more: 103."""
    session = account.login()
    with in_flight(account, "Send", send_request(session)) as flight:
        account.control("DELETE")
        answer = flight.connection.answer()

    assert answer == (200, b'{"StatusCode": 103, "Status": "SessionExpired"}')


def test_operator_expires_sessions(account: Account) -> None:
    """A session that the operator ended is 103."""
    sessions = [account.login(), account.login()]
    account.control("DELETE", "sessions")

    codes = [balance_code(account, session) for session in sessions]

    assert codes == [103, 103]


def test_session_id_is_not_trimmed_outside_send(account: Account) -> None:
    """Blanks after the id are the Send example's own; elsewhere they make it another id."""
    session = account.login()

    assert balance_code(account, f"{session} ") == 103


def test_session_id_is_taken_as_it_was_issued(account: Account) -> None:
    """An id in capital letters is another id."""
    session = account.login()

    assert balance_code(account, session.upper()) == 103


def test_single_session_ends_the_older_ones(sim: Sim) -> None:
    """Reading single_session=yes: a new authorize ends the account's older sessions."""
    account = sim.account(readings={"single_session": "yes"})
    sessions = [account.login() for _ in range(3)]

    codes = [balance_code(account, session) for session in sessions]

    assert codes == [103, 103, 101]


def test_single_session_lets_a_request_in_flight_finish(sim: Sim) -> None:
    """Reading single_session=yes: what is in flight on the old session is answered first; then that session is gone."""
    account = sim.account(readings={"single_session": "yes"})
    old = account.login()
    with in_flight(account, "Send", send_request(old)) as flight:
        new = account.login()
        busy = balance_code(account, new)
        answer = flight.land()

    assert (busy, answer["StatusCode"]) == (104, 101)
    assert [balance_code(account, old), balance_code(account, new)] == [103, 101]


def test_single_session_is_the_accounts_own_affair(sim: Sim) -> None:
    """Reading single_session=yes: other accounts keep their sessions."""
    account, neighbour = sim.account(readings={"single_session": "yes"}), sim.account()
    session = neighbour.login()

    account.login()

    assert balance_code(neighbour, session) == 101


def test_failed_authorize_ends_no_session(sim: Sim) -> None:
    """Reading single_session=yes: only a session that was opened ends the others."""
    account = sim.account(readings={"single_session": "yes"})
    session = account.login()

    post(account, "authorize", {"Username": account.username, "Password": "wrong"})

    assert balance_code(account, session) == 101
