from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.support import Account, Sim, demo, running
from tests.v3.support import send_request

WRONG = {"StatusCode": 200, "Status": "IncorrectUserNameOrPassword"}
LOCKED = {"StatusCode": 201, "Status": "UserLocked"}
BLOCKED = {"StatusCode": 202, "Status": "UserBlocked"}
V2_AUTHENTICATION_FAILED = "Err: 701 : Incorrect username or password"


@pytest.fixture(scope="module")
def two_tries() -> Iterator[Sim]:
    """A world in which the second mistake locks."""
    with running(replace(demo(), max_failed_logins=2)) as started:
        yield started


def authorize(account: Account, password: str) -> dict[str, object]:
    """The answer to authorize with this password."""
    return account.call("authorize", {"Username": account.username, "Password": password})


def fail(account: Account, times: int) -> list[object]:
    """Codes of so many authorizes with a wrong password."""
    return [authorize(account, "wrong")["StatusCode"] for _ in range(times)]


def test_unknown_user_is_200(account: Account) -> None:
    """v3 code 200 "Invalid Username or Password"."""
    answer = account.call("authorize", {"Username": "nobody@mobipace.com", "Password": "123456"})

    assert answer == WRONG


def test_wrong_password_is_200(account: Account) -> None:
    """v3 code 200, the same answer as for an unknown user."""
    assert authorize(account, "wrong") == WRONG


@pytest.mark.parametrize("password", ["", " 123456", "123456 ", "ABC", "abc\x00"])
def test_password_is_compared_exactly(sim: Sim, password: str) -> None:
    """Nothing is trimmed and letter case counts."""
    account = sim.account(password="123456" if "1" in password else "abc")

    assert authorize(account, password) == WRONG


def test_social_account_cannot_log_in(sim: Sim) -> None:
    """v3 limitations: who registered through a social network has no password until one is set: 200."""
    account = sim.account(password=None)

    answers = [authorize(account, password) for password in ("", "123456", "null", "None")]

    assert answers == [WRONG] * 4


def test_social_account_logs_in_once_it_has_a_password(sim: Sim) -> None:
    """v3 Authorization: a password must be set in the section "Personal data"."""
    account = sim.account(password=None)
    account.change(password="set at last")

    assert authorize(account, "set at last")["StatusCode"] == 101


def test_social_account_never_locks(sim: Sim) -> None:
    """An account without a password counts no mistakes."""
    account = sim.account(password=None)

    codes = fail(account, 10)

    assert codes == [200] * 10
    assert account.control("GET")["locked"] is False


def test_fifth_mistake_is_200_and_the_sixth_try_201(account: Account) -> None:
    """v3 code 201: the number of allowable mistakes is exceeded after five."""
    assert fail(account, 7) == [200, 200, 200, 200, 200, 201, 201]


def test_right_password_does_not_unlock(account: Account) -> None:
    """v3 code 201 holds for the right password too: "Contact your account manager"."""
    fail(account, 5)

    assert authorize(account, account.password) == LOCKED


def test_right_password_at_the_fifth_try_is_good(account: Account) -> None:
    """Four mistakes lock nobody out."""
    fail(account, 4)

    assert authorize(account, account.password)["StatusCode"] == 101


def test_success_forgets_the_mistakes(account: Account) -> None:
    """Only consecutive mistakes count."""
    fail(account, 4)
    authorize(account, account.password)

    assert fail(account, 6) == [200, 200, 200, 200, 200, 201]


def test_time_does_not_unlock(account: Account) -> None:
    """Only the account manager unlocks."""
    fail(account, 5)
    account.clock(advance=365 * 24 * 3600)

    assert authorize(account, account.password) == LOCKED


def test_operator_unlocks_and_the_count_starts_again(account: Account) -> None:
    """Unlocked, an account has all its tries again."""
    fail(account, 6)
    account.change(locked=False)

    codes = fail(account, 6)

    assert codes == [200, 200, 200, 200, 200, 201]


def test_unlocked_account_logs_in(account: Account) -> None:
    """Unlocking makes the right password good again."""
    fail(account, 6)
    account.change(locked=False)

    assert authorize(account, account.password)["StatusCode"] == 101


def test_other_changes_do_not_unlock(account: Account) -> None:
    """A change that does not speak of `locked` leaves it."""
    fail(account, 5)
    account.change(balance="5.00")

    assert authorize(account, account.password) == LOCKED


def test_mistakes_of_both_protocols_count_together(account: Account) -> None:
    """One counter: two mistakes in v2 and three in v3 lock both doors."""
    answers = [account.v2("querybalance", password="wrong") for _ in range(2)]
    codes = fail(account, 3)

    assert (answers, codes) == ([V2_AUTHENTICATION_FAILED] * 2, [200, 200, 200])
    assert authorize(account, account.password) == LOCKED
    assert account.v2("querybalance") == V2_AUTHENTICATION_FAILED


def test_success_in_v2_forgets_mistakes_of_v3(account: Account) -> None:
    """One counter: a success in either protocol clears it."""
    fail(account, 4)
    account.v2("querybalance")

    assert fail(account, 5) == [200] * 5


def test_success_in_v3_forgets_mistakes_of_v2(account: Account) -> None:
    """One counter: a success in either protocol clears it."""
    for _ in range(4):
        account.v2("querybalance", password="wrong")
    authorize(account, account.password)

    assert fail(account, 5) == [200] * 5


def test_mistakes_count_for_one_account_alone(sim: Sim) -> None:
    """Accounts do not share the counter."""
    account, neighbour = sim.account(), sim.account()
    fail(account, 5)

    assert authorize(neighbour, neighbour.password)["StatusCode"] == 101


def test_world_sets_the_number_of_mistakes(two_tries: Sim) -> None:
    """max_failed_logins = 2: the third try is 201."""
    assert fail(two_tries.account(), 3) == [200, 200, 201]


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_blocked_is_202_whatever_the_password(sim: Sim, password: str) -> None:
    """Order in authorize: unknown 200 · blocked 202 · locked 201 · wrong 200."""
    account = sim.account(blocked=True, password="right")

    assert authorize(account, password) == BLOCKED


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_locked_is_201_whatever_the_password(sim: Sim, password: str) -> None:
    """Order in authorize: unknown 200 · blocked 202 · locked 201 · wrong 200."""
    account = sim.account(locked=True, password="right")

    assert authorize(account, password) == LOCKED


def test_blocked_stands_over_locked(sim: Sim) -> None:
    """Order in authorize: 202 before 201."""
    account = sim.account(locked=True, blocked=True)

    assert authorize(account, account.password) == BLOCKED


@pytest.mark.parametrize("method", ["Send", "Calculate", "QueryMessages", "QueryBalance"])
@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"locked": True}, LOCKED),
        ({"blocked": True}, BLOCKED),
        ({"locked": True, "blocked": True}, BLOCKED),
    ],
)
def test_session_methods_refuse_a_locked_or_blocked_account(
    account: Account, method: str, change: dict[str, bool], answer: dict[str, object]
) -> None:
    """In a session method too: 202 blocked before 201 locked."""
    session = account.login()
    account.change(**change)
    members = {"QueryMessages": {"References": ["a"]}, "QueryBalance": {}}.get(method, send_request(session))

    assert account.call(method, {**members, "SessionId": session}) == answer


def test_mistakes_lock_live_sessions_too(account: Account) -> None:
    """Locked by mistakes or by the operator: a session method answers 201 alike."""
    session = account.login()
    fail(account, 5)

    assert account.call("QueryBalance", {"SessionId": session}) == LOCKED


def test_sessions_live_on_after_unlocking(account: Account) -> None:
    """A lock is no end of a session."""
    session = account.login()
    fail(account, 5)
    account.change(locked=False)

    assert account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 101


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("mobipace@mobipace.com", 101),
        ("poor@mobipace.com", 101),
        ("nocurrency@mobipace.com", 101),
        ("37491000000", 101),
        ("locked@mobipace.com", 201),
        ("blocked@mobipace.com", 202),
        ("social@mobipace.com", 200),
    ],
)
def test_demo_world_has_an_account_for_every_state(username: str, code: int) -> None:
    """Every login outcome can be had from the built-in accounts with the printed password."""
    with running() as fresh:
        answer = authorize(fresh.existing(username), "123456")

    assert answer["StatusCode"] == code
