"""`GET events` for whoever comes back: what was missed, what is lost, and how much is kept."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobipace.mock_server.web.events import Bounds, Event, Events, Wanted
from tests.control.listening import Stream, listening, what
from tests.control.support import Control
from tests.support import Account
from tests.web.raw_http import run


@pytest.fixture
def small(own: Control) -> Control:
    """A simulator that keeps five events."""
    own.sim.simulator.events.bounds = replace(own.sim.simulator.events.bounds, max_count=5)
    return own


def change(account: Account, times: int) -> None:
    """So many events of an account."""
    for each in range(times):
        account.change(balance=str(each))


def balances(stream: Stream, count: int) -> list[Any]:
    """What the next events say of an account's balance."""
    return [event["subject"]["balance"] for event in stream.take(count)]


# What was missed


def resumptions(id: int) -> Iterator[dict[str, Any]]:
    """Every way to name the event to go on from."""
    yield {"last_event_id": id}
    yield {"headers": {"Last-Event-ID": str(id)}}
    yield {"last_event_id": id + 2, "headers": {"Last-Event-ID": str(id)}}  # a browser knows better than its page's URL


def test_who_comes_back_hears_what_was_missed(control: Control, account: Account) -> None:
    """By a parameter or by the header that browsers send: everything after that id, once, in order."""
    with listening(control.sim, account=account.username) as stream:
        change(account, 2)
        first, second = stream.take(2)
    change(account, 4)
    for resumption in resumptions(first["id"]):
        with listening(control.sim, account=account.username, **resumption) as stream:
            missed = stream.take(5)

        assert stream.opened["id"] == first["id"]
        assert missed[0] == second
        assert [event["subject"]["balance"] for event in missed] == ["1", "0", "1", "2", "3"]


def test_a_stream_goes_from_the_past_into_the_present(control: Control, account: Account) -> None:
    """More past than is told in one turn, and then what happens now."""
    change(account, 120)
    with listening(control.sim, account=account.username, last_event_id=0) as stream:
        assert what(stream.next()) == "account made"
        assert balances(stream, 120) == [str(each) for each in range(120)]
        account.change(balance="77")
        assert balances(stream, 1) == ["77"]


def test_zero_is_the_beginning(own: Control) -> None:
    """Nothing is lost to it as long as everything is kept."""
    own.account(username="first@example.com")
    with listening(own.sim, last_event_id=0) as stream:
        event = stream.next()

    assert (what(event), event["account"]) == ("account made", "first@example.com")


def test_without_an_id_the_past_is_past(control: Control, account: Account) -> None:
    """Who asks for nothing hears what comes."""
    change(account, 3)
    with listening(control.sim, account=account.username) as stream:
        account.change(balance="9")

        assert balances(stream, 1) == ["9"]


def test_a_limit_ends_the_stream(control: Control, account: Account) -> None:
    """For scripts; what the stream says of itself is not counted, and the connection can be used again."""
    change(account, 3)
    for _ in range(2):
        with listening(control.sim, account=account.username, last_event_id=0, limit=3) as stream:
            names = [what(event) for event in [stream.opened, *stream.rest()]]

        assert names == ["open open", "account made", "account changed", "account changed"]


# What is lost


def test_what_is_lost_is_told_first(small: Control) -> None:
    """From which id to which, and how many; then comes all that is kept."""
    account = small.sim.existing("mobipace@mobipace.com")
    with listening(small.sim) as stream:
        before = stream.opened["id"]
    change(account, 12)
    with listening(small.sim, last_event_id=before) as stream:
        lost = stream.next()
        kept = balances(stream, 5)

    assert (what(lost), lost["id"]) == ("lost lost", before + 7)
    assert lost["subject"] == {"from": before + 1, "to": before + 7, "count": 7}
    assert kept == ["7", "8", "9", "10", "11"]


def test_who_was_told_of_a_loss_goes_on_behind_it(small: Control) -> None:
    """`lost` has the id to come back with: a loss is told once."""
    change(small.sim.existing("mobipace@mobipace.com"), 12)
    with listening(small.sim, last_event_id=0) as stream:
        lost = stream.next()
    with listening(small.sim, last_event_id=lost["id"]) as stream:
        assert balances(stream, 5) == ["7", "8", "9", "10", "11"]


@pytest.mark.parametrize("ahead", [-10_000_000, 10_000_000])
def test_an_id_of_another_run_is_known_by_it(own: Control, ahead: int) -> None:
    """The server was started anew: everything is told, and that nobody can say what is lost."""
    account = own.account()
    id = own.sim.simulator.events.began_at + ahead
    with listening(own.sim, last_event_id=id) as stream:
        lost, made = stream.take(2)

    assert lost["subject"] == {"from": id + 1, "to": own.sim.simulator.events.began_at, "count": None}
    assert (what(made), made["account"]) == ("account made", account.username)


def test_ids_grow_on_over_a_new_start(own: Control) -> None:
    """So that the id of an earlier run is never taken for one of this."""
    events = own.sim.simulator.events
    later = Events(own.sim.simulator.now, "another instance")

    assert events.last_id < later.began_at


# How much is kept


def test_what_is_kept_is_bounded_by_bytes(own: Control) -> None:
    """Of large events fewer are kept; the latest is there as long as it fits by itself."""
    events = own.sim.simulator.events
    events.bounds = replace(events.bounds, max_bytes=200_000)
    account = own.account()
    for number in range(20):
        account.change(senders=[f"{number}" + "x" * 30_000])
    with listening(own.sim, last_event_id=0) as stream:
        lost, *kept = stream.take(4)

    assert lost["subject"]["count"] == 18
    assert [event["subject"]["sender"][:2] for event in kept] == ["17", "18", "19"]


def test_an_event_too_large_to_keep_is_lost(own: Control) -> None:
    """It empties the ring and takes no place in it; whoever listens learns that there was something."""
    events = own.sim.simulator.events
    events.bounds = replace(events.bounds, max_bytes=20_000)
    account = own.account()
    account.change(senders=["x" * 30_000])
    account.change(balance="1", senders=["a"])
    with listening(own.sim, last_event_id=0) as stream:
        assert [what(event) for event in stream.take(2)] == ["lost lost", "account changed"]


KINDS = ("account", "exchange")
ACCOUNTS = ("ann", "ben", None)
Happening = tuple[str, str | None] | None
happenings: st.SearchStrategy[list[Happening]] = st.lists(
    st.none() | st.tuples(st.sampled_from(KINDS), st.sampled_from(ACCOUNTS)), max_size=60
)
wishes = st.builds(Wanted, st.sampled_from(ACCOUNTS), st.sets(st.sampled_from(KINDS), min_size=1).map(frozenset))


@given(happenings, wishes, st.integers(1, 8))
def test_everything_is_either_told_or_lost(happenings: list[Happening], wanted: Wanted, kept: int) -> None:
    """Whenever a listener looks (None here): each event it wants comes once, in order, or in a stretch that is lost."""
    events = Events(lambda: 1_000, "instance")
    events.bounds = Bounds(max_count=kept)
    published: list[Event] = []
    told: list[Event] = []

    async def listen() -> None:
        listener = events.listen(wanted)
        for happening in [*happenings, None]:
            if happening is None:
                told.extend(await listener.next(0) or [])
            else:
                kind, account = happening
                events.publish(kind, "changed", account, None)
                published.extend(events.stretch(events.last_id - 1))
        while batch := await listener.next(0):
            told.extend(batch)

    run(listen())
    losses = [event for event in told if event.kind == "lost"]
    heard = [event for event in told if event.kind in KINDS]
    lost = {id for loss in losses for id in lost_ids(loss)}

    assert heard == [event for event in published if wanted.includes(event) and event.id not in lost]
    assert [event.id for event in told] == sorted({event.id for event in told})
    assert len(events.stretch(events.forgotten)) <= kept


def lost_ids(loss: Event) -> range:
    """The ids that a `lost` event names."""
    fields = dict(field.split(b": ", 1) for field in loss.encode().splitlines() if field)
    subject = json.loads(fields[b"data"])["subject"]
    assert subject["count"] == subject["to"] - subject["from"] + 1
    return range(subject["from"], subject["to"] + 1)
