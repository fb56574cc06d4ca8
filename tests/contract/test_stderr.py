"""What an adapter writes beside the protocol: kept for its case, bounded, and searched for the password."""

import pytest

from mobipace.contract_tests.driver import Failure, Leak, Value
from mobipace.contract_tests.driver.capture import Capture
from mobipace.contract_tests.driver.secrets import Secrets
from tests.contract.support import FUNDS, PASSWORD, adapter, context, run

ENCODED = "kanarie%2F4711"


def test_standard_error_is_the_cases_own() -> None:
    """What was written in one case is not shown with the next."""
    with adapter("call:chatter") as subject:
        first = run(subject).ended
        second = subject.begin(context()).end()

    assert first.stderr.endswith(f"001999{'.' * 993}\n")
    assert second.stderr == ""


def test_of_much_the_end_is_kept() -> None:
    """Memory is bounded, and it says what is missing."""
    with adapter("call:chatter", stderr_bytes=2001) as subject:
        stderr = run(subject).ended.stderr

    assert stderr == f"(1997999 bytes before this were left out)\n\n001998{'.' * 993}\n001999{'.' * 993}\n"


@pytest.mark.parametrize(
    ("deed", "leak"),
    [
        ("tell", Leak("stderr", "the password", "password is ******")),
        (
            "tell-url",
            Leak(
                "stderr",
                "a v2 URL with the password",
                "HTTP_API.aspx?function=send&username=u&password=******&body=x",
            ),
        ),
    ],
)
def test_a_password_on_standard_error_is_found_and_not_repeated(deed: str, leak: Leak) -> None:
    """The leak is named; what the kit shows of it holds no secret."""
    with adapter(f"call:{deed}") as subject:
        case = run(subject)

    assert case.reply == Value(FUNDS)
    (found,) = case.ended.leaks
    assert (found.where, found.what) == (leak.where, leak.what)
    assert found.excerpt.endswith(leak.excerpt[-20:])
    assert PASSWORD not in case.ended.stderr + found.excerpt


def test_a_password_in_native_is_found_and_masked() -> None:
    """An error's own words reach reports and logs."""
    with adapter("call:tell-in-native") as subject:
        case = run(subject)

    assert case.reply == Failure("other", None, "for ******")
    assert case.ended.leaks == (Leak("native", "the password", "for ******"),)


def test_a_password_in_the_last_words_before_a_crash_is_found() -> None:
    """A crash is when programs tell most."""
    with adapter("end:tell") as subject:
        ended = run(subject).ended

    assert [leak.what for leak in ended.leaks] == ["the password"]


def test_a_secret_across_two_pieces_is_found() -> None:
    """A pipe cuts where it likes."""
    capture = Capture(100)
    capture.watch(Secrets(PASSWORD))
    for byte in f"login with {PASSWORD} failed".encode():
        capture.feed(bytes([byte]))
    captured = capture.take()

    assert captured.text == "login with ****** failed"
    assert [leak.what for leak in captured.leaks] == ["the password"]


def test_a_secret_that_is_no_longer_kept_is_found() -> None:
    """All of it is searched, not only what is kept."""
    capture = Capture(10)
    capture.watch(Secrets(PASSWORD))
    capture.feed(f"{PASSWORD} and a great deal more after it".encode())

    assert [leak.what for leak in capture.take().leaks] == ["the password"]
