"""Bounds from simulation that make a program tight: the most that can be owed, the soonest that a debt can end."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from forbear.plan.courses import Course, Step
from forbear.plan.strategies.run import LONGEST
from forbear.plan.strategies.shapes import Means


def settles_interest(course: Course) -> bool:
    """Does what falls due cover each month's interest, so that nothing unpaid is left beside principal?"""
    return (
        course.ordered
        and course.asked >= course.other
        and all(
            step.matured or step.due_of_interest >= 1 or sure_due(step) >= (step.before + step.after) * course.owed + 1
            for step in course.steps[1:]
        )
    )


def most_owed(course: Course, kept: bool) -> list[int]:
    """The most that can be owed before each month's payment: nothing is paid but what must be."""
    bearing, owed = course.bearing, course.owed
    found = [owed]
    in_one = course.debt.interest_on_interest or (kept and settles_interest(course))
    for now, step in zip(course.steps, course.steps[1:], strict=False):
        sure = _sure_of(course, now, owed) if kept else 0
        left = max(0, owed - sure)
        base = left if in_one else bearing
        late = ceil(left * (step.overdue + step.late_fee_part)) + step.late_fee + 2
        owed = left + ceil(base * (now.after + step.before)) + late + step.fee + 2
        found.append(owed)
    return found


def _sure_of(course: Course, step: Step, owed: int) -> int:
    """What falls due for certain where so much is owed."""
    return course.asked if step is course.steps[0] else max(sure_due(step), floor(owed * step.due_of_owed))


def needed_months(courses: Sequence[Course], means: Means, kept: Sequence[bool], paid: int) -> int:
    """How many months a program must look at to find every plan that pays less than ``paid``.

    Once no offer is left to save for, money that lies idle can as well be paid at once: balances and interest only
    fall (every rounding is monotone). So whoever pays less than ``paid`` is done when so much has come in. This holds
    where each month's money covers what kept debts ask in it; elsewhere all months are needed.
    """
    months = len(courses[0].steps)
    most = [most_owed(one, kept[at]) for at, one in enumerate(courses)]
    for month in range(months):
        asked = sum(_most_due(one, month, most[at][month]) for at, one in enumerate(courses) if kept[at])
        if asked > means.of_month(month + 1):
            return months
    last_offer = max((month + 1 for one in courses for month, step in enumerate(one.steps) if step.offer), default=0)
    come = 0
    for month in range(1, months + 1):
        come += means.of_month(month)
        if come >= paid and month > last_offer:
            return month
    return months


def _most_due(course: Course, month: int, most: int) -> int:
    step = course.steps[month]
    if month == 0:
        return course.asked
    if step.matured:
        return 0 if course.steps[month - 1].matured else most
    return min(
        most, max(step.floor, ceil(step.due + most * (step.due_of_owed + step.due_of_interest * step.before)) + 2)
    )


def sure_due(step: Step) -> int:
    """What falls due for certain in a month while the debt is open."""
    return max(step.due, step.floor)


def soonest_ends(courses: Sequence[Course], means: Means, kept: Sequence[bool]) -> list[int]:
    """For each debt the first month (from 0) in which it can end, with all money that kept debts do not take."""
    alone = [_soonest(one, incomes(one, means)) for one in courses]
    return [
        _soonest(one, _less_others(at, incomes(one, means), courses, kept, alone)) for at, one in enumerate(courses)
    ]


def incomes(course: Course, means: Means) -> list[int]:
    """The money that is there in each month by the debt's pay day."""
    found, before = [], means.first - LONGEST * 31
    for at, step in enumerate(course.steps):
        lumps = sum(lump.amount for lump in means.lumps if before < lump.day <= step.day)
        found.append(means.of_month(at + 1) + lumps)
        before = step.day
    return found


def _less_others(
    this: int, incomes: list[int], courses: Sequence[Course], kept: Sequence[bool], alone: Sequence[int]
) -> list[int]:
    """The money less what other debts must be paid before they can have ended."""
    found = list(incomes)
    for at, one in enumerate(courses):
        for month in range(min(alone[at], len(found)) if kept[at] and at != this else 0):
            found[month] -= one.asked if month == 0 else sure_due(one.steps[month])
    return found


def _soonest(course: Course, incomes: Sequence[int]) -> int:
    """The first month in which so much money ends a debt, offers and roundings helping; past the last where none."""
    bearing, other, waiting, after = course.bearing, course.other, 0, Fraction(0)
    for month, (step, income) in enumerate(zip(course.steps, incomes, strict=True)):
        grown = floor(bearing * (step.before if month else 0) + bearing * after) - ceil(course.slack * 2)
        grown = grown if month else 0
        waiting += income
        if course.debt.interest_on_interest:
            bearing += grown
        else:
            other += grown
        if bearing + other <= waiting or (step.offer is not None and step.offer <= sum(incomes[: month + 1])):
            return max(month, course.fee_until)
        to_bearing = max(0, min(bearing, waiting))
        to_other = max(0, min(other, waiting - to_bearing))
        bearing, other, waiting = bearing - to_bearing, other - to_other, waiting - to_bearing - to_other
        after = step.after
    return len(course.steps)
