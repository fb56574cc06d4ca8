"""v2 8.2 code 701, and the one counter of failed logins that both protocols share."""

from typing import Any

import pytest

from tests.support import Account, Sim
from tests.v2.support import FUNCTIONS, asked, value

FAILED = "Err: 701 : Incorrect username or password"
SHUT: list[tuple[str, dict[str, Any]]] = [
    ("locked by an operator", {"locked": True}),
    ("blocked by the administrator", {"blocked": True}),
    ("locked and blocked", {"locked": True, "blocked": True}),
]


def fail_v2(account: Account, times: int) -> None:
    """Log in through v2 with a wrong password, so many times."""
    for _ in range(times):
        assert asked(account, "querybalance", {"password": "wrong"}) == FAILED


def v3_code(account: Account, password: str | None = None) -> int:
    """The StatusCode of an authorize."""
    given = {"Username": account.username, "Password": password or account.password}
    return int(account.call("authorize", given)["StatusCode"])


def fail_v3(account: Account, times: int) -> None:
    """Log in through v3 with a wrong password, so many times."""
    assert [v3_code(account, "wrong") for _ in range(times)] == [200] * times


def v2_code(account: Account) -> str:
    """What a v2 request with the right password is answered with: the error code, or "ok" without one."""
    line = asked(account, "querybalance")
    return "ok" if line.startswith("ID") else value(line)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"username": "nobody@mobipace.com"}])
def test_wrong_credentials_are_701(account: Account, function: str, changes: dict[str, str | None]) -> None:
    """v2 4: all requests require verification by user name and password."""
    line = asked(account, function, changes)

    assert (line, account.messages) == (FAILED, [])


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("_", "settings"), SHUT, ids=[name for name, _ in SHUT])
def test_a_shut_account_is_701_with_the_right_password(
    sim: Sim, function: str, _: str, settings: dict[str, Any]
) -> None:
    """v2 has no codes of its own for locked and blocked: both are 701."""
    assert asked(sim.account(**settings), function) == FAILED


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_account_without_a_password_is_701(sim: Sim, function: str) -> None:
    """v3 limitations: who registered through a social network has to set a password first."""
    assert asked(sim.account(password=None), function, {"password": "123456"}) == FAILED


@pytest.mark.parametrize("username", ["locked@mobipace.com", "blocked@mobipace.com", "social@mobipace.com"])
def test_the_demo_worlds_shut_accounts_are_701(sim: Sim, username: str) -> None:
    """The world has one account for every state that ends in 701."""
    assert asked(sim.existing(username), "querybalance") == FAILED


@pytest.mark.parametrize("password", ["PASSWORD", "password ", " password", "passwor", "päßwörd"])
def test_a_password_is_compared_exactly(sim: Sim, password: str) -> None:
    """Nothing is trimmed and no letter case is forgiven in a value."""
    assert asked(sim.account(password="password"), "querybalance", {"password": password}) == FAILED


def test_a_password_may_hold_any_text(sim: Sim) -> None:
    """Credentials are decoded like every value: once, as UTF-8."""
    account = sim.account(password="պ&=+%41 #")

    assert v2_code(account) == "ok"


def test_usernames_are_case_sensitive(account: Account) -> None:
    """Letter case is forgiven in names of functions and parameters, not in values."""
    assert asked(account, "querybalance", {"username": account.username.upper()}) == FAILED


def test_five_failures_lock_v2_and_v3(account: Account) -> None:
    """After five failures in a row the right password does not help either: v2 701, v3 201."""
    fail_v2(account, 5)

    assert (v2_code(account), v3_code(account), account.control("GET")["locked"]) == ("701", 201, True)


def test_four_failures_do_not_lock(account: Account) -> None:
    """The limit is five."""
    fail_v2(account, 4)

    assert (v2_code(account), v3_code(account)) == ("ok", 101)


def test_the_fifth_failure_is_still_200_and_the_sixth_try_is_201(account: Account) -> None:
    """The counter is one: four failures in v2 make v3's first one the fifth."""
    fail_v2(account, 4)

    assert [v3_code(account, "wrong"), v3_code(account, "wrong"), v3_code(account)] == [200, 201, 201]


def test_failures_of_both_protocols_add_up(account: Account) -> None:
    """Three failures in v3 and two in v2 are five."""
    fail_v3(account, 3)
    fail_v2(account, 2)

    assert (v2_code(account), v3_code(account)) == ("701", 201)


def test_a_success_in_v2_clears_the_counter(account: Account) -> None:
    """Only failures in a row count, wherever they happen."""
    fail_v3(account, 4)
    v2_code(account)
    fail_v2(account, 4)

    assert v2_code(account) == "ok"


def test_a_success_in_v3_clears_the_counter(account: Account) -> None:
    """The same the other way round."""
    fail_v2(account, 4)
    v3_code(account)
    fail_v2(account, 4)

    assert v2_code(account) == "ok"


def test_an_operator_unlocks(account: Account) -> None:
    """201 says to contact the account manager; who unlocks the account also forgets its failures."""
    fail_v2(account, 5)
    account.change(locked=False)
    fail_v2(account, 4)

    assert (v2_code(account), account.control("GET")["failed_logins"]) == ("ok", 0)


def test_time_does_not_unlock(account: Account) -> None:
    """A locked account stays so until an operator unlocks it."""
    fail_v2(account, 5)
    account.clock(advance=10 * 86_400)

    assert v2_code(account) == "701"


def test_an_account_without_a_password_never_locks(sim: Sim) -> None:
    """There is nothing to guess, so nothing is counted: with a password set it can log in."""
    account = sim.account(password=None)
    for _ in range(6):
        asked(account, "querybalance", {"password": "guess"})
    account.change(password="123456")

    assert asked(account, "querybalance", {"password": "123456"}) == "ID: 1300.30 : EUR"


def test_a_blocked_account_counts_no_failures(sim: Sim) -> None:
    """Blocked is decided before the password is looked at."""
    account = sim.account(blocked=True)
    fail_v2(account, 6)
    account.change(blocked=False)

    assert v2_code(account) == "ok"


def test_a_request_without_all_parameters_is_no_login(account: Account) -> None:
    """Presence is checked before 701: what lacks a parameter is 700 and no failed login."""
    for _ in range(6):
        asked(account, "send", {"password": "wrong", "body": None})

    assert account.control("GET")["failed_logins"] == 0


def test_a_request_with_bad_values_is_a_login(account: Account) -> None:
    """701 is checked before values: a wrong password counts whatever the rest says."""
    asked(account, "send", {"password": "wrong", "recipient": "x"})

    assert account.control("GET")["failed_logins"] == 1


def test_a_request_that_fails_after_its_login_clears_the_counter(account: Account) -> None:
    """What was refused for its values had the right password: that is a success of the login."""
    fail_v2(account, 4)
    asked(account, "send", {"recipient": "x"})

    assert account.control("GET")["failed_logins"] == 0


def test_an_unknown_user_locks_nobody(account: Account) -> None:
    """A failure belongs to the account that was named."""
    for _ in range(6):
        asked(account, "querybalance", {"username": "nobody@mobipace.com", "password": "wrong"})

    assert v2_code(account) == "ok"
