"""Strategies for users' own tests: what they give is what the gateway accepts, or just what it does not."""

import re
import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from mobipace.fixtures import Gateway
from mobipace.fixtures.strategies import (
    Alphabet,
    OutgoingMessage,
    batches,
    bodies,
    messages,
    recipients,
    references,
    worlds,
)
from mobipace.fixtures.toml_text import toml_text
from mobipace.mock_server import world as world_files
from mobipace.mock_server.gateway.commands import Row
from mobipace.mock_server.gateway.gateway import Gateway as Core
from mobipace.mock_server.gateway.settings import World
from tests.gateway.alphabets import BASIC, EXTENSION, counted

from .clients import login, send

DEMO = world_files.load(None, seed=7)
ACCOUNT = Core(DEMO, 0).accounts["mobipace@mobipace.com"]


def weighed(*rows: Row) -> list[tuple[str, int]]:
    """What the core makes of messages: the name of the refusal ("" for none), and the parts."""
    found = ACCOUNT.acceptance.weigh(rows, "MOBIPACE", ACCOUNT.stream, body_limit=True)
    return [(each.refusal.label if each.refusal else "", each.parts) for each in found]


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


@given(recipients(), bodies())
def test_core_accepts_what_they_give(recipient: str, body: str) -> None:
    """v3 limitations 2 and 3: each is accepted by an account of the demo world."""
    ((refusal, parts),) = weighed((recipient, body, None))

    assert (refusal, parts) == ("", counted(body))


@given(recipients(accepted=False))
def test_core_refuses_wrong_recipients(recipient: str) -> None:
    """With + or 00, with blanks, too short or too long, or with letters."""
    ((refusal, _),) = weighed((recipient, "Hello", None))

    assert refusal == "InvalidMobile"


@given(bodies(accepted=False))
def test_core_refuses_wrong_bodies(body: str) -> None:
    """Empty, or longer than 500 characters."""
    ((refusal, _),) = weighed(("37499123456", body, None))

    assert refusal == "InvalidBody"


@given(st.data())
def test_recipients_keep_to_the_prefixes(data: st.DataObject) -> None:
    """Of whoever has other routes than the demo world."""
    recipient = data.draw(recipients(prefixes=["374", "49151"]))

    assert re.fullmatch(r"(374|49151)\d+", recipient)
    assert 7 <= len(recipient) <= 15


@pytest.mark.parametrize("alphabet", ["GSM 03.38", "UCS-2"])
@pytest.mark.parametrize(("least", "most"), [(1, 1), (2, 2), (3, 3), (1, 2), (2, None)])
def test_bodies_take_the_parts_asked_for(alphabet: Alphabet, least: int, most: int | None) -> None:
    """v2 5.1 and what concatenation leaves: 160 and 153, 70 and 67."""

    @settings(max_examples=50)
    @given(bodies(alphabet=alphabet, min_parts=least, max_parts=most))
    def law(body: str) -> None:
        is_gsm = {*body} <= {*BASIC, *EXTENSION}

        assert is_gsm == (alphabet == "GSM 03.38")
        assert least <= counted(body) <= (most or 8)
        assert units(body) <= 500

    law()


@pytest.mark.parametrize(
    ("alphabet", "edge"),
    [
        *(("GSM 03.38", size) for size in (160, 161, 306, 307, 500)),
        *(("UCS-2", size) for size in (70, 71, 134, 135, 500)),
    ],
)
def test_edges_come_up(alphabet: Alphabet, edge: int) -> None:
    """Where another part begins, and where the text is as long as may be; with none of two units."""
    found = find(bodies(alphabet=alphabet), lambda body: units(body) == edge and counted(body) > 0)

    assert units(found) == edge


@pytest.mark.parametrize("pattern", ["[€{|]", "[\U00010000-\U0010ffff]", "[\\n\\r]", "[\u0400-\u058f]"])
def test_awkward_characters_come_up(pattern: str) -> None:
    """The extension table, surrogate pairs, line breaks, and other alphabets than Latin."""
    found = find(bodies(), lambda body: bool(re.search(pattern, body)))

    assert re.search(pattern, found)


def test_parts_that_nothing_takes_are_told() -> None:
    """500 characters of GSM 03.38 are four parts at most."""
    with pytest.raises(ValueError, match=r"^min_parts, max_parts: no text of 500 characters takes 9 to any number of"):
        bodies(min_parts=9)


@given(messages(body=bodies(max_parts=1)))
def test_messages_are_what_assert_sent_takes(message: OutgoingMessage) -> None:
    """recipient, body and reference, by the handle's own names."""
    assert {*message} == {"recipient", "body", "reference"}
    assert counted(message["body"]) == 1
    assert message["reference"].strip() == message["reference"] != ""


@given(references(max_size=10))
def test_references_are_printable(reference: str) -> None:
    """Ids, not texts."""
    assert reference.isprintable()
    assert " " not in reference


@given(batches(max_size=30))
def test_batches_have_references_of_their_own(batch: list[OutgoingMessage]) -> None:
    """v3 Send, Reference: unique."""
    assert 1 <= len(batch) <= 30
    assert len({message["reference"] for message in batch}) == len(batch)


@settings(max_examples=20)
@given(batches(min_size=19_999, max_size=20_001))
def test_batches_may_be_as_large_as_the_gateway_takes(batch: list[OutgoingMessage]) -> None:
    """v3 limitation 1: a few messages are drawn, however many are asked for."""
    assert 19_999 <= len(batch) <= 20_001


def test_batch_may_be_empty() -> None:
    """Where a client's own empty batch is the question."""
    assert find(batches(min_size=0), lambda batch: True) == []


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_every_world_loads(world: dict[str, Any]) -> None:
    """Also after it was written as TOML, where it can be kept."""
    text = toml_text(world)
    loaded = world_files.parse(text, "drawn")

    assert tomllib.loads(text) == world
    assert isinstance(loaded, World)


@settings(max_examples=15, deadline=None)
@given(worlds(), st.data())
def test_template_of_every_world_can_send(world: dict[str, Any], data: st.DataObject) -> None:
    """A fresh account logs in and sends, whatever the readings, routes and outcomes."""
    message = data.draw(messages(recipient=recipients(prefixes=["374", "7"]), body=bodies(max_parts=1)))
    with Gateway(world) as gateway, gateway.account() as account:
        answer = send(account, login(account), (message["recipient"], message["body"], message["reference"]))
        kept = account.messages(body=message["body"])

    assert answer["StatusCode"] == 101
    assert [each.recipient for each in kept] == [message["recipient"]]


@given(worlds(max_accounts=1, readings=False))
def test_worlds_can_be_kept_small(world: dict[str, Any]) -> None:
    """One account, and every reading at its default."""
    assert len(world["accounts"]) == 1
    assert "readings" not in world


def test_toml_refuses_what_it_cannot_say() -> None:
    """Rather than to write what reads as something else."""
    assert toml_text({"gone": None}) == ""
    with pytest.raises(TypeError, match="TOML is written here from strings"):
        toml_text({"balance": Decimal("1.00")})
