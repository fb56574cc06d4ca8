"""How a request comes: its address, its method, whether it could be read, whether anybody could read along."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ...gateway.codes import V2Code, V3Code
from ...gateway.words import shown
from ..rule import Rule
from ..scene import Scene

_PATHS = (
    "/v3/authorize",
    "/v3/Send",
    "/v3/Calculate",
    "/v3/QueryMessages",
    "/v3/QueryBalance",
    "/API_2_0/HTTP_API.aspx",
)
_BY_LOWER_CASE = {path.lower(): path for path in _PATHS}
_V2_PATH = _PATHS[-1]

# What browsers, probes and crawlers ask of any server by themselves is no client's mistake.
_NOT_A_CLIENT = frozenset(
    ("/", "/favicon.ico", "/robots.txt", "/health", "/healthz", "/ready", "/readyz", "/livez", "/ping", "/metrics")
)
_NOT_A_CLIENT_BELOW = ("/_control", "/.well-known/", "/apple-touch-icon")


def unknown_path(scene: Scene) -> Iterable[str] | None:
    """404: no method has this address."""
    evidence = scene.evidence
    if evidence.protocol is not None:
        return ()
    path = evidence.path.lower()
    if evidence.http_method in ("GET", "HEAD") and (path in _NOT_A_CLIENT or path.startswith(_NOT_A_CLIENT_BELOW)):
        return None
    near = difflib.get_close_matches(path[:80], _BY_LOWER_CASE, n=1)
    hint = f"did you mean {_BY_LOWER_CASE[near[0]]}?" if near else f"v3 is {', '.join(_PATHS[:-1])}; v2 is {_V2_PATH}"
    return [f"{evidence.http_method[:16]} {shown(evidence.path, 60)}: nothing is at this address; {hint}"]


def v3_method(scene: Scene) -> Iterable[str] | None:
    """405 on a v3 address: most often a v2 query that went astray."""
    evidence = scene.evidence
    if evidence.protocol != "v3":
        return None
    if evidence.http_method == "POST":
        return ()
    return [
        f"{evidence.http_method[:16]} given; v3 takes POST with a JSON body. A query with function=… is v2's: "
        f"GET {_V2_PATH}"
    ]


def v2_method(scene: Scene) -> Iterable[str] | None:
    """405 on the v2 address: most often JSON that belongs to v3."""
    evidence = scene.evidence
    if evidence.protocol != "v2":
        return None
    if evidence.http_method == "GET" or evidence.http_status != 405:
        return ()
    return [
        f"{evidence.http_method[:16]} of something other than a form given; v2 takes GET with a query. "
        "JSON is v3's: POST it to /v3/authorize, /v3/Send, …"
    ]


def v3_unreadable(scene: Scene) -> Iterable[str] | None:
    """102: not JSON, something mandatory missing, a value that cannot be read."""
    return _unreadable(scene, "v3", V3Code.INCORRECT_PARAMETER)


def v2_unreadable(scene: Scene) -> Iterable[str] | None:
    """700: an unknown function, or something mandatory missing."""
    return _unreadable(scene, "v2", V2Code.INCORRECT_PARAMETERS)


def _unreadable(scene: Scene, protocol: str, code: int) -> Iterable[str] | None:
    evidence = scene.evidence
    if evidence.protocol != protocol or not evidence.is_served:
        return None
    if evidence.command is not None or evidence.code != code:
        return ()
    return [f"{evidence.why[:300] or 'the request could not be read'} (answered {code:d})"]


def too_large_or_broken(scene: Scene) -> Iterable[str] | None:
    """A plain 4xx for what is no readable HTTP request, or larger than the largest the documents allow."""
    evidence = scene.evidence
    if evidence.protocol is None or not evidence.is_told:
        return None
    if evidence.command is not None or evidence.http_status not in (400, 411, 413, 414, 431):
        return ()
    why = evidence.why[:300] or "it is no readable HTTP request, or larger than any documented one"
    return [f"answered HTTP {evidence.http_status}: {why}"]


def v3_plain(scene: Scene) -> Iterable[str] | None:
    """Said once an account: a simulator offers plain HTTP, so it may well be meant."""
    if scene.evidence.protocol != "v3":
        return None
    if scene.evidence.is_secure or "v3" in scene.past.plain:
        return ()
    return ["plain HTTP: passwords and session ids can be read on the way; the gateway itself takes HTTPS alone"]


def v2_plain(scene: Scene) -> Iterable[str] | None:
    """Said once an account, as for v3; here every single URL has the password in it."""
    if scene.evidence.protocol != "v2":
        return None
    if scene.evidence.is_secure or "v2" in scene.past.plain:
        return ()
    return ["plain HTTP: each URL carries the password, for anybody on the way to read; use https:// in production"]


RULES = (
    Rule(
        "http.path",
        "MUST",
        "v3 HTTP API 3.0 methods, addresses; v2 4",
        "A request goes to a documented address.",
        unknown_path,
        in_calm="kept",
    ),
    Rule(
        "v3.http-method",
        "MUST",
        "v3 HTTP API 3.0 methods",
        "A v3 request is a POST.",
        v3_method,
        about="v3",
        in_calm="kept",
    ),
    Rule(
        "v2.http-method", "MUST", "v2 4", "A v2 request is a GET with a query.", v2_method, about="v2", in_calm="kept"
    ),
    Rule(
        "v3.request.unreadable",
        "MUST",
        "v3 code 102",
        "A v3 request can be read.",
        v3_unreadable,
        about="v3",
        in_calm="kept",
    ),
    Rule(
        "v2.request.unreadable",
        "MUST",
        "v2 8.2 code 700",
        "A v2 request can be read.",
        v2_unreadable,
        about="v2",
        in_calm="kept",
    ),
    Rule(
        "http.request.broken",
        "MUST",
        "v3 HTTP API 3.0 methods; v2 3, requests",
        "A request is whole, readable HTTP and not larger than the largest documented one.",
        too_large_or_broken,
        in_calm="kept",
    ),
    Rule(
        "v3.plain-http",
        "NOTE",
        "v3 HTTP API 3.0 methods, HTTPS",
        "v3 goes over HTTPS (said once an account).",
        v3_plain,
        about="v3",
    ),
    Rule(
        "v2.plain-http",
        "NOTE",
        "v2 4",
        "A URL with a password goes over HTTPS (said once an account).",
        v2_plain,
        about="v2",
    ),
)
