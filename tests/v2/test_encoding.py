"""v2 3: text arrives as it was written, whatever a deployed client does to its URL."""

import re
import socket
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import Account
from tests.v2.support import asked, get, last, rules, send_target

ARMENIAN = "Բարև Ձեզ, սա փորձնական հաղորդագրություն է"
RUSSIAN = "Привет! Ваш код: 1234, ёжик"
MIXED = "Ձ я é € 😀 {[~^\\|]}"

# What stands in the URL, and the text that arrives.
LITERAL: list[tuple[bytes, str]] = [
    (b"a+b%20c", "a b c"),
    (b"1%2B1=2", "1+1=2"),
    (b"100%+sure", "100% sure"),
    (b"50%zz", "50%zz"),
    (b"%", "%"),
    (b"100%", "100%"),
    (b"%4", "%4"),
    (b"%%41", "%A"),
    (b"%G1%41", "%G1A"),
    (b"me@mobipace.com", "me@mobipace.com"),
    (b"a:b/c[d]e?f=g", "a:b/c[d]e?f=g"),
    (b"http://www.mobipace.com/?a=b", "http://www.mobipace.com/?a=b"),
    (b'{a|b}^`"<>\\', '{a|b}^`"<>\\'),
    (b"a;b,c", "a;b,c"),
    (b"a%26b", "a&b"),
    (b"line%0D%0Abreak%09tab", "line\r\nbreak\ttab"),
    (b"%00", "\x00"),
    (b"%u041F", "%u041F"),
]


@pytest.mark.parametrize("text", [ARMENIAN, RUSSIAN, MIXED, "hello"])
def test_percent_encoded_utf_8_arrives(account: Account, text: str) -> None:
    """v2 5.1: Unicode text, encoded once as UTF-8, is the documented form."""
    account.v2_send(body=text)

    assert (last(account)["body"], rules(account)) == (text, [])


@pytest.mark.parametrize("text", [ARMENIAN, RUSSIAN, MIXED])
def test_raw_utf_8_bytes_in_the_url_arrive(account: Account, text: str) -> None:
    """Clients put Armenian and Russian text into a URL as it is; each byte above 0x7F has to survive."""
    raw = text.replace(" ", "+").replace("%", "%25").encode()
    get(account.sim, send_target(account, raw))

    assert last(account)["body"] == text


def test_raw_bytes_between_other_requests_on_one_connection(account: Account) -> None:
    """A raw request neither spoils the one before it nor the one after it on a connection that is kept."""
    bodies = [b"first", RUSSIAN.replace(" ", "+").encode(), b"third", ARMENIAN.replace(" ", "+").encode(), b"fifth"]
    with account.sim.connection() as connection:
        for body in bodies:
            connection.send(b"GET " + send_target(account, body) + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.answer()[0] == 200

    assert [message["body"] for message in account.messages] == ["first", RUSSIAN, "third", ARMENIAN, "fifth"]


def test_raw_requests_may_be_pipelined(account: Account) -> None:
    """Requests sent before the answers to earlier ones are answered in their order."""
    requests = [
        b"GET " + send_target(account, body) + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for body in (b"first", "вторая".encode(), b"third")
    ]
    with account.sim.connection() as connection:
        connection.send(b"".join(requests))
        connection.socket.shutdown(socket.SHUT_WR)
        answers = re.findall(rb"\r\n\r\n(ID: [0-9]+)", connection.rest())

    assert [(f"ID: {message['id']}".encode(), message["body"]) for message in account.messages] == list(
        zip(answers, ["first", "вторая", "third"], strict=True)
    )


def test_a_raw_character_split_between_two_segments_arrives(account: Account) -> None:
    """Where TCP cuts the bytes is no part of the request."""
    head, tail = send_target(account, "Привет".encode()), b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with account.sim.connection() as connection:
        connection.send(b"GET " + head[:-3])
        connection.send(head[-3:] + tail)
        connection.answer()

    assert last(account)["body"] == "Привет"


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"caf\xe9", "café"), (b"caf%E9", "café"), (b"\xcf\xf0\xe8\xe2\xe5\xf2", "Ïðèâåò"), (b"%80", "\x80")],
)
def test_what_is_not_utf_8_is_read_as_iso_8859_1(account: Account, raw: bytes, text: str) -> None:
    """v2 3 calls it damaged: the bytes are taken for ISO-8859-1, and that is recorded."""
    get(account.sim, send_target(account, raw))

    assert (last(account)["body"], "v2.encoding" in rules(account)) == (text, True)


@pytest.mark.parametrize(("raw", "text"), LITERAL)
def test_a_value_is_decoded_once_and_forgivingly(account: Account, raw: bytes, text: str) -> None:
    """`+` and %20 are blanks, a stray `%` stays, and delimiters that need no escape here may stand unescaped."""
    get(account.sim, send_target(account, raw))

    assert last(account)["body"] == text


@pytest.mark.parametrize("text", [RUSSIAN, "100% sure", "50%+", "%41"])
def test_a_text_with_percent_signs_arrives_when_encoded_once(account: Account, text: str) -> None:
    """What was encoded right is never decoded twice."""
    get(account.sim, send_target(account, quote(text, safe="").encode()))

    assert last(account)["body"] == text


@pytest.mark.parametrize(
    ("text", "delivered"),
    [("Привет", "%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82"), ("Hello, world!", "Hello%2C+world%21")],
)
def test_a_body_encoded_twice_is_delivered_as_it_came(account: Account, text: str, delivered: str) -> None:
    """v2 9.3 encodes its body before http_build_query does: the recipient sees the escapes, and it is recorded."""
    twice = quote(quote(text, safe="").replace("%20", "+"), safe="")
    get(account.sim, send_target(account, twice.encode()))

    assert (last(account)["body"], rules(account)) == (delivered, ["v2.body.encoded-twice"])


@pytest.mark.parametrize("text", ["100% sure", "50 %", "sale 20%25 off", "a%20b c", "2 + 2", "Скидка %20"])
def test_a_text_that_merely_holds_percent_signs_is_not_suspected(account: Account, text: str) -> None:
    """An encoder leaves no blanks and no letters beyond ASCII: a text that has some was not encoded twice."""
    account.v2_send(body=text)

    assert (last(account)["body"], rules(account)) == (text, [])


def test_names_and_other_values_are_decoded_too(account: Account) -> None:
    """A name may be escaped like a value, and a sender may hold blanks."""
    account.change(senders=["MY SHOP ԱԲ"])
    target = send_target(account, b"x").replace(b"sender=MOBIPACE", b"s%65nder=MY+SHOP%20%D4%B1%D4%B2")
    get(account.sim, target)

    assert (last(account)["sender"], last(account)["v2"]["code"]) == ("MY SHOP ԱԲ", 0)


def test_credentials_may_stand_raw(account: Account) -> None:
    """`@` in a username needs no escape."""
    target = send_target(account, b"x").replace(b"%40", b"@")

    assert get(account.sim, target) == f"ID: {last(account)['id']}"


def test_a_byte_order_mark_is_text(account: Account) -> None:
    """Nothing is trimmed, an invisible character neither; it makes the text UCS-2."""
    asked(account, "send", {"body": "\ufeffhello"})

    assert (last(account)["body"], last(account)["alphabet"]) == ("\ufeffhello", "UCS-2")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
PLAIN = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@PLAIN
@given(text=TEXTS)
def test_any_text_arrives_when_encoded_once(account: Account, text: str) -> None:
    """Whatever text is encoded once as UTF-8 arrives exactly as it was given."""
    get(account.sim, send_target(account, quote(text, safe="").encode()))

    assert last(account)["body"] == text


@PLAIN
@given(data=st.binary(min_size=1, max_size=40))
def test_any_bytes_are_answered(account: Account, data: bytes) -> None:
    """Every byte string arrives as UTF-8 or, if it is none, as ISO-8859-1; none is answered with an error."""
    get(account.sim, send_target(account, quote_from_bytes(data, safe="").encode()))
    try:
        expected = data.decode()
    except UnicodeDecodeError:
        expected = data.decode("latin-1")

    assert last(account)["body"] == expected
