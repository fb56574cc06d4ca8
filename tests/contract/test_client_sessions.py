"""Right clients and their sessions: opened once, renewed once, one request at a time, and no storm of logins."""

import time
from collections import Counter
from itertools import pairwise

import pytest

from mobipace.contract_tests.driver import Value
from tests.contract import fake
from tests.contract.conftest import Calls, Driven
from tests.support import Account
from tests.v3.support import in_flight

SMS = {"recipient": "37499000000", "body": "hello"}


def methods(account: Account) -> list[str]:
    """What was asked, in order."""
    return [exchange["method"] for exchange in account.exchanges]


def test_a_session_is_used_again(client: Calls, account: Account) -> None:
    """One login for many calls, however many connections they take."""
    for _ in range(3):
        client.value("v3", "balance")
        client.value("v3", "send", messages=[SMS])

    assert Counter(methods(account)) == {"authorize": 1, "Send": 3, "QueryBalance": 3}


def test_an_expired_session_is_renewed_and_the_request_repeated(client: Calls, account: Account) -> None:
    """60 seconds after its last request a session is dead; the caller does not notice, and the message goes once."""
    client.value("v3", "balance")
    account.clock(advance=61)
    client.value("v3", "send", messages=[SMS])

    assert methods(account) == ["authorize", "QueryBalance", "Send", "authorize", "Send"]
    assert len(account.messages) == 1


def test_a_session_that_was_ended_is_renewed(client: Calls, account: Account) -> None:
    """However it died."""
    client.value("v3", "balance")
    account.control("DELETE", "sessions")
    client.value("v3", "balance")

    assert methods(account).count("authorize") == 2


def test_a_session_that_never_lives_ends_in_an_error(driven: Driven) -> None:
    """103 again after a fresh login is not to be cured by another."""
    with fake.gateway(QueryBalance=fake.answered(103)) as gateway:
        error = driven.at(gateway).failure("v3", "balance")

    assert error == ("session", 103)
    assert gateway.names() == ["authorize", "QueryBalance"] * 2


def test_a_login_that_fails_at_the_renewal_is_told(driven: Driven) -> None:
    """The password was changed meanwhile: each further try may lock the account."""
    logins = [fake.answered(SessionId=fake.SESSION), fake.answered(200)]
    with fake.gateway(authorize=logins, QueryBalance=fake.answered(103)) as gateway:
        error = driven.at(gateway).failure("v3", "balance")

    assert error == ("bad_credentials", 200)
    assert gateway.names() == ["authorize", "QueryBalance", "authorize"]


@pytest.mark.parametrize(("code", "kind"), [(200, "bad_credentials"), (201, "locked"), (202, "blocked")])
def test_a_refused_login_is_tried_once_a_call(driven: Driven, code: int, kind: str) -> None:
    """After 200, 201 and 202 a client stops."""
    with fake.gateway(authorize=fake.answered(code)) as gateway:
        client = driven.at(gateway)
        errors = [client.failure("v3", "balance") for _ in range(2)]

    assert errors == [(kind, code)] * 2
    assert gateway.names() == ["authorize"] * 2


@pytest.mark.parametrize(
    ("code", "kind"), [(201, "locked"), (202, "blocked"), (300, "out_of_balance"), (302, "currency")]
)
def test_a_refusal_in_a_session_reaches_the_caller(driven: Driven, code: int, kind: str) -> None:
    """As what it is, and no new login or second try will change it."""
    with fake.gateway(Send=fake.answered(code)) as gateway:
        error = driven.at(gateway).failure("v3", "send", messages=[SMS])

    assert error == (kind, code)
    assert gateway.names() == ["authorize", "Send"]


# One request at a time


def test_a_busy_gateway_is_waited_for(driven: Driven) -> None:
    """After a 104 at least 200 ms pass before the next try."""
    with fake.gateway(Send=[fake.answered(104), fake.answered(104), fake.priced]) as gateway:
        driven.at(gateway).value("v3", "send", messages=[SMS])
    times = [request.at for request in gateway.of("Send")]

    assert len(times) == 3
    assert min(late - early for early, late in pairwise(times)) >= 0.2


def test_a_gateway_that_stays_busy_is_given_up(client: Calls, account: Account) -> None:
    """Another program uses the account: a few tries, then the caller hears of it."""
    document = {"SessionId": account.login()}
    with in_flight(account, "QueryBalance", document):
        error = client.failure("v3", "send", messages=[SMS])
    tries = methods(account).count("Send")

    assert error == ("busy", 104)
    assert tries <= 4
    assert account.messages == []


def test_calls_at_once_become_requests_one_by_one(driven: Driven) -> None:
    """However many threads or promises call: v3 limitation 1."""
    with fake.gateway() as gateway:
        client = driven.at(gateway)
        at_once = driven.subject.hello().concurrency
        for _ in range(5):
            pending = [client.session.start("v3", "balance") for _ in range(at_once)]
            replies = [each.result() for each in pending]
            assert all(isinstance(each, Value) for each in replies), replies

    assert gateway.most_at_once == 1
    assert Counter(gateway.names()) == {"authorize": 1, "QueryBalance": 5 * at_once}


def test_calls_at_once_never_meet_a_104(driven: Driven, client: Calls, account: Account) -> None:
    """The same at the simulator, which counts overlap exactly."""
    at_once = driven.subject.hello().concurrency
    for _ in range(5):
        pending = [client.session.start("v3", "balance") for _ in range(at_once)]
        assert all(isinstance(each.result(), Value) for each in pending)
    codes = {exchange["answer"]["code"] for exchange in account.exchanges}

    assert codes == {101}


def test_a_wait_for_a_busy_gateway_is_short(driven: Driven) -> None:
    """The kit itself waits four requests' worth of time: giving up must come well before."""
    began = time.monotonic()
    with fake.gateway(QueryBalance=fake.answered(104)) as gateway:
        error = driven.at(gateway).failure("v3", "balance")

    assert error == ("busy", 104)
    assert time.monotonic() - began < 5
