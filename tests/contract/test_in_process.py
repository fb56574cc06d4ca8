"""A Python client in this process: the same replies as behind an adapter, without one."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from mobipace.contract_tests import adapter, driver, reference
from mobipace.contract_tests.adapter import Context, Failed
from mobipace.contract_tests.driver import AdapterError, Crashed, Failure, TimedOut, Unreachable, Value
from tests.contract.support import FUNDS, PASSWORD, balance, context, run

log = logging.getLogger("acme")


class Client:
    """A client whose one call is chosen by the case's sender."""

    concurrency = 2

    def __init__(self, context: Context) -> None:
        self.context = context
        self.deed = context.sender

    def v3_balance(self) -> Mapping[str, Any]:
        deed: Callable[[], Mapping[str, Any]] = getattr(self, f"_{self.deed}", self._right)
        return deed()

    def v3_status(self, references: list[str]) -> Mapping[str, Any]:
        references.append("mine")
        return {"statuses": []}

    def _right(self) -> Mapping[str, Any]:
        return FUNDS

    def _refused(self) -> Mapping[str, Any]:
        raise Failed("locked", 201)

    def _slip(self) -> Mapping[str, Any]:
        raise KeyError("x")

    def _number(self) -> Mapping[str, Any]:
        return FUNDS | {"balance": 1300.30}

    def _hang(self) -> Mapping[str, Any]:
        threading.Event().wait()
        return {}

    def _interrupt(self) -> Mapping[str, Any]:
        raise KeyboardInterrupt

    def _tell(self) -> Mapping[str, Any]:
        log.warning("password %s", self.context.password)
        return FUNDS


@pytest.fixture
def subject() -> Iterator[driver.Subject]:
    """The client above."""
    made = driver.python(Client)
    yield made
    made.close()


def test_a_value_comes_back(subject: driver.Subject) -> None:
    """As JSON would bring it."""
    assert run(subject).reply == Value(FUNDS)


def test_an_error_comes_back(subject: driver.Subject) -> None:
    """By its class."""
    assert run(subject, sender="refused").reply == Failure("locked", 201)


def test_a_slip_is_the_adapters_fault(subject: driver.Subject) -> None:
    """With its traceback."""
    reply = run(subject, sender="slip").reply

    assert isinstance(reply, AdapterError)
    assert "KeyError: 'x'" in reply.reason


def test_an_amount_as_a_number_is_refused(subject: driver.Subject) -> None:
    """Values are held to their schemas here too."""
    assert "1300.3 given; allowed: an amount as a string" in str(run(subject, sender="number").reply)


def test_a_hang_times_out_and_the_next_case_goes_on(subject: driver.Subject) -> None:
    """Its thread cannot be ended, and is left behind."""
    hung = run(subject, 50, sender="hang").reply
    next_one = run(subject).reply

    assert (hung, next_one) == (TimedOut(0.2), Value(FUNDS))


def test_what_would_end_a_process_is_a_crash(subject: driver.Subject) -> None:
    """It ends the client, not the kit."""
    assert run(subject, sender="interrupt").reply == Crashed("KeyboardInterrupt: ")


def test_a_password_in_the_log_is_found(subject: driver.Subject) -> None:
    """What a Python client logs stands for standard error."""
    case = run(subject, sender="tell")
    other = run(subject)

    assert case.ended.stderr == "WARNING acme: password ******\n"
    assert [(leak.where, leak.what) for leak in case.ended.leaks] == [("log", "the password")]
    assert PASSWORD not in f"{case}"
    assert other.ended.stderr == ""


def test_the_kits_arguments_stay_the_kits(subject: driver.Subject) -> None:
    """A client that changes what it was given changes a copy."""
    args = {"references": ["r"]}
    subject.begin(context()).call("v3", "status", args)

    assert args == {"references": ["r"]}


def test_two_calls_run_at_once(subject: driver.Subject) -> None:
    """As many as the client takes."""
    session = subject.begin(context(50, sender="hang"))
    pending = [session.start("v3", "balance") for _ in range(2)]

    assert [each.result() for each in pending] == [TimedOut(0.2)] * 2
    assert balance(session) == TimedOut(0.2)


def test_hello_names_the_class(subject: driver.Subject) -> None:
    """And the calls it has methods for."""
    hello = subject.hello()

    assert (hello.client.name, set(hello.calls)) == ("Client", {("v3", "balance"), ("v3", "status")})


def test_a_client_by_its_path() -> None:
    """As on the command line."""
    hello = driver.python("mobipace.contract_tests.reference:Client").hello()

    assert (hello.client.name, len(hello.calls), hello.concurrency) == ("mobipace-reference", 8, 4)


def test_the_reference_client_has_the_form_of_a_client() -> None:
    """What users are told to write, type checkers included."""
    factory: Callable[[Context], adapter.Client] = reference.Client
    client = factory(context())

    assert callable(client.close)


@pytest.mark.parametrize("path", ["mobipace", "mobipace:", ":Client", "mobipace.nowhere:Client", "json:Client"])
def test_a_path_that_names_nothing_is_unreachable(path: str) -> None:
    """The text names it."""
    with pytest.raises(Unreachable, match=f"^{path}: "):
        driver.python(path)


def test_no_handler_is_left_behind(subject: driver.Subject) -> None:
    """The kit listens to the log only while it drives a client."""
    before = list(logging.getLogger().handlers)
    run(subject)
    subject.close()

    assert logging.getLogger().handlers == before
