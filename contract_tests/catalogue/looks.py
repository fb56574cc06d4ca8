"""Looks at what the gateway saw. Each is a few lines, and says in words what it does not like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, TypeAlias

from ..driver.replies import Failure, Value
from .case import Look
from .seen import Exchange, Seen
from .steps import Call, messages_of

REFUSED = frozenset({5, 6, 7, 8, 9})
"""v3 statuses of a message that was kept but not accepted."""


def asked(method: str, least: int = 1, most: int | None = None) -> Look:
    """So many requests of that method came."""
    most = least if most is None else most

    def look(seen: Seen) -> Iterable[str]:
        count = len(seen.of(method))
        if not least <= count <= most:
            allowed = f"{least}" if least == most else f"{least} to {most}"
            yield f"{_counted(count, f'{method} request')}, {allowed} allowed"

    return look


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def came(*methods: str) -> Look:
    """A request of each of these methods came."""
    return lambda seen: [f"no {method} request came" for method in methods if not seen.of(method)]


def answered(method: str | tuple[str, ...], *codes: int | None) -> Look:
    """A request of that method was answered by one of these codes; None: an answer of v2 without one."""
    methods = (method,) if isinstance(method, str) else method

    def look(seen: Seen) -> Iterable[str]:
        told = [each.code for each in seen.of(*methods)]
        if not set(told) & set(codes):
            what = " or ".join(methods)
            yield f"no {what} was answered {' or '.join(map(str, codes))}; the answers were {told or 'none'}"

    return look


def fired(seen: Seen) -> Iterable[str]:
    """Everything that was to go wrong did."""
    return [f"{what} never came about" for what in seen.unused]


def no(*rules: str) -> Look:
    """The judge has nothing to say under these rules."""

    def look(seen: Seen) -> Iterable[str]:
        for each in seen.exchanges:
            for violation in each.violations:
                if violation.rule in rules:
                    yield f"{violation.rule}: {each.method}: {in_short(violation.rule, violation.level)}"

    return look


def in_short(rule: str, level: str) -> str:
    """A violation without what differs from run to run."""
    return f"a {level} of the judge's rule {rule} was broken"


# Messages


def each_once(seen: Seen) -> Iterable[str]:
    """What the calls asked to be sent is with the gateway exactly once, letter by letter, and nothing else."""
    return _difference(_wanted(seen), _arrived(seen))


def at_most_once(seen: Seen) -> Iterable[str]:
    """Nothing is there that nobody asked for, and nothing twice."""
    return _difference(Counter(), _arrived(seen) - _wanted(seen))


def none_arrived(seen: Seen) -> Iterable[str]:
    """No message was accepted."""
    return _difference(Counter(), _arrived(seen))


def as_told(seen: Seen) -> Iterable[str]:
    """After a success everything is there; after an error at least nothing is there twice."""
    succeeded = all(isinstance(each.reply, Value) for each in seen.made)
    return each_once(seen) if succeeded else at_most_once(seen)


_Messages: TypeAlias = Counter[tuple[int, str, str]]
"""How often (account, recipient, body) is there."""


def _wanted(seen: Seen) -> _Messages:
    sends = ((made.account, made.call) for made in seen.made if made.call.call in ("send", "schedule"))
    return Counter((number, each["recipient"], each["body"]) for number, call in sends for each in messages_of(call))


def _arrived(seen: Seen) -> _Messages:
    rows = ((number, each) for number, messages in enumerate(seen.messages) for each in messages)
    return Counter((number, each.recipient, each.body) for number, each in rows)


def _difference(wanted: _Messages, arrived: _Messages) -> Iterable[str]:
    missing, extra = wanted - arrived, arrived - wanted
    for what, found in (("missing", missing), ("not asked for, or once too often", extra)):
        if found:
            (_, recipient, body), _ = next(iter(sorted(found.items())))
            yield f"{found.total()} messages {what}; one is to {recipient!r}: {body[:60]!r}"


def priced_as_given(seen: Seen) -> Iterable[str]:
    """Calculate was asked about the messages of its call, letter by letter."""
    wanted = Counter(each["body"] for made in seen.made for each in messages_of(made.call))
    asked_for = Counter(str(row.get("Body")) for each in seen.of("Calculate") for row in rows(each))
    for what, found in (("not asked about", wanted - asked_for), ("asked about, and not given", asked_for - wanted)):
        if found:
            yield f"{found.total()} messages {what}; one is {next(iter(sorted(found)))[:60]!r}"


def references_kept(seen: Seen) -> Iterable[str]:
    """A caller's reference is the message's."""
    given = [each["reference"] for made in seen.made if made.call.call == "send" for each in _referenced(made.call)]
    kept = Counter(each.reference for messages in seen.messages for each in messages)
    return [f"reference {each!r} was given and is on {kept[each]} messages" for each in given if kept[each] != 1][:3]


def _referenced(call: Call) -> list[dict[str, str]]:
    return [each for each in messages_of(call) if "reference" in each] if call.api == "v3" else []


def every(member: str, value: Any) -> Look:
    """Each message that arrived has this value; there is one."""

    def look(seen: Seen) -> Iterable[str]:
        found = [getattr(each, member) for messages in seen.messages for each in messages]
        if not found:
            yield "no message arrived"
        for each in found:
            if each != value:
                yield f"{member} is {each!r}, and should be {value!r}"

    return look


# Requests


def wrote(method: str, **members: Any) -> Look:
    """The requests of that method say just this, but for blanks around it, which the document's example has too."""

    def look(seen: Seen) -> Iterable[str]:
        for each in seen.of(method):
            for name, value in members.items():
                said = each.asked.get(name)
                if (said.strip() if isinstance(said, str) else said) != value:
                    yield f"{method}: {name} is {said!r:.80}, and should be {value!r:.80}"

    return look


def one_at_a_time(seen: Seen) -> Iterable[str]:
    """No 104 that the gateway itself had to give, and no two windows over each other."""
    yield from no("v3.busy.overlap")(seen)
    denied = [each for each in seen.in_session if each.code == 104 and each.fault is None]
    if denied:
        yield "a request came while another was in flight, and was answered 104"


def waits(method: str, code: int, least: float) -> Look:
    """Between an answer of that code and the next request of that method lie so many seconds."""

    def look(seen: Seen) -> Iterable[str]:
        found = seen.of(method)
        for refused, again in pairwise(found):
            if refused.code == code and (again.started_at - (refused.finished_at or 0)) / 1e6 < least - 0.02:
                yield f"{method} came again sooner than {least} s after {code}"

    return look


def logins(most: int, least: int = 0) -> Look:
    """So many logins at most, for each account."""

    def look(seen: Seen) -> Iterable[str]:
        found = Counter(each.account for each in seen.of("authorize"))
        for account, count in found.items():
            if count > most:
                yield f"{count} logins{'' if not account else f' of account {account + 1}'}, {most} allowed"
        if found.total() < least:
            yield f"{_counted(found.total(), 'login')}, {least} at least are needed"

    return look


def reuses_sessions(seen: Seen) -> Iterable[str]:
    """No more logins than the client takes calls at once, each of which may have a session of its own."""
    return logins(seen.concurrency)(seen)


def batch_sizes(seen: Seen) -> list[int]:
    """How many messages each Send held."""
    return [len(rows(each)) for each in seen.of("Send")]


def no_batch_above(most: int) -> Look:
    """No Send holds more messages."""
    return lambda seen: [f"a Send holds {size} messages, {most} allowed" for size in batch_sizes(seen) if size > most]


def asked_before_resending(seen: Seen) -> Iterable[str]:
    """Between two Sends of a message stands a QueryMessages that names it."""
    known: set[str] = set()
    for each in seen.exchanges:
        if each.method == "QueryMessages":
            known -= set(map(str, listed(each, "References")))
        if each.method == "Send":
            references = {str(row.get("Reference")) for row in rows(each)}
            if references & known:
                yield "a message was sent again, and not asked after first"
            known |= references


def rows(exchange: Exchange) -> list[Mapping[str, Any]]:
    """The messages that a request holds, as far as it can be read."""
    return [row for row in listed(exchange, "Messages") if isinstance(row, Mapping)]


def listed(exchange: Exchange, name: str) -> list[Any]:
    """The list that a request has under that name; empty where it has none."""
    found = exchange.asked.get(name)
    return found if isinstance(found, list) else []


def is_told(reply: object) -> bool:
    """Whether a reply is one that can be judged."""
    return isinstance(reply, Value | Failure)
