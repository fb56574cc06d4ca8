"""`accounts/{username}/sessions`: seeing and ending v3 sessions."""

from concurrent.futures import ThreadPoolExecutor

from tests.control.support import START, Control
from tests.support import Account


def code(account: Account, session: str) -> int:
    """How a session method is answered."""
    return int(account.call("QueryBalance", {"SessionId": session})["StatusCode"])


def listed(control: Control, account: Account) -> list[str]:
    """Ids of the live sessions."""
    return [each["id"] for each in control.get(f"accounts/{account.username}/sessions")["sessions"]]


def test_a_session_is_shown_with_its_times(control: Control, account: Account) -> None:
    """It expires 60 seconds after its last request (v3 Authorization)."""
    session = account.login()
    account.clock(advance=10)
    code(account, session)

    assert control.get(f"accounts/{account.username}/sessions") == {
        "sessions": [
            {
                "id": session,
                "started_at": START,
                "last_request_at": "2019-07-25T18:20:10Z",
                "expires_at": "2019-07-25T18:21:10Z",
                "in_flight": 0,
            }
        ],
        "next": None,
    }


def test_an_account_may_hold_several_sessions(control: Control, account: Account) -> None:
    """Each authorize opens one more, least recently used first."""
    first, second = account.login(), account.login()
    code(account, first)

    assert listed(control, account) == [second, first]


def test_a_session_that_has_died_is_not_shown(control: Control, account: Account) -> None:
    """At 60 seconds it is dead."""
    account.login()
    account.clock(advance=30)
    younger = account.login()
    account.clock(advance=30)

    assert listed(control, account) == [younger]


def test_all_sessions_can_be_expired(control: Control, account: Account) -> None:
    """A client's handling of 103 is tried by expiring what it holds."""
    sessions = [account.login() for _ in range(3)]
    control.delete(f"accounts/{account.username}/sessions")

    assert listed(control, account) == []
    assert [code(account, session) for session in sessions] == [103, 103, 103]
    assert code(account, account.login()) == 101


def test_one_session_can_be_expired(control: Control, account: Account) -> None:
    """The others live on."""
    first, second = account.login(), account.login()
    control.delete(f"accounts/{account.username}/sessions/{first}")

    assert listed(control, account) == [second]
    assert (code(account, first), code(account, second)) == (103, 101)


def test_a_session_of_somebody_else_is_not_found(control: Control, account: Account) -> None:
    """404, and it lives on."""
    other = control.account()
    session = other.login()
    text = control.error("DELETE", f"accounts/{account.username}/sessions/{session}", 404)

    assert text == f"there is no session {session!r} of this account; it may have died"
    assert code(other, session) == 101


def test_a_request_in_flight_outlives_its_session(control: Control, account: Account) -> None:
    """What is in flight finishes first; while it flies, the session is shown with it."""
    session = account.login()
    hold = control.post(f"accounts/{account.username}/holds", status=201)
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(code, account, session)
        control.held(hold)
        shown = control.get(f"accounts/{account.username}/sessions")["sessions"]
        account.clock(advance=61)
        kept = listed(control, account)
        control.delete(f"accounts/{account.username}/sessions")
        control.ask("DELETE", f"holds/{hold['id']}")

        assert answer.result(timeout=20) == 101
    assert [(each["id"], each["in_flight"]) for each in shown] == [(session, 1)]
    assert kept == [session]
    assert code(account, session) == 103
