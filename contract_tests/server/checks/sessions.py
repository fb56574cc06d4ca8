"""How long a session lives, and who it lets in."""

from __future__ import annotations

from ..check import ServerCheck, check
from ..failing import expect
from ..forms import check_v3
from ..scene import Scene

_TIMEOUT = "v3 Authorization, timeout; v3 code 103"


@check("v3.session.unknown-id", "an id that no login gave out is 103, in every session method", "v3 code 103")
def unknown_id(scene: Scene) -> None:
    """In each of the four."""
    owner, nobodys = scene.owner, "4060b129-2d75-4b7e-9c3a-61b7769a5d2b"

    owner.calculate(nobodys, {"Recipient": owner.recipient, "Body": "x"}).must_be(103)
    owner.statuses(nobodys, "x").must_be(103)
    check_v3(owner.funds(nobodys).must_be(103), scene.readings)
    owner.send(nobodys, {"Recipient": owner.recipient, "Body": "x"}).must_be(103)


@check("v3.session.dies-at-60s", "a session is dead when 60 s have passed since its last request", _TIMEOUT)
def dies(scene: Scene) -> None:
    """59.9 s are not enough, 60 s are."""
    owner = scene.fresh()
    session = owner.login()
    owner.advance(60)

    check_v3(owner.funds(session).must_be(103), scene.readings)
    owner.funds(owner.login()).must_be(101)


@check("v3.session.lives-below-60s", "a session lives until 60 s have passed", _TIMEOUT)
def lives(scene: Scene) -> None:
    """A moment before."""
    owner = scene.fresh()
    session = owner.login()
    owner.advance(59.9)

    owner.funds(session).must_be(101)


@check("v3.session.request-renews", "every request starts the 60 s again", _TIMEOUT)
def renews(scene: Scene) -> None:
    """Five minutes, 50 s at a time; then one too many."""
    owner = scene.fresh()
    session = owner.login()
    for _ in range(6):
        owner.advance(50)
        owner.funds(session).must_be(101)
    owner.advance(60)

    owner.funds(session).must_be(103)


@check("v3.session.belongs-to-account", "a session shows its own account and no other", "v3 Authorization, session")
def belongs(scene: Scene) -> None:
    """Two accounts of different wealth."""
    rich, poor = scene.fresh(balance="70.00"), scene.fresh(balance="3.00")
    of_rich, of_poor = rich.login(), poor.login()

    expect(rich.funds(of_rich).amount("Balance"), 70, "Balance")
    expect(rich.funds(of_poor).amount("Balance"), 3, "Balance")


SESSIONS: tuple[ServerCheck, ...] = (unknown_id, dies, lives, renews, belongs)
