"""The gateway: the accounts of a world, the sessions that lead to them, and the one counter they share."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from .account import Account
from .clock import Clock
from .messages import Message
from .readings import Readings
from .settings import AccountSettings, World

FIRST_MESSAGE_ID = 100_001
"""Large enough that a message id is never taken for a status."""


class AccountError(ValueError):
    """An account that cannot be made: the name is taken."""


class Gateway:
    """Everything the simulator knows. Operations are the functions of `gateway.v3` and `gateway.v2`.

    Each takes the caller's real instant in microseconds. `clock` is the world's, which an account's starts from;
    `edge_stream` is the chance of faults that befall requests for no known account.
    """

    def __init__(self, world: World, real: int) -> None:
        self.load(world, real)

    def load(self, world: World, real: int) -> None:
        """Begin from `world`, forgetting everything."""
        self.world = world
        self.readings = Readings(world.readings)
        self.clock = Clock(real, now=world.clock.now, frozen=world.clock.frozen, rate=world.clock.rate)
        self.accounts: dict[str, Account] = {}
        self.generations: Counter[str] = Counter()
        self.sessions: dict[str, Account] = {}
        self.next_message_id = FIRST_MESSAGE_ID
        self.names = random.Random(f"{world.seed}")
        self.edge_stream = random.Random(f"{world.seed}/edge")
        for settings in world.accounts:
            self.add_account(settings, real)

    # Accounts

    def add_account(self, settings: AccountSettings, real: int) -> Account:
        """Raises AccountError if the username is taken."""
        if settings.username in self.accounts:
            raise AccountError(f"account {settings.username!r} exists; choose another username, or leave it out")
        generation = self.generations[settings.username]
        self.generations[settings.username] += 1
        clock = self._clock(settings, real)
        account = Account(settings, self.world, clock, real, generation=generation)
        self.accounts[settings.username] = account
        return account

    def _clock(self, settings: AccountSettings, real: int) -> Clock:
        own = settings.clock
        return Clock(real, now=own.now, frozen=own.frozen, rate=own.rate) if own else copy.copy(self.clock)

    def fresh_settings(self, username: str | None = None, kind: str = "company") -> AccountSettings:
        """Settings like the template's, under `username` or a name and password nobody has yet."""
        template = next(each for each in self.world.accounts if each.username == self.world.template)
        name = username or self._new_name(kind)
        return replace(template, username=name, password=f"{self.names.getrandbits(48):012x}", seed=None)

    def _new_name(self, kind: str) -> str:
        while True:
            drawn = self.names.getrandbits(48)
            name = f"3749{drawn % 10**8:08d}" if kind == "individual" else f"{drawn:012x}@mobipace.com"
            if name not in self.accounts:
                return name

    def remove_account(self, username: str) -> None:
        """Forget an account; its sessions are unknown from now on."""
        account = self.accounts.pop(username)
        self.sessions = {id: owner for id, owner in self.sessions.items() if owner is not account}

    def change_readings(self, changes: Mapping[str, str]) -> None:
        """Readings of the world, for every account that does not have its own. Raises UnknownReading.

        The accounts have been settled up to now: what was due falls under the old ones.
        """
        self.readings = self.readings.with_changes(changes)
        self.world = replace(self.world, readings=self.readings.changes)
        for account in self.accounts.values():
            account.join(self.world)

    # Sessions

    def session_opened(self, id: str, account: Account) -> None:
        """Remember whose a session is."""
        self.sessions[id] = account

    def sessions_ended(self, ids: Iterable[str]) -> None:
        """Forget sessions that are no more."""
        for id in ids:
            self.sessions.pop(id, None)

    def account_of_session(self, id: str) -> Account | None:
        """Whose session this is, alive or not."""
        return self.sessions.get(id)

    # Messages

    def take_ids(self, count: int) -> range:
        """The next message ids: unique and increasing across accounts."""
        first = self.next_message_id
        self.next_message_id += count
        return range(first, first + count)

    def find_message(self, id: int) -> tuple[Account, Message] | None:
        """The message with this id, and whose it is."""
        for account in self.accounts.values():
            message = account.mailbox.by_id(id)
            if message:
                return account, message
        return None

    def settled(self, real: int) -> Iterator[Account]:
        """Every account, brought up to `real`."""
        for account in self.accounts.values():
            account.now(real)
            yield account
