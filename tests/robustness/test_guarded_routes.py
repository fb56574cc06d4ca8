"""Every resource of the control API is guarded: read off the route table, so that a new one cannot be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from aiohttp import web

from mobipace.mock_server.web.server import ServerConfig, make_app
from mobipace.mock_server.web.simulator import Simulator
from tests.robustness.support import Answer, answers, check_refusal, everything, serving
from tests.support import Account, RawConnection, Sim, demo

TOKEN = "s3cret-token"
GATEWAY = r"/{path}"


class Route(NamedTuple):
    """A resource and a method that it takes."""

    method: str
    path: str

    @property
    def has_body(self) -> bool:
        """Whether a form could be sent to it, or to what is like it."""
        return self.method in ("POST", "PATCH", "PUT")

    @property
    def is_writing(self) -> bool:
        """Whether it may change something."""
        return self.method not in ("GET", "HEAD", "OPTIONS")


def routes_of(app: web.Application) -> list[Route]:
    """All that an application and those mounted in it answer, but for what goes to the gateway."""
    found = {(route.method, route.resource.canonical) for route in app.router.routes() if route.resource}
    methods = {"*": ("GET", "POST", "PATCH", "DELETE")}
    return sorted(
        Route(each, path) for method, path in found if path != GATEWAY for each in methods.get(method, (method,))
    )


ROUTES = routes_of(make_app(Simulator(demo()), ServerConfig()))
HEALTH = Route("GET", "/_control/health")
# To whoever has no token: an orchestrator, and the page, which asks for it.
OPEN = {HEALTH, Route("GET", "/"), Route("GET", "/ui/{path}")}
# What reading changes by itself, or what has no end.
VOLATILE = {"/metrics", "/_control/metrics", "/_control/events", "/_control/health", "/_control/report"}


class Attack(NamedTuple):
    """Requests that must be refused: headers of each, by what is wrong with them, and how they are refused."""

    wrongs: dict[str, list[str]]
    statuses: tuple[int, ...]
    has_token: bool = True
    body: bytes = b""
    is_form: bool = False


HOST = "Host: {host}"
ATTACKS = {
    "foreign host": Attack(
        {
            "another": ["Host: evil.example"],
            "with our port": ["Host: evil.example:{port}"],
            "begins like ours": ["Host: 127.0.0.1.evil.example:{port}"],
            "ends like ours": ["Host: evil-localhost"],
            "with credentials": ["Host: localhost@evil.example"],
            "a number": ["Host: 2130706433"],
            "the network": ["Host: 0.0.0.0:{port}"],
        },
        (403,),
    ),
    "no host": Attack({"is none": ["Host: [::1"], "empty": ["Host:"], "missing": []}, (400, 403)),
    "foreign origin": Attack(
        {
            "another": [HOST, "Origin: https://evil.example"],
            "with our port": [HOST, "Origin: http://evil.example:{port}"],
            "another port of ours": [HOST, "Origin: http://127.0.0.1:1"],
            "null": [HOST, "Origin: null"],
            "empty": [HOST, "Origin:"],
            "is none": [HOST, "Origin: http://["],
            "begins like ours": [HOST, "Origin: http://{host}.evil.example"],
        },
        (403,),
    ),
    "foreign site": Attack(
        {
            "cross-site": [HOST, "Sec-Fetch-Site: cross-site"],
            "same-site": [HOST, "Sec-Fetch-Site: same-site"],
            "cross-site with our origin": [HOST, "Origin: http://{host}", "Sec-Fetch-Site: cross-site"],
        },
        (403,),
    ),
    "missing token": Attack({"none": [HOST], "a cookie": [HOST, f"Cookie: token={TOKEN}"]}, (401,), has_token=False),
    "wrong token": Attack(
        {
            "another": [HOST, "Authorization: Bearer wrong"],
            "empty": [HOST, "Authorization: Bearer "],
            "longer": [HOST, f"Authorization: Bearer {TOKEN}x"],
            "shorter": [HOST, f"Authorization: Bearer {TOKEN[:-1]}"],
            "another scheme": [HOST, f"Authorization: Basic {TOKEN}"],
            "no scheme": [HOST, f"Authorization: {TOKEN}"],
            "raw bytes": [HOST, "Authorization: Bearer \xff\xfe"],
            "another header": [HOST, f"X-Token: {TOKEN}"],
        },
        (401,),
        has_token=False,
    ),
    "form": Attack(
        {
            "URL-encoded": [HOST, "Content-Type: application/x-www-form-urlencoded"],
            "multipart": [HOST, "Content-Type: multipart/form-data; boundary=x"],
        },
        (415,),
        body=b"{}",
        is_form=True,
    ),
    "text": Attack(
        {
            "plain": [HOST, "Content-Type: text/plain"],
            "untold": [HOST],
            "disguised": [HOST, "Content-Type: text/plain; charset=application/json"],
            "no type": [HOST, "Content-Type: json"],
        },
        (415,),
        body=b"{}",
        is_form=True,
    ),
}


@dataclass
class Guarded:
    """A simulator that wants a token, with something at every address."""

    sim: Sim
    paths: dict[str, str]

    @property
    def port(self) -> str:
        """Where the control API listens."""
        return self.sim.urls.control.rpartition(":")[2].partition("/")[0]

    def ask(self, route: Route, headers: list[str], body: bytes = b"") -> Answer:
        """One request with exactly these headers."""
        with RawConnection.to(self.sim.urls.control) as connection:
            connection.send(self._request(route, headers, body))
            [answer] = answers(everything(connection))
            return answer

    def ask_head(self, route: Route, headers: list[str]) -> tuple[int, list[str]]:
        """The same, but only the answer's status and the names of its headers: what follows may have no end."""
        head = b""
        with RawConnection.to(self.sim.urls.control) as connection:
            connection.send(self._request(route, headers, b""))
            while b"\r\n\r\n" not in head:
                more = connection.socket.recv(65536)
                assert more, head
                head += more
        lines = head.partition(b"\r\n\r\n")[0].decode().lower().split("\r\n")
        return int(lines[0].split(" ")[1]), [line.partition(":")[0] for line in lines[1:]]

    def _request(self, route: Route, headers: list[str], body: bytes) -> bytes:
        named = [header.format(port=self.port, host=f"127.0.0.1:{self.port}") for header in headers]
        length = [f"Content-Length: {len(body)}"] if body else []
        line = f"{route.method} {self.paths.get(route.path, route.path)} HTTP/1.1"
        return "\r\n".join([line, *named, *length, "Connection: close", "", ""]).encode("latin-1") + body

    def state(self) -> dict[str, Any]:
        """All that can be read off it and stands still."""
        reading = [path for method, path in ROUTES if method == "GET" and path not in VOLATILE]
        return {path: self.sim.http.get(self.url(path)).text for path in reading}

    def url(self, path: str) -> str:
        """The address of a resource."""
        return self.sim.urls.control.removesuffix("/_control") + self.paths[path]


@pytest.fixture(scope="module", params=["beside the gateway", "on a listener of its own"])
def guarded(request: pytest.FixtureRequest, sim: Sim) -> Iterator[Guarded]:
    """One for all: what is refused changes nothing."""
    own = {"control_port": 0} if request.param == "on a listener of its own" else {}
    with serving(sim, token=TOKEN, **own) as (server, served):
        served.http.headers["Authorization"] = f"Bearer {TOKEN}"
        served.control("POST", "clock", json={"freeze": True})
        assert [table for runner in server._runners if (table := routes_of(runner.app))] == [ROUTES]
        yield Guarded(served, filled(served))


def filled(sim: Sim) -> dict[str, str]:
    """Each path of the table with the names of things that are there."""
    account = sim.account()
    session, _ = account.login(), account.v2_send()
    hold = account.control("POST", "holds", json={"match": {"method": "authorize"}})
    ids = {"messages": account.messages[0]["id"], "exchanges": account.exchanges[0]["id"], "sessions": session}
    return {route.path: _fill(route.path, account, {**ids, "holds": hold["id"], **_fault(account)}) for route in ROUTES}


def _fault(account: Account) -> dict[str, object]:
    """A fault that never fires."""
    if Route("POST", "/_control/accounts/{username}/faults") not in ROUTES:
        return {}
    fault = {"match": {"chance": 0}, "point": "before", "effect": "reset"}
    return {"faults": account.control("POST", "faults", json=fault)["id"]}


def _fill(path: str, account: Account, ids: dict[str, object]) -> str:
    for kind, id in ids.items():
        path = path.replace(f"/{kind}/{{id}}", f"/{kind}/{id}")
    path = path.replace("/ui/{path}", "/ui/app.js")
    path = path.replace("/events", "/events?last_event_id=0&limit=1")  # else it goes on for ever
    return path.replace("{username}", account.username).replace("{name}", "world")


def without_cors(answer: Answer) -> bool:
    """No page of another site is told that it may read this."""
    return not [name for name in answer.headers if name.startswith("access-control-")]


def token() -> str:
    """The header that lets one in."""
    return f"Authorization: Bearer {TOKEN}"


@pytest.mark.parametrize("kind", ATTACKS)
@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_every_resource_is_guarded(guarded: Guarded, route: Route, kind: str) -> None:
    """INTERFACE: a foreign Host (DNS rebinding), Origin or site is 403 even with the token, and for health too; 401
    without the token, but for health and the page; a body that a form could send is 415. Nothing has happened then.
    """
    attack = ATTACKS[kind]
    if (attack.is_form and not route.has_body) or (not attack.has_token and route in OPEN):
        return
    before = guarded.state() if route.is_writing else None
    for wrong, headers in attack.wrongs.items():
        answer = guarded.ask(route, [*headers, *([token()] if attack.has_token else [])], attack.body)

        assert answer.status in attack.statuses, (wrong, answer)
        assert without_cors(answer), wrong
        assert TOKEN not in answer.text, wrong
        assert answer.headers.get("www-authenticate", "Bearer ").startswith("Bearer "), wrong
        assert ("www-authenticate" in answer.headers) == (answer.status == 401), wrong
        check_refusal(answer)
    assert not route.is_writing or guarded.state() == before


def test_the_table_is_the_whole_api() -> None:
    """What is read off it is what these tests are about, and not nothing."""
    paths = {route.path for route in ROUTES}

    assert len(ROUTES) > 30
    assert {"/_control/reset", "/_control/accounts", "/_control/holds/{id}", "/_control/exchanges"} <= paths
    assert [route for route in ROUTES if route.has_body and not route.is_writing] == []


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_preflight_is_not_granted(guarded: Guarded, route: Route) -> None:
    """OPTIONS, from our own origin or another: no CORS headers, so no browser goes on."""
    for origin in ("http://{host}", "https://evil.example"):
        for asked in ("GET", "DELETE", "PATCH"):
            headers = [HOST, f"Origin: {origin}", f"Access-Control-Request-Method: {asked}", token()]
            answer = guarded.ask(Route("OPTIONS", route.path), headers)

            assert answer.status in (403, 404, 405), answer  # 404: it is the gateway's
            assert without_cors(answer)


OWN_NAMES = (
    "localhost",
    "localhost:{port}",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1",
    "127.0.0.1:{port}",
    "[::1]",
    "[::1]:{port}",
)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=" ".join)
def test_our_own_names_are_let_in(guarded: Guarded, route: Route) -> None:
    """However this machine calls itself, with a port or without, and from a page of ours."""
    for host in OWN_NAMES:
        headers = [f"Host: {host}", f"Origin: http://{host}", "Sec-Fetch-Site: same-origin", token()]
        status, names = guarded.ask_head(route, headers)

        assert status == (404 if route.path == "/_control/ca.pem" else 200), host
        assert not [name for name in names if name.startswith("access-control-")], host


@pytest.mark.parametrize("headers", [["Host: localhost"], ["Host: localhost", "Sec-Fetch-Site: none"]])
def test_health_is_for_everyone_here(guarded: Guarded, headers: list[str]) -> None:
    """An orchestrator has no token."""
    assert guarded.ask(HEALTH, headers).status == 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/accounts/nobody/nothing", "/health/", "/health/x", "//health", "/HEALTH"]
)
def test_what_is_not_there_is_guarded_too(guarded: Guarded, path: str) -> None:
    """Nobody learns without the token which addresses there are."""
    assert guarded.ask(Route("GET", f"/_control{path}"), ["Host: localhost"]).status == 401


def test_the_gateway_takes_any_host(guarded: Guarded) -> None:
    """READING: any Host on the gateway's paths, and a browser's Origin; the guard is the control API's."""
    headers = {"Host": "api.mobipace.com:444", "Origin": "https://shop.example", "Sec-Fetch-Site": "cross-site"}
    response = guarded.sim.http.post("/v3/QueryBalance", json={}, headers=headers)

    assert (response.status_code, response.json()["StatusCode"]) == (200, 102)
    assert [name for name in response.headers if name.startswith("access-control-")] == []


def test_the_gateway_listener_knows_no_control_api_of_another(sim: Sim) -> None:
    """INTERFACE, --control-port: the control API moves; on the gateway's listener its addresses are unknown."""
    with serving(sim, token=TOKEN, control_port=0) as (_, served):
        response = served.http.get("/_control/health")

        assert (response.status_code, served.urls.control.startswith(served.urls.http or "-")) == (404, False)


def test_a_state_that_has_changed_is_seen(guarded: Guarded) -> None:
    """Else nothing above would show that nothing has happened."""
    username = guarded.paths["/_control/accounts/{username}"].rpartition("/")[2]
    before = guarded.state()
    guarded.sim.existing(username).change(balance="1.00")

    assert guarded.state() != before
