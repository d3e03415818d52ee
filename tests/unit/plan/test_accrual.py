"""Day counts by name, rates and spells between two days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from forbear.plan.accrual import Factors, factor, interest, years_between
from forbear.plan.debts import Debt, Rate, Spell
from forbear.plan.months import add_months, due_days, next_due
from forbear.plan.rounding import digits, rounded


def day(text):
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("count", "first", "last", "years"),
    [
        ("equal_months", "2026-01-31", "2026-02-28", Fraction(1, 12)),
        ("equal_months", "2026-02-28", "2026-03-31", Fraction(1, 12)),
        ("equal_months", "2026-01-31", "2026-02-10", Fraction(10, 360)),
        ("actual_365", "2024-02-01", "2024-03-01", Fraction(29, 365)),
        ("actual_360", "2024-02-01", "2024-03-01", Fraction(29, 360)),
        ("actual_actual", "2023-12-31", "2024-01-02", Fraction(1, 365) + Fraction(1, 366)),
        ("actual_actual", "2023-07-01", "2025-07-01", Fraction(184, 365) + 1 + Fraction(181, 365)),
        ("30e_360", "2026-01-31", "2026-02-28", Fraction(28, 360)),
        ("30e_360", "2026-01-15", "2026-03-15", Fraction(60, 360)),
    ],
)
def test_each_day_count_has_a_name_and_a_meaning(count, first, last, years):
    assert years_between(count, day(first), day(last), 31) == years


def test_equal_months_add_up_wherever_they_are_cut():
    first, last = day("2026-01-15"), day("2026-08-15")
    for cut in range(first, last + 1):
        parts = years_between("equal_months", first, cut, 15) + years_between("equal_months", cut, last, 15)
        assert parts == Fraction(7, 12)


def test_a_rate_by_the_day_counts_real_days_and_one_by_the_month_months():
    first, last = day("2026-01-01"), day("2026-03-01")
    assert factor(Rate(Fraction(5, 10_000), "day"), "30e_360", first, last, 1) == Fraction(5, 10_000) * 59
    assert factor(Rate(Fraction(1, 100), "month"), "equal_months", first, last, 1) == Fraction(2, 100)
    assert factor(Rate(Fraction(12, 100)), "equal_months", first, last, 1) == Fraction(2, 100)


@pytest.mark.parametrize(
    ("rounding", "gives"), [("half_up", (3, 4, 3)), ("half_even", (2, 4, 3)), ("up", (3, 4, 3)), ("down", (2, 3, 2))]
)
def test_each_rounding_has_a_name_and_a_meaning(rounding, gives):
    assert tuple(rounded(one, rounding) for one in (Fraction(5, 2), Fraction(7, 2), Fraction(26, 10))) == gives
    assert interest(250, Fraction(1, 100), rounding) == gives[0]


def test_printed_digits_are_rounded_away_from_nought_on_both_sides():
    assert digits(Fraction(-25, 10), 0) == Decimal(-3)
    assert str(digits(Decimal("13.0342"), 2)) == "13.03"


def test_a_spell_holds_for_both_its_days_and_a_freeze_stops_overdue_interest_too():
    debt = Debt("A", "EUR", day("2026-01-01"), 1, rate=Rate(Fraction(1, 100), "day"), day_count="actual_365")
    spell = Spell(day("2026-01-11"), day("2026-01-20"))
    first, last = day("2026-01-01"), day("2026-01-31")
    for one, overdue in ((spell, Fraction(30, 1000)), (replace(spell, freezes=True), Fraction(20, 1000))):
        late = replace(debt.late, rate=Rate(Fraction(1, 1000), "day"))
        factors = Factors(replace(debt, spells=(one,), late=late))
        assert factors.between(first, last) == (Fraction(20, 100), overdue)
        assert factors.between(day("2026-01-10"), day("2026-01-20")) == (0, overdue - Fraction(20, 1000))
        assert factors.between(day("2026-01-20"), day("2026-01-21"))[0] == Fraction(1, 100)


def test_due_days_keep_to_the_end_of_short_months_and_come_back():
    days = due_days(day("2026-01-31"))
    assert [date.fromordinal(next(days)).isoformat() for _ in range(3)] == ["2026-01-31", "2026-02-28", "2026-03-31"]
    assert next_due(day("2026-02-28"), 31) == day("2026-03-31")
    assert next_due(day("2026-02-27"), 31) == day("2026-02-28")
    assert add_months(day("2026-12-15"), 1) == day("2027-01-15")
    assert add_months(day("2026-01-15"), -1) == day("2025-12-15")
