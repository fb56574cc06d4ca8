"""Faults with any values: what is accepted can befall requests, and leaves nothing behind."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.faulting import hear, sending
from tests.robustness.support import in_flight, over_sockets
from tests.support import JSON, Account, Sim

EFFECTS = ["code", "delay", "hang", "reset", "truncate", "garbage", "empty", "http-status", "drip", "extra-fields"]
NUMBERS = st.one_of(
    st.integers(-1, 1001),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 1e-320, 5e-324, 1e308, 10**9, 10**9 + 1, 10**400, 1.0, 400.0, 300.0]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=6,
)
PARAMETERS: dict[str, st.SearchStrategy[Any]] = {
    "code": st.one_of(st.sampled_from([100, 101, 104, 300, 700, 712, 713, 714, 300.0]), NUMBERS),
    "text": st.text(max_size=20),
    "seconds": NUMBERS,
    "bytes": NUMBERS,
    "status": st.one_of(st.integers(400, 599), NUMBERS),
    "bytes_per_second": NUMBERS,
    "fields": st.dictionaries(st.text(max_size=6), VALUES, max_size=3),
}
TAKES = {
    "code": ["code"],
    "delay": ["seconds"],
    "truncate": ["bytes"],
    "http-status": ["status"],
    "drip": ["bytes_per_second"],
    "extra-fields": ["fields"],
}
MATCHES = st.fixed_dictionaries(
    {},
    optional={
        "protocol": st.sampled_from(["v2", "v3"]),
        "method": st.sampled_from(["send", "Send", "SCHEDULE", "authorize"]),
        "nth": NUMBERS,
        "every": NUMBERS,
        "chance": st.floats(0, 1),
        "times": NUMBERS,
    },
)


@st.composite
def faults(draw: st.DrawFn) -> dict[str, Any]:
    """Documents of faults, most of them right: the parameters fit the effect, and now and then there is another."""
    effect = draw(st.sampled_from(EFFECTS))
    names = [*TAKES.get(effect, []), *draw(st.lists(st.sampled_from(sorted(PARAMETERS)), max_size=1))]
    document = {"effect": effect, **{name: draw(PARAMETERS[name]) for name in names}}
    optional = {"match": draw(MATCHES), "point": draw(st.sampled_from(["before", "after"]))}
    return document | {name: optional[name] for name in draw(st.sets(st.sampled_from(sorted(optional))))}


@given(document=faults())
@over_sockets(150)
def test_a_fault_that_was_made_can_befall_requests(sim: Sim, document: dict[str, Any]) -> None:
    """Refused with 422, or fit to be shown, fired and deleted; no request ends in a failure of the server's."""
    account = sim.account()
    session = account.login()
    url = f"{sim.urls.control}/accounts/{account.username}/faults"
    for protocol in ("v2", "v3"):
        made = sim.http.post(url, content=json.dumps(document), headers=JSON)
        assert made.status_code in (201, 422), made.text
        if made.status_code == 201:
            befall(account, protocol, session, made.json().get("status"))
    account.control("DELETE")


def befall(account: Account, protocol: str, session: str, status: int | None) -> None:
    """Two messages, while the fault is listed and deleted."""
    with sending(account, protocol, session) as first, sending(account, protocol, session) as second:
        account.control("GET", "faults")
        account.control("DELETE", "faults")
        heard = [hear(first.socket), hear(second.socket)]

    assert [each for each in heard if each.data and each.status not in (200, status)] == []
    assert [each for each in in_flight(account.sim) if each["account"] == account.username] == []
