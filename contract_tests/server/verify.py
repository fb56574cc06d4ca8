"""A run: which readings are in force, then every check under them, then what depends on a reading under each value."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

from mobipace.mock_server import __version__
from mobipace.mock_server.gateway.readings import REGISTER, Reading
from mobipace.mock_server.report import Check, Results, Verdict, totals

from .check import Detector, Level, ServerCheck
from .checks import CHECKS
from .client import Client
from .control import ControlFailed
from .detectors import DETECTORS
from .failing import Broken, NotRun, Unreachable
from .guard import Guard
from .http import NO_ANSWER
from .log import Log
from .scene import Scene
from .target import Target

_REGISTER = {reading.key: reading for reading in REGISTER}
_BROKEN = {"MUST": Verdict.FAIL, "SHOULD": Verdict.WARN, "OBSERVED": Verdict.INFO}


@dataclass(frozen=True)
class Plan:
    """What is to be run. told: readings that were named; all_readings: also each check under every value of its own.

    only: patterns of check ids. extra: further checks, made last.
    """

    target: Target
    told: Mapping[str, str] = field(default_factory=dict)
    all_readings: bool = False
    only: Sequence[str] = ()
    guard: Guard = field(default_factory=Guard)
    seed: int | None = None
    extra: Sequence[ServerCheck] = ()
    repeat: str = "mobipace-mock verify-server"


class Ended(NamedTuple):
    """How one check ended."""

    verdict: Verdict
    seen: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


def verify(plan: Plan, *, log: Log | None = None) -> Results:
    """Run it all. Raises Unreachable where nobody answers."""
    started = _now()
    base = Scene(plan.target, _defaults(), log or Log(plan.target.password), plan.guard)
    _probe(base)
    _probe_control(base)
    readings, found = _detect(plan, base)
    scene = replace(base, readings=readings)
    checks = [*found, *(_made(plan, scene, each) for each in _chosen(plan, CHECKS))]
    if plan.all_readings:
        checks += _variants(plan, scene)
    checks += (_made(plan, scene, each) for each in _chosen(plan, plan.extra))
    return Results(
        kind="verify-server",
        subject=plan.target.v3_url,
        started_at=started,
        finished_at=_now(),
        tool="mobipace-mock",
        version=__version__,
        seed=plan.seed,
        totals=totals(checks),
        checks=tuple(checks),
        notes=_notes(plan, readings),
    )


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _defaults() -> dict[str, str]:
    return {reading.key: reading.default for reading in REGISTER}


def _probe(scene: Scene) -> None:
    """Raises Unreachable unless both servers answer anything at all."""
    client = Client(scene.target, scene.log, scene.guard)
    for ask, url in ((_ask_v3, scene.target.v3_url), (_ask_v2, scene.target.v2_url)):
        try:
            ask(client)
        except NO_ANSWER as error:
            raise Unreachable(f"{url}: {type(error).__name__}: {error}") from None


def _probe_control(scene: Scene) -> None:
    """Raises Unreachable unless the control API answers, where one was named."""
    try:
        if scene.control:
            scene.control.ask("GET", "readings")
    except ControlFailed as error:
        raise Unreachable(f"the control API {scene.target.control}: {error}") from None


def _ask_v3(client: Client) -> None:
    client.post("QueryBalance", {"SessionId": "is anybody there"})


def _ask_v2(client: Client) -> None:
    client.get(f"{client.v2_path}?function=querybalance")


def _chosen(plan: Plan, checks: Iterable[ServerCheck]) -> Iterator[ServerCheck]:
    return (each for each in checks if _is_chosen(plan, each.id))


def _is_chosen(plan: Plan, id: str) -> bool:
    return not plan.only or any(fnmatch.fnmatchcase(id, pattern) for pattern in plan.only)


def _notes(plan: Plan, readings: Mapping[str, str]) -> tuple[str, ...]:
    other = [f"{key}={value}" for key, value in readings.items() if value != _REGISTER[key].default]
    notes = [f"readings in force besides the defaults: {', '.join(other)}"] if other else []
    if plan.guard.is_live:
        notes.append(f"sent at most for {getattr(plan.guard, 'spent', 0)}")
    return tuple(notes)


# Readings


def _detect(plan: Plan, base: Scene) -> tuple[dict[str, str], list[Check]]:
    """The readings to expect: those told, else those seen, else the defaults; and a check of each."""
    readings, checks = _defaults() | dict(plan.told), []
    for each in DETECTORS:
        if each.key in plan.told and not _is_chosen(plan, each.id):
            continue  # it is known, and nobody asks whether it is so
        scene = replace(base, readings=readings)
        seen: list[str] = []
        ended = _run(scene, lambda scene, each=each, seen=seen: _compare(plan, scene, each, seen))  # type: ignore[misc]
        if seen and each.key not in plan.told:
            readings[each.key] = seen[0]
        if _is_chosen(plan, each.id):
            checks.append(_reading_check(plan, scene, each, ended, seen))
    return readings, checks


def _compare(plan: Plan, scene: Scene, each: Detector, seen: list[str]) -> None:
    seen.append(each.find(scene))
    told = plan.told.get(each.key)
    if told is not None and seen[0] != told:
        raise Broken(f"{each.key} is {seen[0]}", f"{told}, as --reading says")


def _reading_check(plan: Plan, scene: Scene, each: Detector, ended: Ended, seen: list[str]) -> Check:
    reading, is_told = _REGISTER[each.key], each.key in plan.told
    if ended.verdict is Verdict.PASS and not is_told:
        is_default = seen[0] == reading.default
        ended = Ended(Verdict.INFO, (f"{each.key} is {seen[0]}{' (the default)' * is_default}",))
    return _check(
        plan, scene, ServerCheck(each.id, reading.question, _level(ended), _clauses(reading), _nothing), ended
    )


def _level(ended: Ended) -> Level:  # what was told, or what is none of the readings, is no matter of opinion
    return "OBSERVED" if ended.verdict is Verdict.INFO else "MUST"


def _clauses(reading: Reading) -> tuple[str, ...]:
    return tuple(reading.clause.split("; "))


def _nothing(_: Scene) -> None: ...


def _variants(plan: Plan, scene: Scene) -> Iterator[Check]:
    """Each detector under each value, and each check under each value of each reading that it depends on."""
    for reading in REGISTER:
        for value in reading.values:
            changed = {reading.key: value}
            under = replace(scene, readings={**scene.readings, **changed}, variant=changed)
            label = f"{reading.key}={value}"
            for check in _of_reading(plan, reading.key, value):
                run = check.run if scene.control else _needs_control
                yield _made(plan, under, replace(check, id=f"{check.id}[{label}]", run=run))


def _needs_control(_: Scene) -> None:
    raise NotRun("it needs --control: an account has to be given the reading")


def _of_reading(plan: Plan, key: str, value: str) -> Iterator[ServerCheck]:
    told = replace(plan, told={key: value})
    for each in DETECTORS:
        if each.key == key and _is_chosen(plan, each.id):
            reading = _REGISTER[key]

            def run(scene: Scene, each: Detector = each) -> None:
                _compare(told, scene, each, [])

            yield ServerCheck(each.id, reading.question, "MUST", _clauses(reading), run)
    yield from (each for each in _chosen(plan, CHECKS) if key in each.readings)


# One check


def _made(plan: Plan, scene: Scene, each: ServerCheck) -> Check:
    # A scene of its own: its owner is made when first asked for.
    own = replace(scene)
    return _check(plan, own, each, _run(own, each.run, each.level))


def run_check(scene: Scene, each: ServerCheck) -> Ended:
    """How one check ends in a scene."""
    return _run(scene, each.run, each.level)


def _run(scene: Scene, run: Callable[[Scene], None], level: Level = "MUST") -> Ended:
    scene.log.begin()
    try:
        run(scene)
    except NotRun as reason:
        return Ended(Verdict.NOTRUN, (str(reason),))
    except (Broken, *NO_ANSWER) as error:
        return _failed(error, scene, level)
    except ControlFailed as error:
        return Ended(Verdict.KIT_ERROR, (f"the control API: {error}",))
    except Exception as error:
        return Ended(Verdict.KIT_ERROR, (f"{type(error).__name__}: {error}",))
    return Ended(Verdict.PASS)


def _failed(error: Exception, scene: Scene, level: Level) -> Ended:
    """It was answered wrongly, too late, or not at all."""
    if isinstance(error, Broken):
        return Ended(_BROKEN[level], (error.seen,), (error.allowed,))
    if isinstance(error, TimeoutError):
        return Ended(Verdict.TIMEOUT, (f"no answer within {scene.target.timeout:g} s",), ("an answer",))
    return Ended(Verdict.FAIL, (f"no answer: {type(error).__name__}: {error}",), ("an answer",))


def _check(plan: Plan, scene: Scene, each: ServerCheck, ended: Ended) -> Check:
    is_judged = ended.verdict is not Verdict.NOTRUN
    is_bad = ended.verdict not in (Verdict.PASS, Verdict.NOTRUN, Verdict.INFO)
    log = scene.log
    return Check(
        id=each.id,
        title=each.title,
        level=each.level,
        clauses=each.clauses,
        verdict=ended.verdict,
        exercised=int(is_judged),
        violated=int(is_bad),
        seen=tuple(map(log.mask, ended.seen)),
        allowed=tuple(map(log.mask, ended.allowed)),
        transcripts=log.transcripts() if is_bad else (),
        repeat=f"{plan.repeat} --only '{each.id.partition('[')[0]}'" if is_bad else None,
    )
