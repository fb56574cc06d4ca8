"""Any sequence of operations of both protocols and of the operator keeps the gateway's laws."""

from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import astuple

from mobipace.mock_server.gateway.account import Account
from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.messages import Message
from tests.gateway.player import RECIPIENTS, Player, replayed

# What may follow what at once, by the document's words; None is before acceptance.
NEXT: dict[str | None, set[str]] = {
    None: {
        *("Pending", "Scheduled", "OutOfBalance"),
        *("InvalidSender", "InvalidMobile", "BlockedMobile", "InvalidRoute", "InvalidBody"),
    },
    "Scheduled": {"Pending", "OutOfBalance"},
    "Pending": {"Sent", "TimeOut", "Unknown"},
    "Sent": {"Delivered", "Undeliverable", "ACK expired", "Rejected"},
}
# What may be seen later, the same state included; what is not a key is final.
LATER = {
    "Sent": {"Sent"} | NEXT["Sent"],
    "Pending": {"Pending"} | NEXT["Pending"] | NEXT["Sent"],
    "Scheduled": {"Scheduled"} | NEXT["Scheduled"] | NEXT["Pending"] | NEXT["Sent"],
}

ACCOUNTS = st.integers(0, 2)
ANY = st.integers(0, 7)
BODIES = st.sampled_from(["hello", "a" * 161, "я" * 71, "€" * 90, "a" * 501])
SENDERS = st.sampled_from(["MOBIPACE", "MOBIPACE", "OTHER"])
ROWS = st.lists(
    st.tuples(st.sampled_from(RECIPIENTS), BODIES, st.sampled_from(["r1", "r2", None])), min_size=1, max_size=4
).map(tuple)
AFTER = st.none() | st.sampled_from([-60, 0, 1, 30, 3600])
SENDS = st.tuples(ROWS, AFTER, st.sampled_from([None, 0, 1, 23]), SENDERS)
REFERENCES = st.lists(st.sampled_from(["r1", "r2", "r3"]), max_size=3).map(tuple)
AMOUNTS = st.sampled_from([Decimal("0.00"), Decimal("2.00"), Decimal("50.5"), Decimal(-3)])
CLOCKS = st.one_of(
    st.tuples(st.just("advance"), st.sampled_from([0, 0.5, 1, 3, 59.999999, 60, 7200])),
    st.tuples(st.just("freeze"), st.booleans()),
    st.tuples(st.just("run"), st.sampled_from([0, 0.5, 1, 60])),
)
ENDS = st.sampled_from(
    [State.PENDING, State.SENT, State.DELIVERED, State.REJECTED, State.TIME_OUT, State.OUT_OF_BALANCE]
)
SPANS = st.sampled_from([0, 1, 500_000, 1_000_000, 3_000_000, 60_000_000])


class AnySequence(RuleBasedStateMachine):
    """Operations in any order; after each of them all laws hold, and at the end the run repeats itself."""

    def __init__(self) -> None:
        super().__init__()
        self.player = Player()
        self.seen: dict[int, str] = {}
        for account in range(3):
            self.player.play("authorize", account, "secret")

    # Operations

    @rule(account=ACCOUNTS, password=st.sampled_from(["secret", "secret", "wrong"]))
    def authorize(self, account: int, password: str) -> None:
        self.player.play("authorize", account, password)

    @rule(account=ACCOUNTS)
    def unlock(self, account: int) -> None:
        self.player.play("unlock", account)

    @rule(session=ANY, send=SENDS)
    def send(self, session: int, send: tuple[Any, ...]) -> None:
        self.player.play("call", "Send", session, *send)

    @rule(session=ANY, send=SENDS)
    def calculate(self, session: int, send: tuple[Any, ...]) -> None:
        before = self._possessions()
        self.player.play("call", "Calculate", session, *send)
        assert self._possessions() == before, "Calculate changed something"

    @rule(session=ANY, references=REFERENCES)
    def query_messages(self, session: int, references: tuple[str, ...]) -> None:
        self.player.play("call", "QueryMessages", session, references)

    @rule(session=ANY)
    def query_balance(self, session: int) -> None:
        self.player.play("call", "QueryBalance", session)

    @rule(session=ANY, send=SENDS, kind=st.sampled_from(["Send", "Calculate"]))
    def take_off(self, session: int, send: tuple[Any, ...], kind: str) -> None:
        self.player.play("take_off", kind, session, *send)

    @precondition(lambda self: self.player.flights)
    @rule(index=ANY)
    def land(self, index: int) -> None:
        self.player.play("land", index)

    @rule(account=ACCOUNTS, recipient=st.sampled_from(RECIPIENTS), body=BODIES, sender=SENDERS)
    def v2_send(self, account: int, recipient: str, body: str, sender: str) -> None:
        self.player.play("v2_send", account, recipient, body, sender)

    @rule(account=ACCOUNTS, recipient=st.sampled_from(RECIPIENTS), body=BODIES, after=AFTER.filter(bool))
    def v2_schedule(self, account: int, recipient: str, body: str, after: int) -> None:
        self.player.play("v2_schedule", account, recipient, body, after)

    @rule(account=ACCOUNTS, which=ANY)
    def v2_query(self, account: int, which: int) -> None:
        self.player.play("v2_query", account, which)

    @rule(account=ACCOUNTS)
    def v2_balance(self, account: int) -> None:
        self.player.play("v2_balance", account)

    @rule(account=ACCOUNTS, balance=AMOUNTS)
    def set_balance(self, account: int, balance: Decimal) -> None:
        self.player.play("set_balance", account, balance)

    @rule(which=ANY, status=ENDS)
    def force(self, which: int, status: State) -> None:
        self.player.play("force", which, status)

    @rule(account=ACCOUNTS, change=CLOCKS)
    def move_clock(self, account: int, change: tuple[str, float]) -> None:
        self.player.play("move_clock", account, *change)

    @rule(microseconds=SPANS)
    def wait(self, microseconds: int) -> None:
        self.player.play("wait", microseconds)

    def _possessions(self) -> list[tuple[object, ...]]:
        """What a question must not change, everything due by now having happened."""
        return [
            (
                list(account.ledger.entries),
                [(*astuple(message)[:-3], [*message.timeline()]) for message in account.mailbox.messages],
                account.stream.getstate(),
            )
            for account in self._settled()
        ]

    # Laws

    @invariant()
    def the_ledgers_sum_is_the_balance(self) -> None:
        for account in self._settled():
            assert sum(entry.amount for entry in account.ledger.entries) == account.ledger.balance

    @invariant()
    def no_charge_overdraws(self) -> None:
        for account in self._settled():
            entries = account.ledger.entries
            for entry, balance in zip(entries, accumulate(entry.amount for entry in entries), strict=True):
                is_charge = entry.amount < 0 and "operator" not in entry.cause
                assert not is_charge or balance >= account.settings.credit_limit, (entry, balance)

    @invariant()
    def every_timeline_follows_the_table(self) -> None:
        for account, message in self._messages():
            steps = list(message.timeline())
            names = [None, *(state.label for _, state in steps)]
            assert [pair for pair in pairwise(names) if pair[1] not in NEXT.get(pair[0], set())] == [], names
            assert [at for at, _ in steps] == sorted(at for at, _ in steps), account.username

    @invariant()
    def a_status_only_moves_on(self) -> None:
        for account, message in self._messages():
            name = message.state(account.now(self.player.real)).label
            before = self.seen.get(message.id, name)
            assert name in LATER.get(before, {before}), f"{message.id}: {before}, then {name}"
            self.seen[message.id] = name

    @invariant()
    def each_message_is_paid_and_refunded_at_most_once(self) -> None:
        for account in self._settled():
            refunds = [entry.message_id for entry in account.ledger.entries if entry.cause.startswith("refund")]
            dues = [entry.message_id for entry in account.ledger.entries if entry.cause.startswith("waiting")]
            assert (len(set(refunds)), len(set(dues))) == (len(refunds), len(dues))

    @invariant()
    def ids_are_unique_and_grow(self) -> None:
        for account in self.player.accounts:
            ids = [message.id for message in account.mailbox.messages]
            assert ids == sorted(set(ids))
        assert len({message.id for _, message in self._messages()}) == len(list(self._messages()))

    @invariant()
    def in_flight_are_those_that_took_off(self) -> None:
        for account in self.player.accounts:
            own = sum(flight.account is account for flight in self.player.flights)
            assert account.in_flight == own

    def teardown(self) -> None:
        """The same operations from the same seed give the same replies."""
        assert replayed(self.player.played) == self.player.replies

    def _settled(self) -> list[Account]:
        return [account for account in self.player.accounts if account.now(self.player.real)]

    def _messages(self) -> list[tuple[Account, Message]]:
        return [(account, message) for account in self._settled() for message in account.mailbox.messages]


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(
    max_examples=250, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
