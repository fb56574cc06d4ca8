"""Every resource of the control API is guarded: read off the route table, so that a new one cannot be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from mobipace.mock_server.web.control.app import make_control
from mobipace.mock_server.web.control.guard import Guard
from mobipace.mock_server.web.server import ServerConfig
from mobipace.mock_server.web.simulator import Simulator
from tests.robustness.support import Answer, answers, check_refusal, everything
from tests.support import Account, Sim, demo, running

TOKEN = "s3cret-token"
HEALTH = ("GET", "/health")


def route_table() -> list[tuple[str, str]]:
    """(method, path) of every resource."""
    routes = make_control(Simulator(demo()), Guard(is_loopback=True)).router.routes()
    return sorted((route.method, route.resource.canonical) for route in routes if route.resource)


ROUTES = route_table()
WRITING = [route for route in ROUTES if route[0] in ("POST", "PATCH")]
FOREIGN = {
    "host": ["Host: evil.example"],
    "host with our port": ["Host: evil.example:{port}"],
    "host that begins like ours": ["Host: 127.0.0.1.evil.example:{port}"],
    "host that ends like ours": ["Host: evil-localhost"],
    "host with credentials": ["Host: localhost@evil.example"],
    "host that is a number": ["Host: 2130706433"],
    "host that is no host": ["Host: [::1"],
    "empty host": ["Host:"],
    "origin": ["Host: {host}", "Origin: https://evil.example"],
    "origin with our port": ["Host: {host}", "Origin: http://evil.example:{port}"],
    "origin on another port of ours": ["Host: {host}", "Origin: http://127.0.0.1:1"],
    "origin null": ["Host: {host}", "Origin: null"],
    "origin empty": ["Host: {host}", "Origin:"],
    "origin that is no origin": ["Host: {host}", "Origin: http://["],
    "origin that begins like ours": ["Host: {host}", "Origin: http://{host}.evil.example"],
    "cross-site": ["Host: {host}", "Sec-Fetch-Site: cross-site"],
    "same-site": ["Host: {host}", "Sec-Fetch-Site: same-site"],
    "cross-site with our origin": ["Host: {host}", "Origin: http://{host}", "Sec-Fetch-Site: cross-site"],
}
TOKENS = {
    "none": [],
    "wrong": ["Authorization: Bearer wrong"],
    "empty": ["Authorization: Bearer "],
    "longer": [f"Authorization: Bearer {TOKEN}x"],
    "shorter": [f"Authorization: Bearer {TOKEN[:-1]}"],
    "another scheme": [f"Authorization: Basic {TOKEN}"],
    "no scheme": [f"Authorization: {TOKEN}"],
    "raw bytes": ["Authorization: Bearer \xff\xfe"],
    "another header": [f"X-Token: {TOKEN}"],
    "a cookie": [f"Cookie: token={TOKEN}"],
}
FORMS = {
    "form": ["Content-Type: application/x-www-form-urlencoded"],
    "plain text": ["Content-Type: text/plain"],
    "multipart": ["Content-Type: multipart/form-data; boundary=x"],
    "none": [],
    "disguised": ["Content-Type: text/plain; charset=application/json"],
    "no type": ["Content-Type: json"],
}


@dataclass
class Guarded:
    """A simulator that wants a token, with something at every address."""

    sim: Sim
    paths: dict[str, str]

    def ask(self, method: str, path: str, headers: list[str], body: bytes = b"") -> Answer:
        """One request with exactly these headers."""
        port = (self.sim.urls.http or "").rpartition(":")[2]
        named = [header.format(port=port, host=f"127.0.0.1:{port}") for header in headers]
        length = [f"Content-Length: {len(body)}"] if body else []
        lines = [
            f"{method} /_control{self.paths.get(path, path)} HTTP/1.1",
            *named,
            *length,
            "Connection: close",
            "",
            "",
        ]
        with self.sim.connection() as connection:
            connection.send("\r\n".join(lines).encode("latin-1") + body)
            [answer] = answers(everything(connection))
            return answer


@pytest.fixture(scope="module")
def guarded() -> Iterator[Guarded]:
    """One for all: what is refused changes nothing."""
    with running(config=ServerConfig(token=TOKEN)) as sim:
        sim.http.headers["Authorization"] = f"Bearer {TOKEN}"
        yield Guarded(sim, filled(sim))


def filled(sim: Sim) -> dict[str, str]:
    """Each path of the table with the names of things that are there."""
    account = sim.account()
    session, _ = account.login(), account.v2_send()
    hold = account.control("POST", "holds", json={"match": {"method": "authorize"}})
    ids = {"messages": account.messages[0]["id"], "exchanges": account.exchanges[0]["id"], "sessions": session}
    return {path: _fill(path, account, {**ids, "holds": hold["id"]}) for _, path in ROUTES}


def _fill(path: str, account: Account, ids: dict[str, object]) -> str:
    for kind, id in ids.items():
        path = path.replace(f"/{kind}/{{id}}", f"/{kind}/{id}")
    path = path.replace("/events", "/events?last_event_id=0&limit=1")  # else it goes on for ever
    return path.replace("{username}", account.username).replace("{name}", "world")


def without_cors(answer: Answer) -> bool:
    """No page of another site is told that it may read this."""
    return not [name for name in answer.headers if name.startswith("access-control-")]


def token() -> str:
    """The header that lets one in."""
    return f"Authorization: Bearer {TOKEN}"


@pytest.mark.parametrize("attack", FOREIGN)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_foreign_page_is_refused_everywhere(guarded: Guarded, method: str, path: str, attack: str) -> None:
    """INTERFACE: a foreign Host (DNS rebinding) or Origin gets 403, even with the token, health included."""
    answer = guarded.ask(method, path, [*FOREIGN[attack], token()])
    allowed = {400, 403} if attack in ("host that is no host", "empty host") else {403}

    assert answer.status in allowed, answer
    assert without_cors(answer)
    check_refusal(answer)


@pytest.mark.parametrize("given", TOKENS)
@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route != HEALTH])
def test_without_the_token_nothing_is_told(guarded: Guarded, method: str, path: str, given: str) -> None:
    """INTERFACE, --control-token: 401 with the scheme to use, on every resource but health."""
    answer = guarded.ask(method, path, ["Host: localhost", *TOKENS[given]])

    assert answer.status == 401, answer
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert TOKEN not in answer.text
    assert without_cors(answer)
    check_refusal(answer)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("method", "path"), WRITING)
def test_what_a_form_can_send_is_not_read(guarded: Guarded, method: str, path: str, form: str) -> None:
    """INTERFACE: POST and PATCH must be JSON, for a page may post forms and plain text to any host."""
    answer = guarded.ask(method, path, ["Host: localhost", token(), *FORMS[form]], b"{}")

    assert answer.status == 415, answer
    assert without_cors(answer)
    check_refusal(answer)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("asked", ["GET", "DELETE", "PATCH"])
def test_a_preflight_is_not_granted(guarded: Guarded, method: str, path: str, asked: str) -> None:
    """OPTIONS, from our own origin or another: no CORS headers, so no browser goes on."""
    for origin in ("http://{host}", "https://evil.example"):
        headers = ["Host: {host}", f"Origin: {origin}", f"Access-Control-Request-Method: {asked}", token()]
        answer = guarded.ask("OPTIONS", path, headers)

        assert answer.status in (403, 405), answer
        assert without_cors(answer)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:{port}",
        "LOCALHOST",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:{port}",
        "[::1]",
        "[::1]:{port}",
    ],
)
@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route[0] == "GET"])
def test_our_own_names_are_let_in(guarded: Guarded, method: str, path: str, host: str) -> None:
    """However this machine calls itself, with a port or without, and from a page of ours."""
    own = guarded.ask(method, path, [f"Host: {host}", f"Origin: http://{host}", "Sec-Fetch-Site: same-origin", token()])

    assert own.status == (404 if path == "/ca.pem" else 200), own
    assert without_cors(own)


@pytest.mark.parametrize("headers", [["Host: localhost"], ["Host: localhost", "Sec-Fetch-Site: none"]])
def test_health_is_for_everyone_here(guarded: Guarded, headers: list[str]) -> None:
    """An orchestrator has no token."""
    assert guarded.ask(*HEALTH, headers).status == 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/accounts/nobody/nothing", "/health/", "/health/x", "//health", "/HEALTH"]
)
def test_what_is_not_there_is_guarded_too(guarded: Guarded, path: str) -> None:
    """Nobody learns without the token which addresses there are."""
    assert guarded.ask("GET", path, ["Host: localhost"]).status == 401


def test_the_gateway_takes_any_host(guarded: Guarded) -> None:
    """READING: any Host on the gateway's paths, and a browser's Origin; the guard is the control API's."""
    headers = {"Host": "api.mobipace.com:444", "Origin": "https://shop.example", "Sec-Fetch-Site": "cross-site"}
    response = guarded.sim.http.post("/v3/QueryBalance", json={}, headers=headers)

    assert (response.status_code, response.json()["StatusCode"]) == (200, 102)
    assert [name for name in response.headers if name.startswith("access-control-")] == []


def test_nothing_has_happened(guarded: Guarded) -> None:
    """After all that was refused everything is as it was: what is refused is not done."""
    username = guarded.paths["/accounts/{username}"].rpartition("/")[2]
    account = guarded.sim.existing(username)

    assert account.control("GET")["balance"] == "1298.30"
    assert len(account.control("GET", "sessions")["sessions"]) == 1
    assert [each["state"] for each in account.control("GET", "holds")["holds"]] == ["waiting"]
    assert account.control("GET", "clock") == {"now": "2019-07-25T18:20:00Z", "frozen": True, "rate": 1}
