"""What HTTP itself has to look like."""

from __future__ import annotations

from ..check import ServerCheck, check
from ..client import JSON
from ..failing import Broken, expect
from ..http import HttpRequest
from ..scene import Scene

_METHODS = ("authorize", "Send", "Calculate", "QueryMessages", "QueryBalance")


@check("http.unknown-path", "an address that no document names is 404", "v3 HTTP API 3.0 methods, addresses")
def unknown_path(scene: Scene) -> None:
    """A method that there is not."""
    answer = scene.owner.http(HttpRequest("POST", f"{scene.owner.v3_path}/SendAll", b"{}", JSON))

    expect(answer.status, 404, "HTTP status of POST …/SendAll")


@check("http.v3-takes-post", "v3 is asked by POST; another method is 405 and names POST", "v3 HTTP API 3.0 methods")
def v3_takes_post(scene: Scene) -> None:
    """GET of each address."""
    for method in _METHODS:
        answer = scene.owner.http(HttpRequest("GET", f"{scene.owner.v3_path}/{method}"))

        expect(answer.status, 405, f"HTTP status of GET {method}")
        if "POST" not in (answer.header("Allow") or ""):
            raise Broken(f"Allow of GET {method}: {answer.header('Allow')}", "POST")


@check("http.v2-takes-get", "v2 is asked by GET; what nobody documented is 405", "v2 4")
def v2_takes_get(scene: Scene) -> None:
    """DELETE of v2's address."""
    answer = scene.owner.http(HttpRequest("DELETE", scene.owner.v2_path), at="v2")

    expect(answer.status, 405, "HTTP status of DELETE")
    if "GET" not in (answer.header("Allow") or ""):
        raise Broken(f"Allow: {answer.header('Allow')}", "GET")


@check(
    "http.errors-are-200",
    "a request that reaches its protocol is HTTP 200; the code in the body tells what came of it",
    "v3 Error codes and their meanings; v2 4, response",
)
def errors_are_200(scene: Scene) -> None:
    """What cannot be read, and what is refused."""
    owner = scene.owner
    statuses = {
        "a body that is no JSON": owner.post("QueryBalance", b"{").status,
        "an unknown session": owner.post("QueryBalance", {"SessionId": "nobody's"}).status,
        "an unknown user": owner.post("authorize", {"Username": "nobody@example.com", "Password": "x"}).status,
        "an unknown function": owner.get(f"{owner.v2_path}?function=fly").status,
    }

    expect(statuses, dict.fromkeys(statuses, 200), "HTTP status")


HTTP: tuple[ServerCheck, ...] = (unknown_path, v3_takes_post, v2_takes_get, errors_are_200)
