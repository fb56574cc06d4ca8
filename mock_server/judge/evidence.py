"""What the judge sees of one exchange, in plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from ..gateway.account import Account
from ..gateway.commands import Authorize, SessionCommand, V2Command, V2Reply, V3Reply
from ..wire.deviations import Deviation


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """One exchange that is over. Instants are real ones, in microseconds; only `now` is of the account's clock.

    id: the exchange's. account: whom it was for; None where nobody known was named. username: as the request gave it,
    known or not (v3 authorize and v2). protocol: None where the path is neither's. method: as the documents spell it;
    None where it is unknown. http_method, path: as sent, the path without its query.
    started_at: when the request's headers had arrived. finished_at: when its answer left, or its client went away.
    now: the instant on the account's clock at the end; 0 without an account.
    http_status, code: what the client was told (code: v3 StatusCode or v2 error code; None for a v2 success, for an
    answer that carries none, and where it was told nothing).
    is_told: whether the whole answer that was decided on was sent. False: it was withheld, cut or falsified on the way
    after the request was served, or its client had gone. `reply` is then what happened all the same.
    is_served: whether the gateway decided (else a fault answered in its place).
    command: what was asked; None where it could not be read. reply: what was done; None where it was refused.
    deviations: what the codec noted. is_secure: over TLS. body_size: bytes of the request's body.
    why: in which words the answer was decided, where it refuses. has_left: the client went away before its answer.
    others_left: so had, before it began, the clients of all other requests of the account that are held in flight.
    """

    id: int
    account: Account | None
    username: str | None
    protocol: Literal["v2", "v3"] | None
    method: str | None
    http_method: str
    path: str
    started_at: int
    finished_at: int
    now: int
    http_status: int | None
    code: int | None
    is_told: bool
    is_served: bool
    command: Authorize | SessionCommand | V2Command | None
    reply: V3Reply | V2Reply | None
    deviations: Sequence[Deviation]
    is_secure: bool
    body_size: int = 0
    why: str = ""
    has_left: bool = False
    others_left: bool = False
