"""Right clients and the bytes of their requests: as documented, encoded once, and over HTTPS where it is asked for."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from mobipace.contract_tests.driver import Failure
from mobipace.mock_server.web.server import ServerConfig
from mobipace.mock_server.web.tls import Authority, ensure_ca, server_context
from tests.contract import fake
from tests.contract.conftest import Driven
from tests.support import Sim, running

SMS = {"recipient": "37499000000", "body": "Ж 👋 &+%41%#\n"}


def test_a_v3_request_is_as_documented(driven: Driven) -> None:
    """POST of JSON as UTF-8 to the printed addresses."""
    with fake.gateway() as gateway:
        client = driven.at(gateway)
        client.value("v3", "send", messages=[SMS | {"reference": "a"}], send_within_hours=10, wap_push=False)
        client.value("v3", "calculate", messages=[SMS])
        client.value("v3", "status", references=["a"])
        client.value("v3", "balance")
    login, send, price, status, balance = gateway.requests

    assert {request.method for request in gateway.requests} == {"POST"}
    assert {request.headers["content-type"].partition(";")[0] for request in gateway.requests} == {"application/json"}
    assert [request.target for request in gateway.requests] == [
        "/v3/authorize",
        "/v3/Send",
        "/v3/Calculate",
        "/v3/QueryMessages",
        "/v3/QueryBalance",
    ]
    assert login.document == {"Username": "u", "Password": "kanarie-17"}
    assert send.document == {
        "SessionId": fake.SESSION,
        "SendWithinHours": 10,
        "IsWapPush": "false",
        "Sender": "MOBIPACE",
        "Messages": [{"Recipient": SMS["recipient"], "Body": SMS["body"], "Reference": "a"}],
    }
    assert price.document["Messages"] == [{"Recipient": SMS["recipient"], "Body": SMS["body"]}]
    assert status.document == {"SessionId": fake.SESSION, "References": ["a"]}
    assert balance.document == {"SessionId": fake.SESSION}
    assert json.loads(send.body.decode()) == send.document


def test_a_v2_request_is_as_documented(driven: Driven) -> None:
    """GET with every value encoded once, as UTF-8, in ASCII alone."""
    with fake.gateway() as gateway:
        client = driven.at(gateway, username="u@x+y", password="p&w%=ü")
        client.value("v2", "send", **SMS, wap_push=True)
        client.value("v2", "balance")
    send, balance = gateway.requests
    raw_body = next(pair for pair in send.target.split("&") if pair.startswith("body="))

    assert (send.method, send.body, send.target.isascii()) == ("GET", b"", True)
    assert send.target.startswith("/API_2_0/HTTP_API.aspx?function=send&")
    assert unquote_to_bytes(raw_body.removeprefix("body=").replace("+", " ")) == SMS["body"].encode()
    assert send.query == {
        "function": "send",
        "username": "u@x+y",
        "password": "p&w%=ü",
        "sender": "MOBIPACE",
        "recipient": SMS["recipient"],
        "body": SMS["body"],
        "wap_push": "true",
    }
    assert balance.query == {"function": "querybalance", "username": "u@x+y", "password": "p&w%=ü"}


def test_an_option_that_was_not_given_is_not_sent(driven: Driven) -> None:
    """v2 6: wap_push is false if not specified."""
    with fake.gateway() as gateway:
        driven.at(gateway).value("v2", "send", **SMS)

    assert "wap_push" not in gateway.requests[0].query


@pytest.mark.parametrize("push", [True, False])
def test_a_kind_of_message_is_a_word(driven: Driven, push: bool) -> None:
    """v3 Send: the strings "true" and "false"."""
    with fake.gateway() as gateway:
        driven.at(gateway).value("v3", "send", messages=[SMS], wap_push=push)

    assert gateway.of("Send")[0].document["IsWapPush"] == str(push).lower()


# HTTPS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A local authority."""
    return ensure_ca(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def secure(authority: Authority) -> Iterator[Sim]:
    """A simulator that listens on HTTPS too."""
    with running(config=ServerConfig(tls_port=0, tls=server_context(authority))) as sim:
        yield sim


def urls(sim: Sim) -> dict[str, str]:
    """Its HTTPS addresses."""
    assert sim.urls.https
    return {"v2_url": f"{sim.urls.https}/API_2_0/HTTP_API.aspx", "v3_url": f"{sim.urls.https}/v3"}


def test_https_with_the_given_authority(driven: Driven, secure: Sim, authority: Authority) -> None:
    """v3 methods, v2 4: the mandatory SSL/TLS layer."""
    account = secure.account()
    client = driven.at(account, **urls(secure), ca=str(authority.certificate_path))
    client.value("v3", "send", messages=[SMS])
    client.value("v2", "send", **SMS)

    assert [message["body"] for message in account.messages] == [SMS["body"]] * 2
    assert {each["rule"] for exchange in account.exchanges for each in exchange["violations"]} == set()


def test_an_authority_that_is_not_trusted_is_an_error(driven: Driven, secure: Sim, tmp_path: Path) -> None:
    """No password goes to somebody else's server."""
    account = secure.account()
    other = ensure_ca(tmp_path / "other")
    client = driven.at(account, **urls(secure), ca=str(other.certificate_path))
    replies = [client("v3", "balance"), client("v2", "balance")]

    assert [getattr(reply, "kind", reply) for reply in replies] == ["transport"] * 2
    assert all(isinstance(reply, Failure) for reply in replies)
    assert account.exchanges == []
