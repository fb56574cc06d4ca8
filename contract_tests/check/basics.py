"""Checks of the protocol itself: cases, names, lines and the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mobipace.schemas import conforms

from ..adapter.messages import Call, line
from ..driver.reading import says_unsupported
from ..driver.replies import Noise
from .bench import Bench, Stuck
from .findings import Finding
from .stage import Stage

MADE_UP = "x-5f2c90de"
_OK = '{"seq": …, "ok": true}'
_UNSUPPORTED = '{"seq": …, "unsupported": true, "reason": "…"}'
_UNREADABLE = '{"seq": null, "adapter_error": "…"}'


def begins_and_ends(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """Two cases, whose begin has a member that nobody knows, and their ends."""
    for _ in range(2):
        if not _is_done(bench.begin(stage.context(), weather={"outlook": "fine"}), "begin"):
            to_do = "Make a fresh client of what begin holds, ignore members you do not know, and answer ok."
            yield Finding("A case does not begin", bench.sent, bench.came, _OK, to_do)
            return
        if not _is_done(bench.end(), "end"):
            to_do = "Put the client away and answer ok."
            yield Finding("A case does not end", bench.sent, bench.came, _OK, to_do)


def knows_its_calls(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """A name that was made up is unsupported."""
    bench.begin(stage.context())
    for api in ("v3", "v2"):
        try:
            answer = bench.call(api, MADE_UP, {}, _UNSUPPORTED)
        except Stuck as stuck:
            yield replace(stuck.finding, rejects=not isinstance(stuck.trouble, Noise))
            return
        if not says_unsupported(answer):
            what = f"The made-up call {api} {MADE_UP} is not answered as unsupported"
            to_do = "Answer unsupported to every name that you do not know: the kit rejects an adapter that does not."
            yield Finding(what, bench.sent, bench.came, _UNSUPPORTED, to_do, rejects=True)


def answers_the_unreadable(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """A line that is no JSON is answered, and the next one is read."""
    bench.begin(stage.context())
    answer = bench.ask_line(b'{"seq": not JSON\n', bench.number(), _UNREADABLE)
    if not conforms("adapter/unreadable.reply", answer):
        to_do = "Answer a line that you cannot read with seq null and adapter_error, and read on."
        yield Finding("An unreadable line is not answered as one", bench.sent, bench.came, _UNREADABLE, to_do)
    bench.end()


def reads_lines(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """A request that comes in pieces and holds what other programs take for the end of a line."""
    bench.begin(stage.context())
    call = Call(seq=bench.number(), api="v3", call=MADE_UP, args={"note": "one\u2028two\u2029three\u0085four"})
    text = line(call)
    future = bench.link.expect(call.seq)
    for begin in range(0, len(text), 7):
        bench.link.post_line(text[begin : begin + 7])
    if "adapter_error" in bench.awaited(future, text, _UNSUPPORTED):
        what = "A request that holds U+2028 is not read as one line"
        to_do = "Split standard input at LF alone: U+2028, U+2029 and U+0085 are text, whatever a line reader says."
        yield Finding(what, bench.sent, bench.came, _UNSUPPORTED, to_do)


def exits_at_stop(stage: Stage, bench: Bench) -> Iterator[Finding]:
    """After `stop` and the end of input the process ends."""
    bench.begin(stage.context())
    bench.end()
    if not bench.stop():
        yield _stays(bench, '{"op": "stop"} and the end of input')


def exits_at_the_end_of_input(_: Stage, bench: Bench) -> Iterator[Finding]:
    """Without `stop` as well: a kit that was killed sends none."""
    if not bench.end_input():
        yield _stays(bench, "the end of input")


def _stays(bench: Bench, sent: str) -> Finding:
    came = f"the process was still there after {bench.limits.stop_seconds:g} s, and was killed"
    to_do = "Leave the loop when standard input ends, and do not wait for threads, timers or connections."
    return Finding("The adapter does not exit", sent, came, "the process exits", to_do)


def _is_done(answer: dict[str, object], operation: str) -> bool:
    return answer.get("ok") is True and conforms(f"adapter/{operation}.reply", answer)
