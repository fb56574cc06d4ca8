"""Every effect at every point, in both protocols: what the client hears, what happened, and what the journal says."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.faulting import SENT, TYPES, Heard, charged, fault, last_exchange, send, send_request
from tests.support import Account, running

PROTOCOLS = ("v2", "v3")
POINTS = ("before", "after")
BOTH = [(protocol, point) for protocol in PROTOCOLS for point in POINTS]
REFUSALS: dict[str, dict[int, bytes]] = {
    "v2": {
        700: b"Err: 700 : Incorrect parameters in user's request",
        701: b"Err: 701 : Incorrect username or password",
        702: b"Err: 702 : Not enough balance to send SMS message",
        703: b"Err: 703 : Incorrect message references",
        705: b"Err: 705 : The format of the date/time is incorrect",
        706: b"Err: 706 : The operation (activate, register) has been processed successfully",
        707: b"Err: 707 : The activation code is incorrect",
        708: b"Err: 708 : The specified date/time (for function 'schedule') is out of date",
        709: b"Err: 709 : The specified currency is incorrect",
        710: b"Err: 710 : The format of the specified email is incorrect",
        711: b"Err: 711 : User account with specified username is already registered",
        712: b"Err: 712 : The message send operation timed out",
        713: b"Err: 713 : Indicates an error occurred in the system",
        714: b"Err: 714 : Indicates that user account with the specified email is already registered",
    },
    "v3": {
        100: b'{"StatusCode": 100, "Status": "Unknown"}',
        101: b'{"StatusCode": 101, "Status": "Success"}',
        102: b'{"StatusCode": 102, "Status": "IncorrectParameter"}',
        103: b'{"StatusCode": 103, "Status": "SessionExpired"}',
        104: b'{"StatusCode": 104, "Status": "AccessDenied"}',
        200: b'{"StatusCode": 200, "Status": "IncorrectUserNameOrPassword"}',
        201: b'{"StatusCode": 201, "Status": "UserLocked"}',
        202: b'{"StatusCode": 202, "Status": "UserBlocked"}',
        300: b'{"StatusCode": 300, "Status": "OutOfBalance"}',
        301: b'{"StatusCode": 301, "Status": "MessageCountOverflow"}',
        302: b'{"StatusCode": 302, "Status": "CurrencyNotDefined"}',
    },
}
REFUSAL = {"v2": 713, "v3": 100}
CODES = [(protocol, code) for protocol, codes in REFUSALS.items() for code in codes]


def befallen(account: Account, protocol: str, effect: str, **given: Any) -> Heard:
    """What is heard of a Send that this befalls."""
    made = fault(account, effect, match={"method": "send"}, **given)
    heard = send(account, protocol)
    assert account.sim.control("GET", f"faults/{made['id']}")["state"] == "spent"
    return heard


def check_what_happened(account: Account, protocol: str, point: str) -> None:
    """`before`: nothing. `after`: the message is there and paid for, and the journal has the gateway's own answer."""
    decided = last_exchange(account)["fault"]["decided"]
    if point == "before":
        assert (account.messages, charged(account), decided) == ([], [], None)
    else:
        assert ([each["body"] for each in account.messages], charged(account)) == (["hello"], ["-2.00"])
        assert decided["code"] == {"v2": None, "v3": 101}[protocol]
        assert re.fullmatch(SENT[protocol].decode(), decided["body"])


def check_journal(account: Account, effect: str, point: str, **answer: Any) -> None:
    """It says which fault it was, and what was sent."""
    exchange = last_exchange(account)
    shown = {name: exchange["answer"][name] for name in answer}

    assert (exchange["fault"]["effect"], exchange["fault"]["point"]) == (effect, point)
    assert shown == answer
    assert exchange["finished_at"] is not None


# Codes


@pytest.mark.parametrize(("protocol", "code"), CODES)
def test_every_documented_code_can_be_answered(account: Account, protocol: str, code: int) -> None:
    """In the protocol's own form, over HTTP 200, in place of the gateway."""
    heard = befallen(account, protocol, "code", code=code)

    assert (heard.status, heard.headers["content-type"], heard.body) == (200, TYPES[protocol], REFUSALS[protocol][code])
    check_journal(account, "code", "before", http_status=200, code=code, body=REFUSALS[protocol][code].decode())
    check_what_happened(account, protocol, "before")


@pytest.mark.parametrize(("protocol", "code"), [("v2", 702), ("v2", 712), ("v3", 300), ("v3", 100)])
def test_a_code_may_come_though_all_was_done(account: Account, protocol: str, code: int) -> None:
    """`after`: accepted and charged, and the client is told otherwise."""
    heard = befallen(account, protocol, "code", code=code, point="after")

    assert heard.body == REFUSALS[protocol][code]
    check_journal(account, "code", "after", http_status=200, code=code, body=heard.body.decode())
    check_what_happened(account, protocol, "after")


@pytest.mark.parametrize("code", [712, 713])
@pytest.mark.parametrize("point", POINTS)
def test_712_and_713_may_have_a_text(account: Account, code: int, point: str) -> None:
    """v2 8.2 has these two for whatever goes wrong inside."""
    heard = befallen(account, "v2", "code", code=code, text="оператор: busy", point=point)

    assert heard.body == f"Err: {code} : оператор: busy".encode()


@pytest.mark.parametrize(
    ("readings", "protocol", "code", "body"),
    [
        ({"error_prefix_v2": "Er"}, "v2", 713, b"Er: 713 : Indicates an error occurred in the system"),
        ({"separator_v2": "tight"}, "v2", 713, b"Err:713:Indicates an error occurred in the system"),
        ({"info_text_v2": "name"}, "v2", 713, b"Err: 713 : UnknownError"),
        (
            {"failed_send_fields": "zero"},
            "v3",
            300,
            b'{"StatusCode": 300, "Status": "OutOfBalance", "MessageCount": 0, "PartCount": 0, '
            b'"AveragePrice": 0.00, "TotalPrice": 0.00}',
        ),
    ],
)
def test_a_code_is_written_as_the_readings_say(
    account: Account, readings: dict[str, str], protocol: str, code: int, body: bytes
) -> None:
    """A fault's code looks like the gateway's own."""
    account.change(readings=readings)

    assert befallen(account, protocol, "code", code=code).body == body


# Bodies that are no answer


@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_garbage_is_no_answer(account: Account, protocol: str, point: str) -> None:
    """HTTP 200 and the right headers, around bytes that are neither text nor JSON."""
    heard = befallen(account, protocol, "garbage", point=point)

    assert (heard.status, heard.headers["content-type"], heard.is_whole) == (200, TYPES[protocol], True)
    with pytest.raises(UnicodeDecodeError):
        heard.body.decode()
    check_journal(account, "garbage", point, http_status=200, code=None, body=heard.body.decode(errors="replace"))
    check_what_happened(account, protocol, point)


def test_garbage_follows_from_the_seed(account: Account) -> None:
    """So that a run repeats byte for byte; of one account no two are the same."""
    accounts = [account.sim.account(seed=11) for _ in range(2)]
    bodies = [[befallen(each, "v2", "garbage").body for _ in range(2)] for each in accounts]

    assert bodies[0] == bodies[1]
    assert len(set(bodies[0])) == 2


@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_an_empty_body_is_no_answer(account: Account, protocol: str, point: str) -> None:
    """HTTP 200, and nothing in it."""
    heard = befallen(account, protocol, "empty", point=point)

    assert (heard.status, heard.headers["content-length"], heard.body) == (200, "0", b"")
    assert heard.headers["content-type"] == TYPES[protocol]
    check_journal(account, "empty", point, http_status=200, code=None, body="")
    check_what_happened(account, protocol, point)


@pytest.mark.parametrize(("status", "line"), [(400, "Bad Request"), (503, "Service Unavailable"), (599, "")])
@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_an_http_status_is_told_in_place_of_an_answer(
    account: Account, protocol: str, point: str, status: int, line: str
) -> None:
    """As by a proxy before the gateway: a line of plain text."""
    heard = befallen(account, protocol, "http-status", point=point, status=status)
    body = f"{status} {line or 'an error without a name'}\n"

    assert heard.data.startswith(f"HTTP/1.1 {status} {line}\r\n".encode())
    assert (heard.headers["content-type"], heard.body.decode()) == ("text/plain; charset=utf-8", body)
    check_journal(account, "http-status", point, http_status=status, code=None, body=body)
    check_what_happened(account, protocol, point)


# Connections that break


@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_a_reset_sends_nothing(account: Account, protocol: str, point: str) -> None:
    """The connection drops by RST; at `after` exactly then, with everything done."""
    heard = befallen(account, protocol, "reset", point=point)

    assert heard == Heard(b"", "reset")
    check_journal(account, "reset", point, http_status=None, code=None, headers=[], body="")
    check_what_happened(account, protocol, point)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("size", [0, 1, 7])
def test_a_truncated_answer_announces_the_whole(account: Account, protocol: str, size: int) -> None:
    """Its head is the whole answer's, then come so many bytes of the body, and the connection is closed."""
    plain = send(account, protocol)
    heard = befallen(account, protocol, "truncate", bytes=size)

    assert heard.ending == "closed"
    assert (heard.head, heard.body) == (plain.head, plain.body[:size])
    check_journal(account, "truncate", "after", http_status=200, code=None, body=heard.body.decode())
    assert charged(account) == ["-2.00", "-2.00"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("size", [9, 10, 1_000_000_000])
def test_a_truncated_answer_is_never_whole(account: Account, protocol: str, size: int) -> None:
    """However much may be sent, a byte at least is missing."""
    heard = befallen(account, protocol, "truncate", bytes=size)
    length = int(heard.headers["content-length"])

    assert len(heard.body) == min(size, length - 1)
    check_what_happened(account, protocol, "after")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_connection_that_was_to_stay_is_closed_behind_a_truncated_answer(account: Account, protocol: str) -> None:
    """Nothing in the head foretells it: a client that reads on finds the end of the connection."""
    fault(account, "truncate", match={"method": "send"}, bytes=3)
    heard = send(account, protocol, close=False)

    assert (heard.ending, len(heard.body), "connection" in heard.headers) == ("closed", 3, False)


# Answers that take their time, or say more


@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_a_delayed_answer_is_the_answer(account: Account, protocol: str, point: str) -> None:
    """Byte for byte, once the time has passed, whichever side of the gateway it passed on."""
    heard = befallen(account, protocol, "delay", seconds=0.01, point=point)
    exchange = last_exchange(account)

    assert re.fullmatch(SENT[protocol], heard.body)
    assert charged(account) == ["-2.00"]
    check_journal(account, "delay", point, http_status=200, body=heard.body.decode())
    assert exchange["fault"]["decided"] == {"code": exchange["answer"]["code"], "body": heard.body.decode()}


@pytest.mark.parametrize(("protocol", "point"), BOTH)
def test_a_hang_with_an_end_is_closed_without_an_answer(account: Account, protocol: str, point: str) -> None:
    """A gateway that gives up; it never answers what it let hang."""
    heard = befallen(account, protocol, "hang", seconds=0.01, point=point)

    assert heard == Heard(b"", "closed")
    check_journal(account, "hang", point, http_status=None, code=None, body="")
    check_what_happened(account, protocol, point)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("pace", [1000, 1_000_000])
def test_a_dripping_answer_is_the_answer(account: Account, protocol: str, pace: float) -> None:
    """Its bytes come one after another, and all of them."""
    plain = send(account, protocol)
    heard = befallen(account, protocol, "drip", bytes_per_second=pace)

    assert (heard.head, heard.is_whole) == (plain.head, True)
    assert re.fullmatch(SENT[protocol], heard.body)
    check_journal(account, "drip", "after", http_status=200, body=heard.body.decode())


def test_a_connection_lives_on_behind_a_dripping_answer(account: Account) -> None:
    """It is a whole answer, only slow."""
    fault(account, "drip", bytes_per_second=1000)
    request = b"GET /API_2_0/HTTP_API.aspx?function=querybalance&username=%s&password=%s HTTP/1.1\r\nHost: x\r\n\r\n"
    with account.sim.connection() as connection:
        connection.send(request % (account.username.encode(), account.password.encode()) * 2)

        assert [connection.answer() for _ in range(2)] == [(200, b"ID: 1300.30 : EUR")] * 2


EXTRA: list[tuple[dict[str, Any], bytes]] = [
    ({"TraceId": "x"}, b', "TraceId": "x"}'),
    ({"A": 1.5, "B": None, "C": [1, {"D": True}]}, b', "A": 1.5, "B": null, "C": [1, {"D": true}]}'),
    ({"Ծ": 'é"\\'}, ', "Ծ": "é\\"\\\\"}'.encode()),
]


@pytest.mark.parametrize(("fields", "end"), EXTRA)
def test_extra_fields_stand_behind_the_documented_ones(account: Account, fields: dict[str, Any], end: bytes) -> None:
    """v3 Changes clause 2: new ones may appear. The rest stays as it is, to the last zero of a price."""
    heard = befallen(account, "v3", "extra-fields", fields=fields)

    assert re.fullmatch(SENT["v3"].removesuffix(rb"\}") + re.escape(end), heard.body)
    check_journal(account, "extra-fields", "after", http_status=200, code=101, body=heard.body.decode())
    check_what_happened(account, "v3", "after")


def test_extra_fields_come_with_a_refusal_too(account: Account) -> None:
    """Whatever the answer is, it is a JSON object."""
    fault(account, "extra-fields", match={"method": "QueryBalance"}, fields={"New": 1})
    response = account.sim.http.post("/v3/QueryBalance", json={"SessionId": account.login(), "x": 1})
    fault(account, "extra-fields", match={"method": "authorize"}, fields={"New": 1})
    refused = account.sim.http.post("/v3/authorize", json={"Username": account.username, "Password": "wrong"})

    assert response.content.endswith(b', "New": 1}')
    assert refused.content == b'{"StatusCode": 200, "Status": "IncorrectUserNameOrPassword", "New": 1}'


# What a fault reaches


UNREADABLE: dict[str, tuple[Callable[[Account], tuple[str, str, bytes]], str]] = {
    "JSON that is none": (lambda each: ("POST", "/v3/authorize", b'{"Username": "%s",' % each.username.encode()), "v3"),
    "a mandatory parameter missing": (
        lambda each: ("GET", f"/API_2_0/HTTP_API.aspx?function=querybalance&username={each.username}", b""),
        "v2",
    ),
    "an unknown function": (
        lambda each: ("GET", f"/API_2_0/HTTP_API.aspx?function=nothing&username={each.username}", b""),
        "v2",
    ),
}


@pytest.mark.parametrize("request_", UNREADABLE)
def test_a_request_that_cannot_be_read_meets_faults_too(account: Account, request_: str) -> None:
    """As far as it can be told whose it is."""
    build, protocol = UNREADABLE[request_]
    method, path, body = build(account)
    made = fault(account, "http-status", status=502, match={"protocol": protocol})

    assert account.sim.http.request(method, path, content=body).status_code == 502
    assert account.sim.control("GET", f"faults/{made['id']}")["fired"] == 1
    assert last_exchange(account)["why"]["reason"] == "the gateway never saw the request"


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("PUT", "/v3/Send"), ("GET", "/v3/authorize")])
def test_what_reaches_no_protocol_meets_no_fault(method: str, path: str) -> None:
    """404 and 405 are HTTP's."""
    with running() as sim:
        sim.control("POST", "faults", json={"effect": "empty"})

        assert sim.http.request(method, path).status_code in (404, 405)
        assert [each["seen"] for each in sim.control("GET", "faults")["faults"]] == [0]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_connection_serves_on_after_a_code(account: Account, protocol: str) -> None:
    """Only what breaks the connection breaks it."""
    session = account.login()
    fault(account, "code", code=REFUSAL[protocol], match={"method": "send"})
    with account.sim.connection() as connection:
        connection.send(send_request(account, protocol, session=session, close=False) * 2)
        first, second = connection.answer(), connection.answer()

    assert first == (200, REFUSALS[protocol][REFUSAL[protocol]])
    assert re.fullmatch(SENT[protocol], second[1])
