"""Operations on a gateway as plain data, so that a sequence of them can be checked, and played again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from mobipace.mock_server.gateway import v2, v3
from mobipace.mock_server.gateway.account import Account
from mobipace.mock_server.gateway.clock import ClockError
from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.commands import (
    Authorize,
    Authorized,
    Calculate,
    LocalDate,
    QueryBalance,
    QueryMessages,
    Send,
    SessionCommand,
    V2QueryBalance,
    V2QueryMessage,
    V2Refusal,
    V2Schedule,
    V2Send,
    V3Refusal,
)
from mobipace.mock_server.gateway.gateway import Gateway
from mobipace.mock_server.gateway.outcomes import OutcomeSettings, Rule, Step
from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.gateway.states import ImpossibleMove
from tests.gateway.desk import COMPANY, SECOND, START, WORLD

Operation = tuple[str, tuple[Any, ...]]
Row = tuple[str, str, str | None]

MAGIC = tuple(Rule(f"37400000{state:03d}", ends=state) for state in State)
CHANCE = (Rule("37411*", ends=State.REJECTED, chance=0.5),)
AT_ONCE = (Rule("37412*", steps=(Step(State.REJECTED, 0),)),)
JITTER = (
    Rule("37413*", steps=(Step(State.SENT, 1, jitter=5), Step(State.DELIVERED, 3))),
    Rule("37414*", steps=(Step(State.TIME_OUT, 0, jitter=30),)),
)
RECIPIENTS = (
    *("37499000000", "79250000000", "123", "55119999999", "37411000000", "37412000000", "37413000000", "37414000000"),
    *("37400000002", "37400000004", "37400000007", "37400000010", "37400000101", "37400000103", "37400000104"),
)
_ONE = replace(
    COMPANY,
    username="one@mobipace.com",
    balance=Decimal("20.00"),
    credit_limit=Decimal("-5.00"),
    readings={"refund_unsent": "yes"},
    outcomes=OutcomeSettings(rules=(*MAGIC, *CHANCE, *AT_ONCE)),
)
_TWO = replace(
    COMPANY,
    username="37491000000",
    kind="individual",
    balance=Decimal("9.10"),
    credit_limit=Decimal(0),
    time_zone=ZoneInfo("Asia/Yerevan"),
    readings={"busy_scope": "session", "refund_unsent": "yes", "single_session": "yes", "past_date_v3": "102"},
    outcomes=OutcomeSettings(moved_by="queries", rules=(*MAGIC, *CHANCE, *AT_ONCE)),
)
_THREE = replace(
    COMPANY,
    username="three@mobipace.com",
    balance=Decimal("0.50"),
    credit_limit=Decimal("-30"),
    readings={"total_price_of_waiting": "charged", "duplicate_reference": "first", "refund_unsent": "yes"},
    outcomes=OutcomeSettings(rules=(*MAGIC, *AT_ONCE, *JITTER)),
)
PLAYED: World = replace(WORLD, accounts=(_ONE, _TWO, _THREE), template=_ONE.username)


class Player:
    """Plays operations on a gateway of its own; `played` keeps them, `replies` what came back, in plain values."""

    def __init__(self) -> None:
        self.real = START
        self.gateway = Gateway(PLAYED, self.real)
        self.accounts: list[Account] = list(self.gateway.accounts.values())
        self.sessions: list[str] = []
        self.flights: list[v3.Flight] = []
        self.played: list[Operation] = []
        self.replies: list[str] = []

    def play(self, name: str, *arguments: Any) -> str:
        """Do one operation; returns what the caller was told."""
        reply = _told(lambda: getattr(self, name)(*arguments))
        self.played.append((name, arguments))
        self.replies.append(reply)
        return reply

    # Logging in

    def authorize(self, index: int, password: str) -> object:
        """v3 authorize."""
        reply: Authorized = v3.authorize(self.gateway, Authorize(self.accounts[index].username, password), self.real)
        self.sessions.append(reply.session_id)
        return reply

    def unlock(self, index: int) -> object:
        """The operator unlocks an account."""
        self.accounts[index].unlock()
        return "unlocked"

    # v3

    def call(self, kind: str, *arguments: Any) -> object:
        """A v3 request from arrival to answer."""
        self.take_off(kind, *arguments)
        return self.land(-1)

    def take_off(self, kind: str, session: int, *arguments: Any) -> object:
        """A v3 request arrives, and is in flight if it is not refused."""
        id = self.sessions[session % len(self.sessions)] if self.sessions else "none"
        self.flights.append(v3.begin(self.gateway, self._command(kind, id, *arguments), self.real))
        return "in flight"

    def land(self, index: int) -> object:
        """A request in flight is performed and answered."""
        if not self.flights:
            return "nothing in flight"
        flight = self.flights.pop(index % len(self.flights))
        try:
            return v3.perform(self.gateway, flight, self.real)
        finally:
            v3.finish(flight, self.real)

    def _command(self, kind: str, id: str, *arguments: Any) -> SessionCommand:
        match kind:
            case "QueryBalance":
                return QueryBalance(id)
            case "QueryMessages":
                return QueryMessages(id, *arguments)
            case _:
                rows, after, hours, sender = arguments
                account = self.gateway.account_of_session(id)
                date = self._date(account, after) if account else None
                return (Send if kind == "Send" else Calculate)(id, sender, rows, date, hours)

    def _date(self, account: Account, after: int | None) -> LocalDate | None:
        if after is None:
            return None
        instant = account.clock.now(self.real) + after * SECOND
        return LocalDate(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant), has_time=True)

    # v2

    def v2_send(self, index: int, recipient: str, body: str, sender: str) -> object:
        """v2 send."""
        return self._v2(index, V2Send, sender, recipient, body)

    def v2_schedule(self, index: int, recipient: str, body: str, after: int) -> object:
        """v2 schedule, so many seconds from now."""
        date = self.accounts[index].clock.now(self.real) + after * SECOND
        return self._v2(index, V2Schedule, "MOBIPACE", recipient, body, False, date)

    def v2_query(self, index: int, which: int) -> object:
        """v2 querymessage of one of all messages."""
        return self._v2(index, V2QueryMessage, 100_001 + which)

    def v2_balance(self, index: int) -> object:
        """v2 querybalance."""
        return self._v2(index, V2QueryBalance)

    def _v2(self, index: int, command: Callable[..., Any], *arguments: Any) -> object:
        return v2.perform(self.gateway, command(self.accounts[index].username, "secret", *arguments), self.real)

    # The operator and time

    def set_balance(self, index: int, balance: Decimal) -> object:
        """The operator changes the balance."""
        account = self.accounts[index]
        account.ledger.set_balance(account.now(self.real), balance)
        return balance

    def force(self, which: int, status: State) -> object:
        """The operator moves one of all messages."""
        found = self.gateway.find_message(100_001 + which)
        if found is None:
            return "no such message"
        account, message = found
        account.force(message, status, account.now(self.real))
        return message.state(account.now(self.real))

    def move_clock(self, index: int, change: str, value: float) -> object:
        """The operator advances, freezes, thaws or speeds up an account's clock."""
        account = self.accounts[index]
        getattr(account.clock, change)(self.real, value)
        return account.now(self.real)

    def wait(self, microseconds: int) -> object:
        """Real time passes."""
        self.real += microseconds
        return self.real


def _told(operation: Callable[[], object]) -> str:
    try:
        return repr(operation())
    except (V2Refusal, V3Refusal) as refusal:
        return f"refused: {refusal.code:d}"
    except (ImpossibleMove, ClockError) as error:
        return f"impossible: {error}"


def replayed(operations: Sequence[Operation]) -> list[str]:
    """The replies to the same operations on a gateway of the same seed."""
    player = Player()
    for name, arguments in operations:
        player.play(name, *arguments)
    return player.replies
