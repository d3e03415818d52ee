"""All orders of debts, in whole units: the optimum where interest is linear and nothing bends it.

*When.* No debt has to be paid what it asks (all late from the start, or nothing is kept); interest bears interest, or
there is none; no late charges, fees, offers, or debts with a due day of their own; no lump sums; payments are booked
after the interest of their day; and in every month the debts rank the same by their interest factors. The goal is what
is paid, or when all is paid.

*Why.* Before roundings such debts are best paid in the order of that rank: a unit that goes to a debt while one that
grows at least as fast is open can go to the other, and comes back, grown at least as much, when the other ends; the
first is then paid with it, and costs no more for having waited. So no splitting of the money beats that order.

*Roundings* are what is left: each month's interest can be less than exact by a part of a unit (``courses.most_lost``:
nothing where factors are whole). The bound lets every debt begin lower by all that its roundings could ever save. So
the best order is the optimum where no rounding takes place, and within the bound, which is given, elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil

from forbear.plan.courses import Course, most_lost
from forbear.plan.model_bounds import needed_months
from forbear.plan.rounding import ROUNDINGS
from forbear.plan.search import Proof, Search, is_soonest
from forbear.plan.strategies.custom import custom

MOST_NODES = 1_000
"""So many beginnings of orders are looked into; the bound holds however many there are."""
UNIT = 2**40
"""A bound is reckoned in such parts of a minor unit, each rounded to the borrower's side."""


def suits(search: Search) -> bool:
    """Is every order's best the optimum here, but for roundings?"""
    goal = search.goal
    counts = is_soonest(goal) or (goal.paid and not (goal.first or goal.late or goal.free))
    plain = counts and not search.payment_first and not search.means.lumps and not any(search.kept)
    return bool(plain and search.courses and all(_linear(one) for one in search.courses) and _ranked(search.courses))


def _linear(course: Course) -> bool:
    debt, late = course.debt, course.debt.late
    charges = late.fee or late.fee_part or late.rate.fraction or debt.flat_fee or debt.settlements
    simple = not debt.interest_on_interest and any(step.before for step in course.steps)
    return not charges and not simple and debt.due is None


def _ranked(courses: Sequence[Course]) -> bool:
    """Do the debts rank the same in every month?"""
    ordered = _by_rank(courses)
    return all(
        now.before >= then.before
        for one, other in pairwise(ordered)
        for now, then in zip(one.steps, other.steps, strict=True)
    )


def _by_rank(courses: Sequence[Course]) -> list[Course]:
    return sorted(courses, key=lambda one: ([-step.before for step in one.steps[1:]], one.owed, one.debt.name))


def by_orders(search: Search) -> Proof:
    """Look for the best order; its plan is added to those that are known."""
    orders = _Orders(search)
    orders.look((), 0, orders.income(0), [one.owed for one in orders.courses], 0)
    if orders.best is not None:
        search.add("order", custom([orders.courses[at].debt.name for at in orders.best], keep=search.keep))
    everyone = frozenset(range(len(orders.courses)))
    months, paid = orders.least(0, orders.income(0), orders.lowered(_months_that_count(search)), everyone)
    if months is None:
        return Proof("orders", None, impossible=search.value is None)
    bound = (
        search.goal.free * (months + 1) if is_soonest(search.goal) else search.goal.paid * ceil(Fraction(paid, UNIT))
    )
    return Proof("orders", min(bound, search.value or bound), nodes=orders.nodes)


def _months_that_count(search: Search) -> int:
    """The months within which every plan ends that is better than the known one."""
    if search.plan is None:
        return search.months
    if is_soonest(search.goal):
        return (search.value or 0) // search.goal.free
    return needed_months(search.courses, search.means, search.kept, search.plan.paid)


@dataclass
class _Orders:
    """A walk over the beginnings of orders: those whose rest cannot be better than the best known are left."""

    search: Search
    nodes: int = 0
    best: tuple[int, ...] | None = None
    value: tuple[int, int] = (0, 0)
    courses: list[Course] = field(init=False)
    scaled: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.courses = _by_rank(self.search.courses)
        self.months = len(self.courses[0].steps)
        self.scaled = [
            [step.before.numerator * UNIT // step.before.denominator for step in one.steps] for one in self.courses
        ]

    def income(self, month: int) -> int:
        """The money of a month from 0."""
        return self.search.means.of_month(month + 1)

    def lowered(self, months: int) -> list[int]:
        """What is owed at first, less all that roundings can save in so many months, in parts of a unit."""
        found = []
        for one in self.courses:
            saved, grown = Fraction(0), Fraction(1)
            for step in one.steps[1:months]:
                grown *= 1 + step.before
                saved += most_lost(one.debt.rounding, step.before) / grown
            found.append(max(0, one.owed * UNIT - ceil(saved * UNIT) - 1))
        return found

    def look(self, begun: tuple[int, ...], month: int, money: int, owed: list[int], paid: int) -> None:
        """Every order that begins so; ``owed`` is what stands before the month's ``money`` is given out."""
        rest = frozenset(range(len(owed))).difference(begun)
        if not rest:
            value = (month if is_soonest(self.search.goal) else 0, paid)
            self.best, self.value = (
                (begun, value) if self.best is None or value < self.value else (self.best, self.value)
            )
            return
        self.nodes += 1
        if self.nodes > MOST_NODES or not self._may_be_better(rest, month, money, owed, paid):
            return
        for at in sorted(rest):
            then = self._end(at, rest, month, money, list(owed), paid)
            if then is not None:
                self.look((*begun, at), *then)

    def _may_be_better(self, rest: frozenset[int], month: int, money: int, owed: list[int], paid: int) -> bool:
        if self.best is None:
            return True
        lowered = self.lowered_from(month, owed)
        ends, more = self.least(month, money, lowered, rest)
        if ends is None:
            return False
        return (ends if is_soonest(self.search.goal) else 0, paid + ceil(Fraction(more, UNIT))) < self.value

    def lowered_from(self, month: int, owed: list[int]) -> list[int]:
        """The same as ``lowered`` from a later month on, a little lower still: a unit for each month to come."""
        return [max(0, (one - (self.months - month)) * UNIT) for one in owed]

    def _end(
        self, at: int, rest: frozenset[int], month: int, money: int, owed: list[int], paid: int
    ) -> tuple[int, int, list[int], int] | None:
        """All money to one debt until it ends; None where it does not."""
        while owed[at] > money:
            owed[at], paid, month = owed[at] - money, paid + money, month + 1
            if month == self.months:
                return None
            for one in rest:
                share, rounding = self.courses[one].steps[month].before, self.courses[one].debt.rounding
                owed[one] += ROUNDINGS[rounding](owed[one] * share.numerator, share.denominator)
            money = self.income(month)
        left, last = money - owed[at], paid + owed[at]
        owed[at] = 0
        return month, left, owed, last

    def least(self, month: int, money: int, owed: list[int], rest: frozenset[int]) -> tuple[int | None, int]:
        """The month in which all could end before roundings, and what would be paid until then, in parts of a unit."""
        left, paid, ready = [owed[at] for at in sorted(rest)], 0, money * UNIT
        factors = [self.scaled[at] for at in sorted(rest)]
        while True:
            for place, one in enumerate(left):
                part = min(one, ready)
                left[place], ready, paid = one - part, ready - part, paid + part
            if not any(left):
                return month, paid
            month += 1
            if month == self.months:
                return None, paid
            left = [one + one * factor[month] // UNIT for one, factor in zip(left, factors, strict=True)]
            ready = self.income(month) * UNIT
