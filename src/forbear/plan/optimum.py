"""The optimum for a goal: the best plan found, the bound that no plan passes, and how far the simple ones are from it.

The program (``model.py``) can do whatever a schedule can, so its bound holds for every plan of payments on due days
from the same money within the same months. Its answer is only a hint: what is given back is a schedule in whole units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from forbear.plan.accrual import Factors
from forbear.plan.courses import Course, course
from forbear.plan.debts import Debts
from forbear.plan.goals import Goal, month_of_end
from forbear.plan.guide import guided
from forbear.plan.model import Model
from forbear.plan.model_bounds import needed_months
from forbear.plan.model_debt import is_kept
from forbear.plan.solver import Answer
from forbear.plan.strategies.compare import STRATEGIES
from forbear.plan.strategies.custom import custom
from forbear.plan.strategies.run import follow, keeps_to
from forbear.plan.strategies.shapes import Means, Plan, Strategy

TOLERANCE = Fraction(1, 10**7)


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
    factors = {debt.name: Factors(debt) for debt in debts.all}

    def run(strategy: Strategy) -> Plan:
        return follow(debts, means, strategy, months, payment_first, factors)

    chosen = (*STRATEGIES.values(), *more)
    simple = {one.name: run(Strategy(one.name, one.share, keep)) for one in chosen}
    ordered = sorted(debts.all, key=lambda one: one.name)
    courses = [course(one, means.first, months, payment_first, factors[one.name]) for one in ordered]
    best = _best(goal, keep, simple)
    model = Model(_needed([one for one in courses if one.owed], means, goal, keep, simple.get(best)), means, goal, keep)
    near = _near(model, goal)
    answer = model.program.solve(seconds, _start(model, simple.get(best)), near)
    found = dict(simple)
    if answer.values:
        found["program"] = run(guided(model, answer))
        found["order of the program"] = run(custom(_order(model, answer), keep=keep))
    best = _best(goal, keep, found)
    plan = found.get(best)
    value = None if plan is None else goal.value(plan)
    return Optimum(
        goal, keep, months, plan, value, _bound(model, answer), answer.status == "infeasible",
        answer.status == "solved", best, answer.nodes,
        {name: _distance(goal, keep, one, value) for name, one in simple.items()},
    )  # fmt: skip


def _near(model: Model, goal: Goal) -> Fraction:
    """When the solver may stop: below roundings of the schedule, or where only whole months are left."""
    return Fraction(len(model.debts) * model.months, 8) / model.scale if goal.paid else Fraction(1, 4)


def _needed(courses: list[Course], means: Means, goal: Goal, keep: str, known: Plan | None) -> list[Course]:
    """The courses over the months in which a plan better than the known one can be found."""
    if known is None or goal.first or goal.late or (goal.paid and goal.free):
        return courses
    if goal.free:
        months = goal.value(known) or 0
        months = months // goal.free
    else:
        months = needed_months(courses, means, [is_kept(one, keep) for one in courses], known.paid)
    return [replace(one, steps=one.steps[: max(1, months)]) for one in courses]


def _best(goal: Goal, keep: str, plans: Mapping[str, Plan]) -> str:
    ranks = {name: goal.rank(plan) for name, plan in plans.items() if keeps_to(plan, keep)}
    known = {name: rank for name, rank in ranks.items() if rank is not None}
    return min(known, key=lambda name: known[name]) if known else ""


def _distance(goal: Goal, keep: str, plan: Plan, best: int | None) -> Distance:
    value = goal.value(plan)
    return Distance(plan, value, None if value is None or best is None else value - best, keeps_to(plan, keep))


def _bound(model: Model, answer: Answer) -> int | None:
    """The bound in whole units, with the solver's tolerance taken off."""
    if answer.bound is None:
        return None
    tie = Fraction(0) if model.goal.paid else Fraction(1, 2)
    return max(0, ceil((answer.bound - abs(answer.bound) * TOLERANCE) * model.scale - tie))


def _order(model: Model, answer: Answer) -> list[str]:
    """The debts in the order in which the answer ends them."""
    ends = {one.course.debt.name: sum(answer.values[switch] for switch in one.closed) for one in model.debts}
    return sorted(ends, key=lambda name: (-ends[name], name))


def _start(model: Model, plan: Plan | None) -> dict[int, int]:
    """A known plan's switches, for the solver to begin from."""
    if plan is None:
        return {}
    found: dict[int, int] = {}
    settled = {(entry.debt, entry.day) for entry in plan.schedule.entries if entry.kind == "waiver"}
    for one in model.debts:
        name = one.course.debt.name
        end = month_of_end(plan, name)
        found |= {switch: int(month + 1 >= end) for month, switch in enumerate(one.closed)}
        found |= {switch: int((name, one.course.steps[month].day) in settled) for month, switch in one.taken.items()}
    return found
