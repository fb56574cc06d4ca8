"""A run: every planned case played with the client, on as many threads as asked for, and one result structure."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mobipace.mock_server import __version__, world
from mobipace.mock_server.report import Check, Results, Verdict, totals

from ..catalogue.case import Case
from ..driver.subject import RunOver, Subject, SubjectError
from .authority import authority
from .hosting import Host
from .judging import Judgement, check
from .one import SLACK, Settings, run_one
from .plan import Planned

Make = Callable[[], Subject]
"""Makes a client's driver; each thread has its own."""


@dataclass(frozen=True, slots=True)
class Options:
    """subject: how reports call the client. seed: passwords, ids and the shuffled order follow from it.

    jobs: cases at once. shuffle: in an order drawn from the seed. repeat: the command that repeats a case, `{}`
    standing for its id. told: called with each check as it is done. slack: seconds that a call has beside its requests.
    """

    subject: str
    seed: int = 1
    jobs: int = 4
    shuffle: bool = False
    repeat: str = "mobipace-mock verify-client --case '{}'"
    told: Callable[[Check], None] = field(default=lambda _: None)
    slack: float = SLACK


def run(make: Make, planned: Sequence[Planned], options: Options) -> Results:
    """Play every case. Raises Unreachable or Rejected where the client cannot be driven at all."""
    started_at = _now()
    checks = dict[str, Check]()
    work = _Work(planned, options, checks)
    with ExitStack() as stack:
        tls = stack.enter_context(authority()) if any(each.case.certificate for each in planned) else None
        settings = Settings(world.load(None, seed=options.seed), options.seed, options.repeat, tls, options.slack)
        threads = [
            threading.Thread(target=work.do, args=(make, settings), name=f"cases {number}")
            for number in range(max(1, min(options.jobs, len(planned))))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if work.refusal:
        raise work.refusal
    ordered = [checks.get(each.id) or _not_run(each.case, each.id, work.over) for each in planned]
    return Results(
        kind="verify-client",
        subject=options.subject,
        started_at=started_at,
        finished_at=_now(),
        tool="mobipace-mock",
        version=__version__,
        seed=options.seed,
        totals=totals(ordered),
        checks=tuple(ordered),
        notes=(f"the run ended early: {work.over}",) if work.over else (),
    )


class _Work:
    """The cases still to be played, and why there is no more to be done with this client."""

    def __init__(self, planned: Sequence[Planned], options: Options, checks: dict[str, Check]) -> None:
        order = list(planned)
        if options.shuffle:
            random.Random(options.seed).shuffle(order)
        self._queue = queue.SimpleQueue[Planned]()
        for each in order:
            self._queue.put(each)
        self._told = options.told
        self._checks = checks
        self.over: str | None = None
        self.refusal: SubjectError | None = None

    def do(self, make: Make, settings: Settings) -> None:
        """Play until nothing is left."""
        try:
            subject = make()
            try:
                with Host() as host:
                    self._play(subject, host, settings)
            finally:
                subject.close()
            self.over = subject.over or self.over
        except RunOver as error:
            self.over = str(error)
        except SubjectError as error:
            self.refusal = error

    def _play(self, subject: Subject, host: Host, settings: Settings) -> None:
        while not (self.over or self.refusal):
            try:
                planned = self._queue.get_nowait()
            except queue.Empty:
                return
            self._checks[planned.id] = done = run_one(planned, subject, host, settings)
            self._told(done)
            if subject.over:
                self.over = subject.over


def _not_run(case: Case, id: str, why: str | None) -> Check:
    return check(case, id, Judgement(Verdict.NOTRUN, (why or "it was not run",)), (), "")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
