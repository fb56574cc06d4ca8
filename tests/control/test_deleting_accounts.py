"""`DELETE accounts/{username}`: an account goes with all that is its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.control.support import Control


def test_a_deleted_accounts_sessions_are_unknown(control: Control) -> None:
    """READING, v3: 103 is also for the id of a deleted account; its name is unknown to a login."""
    account = control.account()
    session = account.login()
    control.delete(f"accounts/{account.username}")

    assert account.call("QueryBalance", {"SessionId": session})["StatusCode"] == 103
    assert account.call("authorize", {"Username": account.username, "Password": account.password})["StatusCode"] == 200
    assert account.v2("querybalance") == "Err: 701 : Incorrect username or password"


def test_a_deleted_account_is_gone_with_its_messages_and_exchanges(control: Control) -> None:
    """Nothing of it can be found again, and its neighbours are untouched."""
    account, neighbour = control.account(), control.account()
    account.v2_send()
    neighbour.v2_send()
    message, exchange = account.messages[0]["id"], account.exchanges[0]["id"]
    control.delete(f"accounts/{account.username}")

    assert control.error("GET", f"messages/{message}", 404)
    assert control.error("GET", f"exchanges/{exchange}", 404)
    assert len(neighbour.messages) == len(neighbour.exchanges) == 1


def test_deleting_releases_what_is_held(control: Control) -> None:
    """A request in flight on a deleted account goes on, and is answered 103."""
    account = control.account()
    session = account.login()
    hold = control.post(f"accounts/{account.username}/holds", status=201)
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(account.call, "QueryBalance", {"SessionId": session})
        control.held(hold)
        control.delete(f"accounts/{account.username}")

        assert answer.result(timeout=20)["StatusCode"] == 103


def test_a_name_is_free_again_after_deleting(control: Control) -> None:
    """A new account under an old name begins anew."""
    old = control.account(username="again@example.test")
    old.v2_send()
    control.delete(f"accounts/{old.username}")
    new = control.account(username="again@example.test")

    assert new.messages == []
    assert new.ledger["balance"] == "1300.30"
    control.delete(f"accounts/{new.username}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/clock"), ("POST", "/clock"), ("GET", "/sessions"),
        ("DELETE", "/sessions"), ("DELETE", "/sessions/x"), ("GET", "/messages"), ("GET", "/ledger"),
        ("GET", "/holds"), ("POST", "/holds"), ("GET", "/faults"), ("POST", "/faults"), ("DELETE", "/faults"),
    ],
)  # fmt: skip
def test_nobody_of_that_name_is_not_found(control: Control, method: str, path: str) -> None:
    """404 says where to look."""
    text = control.error(method, f"accounts/nobody@example.test{path}", 404)

    assert text == "there is no account 'nobody@example.test'; GET /_control/accounts lists them"
