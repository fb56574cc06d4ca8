"""Where the documents put things: the paths of both protocols and what may be done there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..wire.deviations import Deviation
from ..wire.v3 import Method


@dataclass(frozen=True, slots=True)
class Address:
    """One documented path. `method` None: v2, whose function is a parameter. name: as documents spell the method."""

    path: str
    protocol: Literal["v2", "v3"]
    method: Method | None
    name: str | None
    clause: str


V2_PATH = "/API_2_0/HTTP_API.aspx"
ALIAS = "/Gate.aspx"
_ADDRESSES = (
    *(Address(f"/v3/{method.value}", "v3", method, method.value, "v3 HTTP API 3.0 methods") for method in Method),
    *(Address(path, "v2", None, None, "v2 4") for path in (V2_PATH, ALIAS)),
)
PATHS = tuple(address.path for address in _ADDRESSES)
_BY_FOLDED_PATH = {address.path.lower(): address for address in _ADDRESSES}

_FOUND_AT_ONCE = {address.path: (address, None) for address in _ADDRESSES if address.path != ALIAS}

NOT_FOUND = (
    "nothing is at this address. v3 is POST /v3/authorize, /v3/Send, /v3/Calculate, /v3/QueryMessages and "
    "/v3/QueryBalance; v2 is GET /API_2_0/HTTP_API.aspx?function=send|schedule|querybalance|querymessage\n"
)
V2_TAKES = (
    "v2 is asked with GET and a query (or a POST of application/x-www-form-urlencoded); "
    "JSON is v3's and goes to /v3/authorize, /v3/Send, /v3/Calculate, /v3/QueryMessages or /v3/QueryBalance\n"
)
V3_TAKES = "v3 is asked with POST and a JSON body; v2 is GET /API_2_0/HTTP_API.aspx?function=...\n"


def find(path: str) -> tuple[Address, Deviation | None] | None:
    """The address at `path`, whatever its letter case and with or without a slash at its end, which is a deviation."""
    if path in _FOUND_AT_ONCE:
        return _FOUND_AT_ONCE[path]
    address = _BY_FOLDED_PATH.get(path.removesuffix("/").lower())
    if address is None:
        return None
    if address.path == ALIAS:
        message = f"{ALIAS} is the old name of {V2_PATH}; use that"
        return address, Deviation("v2.path.alias", address.clause, message, "NOTE", is_tolerance=False)
    if path != address.path:
        rule = f"{address.protocol}.path.form"
        return address, Deviation(
            rule, address.clause, f"path {path[:80]!r} given; the documented one is {address.path}"
        )
    return address, None
