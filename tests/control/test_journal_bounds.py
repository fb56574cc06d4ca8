"""The journal is bounded by count and by bytes, and says when something was dropped."""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given, settings
from hypothesis import strategies as st

from mobipace.mock_server.web.incoming import Incoming
from mobipace.mock_server.web.journal import Exchange, Journal
from mobipace.mock_server.web.simulator import JournalLimits
from tests.control.support import Control
from tests.support import running


@contextmanager
def bounded(**limits: int) -> Iterator[Control]:
    """A simulator with a small journal."""
    with running(journal=JournalLimits(**limits)) as sim:
        yield Control(sim)


def ask(control: Control, *bodies: bytes) -> None:
    """v3 requests with these bodies, whatever they are."""
    for body in bodies:
        control.sim.http.post("/v3/QueryBalance", content=body)


def test_the_oldest_go_when_there_are_too_many() -> None:
    """By count: the latest stay, and how many went is told."""
    with bounded(max_count=3) as control:
        ask(control, *(b"%d" % number for number in range(5)))
        page = control.get("exchanges")

        assert [each["request"]["body"] for each in page["exchanges"]] == ["2", "3", "4"]
        assert (page["dropped"], page["next"]) == (2, None)
        assert control.error("GET", "exchanges/1", 404) == (
            "there is no exchange 1; it may have been dropped: the journal is bounded"
        )


def test_exactly_as_many_as_allowed_stay() -> None:
    """A bound is what is allowed, not one more."""
    with bounded(max_count=3) as control:
        ask(control, b"1", b"2", b"3")
        page = control.get("exchanges")

        assert (len(page["exchanges"]), page["dropped"]) == (3, 0)


def test_the_oldest_go_when_they_are_too_large() -> None:
    """By bytes: requests and answers, headers included."""
    with bounded(max_bytes=20_000) as control:
        ask(control, *[b"x" * 4000] * 10)
        page = control.get("exchanges")

        assert 1 <= len(page["exchanges"]) <= 4
        assert page["dropped"] == 10 - len(page["exchanges"])
        assert page["exchanges"][-1]["request"]["body"] == "x" * 4000
        assert control.sim.simulator.journal.bytes <= 20_000


def test_a_large_body_does_not_push_out_the_others() -> None:
    """Of a body beyond a quarter of the journal its head is kept, and its size."""
    with bounded(max_bytes=40_000) as control:
        ask(control, b"small", b"y" * 1_000_000, b"z" * 10_000)
        small, large, quarter = [each["request"] for each in control.get("exchanges")["exchanges"]]

        assert small["body"] == "small"
        assert (large["body"], large["body_bytes"]) == ("y" * 4096, 1_000_000)
        assert (quarter["body"], quarter["body_bytes"]) == ("z" * 10_000, 10_000)


def test_each_account_is_told_what_it_lost() -> None:
    """`dropped` counts what the filter asks for."""
    with bounded(max_count=3) as control:
        first, second = control.account(), control.account()
        for account in (first, first, second, second, second):
            account.login()

        assert control.get("exchanges", params={"account": first.username})["dropped"] == 2
        assert control.get("exchanges", params={"account": second.username})["dropped"] == 0
        assert control.get("exchanges")["dropped"] == 2


def test_clearing_forgets_what_was_dropped() -> None:
    """The count begins anew with the journal."""
    with bounded(max_count=1) as control:
        ask(control, b"1", b"2")
        control.delete("exchanges")

        assert control.get("exchanges")["dropped"] == 0


def test_what_is_in_flight_when_dropped_is_answered_all_the_same() -> None:
    """The journal watches from the side."""
    with bounded(max_count=2) as control, control.sim.connection() as connection:
        connection.send(b"POST /v3/QueryBalance HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{")
        ask(control, b"1", b"2", b"3")
        connection.send(b"}")

        assert connection.answer() == (200, b'{"StatusCode": 102, "Status": "IncorrectParameter"}')
        assert len(control.get("exchanges")["exchanges"]) == 2


STEPS = st.lists(st.tuples(st.sampled_from(["arrive", "body", "finish", "clear"]), st.integers(0, 3000)), max_size=40)


@given(steps=STEPS)
@settings(deadline=None)
def test_its_bounds_hold_at_any_moment(steps: list[tuple[str, int]]) -> None:
    """Whatever arrives, grows and finishes in whatever order, the bytes counted are those of what is there."""
    journal, flying, weighed = Journal(max_count=4, max_bytes=5000), list[Exchange](), set[int]()
    for step, size in steps:
        if step == "arrive":
            flying.append(journal.arrive(0, Incoming("POST", "/v3/Send", "/v3/Send", ((b"Host", b"x"),))))
        elif step == "clear":
            journal.clear()
        elif flying:
            weighed.add(grow(journal, flying, step, size))

        kept = list(journal.after(0))
        assert journal.bytes == sum(each.cost for each in kept if each.id in weighed) <= 5000
        assert len(kept) <= 4 + len(flying)


def grow(journal: Journal, flying: list[Exchange], step: str, size: int) -> int:
    """The youngest gets its body, or the oldest its answer; returns its id."""
    exchange = flying[-1] if step == "body" else flying.pop(0)
    if step == "body":
        journal.take_body(exchange, b"x" * size)
    else:
        exchange.answer_body = b"y" * size
        journal.finish(exchange)
    return exchange.id
