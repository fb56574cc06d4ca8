"""Neither events nor metrics ever show a password or a session's id, wherever a client has put them."""

import json
from collections.abc import Iterator

import pytest

from tests.control.listening import listening
from tests.control.support import Control
from tests.support import JSON, V2_PATH, Account

PASSWORD = "canary-4711"
WRONG = "canary-4712"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def account(own: Control) -> Account:
    """An account whose password is the canary."""
    made = own.account(password=PASSWORD)
    return Account(own.sim, made.username, PASSWORD)


def misplaced(account: Account, secret: str) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Requests with a secret where clients put it by mistake: method, target, body, headers."""
    credentials = f"username={account.username}&password={secret}"
    yield "GET", f"{V2_PATH}?function=querybalance&{credentials}", "", {}
    yield "GET", f"{V2_PATH}?function={secret}&{credentials}", "", {}
    yield "GET", f"{V2_PATH}?function=send&username={secret}&sender={secret}&recipient={secret}", "", {}
    yield "POST", V2_PATH, f"function=querybalance&{credentials}", FORM
    yield "PUT", f"{V2_PATH}/{secret}?{credentials}", credentials, FORM
    yield "GET", f"/{secret}", "", {}
    yield "GET", f"/v3/{secret}", "", {"Authorization": f"Bearer {secret}"}
    for member in ("Password", "Username", "SessionId", "password", secret):
        document = json.dumps({"Username": account.username, member: secret})
        for method in ("authorize", "QueryBalance", "Send", "QueryMessages"):
            yield "POST", f"/v3/{method}", document, JSON
            yield "POST", f"/v3/{method}", document[:-2], JSON
            yield "POST", f"/v3/{method}?{secret}", json.dumps([document]), JSON
    yield "POST", "/v3/QueryMessages", json.dumps({"SessionId": [secret], "References": [secret]}), JSON


def test_no_secret_is_told(own: Control, account: Account) -> None:
    """The right password, a wrong one, and the id of a live session."""
    session = account.login()
    own.patch(f"accounts/{account.username}", {"password": PASSWORD})
    hold = own.post(f"accounts/{account.username}/holds", status=201)
    own.ask("DELETE", f"holds/{hold['id']}")
    for secret in (PASSWORD, WRONG, session):
        for method, target, body, headers in misplaced(account, secret):
            own.sim.http.request(method, target, content=body, headers=headers)
    own.ask("POST", "reset", 204, json={})
    with listening(own.sim, last_event_id=0) as stream:
        stream.until("reset")
        told = "".join(stream.texts)

    assert told.count("event: exchange") > 100
    assert [secret for secret in (PASSWORD, WRONG, session) if secret in told + own.raw("GET", "metrics").text] == []
