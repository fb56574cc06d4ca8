"""Who may use the control API. Loopback is not a boundary: any page in a browser can reach it.

A foreign `Host` (DNS rebinding) and a foreign `Origin` are refused, there are no CORS headers, and where the listener
is open to the network a bearer token is asked for.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from .errors import ControlError

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:/@\s]+)(:\d{1,5})?")
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Guard:
    """What a control listener accepts. `names`: its own names besides localhost. `token` None: none is asked for.

    is_loopback: it listens on loopback alone. If not, addresses and names without a dot (as containers call each
    other) are its own as well: neither can be turned against it by a foreign DNS server.
    """

    is_loopback: bool
    names: frozenset[str] = frozenset()
    token: str | None = None

    def check(self, request: web.Request, *, needs_token: bool = True) -> None:
        """Raises ControlError 403 for a foreign Host or Origin, 401 without the right token."""
        self._check_host(request.headers.get("Host", ""))
        self._check_origin(request)
        if needs_token and self.token is not None:
            self._check_token(request.headers.get("Authorization", ""), self.token)

    def _check_host(self, host: str) -> None:
        match = _HOST.fullmatch(host)
        if match is None or not self._is_own(match[1].strip("[]").rstrip(".").lower()):
            raise ControlError(
                403,
                f"Host {host[:80]!r} is not this server's; use localhost, 127.0.0.1 or [::1], or name the host with "
                "--tls-name",
            )

    def _is_own(self, name: str) -> bool:
        if {name, f"*.{name.partition('.')[2]}"} & (_LOCAL_NAMES | self.names):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return not self.is_loopback and "." not in name and ":" not in name
        return address.is_loopback or not self.is_loopback

    def _check_origin(self, request: web.Request) -> None:
        origin = request.headers.get("Origin")
        is_foreign = origin is not None and _host_of(origin) != request.headers["Host"].lower()
        if is_foreign or request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise ControlError(
                403, f"Origin {(origin or 'of another site')[:80]!r} is foreign; pages of other sites are refused"
            )

    def _check_token(self, given: str, token: str) -> None:
        scheme, _, secret = given.partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            secret.strip().encode("utf-8", "surrogateescape"), token.encode()
        ):
            raise ControlError(
                401,
                "a token is needed: send Authorization: Bearer TOKEN; the server printed it at its start",
                {"WWW-Authenticate": 'Bearer realm="mobipace-mock control"'},
            )


def _host_of(origin: str) -> str:
    """Host and port of an origin; empty for what is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
