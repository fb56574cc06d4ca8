"""Replies that keep the form of the protocol or do not: what a case hears of each."""

import re

import pytest

from mobipace.contract_tests.driver import AdapterError, Ended, Failure, Rejected, Reply, RunOver, Unsupported, Value
from tests.contract.support import FUNDS, adapter, context, run


@pytest.mark.parametrize(
    ("deed", "reply"),
    [
        ("", Value(FUNDS)),
        ("unknown-keys", Value(FUNDS | {"note": 1})),
        ("error", Failure("bad_credentials", 200, "LoginError")),
        ("line-separator", Failure("other", None, "one\u2028two")),
        ("adapter-error", AdapterError("KeyError: 'body'")),
        ("unreadable", AdapterError("line 4 is not JSON")),
        ("unsupported", AdapterError("unsupported, though hello declares v3 balance: no time")),
        (
            "number",
            AdapterError(
                "a reply that does not fit its schema: value: balance: 1300.3 given; allowed: an amount as a string, "
                'such as "1300.30" or "-1000"; a number was given: put it in quotes'
            ),
        ),
        ("no-value", AdapterError("a reply that does not fit its schema: value: missing; it is mandatory")),
    ],
)
def test_a_reply_is_read(deed: str, reply: Reply) -> None:
    """Values and errors as they are; whatever is no reply to this call is the adapter's fault, in words."""
    with adapter(f"call:{deed}") as subject:
        case = run(subject)

    assert case.reply == reply
    assert case.ended == Ended(None, "", ())


def test_an_error_of_no_known_class_is_the_adapters_fault() -> None:
    """The classes are closed; the text names them."""
    with adapter("call:unknown-class") as subject:
        reply = run(subject).reply

    assert isinstance(reply, AdapterError)
    assert '"out_of_money" given; allowed: "incorrect_request", "bad_credentials"' in reply.reason


def test_an_adapter_that_takes_any_call_for_its_own_is_rejected() -> None:
    """It would say ok to everything, and no verdict would mean anything: exit code 2."""
    with adapter("made-up:ok-to-all") as subject, pytest.raises(Rejected) as caught:
        subject.begin(context())

    assert re.search(r'the made-up call "x-[0-9a-f]{8}" was answered .*\'ok\': True', str(caught.value))
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("deed", ["adapter-error", "error", "hang", "exit-3", "unreadable"])
def test_whatever_else_meets_the_made_up_call_rejects_too(deed: str) -> None:
    """Anything but `unsupported`: an adapter that breaks on a name it does not know breaks on the next version."""
    with adapter(f"made-up:{deed}") as subject, pytest.raises(Rejected, match="made-up call"):
        subject.begin(context(250))


def test_the_made_up_call_is_made_once() -> None:
    """After the first begin; the verdict holds for the run."""
    with adapter("none") as subject:
        run(subject)
        transcript = [run(subject).reply for _ in range(2)]

    assert transcript == [Value(FUNDS)] * 2


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("adapter-error", "hello: KeyError: 'body'"),
        ("no-client", "hello: client: missing; it is mandatory"),
        ("error", "hello: "),
    ],
)
def test_a_hello_without_form_rejects_the_adapter(deed: str, why: str) -> None:
    """Without knowing what it offers there is nothing to ask of it: exit code 2."""
    with adapter(f"hello:{deed}") as subject, pytest.raises(Rejected, match=f"^{re.escape(why)}"):
        subject.hello()


def test_hello_tells_what_the_adapter_offers() -> None:
    """Name, calls and concurrency as declared."""
    with adapter("none") as subject:
        hello = subject.hello()

    assert (hello.client.name, set(hello.calls), hello.concurrency) == ("misbehaving", {("v3", "balance")}, 3)


def test_a_call_that_was_never_declared_is_unsupported() -> None:
    """The adapter is not even asked: nothing is judged that it does not claim."""
    with adapter("none") as subject:
        session = subject.begin(context())
        reply = session.call("v2", "send", {"recipient": "79851112233", "body": "x"})

    assert reply == Unsupported("v2 send is not declared in hello")


def test_a_login_refused_at_begin_is_the_reply_to_every_call() -> None:
    """`begin` may log in: what it reports then, the client has reported, and nothing went wrong with the adapter."""
    with adapter("begin:error") as subject:
        case = run(subject)

    assert case.reply == Failure("bad_credentials", 200, "LoginError")
    assert case.ended.trouble is None


def test_an_adapter_error_at_begin_fails_the_case() -> None:
    """There is no client to call."""
    with adapter("begin:adapter-error") as subject:
        case = run(subject)

    assert (case.reply, case.ended.trouble) == (AdapterError("KeyError: 'body'"),) * 2


def test_an_adapter_error_at_end_fails_the_case() -> None:
    """A client that cannot be put away may live on in the next case."""
    with adapter("end:adapter-error") as subject:
        case = run(subject)

    assert (case.reply, case.ended.trouble) == (Value(FUNDS), AdapterError("KeyError: 'body'"))


# More than one at a time


def test_replies_find_their_calls_in_any_order() -> None:
    """A reply carries its call's number; the first call may be the last to be answered."""
    with adapter("call:backwards") as subject:
        session = subject.begin(context())
        pending = [session.start("v3", "balance") for _ in range(3)]
        replies = [each.result() for each in pending]
        ended = session.end()

    assert replies == [Value(FUNDS)] * 3
    assert ended.trouble is None


def test_no_more_calls_are_outstanding_than_the_adapter_takes() -> None:
    """`concurrency` is the adapter's word, and the kit keeps to it."""
    with adapter("call:hang") as subject:
        session = subject.begin(context(250))
        pending = [session.start("v3", "balance") for _ in range(3)]
        with pytest.raises(RuntimeError, match="3 calls are outstanding"):
            session.start("v3", "balance")
        with pytest.raises(RuntimeError, match="end with calls outstanding"):
            session.end()
        replies = {str(each.result()) for each in pending}

    assert replies == {"no reply within 1 s"}


def test_one_case_at_a_time() -> None:
    """A case that has not ended has the client to itself."""
    with adapter("none") as subject:
        subject.begin(context())
        with pytest.raises(RuntimeError, match=r"case a\.case has not ended"):
            subject.begin(context())

    assert subject.over is None


def test_after_a_run_is_over_nothing_begins() -> None:
    """Whoever asks again hears why."""
    with adapter("call:twice") as subject:
        run(subject)
        errors = []
        for _ in range(2):
            with pytest.raises(RunOver) as caught:
                subject.begin(context())
            errors.append(str(caught.value))

    assert errors == [subject.over] * 2
