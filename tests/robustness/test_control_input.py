"""The control API under any input: 2xx or 4xx in its own form, and a server that can still be used."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobipace.schemas import explain
from tests.robustness.support import Answer, exchange, over_sockets, post, request
from tests.robustness.test_guarded_routes import ROUTES, Route, filled
from tests.support import Sim

JSON = "Content-Type: application/json"
# Not the events, which have no end, and not the page, whose addresses with a query are the gateway's.
ELSEWHERE = ("/_control/events", "/", "/ui/{path}")
READING = [route for route in ROUTES if route.method == "GET" and route.path not in ELSEWHERE]
WRITING = [route for route in ROUTES if route.has_body]


@dataclass
class Target:
    """A simulator with something at every address."""

    sim: Sim
    paths: dict[str, str]

    def ask(self, route: Route, body: bytes) -> None:
        """Send a document to a resource that is there; the answer is 2xx or 4xx in the API's own form."""
        head = request(route.method, self.paths[route.path], JSON, f"Content-Length: {len(body)}")
        for answer in exchange(self.sim, head + body):
            check(answer)
        if "{" not in route.path:  # what was made or moved for all shall not shape what comes after
            self.renew()

    def renew(self) -> None:
        """Back to the world as loaded, and something at every address again."""
        self.sim.control("GET", "accounts?limit=10000")
        self.sim.control("POST", "reset")
        self.paths = filled(self.sim)


@pytest.fixture(scope="module")
def target(sim: Sim) -> Target:
    """One for this file."""
    return Target(sim, filled(sim))


@pytest.fixture(autouse=True)
def _still_usable(sim: Sim) -> Iterator[None]:
    """What was accepted must not spoil what all accounts share."""
    yield
    for path in ("health", "accounts?limit=10000", "clock", "readings", "exchanges?limit=10000"):
        sim.control("GET", path)


def check(answer: Answer) -> None:
    """In its own form, and no failure."""
    assert answer.status < 500, answer
    assert answer.status >= 200
    if answer.status >= 400:
        assert answer.headers["content-type"].startswith("application/json"), answer
        assert explain("control/error", json.loads(answer.body)) == []


# Documents

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "0", "-1", "1e5", "NaN", "Infinity", "1300.30", "9" * 400, "EUR", "Asia/Yerevan", "Factory", "Delivered",
         "\0", "\u202e", "/", "..", "a/b", "%", "2019-07-25T18:20:00Z", "9999-12-31T23:59:59.999999Z",
         "1000-01-01T00:00:00Z", "2019-02-30T00:00:00Z", "send", "v3", "session", "*", "37*", "374", "localtime",
         "posixrules", "leapseconds"]
    ),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -0.0, 1, 1.0, 0.5, 1e-320, 1e308, 1.7e308, 1_000_000, 2**63, 2**64, 10**30, 10**300, -1]),
)
NAMES = st.one_of(
    st.sampled_from(
        ["username", "password", "sender", "senders", "balance", "credit_limit", "currency", "kind", "time_zone",
         "blocked", "locked", "seed", "readings", "clock", "routes", "outcomes", "blocked_mobiles", "now", "frozen",
         "rate", "prefix", "price", "moved_by", "steps", "rules", "recipient", "ends", "chance", "status", "after",
         "jitter", "advance", "freeze", "set", "match", "protocol", "method", "nth", "every", "times", "account",
         "busy_scope", ""]
    ),
    st.text(max_size=6),
)  # fmt: skip
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=8,
)


@given(route=st.sampled_from(WRITING), document=st.one_of(st.dictionaries(NAMES, VALUES, max_size=4), VALUES))
@over_sockets(250)
def test_any_document_is_taken_or_refused(target: Target, route: Route, document: Any) -> None:
    """Whatever its members are."""
    target.ask(route, json.dumps(document).encode())


# Documents of the right form, with values at their edges: what is accepted must be fit to be used.

RATES = st.one_of(
    st.floats(min_value=0, exclude_min=True, allow_nan=False, allow_infinity=False),
    st.sampled_from([1e-320, 1e308, 10**400]),
)
SECONDS = st.one_of(
    st.floats(0, allow_nan=False, allow_infinity=False), st.integers(0, 10**30), st.sampled_from([1.7e308, 10**400])
)
STATUSES = st.sampled_from(
    ["Sent", "Delivered", "Rejected", "TimeOut", "ACK expired", "Unknown", "Scheduled", "Pending"]
)
STEPS = st.lists(
    st.fixed_dictionaries({"status": STATUSES, "after": SECONDS}, optional={"jitter": SECONDS}), min_size=1, max_size=2
)
RULES = st.fixed_dictionaries({"recipient": st.just("*"), "ends": STATUSES}, optional={"chance": st.floats(0, 1)})
AMOUNTS = st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", fullmatch=True, alphabet="-.0123456789")
PRICES = st.from_regex(r"[0-9]{1,15}(\.[0-9]{1,6})?", fullmatch=True, alphabet=".0123456789")
INSTANTS = st.datetimes().filter(lambda moment: moment.year >= 1000).map(lambda moment: f"{moment.isoformat()}Z")
ACCOUNTS = st.fixed_dictionaries(
    {},
    optional={
        "clock": st.fixed_dictionaries({}, optional={"now": INSTANTS, "frozen": st.booleans(), "rate": RATES}),
        "outcomes": st.fixed_dictionaries(
            {},
            optional={
                "moved_by": st.sampled_from(["time", "queries", "hand"]),
                "steps": STEPS,
                "rules": st.lists(RULES, max_size=2),
            },
        ),
        "routes": st.lists(st.fixed_dictionaries({"prefix": st.just("374"), "price": PRICES}), max_size=1),
        "balance": AMOUNTS,
        "time_zone": st.sampled_from(["UTC", "Asia/Yerevan", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"]),
        "seed": st.integers(0, 10**40),
    },
)


@given(document=ACCOUNTS, date=st.sampled_from(["0001-01-01", "2019-07-25 18:20", "9999-12-31 23:59"]))
@over_sockets(200)
def test_an_account_that_was_made_can_be_used(sim: Sim, document: dict[str, Any], date: str) -> None:
    """Whatever was accepted, both protocols and every view of it answer."""
    response = sim.http.post(
        f"{sim.urls.control}/accounts", content=json.dumps(document), headers={"Content-Type": "application/json"}
    )
    assert response.status_code in (201, 422), response.text
    if response.status_code == 201:
        made = response.json()
        use(sim, made["username"], made["password"], date)


def use(sim: Sim, username: str, password: str, date: str) -> None:
    """Log in, send now and later, ask, move on, and look at everything; then forget it."""
    account = sim.existing(username, password)
    session, message = account.login(), {"Recipient": "37499000000", "Body": "x", "Reference": "a"}
    account.send(session, message)
    account.send(session, message, ScheduledDate=date, SendWithinHours=23)
    account.call("QueryMessages", {"SessionId": session, "References": ["a"]})
    account.v2_send()
    for seconds in (0.5, 3600, 10**9):
        sim.http.post(f"{sim.urls.control}/accounts/{username}/clock", json={"advance": seconds})
    for path in ("", "messages", "ledger", "sessions", "clock", "holds"):
        account.control("GET", path)
    account.control("DELETE")


@pytest.mark.parametrize("moved_by", ["time", "queries"])
@pytest.mark.parametrize(
    "step",
    [{"after": 1.7e308, "jitter": 1.7e308}, {"after": 1, "jitter": 10**400}, {"after": 10**400, "jitter": 1}],
    ids=["beyond a float together", "a jitter of 400 digits", "a delay of 400 digits"],
)
def test_a_delay_that_cannot_be_counted_is_not_accepted(sim: Sim, moved_by: str, step: dict[str, Any]) -> None:
    """Refused when it is set, or served when it is drawn: never a gateway that fails at each message."""
    outcomes = {"moved_by": moved_by, "steps": [{"status": "Delivered", **step}]}
    headers = {"Content-Type": "application/json"}
    response = sim.http.post(
        f"{sim.urls.control}/accounts", content=json.dumps({"outcomes": outcomes}), headers=headers
    )

    assert response.status_code in (201, 422)
    if response.status_code == 201:
        use(sim, response.json()["username"], response.json()["password"], "2019-07-25")


# Bodies that are no documents

BODIES = {
    "nothing": b"",
    "noise": b"\xff\xfe\x00\x01",
    "half": b'{"balance": "1',
    "NaN": b'{"advance": NaN}',
    "beyond a float": b'{"advance": 1e999}',
    "100,000 digits": b'{"advance": ' + b"9" * 100_000 + b"}",
    "half a pair": b'{"username": "\\ud83d"}',
    "a surrogate in UTF-8": b'{"username": "\xed\xa0\xbd"}',
    "UTF-16": '{"balance": "1"}'.encode("utf-16"),
    "two documents": b"{}{}",
    "a million brackets": b"[" * 1_000_000,
    "100,000 members": json.dumps({f"m{number}": 1 for number in range(100_000)}).encode(),
    "a name of a million": json.dumps({"x" * 1_000_000: 1}).encode(),
    "a text of a million": json.dumps({"sender": "x" * 1_000_000, "balance": "9" * 1_000_000}).encode(),
    "20,000 senders": json.dumps({"senders": ["x"] * 20_000}).encode(),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("route", WRITING, ids=" ".join)
def test_any_body_is_taken_or_refused(target: Target, route: Route, body: str) -> None:
    """400 for what is no JSON, 422 for what is not allowed."""
    target.ask(route, BODIES[body])


@pytest.mark.parametrize(
    "opening",
    [
        *('{"sender":', '{"x":', "[", '{"readings":', '{"match":', '{"outcomes": {"steps":'),
        '{"effect": "extra-fields", "fields": {"x":',
    ],
)
@pytest.mark.parametrize("path", ["accounts", "accounts/mobipace@mobipace.com/holds", "faults", "clock", "reset"])
def test_no_depth_of_nesting_is_too_much(sim: Sim, path: str, opening: str) -> None:
    """A document at the very edge of what can be read must be fit to be spoken of, too."""
    closing = "".join({"{": "}", "[": "]"}[each] for each in reversed(opening) if each in "{[")
    for depth in range(900, 1010):
        body = opening + "[" * depth + "]" * depth + closing
        [answer] = exchange(sim, post(f"/_control/{path}", body.encode(), JSON))

        check(answer)
        assert answer.status in (400, 422)


# Addresses and parameters

PARAMETERS = st.one_of(
    st.sampled_from(["limit", "cursor", "since", "status", "reference", "recipient", "wait", "account", "protocol",
                     "method", "code"]),
    st.text(max_size=5),
)  # fmt: skip
GIVEN = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["0", "1", "-1", "9" * 30, "1e3", "0x1", "٣", "nan", "inf", "-0", "1_0", " 1",
                     "2019-07-25T18:20:00Z", "\ud800"]),
)  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(["accounts", "messages", "exchanges", "holds", "schemas", "clock", "..", ".", "", "%2F", "%00",
                     "%FF", "%", "{id}"]),
    st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"], exclude_characters=" #?"), max_size=8),
)  # fmt: skip


def sendable(text: str) -> str:
    """Text as it may stand in a request line: what is beyond ISO-8859-1, or would end it, is escaped."""
    data = text.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if 0x21 <= byte < 0x7F and chr(byte) not in "#&" else f"%{byte:02X}" for byte in data)


@given(route=st.sampled_from(READING), given=st.lists(st.tuples(PARAMETERS, GIVEN), max_size=3))
@over_sockets(300)
def test_any_parameter_is_taken_or_refused(target: Target, route: Route, given: list[tuple[str, str]]) -> None:
    """Whatever stands in a query; a wait is left at what ends at once."""
    query = "&".join(f"{sendable(name)}={sendable('0' if name == 'wait' else value)}" for name, value in given)
    for answer in exchange(target.sim, request("GET", f"{target.paths[route.path]}?{query}")):
        check(answer)


@given(method=st.sampled_from(["GET", "DELETE", "HEAD", "OPTIONS", "PUT"]), pieces=st.lists(PIECES, max_size=5))
@over_sockets(300)
def test_any_path_is_found_or_not(sim: Sim, method: str, pieces: list[str]) -> None:
    """A path that leads out of the control API leads to the gateway, which has nothing there."""
    for answer in exchange(sim, request(method, f"/_control/{'/'.join(pieces)}")):
        assert answer.status < 500, answer
        assert answer.status in (200, 204, 400, 404, 405)


@pytest.mark.parametrize(
    "id", ["0", "-1", "1e3", "9" * 18, "9" * 19, "9" * 5000, "%00", "%FF%FE", "٣", "²", "1.0", "%20", "null", "{}"]
)
@pytest.mark.parametrize("path", ["messages", "holds", "faults", "exchanges"])
def test_any_id_is_found_or_not(sim: Sim, path: str, id: str) -> None:
    """404 for what is no id."""
    [answer] = exchange(sim, request("GET", f"/_control/{path}/{sendable(id) if not id.isascii() else id}"))

    check(answer)
    assert answer.status == 404
