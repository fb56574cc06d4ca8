"""What an adapter wrote last is shown where it got into trouble."""

import sys

import pytest

from mobipace.contract_tests import driver
from mobipace.contract_tests.catalogue import CASES
from mobipace.contract_tests.cli_verify_client import main
from mobipace.contract_tests.driver.capture import last_words
from mobipace.contract_tests.runner import Options, Planned, run
from tests.contract.support import ADAPTER


def test_last_words_are_the_end_and_the_error_before_it() -> None:
    """What a language prints last is seldom what went wrong."""
    text = "starting\nError: Cannot find module 'x'\n" + "".join(f"  at line {n}\n" for n in range(9))

    assert last_words(text).startswith("Error: Cannot find module 'x' / at line 3 / ")
    assert last_words("one\n\n two \n") == "one / two"
    assert last_words("") == ""
    assert len(last_words("x" * 5000)) == 401


def test_an_adapter_that_dies_at_once_is_told_with_its_last_words(capsys: pytest.CaptureFixture[str]) -> None:
    """In the one line that the command says."""
    script = "import sys; sys.exit('ImportError: no module named acme')"
    with pytest.raises(SystemExit) as ended:
        main(["--case", "v3.balance.whole", "--", sys.executable, "-c", script])

    assert ended.value.code == 3
    assert capsys.readouterr().err.count("it wrote: ImportError: no module named acme") == 1


def test_a_crash_is_told_with_its_last_words() -> None:
    """As something that was seen."""
    case = next(case for case in CASES if case.id == "v3.balance.whole")
    command = [sys.executable, "-I", str(ADAPTER), "call:complain-and-die"]
    found = run(lambda: driver.adapter(command), [Planned(case, case.id)], Options("it"))

    assert found.checks[0].verdict == "CRASH"
    assert found.checks[0].seen[-1] == "standard error: KeyError: 'Balance'"
