"""The status table: what may follow what, read off the document's words by hand."""

from itertools import product

import pytest

from mobipace.mock_server.gateway import states
from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.states import FINAL, REFUSALS, TRANSITIONS, UNSENT, Event, ImpossibleMove, path

TABLE = {
    (None, "queue"): "Pending",
    (None, "postpone"): "Scheduled",
    (None, "lack-funds"): "OutOfBalance",
    (None, "refuse-sender"): "InvalidSender",
    (None, "refuse-mobile"): "InvalidMobile",
    (None, "refuse-blocked"): "BlockedMobile",
    (None, "refuse-route"): "InvalidRoute",
    (None, "refuse-body"): "InvalidBody",
    ("Scheduled", "due"): "Pending",
    ("Scheduled", "lack-funds"): "OutOfBalance",
    ("Pending", "submit"): "Sent",
    ("Pending", "time-out"): "TimeOut",
    ("Pending", "break"): "Unknown",
    ("Sent", "deliver"): "Delivered",
    ("Sent", "fail"): "Undeliverable",
    ("Sent", "expire"): "ACK expired",
    ("Sent", "reject"): "Rejected",
}
REFUSED = {"InvalidSender", "InvalidMobile", "BlockedMobile", "InvalidRoute", "InvalidBody"}
ENDS = {"OutOfBalance", "Unknown", "Delivered", "Undeliverable", "ACK expired", "Rejected", "TimeOut", *REFUSED}
NAMES: list[str | None] = [None, *(state.label for state in State)]

# From where to where, and by way of what. Pairs that are not here are impossible.
AFTER_SENT: dict[str, tuple[str, ...]] = {
    name: (name,) for name in ("Delivered", "Undeliverable", "ACK expired", "Rejected")
}
AFTER_PENDING = {
    "Sent": ("Sent",),
    "TimeOut": ("TimeOut",),
    "Unknown": ("Unknown",),
    **{name: ("Sent", name) for name in AFTER_SENT},
}
AFTER_SCHEDULED = {
    "Pending": ("Pending",),
    "OutOfBalance": ("OutOfBalance",),
    **{name: ("Pending", *way) for name, way in AFTER_PENDING.items()},
}
AT_FIRST = {
    "Pending": ("Pending",),
    "Scheduled": ("Scheduled",),
    "OutOfBalance": ("OutOfBalance",),
    **{name: (name,) for name in REFUSED},
    **{name: ("Pending", *way) for name, way in AFTER_PENDING.items()},
}
WAYS: dict[str | None, dict[str, tuple[str, ...]]] = {
    None: AT_FIRST,
    "Scheduled": AFTER_SCHEDULED,
    "Pending": AFTER_PENDING,
    "Sent": AFTER_SENT,
}


MAY_BECOME = "it may become ACK expired, Delivered, Rejected, Undeliverable"


def state(name: str | None) -> State | None:
    """The state of this v3 name; None is a message not yet decided on."""
    return next((each for each in State if each.label == name), None)


def labels(found: frozenset[State]) -> set[str]:
    """The names of states."""
    return {each.label for each in found}


def test_the_table_is_the_documents() -> None:
    """Every row, and no other: a pair that is not in it cannot happen."""
    rows = {(start and start.label, event.value): end.label for (start, event), end in TRANSITIONS.items()}

    assert rows == TABLE


@pytest.mark.parametrize(("start", "event"), list(product(NAMES, [event.value for event in Event])))
def test_each_pair_is_in_the_table_or_impossible(start: str | None, event: str) -> None:
    """16 states (with none) by 16 events: 17 pairs have an outcome."""
    found = TRANSITIONS.get((state(start), Event(event)))

    assert (found and found.label) == TABLE.get((start, event))


def test_every_event_and_every_state_is_used() -> None:
    """No row is missing for what can be named."""
    assert ({event for _, event in TRANSITIONS}, set(TRANSITIONS.values())) == (set(Event), set(State))


def test_final_states() -> None:
    """Twelve of fifteen: all but Pending, Scheduled and Sent."""
    assert labels(FINAL) == ENDS


def test_refusals_are_the_states_given_at_acceptance() -> None:
    """5, 6, 7, 8 and 9 are never charged."""
    assert labels(REFUSALS) == REFUSED


def test_unsent_are_timeout_and_rejected() -> None:
    """What the reading refund_unsent is about."""
    assert labels(UNSENT) == {"TimeOut", "Rejected"}


@pytest.mark.parametrize(("start", "end"), list(product(NAMES, NAMES[1:])))
def test_the_way_from_one_state_to_another(start: str | None, end: str) -> None:
    """The shortest way by the table, without its start and with its end; or none at all."""
    target = state(end)
    assert target
    try:
        way = tuple(each.label for each in path(state(start), target))
    except ImpossibleMove:
        way = None

    assert way == WAYS.get(start, {}).get(end)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("Delivered", "Sent", "a message that is Delivered cannot become Sent: that is final"),
        ("Sent", "Pending", f"a message that is Sent cannot become Pending: {MAY_BECOME}"),
        ("Sent", "Sent", f"a message that is Sent cannot become Sent: {MAY_BECOME}"),
        ("InvalidMobile", "Pending", "a message that is InvalidMobile cannot become Pending: that is final"),
    ],
)
def test_an_impossible_move_says_what_is_possible(start: str, end: str, text: str) -> None:
    """What, which, what is allowed."""
    target = state(end)
    assert target
    with pytest.raises(ImpossibleMove) as refused:
        path(state(start), target)

    assert str(refused.value) == text


def test_timeout_never_follows_sent() -> None:
    """v3 status 104: "Message was not sent"."""
    with pytest.raises(ImpossibleMove):
        path(State.SENT, State.TIME_OUT)


@pytest.mark.parametrize("name", [state.label for state in State])
def test_the_diagram_names_every_state(name: str) -> None:
    """The picture over the table shows all of it."""
    assert name in (states.__doc__ or "").partition("Words of")[0]


@pytest.mark.parametrize("name", [event.value for event in Event if not event.value.startswith("refuse-")])
def test_the_diagram_names_every_event(name: str) -> None:
    """Also what leads from one to the next; the five refusals share an arrow."""
    assert name in (states.__doc__ or "").partition("Words of")[0]
