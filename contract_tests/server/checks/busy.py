"""One request at a time: two that overlap, and what is decided before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from ..answers import V3Answer, read_v3
from ..check import ServerCheck, check
from ..client import Client, message
from ..failing import Broken, NotRun, expect
from ..forms import check_v3
from ..scene import Owner, Scene

HIDDEN = (
    "inconclusive: whoever is in front of the server waits for a request's last byte, so that no two overlap as seen "
    "from here; with --control, server.v3.busy.every-method tells"
)
_RULE = "v3 limitation 1, one at a time; v3 code 104"


def _overlapping(client: Client, session: str) -> list[V3Answer]:
    """Two requests of one session: the second comes while the first has yet to send its last bytes."""
    begun = client.begin("QueryBalance", {"SessionId": session})
    second = client.funds(session)
    return [read_v3("QueryBalance", begun.finish()), second]


@check("v3.busy.overlap", "of two requests that overlap one is served and the other is 104", _RULE)
def overlap(scene: Scene) -> None:
    """On two connections, at the same time."""
    answers = _overlapping(scene.owner, scene.owner.login())
    if [answer.code for answer in answers] == [101, 101] and not scene.owner.is_seen_early:
        raise NotRun(HIDDEN)

    expect(sorted(f"{answer.code}" for answer in answers), ["101", "104"], "StatusCodes of two requests that overlap")
    for answer in answers:
        check_v3(answer, scene.readings)


@check("v3.busy.free-again", "when the first is answered, the account is free again", _RULE)
def free_again(scene: Scene) -> None:
    """One after the other is always right."""
    session = scene.owner.login()
    _overlapping(scene.owner, session)

    scene.owner.funds(session).must_be(101)


@check(
    "v3.busy.every-method",
    "while one request is in flight, every session method is 104; authorize and v2 are not",
    f"{_RULE}; v2 4, login",
    "failed_send_fields",
)
def every_method(scene: Scene) -> None:
    """QueryBalance is held; the others are tried."""
    owner = scene.fresh()
    session = owner.login()
    one = message(owner.recipient, reference="not sent")
    with _held(owner, session):
        answers = [
            owner.send(session, one),
            owner.calculate(session, one),
            owner.statuses(session, "x"),
            owner.funds(session),
        ]
        authorized, balance = owner.authorize().code, owner.v2_balance()

    expect([answer.code for answer in answers], [104] * 4, "StatusCodes while a request is in flight")
    for answer in answers:
        check_v3(answer, scene.readings)
    if scene.readings["single_session"] == "no":
        expect(authorized, 101, "StatusCode of authorize while a request is in flight")
    expect(owner.v2_balance(), balance, "balance after a Send that was 104")
    expect(owner.received(), [], "messages after a Send that was 104")


class _held:
    """While this lasts a QueryBalance of the session is in flight; after it, it has been answered 101."""

    def __init__(self, owner: Owner, session: str) -> None:
        self._owner, self._session = owner, session
        self._pool = ThreadPoolExecutor(1)
        self._hold = owner.holding("QueryBalance")

    def __enter__(self) -> None:
        self._hold.__enter__()
        self._first = self._pool.submit(self._owner.funds, self._session)
        self._owner.wait_until_held()

    def __exit__(self, *error: object) -> None:
        self._hold.__exit__(None, None, None)
        answer = self._first.result(30)
        self._pool.shutdown()
        if error[0] is None:
            answer.must_be(101)


@check("v3.busy.scope", "whom a request in flight makes wait: the account, or the session alone", _RULE, "busy_scope")
def scope(scene: Scene) -> None:
    """Two sessions of one account."""
    if scene.readings["single_session"] == "yes":
        raise NotRun("a new login ends the older session, so that an account never has two")
    owner = scene.fresh()
    first, second = owner.login(), owner.login()
    with _held(owner, first):
        code = owner.funds(second).code

    expect(code, 104 if scene.readings["busy_scope"] == "account" else 101, "StatusCode in the account's other session")


@check("v3.busy.other-account", "another account is not made to wait", _RULE)
def other_account(scene: Scene) -> None:
    """Two accounts."""
    owner, other = scene.fresh(), scene.fresh()
    session = other.login()
    with _held(owner, owner.login()):
        other.funds(session).must_be(101)


@check("v3.busy.order", "102 and 103 are told before 104, and 104 before 202", f"{_RULE}; v3 code 102; v3 code 103")
def order(scene: Scene) -> None:
    """While a request is in flight."""
    owner = scene.fresh()
    session = owner.login()
    with _held(owner, session):
        codes = [
            owner.call("Calculate", owner.batch(session, [])).code,
            owner.funds("nobody's").code,
        ]
        owner.change(locked=True)
        codes.append(owner.funds(session).code)
        owner.change(locked=False)

    expect(codes, [102, 103, 104], "StatusCodes while a request is in flight")


@check("v3.session.in-flight-lives", "a session with a request in flight does not die", "v3 Authorization, timeout")
def in_flight_lives(scene: Scene) -> None:
    """Ten minutes in flight; the answer starts the 60 s again."""
    owner = scene.fresh()
    session = owner.login()
    with _held(owner, session):
        owner.advance(600)
        code = owner.funds(session).code
    owner.advance(59)

    expect(code, 104, "StatusCode 600 s after the request began")
    if owner.funds(session).code != 101:
        raise Broken("the session is dead 59 s after its last answer", "101")


BUSY: tuple[ServerCheck, ...] = (
    overlap,
    free_again,
    every_method,
    scope,
    other_account,
    order,
    in_flight_lives,
)
