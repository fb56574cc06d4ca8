"""How the page is served: its headers, its guard, and what its files may hold."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobipace.mock_server.web.server import ServerConfig
from tests.support import Sim, running

UI = Path(__file__).resolve().parents[2] / "mock_server" / "web" / "ui"
OWN = sorted(path for path in UI.rglob("*") if path.suffix in (".js", ".css", ".html") and "vendor" not in path.parts)
SERVED = sorted(path.relative_to(UI.parent).as_posix() for path in UI.rglob("*.*") if path.suffix in (".js", ".css"))
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
VENDORED = {
    "preact.js": "9226d19a2daa778a248f4f0879224ebad8866d1090f5e8345f012a345f0a8ffa",
    "hooks.js": "a195765db4b1c0dabf02b0f9548491e3b4abce2963960b6e7aabdffccaaa9512",
    "htm.js": "6402d704f3f63ba4aed71fc4aed4e8b67a91afc073dadef83ce1e5139535d3cd",
}


@pytest.fixture(scope="module")
def sim() -> Iterator[Sim]:
    """One server for all of them: nothing here changes it."""
    with running() as started:
        yield started


def relative(path: Path) -> str:
    """A file's path below `ui`."""
    return path.relative_to(UI).as_posix()


def test_the_page_is_at_the_root(sim: Sim) -> None:
    """HTML, under a policy that lets nothing in from elsewhere."""
    response = sim.http.get("/")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    directives = (each.strip().partition(" ") for each in response.headers["Content-Security-Policy"].split(";"))
    assert {name: value for name, _, value in directives} == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", SERVED)
def test_every_file_is_served_under_the_same_policy(sim: Sim, path: str) -> None:
    """As what it is, and asked for again only where it has changed."""
    response = sim.http.get(f"/{path}")

    kind = "text/javascript" if path.endswith(".js") else "text/css"
    assert (response.status_code, response.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert response.headers["Content-Security-Policy"] == sim.http.get("/").headers["Content-Security-Policy"]
    again = sim.http.get(f"/{path}", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_names_all_its_modules_and_none_that_is_not_there(sim: Sim) -> None:
    """So that a browser fetches them at once, and not one after the other as it reads their imports."""
    links = re.findall(r'rel="modulepreload" href="/([^"]+)"', sim.http.get("/").text)

    assert sorted(links) == [path for path in SERVED if path.endswith(".js")]


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/ui/"),
        ("GET", "/ui/index.html"),
        ("GET", "/ui/app.py"),
        ("GET", "/ui/../pages.py"),
        ("GET", "/ui/vendor/README.md"),
        ("GET", "/UI/app.js"),
        ("POST", "/"),
        ("HEAD", "/"),
        ("DELETE", "/ui/app.js"),
        ("GET", "/?function=querybalance&username=a&password=b"),
    ],
)
def test_what_is_not_the_page_is_the_gateways(sim: Sim, method: str, target: str) -> None:
    """404, and in the journal: also a client that has lost the way to the v2 address."""
    with sim.connection() as connection:
        connection.send(f"{method} {target} HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n".encode())
        answer = connection.rest()

    assert answer.startswith(b"HTTP/1.1 404 ")
    latest = sim.control("GET", "exchanges?order=newest&limit=1")["exchanges"][0]["request"]
    path = target.partition("?")[0]
    assert (latest["method"], latest["target"].partition("?")[0]) == (method, path)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/", "/ui/app.js"])
def test_pages_of_other_sites_do_not_get_at_it(sim: Sim, path: str, headers: dict[str, str]) -> None:
    """The guard of the control API stands before the page too: a foreign name, or a foreign site."""
    response = sim.http.get(path, headers=headers)

    assert response.status_code == 403
    assert "html" not in response.text


def test_the_page_needs_no_token() -> None:
    """It holds nothing secret, and asks for the token when the API does."""
    with running(config=ServerConfig(token="a token of sixteen")) as sim:
        assert sim.http.get("/").status_code == 200
        assert sim.http.get("/ui/app.js").status_code == 200
        assert sim.http.get("/_control/accounts").status_code == 401


def test_with_a_listener_of_its_own_the_page_is_there_alone() -> None:
    """--control-port: at the gateway's `/` there is nothing, as there is at the gateway itself."""
    with running(config=ServerConfig(control_port=0)) as sim:
        root = sim.urls.control.removesuffix("/_control")

        assert sim.http.get("/").status_code == 404
        assert sim.http.get("/ui/app.js").status_code == 404
        assert sim.http.get(f"{root}/").text.startswith("<!doctype html>")
        assert sim.http.get(f"{root}/ui/app.js").status_code == 200
        assert sim.http.get(f"{root}/?function=send").status_code == 404


@pytest.mark.parametrize("path", OWN, ids=relative)
def test_a_file_says_one_thing(path: Path) -> None:
    """Short enough to be read at one go, in lines as long as elsewhere in the house."""
    lines = path.read_text("utf-8").splitlines()

    assert len(lines) <= 200
    assert max(map(len, lines)) <= 120 or path.suffix == ".html"


@pytest.mark.parametrize("path", [path for path in OWN if path.suffix == ".js"], ids=relative)
def test_no_text_becomes_markup_or_a_program(path: Path) -> None:
    """What a browser would forbid is not even written; and every module says at its head what it is about."""
    text = path.read_text("utf-8")
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|\beval\b|\bFunction\(|dangerously"

    assert re.findall(forbidden, text) == []
    assert text.startswith("// ")


@pytest.mark.parametrize("path", [*OWN, *sorted((UI / "vendor").glob("*.js"))], ids=relative)
def test_no_other_host_is_asked_for_anything(path: Path) -> None:
    """No font, no script, no picture from elsewhere; the names of XML's namespaces lead nowhere."""
    hosts = set(re.findall(r"https?:(?:\\?/){2}([\w.-]+)", path.read_text("utf-8")))

    assert hosts - {"www.w3.org"} == set()


def test_the_libraries_are_those_that_were_published() -> None:
    """Who changes one by mistake learns of it; a new version brings new sums."""
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (UI / "vendor").glob("*.js")}

    assert sums == VENDORED


@pytest.mark.parametrize("name", ["preact", "htm"])
def test_each_library_comes_with_its_licence(name: str) -> None:
    """MIT and Apache-2.0 ask that their text goes along."""
    assert "Licen" in (UI / "vendor" / f"{name}.LICENSE").read_text("utf-8")
