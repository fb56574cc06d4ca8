"""`--mobipace-url` and `--mobipace-token`: a gateway that runs elsewhere."""

import re

import pytest

from tests.cli.support import Served, free_port

from .runs import Run, snapshot

pytest_plugins = ["pytester"]

SENDS = """
    from clients import send_one

    def test_sends(mobipace):
        send_one(mobipace)
        mobipace.assert_sent(body="Hello")
        print("sent to", mobipace.gateway.url)
"""


def test_gateway_elsewhere_is_used(run: Run, served: Served) -> None:
    """A container or another process; the header says which."""
    url = served.ready["http"]
    told = run(SENDS, "--mobipace-url", url, "--mobipace-token", "open-sesame", "-s")

    assert told.outcomes == {"passed": 1}, told.shown
    assert f"sent to {url}" in told.shown
    assert f"mobipace: gateway at {url}" in told.shown


def test_token_may_come_from_the_environment(run: Run, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own variable; so it stands in no list of processes."""
    monkeypatch.setenv("MOBIPACE_MOCK_CONTROL_TOKEN", "open-sesame")
    told = run(SENDS, "--mobipace-url", served.ready["http"])

    assert told.outcomes == {"passed": 1}, told.shown


def test_wrong_token_is_told(run: Run, served: Served) -> None:
    """In the server's words, without a traceback."""
    told = run(SENDS, "--mobipace-url", served.ready["http"], "--mobipace-token", "wrong")

    assert told.texts == {
        "test_sends setup": "a token is needed: send Authorization: Bearer TOKEN; the server printed it at its start "
        "(HTTP 401 to POST /_control/accounts)"
    }


def test_nobody_there_is_told(run: Run) -> None:
    """With the address that was tried."""
    url = f"http://127.0.0.1:{free_port()}"
    told = run(SENDS, "--mobipace-url", url)

    assert told.texts == {
        "test_sends setup": f"no gateway at {url}/_control: Connection refused; "
        "is it running, and is this the address of its control API?"
    }


def test_violations_are_judged_there_as_well(run: Run, served: Served) -> None:
    """And the line that repeats the test names the gateway, but not its token."""
    url = served.ready["http"]
    told = run(
        """
        from clients import login, send

        def test_sends(mobipace):
            send(mobipace, login(mobipace), ("+37499123456", "Hello", "r1"))
        """,
        *("--mobipace-url", url, "--mobipace-token", "open-sesame"),
    )

    assert masked(told.texts["test_sends"], url) == snapshot("elsewhere")
    assert "open-sesame" not in told.shown


def masked(text: str, url: str) -> str:
    """A text in which nothing depends on what others did to a server that is shared."""
    text = re.sub(r"[0-9a-f]{12}@mobipace", "0123456789ab@mobipace", text.replace(url, "http://localhost:8080"))
    return re.sub(r'"[0-9a-f]{8}…"', '"01234567…"', re.sub(r"exchange \d+", "exchange 2", text))


def test_strangers_of_a_shared_gateway_are_nobodys(run: Run, served: Served) -> None:
    """What names no account there may be anybody's."""
    told = run(
        """
        import pytest, urllib.error
        from clients import call

        def test_asks(mobipace):
            with pytest.raises(urllib.error.HTTPError):
                call(mobipace, "authorise", Username="who@example.com")
        """,
        *("--mobipace-url", served.ready["http"], "--mobipace-token", "open-sesame"),
    )

    assert told.outcomes == {"passed": 1}, told.shown


def test_restart_in_the_middle_is_told(run: Run) -> None:
    """The account is gone with the server that had it, and the failure says so rather than anything of its own."""
    told = run(
        """
        import pytest
        from mobipace.fixtures import Gateway

        @pytest.fixture(scope="session")
        def mobipace_server():
            with Gateway() as gateway:
                yield gateway

        def test_resets(mobipace, mobipace_server):
            mobipace_server.reset()
        """
    )

    assert told.texts == {"test_resets teardown": snapshot("reset")}
