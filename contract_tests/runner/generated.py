"""Generated cases: laws tried with what hypothesis thinks of; what breaks one is made small and saved."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from msgspec.structs import replace

from mobipace.mock_server import world
from mobipace.mock_server.report import Check, Results, Transcript, Verdict, totals

from ..catalogue.case import Case
from ..catalogue.laws import LAWS
from ..catalogue.steps import Step
from ..driver.subject import RunOver, Subject
from .hosting import Host
from .judging import Judgement, check
from .one import Settings, judge_one, unsupported
from .plan import Planned
from .run import Options
from .traces import Client, Trace, made_of, write

EXAMPLES = 25
"""Examples of each law, where no number is given."""

_BAD = frozenset({Verdict.FAIL, Verdict.TIMEOUT, Verdict.CRASH, Verdict.KIT_ERROR})

Drawn: TypeAlias = tuple[dict[str, Any], tuple[Step, ...]]
"""Members of an account, and steps."""


class _Broken(Exception):
    """An example that breaks its law."""

    def __init__(self, case: Case, judgement: Judgement, transcripts: tuple[Transcript, ...]) -> None:
        super().__init__(case.id)
        self.case = case
        self.judgement = judgement
        self.transcripts = transcripts


@dataclass(frozen=True, slots=True)
class Trials:
    """examples: of each law. client, folder: what a saved trace names, and where it is saved. laws: which."""

    examples: int
    client: Client
    folder: Path
    laws: tuple[Case, ...] = LAWS


def generated(make: Callable[[], Subject], results: Results, options: Options, trials: Trials) -> Results:
    """The results with a check for each law. Nothing is tried with a client that ended the run before.

    Raises SubjectError; OSError where a trace cannot be saved.
    """
    if results.notes:
        return results
    subject = make()
    settings = Settings(world.load(None, seed=options.seed), options.seed, options.repeat, slack=options.slack)
    checks = list(results.checks)
    try:
        with Host() as host:
            for law in trials.laws:
                checks.append(_Trial(law, subject, host, settings).check(trials))
                options.told(checks[-1])
    finally:
        subject.close()
    return replace(results, checks=tuple(checks), totals=totals(checks))


class _Trial:
    """One law, tried."""

    def __init__(self, law: Case, subject: Subject, host: Host, settings: Settings) -> None:
        self._law = law
        self._subject = subject
        self._host = host
        self._settings = settings

    def check(self, trials: Trials) -> Check:
        """What came of it."""
        if importlib.util.find_spec("hypothesis") is None:
            why = "hypothesis is not installed, and generates these: pip install hypothesis"
            return check(self._law, self._law.id, Judgement(Verdict.NOTRUN, (why,)), (), "")
        try:
            tried = self._try(trials.examples)
        except _Broken as broken:
            return self._failed(broken, trials)
        except RunOver as over:
            return check(self._law, self._law.id, Judgement(Verdict.FAIL, (str(over),)), (), "")
        if not tried:
            judgement = Judgement(Verdict.UNSUPPORTED, ("the client lacks the calls that this is about",))
            return check(self._law, self._law.id, judgement, (), "")
        return replace(check(self._law, self._law.id, Judgement(Verdict.PASS, ()), (), ""), exercised=tried)

    def _try(self, examples: int) -> int:
        """How many examples kept the law. Raises _Broken with the smallest that does not."""
        from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: PLC0415  it is optional
        from hypothesis.errors import Flaky  # noqa: PLC0415

        kept = [0]
        last: list[_Broken] = []

        @seed(self._settings.seed)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
        )
        @given(_strategy(self._law.id))
        def holds(drawn: Drawn) -> None:
            try:
                kept[0] += self._play(made_of(self._law, *drawn))
            except _Broken as broken:
                last[:] = [broken]
                raise

        try:
            holds()
        except Flaky:  # it failed, and when repeated did not: that it failed is what counts
            raise last[0] from None
        return kept[0]

    def _play(self, case: Case) -> bool:
        """Whether it was played. Raises _Broken where it breaks the law."""
        planned = Planned(case, case.id)
        if unsupported(case, self._subject):
            return False
        judgement, transcripts = judge_one(planned, self._subject, self._host, self._settings)
        if judgement.verdict in _BAD:
            raise _Broken(case, judgement, transcripts)
        return True

    def _failed(self, broken: _Broken, trials: Trials) -> Check:
        case = broken.case
        trace = Trace(
            law=case.id, client=trials.client, seed=self._settings.seed, account=dict(case.account), steps=case.steps
        )
        repeat = f"mobipace-mock replay {write(trace, trials.folder)}"
        return check(case, case.id, broken.judgement, broken.transcripts, repeat)


def _strategy(law: str) -> Any:
    from hypothesis import strategies as st  # noqa: PLC0415

    from ..catalogue.steps import send_v2, v2, v3  # noqa: PLC0415
    from . import strategies as made  # noqa: PLC0415

    plain: Any = st.just({})
    account = st.fixed_dictionaries({"balance": made.amounts(), "credit_limit": st.just("-99999999999999.99")})
    under = st.tuples(account, made.readings()).map(lambda both: {**both[0], "readings": both[1]})
    calls = (v3("balance"), v2("balance"), send_v2(), v2("status", message_id="$last"))
    by_law = {
        "generated.v3.texts": st.tuples(plain, made.batches().map(lambda call: (call,))),
        "generated.v2.texts": st.tuples(plain, made.bodies().map(lambda text: (send_v2(text),))),
        "generated.readings": st.tuples(
            under,
            made.batches().map(lambda call: (call, *calls, v3("status", references=["r0"]))),
        ),
        "generated.sequences": st.tuples(plain, made.sequences()),
        "generated.faults": st.tuples(plain, made.befallen()),
    }
    return by_law[law]
