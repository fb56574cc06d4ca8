"""Running the catalogue with a client of this process."""

from collections.abc import Callable, Sequence
from typing import Any

from mobipace.contract_tests import driver
from mobipace.contract_tests.adapter import Context
from mobipace.contract_tests.catalogue import CASES, Case
from mobipace.contract_tests.mutants.mutant import Mutant
from mobipace.contract_tests.reference import Client
from mobipace.contract_tests.runner import Options, plan, run
from mobipace.mock_server.report import Check, Results


def results(
    factory: Callable[[Context], Any], *patterns: str, cases: Sequence[Case] = CASES, **options: Any
) -> Results:
    """The cases that match, played with clients of this factory."""
    how = Options(**{"subject": "a client", "repeat": "again {}", **options})
    return run(lambda: driver.python(factory), plan(cases, patterns), how)


def checks(factory: Callable[[Context], Any], *patterns: str, **options: Any) -> dict[str, Check]:
    """The same, by id."""
    return {check.id: check for check in results(factory, *patterns, **options).checks}


def broken(mutant: Mutant) -> Callable[[Context], Any]:
    """A class that makes the mutant's clients, and says which calls they have."""

    class Broken(Client):
        def __new__(cls, context: Context) -> Any:
            return mutant.client(context)

    return Broken


class Mute:
    """A client that has one call, and makes none."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def v3_balance(self) -> dict[str, str]:
        """A made-up success."""
        return {"balance": "1300.30", "credit_limit": "-1000", "available": "2300.30"}
