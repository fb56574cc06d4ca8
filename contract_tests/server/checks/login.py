"""authorize: who is let in, and what the others are told."""

from __future__ import annotations

import re
from uuid import uuid4

from ..check import ServerCheck, check
from ..failing import Broken, expect
from ..forms import check_v3
from ..scene import Scene

_ID = "failed_login_session_id"
_WRONG = "wrong"


@check(
    "v3.authorize.success",
    "a login is answered 101 with a SessionId, the members in the document's order",
    "v3 Authorization, response table; v3 Authorization, example; v3 code 101",
)
def success(scene: Scene) -> None:
    """The right password."""
    answer = scene.owner.authorize().must_be(101)

    check_v3(answer, scene.readings)
    if not re.fullmatch(r"\S{16,}", str(answer["SessionId"])):
        raise Broken(f"SessionId {answer['SessionId']!r}", "an id that nobody can guess")


@check(
    "v3.authorize.new-id", "each login gives an id of its own", "v3 Authorization, session; v3 Authorization, renewal"
)
def new_id(scene: Scene) -> None:
    """Two logins."""
    if scene.owner.login() == scene.owner.login():
        raise Broken("the same SessionId twice", "a new one for each login")


@check(
    "v3.authorize.wrong-password",
    "a wrong password is 200",
    "v3 code 200; v3 Authorization, failure",
    _ID,
)
def wrong_password(scene: Scene) -> None:
    """Once; the right one follows, so that failures do not add up."""
    answer = scene.owner.authorize(password=f"wrong {uuid4()}").must_be(200)

    check_v3(answer, scene.readings)
    scene.owner.login()


@check("v3.authorize.unknown-user", "a name that nobody has is 200", "v3 code 200")
def unknown_user(scene: Scene) -> None:
    """A name that nobody has."""
    scene.owner.authorize(f"{uuid4()}@example.com").must_be(200)


@check(
    "v3.authorize.no-password-set",
    "an account of a social network has no password, and no password opens it",
    "v3 limitations, social network accounts; v3 Authorization, social network accounts; v3 code 200",
    _ID,
)
def no_password_set(scene: Scene) -> None:
    """Whatever is tried, also the empty text; and it never locks."""
    owner = scene.fresh(password=None)
    for password in ("", "null", "None", "x", "y", "z", "123456"):
        check_v3(owner.authorize(password=password).must_be(200), scene.readings)


@check(
    "v3.authorize.locks-after-failures",
    "the fifth failure in a row is still 200; then even the right password is 201, until an operator helps",
    "v3 code 201; v3 code 200",
    _ID,
)
def locks_after_failures(scene: Scene) -> None:
    """Five wrong, one right; unlocked, it is let in."""
    owner = scene.fresh()
    codes = [owner.authorize(password=_WRONG).code for _ in range(5)]
    locked = owner.authorize().must_be(201)

    expect(codes, [200] * 5, "StatusCodes of five wrong passwords")
    check_v3(locked, scene.readings)
    owner.v2("querybalance").must_be(701)
    owner.change(locked=False)
    owner.login()


@check("v3.authorize.success-clears", "a right password clears the count of failures", "v3 code 201")
def success_clears(scene: Scene) -> None:
    """Four wrong, one right, four wrong, one right; v2 counts along."""
    owner = scene.fresh()
    for _ in range(2):
        owner.authorize(password=_WRONG).must_be(200)
        owner.authorize(password=_WRONG).must_be(200)
        owner.v2("querybalance", password=_WRONG).must_be(701)
        owner.v2("querybalance", password=_WRONG).must_be(701)
        owner.login()


@check("v2.login.counts-for-v3", "failures in v2 and in v3 count together", "v3 code 201; v2 8.2 code 701")
def counts_together(scene: Scene) -> None:
    """Three of one and two of the other."""
    owner = scene.fresh()
    for _ in range(3):
        owner.v2("querybalance", password=_WRONG).must_be(701)
    for _ in range(2):
        owner.authorize(password=_WRONG).must_be(200)

    owner.authorize().must_be(201)


@check("v3.authorize.blocked", "a blocked account is 202, whatever the password", "v3 code 202", _ID)
def blocked(scene: Scene) -> None:
    """Right and wrong."""
    owner = scene.fresh(blocked=True)

    check_v3(owner.authorize().must_be(202), scene.readings)
    owner.authorize(password=_WRONG).must_be(202)
    owner.v2("querybalance").must_be(701)


@check(
    "v3.authorize.malformed",
    "a login that is no JSON, or lacks a mandatory parameter, is 102",
    "v3 Authorization, request table; v3 code 102",
    _ID,
)
def malformed(scene: Scene) -> None:
    """Each mandatory parameter in turn, missing or null."""
    owner = scene.owner
    name = owner.target.username
    documents: tuple[object, ...] = (
        b"",
        b"{",
        b"[]",
        b'"x"',
        {},
        {"Username": name},
        {"Password": "x"},
        {"Username": name, "Password": None},
    )
    codes = [owner.call("authorize", document).code for document in documents]

    expect(codes, [102] * len(documents), "StatusCodes of malformed logins")


LOGIN: tuple[ServerCheck, ...] = (
    success,
    new_id,
    wrong_password,
    unknown_user,
    no_password_set,
    locks_after_failures,
    success_clears,
    counts_together,
    blocked,
    malformed,
)
