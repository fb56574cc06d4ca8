"""Refusals, messages and texts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.gateway.desk import COMPANY
from tests.judge.desk import (
    BLOCKED,
    HOMELESS,
    POOR,
    RECIPIENT,
    Desk,
    message,
    said,
)
from tests.judge.row import Client, Row

# Refusals


def sends(username: str, *references: str | None, apart: float = 0.0) -> Client:
    """Messages with these References, each in a Send of its own, in one session of an account."""

    def client(desk: Desk) -> None:
        session = desk.login(username)
        for reference in references:
            desk.send(session, message(reference))
            desk.wait(apart)

    return client


def paid_in_between(desk: Desk) -> None:
    """Refused for want of money; the operator raises the balance; the message again."""
    session = desk.login(POOR.username)
    desk.send(session, message())
    desk.operate(POOR.username, balance="1.00")
    desk.send(session, message())
    desk.operate(POOR.username, balance="100.00")
    desk.send(session, message())


def refunded_in_between(desk: Desk) -> None:
    """The money comes back by itself: no setting has changed."""
    session = desk.login(POOR.username)
    desk.send(session, message())
    account = desk.account(POOR.username)
    account.ledger.set_balance(account.now(desk.real), Decimal("100.00"))
    desk.send(session, message())


def clients_nobody_knows(desk: Desk) -> None:
    """Three clients whose accounts are gone send what looks alike, and a fault refuses it."""
    for number in range(3):
        account = desk.gateway.add_account(replace(COMPANY, username=f"{number}@mobipace.com"), desk.real)
        session = desk.login(account.username)
        desk.gateway.remove_account(account.username)
        desk.send(session, message(None), options={"mishap": said(300)})


def refused_by_fault(code: int, times: int) -> Client:
    """A fault refuses a message once; its caller calls again."""

    def client(desk: Desk) -> None:
        session = desk.login()
        desk.send(session, message(), options={"mishap": said(code)})
        for _ in range(times):
            desk.send(session, message(), options={"mishap": said(code)} if times > 1 else {})

    return client


def currency_in_between(desk: Desk) -> None:
    """The currency is set after the refusal."""
    session = desk.login(HOMELESS.username)
    desk.send(session, message())
    desk.operate(HOMELESS.username, currency="EUR")
    desk.send(session, message())


def blocked_while_logged_in(unblocks: bool) -> Client:
    """The operator blocks an account that has a session, and perhaps unblocks it."""

    def client(desk: Desk) -> None:
        session = desk.login()
        desk.operate(blocked=True)
        desk.send(session, message())
        if unblocks:
            desk.operate(blocked=False)
        desk.send(session, message())

    return client


def blocked_and_not_told(desk: Desk) -> None:
    """Logins of a blocked account are another rule's."""
    for _ in range(4):
        desk.login(BLOCKED.username)
    session = desk.login()
    desk.operate(blocked=True)
    desk.balance(session)
    desk.send(session, message())


def v2_sends(username: str, times: int, *, apart: float = 0.0, **parameters: str) -> Client:
    """The same v2 message so many times."""

    def client(desk: Desk) -> None:
        for _ in range(times):
            desk.v2_send(username, **parameters)
            desk.wait(apart)

    return client


REFUSALS = (
    Row(
        *("v3.funds.retried", "MUST", "v3 code 300"),
        breaks=sends(POOR.username, "r1", "r1"),
        also=(sends(POOR.username, None, None, None), refused_by_fault(300, 2)),
        keeps=(
            *(sends(POOR.username, "r1", "r2", "r3"), sends(POOR.username, None, None)),
            *(sends(POOR.username, "r1", "r1", apart=61), paid_in_between, refused_by_fault(300, 1)),
            *(refunded_in_between, clients_nobody_knows),
        ),
    ),
    Row(
        *("v3.currency.retried", "MUST", "v3 code 302"),
        breaks=sends(HOMELESS.username, "r1", "r1"),
        keeps=(sends(HOMELESS.username, "r1", "r2"), currency_in_between, refused_by_fault(302, 1)),
    ),
    Row(
        *("v3.account.retried", "MUST", "v3 code 201; v3 code 202"),
        breaks=blocked_while_logged_in(unblocks=False),
        keeps=(blocked_while_logged_in(unblocks=True), blocked_and_not_told),
    ),
    Row(
        *("v2.funds.retried", "MUST", "v2 8.2 code 702"),
        breaks=v2_sends(POOR.username, 3),
        keeps=(v2_sends(POOR.username, 2), v2_sends(POOR.username, 4, apart=61)),
    ),
    Row(
        *("v2.currency.retried", "MUST", "v2 8.2 code 709"),
        breaks=v2_sends(HOMELESS.username, 3),
        keeps=(v2_sends(HOMELESS.username, 2),),
    ),
)

# Messages


def send(*messages: dict[str, str], **members: Any) -> Client:
    """One Send of these messages."""
    return lambda desk: desk.send(desk.login(), *messages, **members)


def calculate(*messages: dict[str, str], **members: Any) -> Client:
    """One Calculate."""
    return lambda desk: desk.calculate(desk.login(), *messages, **members)


def batch(size: int) -> Client:
    """One Send of so many messages."""
    return send(*(message(f"r{number}") for number in range(size)))


def to(*recipients: str) -> Client:
    """One Send to these recipients."""
    return send(*(message(f"r{number}", recipient) for number, recipient in enumerate(recipients)))


def texts(*bodies: str) -> Client:
    """One Send of these texts."""
    return send(*(message(f"r{number}", body=body) for number, body in enumerate(bodies)))


def refused_on_purpose(desk: Desk) -> None:
    """A world in which a good recipient is refused as if it were bad."""
    desk.operate(blocked_mobiles=frozenset({RECIPIENT}))
    send(message())(desk)


def scheduled_in_the_zone(desk: Desk) -> None:
    """An hour from now, by the wall of the account's zone; an hour more than UTC's."""
    desk.operate(time_zone=ZoneInfo("Asia/Yerevan"))
    send(message(), ScheduledDate="2019-07-25 23:20")(desk)


MESSAGES = (
    Row(
        *("v3.batch.too-large", "MUST", "v3 limitation 1"),
        breaks=batch(20_001),
        keeps=(batch(20_000),),
    ),
    Row(
        *("v3.recipient.form", "MUST", "v3 limitation 2; v3 Send, Recipient"),
        breaks=to(RECIPIENT, "+37499000000"),
        also=(
            *(to("0037499000000"), to("099000000"), to("3749900000000000"), to("374 99 000000"), to("mother")),
            *(send(message(recipient="+3749"), Sender="NOBODY"), calculate(message(recipient="+37499000000"))),
        ),
        keeps=(to("79851112233", "374990000000000"), refused_on_purpose, to("1234567")),
    ),
    Row(
        *("v3.body.too-long", "MUST", "v3 limitation 3"),
        breaks=texts("a" * 501),
        also=(texts("👋" * 251), calculate(message(body="я" * 501))),
        keeps=(texts("a" * 500, "👋" * 250, "я" * 500), refused_on_purpose),
    ),
    Row(
        *("v3.body.empty", "MUST", "v3 Send, Body"),
        breaks=texts("hello", ""),
        keeps=(texts(" "), refused_on_purpose),
    ),
    Row(
        *("v3.sender.unregistered", "NOTE", "v3 limitation 4, sender"),
        breaks=send(message(), Sender="NOBODY"),
        keeps=(send(message(), Sender="MOBIPACE ", IsWapPush="false "),),
    ),
    Row(
        *("v3.date.past", "NOTE", "v3 limitation 5"),
        breaks=send(message(), ScheduledDate="2019-07-25 14:20"),
        keeps=(
            *(send(message(), ScheduledDate="2019-07-25 18:19"), send(message(), ScheduledDate="2019-07-25")),
            scheduled_in_the_zone,
        ),
    ),
)

# Texts

TEXTS = (
    Row(
        *("v3.body.damaged", "SHOULD", "v3 Send, Body"),
        breaks=texts("hello", "Привет".encode().decode("latin-1")),
        also=(
            *(texts("Привет, мир".encode().decode("cp1252", "replace")), texts("caf\ufffd")),
            *(texts("CafÃ©"), texts("It\u00e2\u20ac\u2122s late"), texts("?????? ???, 5:30")),
        ),
        keeps=(
            texts(
                *(
                    "Привет, мир",
                    "Բարև Ձեզ",
                    "Ça va? Très bien, merci",
                    "NESCAFÉ® ou CAFÉ®",
                    "MALMÖ»",
                    "20°C à São Paulo",
                ),
                *("What???", "Really?? Yes!", "é", "Straße, Ångström, naïve", "It’s “late” — 50€", "Ã", "👋"),
            ),
        ),
    ),
    Row(
        *("v3.body.encoded-twice", "SHOULD", "v3 Send, Body"),
        breaks=texts("%D0%9F%D1%80%D0%B8"),
        also=(texts(r"\u041f\u0440\u0438"), texts("&#1055;&#1088;")),
        keeps=(texts("100%25", "50%20off", "https://shop.am/?q=%D0%BF%D1%80", r"C:\users", "Q&A", "%D0%9F is П"),),
    ),
    Row(
        *("v2.body.damaged", "SHOULD", "v2 3"),
        breaks=lambda desk: desk.v2_send(body="Привет".encode().decode("latin-1")),
        also=(lambda desk: desk.v2_send(body="Բարև Ձեզ".encode().decode("latin-1") * 40),),
        keeps=(lambda desk: desk.v2_send(body="Привет, мир"), lambda desk: desk.v2_send(body="NESCAFÉ®")),
    ),
)
