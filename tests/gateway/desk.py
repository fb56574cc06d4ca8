"""A gateway at hand: one account, no bytes, and a real instant that a test moves."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from mobipace.mock_server.gateway import v2, v3
from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.commands import (
    Authorize,
    Authorized,
    MessageAccepted,
    MessageStatus,
    QueryMessages,
    Send,
    SessionCommand,
    Statuses,
    V2QueryMessage,
    V2Schedule,
    V2Send,
    V3Reply,
)
from mobipace.mock_server.gateway.gateway import Gateway
from mobipace.mock_server.gateway.messages import Message
from mobipace.mock_server.gateway.outcomes import MovedBy, OutcomeSettings, Rule, Step
from mobipace.mock_server.gateway.settings import AccountSettings, ClockSettings, World

START = 1_564_078_800_000_000  # 2019-07-25T18:20:00Z in microseconds
SECOND = 1_000_000
RECIPIENT = "37499000000"

COMPANY = AccountSettings(
    username="company@mobipace.com",
    password="secret",
    senders=("MOBIPACE",),
    balance=Decimal("1300.30"),
    credit_limit=Decimal(-1000),
    currency="EUR",
)
WORLD = World(
    accounts=(COMPANY,),
    seed=7,
    template=COMPANY.username,
    clock=ClockSettings(now=START),
    routes={"7": Decimal("2.50"), "374": Decimal("2.00")},
)


def world(
    *, seed: int = 7, account_seed: int | None = None, outcomes: OutcomeSettings | None = None, **account: Any
) -> World:
    """A world with one account like the document's, changed as given."""
    own = replace(COMPANY, seed=account_seed, **account)
    return replace(WORLD, seed=seed, accounts=(own,), template=own.username, outcomes=outcomes or OutcomeSettings())


def outcomes(*steps: Step, moved_by: MovedBy = "time", rules: Sequence[Rule] = ()) -> OutcomeSettings:
    """Outcomes with these steps for everybody but the rules'."""
    standard = OutcomeSettings()
    return OutcomeSettings(moved_by=moved_by, steps=steps or standard.steps, rules=tuple(rules))


class Desk:
    """One account of a gateway. `real` is the only clock: it moves when `wait` is called."""

    def __init__(self, start: World | None = None) -> None:
        self.real = START
        self.gateway = Gateway(start or world(), self.real)
        self.account = next(iter(self.gateway.accounts.values()))
        self._credentials = (self.account.username, self.account.settings.password or "")

    def wait(self, seconds: float) -> None:
        """Let so many real seconds pass."""
        self.real += round(seconds * SECOND)

    @property
    def now(self) -> int:
        """The account's instant, with everything due by then settled."""
        return self.account.now(self.real)

    # v2

    def send(self, recipient: str = RECIPIENT, body: str = "hello", sender: str = "MOBIPACE") -> int:
        """v2 send; returns the id."""
        reply = v2.perform(self.gateway, V2Send(*self._credentials, sender, recipient, body), self.real)
        assert isinstance(reply, MessageAccepted)
        return reply.message_id

    def schedule(self, seconds: float, recipient: str = RECIPIENT, body: str = "hello") -> int:
        """v2 schedule in so many seconds; returns the id."""
        date = self.now + round(seconds * SECOND)
        command = V2Schedule(*self._credentials, "MOBIPACE", recipient, body, False, date)
        reply = v2.perform(self.gateway, command, self.real)
        assert isinstance(reply, MessageAccepted)
        return reply.message_id

    def query(self, message_id: int) -> str:
        """v2 querymessage; returns the status's name."""
        reply = v2.perform(self.gateway, V2QueryMessage(*self._credentials, message_id), self.real)
        assert isinstance(reply, MessageStatus)
        return reply.status.label

    # v3

    def login(self) -> str:
        """v3 authorize; returns the session id."""
        reply: Authorized = v3.authorize(self.gateway, Authorize(*self._credentials), self.real)
        return reply.session_id

    def call(self, command: SessionCommand) -> V3Reply:
        """A v3 session method, from its arrival to its answer."""
        flight = v3.begin(self.gateway, command, self.real)
        try:
            return v3.perform(self.gateway, flight, self.real)
        finally:
            v3.finish(flight, self.real)

    def send_all(self, *recipients: str, hours: int | None = None) -> list[int]:
        """v3 Send of one message to each; returns their ids."""
        rows = [(recipient, "hello", f"r{index}") for index, recipient in enumerate(recipients)]
        self.call(Send(self.login(), "MOBIPACE", rows, hours=hours))
        return [message.id for message in self.account.mailbox.messages[-len(rows) :]]

    def query_v3(self, *references: str) -> list[str]:
        """v3 QueryMessages; returns the statuses' names."""
        reply = self.call(QueryMessages(self.login(), references))
        assert isinstance(reply, Statuses)
        return [state.label for _, state in reply.statuses]

    # The operator

    def message(self, message_id: int) -> Message:
        """A message of the account."""
        found = self.account.mailbox.by_id(message_id)
        assert found
        return found

    def state(self, message_id: int) -> str:
        """Its state, by the v3 name; looking at it is no query."""
        return self.message(message_id).state(self.now).label

    def force(self, message_id: int, status: str) -> None:
        """Move it by hand to the state of this v3 name."""
        end = next(state for state in State if state.label == status)
        self.account.force(self.message(message_id), end, self.now)

    def timeline(self, message_id: int) -> list[tuple[float, str]]:
        """(seconds since START, state) of the whole course."""
        return [((at - START) / SECOND, state.label) for at, state in self.message(message_id).timeline()]

    @property
    def balance(self) -> str:
        """The balance, settled up to now."""
        return f"{self.account.ledger.balance if self.now else ''}"

    @property
    def movements(self) -> list[str]:
        """Amounts in the ledger after the opening balance, settled up to now."""
        assert self.now
        return [f"{entry.amount}" for entry in self.account.ledger.entries[1:]]
