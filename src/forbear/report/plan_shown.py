"""What the page of a plan is made of: the plan, what it is held against, and what would make it possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forbear.plan.budget import Budget, Misfit
from forbear.plan.shortfall import Least, Shortfall
from forbear.plan.strategies import Plan

if TYPE_CHECKING:
    from forbear.plan.frontier import Mix
    from forbear.plan.optimum import Optimum  # its solver is heavy, and few plans need it
    from forbear.plan.statement import Statement

OPTIMUM = "optimum"
"""The name of the plan that an optimum gives."""


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan with all that its page tells. ``compared`` holds other ways of paying, by name; ``ends_with`` is the least
    more each month with which the debts end at all; ``misfits`` are printed totals of the budget that do not foot.
    ``other`` is a way that ends where the plan does not; ``instead_of`` the way that did not, where this one was taken.
    ``not_kept``: how certain it is ("impossible", "not_found") that no way pays debts that are not late all they ask.
    """

    plan: Plan
    budget: Budget
    compared: Mapping[str, Plan] = field(default_factory=dict)
    optimum: Optimum | None = None
    frontier: tuple[Mix, ...] = ()
    not_kept: str = ""
    watched: tuple[Plan, Plan] | None = None
    shortfall: Shortfall | None = None
    other: Plan | None = None
    instead_of: str = ""
    ends_with: Least | None = None
    left_out: tuple[str, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    statement: Statement | None = None

    @property
    def currency(self) -> str:
        """The one currency of the plan."""
        return self.budget.currency

    @property
    def followed(self) -> Plan:
        """The plan whose payments the page tells: the one made, or what to do meanwhile where that does not end."""
        return self.plan if self.plan.feasible or self.shortfall is None else self.shortfall.meanwhile

    @property
    def ways(self) -> tuple[Plan, ...]:
        """Every way of paying that is known, the cheapest that ends in front, those that do not end last."""
        others = [plan for name, plan in self.compared.items() if name != self.plan.strategy]
        known = [self.plan, *others]
        return tuple(sorted(known, key=lambda plan: (not plan.feasible, plan.feasible and plan.paid)))
