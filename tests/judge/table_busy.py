"""One request at a time."""

from tests.judge.desk import LEFT, LOST_AFTER, POOR, Desk, Flight, Judged, incoming, message, said
from tests.judge.row import Client, Row


def two_at_once(desk: Desk) -> None:
    """A balance is asked while another is on its way."""
    session = desk.login()
    flight = desk.fly("QueryBalance", {"SessionId": session})
    desk.balance(session)
    flight.end()


def two_at_once_unnoticed(desk: Desk) -> Judged:
    """A fault keeps an answer back; its client asks for the balance without giving up on it."""
    session = desk.login()
    silent = Flight(desk, incoming("POST", "/v3/QueryBalance", b'{"SessionId": "%s"}' % session.encode()))
    desk.balance(session)
    return silent.end(LEFT, lasts=5)


def one_after_the_other(desk: Desk) -> None:
    """No pause between an answer and the next request."""
    session = desk.login()
    for _ in range(3):
        desk.balance(session)


def retry_after_leaving(desk: Desk) -> None:
    """A client gives up after 3 s and asks again at once; its going is noticed 50 ms later."""
    session = desk.login()
    silent = Flight(desk, incoming("POST", "/v3/QueryBalance", b'{"SessionId": "%s"}' % session.encode()))
    desk.wait(3)
    desk.balance(session)
    silent.end(LEFT, lasts=0.05)


def retry_while_nobody_has_seen_it_go(desk: Desk) -> None:
    """The same where a fault withholds the answer, and the server did not notice that its client went."""
    session = desk.login()
    silent = Flight(desk, incoming("POST", "/v3/QueryBalance", b'{"SessionId": "%s"}' % session.encode()))
    desk.wait(3)
    desk.balance(session)
    silent.end(LOST_AFTER, lasts=5)
    silent = Flight(desk, incoming("POST", "/v3/QueryBalance", b'{"SessionId": "%s"}' % session.encode()))
    desk.balance(session, lasts=1)
    desk.wait(1)
    silent.end(LOST_AFTER)


def asks_again_when_told_that_it_is_busy(desk: Desk) -> None:
    """It reports the 104, and its caller calls again at once: what only reads cannot be told from that."""
    session = desk.login()
    for _ in range(2):
        desk.balance(session, mishap=said(104))
    desk.wait(0.2)
    for _ in range(2):
        desk.calculate(session, message("r1"), options={"mishap": said(104)})


def busy_by_fault(desk: Desk) -> None:
    """A fault says 104 to a client that is alone, and waits, and asks again."""
    session = desk.login()
    desk.balance(session, mishap=said(104))
    desk.wait(0.2)
    desk.balance(session)


def v2_beside_v3(desk: Desk) -> None:
    """v2 knows no such rule."""
    flight = desk.fly("QueryBalance", {"SessionId": desk.login()})
    desk.v2_send()
    flight.end(lasts=1)


def two_sessions_under_the_other_reading(desk: Desk) -> None:
    """One request a session, where that is how the clause is read."""
    desk.operate(readings={"busy_scope": "session"})
    one, other = desk.login(), desk.login()
    flight = desk.fly("QueryBalance", {"SessionId": one})
    desk.balance(other)
    flight.end(lasts=1)


def two_accounts(desk: Desk) -> None:
    """Requests of two accounts overlap."""
    flight = desk.fly("QueryBalance", {"SessionId": desk.login()})
    desk.balance(desk.login(POOR.username))
    flight.end(lasts=1)


def retry_after(seconds: float) -> Client:
    """The same request, so many seconds after a 104."""

    def client(desk: Desk) -> None:
        session = desk.login()
        flight = desk.fly("QueryBalance", {"SessionId": session})
        desk.send(session, message())
        desk.wait(seconds)
        desk.send(session, message())
        flight.end()

    return client


def hammering(*pauses: float) -> Client:
    """A balance again and again while another request is in flight, after these pauses."""

    def client(desk: Desk) -> None:
        session = desk.login()
        flight = desk.fly("QueryMessages", {"SessionId": session, "References": []})
        for pause in pauses:
            desk.wait(pause)
            desk.balance(session)
        flight.end()

    return client


def another_request_after_a_104(desk: Desk) -> None:
    """Two threads: one is refused, the other goes on with its own work."""
    session = desk.login()
    flight = desk.fly("QueryBalance", {"SessionId": session})
    desk.send(session, message())
    flight.end()
    desk.balance(session)


BUSY = (
    Row(
        *("v3.busy.overlap", "MUST", "v3 limitation 1, one at a time"),
        breaks=two_at_once,
        also=(two_at_once_unnoticed,),
        keeps=(
            *(one_after_the_other, retry_after_leaving, busy_by_fault, v2_beside_v3),
            *(two_sessions_under_the_other_reading, two_accounts, retry_while_nobody_has_seen_it_go),
        ),
    ),
    Row(
        *("v3.busy.hammered", "MUST", "v3 code 104"),
        breaks=retry_after(0.05),
        also=(hammering(0, 0.01, 0.01),),
        keeps=(
            *(retry_after(0.2), another_request_after_a_104, busy_by_fault),
            *(hammering(0, 0.2, 0.01, 0.2), asks_again_when_told_that_it_is_busy),
        ),
    ),
)
