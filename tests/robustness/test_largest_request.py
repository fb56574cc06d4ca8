"""The largest documented request: 20,000 messages of 500 characters (v3 limitations 1 and 3), all of them escapes."""

from collections.abc import Iterator

import pytest

from tests.robustness.support import Answer, check, exchange, money, post, request
from tests.support import Account, Sim

LETTERS = "\\u0531\\u0532\\u0533\\u0534\\u0535" * 100
JSON = "Content-Type: application/json"
MIB = 1024 * 1024


def messages(count: int) -> str:
    """So many messages of 500 Armenian letters."""
    return ",".join(f'{{"Recipient": "3749{number:07d}", "Body": "{LETTERS}"}}' for number in range(count))


def send(account: Account, count: int) -> bytes:
    """A Send of them, as bytes."""
    return f'{{"SessionId": "{account.login()}", "Sender": "MOBIPACE", "Messages": [{messages(count)}]}}'.encode()


def ask(sim: Sim, body: bytes) -> Answer:
    """POST it on a connection of its own."""
    [answer] = exchange(sim, post("/v3/Send", body, JSON))
    check(answer, "Send")
    return answer


@pytest.fixture
def rich(sim: Sim) -> Iterator[Account]:
    """An account that can pay for 20,000 messages of 8 parts; its messages are not kept longer than the test."""
    account = sim.account(balance="400000.00")
    yield account
    account.control("DELETE")


def test_the_largest_documented_request_is_accepted(sim: Sim, rich: Account) -> None:
    """READING: what deployed clients send must arrive. These are some 62 MB, and take a second or two."""
    body = send(rich, 20_000)
    answer = ask(sim, body)

    assert 58 * MIB < len(body) < 62 * MIB
    assert answer.text == (
        '{"StatusCode": 101, "Status": "Success", "MessageCount": 20000, "PartCount": 160000, '
        '"AveragePrice": 16.00, "TotalPrice": 320000.00}'
    )
    assert [entry["amount"] for entry in money(rich)] == ["400000.00", "-320000.00"]
    assert rich.v2("querybalance") == "ID: 80000.00 : EUR"
    assert sim.control("GET", f"accounts/{rich.username}/messages?limit=1")["messages"][0]["body"] == "ԱԲԳԴԵ" * 100
    assert rich.exchanges[-2]["request"]["body_bytes"] == len(body)


def test_one_message_more_is_301(sim: Sim, rich: Account) -> None:
    """v3 limitation 1, code 301: nothing is accepted, and nothing is charged."""
    answer = ask(sim, send(rich, 20_001))

    assert answer.text == '{"StatusCode": 301, "Status": "MessageCountOverflow"}'
    assert rich.messages == []
    assert [entry["amount"] for entry in money(rich)] == ["400000.00"]


def test_a_body_beyond_the_limit_is_refused_while_it_is_sent(sim: Sim, rich: Account) -> None:
    """413 in one line, and no byte of the rest is kept: the default limit is twice the largest request."""
    head = request("POST", "/v3/Send", JSON, "Transfer-Encoding: chunked")
    piece = b"%x\r\n%b\r\n" % (8 * MIB, b" " * 8 * MIB)
    [answer] = exchange(sim, head + piece * 17)

    check(answer)
    assert (answer.status, answer.text.strip()) == (413, "body: more than 134,217,728 bytes")
    assert sim.http.get("/nowhere").status_code == 404
