"""One case from beginning to end, whatever happens in it."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mobipace.mock_server.gateway.settings import World
from mobipace.mock_server.report import Check, Transcript, Verdict
from mobipace.mock_server.web.control.transcripts import transcript
from mobipace.mock_server.web.journal import Exchange
from mobipace.mock_server.web.simulator import Simulator

from ..catalogue.case import Case
from ..driver.secrets import Secrets
from ..driver.subject import Subject, SubjectError
from .authority import Certificates
from .hosting import Host
from .judging import Judgement, check, judged
from .plan import Planned
from .staging import Stage

TRANSCRIPTS = 6
"""Exchanges of a case that are shown, the last ones."""

# What differs between two runs: where the gateway listened, and when it answered.
_VARYING = re.compile(r"\b127\.0\.0\.1:\d+|^(Date|X-Request-Id): .*\n", re.MULTILINE | re.IGNORECASE)


SLACK = 3.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What all cases of a run have in common. repeat: the command line that repeats one, `{}` standing for its id.

    tls: what cases over HTTPS are served with; None: there are none. slack: seconds that a call may take beside its
    HTTP requests, on a machine that has much to do.
    """

    world: World
    seed: int
    repeat: str
    tls: Certificates | None = None
    slack: float = SLACK


def run_one(planned: Planned, subject: Subject, host: Host, settings: Settings) -> Check:
    """Play it and judge it. Raises SubjectError where no case can be run with this client any more."""
    why, transcripts = unsupported(planned.case, subject), tuple[Transcript, ...]()
    if why:
        judgement = Judgement(Verdict.UNSUPPORTED, (why,))
    else:
        judgement, transcripts = judge_one(planned, subject, host, settings)
    return check(planned.case, planned.id, judgement, transcripts, settings.repeat.format(planned.id))


def unsupported(case: Case, subject: Subject) -> str:
    """What a client cannot do is known before anything is done; empty: it can. Raises SubjectError."""
    hello = subject.hello()
    lacks = sorted(f"{api} {call}" for api, call in case.needs - hello.calls)
    if lacks:
        return f"the client has no {', '.join(lacks)}"
    without = sorted(hello.without & {name for call in case.calls for name in call.args})
    if without:
        return f"the client has no {', '.join(without)}"
    if case.concurrency > hello.concurrency:
        return f"the client takes {hello.concurrency} calls at once, and the case makes {case.concurrency}"
    if len(case.calls) > 1 and not hello.has_sequences:
        return "one process makes one call; sequences need an adapter"
    return ""


def judge_one(
    planned: Planned, subject: Subject, host: Host, settings: Settings
) -> tuple[Judgement, tuple[Transcript, ...]]:
    """The verdict, and for a bad one what was said. Raises SubjectError."""
    secrets = Secrets()
    try:
        with host.gateway(settings.world, settings.tls, planned.case.certificate) as gateway:
            stage = Stage(planned.case, subject, gateway, settings.seed, planned.readings, slack=settings.slack)
            secrets = Secrets(*stage.passwords)
            seen = stage.play()
            judgement = judged(planned.case, seen)
            secrets = Secrets(*stage.passwords, *(judgement.problems and seen.session_ids))
            shown = () if judgement.verdict is Verdict.PASS else gateway.do(_transcripts)
    except SubjectError:
        raise
    except Exception as error:  # whatever goes wrong in the kit is the kit's error, and no client's
        return Judgement(Verdict.KIT_ERROR, (_told(error),)), ()
    problems = tuple(secrets.mask(each) for each in judgement.problems)
    return replace(judgement, problems=problems), tuple(_steady(each, secrets) for each in shown)


def _told(error: Exception) -> str:
    """The error, and where in the kit it came up."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"


def _transcripts(simulator: Simulator) -> tuple[Transcript, ...]:
    def is_session(id: str) -> bool:
        return simulator.gateway.account_of_session(id) is not None

    found = [*simulator.journal.after(0)]
    shown = found[-TRANSCRIPTS:]
    if telling := _telling(found):
        shown = [telling, *(each for each in shown if each is not telling)]
    return tuple(transcript(each, is_session) for each in shown)


def _telling(found: Sequence[Exchange]) -> Exchange | None:
    """The exchange that a report shows first: one that broke a rule, else the last that is no login."""
    broken = (each for each in found if any(violation.level == "MUST" for violation in each.violations))
    asked = (each for each in reversed(found) if each.method != "authorize")
    return next(broken, None) or next(asked, None)


def _steady(shown: Transcript, secrets: Secrets) -> Transcript:
    answer = None if shown.answer is None else _masked(shown.answer, secrets)
    return Transcript(shown.exchange, shown.title, _masked(shown.request, secrets), answer)


def _masked(text: str, secrets: Secrets) -> str:
    return _VARYING.sub(lambda found: "" if found[1] else "gateway", secrets.mask(text))
