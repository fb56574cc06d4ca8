"""What a simulator has observed, as the results that a report shows."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from ... import __version__
from ...judge.judge import RULES
from ...report import Results, Transcript
from ...report.observed import Observation, observed
from ..simulator import Simulator
from .transcripts import transcript


@dataclass(frozen=True, slots=True)
class Place:
    """Where a simulator is: its own URL, and that of its control API for the lines that show an exchange again.

    control None: it ends, and nobody will be able to ask it.
    """

    url: str
    control: str | None = None


def results_of(simulator: Simulator, place: Place, username: str | None = None) -> Generator[None, None, Results]:
    """What was observed of one account, or of all. Yields now and then, so that others can run; see `at_once`."""
    gateway, now = simulator.gateway, simulator.now()
    accounts = gateway.accounts
    chosen = list(accounts.values()) if username is None else [accounts[username]]
    coverage = yield from simulator.coverage.document(chosen, now, with_nobody=username is None)
    judge = simulator.judge
    names = judge.accounts() if username is None else [username]
    dropped = simulator.journal.dropped
    observation = Observation(
        subject=place.url if username is None else f"{place.url} {username}",
        started_at=simulator.began_at,
        finished_at=now,
        version=__version__,
        seed=gateway.world.seed,
        rules=RULES,
        tallies=((name, judge.tallies(name)) for name in names),
        coverage=coverage,
        control=place.control,
        dropped=dropped.total() if username is None else dropped[username],
    )
    return (yield from observed(observation, lambda id: _transcript(simulator, id)))


def _transcript(simulator: Simulator, id: int) -> Transcript | None:
    exchange = simulator.journal.get(id)
    return None if exchange is None else transcript(exchange, lambda id: _is_session(simulator, id))


def _is_session(simulator: Simulator, id: str) -> bool:
    return simulator.gateway.account_of_session(id) is not None
