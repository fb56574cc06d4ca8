"""Polling, lost answers, and the values of v2."""

from typing import Any

from tests.judge.desk import CUT, LEFT, LOST_AFTER, LOST_BEFORE, Desk, Mishap, http, message, said
from tests.judge.row import Client, Row

# Polling


def polls(times: int, recipient: str = "37499000000", *, wait: float = 5) -> Client:
    """A message, and so many questions about it after a while."""

    def client(desk: Desk) -> None:
        session = desk.login()
        desk.send(session, message("r1", recipient))
        for _ in range(times):
            desk.wait(wait)
            desk.query(session, "r1")

    return client


def polls_in_v2(times: int, *, wait: float = 5) -> Client:
    """The same by the v2 id."""

    def client(desk: Desk) -> None:
        number = desk.v2_send().answer.decode().removeprefix("ID: ")
        for _ in range(times):
            desk.wait(wait)
            desk.get("querymessage", messageref=number)

    return client


def polls_until_final(desk: Desk) -> None:
    """Ten questions while the message is under way, and two more."""
    session = desk.login()
    desk.send(session, message("r1"))
    for _ in range(12):
        desk.query(session, "r1")
        desk.wait(0.3)


def questions_without_answers(desk: Desk) -> None:
    """The answers are lost, so the client does not know."""
    session = desk.login()
    desk.send(session, message("r1"))
    desk.wait(10)
    for _ in range(6):
        desk.query(session, "r1", mishap=LOST_AFTER)


def questions_about_nothing(desk: Desk) -> None:
    """A message that was never sent may still come."""
    session = desk.login()
    for _ in range(6):
        desk.query(session, "r9")


# Lost answers


def lost_and_sent_again(mishap: Mishap, *, reference: str | None = "r1", seconds: float = 1) -> Client:
    """A Send whose answer was lost, and again without a question."""

    def client(desk: Desk) -> None:
        session = desk.login()
        desk.send(session, message(reference), options={"mishap": mishap})
        desk.wait(seconds)
        desk.send(session, message(reference))

    return client


def asked_and_it_was_there(desk: Desk) -> None:
    """A question tells that the message was accepted; it is sent again all the same."""
    session = desk.login()
    desk.send(session, message("r1"), options={"mishap": LOST_AFTER})
    desk.query(session, "r1")
    desk.send(session, message("r1"))


def asked_and_it_was_not_there(desk: Desk) -> None:
    """A question tells that the message is unknown, and it is sent again."""
    session = desk.login()
    desk.send(session, message("r1"), options={"mishap": LOST_BEFORE})
    desk.query(session, "r1")
    desk.send(session, message("r1"))


def asked_and_left_at_that(desk: Desk) -> None:
    """A question tells that it is there; the next message is another."""
    session = desk.login()
    desk.send(session, message("r1"), options={"mishap": LOST_AFTER})
    desk.query(session, "r1")
    desk.send(session, message("r2"))


def balance_again(desk: Desk) -> None:
    """What only reads may be repeated."""
    session = desk.login()
    desk.send(session, message("r1"), options={"mishap": LOST_AFTER})
    desk.balance(session, mishap=LOST_AFTER)
    desk.balance(session)
    desk.calculate(session, message("r1"))
    desk.send(session, message("r2"))


def v2_lost_and_sent_again(mishap: Mishap, *, seconds: float = 1, **second: str) -> Client:
    """The same in v2."""

    def client(desk: Desk) -> None:
        desk.v2_send(options={"mishap": mishap})
        desk.wait(seconds)
        desk.v2_send(**second)

    return client


def upload(desk: Desk) -> None:
    """A large body that takes its time."""
    rows = [message(f"r{number}", body="a" * 400) for number in range(3000)]
    desk.send(desk.login(), *rows, options={"lasts": 90})


AFTER = (
    Row(
        *("v3.status.polled", "SHOULD", "v3 Message Status Possible Values; v3 Query message"),
        breaks=polls(4),
        keeps=(polls(3), polls_until_final, questions_without_answers, questions_about_nothing),
    ),
    Row(
        *("v2.status.polled", "SHOULD", "v2 8.1; v2 5.4"),
        breaks=polls_in_v2(4),
        keeps=(polls_in_v2(3), polls_in_v2(12, wait=0.1)),
    ),
    Row(
        *("v3.answer.waited", "SHOULD", "v3 Overview, 60 seconds"),
        breaks=lambda desk: desk.login(mishap=LEFT, lasts=90),
        also=(lambda desk: desk.login(lasts=120),),
        keeps=(lambda desk: desk.login(mishap=LEFT, lasts=60.2), lambda desk: desk.login(lasts=59), upload),
    ),
    Row(
        *("http.answer.left", "NOTE", "v3 Overview, no answer"),
        breaks=lambda desk: desk.login(mishap=LEFT, lasts=3),
        keeps=(lambda desk: desk.login(mishap=LOST_AFTER, lasts=3), lambda desk: desk.login()),
    ),
    Row(
        *("v3.message.resent", "SHOULD", "v3 Overview, no answer; v3 Send, Reference, querying"),
        breaks=lost_and_sent_again(LOST_AFTER),
        also=(
            *(lost_and_sent_again(LOST_BEFORE), lost_and_sent_again(CUT), lost_and_sent_again(LEFT)),
            *(lost_and_sent_again(http(502)), lost_and_sent_again(http(200)), asked_and_it_was_there),
            lost_and_sent_again(LOST_AFTER, reference=None),
        ),
        keeps=(
            *(asked_and_it_was_not_there, asked_and_left_at_that, balance_again),
            *(lost_and_sent_again(said(100)), lost_and_sent_again(http(503))),
            *(lost_and_sent_again(said(103)), lost_and_sent_again(LOST_AFTER, reference=None, seconds=61)),
        ),
    ),
    Row(
        *("v2.message.resent", "SHOULD", "v2 5.1, response"),
        breaks=v2_lost_and_sent_again(LOST_AFTER),
        also=(v2_lost_and_sent_again(LOST_BEFORE), v2_lost_and_sent_again(http(500))),
        keeps=(
            v2_lost_and_sent_again(LOST_AFTER, body="another"),
            v2_lost_and_sent_again(LOST_AFTER, seconds=61),
            v2_lost_and_sent_again(said(713)),
        ),
    ),
)

# v2


def v2_send(**parameters: str) -> Client:
    """One v2 send."""
    return lambda desk: desk.v2_send(**parameters)


def v2_schedule(date: str) -> Client:
    """One v2 schedule."""
    own: dict[str, Any] = {"sender": "MOBIPACE", "recipient": "37499000000", "body": "hello", "sendingdate": date}
    return lambda desk: desk.get("schedule", **own)


def asks_v2(reference: str, *, sends: bool = True) -> Client:
    """A message, and a question with something for its id."""

    def client(desk: Desk) -> None:
        if sends:
            desk.v2_send()
        desk.get("querymessage", messageref=reference)

    return client


V2 = (
    Row(
        *("v2.recipient.form", "MUST", "v2 6 send, recipient; v2 6 schedule, recipient"),
        breaks=v2_send(recipient="+37499000000"),
        also=(v2_send(recipient=" 37499000000"), v2_send(recipient="0037499000000"), v2_send(recipient="1" * 16)),
        keeps=(v2_send(recipient="79851112233"), v2_send(recipient="374990000000000")),
    ),
    Row(
        *("v2.wap-push.unreadable", "MUST", "v2 6 send, wap_push; v2 6 schedule, wap_push"),
        breaks=v2_send(wap_push="yes"),
        keeps=(v2_send(wap_push="false"), v2_send()),
    ),
    Row(
        *("v2.date.form", "MUST", "v2 5.2, date"),
        breaks=v2_schedule("2019-07-26 10:00:00"),
        also=(v2_schedule("2019-07-26T10:00:00Z"), v2_schedule("26.07.2019")),
        keeps=(v2_schedule("2019-07-26T10:00:00"), v2_schedule("2019-07-01T10:00:00")),
    ),
    Row(
        *("v2.date.past", "NOTE", "v2 5.2, date"),
        breaks=v2_schedule("2019-07-25T18:19:59"),
        keeps=(v2_schedule("2019-07-25T18:20:00"), v2_schedule("2019-07-26T00:00:00")),
    ),
    Row(
        *("v2.sender.unregistered", "NOTE", "v2 6, note on sender"),
        breaks=v2_send(sender="NOBODY"),
        keeps=(v2_send(),),
    ),
    Row(
        *("v2.messageref.form", "SHOULD", "v2 5.1, ID; v2 4, info message"),
        breaks=asks_v2("100001 : Message accepted"),
        keeps=(asks_v2("100001"), asks_v2("999999"), asks_v2("what a caller gave", sends=False)),
    ),
)
