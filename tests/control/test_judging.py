"""The judge at work in a server: what it is shown of clients that go away while they are held."""

from tests.control.support import Control, until
from tests.support import Account, RawConnection


def ask(connection: RawConnection, session: str) -> None:
    """QueryBalance, without reading the answer."""
    body = f'{{"SessionId": "{session}"}}'
    head = "POST /v3/QueryBalance HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    connection.send(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())


def rules(account: Account) -> list[str]:
    """Of the last exchange, notes left out."""
    return [each["rule"] for each in account.exchanges[-1]["violations"] if each["level"] != "NOTE"]


def test_two_at_a_time_is_a_violation(control: Control, account: Account) -> None:
    """v3 limitation 1: the second of two requests in flight is answered 104, and its client is told off."""
    session = account.login()
    hold = account.control("POST", "holds", json={})
    with control.sim.connection() as held:
        ask(held, session)
        control.held(hold)
        answer = account.call("QueryBalance", {"SessionId": session})

        assert (answer["StatusCode"], rules(account)) == (104, ["v3.busy.overlap"])


def test_a_client_that_has_hung_up_waits_for_nothing(control: Control, account: Account) -> None:
    """Its next request overlaps nothing of its own, though the gateway is busy with the one before: 104, no fault."""
    session = account.login()
    hold = account.control("POST", "holds", json={})
    with control.sim.connection() as held:
        ask(held, session)
        control.held(hold)
        exchange = control.sim.simulator.journal.get(account.exchanges[-1]["id"])
    assert exchange
    until(lambda: exchange.left_at is not None)
    answer = account.call("QueryBalance", {"SessionId": session})

    assert (answer["StatusCode"], rules(account)) == (104, [])
