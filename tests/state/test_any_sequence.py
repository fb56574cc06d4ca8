"""Whatever was done to a simulator, its state file brings all of it back, and both go on alike."""

import sqlite3
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.web.images import Progress, image_of
from mobipace.mock_server.web.packing import as_plain
from tests.gateway.player import PLAYED, RECIPIENTS
from tests.register import READINGS
from tests.state.everything import differences, everything
from tests.state.support import Kept, copy_state, kept
from tests.state.visitor import Visitor

WORLD: World = replace(PLAYED, max_failed_logins=3)
HAND = "hand@mobipace.com"

EVERY = 3  # exchanges between two checkpoints
ANY = st.integers(0, 20)
BODIES = st.sampled_from(["hello", "", "Բարեւ", "x" * 161, "€" * 81, "x" * 501])
REFERENCES = st.lists(st.sampled_from("abcdef"), max_size=3)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"Recipient": st.sampled_from(RECIPIENTS), "Body": BODIES}, optional={"Reference": st.sampled_from("abcdef")}
    ),
    min_size=1,
    max_size=4,
)
SENDS = st.fixed_dictionaries(
    {"Sender": st.sampled_from(["MOBIPACE", "MOBIPACE", "UNKNOWN"]), "Messages": ROWS},
    optional={
        "ScheduledDate": st.sampled_from(["2019-07-25 18:30", "2019-07-26", "2019-01-01"]),
        "SendWithinHours": st.integers(0, 2),
        "IsWapPush": st.booleans(),
    },
)
PARAMETERS = st.fixed_dictionaries(
    {"sender": st.sampled_from(["MOBIPACE", "OTHER"]), "recipient": st.sampled_from(RECIPIENTS), "body": BODIES},
    optional={
        "sendingdate": st.sampled_from(["2019-07-25T18:20:30", "2019-08-01T00:00:00", "2018-01-01T00:00:00", "x"]),
        "wap_push": st.sampled_from(["true", "no"]),
    },
)
AMOUNTS = st.sampled_from(["0.00", "3.10", "50.5", "1000", "-1.25"])
READING = st.sampled_from([(key, value) for key, values in READINGS.items() for value in values])
CLOCKS = st.fixed_dictionaries(
    {},
    optional={
        "advance": st.sampled_from([0, 0.4, 1, 61, 7200, 400_000]),
        "freeze": st.booleans(),
        "rate": st.sampled_from([1, 2.5, 60, 1e-3]),
        "set": st.sampled_from(["2019-07-25T19:00:00Z", "2019-07-27T00:00:00.25Z"]),
    },
)
OUTCOMES = st.sampled_from(
    [
        {"moved_by": "hand"},
        {"moved_by": "queries", "rules": [{"recipient": "3749*", "ends": "Rejected"}]},
        {"rules": [{"recipient": "374*", "ends": "TimeOut", "chance": 0.5}]},
        {"steps": [{"status": "Sent", "after": 1, "jitter": 20}]},
    ]
)
CHANGES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "balance": AMOUNTS,
        "credit_limit": st.sampled_from(["0", "-1000.50"]),
        "currency": st.sampled_from([None, "AMD"]),
        "blocked": st.booleans(),
        "locked": st.booleans(),
        "senders": st.sampled_from([["MOBIPACE"], ["OTHER", "MOBIPACE"]]),
        "time_zone": st.sampled_from(["Asia/Yerevan", "America/St_Johns", "No/Where"]),
        "readings": READING.map(lambda pair: dict([pair])),
        "outcomes": OUTCOMES,
        "routes": st.just([{"prefix": "3", "price": "0.125"}]),
        "blocked_mobiles": st.just(["37499000000"]),
        "clock": st.fixed_dictionaries(
            {}, optional={"frozen": st.booleans(), "rate": st.just(2), "now": st.just("2019-07-25T20:00:00Z")}
        ),
    },
)
MADE = st.fixed_dictionaries(
    {},
    optional={
        "username": st.sampled_from([HAND, "one@mobipace.com"]),
        "kind": st.sampled_from(["company", "individual"]),
        "seed": st.sampled_from([0, 5, 2**63]),
        "password": st.sampled_from([None, "own"]),
    },
)
SPANS = st.sampled_from([1, 700_000, 3_000_000, 59_999_999, 60_000_000, 3_600_000_000])
MALFORMED = st.sampled_from(
    [b"", b"{", b"null", b'{"SessionId": 5}', b'{"SessionId": "none", "Messages": []}', b"\xff\xfe{", b'{"A"' * 50]
)
PATHS = st.sampled_from(["/v3/Send", "/v3/authorize", "/V3/querybalance/", "/nowhere", "/API_2_0/HTTP_API.aspx"])


class Continued(RuleBasedStateMachine):
    """Two owners and an operator at a simulator whose process ends now and then."""

    def __init__(self) -> None:
        super().__init__()
        self._ends = ExitStack()
        self.folder = Path(self._ends.enter_context(tempfile.TemporaryDirectory()))
        self.lives = 1
        self.was_reset = False
        sim = self._ends.enter_context(kept(self.folder / "1", WORLD, checkpoint_every=EVERY))
        self.visitor = Visitor(sim, [(account.username, "secret") for account in WORLD.accounts])
        for account in range(3):
            self.visitor.authorize(account)

    # Owners

    @rule(account=ANY, password=st.sampled_from([None, None, "wrong"]))
    def authorize(self, account: int, password: str | None) -> None:
        self.visitor.authorize(account, password)

    @rule(method=st.sampled_from(["Send", "Send", "Calculate"]), session=ANY, members=SENDS)
    def send(self, method: str, session: int, members: dict[str, Any]) -> None:
        self.visitor.in_session(method, session, members)

    @rule(session=ANY, references=REFERENCES)
    def query(self, session: int, references: list[str]) -> None:
        self.visitor.in_session("QueryMessages", session, {"References": references})

    @rule(first=ANY, second=ANY)
    def overlap(self, first: int, second: int) -> None:
        self.visitor.overlapping(first, second)

    @rule(function=st.sampled_from(["send", "schedule", "Send"]), account=ANY, parameters=PARAMETERS)
    def v2_send(self, function: str, account: int, parameters: dict[str, str]) -> None:
        self.visitor.v2(function, account, **parameters)

    @rule(account=ANY, which=ANY)
    def v2_query(self, account: int, which: int) -> None:
        self.visitor.v2("querymessage", account, messageref=str(100_001 + which))

    @rule(path=PATHS, body=MALFORMED, content_type=st.sampled_from(["application/json", "text/xml"]))
    def malformed(self, path: str, body: bytes, content_type: str) -> None:
        self.visitor.post(path, body, content_type)

    # The operator and time

    @rule(document=MADE, change=CHANGES)
    def make(self, document: dict[str, Any], change: dict[str, Any]) -> None:
        self.visitor.make(change | document)

    @rule(account=ANY, document=CHANGES)
    def change(self, account: int, document: dict[str, Any]) -> None:
        self.visitor.change(account, "", document)

    @rule(account=st.integers(3, 9), path=st.sampled_from(["", "/sessions"]))
    def remove(self, account: int, path: str) -> None:
        self.visitor.remove(account, path)

    @rule(account=ANY, document=CLOCKS)
    def move_clock(self, account: int, document: dict[str, Any]) -> None:
        self.visitor.change(account, "/clock", document)

    @rule(document=CLOCKS)
    def move_all_clocks(self, document: dict[str, Any]) -> None:
        self.visitor.control("POST", "clock", document)

    @rule(which=ANY, status=st.sampled_from([state.label for state in State]))
    def force(self, which: int, status: str) -> None:
        self.visitor.force(which, status)

    @rule(reading=READING)
    def change_readings(self, reading: tuple[str, str]) -> None:
        self.visitor.control("PATCH", "readings", dict([reading]))

    @rule(account=st.sampled_from(["", "?account=one@mobipace.com", "?account=nobody"]))
    def clear(self, account: str) -> None:
        self.visitor.control("DELETE", f"exchanges{account}")

    @rule(which=ANY)
    def reset(self, which: int) -> None:
        if which == 0:  # now and then: what comes before it is forgotten
            self.visitor.control("POST", "reset", {})
            self.was_reset = True
            self.visitor.sessions.clear()  # of the world before: what the judge knows of them is not in the file

    @rule()
    def look(self) -> None:
        """What falls due happens before somebody sees it; the file does not know who looked."""
        self.visitor.control("GET", "accounts")

    @rule(microseconds=SPANS)
    def wait(self, microseconds: int) -> None:
        self.visitor.wait(microseconds)

    # The end, and another beginning

    @rule()
    def begin_again(self) -> None:
        """The process ends; what was is there again, and it is the later life that goes on."""
        self.visitor = self._compared(self.visitor)

    def _compared(self, visitor: Visitor) -> Visitor:
        self.lives += 1
        copy = visitor.sim.cut(str(self.lives))
        sim = self._ends.enter_context(kept(copy, WORLD, visitor.sim.wall.at, checkpoint_every=EVERY))
        assert sim.restored is not None
        assert (sim.restored.differences, sim.restored.first) == (0, None)
        assert differences(everything(visitor.sim), everything(sim)) == []
        if not self.was_reset:  # else the judge of the life before still knows sessions of the world before
            assert differences(image(visitor.sim), image(sim)) == []
            self._is_the_same_as_all_done_again(copy, sim)
        return visitor.at(sim)

    def _is_the_same_as_all_done_again(self, copy: Path, sim: Kept) -> None:
        """A checkpoint stands for what is before it: without it the records come to the same."""
        whole = copy.with_name(f"{copy.name}.whole")
        copy_state(copy, whole)
        with sqlite3.connect(whole) as connection:
            connection.executescript("DELETE FROM checkpoint; DELETE FROM pieces")
        connection.close()
        with kept(whole, WORLD, sim.wall.at) as again:
            assert again.restored is not None
            assert again.restored.skipped.exchanges == 0
            assert differences(image(sim), image(again)) == []

    def teardown(self) -> None:
        """What two lives do from here on is the same."""
        try:
            one, two = self.visitor.at(self.visitor.sim), self._compared(self.visitor)
            for twin in (one, two):
                go_on(twin)

            assert differences(one.answers, two.answers) == []
            assert differences(everything(one.sim), everything(two.sim)) == []
        finally:
            self._ends.close()


def image(sim: Kept) -> Any:
    """All that a simulator holds, and not only what its operator sees: what the judge remembers, and what is drawn."""

    def taken() -> Any:
        for account in sim.simulator.gateway.accounts.values():
            account.now(sim.simulator.now())  # what was due by now has happened, whether anybody has looked or not
            made = account.stream, account.edge_stream, account.session_ids  # now, if nobody has drawn yet
            assert len(made) == 3
        return image_of(sim.simulator, Progress(), 0)

    return msgspec.to_builtins(sim.do(taken), enc_hook=as_plain)


def go_on(visitor: Visitor) -> None:
    """Whatever draws on chance, on a counter or on what was said before."""
    visitor.make({})
    visitor.make({"kind": "individual"})
    visitor.make({"username": HAND})
    for index in range(5):
        visitor.authorize(index)
    rows = [{"Recipient": recipient, "Body": "x"} for recipient in RECIPIENTS]
    for index in range(-8, 0):
        visitor.in_session("Send", index, {"Sender": "MOBIPACE", "Messages": rows})
    visitor.v2("send", 0, sender="MOBIPACE", recipient="37411000000", body="x")
    for which in range(8):
        visitor.v2("querymessage", 1, messageref=str(100_001 + which))
    visitor.wait(5_000_000)
    visitor.v2("querybalance", 2)


TestAnySequence = Continued.TestCase
TestAnySequence.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
