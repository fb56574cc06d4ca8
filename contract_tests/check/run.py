"""All checks of an adapter, each with a process of its own, so that what one breaks does not spoil the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..driver.limits import Limits
from ..driver.link import Message
from ..driver.process import CannotStart
from ..driver.reading import problem_of_hello
from ..driver.replies import Noise
from ..driver.secrets import Leak
from ..own_gateway import OwnGateway
from . import basics, calls
from .bench import Bench, Stuck
from .findings import Finding
from .report import AdapterReport
from .stage import Check, Stage

_CHECKS: tuple[tuple[str, Check], ...] = (
    ("cases begin and end", basics.begins_and_ends),
    ("a made-up call is unsupported", basics.knows_its_calls),
    ("an unreadable line is answered", basics.answers_the_unreadable),
    ("lines end in LF alone", basics.reads_lines),
    ("every declared call succeeds", calls.makes_its_calls),
    ("a refusal is told", calls.tells_a_refusal),
    ("calls at once are answered each", calls.takes_calls_at_once),
    ("each case has a client of its own", calls.starts_afresh),
    ("it exits at stop", basics.exits_at_stop),
    ("it exits at the end of input", basics.exits_at_the_end_of_input),
)
_HELLO = '{"seq": 1, "ok": true, "client": {"name": "…"}, "calls": {"v2": […], "v3": […]}}'


def adapter_check(command: Sequence[str], *, timeout_ms: int = 3000, limits: Limits | None = None) -> AdapterReport:
    """Try an adapter at a gateway of our own. timeout_ms: for one HTTP request of its client; a call has four times it.

    It never raises for what an adapter does, and never waits without end.
    """
    limits = limits or Limits()
    report, leaks = AdapterReport(), list[Leak]()
    with OwnGateway() as gateway:
        hello = _greet(command, limits, timeout_ms, report)
        if hello is None:
            return report
        stage = Stage(gateway, hello, timeout_ms)
        for name, check in _CHECKS:
            bench = Bench(command, limits, timeout_ms)
            found = [*_found(check, stage, bench)]
            leaks += bench.leaks
            report.add(*found)
            if not found:
                report.passed.append(name)
    report.add(*_of_leaks(leaks))
    return report


def _greet(command: Sequence[str], limits: Limits, timeout_ms: int, report: AdapterReport) -> Message | None:
    """Its reply to hello; None where there is none to go on from, and the report says why."""
    try:
        bench = Bench(command, limits, timeout_ms)
    except CannotStart as error:
        to_do = "Give the command as you would type it, after --."
        finding = Finding("The command cannot be started", " ".join(command), str(error), "a process", to_do)
        report.add(finding, is_unreachable=True)
        return None
    try:
        hello = bench.hello()
    except Stuck as stuck:
        report.add(stuck.finding, is_unreachable=not isinstance(stuck.trouble, Noise))
        return None
    finally:
        bench.close()
    problem = problem_of_hello(hello)
    if problem:
        to_do = f"Say who you are and which calls you have: {problem}."
        what = "hello is not answered as it should be"
        report.add(Finding(what, bench.sent, bench.came, _HELLO, to_do, rejects=True))
        return None
    client, offered = hello["client"], hello["calls"]
    named = "; ".join(f"{api}: {', '.join(offered.get(api, ())) or 'nothing'}" for api in ("v2", "v3"))
    report.adapter = f"{client['name']} {client.get('version', '')}".rstrip() + f"  {named}"
    return hello


def _found(check: Check, stage: Stage, bench: Bench) -> Iterator[Finding]:
    try:
        bench.hello()
        yield from check(stage, bench)
    except Stuck as stuck:
        yield stuck.finding
        bench.close()
        return
    noise = bench.close()
    if noise:
        yield noise


def _of_leaks(leaks: Iterable[Leak]) -> Iterator[Finding]:
    for what, leak in {f"{leak.what} in {leak.where}": leak for leak in leaks}.items():
        to_do = "Log neither the password nor a v2 URL, which holds it; also not in what an exception says."
        yield Finding(f"It tells {what}", "a case with a password", leak.excerpt, "no password", to_do)
