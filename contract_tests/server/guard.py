"""What a run against a real gateway may do: write to these recipients, and cost so much."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from .failing import BudgetSpent, NotRun

Price = Callable[[], Decimal]
"""Asks the gateway what messages would cost, and sends nothing."""


class Guard:
    """Lets everything pass: the server is a simulator."""

    is_live = False

    def before_send(self, recipients: Iterable[str], price: Price) -> None:
        """Called before anything that may send. Raises NotRun where it must not."""

    def before_asking(self, recipients: Iterable[str]) -> None:
        """Called before a price is asked for. Raises NotRun where that must not be."""


class LiveGuard(Guard):
    """Only these recipients, and never beyond the budget, which is in the account's currency."""

    is_live = True

    def __init__(self, allowed: Iterable[str], budget: Decimal) -> None:
        self._allowed = frozenset(allowed)
        self._budget = budget
        self.spent = Decimal(0)

    def before_asking(self, recipients: Iterable[str]) -> None:
        """Raises NotRun for a recipient that is not on the list: also a question names nobody else."""
        if not self._allowed.issuperset(recipients):
            raise NotRun("it needs a recipient that --allow-recipient does not name")

    def before_send(self, recipients: Iterable[str], price: Price) -> None:
        """Counts what it may cost. Raises NotRun for anybody else, BudgetSpent where the budget does not reach."""
        self.before_asking(recipients)
        cost = price()
        if cost < 0 or self.spent + cost > self._budget:
            raise BudgetSpent(f"it may cost {cost}; {self.spent} of the budget of {self._budget} is used")
        self.spent += cost
