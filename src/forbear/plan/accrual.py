"""Interest: how days become parts of a year, and what a rate gives on an amount between two days.

Factors are exact fractions, kept by debt and by pair of days; only ``interest`` rounds, and says how.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from forbear.calendar import Day
from forbear.plan.debts import NO_INTEREST, Debt, Rate
from forbear.plan.months import last_due
from forbear.plan.rounding import ROUNDINGS


def _equal_months(first: Day, last: Day, due_day: int) -> Fraction:
    return (_position(last, due_day) - _position(first, due_day)) / 12


def _position(day: Day, due_day: int) -> Fraction:
    """Months since the beginning of the calendar: whole ones at each due day, a thirtieth for each day after it."""
    latest = last_due(day, due_day)
    start = date.fromordinal(latest)
    return start.year * 12 + start.month + Fraction(day - latest, 30)


def _actual_365(first: Day, last: Day, _due_day: int) -> Fraction:
    return Fraction(last - first, 365)


def _actual_360(first: Day, last: Day, _due_day: int) -> Fraction:
    return Fraction(last - first, 360)


def _actual_actual(first: Day, last: Day, _due_day: int) -> Fraction:
    total = Fraction(0)
    while first < last:
        year = date.fromordinal(first).year
        end = min(last, date(year + 1, 1, 1).toordinal())
        total += Fraction(end - first, 366 if calendar.isleap(year) else 365)
        first = end
    return total


def _30e_360(first: Day, last: Day, _due_day: int) -> Fraction:
    start, end = date.fromordinal(first), date.fromordinal(last)
    months = (end.year - start.year) * 12 + end.month - start.month
    return Fraction(months * 30 + min(end.day, 30) - min(start.day, 30), 360)


COUNTS: Mapping[str, Callable[[Day, Day, int], Fraction]] = {
    "equal_months": _equal_months,
    "actual_365": _actual_365,
    "actual_360": _actual_360,
    "actual_actual": _actual_actual,
    "30e_360": _30e_360,
}


@lru_cache(maxsize=65_536)
def years_between(day_count: str, first: Day, last: Day, due_day: int) -> Fraction:
    """The part of a year from ``first`` to ``last`` by a named day count; equal months begin on ``due_day``."""
    return COUNTS[day_count](first, last, due_day)


def factor(rate: Rate, day_count: str, first: Day, last: Day, due_day: int) -> Fraction:
    """What a rate gives on one unit between two days; a rate by the day counts real days."""
    if not rate.fraction:
        return Fraction(0)
    if rate.per == "day":
        return rate.fraction * (last - first)
    years = years_between(day_count, first, last, due_day)
    return rate.fraction * years * (12 if rate.per == "month" else 1)


def interest(amount: int, share: Fraction, rounding: str) -> int:
    """The interest of an amount by a factor, in whole minor units, rounded as named."""
    return ROUNDINGS[rounding](amount * share.numerator, share.denominator)


class Factors:
    """The factors of one debt, spells included, each worked out once; share it between runs of the same debt."""

    def __init__(self, debt: Debt) -> None:
        self._debt = debt
        self._kept: dict[tuple[Day, Day], tuple[Fraction, Fraction]] = {}

    def between(self, first: Day, last: Day) -> tuple[Fraction, Fraction]:
        """The factor of interest and that of overdue interest from ``first`` to ``last``."""
        found = self._kept.get((first, last))
        if found is None:
            found = self._kept[first, last] = self._worked_out(first, last)
        return found

    def _worked_out(self, first: Day, last: Day) -> tuple[Fraction, Fraction]:
        normal = overdue = Fraction(0)
        for start, end, rate, late in self._stretches(first, last):
            normal += factor(rate, self._debt.day_count, start, end, self._debt.due_day)
            overdue += factor(late, self._debt.day_count, start, end, self._debt.due_day)
        return normal, overdue

    def _stretches(self, first: Day, last: Day) -> Iterator[tuple[Day, Day, Rate, Rate]]:
        """Stretches of one rate; a spell's rate holds for the interest of each of its days, both ends included."""
        debt = self._debt
        cuts = {first, last}
        for spell in debt.spells:
            cuts |= {cut for cut in (spell.first - 1, spell.last) if first < cut < last}
        ordered = sorted(cuts)
        for start, end in pairwise(ordered):
            now = next((one for one in debt.spells if one.first <= end and start < one.last), None)
            if now is None:
                yield start, end, debt.rate, debt.late.rate
            else:
                yield start, end, now.rate, NO_INTEREST if now.freezes else debt.late.rate


def frozen_on(debt: Debt, day: Day) -> bool:
    """Is the debt frozen on ``day``? Then no late fee falls due."""
    return any(spell.freezes and spell.first <= day <= spell.last for spell in debt.spells)
