"""Goals: what an optimum is to make least, in whole numbers read off a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from forbear.errors import Problem, RecordError, nearest
from forbear.plan.strategies.run import pay_day
from forbear.plan.strategies.shapes import Plan

MEASURES = ("paid", "first", "late", "free")


@dataclass(frozen=True, slots=True)
class Goal:
    """What counts, and how much: a minor unit paid, a month until the first platform is closed, a creditor-month in
    arrears, a month until all is paid. Of equal plans the one that costs least is taken.
    """

    name: str
    paid: int = 0
    first: int = 0
    late: int = 0
    free: int = 0

    def value(self, plan: Plan) -> int | None:
        """What a plan comes to by this goal; None where it does not end."""
        found = measures(plan)
        return None if found is None else sum(getattr(self, name) * found[name] for name in MEASURES)

    def rank(self, plan: Plan) -> Fraction | None:
        """The value, and below one whole unit what is paid, so that equals are told apart."""
        value = self.value(plan)
        return None if value is None else value + Fraction(plan.paid, 10**18)


GOALS: Mapping[str, Goal] = {
    "least_paid": Goal("least_paid", paid=1),
    "first_closed": Goal("first_closed", first=1),
    "fewest_late": Goal("fewest_late", late=1),
    "soonest_free": Goal("soonest_free", free=1),
}


def goal(name: str) -> Goal:
    """A goal by its name."""
    found = GOALS.get(name)
    if found is None:
        hint = f"Choose one of {', '.join(GOALS)}. {nearest(name, GOALS)}".strip()
        raise RecordError(Problem("the goal", f"{name!r} is none", hint=hint, code="goal-unknown"))
    return found


def mix(paid: int = 1, first: int = 0, late: int = 0, free: int = 0) -> Goal:
    """A weighted goal: each weight in minor units for one of its kind."""
    return Goal("mix", paid, first, late, free)


def measures(plan: Plan) -> Mapping[str, int] | None:
    """The four measures of a plan that ends; months count from 1, what ends before any payment is month 0."""
    if not plan.feasible:
        return None
    ends = {debt.name: month_of_end(plan, debt.name) for debt in plan.schedule.debts.all}
    first = min(max(ends[name] for name in names) for names in platforms(plan).values())
    return {"paid": plan.paid, "first": first, "late": plan.creditor_months_late, "free": max(ends.values())}


def platforms(plan: Plan) -> Mapping[str, list[str]]:
    """The debts of each platform by name."""
    from forbear.plan.strategies.shapes import platform

    found: dict[str, list[str]] = {}
    for debt in plan.schedule.debts.all:
        found.setdefault(platform(debt), []).append(debt.name)
    return found


def month_of_end(plan: Plan, name: str) -> int:
    """The month of the plan in which a debt ends."""
    day, debt = plan.schedule.closed_on[name], plan.schedule.debts[name]
    number = 0
    while day is not None and day > plan.means.first and pay_day(debt, plan.means.first, number + 1) <= day:
        number += 1
    return number
