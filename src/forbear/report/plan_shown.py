"""What the page of a plan is made of: the plan, what it is held against, and what would make it possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forbear.errors import Problem
from forbear.plan.budget import Budget
from forbear.plan.strategies import Plan


@dataclass(frozen=True, slots=True)
class Best:
    """An optimum: the goal, its plan, its value and the bound that was proven, both in the unit of the goal."""

    goal: str
    plan: Plan
    value: int
    bound: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Remedies:
    """The smallest changes that let the debts end: money each month, or concessions, each a sentence."""

    extra: int | None = None
    concessions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan with all that its page tells. ``compared`` holds other ways of paying, by name."""

    plan: Plan
    budget: Budget
    compared: Mapping[str, Plan] = field(default_factory=dict)
    best: Best | None = None
    frontier: tuple[Plan, ...] = ()
    watched: tuple[Plan, Plan] | None = None
    remedies: Remedies = Remedies()
    left_out: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def currency(self) -> str:
        """The one currency of the plan."""
        return self.budget.currency

    @property
    def ways(self) -> tuple[Plan, ...]:
        """Every way of paying that is known, the cheapest that ends in front, those that do not end last."""
        others = [plan for name, plan in self.compared.items() if name != self.plan.strategy]
        best = [self.best.plan] if self.best and self.best.plan.strategy != self.plan.strategy else []
        return tuple(
            sorted([self.plan, *others, *best], key=lambda plan: (not plan.feasible, plan.feasible and plan.paid))
        )
