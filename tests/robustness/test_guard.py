"""The guard's rules, on loopback and on a listener that others can reach."""

import pytest
from aiohttp.test_utils import make_mocked_request

from mobipace.mock_server.web.control.errors import ControlError
from mobipace.mock_server.web.control.guard import Guard
from mobipace.mock_server.web.server import is_loopback

LOOPBACK = Guard(is_loopback=True, names=frozenset({"sms.example", "127.0.0.1"}))
OPEN = Guard(is_loopback=False, names=frozenset({"sms.example"}), token="s3cret")


def status(guard: Guard, needs_token: bool = False, **headers: str) -> int:
    """How a request with these headers is answered; 200 where it is let in."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        guard.check(make_mocked_request("GET", "/_control/accounts", headers=named), needs_token=needs_token)
    except ControlError as error:
        return error.status
    return 200


@pytest.mark.parametrize(
    ("host", "on_loopback", "in_the_open"),
    [
        ("localhost", 200, 200),
        ("localhost:8080", 200, 200),
        ("LocalHost.", 200, 200),
        ("127.0.0.1", 200, 200),
        ("127.0.0.1:8080", 200, 200),
        ("127.8.9.10", 200, 200),
        ("[::1]", 200, 200),
        ("[::1]:8080", 200, 200),
        ("[0:0:0:0:0:0:0:1]", 200, 200),
        ("sms.example", 200, 200),
        ("SMS.example:8080", 200, 200),
        # Addresses and names without a dot, as containers call each other, are nobody's to rebind.
        ("192.168.0.7", 403, 200),
        ("192.168.0.7:8080", 403, 200),
        ("[fd00::7]:8080", 403, 200),
        ("mobipace", 403, 200),
        ("mobipace:8080", 403, 200),
        # What a foreign name server can point at us is foreign everywhere.
        ("evil.example", 403, 403),
        ("evil.example:8080", 403, 403),
        ("sms.example.evil.example", 403, 403),
        ("xsms.example", 403, 403),
        ("127.0.0.1.evil.example", 403, 403),
        ("localhost.evil.example", 403, 403),
        ("api.mobipace.com", 403, 403),
        # What is no host.
        ("", 403, 403),
        (" ", 403, 403),
        ("localhost:", 403, 403),
        ("localhost:http", 403, 403),
        ("localhost/evil", 403, 403),
        ("evil.example@localhost", 403, 403),
        ("localhost, evil.example", 403, 403),
        ("[::1", 403, 403),
        ("::1", 403, 403),
        ("[evil.example]", 403, 403),
        ("[localhost]:80", 403, 403),
    ],
)
def test_a_host_is_ours_or_foreign(host: str, on_loopback: int, in_the_open: int) -> None:
    """Loopback is not a boundary; a name that resolves to it says whose page is asking."""
    assert (status(LOOPBACK, Host=host), status(OPEN, Host=host)) == (on_loopback, in_the_open)


def test_a_request_without_a_host_is_refused() -> None:
    """HTTP/1.0 may leave it out."""
    assert (status(LOOPBACK), status(OPEN)) == (403, 403)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://localhost:8080", 200),
        ("https://localhost:8080", 200),
        ("HTTP://LOCALHOST:8080", 200),
        ("http://localhost", 403),
        ("http://localhost:8081", 403),
        ("http://127.0.0.1:8080", 403),
        ("https://evil.example", 403),
        ("http://localhost:8080.evil.example", 403),
        ("http://localhost:8080@evil.example", 403),
        ("null", 403),
        ("", 403),
        ("localhost:8080", 403),
        ("http://[", 403),
        ("http://[::1", 403),
        ("http://\u2100localhost:8080", 403),
        ("file://", 403),
        ("chrome-extension://abcdef", 403),
    ],
)
def test_an_origin_is_the_host_itself_or_foreign(origin: str, expected: int) -> None:
    """A page's origin must be the very address it asks; whatever else is written there is refused, not failed on."""
    assert status(LOOPBACK, Host="localhost:8080", Origin=origin) == expected


@pytest.mark.parametrize(
    ("site", "expected"), [("none", 200), ("same-origin", 200), ("same-site", 403), ("cross-site", 403), ("", 403)]
)
def test_a_browser_says_whose_page_it_is(site: str, expected: int) -> None:
    """Sec-Fetch-Site comes with the requests that carry no Origin, such as an image's."""
    assert status(LOOPBACK, Host="localhost", Sec_Fetch_Site=site) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Bearer s3cret", 200),
        ("bearer s3cret", 200),
        ("BEARER  s3cret ", 200),
        ("Bearer S3cret", 401),
        ("Bearer s3cret2", 401),
        ("Bearer s3cre", 401),
        ("Bearer", 401),
        ("Bearer ", 401),
        ("s3cret", 401),
        ("Basic s3cret", 401),
        ("Bearer пароль", 401),
        ("", 401),
    ],
)
def test_a_token_is_the_one_or_none(given: str, expected: int) -> None:
    """401 for everything else."""
    assert status(OPEN, needs_token=True, Host="localhost", Authorization=given) == expected


def test_a_token_is_asked_for_only_where_there_is_one() -> None:
    """On loopback none is needed unless one was set; a foreign host is refused before a token is looked at."""
    assert status(LOOPBACK, needs_token=True, Host="localhost") == 200
    assert status(OPEN, needs_token=True, Host="localhost") == 401
    assert status(OPEN, needs_token=True, Host="evil.example", Authorization="Bearer s3cret") == 403


def test_a_refusal_never_repeats_the_token() -> None:
    """Not the right one, and not the one that was given."""
    request = make_mocked_request("GET", "/", headers={"Host": "localhost", "Authorization": "Bearer gu3ss"})
    with pytest.raises(ControlError) as refused:
        OPEN.check(request)

    assert "gu3ss" not in refused.value.text
    assert "s3cret" not in refused.value.text


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - named here, not listened on
        ("::", False),
        ("192.168.0.7", False),
        ("sms.example", False),
        ("", False),
    ],
)
def test_loopback_is_what_only_this_machine_reaches(host: str, expected: bool) -> None:
    """Whether a token is made follows from it, so a doubtful host is not loopback."""
    assert is_loopback(host) is expected
