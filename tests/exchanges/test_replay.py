import json
import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from mobipace.mock_server.gateway.clock import parse_instant
from mobipace.mock_server.gateway.settings import ClockSettings
from tests.exchanges.printed import Printed, names, read, tokens
from tests.noted import noted
from tests.support import Sim, demo, running

DOCUMENT_SESSION = "4060b129-2d75-4b7e-9c3a-61b7769a5d2b"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
USERNAME = "mobipace@mobipace.com"
BEFORE_ALL_PRINTED_DATES = ClockSettings(now=parse_instant("2009-06-15T13:45:00Z"), frozen=True)
PRINTED = [
    "v2/querybalance",
    "v2/querybalance-gate",
    "v2/schedule",
    "v2/send-csharp",
    "v2/send-php",
    "v2/send-vbscript",
    "v2/send-visual-basic",
    "v3/authorize",
    "v3/query-balance",
    "v3/query-balance-as-printed",
    "v3/query-messages",
    "v3/send-all-parameters",
    "v3/send-mandatory",
    "v3/send-mandatory-as-printed",
]


@pytest.fixture(scope="module")
def demo_sim() -> Iterator[Sim]:
    """The demo world with its own accounts, as the documents name them."""
    with running(replace(demo(), clock=BEFORE_ALL_PRINTED_DATES)) as started:
        yield started


@pytest.fixture
def fresh(demo_sim: Sim) -> Sim:
    """The demo world as loaded."""
    demo_sim.control("POST", "reset", json={})
    return demo_sim


def play(sim: Sim, printed: Printed) -> httpx.Response:
    """Send a printed request, a live session's id in the place of the printed one."""
    if "after" in printed.notes:
        play(sim, read(printed.notes["after"]))
    if printed.account:
        sim.control("PATCH", f"accounts/{USERNAME}", json=printed.account)
    body = printed.body
    if DOCUMENT_SESSION in body:
        body = body.replace(DOCUMENT_SESSION, sim.existing(USERNAME).login())
    return sim.http.request(printed.method, printed.target, headers=printed.headers, content=body)


def differences(printed: Printed, answer: str) -> list[tuple[str, str]]:
    """(printed, answered) where they differ, placeholders apart."""
    if printed.name.startswith("v2/"):
        stands_for = re.escape(printed.answer).replace("xxxx", r"\d+")
        return [] if re.fullmatch(stands_for, answer) else [(printed.answer, answer)]
    wanted, given = tokens(printed.answer), tokens(answer)
    given = [f'"{DOCUMENT_SESSION}"' if UUID.fullmatch(token.strip('"')) else token for token in given]
    return (
        [pair for pair in zip(wanted, given, strict=False) if pair[0] != pair[1]]
        + [(token, "") for token in wanted[len(given) :]]
        + [("", token) for token in given[len(wanted) :]]
    )


def test_every_printed_example_has_a_file() -> None:
    """Each example of both documents is there, and nothing that they do not print."""
    files = list(names())

    assert files == PRINTED


@pytest.mark.parametrize("name", PRINTED)
def test_printed_example_is_answered_as_printed(fresh: Sim, name: str) -> None:
    """Every documented example works as printed: each token as it is spelt, in the printed order."""
    printed = read(name)

    response = play(fresh, printed)

    assert (response.status_code, differences(printed, response.text)) == (printed.status, [])


@pytest.mark.parametrize("name", [name for name in PRINTED if "delivers" in read(name).notes])
def test_code_example_delivers_the_text(fresh: Sim, name: str) -> None:
    """v2 section 9: what the code puts into the URL is decoded once and delivered as it came."""
    printed = read(name)

    play(fresh, printed)

    bodies = [message["body"] for message in fresh.existing(USERNAME).messages]
    assert bodies == [printed.notes["delivers"]]


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("v2/send-csharp", []),
        ("v2/send-visual-basic", []),
        ("v2/send-php", ["MUST"]),
        ("v2/send-vbscript", ["MUST"]),
        ("v2/querybalance", []),
        ("v2/querybalance-gate", ["NOTE"]),
        ("v2/schedule", []),
        ("v3/authorize", []),
        ("v3/send-mandatory", []),
        ("v3/send-all-parameters", []),
        ("v3/query-messages", []),
        ("v3/query-balance", []),
    ],
)
def test_printed_example_breaks_no_rule_but_the_known_ones(fresh: Sim, name: str, levels: list[str]) -> None:
    """Blanks printed in the Send example are a documented form; PHP encodes twice, VBScript in ISO-8859-1."""
    fresh.control("DELETE", "exchanges")

    play(fresh, read(name))

    recorded = noted(fresh.control("GET", "exchanges")["exchanges"][-1])
    assert [violation["level"] for violation in recorded] == levels


def test_comma_is_all_that_the_printed_send_lacks() -> None:
    """v3 Send, first example: with one comma more the printed text is JSON."""
    printed = read("v3/send-mandatory-as-printed").body
    line = f'"SessionId" : "{DOCUMENT_SESSION}"'

    repaired = json.loads(printed.replace(line, f"{line},"))

    assert list(repaired) == ["SessionId", "Sender", "Messages"]
