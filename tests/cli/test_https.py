"""HTTPS: both protocols behind a certificate that clients can verify."""

import ssl
import warnings
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.cli.support import DEMO, SEND, Command, Served
from tests.support import JSON, V2_PATH, RawConnection

BALANCE = f"GET {V2_PATH}?function=querybalance&username={DEMO['username']}&password={DEMO['password']}"
ARMENIAN = "Բարև աշխարհ"


@pytest.fixture
def https(server: Served) -> httpx.Client:
    """A client of the HTTPS listener that trusts the CA whose path was printed, and no other."""
    (line,) = [line for line in server.lines if line.startswith("CA")]
    return httpx.Client(
        base_url=server.ready["https"],
        verify=ssl.create_default_context(cafile=line.split()[1]),
        trust_env=False,
        timeout=10,
    )


def test_both_protocols_answer_over_https(https: httpx.Client) -> None:
    """v3 as the document demands, v2 as it allows, and the control API beside them."""
    with https:
        login = {"Username": DEMO["username"], "Password": DEMO["password"]}
        v3 = https.post("/v3/authorize", json=login).json()
        v2 = https.get(V2_PATH, params={"function": "querybalance", **DEMO}).text
        health = https.get("/_control/health").json()

    assert (v3["StatusCode"], v2, health["status"]) == (101, "ID: 1300.30 : EUR", "ok")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "api.mobipace.com", "www.mobipace.com"])
def test_the_certificate_is_valid_for_every_name_of_the_gateway(server: Served, name: str) -> None:
    """Also for the documents' own hosts, which a client's resolver may point here."""
    with server.tls(name=name) as connection:
        assert connection.version() == "TLSv1.3"


def test_the_certificate_is_for_no_other_name(server: Served) -> None:
    """A client that asks for another host is warned."""
    with pytest.raises(ssl.SSLCertVerificationError), server.tls(name="example.test"):
        pass


def test_the_certificate_counts_with_nobody_who_does_not_trust_the_ca(server: Served) -> None:
    """The machine's own trust store does not know it."""
    with pytest.raises(ssl.SSLCertVerificationError), server.tls(ssl.create_default_context()):
        pass


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(server: Served, version: ssl.TLSVersion) -> None:
    """A client may insist on either."""
    context = ssl.create_default_context(cafile=server.ready["ca"])
    context.minimum_version = context.maximum_version = version
    with server.tls(context) as connection:
        assert connection.version() == version.name.replace("_", ".")


def test_tls_1_1_is_refused_by_the_server(server: Served) -> None:
    """The server answers an older version's greeting with an alert, or hangs up: it is not the client that cannot."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(server.ready["ca"])
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the version is old: that is what is tested
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1

    with pytest.raises((ssl.SSLError, ConnectionResetError), match=r"EOF|ALERT|reset"), server.tls(context):
        pass


def test_the_ca_can_be_fetched(server: Served) -> None:
    """/_control/ca.pem is the file whose path was printed: the certificate, and never its key."""
    served = server.control("GET", "ca.pem")

    assert served.content == Path(server.ready["ca"]).read_bytes()
    assert b"PRIVATE KEY" not in served.content


def test_the_ca_stays_the_same_from_start_to_start(command: Command, server: Served) -> None:
    """Who trusts it need not trust another tomorrow; the listener's certificate is a new one each time."""
    with command.serving() as second, second.tls() as new, server.tls() as old:
        assert second.ready["ca"] == server.ready["ca"]
        assert new.getpeercert(binary_form=True) != old.getpeercert(binary_form=True)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("bücher.test", "xn--bcher-kva.test"),  # clients send the A-label, in the handshake and in Host
        ("*.mocks.test", "sms.mocks.test"),
        ("UPPER.test", "upper.test"),
    ],
)
def test_a_tls_name_holds_for_the_names_that_clients_send(command: Command, name: str, asked: str) -> None:
    """What the certificate covers, the control API accepts as its Host."""
    with command.serving("--tls-name", name) as server:
        with server.tls(name=asked) as connection:
            assert connection.version() == "TLSv1.3"
        assert server.control("GET", "accounts", headers={"Host": asked}).status_code == 200


# Raw bytes in a URL


def raw_exchange(connection: RawConnection, recipient: str) -> list[tuple[int, bytes]]:
    """Three requests on one connection; the text of the second stands in its URL as it is."""
    parameters = {"function": "send", **DEMO, **SEND, "recipient": recipient}
    query = "&".join(f"{name}={quote(value)}" for name, value in parameters.items() if name != "body")
    host = "Host: api.mobipace.com\r\n"
    login = b'{"Username": "%s", "Password": "%s"}' % (DEMO["username"].encode(), DEMO["password"].encode())
    requests = (
        f"{BALANCE} HTTP/1.1\r\n{host}\r\n".encode(),
        f"GET {V2_PATH}?{query}&body={ARMENIAN.replace(' ', '+')} HTTP/1.1\r\n{host}\r\n".encode(),
        f"POST /v3/authorize HTTP/1.1\r\n{host}Content-Type: {JSON['Content-Type']}\r\n".encode()
        + b"Content-Length: %d\r\n\r\n%s" % (len(login), login),
    )
    answers = []
    for request in requests:
        connection.send(request)
        answers.append(connection.answer())
    return answers


@pytest.mark.parametrize(("listener", "recipient"), [("http", "37499000001"), ("https", "37499000002")])
def test_raw_text_in_a_url_arrives(server: Served, listener: str, recipient: str) -> None:
    """Armenian letters put into a v2 URL unencoded arrive, and the requests around them on the connection too."""
    opened = server.connection() if listener == "http" else server.tls()
    with opened as connection:
        raw = connection if isinstance(connection, RawConnection) else RawConnection(connection)
        before, sent, after = raw_exchange(raw, recipient)
    messages = server.control("GET", f"accounts/{DEMO['username']}/messages?recipient={recipient}").json()["messages"]

    assert [status for status, _ in (before, sent, after)] == [200, 200, 200]
    assert (before[1][:4], sent[1][:4]) == (b"ID: ", b"ID: ")
    assert b'"StatusCode": 101' in after[1]
    assert [(message["id"], message["body"]) for message in messages] == [
        (type(messages[0]["id"])(sent[1].decode()[4:]), ARMENIAN)
    ]
