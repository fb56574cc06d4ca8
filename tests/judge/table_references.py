"""References."""

from typing import Any

from tests.judge.desk import CUT, LOST_AFTER, LOST_BEFORE, POOR, Desk, Judged, http, message, said
from tests.judge.row import Client, Row
from tests.judge.table_messages import send, sends


def corrected(desk: Desk) -> None:
    """A message that was refused for its recipient, again under its Reference with a good one."""
    session = desk.login()
    desk.send(session, message("r1", "12"))
    desk.send(session, message("r1"))


def again_after(**options: Any) -> Client:
    """A Send whose answer met with something, and the same again after a question by Reference."""

    def client(desk: Desk) -> None:
        session = desk.login()
        desk.send(session, message("r1"), message("r2"), options=options)
        desk.query(session, "r1", "r2")
        desk.send(session, message("r1"), message("r2"))

    return client


def after_a_refusal(desk: Desk) -> None:
    """What was never accepted is sent again under its References, when there is money."""
    session = desk.login(POOR.username)
    desk.send(session, message("r1"))
    desk.operate(POOR.username, balance="100.00")
    desk.send(session, message("r1"))


def same_reference_in_another_account(desk: Desk) -> None:
    """A Reference is an account's own."""
    desk.operate(POOR.username, balance="100.00")
    sends(POOR.username, "r1")(desk)
    send(message("r1"))(desk)


def other_text_after_a_loss(desk: Desk) -> None:
    """The Reference of a message whose answer was lost, on another text."""
    session = desk.login()
    desk.send(session, message("r1"), options={"mishap": LOST_AFTER})
    desk.query(session, "r1")
    desk.send(session, message("r1", body="something else"))


def accepted_and_told_otherwise(desk: Desk) -> None:
    """Accepted, but a fault says 104; the retry is told 103; the next is told that all is well."""
    session = desk.login()
    desk.send(session, message("r1"), options={"mishap": said(104, is_served=True)})
    desk.wait(0.2)
    desk.send(session, message("r1"), options={"mishap": said(103)})
    desk.send(desk.login(), message("r1"))


def third_time_after_a_loss(desk: Desk) -> None:
    """Lost, sent again, told; and once more."""
    again_after(mishap=LOST_AFTER)(desk)
    desk.send(desk.login(), message("r1"))


def asks_for_what_was_lost(desk: Desk) -> None:
    """A Send never arrived; its client asks for it all the same, as it should."""
    session = desk.login()
    desk.send(session, message("r1"), options={"mishap": LOST_BEFORE})
    desk.query(session, "r1")


def asks(*references: str) -> Client:
    """A message r1, and a question."""

    def client(desk: Desk) -> None:
        session = desk.login()
        desk.send(session, message("r1"))
        desk.query(session, *references)

    return client


def priced_then_sent(desk: Desk) -> None:
    """A price needs no Reference."""
    session = desk.login()
    desk.calculate(session, message(None))
    desk.send(session, message("r1"))


REFERENCES = (
    Row(
        *("v3.reference.missing", "SHOULD", "v3 Send, Reference"),
        breaks=send(message("r1"), message(None)),
        also=(send(message("")),),
        keeps=(send(message("r1"), message("r2")), priced_then_sent),
    ),
    Row(
        *("v3.reference.reused", "SHOULD", "v3 Send, Reference"),
        breaks=lambda desk: _twice(desk, message("r1"), message("r1", body="another")),
        also=(
            *(send(message("r1"), message("r1", body="another")), lambda desk: _twice(desk, message(), message())),
            *(other_text_after_a_loss, third_time_after_a_loss),
        ),
        keeps=(
            *(send(message("r1"), message("r2")), corrected, after_a_refusal, same_reference_in_another_account),
            *(again_after(mishap=LOST_AFTER), again_after(mishap=CUT), again_after(mishap=LOST_BEFORE)),
            *(again_after(mishap=said(104, is_served=True)), again_after(mishap=http(503, is_served=True))),
            accepted_and_told_otherwise,
        ),
    ),
    Row(
        *("v3.reference.unknown", "NOTE", "v3 Query message, unique IDs"),
        breaks=asks("r1", "r2"),
        keeps=(asks("r1"), asks_for_what_was_lost),
    ),
)


def _twice(desk: Desk, first: dict[str, str], second: dict[str, str]) -> Judged:
    session = desk.login()
    desk.send(session, first)
    return desk.send(session, second)
