"""The line of an exchange, as it reads in each case."""

import json
from typing import Any

import pytest

from mobipace.mock_server.web.access import json_line, text_line
from mobipace.mock_server.web.journal import Exchange
from mobipace.mock_server.wire.deviations import Deviation

STARTED = 1_564_078_800_000_000  # 2019-07-25T18:20:00Z
FAULT = {"id": 3, "effect": "reset", "point": "after", "decided": {"code": 101}}
FORM, REUSED = Deviation("v3.path.form", "v3 1", "m"), Deviation("v3.reference.reused", "v3 2", "m", "SHOULD")


def exchange(*deviations: Deviation, **members: Any) -> Exchange:
    """A Send of 1.25 ms that was done."""
    made = Exchange(17, STARTED, "POST", "/v3/Send?password=canary", ())
    known = {"account": "ann@example.com", "protocol": "v3", "method": "Send", "http_status": 200, "code": 101}
    for name, value in {**known, "finished_at": STARTED + 1_250, **members}.items():
        setattr(made, name, value)
    for deviation in deviations:
        made.violations = [*made.violations, deviation]
    return made


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (exchange(), "18:20:00 #17 v3 Send ann@example.com 101 1.2 ms"),
        (exchange(code=300, why="it costs 4"), "18:20:00 #17 v3 Send ann@example.com 300 1.2 ms (it costs 4)"),
        (exchange(FORM), "18:20:00 #17 v3 Send ann@example.com 101 1.2 ms [MUST v3.path.form]"),
        (
            exchange(FORM, REUSED, FORM),
            "18:20:00 #17 v3 Send ann@example.com 101 1.2 ms [MUST v3.path.form, SHOULD v3.reference.reused]",
        ),
        (
            exchange(FORM, code=None, http_status=None, fault=FAULT, why="x"),
            "18:20:00 #17 v3 Send ann@example.com - 1.2 ms (x) [MUST v3.path.form] fault reset after",
        ),
        (exchange(protocol="v2", method="send", code=None), "18:20:00 #17 v2 send ann@example.com ID 1.2 ms"),
        (
            exchange(protocol=None, method=None, account=None, code=None, http_status=404),
            "18:20:00 #17 http POST /v3/Send - 404 1.2 ms",
        ),
    ],
)
def test_a_line_for_people(made: Exchange, line: str) -> None:
    """Time, exchange, protocol, method, account, code, ms; then why, the rules broken and the fault, if any."""
    assert text_line(made) == line


def test_an_object_for_machines() -> None:
    """The same, each by its name; a rule that was broken twice stands there once."""
    assert json.loads(json_line(exchange(FORM, REUSED, FORM, fault=FAULT, why="x"))) == {
        "at": "2019-07-25T18:20:00Z",
        "exchange": 17,
        "account": "ann@example.com",
        "protocol": "v3",
        "method": "Send",
        "http_status": 200,
        "code": 101,
        "ms": 1.25,
        "why": "x",
        "violations": [
            {"rule": "v3.path.form", "level": "MUST"},
            {"rule": "v3.reference.reused", "level": "SHOULD"},
        ],
        "fault": FAULT,
    }
