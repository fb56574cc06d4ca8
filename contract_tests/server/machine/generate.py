"""Sequences that hypothesis makes up: a state machine whose every answer is compared with the model's."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from ..failing import Broken
from ..scene import ARMENIA, BLOCKED, KAZAKHSTAN, NOWHERE, RUSSIA, SENDER, Scene, ending
from .minimise import minimise
from .player import Player
from .trace import Trace, failed, first_failure

_STEPS = 30  # of one sequence, at most

_OK = (RUSSIA, KAZAKHSTAN, ARMENIA, *(ending(code) for code in (1, 3, 10, 100, 101, 102, 103, 104)))
_BAD = ("123", "0079851112233", "7985111222333444", BLOCKED, NOWHERE)
_EDGES = (
    *(("a" * length) for length in (153, 160, 161, 306, 307, 500, 501)),
    *("я" * each for each in (67, 70, 71, 135)),
)
_PAIRS = ("a" * 152 + "€" + "a" * 152, "я" * 66 + "😀" + "я" * 66, "€" * 80, "😀" * 36)


def recipients() -> st.SearchStrategy[str]:
    """Of every fate."""
    return st.sampled_from((*_OK, *_BAD))


def bodies() -> st.SearchStrategy[str]:
    """Short ones, those at an edge of a part, and any."""
    words = st.sampled_from(("hello", "Привет", "Բարեւ", "^{}", "&=+%"))
    anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
    return words | st.sampled_from((*_EDGES, *_PAIRS)) | anything


def references() -> st.SearchStrategy[str]:
    """Few, so that they meet again."""
    return st.sampled_from(("a", "b", "c", "я 😀"))


def senders() -> st.SearchStrategy[str]:
    """The registered one, mostly."""
    return st.sampled_from((SENDER, SENDER, SENDER, "NOBODY"))


def sessions() -> st.SearchStrategy[int | None]:
    """The latest, mostly; older ones; and one that nobody was given."""
    return st.sampled_from((0, 0, 0, 0, 1, 2, None))


def batches() -> st.SearchStrategy[list[list[Any]]]:
    """One message to five."""
    row = st.tuples(recipients(), bodies(), st.none() | references()).map(list)
    return st.lists(row, min_size=1, max_size=5)


def v2_messages() -> st.SearchStrategy[list[str]]:
    """With what v2 refuses at once."""
    return st.tuples(recipients() | st.sampled_from(("+79851112233", "")), bodies()).map(list)


_DAYS = st.sampled_from((None, None, None, 0, 1, 2))
_HOURS = st.sampled_from((None, None, 0, 1, 23))
_BROKEN_MEMBERS: tuple[dict[str, Any], ...] = (
    {},
    {"Messages": None},
    {"Messages": [{}]},
    {"SendWithinHours": 24},
    {"Messages": "x"},
)


class _Machine(RuleBasedStateMachine):
    """One sequence. `scene` and `failed` are given to the class of a run."""

    scene: Scene
    failed: list[Trace]

    def __init__(self) -> None:
        super().__init__()
        self._player = Player(self.scene)
        self._steps: list[dict[str, Any]] = []
        self._play(do="login", right=True)

    def _play(self, **step: Any) -> None:
        self._steps.append(step)
        try:
            self._player.play(step)
        except Broken as broken:
            self.failed.append(failed(self.scene, [*self._steps], broken))
            raise

    @rule(right=st.sampled_from((True, True, False)))
    def login(self, right: bool) -> None:
        """Authorize."""
        self._play(do="login", right=right)

    @rule(session=sessions(), messages=batches(), sender=senders(), days=_DAYS, hours=_HOURS)
    def send(self, **step: Any) -> None:
        """Send."""
        self._play(do="send", **step)

    @rule(session=sessions(), messages=batches(), sender=senders(), days=_DAYS, hours=_HOURS)
    def calculate(self, **step: Any) -> None:
        """Calculate."""
        self._play(do="calculate", **step)

    @rule(session=sessions(), references=st.lists(references() | st.just("never sent"), max_size=5))
    def query(self, **step: Any) -> None:
        """QueryMessages."""
        self._play(do="query", **step)

    @rule(session=sessions())
    def funds(self, **step: Any) -> None:
        """QueryBalance."""
        self._play(do="funds", **step)

    @rule(session=sessions(), method=st.sampled_from(("Send", "Calculate")), members=st.sampled_from(_BROKEN_MEMBERS))
    def malformed(self, **step: Any) -> None:
        """What cannot be read."""
        self._play(do="malformed", **step)

    @rule(message=v2_messages(), sender=senders())
    def v2_send(self, **step: Any) -> None:
        """v2 send."""
        self._play(do="v2-send", **step)

    @rule(message=v2_messages(), sender=senders(), seconds=st.sampled_from((-1, 0, 1, 60, 3600)))
    def v2_schedule(self, **step: Any) -> None:
        """v2 schedule."""
        self._play(do="v2-schedule", **step)

    @rule(message=st.none() | st.integers(0, 9))
    def v2_status(self, **step: Any) -> None:
        """v2 querymessage."""
        self._play(do="v2-status", **step)

    @rule(seconds=st.sampled_from((1, 2, 3, 30, 59, 60, 3600, 20_400, 86_400)))
    def wait(self, seconds: int) -> None:
        """The clock is moved."""
        self._play(do="wait", seconds=seconds)

    @rule(has=st.sampled_from((True, True, False)))
    def currency(self, has: bool) -> None:
        """The operator sets a currency, or takes it away."""
        self._play(do="currency", has=has)

    @rule()
    def unlock(self) -> None:
        """The operator unlocks the account."""
        self._play(do="unlock")


def shortest_failure(scene: Scene, examples: int, seed_of_run: int) -> Trace | None:
    """Run so many sequences; the shortest that fails, or None. The same seed makes the same sequences."""
    found: list[Trace] = []
    machine = seed(seed_of_run)(type("Machine", (_Machine,), {"scene": scene, "failed": found}))
    limits = settings(
        max_examples=examples,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate,),  # hypothesis would make it smaller as well, and ask the server for minutes
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=limits)
    except Broken:
        return _smallest(scene, found[-1])
    return None


def _smallest(scene: Scene, trace: Trace) -> Trace:
    """The trace with what the failure does not need left out."""
    kept = trace

    def fails(steps: list[dict[str, Any]]) -> bool:
        nonlocal kept
        found = first_failure(scene, steps)
        if found:
            kept = found
        return found is not None

    minimise(trace.steps, fails)
    return kept
