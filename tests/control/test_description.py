"""The API and its description are one: whatever is served is described, and the other way round."""

import re
from typing import Any

import pytest

from mobipace.mock_server.web.control.app import make_control
from mobipace.mock_server.web.control.guard import Guard
from mobipace.mock_server.web.server import ServerConfig
from mobipace.mock_server.web.simulator import Simulator
from tests.control.support import DESCRIPTION, Control, operation
from tests.support import demo, running

ITEM_KEYS = {"parameters", "summary", "description", "servers"}


def served() -> set[tuple[str, str]]:
    """(method, path) of the route table."""
    routes = make_control(Simulator(demo()), Guard(is_loopback=True)).router.routes()
    return {(route.method, route.resource.canonical) for route in routes if route.resource}


def described() -> set[tuple[str, str]]:
    """(method, path) of the description."""
    return {(method.upper(), path) for path, item in DESCRIPTION["paths"].items() for method in item.keys() - ITEM_KEYS}


def parameters(path: str, method: str, place: str) -> dict[str, Any]:
    """The described parameters in the path or query, references followed."""
    item = DESCRIPTION["paths"][path]
    given = [*item.get("parameters", []), *item[method.lower()].get("parameters", [])]
    found = [
        DESCRIPTION["components"]["parameters"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        for each in given
    ]
    return {each["name"]: each for each in found if each["in"] == place}


def test_every_route_is_described() -> None:
    """Generated clients can do all that the server does."""
    assert served() - described() == set()


def test_everything_described_is_served() -> None:
    """Nothing is promised that is not there."""
    assert described() - served() == set()


@pytest.mark.parametrize(("method", "path"), sorted(described()))
def test_the_places_in_a_path_are_described(method: str, path: str) -> None:
    """A parameter for every brace."""
    assert set(parameters(path, method, "path")) == set(re.findall(r"\{(\w+)\}", path))


@pytest.mark.parametrize(("method", "path"), sorted(described()))
def test_every_refusal_is_described(method: str, path: str) -> None:
    """401, 403 for each; 404 where something is named; 400, 415 and 422 where a document is sent."""
    responses = set(DESCRIPTION["paths"][path][method.lower()]["responses"])
    expected = {"403"} if path == "/health" else {"401", "403"}
    expected |= {"404"} if "{" in path or path == "/ca.pem" else set()
    expected |= {"400", "415", "422"} if method in ("POST", "PATCH") else set()

    assert expected - responses == set()


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "accounts"), ("GET", "accounts/{}/messages"), ("GET", "exchanges"), ("DELETE", "exchanges")],
)
def test_the_parameters_taken_are_those_described(own: Control, method: str, path: str) -> None:
    """One that is described is known; which others are known, an unknown one is told."""
    asked = path.format("mobipace@mobipace.com")
    template = path.replace("{}", "{username}")
    text = own.error(method, asked, 400, params={"zzzzzzzz": "1"})
    known = set(text.partition("allowed: ")[2].split(", "))

    assert set(parameters(f"/{template}", method, "query")) == known


def test_an_address_that_is_not_there_points_to_the_description(control: Control) -> None:
    """404 in the API's own form."""
    assert control.error("GET", "acounts", 404) == (
        "nothing is at '/_control/acounts'; GET /_control/openapi.json describes this API"
    )


@pytest.mark.parametrize(("method", "path", "allowed"), [("PUT", "reset", "POST"), ("HEAD", "health", "GET")])
def test_another_method_hears_which_are_allowed(control: Control, method: str, path: str, allowed: str) -> None:
    """405 with Allow."""
    response = control.sim.http.request(method, f"{control.sim.urls.control}/{path}")

    assert (response.status_code, response.headers["Allow"]) == (405, allowed)
    assert method == "HEAD" or response.json() == {"error": f"{method} is not allowed here; allowed: {allowed}"}


def test_every_operation_is_found_by_a_path() -> None:
    """What these tests look answers up by tells every path from every other."""
    for method, path in described():
        filled = path.replace("{username}", "x").replace("{id}", "1").replace("{name}", "v3/status")

        assert operation(method, filled[1:]) == DESCRIPTION["paths"][path][method.lower()]


def test_a_listener_of_its_own_takes_the_api_off_the_gateways() -> None:
    """--control-port: the gateway's listener knows no control API, the control listener no gateway."""
    with running(config=ServerConfig(control_port=0)) as sim:
        control = Control(sim)

        assert not sim.urls.control.startswith(sim.urls.http or "")
        assert control.get("health")["status"] == "ok"
        assert sim.http.get("/_control/health").status_code == 404
        assert sim.http.get(sim.urls.control.replace("/_control", "/v3/authorize")).status_code == 404
        assert sim.account().login()
