"""Outcomes: what becomes of a message after it is due, and which message gets which outcome.

An outcome is data: steps to states, each after some seconds or some number of queries. The first rule that matches the
recipient gives it, else the world's default. Chance and jitter are drawn from the account's own stream.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .clock import SECOND, microseconds
from .codes import State
from .states import REFUSALS, UNSENT, path

MovedBy = Literal["time", "queries", "hand"]


@dataclass(frozen=True, slots=True)
class Step:
    """A state reached `after` seconds since due (or that many queries), give or take nothing, plus up to `jitter`."""

    status: State
    after: int | float
    jitter: int | float = 0


class Plan:
    """A message's course, counted from when it is due: `initial`, then timed moves, then moves by queries.

    Moves are (microseconds after due, state); query moves are (number of queries answered, state). Shared by all
    messages that end alike, so immutable. `unsent_after`: microseconds after due at which a timed move says that the
    message was not sent after all, or None.
    """

    __slots__ = ("by_queries", "initial", "is_charged", "moves", "unsent_after")

    def __init__(
        self,
        moves: Sequence[tuple[int, State]] = (),
        by_queries: Sequence[tuple[int, State]] = (),
        initial: State = State.PENDING,
        is_charged: bool = True,
    ) -> None:
        self.initial = initial
        self.moves = tuple(moves)
        self.by_queries = tuple(by_queries)
        self.is_charged = is_charged
        self.unsent_after = next((at for at, state in moves if state in UNSENT), None)

    def state(self, elapsed: int) -> State:
        """The state `elapsed` microseconds after due."""
        state = self.initial
        for at, target in self.moves:
            if elapsed < at:
                break
            state = target
        return state


@dataclass(frozen=True, slots=True)
class Rule:
    """For recipients equal to `recipient`, or beginning with it where it ends in `*`: steps, or one status it ends in.

    `chance` from 0 to 1: how often the rule applies (None: always, and nothing is drawn).
    """

    recipient: str
    ends: State | None = None
    steps: tuple[Step, ...] = ()
    chance: float | None = None


STANDARD = (Step(State.SENT, 1), Step(State.DELIVERED, 3))


@dataclass(frozen=True, slots=True)
class OutcomeSettings:
    """How messages fare. `moved_by`: by time, by the number of times they are queried, or only by hand."""

    moved_by: MovedBy = "time"
    steps: tuple[Step, ...] = STANDARD
    rules: tuple[Rule, ...] = ()


def steps_to(end: State) -> tuple[Step, ...]:
    """The usual way to `end`: after 1 s what never reaches the operator; the rest is Sent after 1 s, final after 3."""
    trail = path(None, end)[1:]
    return tuple(Step(state, 1 if index == 0 else 3) for index, state in enumerate(trail))


class Outcomes:
    """Chooses plans. Built once from settings; holds no state of any message."""

    def __init__(self, settings: OutcomeSettings) -> None:
        self.settings = settings
        self._moved_by = settings.moved_by
        self._default = Course.of_steps(settings.steps, settings.moved_by)
        self._exact: dict[str, list[tuple[int, Rule, Course]]] = {}
        self._prefixes: list[tuple[int, Rule, Course]] = []
        for index, rule in enumerate(settings.rules):
            entry = (index, rule, Course.of_rule(rule, settings.moved_by))
            if rule.recipient.endswith("*"):
                self._prefixes.append(entry)
            else:
                self._exact.setdefault(rule.recipient, []).append(entry)
        every_step = [*settings.steps, *(step for rule in settings.rules for step in rule.steps)]
        self.is_random = any(rule.chance is not None for rule in settings.rules) or any(s.jitter for s in every_step)

    def choose(self, recipient: str, stream: random.Random) -> Course:
        """The course of a message to `recipient`."""
        candidates = self._exact.get(recipient)
        if candidates is None and not self._prefixes:
            return self._default
        for _, rule, course in self._matching(recipient, candidates or []):
            if rule.chance is None or stream.random() < rule.chance:
                return course
        return self._default

    def _matching(self, recipient: str, exact: list[tuple[int, Rule, Course]]) -> list[tuple[int, Rule, Course]]:
        prefixed = [entry for entry in self._prefixes if recipient.startswith(entry[1].recipient[:-1])]
        return sorted(exact + prefixed, key=lambda entry: entry[0])


class Course:
    """What a rule means for one message: a refusal at acceptance, or a plan (made afresh only where it has jitter)."""

    __slots__ = ("_moved_by", "_plan", "_steps", "refusal")

    def __init__(self, refusal: State | None, plan: Plan, steps: tuple[Step, ...], moved_by: MovedBy) -> None:
        self.refusal = refusal
        self._plan = plan
        self._steps = steps if any(step.jitter for step in steps) else ()
        self._moved_by = moved_by

    @classmethod
    def of_steps(cls, steps: tuple[Step, ...], moved_by: MovedBy) -> Course:
        """A course of these steps. Raises ImpossibleMove."""
        return cls(None, _plan(steps, moved_by), steps, moved_by)

    @classmethod
    def of_rule(cls, rule: Rule, moved_by: MovedBy) -> Course:
        """The course a rule gives. Raises ImpossibleMove."""
        if rule.ends is None:
            return cls.of_steps(rule.steps, moved_by)
        if rule.ends in REFUSALS:
            return cls(rule.ends, Plan(initial=rule.ends, is_charged=False), (), moved_by)
        if rule.ends in (State.SCHEDULED, State.OUT_OF_BALANCE):
            return cls(None, Plan(initial=rule.ends, is_charged=False), (), moved_by)
        return cls.of_steps(steps_to(rule.ends), moved_by)

    def plan(self, stream: random.Random) -> Plan:
        """The plan of one message; shared by all where no jitter is asked for."""
        return _plan(self._steps, self._moved_by, stream) if self._steps else self._plan


def _plan(steps: Sequence[Step], moved_by: MovedBy, stream: random.Random | None = None) -> Plan:
    """Steps as moves: states that a step jumps over are passed at the same moment. Raises ImpossibleMove."""
    moves: list[tuple[int, State]] = []
    here, last = State.PENDING, 0
    for step in steps:
        late = stream.uniform(0, step.jitter) if stream and step.jitter else 0
        last = max(last, microseconds(step.after + late))
        moves.extend((last, state) for state in path(here, step.status))
        here = step.status
    if moved_by == "hand":
        return Plan()
    if moved_by == "time":
        return Plan(moves)
    at_once = [(0, state) for at, state in moves if at < SECOND]  # after 0 queries
    return Plan(at_once, [(at // SECOND, state) for at, state in moves[len(at_once) :]])
