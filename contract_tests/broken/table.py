"""Every broken gateway, and the checks that none of them can break."""

from __future__ import annotations

from .answers import ANSWERS
from .breakage import Breakage
from .logins import LOGINS
from .messages import MESSAGES
from .money import MONEY
from .readings import READINGS
from .requests import REQUESTS
from .statuses import STATUSES
from .v2 import V2

BROKEN_GATEWAYS: tuple[Breakage, ...] = (*LOGINS, *REQUESTS, *MONEY, *MESSAGES, *STATUSES, *ANSWERS, *V2, *READINGS)

_TELLS = "the documents are silent: it tells what a server does, and fails none"

WITHOUT: dict[str, str] = {
    "server.v2.alias": _TELLS,
    "server.v2.post-of-a-form": _TELLS,
    "server.v2.function-case": _TELLS,
    "server.http.path-case": _TELLS,
    "server.v2.text.stray-percent": _TELLS,
    "server.v2.text.latin-1": _TELLS,
}
"""Checks that kill no broken gateway, and why."""
