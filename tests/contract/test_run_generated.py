"""Generated cases: laws that a right client keeps, and that a broken one is caught by, made small."""

from pathlib import Path

import pytest

from mobipace.contract_tests import driver
from mobipace.contract_tests.catalogue.laws import LAWS
from mobipace.contract_tests.mutants.clients import MUTANTS
from mobipace.contract_tests.reference import Client as Right
from mobipace.contract_tests.runner import Options, run, traces
from mobipace.contract_tests.runner.generated import Trials, generated
from mobipace.contract_tests.runner.traces import Client
from mobipace.mock_server.report import Check
from tests.contract.running import broken

OPTIONS = Options(subject="a client", jobs=1)


def tried(factory: object, folder: Path, examples: int = 15, *laws: str) -> dict[str, Check]:
    """What came of the laws; without names, of all."""
    chosen = tuple(law for law in LAWS if not laws or law.id in laws)

    def make() -> driver.Subject:
        return driver.python(factory)  # type: ignore[arg-type]

    found = generated(
        make, run(make, [], OPTIONS), OPTIONS, Trials(examples, Client(python="a:client"), folder, chosen)
    )
    return {check.id: check for check in found.checks}


def test_reference_client_keeps_every_law(tmp_path: Path) -> None:
    """As many examples as asked for, each with an account of its own; and nothing is saved."""
    found = tried(Right, tmp_path)

    assert {id: (check.verdict.value, check.exercised) for id, check in found.items()} == dict.fromkeys(
        found, ("PASS", 15)
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("strips-texts", "generated.v3.texts"),
        ("encodes-v2-twice", "generated.v2.texts"),
        ("reads-balances-as-floats", "generated.readings"),
        ("talks-in-parallel", "generated.sequences"),
        ("takes-a-loss-for-a-success", "generated.faults"),
    ],
)
def test_each_law_kills_a_mutant_and_its_trace_repeats_it(name: str, law: str, tmp_path: Path) -> None:
    """The smallest example is saved, and can be played again."""
    mutant = next(each for each in MUTANTS if each.name == name)
    found = tried(broken(mutant), tmp_path, 25, law)[law]
    trace = traces.read(tmp_path / f"{law}.trace.json")

    assert found.verdict.value == "FAIL"
    assert found.repeat == f"mobipace-mock replay {tmp_path / f'{law}.trace.json'}"
    assert (trace.law, trace.case.steps) == (law, trace.steps)


def test_one_seed_draws_the_same(tmp_path: Path) -> None:
    """A failure is the same failure on the next machine."""
    mutant = next(each for each in MUTANTS if each.name == "strips-texts")
    saved = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        tried(broken(mutant), folder, 15, "generated.v3.texts")
        saved.append((folder / "generated.v3.texts.trace.json").read_bytes())

    assert saved[0] == saved[1]
