"""What the documents are silent about: it is told what a server does, and nothing fails."""

from __future__ import annotations

from ..answers import read_v2
from ..check import ServerCheck, check
from ..client import query
from ..failing import expect
from ..http import HttpRequest
from ..scene import Owner, Scene


@check("v2.alias", "whether /Gate.aspx is served", "v2 4, alias", level="OBSERVED")
def alias(scene: Scene) -> None:
    """The printed addresses are linked to it."""
    owner = scene.owner
    text = query({"function": "querybalance", "username": owner.target.username, "password": owner.target.password})

    expect(owner.http(HttpRequest("GET", f"/Gate.aspx?{text}"), at="v2").status, 200, "HTTP status of /Gate.aspx")


@check("v2.post-of-a-form", "whether a form may be posted", "v2 4", level="OBSERVED")
def post_of_a_form(scene: Scene) -> None:
    """querybalance, in a body."""
    answer = _posted(scene.owner)

    expect(answer, 200, "HTTP status of a POST")


def _posted(owner: Owner) -> int:
    text = query({"function": "querybalance", "username": owner.target.username, "password": owner.target.password})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return owner.http(HttpRequest("POST", owner.v2_path, text.encode(), form), at="v2").status


@check("v2.function-case", "whether names match without regard to letter case", "v2 4, function", level="OBSERVED")
def function_case(scene: Scene) -> None:
    """QueryBalance, with a Username."""
    owner = scene.owner
    text = query({"Function": "QueryBalance", "Username": owner.target.username, "PASSWORD": owner.target.password})
    answer = read_v2("querybalance", owner.get(f"{owner.v2_path}?{text}"))

    expect(answer.prefix, "ID", "the answer to QueryBalance begins")


@check(
    "http.path-case",
    "whether paths match without regard to letter case",
    "v3 HTTP API 3.0 methods, addresses",
    level="OBSERVED",
)
def path_case(scene: Scene) -> None:
    """Authorize, as deployed clients write it, where the document prints authorize."""
    owner = scene.owner
    answer = owner.post("Authorize", {"Username": owner.target.username, "Password": owner.target.password})

    expect(answer.status, 200, "HTTP status of …/Authorize")
    expect(b"101" in answer.body, True, "…/Authorize is served")


OBSERVED: tuple[ServerCheck, ...] = (
    alias,
    post_of_a_form,
    function_case,
    path_case,
)
