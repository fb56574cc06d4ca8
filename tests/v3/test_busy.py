import pytest

from tests.support import Account, Sim
from tests.v3.support import balance, in_flight, send_request, sms

BUSY = {"StatusCode": 104, "Status": "AccessDenied"}
METHODS = ["Send", "Calculate", "QueryMessages", "QueryBalance"]


def request(method: str, session: str) -> dict[str, object]:
    """A well-formed request of this method."""
    members = {"QueryMessages": {"References": ["a"]}, "QueryBalance": {}}.get(method, send_request(session))
    return {**members, "SessionId": session}


@pytest.mark.parametrize("second", METHODS)
@pytest.mark.parametrize("first", METHODS)
def test_any_method_keeps_the_account_busy_for_any_other(account: Account, first: str, second: str) -> None:
    """v3 limitation 1 and code 104: one request at a time, whatever it is."""
    session = account.login()
    with in_flight(account, first, request(first, session)):
        answer = account.call(second, request(second, session))

    assert answer == BUSY


def test_released_request_is_answered_and_the_account_free(account: Account) -> None:
    """The first request is served as if nothing had been, and the next one too."""
    session = account.login()
    with in_flight(account, "Send", send_request(session, sms(reference="first"))) as flight:
        refused = account.send(session, sms(reference="second"))
        answer = flight.land()
    third = account.send(session, sms(reference="third"))

    assert [answer["StatusCode"], refused["StatusCode"], third["StatusCode"]] == [101, 104, 101]
    assert [message["reference"] for message in account.messages] == ["first", "third"]
    assert balance(account) == "1296.30"


def test_busy_scope_account_counts_every_session(account: Account) -> None:
    """Reading busy_scope=account, the default: "one request at a time for the same account"."""
    first, second = account.login(), account.login()
    with in_flight(account, "QueryBalance", request("QueryBalance", first)):
        answer = account.call("QueryBalance", request("QueryBalance", second))

    assert answer == BUSY


def test_busy_scope_session_counts_one_session(sim: Sim) -> None:
    """Reading busy_scope=session: "another request with same Session ID"."""
    account = sim.account(readings={"busy_scope": "session"})
    first, second = account.login(), account.login()
    with in_flight(account, "QueryBalance", request("QueryBalance", first)):
        same = account.call("QueryBalance", request("QueryBalance", first))
        other = account.call("QueryBalance", request("QueryBalance", second))

    assert (same, other["StatusCode"]) == (BUSY, 101)


def test_another_account_is_not_busy(sim: Sim) -> None:
    """The limit is an account's own."""
    account, neighbour = sim.account(), sim.account()
    with in_flight(account, "QueryBalance", request("QueryBalance", account.login())):
        answer = neighbour.call("QueryBalance", request("QueryBalance", neighbour.login()))

    assert answer["StatusCode"] == 101


def test_authorize_is_never_busy(account: Account) -> None:
    """An authorize carries no session: it is answered while a request is in flight."""
    with in_flight(account, "QueryBalance", request("QueryBalance", account.login())):
        answer = account.call("authorize", {"Username": account.username, "Password": account.password})

    assert answer["StatusCode"] == 101


def test_authorize_in_flight_keeps_nobody_busy(account: Account) -> None:
    """An authorize carries no session: a session method is answered while it is in flight."""
    session = account.login()
    with in_flight(account, "authorize", {"Username": account.username, "Password": account.password}) as flight:
        answer = account.call("QueryBalance", request("QueryBalance", session))
        landed = flight.land()

    assert (answer["StatusCode"], landed["StatusCode"]) == (101, 101)


def test_v2_neither_waits_nor_keeps_busy(account: Account) -> None:
    """v2 has no one-at-a-time rule."""
    session = account.login()
    with in_flight(account, "QueryBalance", request("QueryBalance", session)):
        line = account.v2("querybalance")

    assert line == "ID: 1300.30 : EUR"


def test_refused_requests_do_not_keep_busy(account: Account) -> None:
    """Each refusal leaves the account free: 102, 300, 104 and 103 in turn, then a success."""
    session = account.login()
    account.change(balance="0.00", credit_limit="0")
    codes = [
        account.call("QueryBalance", {"SessionId": None})["StatusCode"],
        account.send(session, sms())["StatusCode"],
    ]
    with in_flight(account, "QueryBalance", request("QueryBalance", session)) as flight:
        codes += [account.send(session, sms())["StatusCode"] for _ in range(3)]
        flight.land()
    codes += [
        account.call("QueryBalance", request("QueryBalance", each))["StatusCode"] for each in ("unknown", session)
    ]

    assert codes == [102, 300, 104, 104, 104, 103, 101]


def test_busy_request_changes_nothing(account: Account) -> None:
    """A 104 accepts and charges nothing."""
    session = account.login()
    with in_flight(account, "QueryBalance", request("QueryBalance", session)):
        account.send(session, sms())

    assert (account.messages, balance(account)) == ([], "1300.30")


def test_malformed_and_unknown_are_decided_before_busy(account: Account) -> None:
    """102 and 103 stand before 104."""
    session = account.login()
    with in_flight(account, "QueryBalance", request("QueryBalance", session)):
        malformed = account.call("Send", send_request(session, IsWapPush="maybe"))
        unknown = account.call("QueryBalance", request("QueryBalance", "unknown"))

    assert (malformed["StatusCode"], unknown["StatusCode"]) == (102, 103)


def test_blocked_is_decided_at_release(account: Account) -> None:
    """102, 103 and 104 are decided on arrival, everything else when the request is processed."""
    session = account.login()
    with in_flight(account, "QueryBalance", request("QueryBalance", session)) as flight:
        account.change(blocked=True)
        answer = flight.land()

    assert answer["StatusCode"] == 202


def test_funds_are_decided_at_release(account: Account) -> None:
    """What is there when the request is processed counts, not what was there when it came."""
    session = account.login()
    with in_flight(account, "Send", send_request(session)) as flight:
        account.change(balance="0.00", credit_limit="0")
        answer = flight.land()

    assert answer["StatusCode"] == 300


def test_now_is_the_moment_of_release(account: Account) -> None:
    """A held Send is accepted, and its messages are due, when it is released."""
    session = account.login()
    with in_flight(account, "Send", send_request(session)) as flight:
        account.clock(advance=100)
        flight.land()

    [message] = account.messages
    assert (message["accepted_at"], message["due_at"]) == ("2019-07-25T18:21:40Z", "2019-07-25T18:21:40Z")


def test_client_that_leaves_does_not_leave_the_account_busy(account: Account) -> None:
    """A connection that closes while its request is in flight ends the flight when it is released."""
    session = account.login()
    with in_flight(account, "Send", send_request(session)) as flight:
        flight.connection.socket.close()
    answers = (account.call("QueryBalance", request("QueryBalance", session))["StatusCode"] for _ in range(200))

    assert 101 in answers
