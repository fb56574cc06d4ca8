"""Coverage: which documented codes, statuses, transitions and clauses an account's exchanges have met.

It watches from the side: noting an exchange changes nothing but counters, and these are as many as the documents have
rows. Transitions are read off the messages when somebody asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable
from operator import itemgetter
from typing import TypeVar

from ..gateway.account import Account
from ..gateway.commands import MessageStatus, Statuses
from ..gateway.messages import Mailbox
from .counts import Counts, Document
from .evidence import Evidence
from .judge import NOBODY
from .traits import traits
from .transitions import Transitions

Result = TypeVar("Result")
_state = itemgetter(1)
_TELLING = {Statuses, MessageStatus}
_MOST_ALIKE = 256  # kinds of exchanges, told apart by their traits, that are counted as such before each trait is


class Coverage:
    """What one account's exchanges have met (or those of nobody known)."""

    def __init__(self) -> None:
        self._counts = Counts()
        self._alike: Counter[tuple[str, ...]] = Counter()
        self._transitions = Transitions()
        self._lost_session = False

    def note(self, evidence: Evidence) -> None:
        """Count one exchange."""
        self._alike[traits(evidence)] += 1
        if len(self._alike) > _MOST_ALIKE:
            self._count_traits()
        if evidence.is_told and type(evidence.reply) in _TELLING:
            self._count_statuses(evidence)
        if evidence.protocol == "v3":
            self._look_for_renewal(evidence)

    def _count_traits(self) -> None:
        for alike, count in self._alike.items():
            for trait in alike:
                self._counts.traits[trait] += count
        self._alike.clear()

    def _count_statuses(self, evidence: Evidence) -> None:
        reply = evidence.reply
        if type(reply) is Statuses:
            told = Counter(map(_state, reply.statuses))
            self._counts.statuses.update({("v3", int(state)): count for state, count in told.items()})
        elif type(reply) is MessageStatus:
            self._counts.statuses["v2", int(reply.status)] += 1

    def _look_for_renewal(self, evidence: Evidence) -> None:
        if evidence.code == 103:
            self._lost_session = True
        elif self._lost_session and evidence.code == 101 and evidence.method == "authorize":
            self._lost_session = False
            self._counts.traits["v3 login again"] += 1

    def count(self, mailbox: Mailbox | None, now: int) -> Generator[None, None, Counts]:
        """All counts, with the moves that the mailbox's messages have made by `now`, an instant of the account's clock.

        Yields now and then, so that others can run meanwhile.
        """
        self._count_traits()
        counts = Counts()
        counts.add(self._counts)
        if mailbox is not None:
            counts.moves = yield from self._transitions.count(mailbox, now)
        return counts


class Coverages:
    """The coverage of every account, by username; NOBODY: of requests for no known account."""

    def __init__(self) -> None:
        self._kept: dict[str, Coverage] = {}

    def note(self, evidence: Evidence) -> None:
        """Count one exchange."""
        self.of(evidence.account.username if evidence.account else NOBODY).note(evidence)

    def of(self, username: str) -> Coverage:
        """One account's."""
        found = self._kept.get(username)
        if found is None:
            found = self._kept[username] = Coverage()
        return found

    def all(self) -> dict[str, Coverage]:
        """Each account's that has one."""
        return dict(self._kept)

    def forget(self, username: str | None = None) -> None:
        """Forget one account's, or all."""
        if username is None:
            self._kept.clear()
        else:
            self._kept.pop(username, None)

    def document(self, accounts: Iterable[Account], real: int, *, with_nobody: bool) -> Generator[None, None, Document]:
        """The shape of what these accounts have met together. Yields now and then; see `at_once`.

        real: the caller's instant. with_nobody: requests for no known account are counted too.
        """
        total = Counts()
        if with_nobody:
            total.add((yield from self.of(NOBODY).count(None, 0)))
        for account in list(accounts):
            yield
            total.add((yield from self.of(account.username).count(account.mailbox, account.now(real))))
        return total.document()


def at_once(steps: Generator[None, None, Result]) -> Result:
    """The result of steps, with no rest between them."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: Result = done.value
            return result
