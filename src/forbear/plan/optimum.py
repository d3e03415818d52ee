"""The optimum for a goal: the best plan found, the bound that no plan passes, and how far the simple ones are from it.

The program (``model.py``) can do whatever a schedule can, so its bound holds for every plan of payments on due days
from the same money within the same months. Its answer is only a hint: what is given back is a schedule in whole units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from forbear.plan.debts import Debts
from forbear.plan.goals import Goal
from forbear.plan.orders import by_orders, suits
from forbear.plan.search import Search, by_program, is_soonest, soonest
from forbear.plan.strategies.compare import STRATEGIES
from forbear.plan.strategies.run import keeps_to
from forbear.plan.strategies.shapes import Means, Plan, Strategy


@dataclass(frozen=True, slots=True)
class Distance:
    """A simple strategy beside the best plan: its value, how much more that is, and whether it pays what is asked
    as the best plan must; one that does not is not bound by the bound.
    """

    plan: Plan
    value: int | None
    more: int | None
    keeps: bool


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best plan found for a goal, and what is proven of it.

    ``bound``: no plan within ``months`` that keeps to ``keep`` has a smaller value. ``impossible``: no plan at all ends
    within them. ``solved``: the solver came to its end, so what lies between bound and value is whole units only.
    ``program_gap``: what the solver left open of its program, as a part; 0 where its answer is proven the best.
    """

    goal: Goal
    keep: str
    months: int
    plan: Plan | None
    value: int | None
    bound: int | None
    impossible: bool
    solved: bool
    found_by: str
    nodes: int
    distances: Mapping[str, Distance]
    method: str = "program"
    program_gap: Fraction | None = None

    @property
    def gap(self) -> Fraction | None:
        """How much better, as a part of the value, a plan could still be at most."""
        if self.value is None or self.bound is None:
            return None
        return Fraction(max(0, self.value - self.bound), max(1, self.value))


def optimum(
    debts: Debts, means: Means, goal: Goal, months: int = 60, keep: str = "current", seconds: int = 60,
    payment_first: bool = False, more: Iterable[Strategy] = (),
) -> Optimum:  # fmt: skip
    """The best plan for a goal within so many months, with its bound; the solver stops after so many seconds."""
    search = Search(debts, means, goal, months, keep, payment_first)
    for strategy in (*STRATEGIES.values(), *more):
        search.add(strategy.name, Strategy(strategy.name, strategy.share, keep))
    simple = dict(search.plans)
    if suits(search):
        found = by_orders(search)
    else:
        search.add_drafts()
        found = soonest(search, seconds) if is_soonest(goal) else by_program(search, goal, months, seconds)
    plan, value = search.plan, search.value
    return Optimum(
        goal, keep, months, plan, value, found.bound, found.impossible, found.solved, search.best, found.nodes,
        {name: _distance(goal, keep, one, value) for name, one in simple.items()}, found.method, found.program_gap,
    )  # fmt: skip


def _distance(goal: Goal, keep: str, plan: Plan, best: int | None) -> Distance:
    value = goal.value(plan)
    return Distance(plan, value, None if value is None or best is None else value - best, keeps_to(plan, keep))
