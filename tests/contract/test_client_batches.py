"""Right clients and large batches: split at 20,000, each message exactly once, whatever happens on the way."""

from typing import Any

import pytest

from mobipace.contract_tests.driver import Failure
from tests.contract import fake
from tests.contract.conftest import Driven
from tests.contract.fake import FakeGateway
from tests.support import Sim

RECIPIENT = "37499000000"


def batch(count: int, *, named: bool = False) -> list[dict[str, str]]:
    """So many messages, each with a text of its own."""
    messages = [{"recipient": RECIPIENT, "body": f"message {index}"} for index in range(count)]
    return [message | {"reference": f"r{index}"} for index, message in enumerate(messages)] if named else messages


def sent(gateway: FakeGateway, method: str = "Send") -> list[list[dict[str, str]]]:
    """The messages of each request."""
    return [request.document["Messages"] for request in gateway.of(method)]


@pytest.mark.parametrize(
    ("count", "sizes"), [(20_000, [20_000]), (20_001, [20_000, 1]), (45_000, [20_000, 20_000, 5_000])]
)
def test_a_batch_is_split(driven: Driven, count: int, sizes: list[int]) -> None:
    """v3 limitation 1: at most 20,000 in a request; in order, each message once, each with a reference of its own."""
    with fake.gateway() as gateway:
        value = driven.at(gateway, timeout_ms=10_000).value("v3", "send", messages=batch(count))
    requests = sent(gateway)
    messages = [message for request in requests for message in request]
    references = [message["Reference"] for message in messages]

    assert [len(request) for request in requests] == sizes
    assert [message["Body"] for message in messages] == [f"message {index}" for index in range(count)]
    assert len(set(references)) == count
    assert value["references"] == references
    assert (value["message_count"], value["part_count"]) == (count, count)
    assert value["total_price"] == f"{count * 25 // 10}.{count * 25 % 10}0"
    assert gateway.most_at_once == 1


def test_a_callers_references_are_used_as_given(driven: Driven) -> None:
    """Also where a batch is split."""
    with fake.gateway() as gateway:
        value = driven.at(gateway, timeout_ms=10_000).value("v3", "send", messages=batch(20_001, named=True))

    expected = [f"r{index}" for index in range(20_001)]
    assert [message["Reference"] for request in sent(gateway) for message in request] == expected
    assert value["references"] == expected


def test_a_price_is_asked_in_parts_as_well(driven: Driven) -> None:
    """Calculate has the limit of Send, and its parts are added up."""
    with fake.gateway() as gateway:
        value = driven.at(gateway, timeout_ms=10_000).value("v3", "calculate", messages=batch(20_001))

    assert [len(request) for request in sent(gateway, "Calculate")] == [20_000, 1]
    assert (value["message_count"], value["total_price"]) == (20_001, "50002.50")


def test_amounts_of_parts_are_added_exactly(driven: Driven) -> None:
    """Of any scale; a sum of doubles would not end in these digits."""
    totals = ["90071992547409.93", "0.105"]
    answers = [
        fake.answered(MessageCount=count, PartCount=count, AveragePrice="0.00", TotalPrice=total)
        for count, total in zip((20_000, 1), totals, strict=True)
    ]
    with fake.gateway(Calculate=answers) as gateway:
        value = driven.at(gateway, timeout_ms=10_000).value("v3", "calculate", messages=batch(20_001))

    assert value["total_price"] == "90071992547410.035"


def test_a_session_that_dies_between_two_parts_costs_no_message(driven: Driven) -> None:
    """The refused part is repeated, and only that."""
    with fake.gateway(Send=[fake.priced, fake.answered(103), fake.priced]) as gateway:
        value = driven.at(gateway, timeout_ms=10_000).value("v3", "send", messages=batch(20_001))
    first, refused, repeated = sent(gateway)

    assert gateway.names() == ["authorize", "Send", "Send", "authorize", "Send"]
    assert (len(first), refused) == (20_000, repeated)
    assert value["message_count"] == 20_001


def test_a_refused_part_ends_the_batch_and_says_what_was_accepted(driven: Driven) -> None:
    """20,000 have been sent and paid: the caller has to know."""
    with fake.gateway(Send=[fake.priced, fake.answered(300)]) as gateway:
        reply = driven.at(gateway, timeout_ms=10_000).send(*batch(45_000))

    assert isinstance(reply, Failure)
    assert (reply.kind, reply.code) == ("out_of_balance", 300)
    assert reply.value is not None
    accepted: dict[str, Any] = dict(reply.value)
    assert (accepted["message_count"], accepted["total_price"], len(accepted["references"])) == (
        20_000,
        "50000.00",
        20_000,
    )
    assert gateway.names() == ["authorize", "Send", "Send"]


def test_a_refused_first_part_accepts_nothing(driven: Driven) -> None:
    """There is nothing to tell."""
    with fake.gateway(Send=fake.answered(300)) as gateway:
        reply = driven.at(gateway, timeout_ms=10_000).send(*batch(20_001))

    assert isinstance(reply, Failure)
    assert (reply.kind, reply.value) == ("out_of_balance", None)
    assert gateway.names() == ["authorize", "Send"]


def test_a_split_batch_arrives_at_the_simulator(driven: Driven, sim: Sim) -> None:
    """The same with real requests, real prices and a real ledger."""
    account = sim.account(balance="100000.00")
    value = driven.at(account, timeout_ms=15_000).value("v3", "send", messages=batch(20_001))

    assert value["total_price"] == "40002.00"
    assert account.control("GET")["balance"] == "59998.00"
    assert [exchange["method"] for exchange in account.exchanges] == ["authorize", "Send", "Send"]
