"""Unit-periods and odd days between two days, as Regulation Z, Appendix J, counts them; and the EU's parts of years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from forbear.calendar import Day
from forbear.plan.months import add_months

MONTH_DAYS = 30
FEBRUARY_29 = (2, 29)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit-period: so many days of 30-day months, or of real days (weeks); and how many make a year."""

    name: str
    days: int
    real_days: bool
    per_year: Fraction


UNITS: Mapping[str, Unit] = {
    unit.name: unit
    for unit in (
        Unit("week", 7, True, Fraction(52)),
        Unit("2_weeks", 14, True, Fraction(26)),
        Unit("4_weeks", 28, True, Fraction(13)),
        Unit("half_month", 15, False, Fraction(24)),
        Unit("month", 30, False, Fraction(12)),
        Unit("2_months", 60, False, Fraction(6)),
        Unit("quarter", 90, False, Fraction(4)),
        Unit("half_year", 180, False, Fraction(2)),
        Unit("year", 360, False, Fraction(1)),
    )
}


def months_back(first: Day, last: Day, due_day: int = 0) -> tuple[int, Day]:
    """Whole months counted back from ``last``, and the day that they lead back to, not before ``first``.

    ``due_day`` is the day of the month on which payments fall due, where ``last`` is in a month too short for it.
    """
    start, end = date.fromordinal(first), date.fromordinal(last)
    count = (end.year - start.year) * 12 + end.month - start.month
    due_day = due_day or end.day
    while add_months(last, -count, due_day) < first:
        count -= 1
    return count, add_months(last, -count, due_day)


def unit_periods(first: Day, last: Day, unit: Unit, due_day: int = 0) -> tuple[int, Fraction]:
    """Full unit-periods from ``first`` to ``last``, and the odd days as a part of one."""
    if unit.real_days:
        full, odd = divmod(last - first, unit.days)
        return full, Fraction(odd, unit.days)
    months, back = months_back(first, last, due_day)
    if unit.name == "year":
        return _years(months, back - first)
    full, odd = divmod(months * MONTH_DAYS + back - first, unit.days)
    return full, Fraction(odd, unit.days)


def _years(months: int, odd: int) -> tuple[int, Fraction]:
    """Full years; what is over in whole months is twelfths, otherwise the days are parts of 365."""
    years, over = divmod(months, 12)
    if not odd:
        return years, Fraction(over, 12)
    return years, Fraction(over, 12) + Fraction(odd, 365)


def single_payment_term(first: Day, last: Day) -> Fraction:
    """How often the term of one advance and one payment goes into a year: by whole months, or by 365 days."""
    months, back = months_back(first, last)
    return Fraction(12, months) if months and back == first else Fraction(365, last - first)


def eu_years(first: Day, last: Day, due_day: int = 0) -> Fraction:
    """Years from ``first`` to ``last`` for the EU equation: equal months counted back, odd days over 365 or 366."""
    months, back = months_back(first, last, due_day)
    odd = back - first
    return Fraction(months, 12) + Fraction(odd, 366 if _leap_day_between(add_months(back, -12), back) else 365)


def _leap_day_between(first: Day, last: Day) -> bool:
    for year in {date.fromordinal(first).year, date.fromordinal(last).year}:
        march = date(year, 3, 1).toordinal()
        leap = date.fromordinal(march - 1)
        if (leap.month, leap.day) == FEBRUARY_29 and first < march - 1 <= last:
            return True
    return False
