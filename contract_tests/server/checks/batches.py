"""Batches: their limit, the order of checks, and messages that are refused one by one."""

from __future__ import annotations

from decimal import Decimal

from ..check import ServerCheck, check
from ..client import Message, message
from ..failing import expect
from ..forms import check_v3
from ..scene import BLOCKED, NOWHERE, RUSSIA, Owner, Scene

_LIMIT = "v3 limitation 1; v3 code 301"


@check("v3.batch.20000", "20,000 messages in one request are accepted and charged", _LIMIT)
def most(scene: Scene) -> None:
    """The largest batch there may be."""
    owner = scene.fresh(balance="60000.00", credit_limit="0")
    answer = owner.send(owner.login(), *[message(RUSSIA)] * 20_000).must_be(101)

    expect([answer["MessageCount"], answer.price], [20_000, 50_000], "MessageCount and TotalPrice")
    expect(owner.v2_balance(), Decimal(10_000), "balance")


@check("v3.batch.20001", "20,001 messages are 301, and none of them is accepted", _LIMIT, "failed_send_fields")
def too_many(scene: Scene) -> None:
    """One more than that, also where there is no money for any."""
    owner = scene.fresh(balance="0.00", credit_limit="0")
    session = owner.login()
    answer = owner.send(session, *[message(RUSSIA)] * 20_001).must_be(301)

    check_v3(answer, scene.readings)
    expect(owner.received(), [], "messages after a 301")
    owner.calculate(session, *[message(RUSSIA)] * 20_001).must_be(301)


@check(
    "v3.order-of-checks",
    "of several reasons the first is told: 102, 103, 202 or 201, 301, 302, 300",
    "v3 Error codes and their meanings; v3 code 102; v3 code 103; v3 code 301; v3 code 302; v3 code 300",
)
def order(scene: Scene) -> None:
    """One more reason is mended at a time."""
    owner = scene.fresh(balance="0.00", credit_limit="0", currency=None)
    session, one = owner.login(), message(RUSSIA)
    owner.change(blocked=True, locked=True)
    codes = [
        owner.send("nobody's").code,
        owner.send("nobody's", *[one] * 20_001).code,
        owner.send(session, *[one] * 20_001).code,
    ]
    owner.change(blocked=False)
    codes.append(owner.send(session, *[one] * 20_001).code)
    owner.change(locked=False)
    codes += [owner.send(session, *[one] * 20_001).code, owner.send(session, one).code]
    owner.change(currency="EUR")
    codes.append(owner.send(session, one).code)

    expect(codes, [102, 103, 202, 201, 301, 302, 300], "StatusCodes")


# Messages refused one by one


_REFUSALS: tuple[tuple[str, Message, int], ...] = (
    ("mobile", message("123"), 5),
    ("blocked", message(BLOCKED), 9),
    ("route", message(NOWHERE), 8),
    ("body", message(RUSSIA, "a" * 501), 6),
)


@check(
    "v3.refused.statuses",
    "a message that is refused is kept with its reason, and can be asked for",
    "v3 message status 5; v3 message status 6; v3 message status 8; v3 message status 9; "
    "v3 limitation 2; v3 limitation 3",
)
def refused(scene: Scene) -> None:
    """Each reason, in one request that is 101."""
    owner = scene.fresh()
    session = owner.login()
    owner.send(session, *(dict(each) | {"Reference": name} for name, each, _ in _REFUSALS)).must_be(101)

    expect(
        owner.statuses(session, *(name for name, _, _ in _REFUSALS)).statuses,
        [(name, status) for name, _, status in _REFUSALS],
        "statuses",
    )


@check(
    "v3.refused.not-charged",
    "refused messages are in no count and no price",
    "v3 Send, MessageCount; v3 Send, TotalPrice",
    "price_decimals",
)
def not_charged(scene: Scene) -> None:
    """One good among them; then none."""
    owner = scene.fresh()
    session, before = owner.login(), owner.v2_balance()
    bad = [each for _, each, _ in _REFUSALS]
    mixed, none = owner.send(session, *bad, message(RUSSIA)), owner.send(session, *bad).must_be(101)

    expect(_figures(mixed.document), [1, 1, "2.50", "2.50"], "the figures of one good among bad ones")
    expect(_figures(none.document), [0, 0, "0.00", "0.00"], "the figures of none")
    expect(before - owner.v2_balance(), Decimal("2.50"), "what the balance lost")


def _figures(document: dict[str, object]) -> list[object]:
    return [document["MessageCount"], document["PartCount"], f"{document['AveragePrice']}", f"{document['TotalPrice']}"]


@check(
    "v3.refused.sender",
    "a sender that is not registered: InvalidSender, for every message",
    "v3 message status 7; v3 limitation 4, sender",
)
def sender(scene: Scene) -> None:
    """The request is 101, and nothing is charged."""
    owner = scene.fresh()
    session, before = owner.login(), owner.v2_balance()
    answer = owner.send(session, message("123", reference="a"), message(RUSSIA, reference="b"), Sender="NOBODY")

    expect([answer.must_be(101)["MessageCount"], owner.v2_balance()], [0, before], "MessageCount and balance")
    expect(owner.statuses(session, "a", "b").statuses, [("a", 7), ("b", 7)], "statuses")


@check(
    "v3.refused.first-reason",
    "of several reasons the first is given: sender, mobile, blocked, route, body",
    "v3 Message Status Possible Values",
)
def first_reason(scene: Scene) -> None:
    """A bad body to ever better recipients."""
    owner = scene.fresh()
    session, bad = owner.login(), "a" * 501
    recipients = {"mobile": "123", "blocked": BLOCKED, "route": NOWHERE, "body": RUSSIA}
    owner.send(session, *(message(each, bad, name) for name, each in recipients.items())).must_be(101)

    expect([code for _, code in owner.statuses(session, *recipients).statuses], [5, 9, 8, 6], "statuses")


@check(
    "v3.recipient.form", "a recipient is 7 to 15 digits that do not start with 0", "v3 limitation 2; v3 Send, Recipient"
)
def recipients(scene: Scene) -> None:
    """The edges, and what people write."""
    owner = scene.fresh()
    session = owner.login()
    good = ("7985111", "798511122334455")
    bad = (
        "798511",
        "7985111223344556",
        "+79851112233",
        "0079851112233",
        "7985 1112233",
        "７９８５１１１２２３３",
        "",
        "abc",
    )
    _all(owner, session, good, 1)
    _all(owner, session, bad, 5)


def _all(owner: Owner, session: str, recipients: tuple[str, ...], status: int) -> None:
    owner.send(session, *(message(each, reference=f"to {each}") for each in recipients)).must_be(101)
    found = owner.statuses(session, *(f"to {each}" for each in recipients)).statuses
    expect(found, [(f"to {each}", status) for each in recipients], "statuses")


@check("v3.body.limit", "a body has 1 to 500 UTF-16 code units", "v3 limitation 3; v3 Send, Body; v3 message status 6")
def body_limit(scene: Scene) -> None:
    """Letters of one unit and of two."""
    owner = scene.fresh()
    session = owner.login()
    bodies = {"a" * 500: 1, "a" * 501: 6, "я" * 500: 1, "я" * 501: 6, "😀" * 250: 1, "😀" * 251: 6, "": 6, " ": 1}
    owner.send(session, *(message(RUSSIA, body, f"{place}") for place, body in enumerate(bodies))).must_be(101)
    found = owner.statuses(session, *(f"{place}" for place in range(len(bodies)))).statuses

    expect([code for _, code in found], [*bodies.values()], "statuses")


BATCHES: tuple[ServerCheck, ...] = (
    most,
    too_many,
    order,
    refused,
    not_charged,
    sender,
    first_reason,
    recipients,
    body_limit,
)
