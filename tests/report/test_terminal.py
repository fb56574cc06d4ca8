from msgspec.structs import replace

from mobipace.mock_server.report import render
from mobipace.mock_server.report.terminal import render as terminal
from tests.report.samples import ALIAS, IDLE, KEPT, SMALL, results

SHOWN = """\
observed http://127.0.0.1:8080: 1 FAIL, 1 WARN, 1 INFO, 1 NOTRUN, 1 PASS
note: 3 exchanges can no longer be shown
coverage: codes 0 of 25, statuses 0 of 25, transitions 0 of 17, clauses 0 of 203

FAIL v3.busy.overlap MUST (v3 limitation 1, one at a time; v3 code 104) mobipace@mobipace.com: 5 of 1,200
  An account has one session request in flight at a time.
  seen     exchange 17 began while 16 was in flight
           … and 2 more
  allowed  wait for the answer
  exchange 17  v3 Send, 101
    > POST /v3/Send
    > Content-Type: application/json
    >
    > {"SessionId": "4060b129…"}
    < HTTP 200
    < Content-Type: application/json
    <
    < {"StatusCode": 101, "Status": "Success"}
  also     18
  repeat   curl http://127.0.0.1:8080/_control/exchanges/17

WARN v3.reference.missing SHOULD (v3 Send, Reference) mobipace@mobipace.com: 1 of 3
  Each message has a Reference.
  seen     1 of 2 messages have no Reference
  exchange 17  v3 Send, 101
    > POST /v3/Send
    > Content-Type: application/json
    >
    > {"SessionId": "4060b129…"}
    < HTTP 200
    < Content-Type: application/json
    <
    < {"StatusCode": 101, "Status": "Success"}

INFO v2.path.alias NOTE (v2 4) 37491000000: 1 of 1
  The address is the documented one.
  seen     /Gate.aspx is the old name
"""


def test_what_is_wrong_is_told_with_all_that_is_needed_to_mend_it() -> None:
    """Id, level, clauses, how often, seen, allowed, an exchange, one line that shows it; of an INFO only what it is."""
    assert render(SMALL, "text").decode() == SHOWN


def test_all_well_is_two_lines() -> None:
    """Quiet when green."""
    shown = render(results(KEPT, KEPT, IDLE), "text").decode()

    assert shown.splitlines() == [
        "observed http://127.0.0.1:8080: all that was exercised was kept: 1 NOTRUN, 2 PASS",
        "coverage: codes 0 of 25, statuses 0 of 25, transitions 0 of 17, clauses 0 of 203",
    ]


def test_nothing_exercised_is_not_all_well() -> None:
    """A run in which nothing happened passes nothing."""
    shown = render(results(IDLE, coverage=None), "text").decode()

    assert shown == "observed http://127.0.0.1:8080: nothing was exercised: 1 NOTRUN\n"


def test_infos_alone_are_something_that_was_exercised() -> None:
    """Where the documents are silent, telling what is done is all there is to do."""
    first = render(results(ALIAS), "text").decode().splitlines()[0]

    assert first == "observed http://127.0.0.1:8080: all that was exercised was kept: 1 INFO"


def test_what_is_worth_knowing_is_no_fault() -> None:
    """An INFO alone leaves it green."""
    first = render(results(KEPT, ALIAS), "text").decode().splitlines()[0]

    assert first == "observed http://127.0.0.1:8080: all that was exercised was kept: 1 INFO, 1 PASS"


def test_colours_come_only_where_asked_for() -> None:
    """A file has none; a terminal has the same text with them."""
    assert "\x1b[" not in terminal(SMALL)
    assert "\x1b[1;31m" in terminal(SMALL, color=True)


def test_an_unnamed_account_of_a_run_is_the_run() -> None:
    """The kit makes accounts of its own, of which a report need not speak."""
    shown = render(results(KEPT, replace(ALIAS, account=None), kind="verify-client"), "text").decode()

    assert "INFO v2.path.alias NOTE (v2 4) verify-client: 1 of 1" in shown
