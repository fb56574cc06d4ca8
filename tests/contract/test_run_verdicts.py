"""Verdicts: a case starts as failed, and each way of not passing has its own word."""

import base64
import json
import logging
import threading
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote

import pytest

from mobipace.contract_tests.catalogue import CASES, Case
from mobipace.contract_tests.catalogue.looks import answered, asked, came
from mobipace.contract_tests.catalogue.seen import Seen
from mobipace.contract_tests.catalogue.steps import LAST, Together, Twist, send, v2, v3
from mobipace.contract_tests.reference import Client
from mobipace.contract_tests.runner import NothingChosen, plan
from mobipace.contract_tests.runner.judging import Judgement
from mobipace.mock_server.report import FORMS, Check, Verdict, render
from tests.contract.running import Mute, results

BALANCE = Case(
    id="a.case", title="A title.", clauses="v3 Query balance", steps=(v3("balance"),), allowed=(came("QueryBalance"),)
)


def played(case: Case, factory: Any = Client) -> Check:
    """What comes of one case."""
    return results(factory, cases=[case], slack=0.0).checks[0]


def test_a_case_starts_as_failed() -> None:
    """Whoever forgets to judge has not passed."""
    assert Judgement().verdict is Verdict.FAIL


def test_a_case_that_reached_nothing_fails() -> None:
    """A refusal for another reason is no pass."""
    found = played(replace(BALANCE, reached=(answered("QueryBalance", 300),)))

    assert found.verdict is Verdict.FAIL
    assert found.seen == ("not reached: no QueryBalance was answered 300; the answers were [101]",)


@pytest.mark.parametrize(("level", "verdict"), [("MUST", "FAIL"), ("SHOULD", "WARN"), ("OBSERVED", "INFO")])
def test_the_level_decides_what_a_breach_is(level: Any, verdict: str) -> None:
    """MUST fails, SHOULD warns, the rest is worth knowing."""
    assert played(replace(BALANCE, level=level, allowed=(asked("QueryBalance", 7),))).verdict.value == verdict


def test_a_must_of_the_judge_fails_a_case_of_any_level() -> None:
    """The journal is looked at first."""

    class Astray(Client):
        def v3_balance(self) -> Any:
            self._v3._conversation._session_id = "made-up"
            return super().v3_balance()

    found = played(replace(BALANCE, level="OBSERVED"), Astray)

    assert found.verdict is Verdict.FAIL
    assert found.seen == ("v3.session.never-issued: QueryBalance broke this rule of the judge",)


def test_ok_for_a_call_that_was_never_made_fails() -> None:
    """What a client says proves nothing."""
    found = {check.id: check for check in results(Mute, "v3.balance.example", "v3.session.login-first").checks}

    assert {check.verdict for check in found.values()} == {Verdict.FAIL}
    assert found["v3.balance.example"].seen[0] == "not reached: no QueryBalance request came"


def test_calls_that_a_client_lacks_are_unsupported() -> None:
    """A skip is no pass."""
    assert {check.verdict for check in results(Mute, "v2.*").checks} == {Verdict.UNSUPPORTED}


def test_arguments_that_a_client_has_nothing_for_are_unsupported() -> None:
    """A client that cannot send later is not asked to."""

    class Plain(Client):
        def v3_send(self, messages: Any, sender: Any = None) -> Any:  # type: ignore[override]
            return super().v3_send(messages)

        def v3_calculate(self, messages: Any, sender: Any = None) -> Any:  # type: ignore[override]
            return super().v3_calculate(messages)

    found = {check.id: check for check in results(Plain, "v3.date.utc", "v3.form.send.hours-1").checks}

    assert {id: check.seen for id, check in found.items() if check.verdict is Verdict.UNSUPPORTED} == {
        "v3.date.utc": ("the client has no scheduled_date",),
        "v3.form.send.hours-1": ("the client has no send_within_hours",),
    }


def test_what_a_client_does_not_tell_cannot_be_judged() -> None:
    """Nobody has to tell prices; a case about them is no pass for that, and no failure."""

    class Discreet(Client):
        def v3_send(self, messages: Any, **options: Any) -> Any:
            return {"message_count": super().v3_send(messages, **options)["message_count"]}

    found = {check.id: check for check in results(Discreet, "v3.amounts.price.*", "v3.form.send.plain").checks}

    assert found.pop("v3.form.send.plain").verdict is Verdict.PASS
    assert {check.verdict for check in found.values()} == {Verdict.UNSUPPORTED}
    assert {check.seen for check in found.values()} == {("the client reports no total_price",)}


def test_calls_at_once_that_a_client_does_not_take_are_unsupported() -> None:
    """Hello says how many it takes."""

    class Single(Client):
        concurrency = 1

    found = played(replace(BALANCE, steps=(Together(calls=(send(), v3("balance"))),)), Single)

    assert found.verdict is Verdict.UNSUPPORTED
    assert found.seen == ("the client takes 1 calls at once, and the case makes 2",)


def test_a_hang_is_a_timeout() -> None:
    """Four requests' worth of time, and no more."""

    class Hanging(Client):
        def v3_balance(self) -> Any:
            threading.Event().wait(20)

    found = played(replace(BALANCE, timeout_ms=50), Hanging)

    assert (found.verdict, found.seen) == (Verdict.TIMEOUT, ("no reply within 0.2 s",))


def test_a_client_that_ends_its_thread_has_crashed() -> None:
    """As a process that exits."""

    class Ending(Client):
        def v3_balance(self) -> Any:
            raise KeyboardInterrupt("enough")

    assert played(BALANCE, Ending).verdict is Verdict.CRASH


def test_three_crashes_in_a_row_end_the_run() -> None:
    """What was not run is told as that."""

    class Ending(Client):
        def v3_balance(self) -> Any:
            raise KeyboardInterrupt("enough")

    found = results(Ending, cases=[replace(BALANCE, id=f"case.{n}") for n in range(5)], jobs=1)

    assert [check.verdict.value for check in found.checks] == ["CRASH"] * 3 + ["NOTRUN"] * 2
    assert found.notes[0].startswith("the run ended early: ")


def test_an_exception_of_the_client_fails() -> None:
    """It is the adapter's error."""

    class Raising(Client):
        def v3_balance(self) -> Any:
            raise ZeroDivisionError("no")

    assert played(BALANCE, Raising).verdict is Verdict.FAIL


def test_a_slip_of_the_kit_is_the_kits_error() -> None:
    """No client answers for it."""

    def slip(_: Seen) -> list[str]:
        raise LookupError("a slip")

    found = played(replace(BALANCE, allowed=(slip,)))

    assert found.verdict is Verdict.KIT_ERROR
    assert found.seen[0].startswith("LookupError: a slip (test_run_verdicts.py:")


def test_a_fault_that_never_came_about_is_not_reached() -> None:
    """The case has shown nothing then."""
    twist = Twist(method="Send", members={"StatusCode": 1})
    loss = next(case for case in CASES if case.id == "v3.lost.reset.after.send")
    found = [
        played(replace(loss, steps=(twist, v3("balance")), allowed=())),
        played(replace(loss, steps=(loss.steps[0], v3("balance")), allowed=())),
    ]

    assert "not reached: the Send to be answered anew never came about" in found[0].seen
    assert "not reached: the fault reset never came about" in found[1].seen


def test_a_canary_is_in_no_report() -> None:
    """Neither the password nor a session id, in none of their forms, however a client tells them."""
    secrets: list[str] = []

    class Telling(Client):
        def __init__(self, context: Any) -> None:
            super().__init__(context)
            self.context = context

        def v2_status(self, message_id: Any) -> Any:
            self.tell(self.context.password)

        def v3_balance(self) -> Any:
            super().v3_balance()
            self.tell(self.context.password, str(self._v3._conversation._session_id))

        def tell(self, *told: str) -> None:
            secrets.extend(told)
            logging.getLogger("telling").warning("%s", [form for each in told for form in forms(each)])
            login = base64.b64encode(f"{self.context.username}:{told[-1]}".encode()).decode()
            raise RuntimeError(f"Basic {login} {[form for each in told for form in forms(each)]}")

    status = (v2("send", recipient="37499000000", body="x"), v2("status", message_id=LAST))
    found = results(Telling, cases=[BALANCE, replace(BALANCE, id="b.case", steps=status)], seed=5)

    assert {check.verdict for check in found.checks} == {Verdict.FAIL}
    assert len(secrets) == 3
    for form in FORMS:
        text = render(found, form).decode()
        assert [each for secret in secrets for each in forms(secret) if each in text or escape(each) in text] == []


def forms(secret: str) -> list[str]:
    """As programs come to write one."""
    data = secret.encode()
    in_base64 = [base64.b64encode(data), base64.urlsafe_b64encode(data)]
    return [secret, quote(secret), quote(quote(secret)), json.dumps(secret), *(each.decode() for each in in_base64)]


def test_an_unknown_case_is_an_error_that_names_the_nearest() -> None:
    """Nothing selected is no success."""
    with pytest.raises(NothingChosen, match=r"did you mean v3\.session\.reused\?"):
        plan(CASES, ["v3.session.resued"])


def test_a_case_is_chosen_by_glob_and_repeated_under_readings() -> None:
    """An id may have a reading in brackets."""
    one = plan(CASES, ["v3.session.single"], all_readings=True)
    other = plan(CASES, ["v3.session.single[single_session=yes]"], all_readings=True)

    assert [each.id for each in one] == ["v3.session.single", "v3.session.single[single_session=yes]"]
    assert [dict(each.readings) for each in other] == [{"single_session": "yes"}]
    assert {each.id[:8] for each in plan(CASES, ["v2.date.*"])} == {"v2.date."}
