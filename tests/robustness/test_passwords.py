"""Passwords are shown nowhere: not by the control API, not in a line of the log, not in an answer."""

import json
import logging
from collections.abc import Iterable, Iterator
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobipace.mock_server.web.access import json_line, text_line
from mobipace.mock_server.web.journal import Exchange
from mobipace.mock_server.web.masking import mask_body, mask_target
from tests.robustness.placements import CANARY, CARRIERS, SECRETS, V3_BODIES, WHO, every
from tests.robustness.support import everything, exchange, over_sockets
from tests.support import V2_PATH, Account, Sim

PLACEMENTS = every()
BODIES = {name: body.encode() if isinstance(body, str) else body for name, body in V3_BODIES.items()}


class Told:
    """Whatever a server says about its requests, and to whom."""

    def __init__(self, sim: Sim) -> None:
        self.sim = sim
        self.access_log: list[str] = []
        self.server_log = StringIO()

    def watch(self, exchanges: Iterable[Exchange]) -> None:
        """Write the lines that an access log of either form has."""
        for each in exchanges:
            self.access_log.extend((text_line(each), json_line(each)))

    def forget(self) -> None:
        """Begin anew."""
        self.sim.control("DELETE", "exchanges")
        self.access_log.clear()
        self.server_log.seek(0)
        self.server_log.truncate()

    def about(self, data: bytes) -> dict[str, str]:
        """All that is told of one request, by where it is told."""
        told = {"answer": b"".join(answer.body for answer in exchange(self.sim, data)).decode("utf-8", "replace")}
        journal = self.sim.control("GET", "exchanges?limit=10000")["exchanges"]
        told |= {f"exchange {each['id']}": self.ask(f"exchanges/{each['id']}") for each in journal}
        told |= {"exchanges": self.ask("exchanges"), "account": self.ask(f"accounts/{WHO}")}
        return {**told, "access log": "\n".join(self.access_log), "server log": self.server_log.getvalue()}

    def ask(self, path: str) -> str:
        """An answer of the control API as it is sent."""
        return self.sim.http.get(f"{self.sim.urls.control}/{path}").text


@pytest.fixture(scope="module")
def listener(sim: Sim) -> Iterator[Told]:
    """Listens to the server's log, at its most talkative, and to every exchange."""
    told, logger = Told(sim), logging.getLogger("aiohttp")
    handler, level = logging.StreamHandler(told.server_log), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    sim.simulator.watchers.append(told.watch)
    yield told
    sim.simulator.watchers.remove(told.watch)
    logger.setLevel(level)
    logger.removeHandler(handler)


@pytest.fixture
def told(listener: Told) -> Told:
    """All that is told from here on."""
    listener.forget()
    return listener


def leaks(told: dict[str, str]) -> list[str]:
    """Where a secret is told; NULs between the letters hide nothing."""
    plain = {where: text.replace("\\u0000", "").replace("\0", "").replace("%00", "") for where, text in told.items()}
    return [f"{where}: …{text[-1500:]}" for where, text in plain.items() if any(secret in text for secret in SECRETS)]


@pytest.mark.parametrize("place", PLACEMENTS)
def test_a_password_is_told_nowhere(told: Told, place: str) -> None:
    """Wherever a client puts it, in form or out of form, it is masked wherever the request is shown."""
    assert leaks(told.about(PLACEMENTS[place])) == []


def test_a_password_that_is_right_is_told_nowhere_either(sim: Sim, told: Told) -> None:
    """Accepted requests are shown as well as refused ones."""
    account = sim.account(password=CANARY)
    session = account.login()
    account.v2_send()
    account.send(session, {"Recipient": "37499000000", "Body": "x", "Reference": "a"})
    account.statuses(session, "a")
    paths = ["", "/clock", "/sessions", "/messages", "/ledger", "/holds"]
    seen = told.about(b"GET / HTTP/1.0\r\n\r\n") | {
        path: told.ask(f"accounts/{account.username}{path}") for path in paths
    }

    assert leaks(seen) == []
    assert "accounts" in told.ask("accounts?limit=10000")
    assert CANARY not in told.ask("accounts?limit=10000")


@pytest.mark.parametrize(
    "document",
    [
        {"password": [CANARY]},
        {"password": {"is": CANARY}},
        {"passwort": CANARY},
        {"Password": CANARY},
        {"password": CANARY, "balance": 5},
        {"accounts": [{"password": CANARY}]},
        {"readings": {"password": CANARY}},
        [{"password": CANARY}],
        [CANARY, {"password": CANARY}],
        json.dumps({"password": CANARY}),
        {"username": {"password": CANARY}},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_refusal_of_the_control_api_repeats_no_password(sim: Sim, told: Told, method: str, document: object) -> None:
    """An operator's typing slip does not put a secret into the output of a test run."""
    path = "accounts" if method == "POST" else f"accounts/{WHO}"
    response = sim.http.request(method, f"{sim.urls.control}/{path}", json=document)

    assert response.status_code == 422
    assert leaks({"answer": response.text, "server log": told.server_log.getvalue()}) == []


def test_a_password_for_the_control_api_that_is_no_json_is_not_repeated(sim: Sim) -> None:
    """400 says where the text is broken, not what it says."""
    headers = {"Content-Type": "application/json"}
    for body in BODIES.values():
        response = sim.http.post(f"{sim.urls.control}/accounts", content=body, headers=headers)

        assert 400 <= response.status_code < 500
        assert leaks({"answer": response.text}) == []


def test_a_request_that_cannot_be_parsed_is_not_repeated(told: Told) -> None:
    """A plain 400 tells the reason without a byte of what was sent, and so does the log."""
    for data in (
        f"GET {V2_PATH}?password={CANARY} and more HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET {V2_PATH}?password={CANARY}\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"password={CANARY}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nPassword {CANARY}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nPassword: \x01{CANARY}\r\n\r\n",
        f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {CANARY}\r\n\r\n",
        f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {CANARY}\r\n\r\n",
        f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{CANARY}\r\n",
        f"GET http://[{CANARY} HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        assert leaks(told.about(data.encode("latin-1"))) == []


def test_a_password_in_flight_is_not_told(sim: Sim, told: Told, account: Account) -> None:
    """The journal shows a request before it is answered, masked already."""
    body = json.dumps({"Username": account.username, "Password": CANARY})
    hold = account.control("POST", "holds", json={"match": {"method": "authorize"}})
    with sim.connection() as connection:
        head = f"POST /v3/authorize HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.send(f"{head}{body}".encode())
        while sim.control("GET", f"holds/{hold['id']}")["state"] == "waiting":
            pass
        seen = told.ask("exchanges")
        sim.control("DELETE", f"holds/{hold['id']}")
        everything(connection)

    assert '"answer": null' in seen
    assert leaks({"exchanges": seen}) == []


# What is shown all the same


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"Username": "u", "Password": "p", "x": [1, 2]}', '{"Username": "u", "Password": "******", "x": [1, 2]}'),
        (b'{"Password" : 5 ,\n "Username":"u"}', '{"Password" : "******" ,\n "Username":"u"}'),
        (b'{"Password": ["a", {"b": "c"}], "x": 1}', '{"Password": "******", "x": 1}'),
        (b'{"Body": "Your password: 1234"}', '{"Body": "Your password: 1234"}'),
        (b'{"Body": "password=1234&x"}', '{"Body": "password=1234&x"}'),
        (
            b'{"Password": "\\"", "Body": "\\"Password\\": \\"x\\""}',
            '{"Password": "******", "Body": "\\"Password\\": \\"x\\""}',
        ),
        (b'{"Messages": [{"Body": "a=b&c"}]}', '{"Messages": [{"Body": "a=b&c"}]}'),
        ('{"Body": "Ծ"}'.encode(), '{"Body": "Ծ"}'),
        (b"username=u&password=p&x=1", "username=u&password=******&x=1"),
        (b"username=u&body=my+password+is+1", "username=u&body=my+password+is+1"),
        (b"", ""),
        (b"{", "{"),
    ],
)
def test_everything_but_the_password_is_shown_as_it_came(body: bytes, shown: str) -> None:
    """The journal is evidence: what a client sent can be read off it character by character."""
    assert mask_body(body) == shown


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (f"{V2_PATH}?username=u&password=p&body=x%20y", f"{V2_PATH}?username=u&password=******&body=x%20y"),
        (f"{V2_PATH}?password=&x", f"{V2_PATH}?password=&x"),
        (f"{V2_PATH}?body=the+password+is+1", f"{V2_PATH}?body=the+password+is+1"),
        ("/v3/Send", "/v3/Send"),
    ],
)
def test_a_target_is_shown_but_for_the_password(target: str, shown: str) -> None:
    """An empty value is shown as empty: that is what a client wants to see when it is answered 700."""
    assert mask_target(target) == shown


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "body",
    [
        b'"' + b'\\"ab' * 100_000 + b'"',
        b'"' * 400_000,
        b'{"Password": "' + b"\\" * 400_000,
        b'{"a": ' * 60_000,
        b"password" * 50_000,
        b"[" * 400_000,
        b"&" * 400_000,
        b'{"Password": ' * 30_000,
        b'"Password"' * 40_000,
    ],
    ids=lambda body: body[:14].decode(),
)
def test_masking_takes_no_longer_than_reading(body: bytes) -> None:
    """A list of exchanges stays quick whatever was sent: 400 kB are milliseconds, not minutes."""
    assert len(mask_body(body)) <= 2 * len(body)


# In any mixture

BLANKS = st.sampled_from(["", " ", "\t", "\r\n", "  "])
NAMES = st.lists(st.booleans(), min_size=8, max_size=8).map(
    lambda escaped: "".join(f"\\u{ord(c):04x}" if e else c for c, e in zip("Password", escaped, strict=True))
)
CASED = st.lists(st.booleans(), min_size=8, max_size=8).map(
    lambda upper: "".join(c.upper() if u else c.lower() for c, u in zip("password", upper, strict=True))
)
VALUES = st.sampled_from(
    [f'"{CANARY}"', f'"x {CANARY} y"', f'["a", "{CANARY}"]', f'{{"k": "{CANARY}"}}', f'"\\"{CANARY}"']
)
MEMBERS = st.builds(
    lambda name, before, after, value: f'"{name}"{before}:{after}{value}',
    st.one_of(NAMES, CASED),
    BLANKS,
    BLANKS,
    VALUES,
)
OTHERS = st.sampled_from(['"Username": "u"', '"x": [1, {"y": "\\""}]', '"Body": "Ծ=&"', '"n": null', '"": ""'])
OBJECTS = st.builds(
    lambda secret, others, at: "{" + ", ".join([*others[:at], secret, *others[at:]]) + "}",
    MEMBERS,
    st.lists(OTHERS, max_size=3),
    st.integers(0, 3),
)
WRAPPED = st.recursive(
    OBJECTS,
    lambda inner: st.one_of(
        inner.map(lambda text: f'{{"data": {text}, "z": 1}}'),
        inner.map(lambda text: f"[1, {text}]"),
        inner.map(json.dumps),
    ),
    max_leaves=3,
)
DAMAGE = st.one_of(
    st.just(lambda text: text),
    st.integers(0, 6).map(lambda cut: lambda text: text[: len(text) - cut]),
    st.sampled_from([",", '"', "}", "]", "\\", "'", "=", "x"]).map(lambda more: lambda text: text + more),
    st.sampled_from([",", '"', "}", "]", "\\", "'", "=", "x"]).map(lambda more: lambda text: more + text),
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])


@given(st.sampled_from(sorted(CARRIERS)), WRAPPED, DAMAGE, ENCODINGS)
@over_sockets(150)
def test_no_mixture_tells_a_password(listener: Told, carrier: str, text: str, damage: object, encoding: str) -> None:
    """Spelling, place, type, damage and encoding of the password, in any mixture."""
    assert callable(damage)
    data = CARRIERS[carrier](damage(text).encode(encoding))

    assert leaks(listener.about(data)) == []
    listener.forget()
