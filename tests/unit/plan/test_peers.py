"""Development checks: three independent packages give the same rates and tables. They are no part of Forbear."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import mortgagemath
import pytest
import pyxirr
from mortgagemath import BalanceTracking, LoanParams

from forbear.plan.instalments import carried_table, level_payment, table
from forbear.plan.rates import Flow, UnitFlow, appendix_j, effective, per_instalment
from forbear.plan.rounding import digits
from forbear.plan.unit_periods import UNITS, eu_years, unit_periods

LOANS = [
    (principal, rate, months)
    for principal in ("1200", "8000.50", "33760", "250000")
    for rate in ("3.99", "9", "23.976")
    for months in (12, 36, 120)
]


@pytest.mark.parametrize(("principal", "rate", "months"), LOANS)
@pytest.mark.parametrize("tracking", [BalanceTracking.ROUND_EACH, BalanceTracking.CARRY_PRECISION])
def test_mortgagemath_gives_the_same_table_row_by_row(principal, rate, months, tracking):
    cents, share = int(Decimal(principal) * 100), Fraction(rate) / 1200
    payment = level_payment(cents, share, months, "up")
    carried = tracking is BalanceTracking.CARRY_PRECISION
    pinned = Decimal(payment).scaleb(-2) if carried else None
    loan = LoanParams(Decimal(principal), Decimal(rate), months, balance_tracking=tracking, payment_override=pinned)
    theirs = mortgagemath.amortization_schedule(loan)
    ours = (carried_table if carried else table)(cents, share, payment, months)
    found = [(row.number, row.interest, row.balance) for row in ours]
    assert found == [(row.number, _cents(row.interest), _cents(row.balance)) for row in theirs if row.number]


def test_pyxirr_gives_the_same_effective_rate_of_dated_flows():
    first = date(2026, 1, 10)
    days = [0, 31, 62, 95, 200, 365, 400]
    for amounts in ([-1000, 200, 200, 200, 200, 200, 200], [-1000, 1, 1, 1, 1, 1, 1], [-500, 90, 800, 3, 40, 5, 60]):
        dates = [date.fromordinal(first.toordinal() + day) for day in days]
        flows = [Flow(amount, Fraction(day, 365)) for amount, day in zip(amounts[1:], days[1:], strict=True)]
        ours = effective([Flow(-amounts[0], Fraction(0))], flows)
        assert abs(Decimal(pyxirr.xirr(dates, amounts)) - ours) < Decimal("1e-9")


@pytest.mark.parametrize("count", [3, 12, 60, 240])
def test_pyxirr_gives_the_same_rate_of_equal_instalments(count):
    payment = Fraction(12_000, count) + 72
    ours = per_instalment(12_000, [payment] * count).period
    assert abs(Decimal(pyxirr.rate(count, -_float(payment), 12_000, 0)) - ours) < Decimal("1e-11")


def test_curo_gives_the_same_appendix_j_rate():
    first, pays = date(1978, 1, 10), date(1978, 2, 24)
    full, odd = unit_periods(first.toordinal(), pays.toordinal(), UNITS["month"])
    flows = [UnitFlow(Fraction(230), full + at, odd) for at in range(24)]
    ours = appendix_j([UnitFlow(5000, 0)], flows, Fraction(12))
    assert abs(ours - _curo("USAppendixJ", 5000, first, 230, pays, 24)) < Decimal("1e-7")


def test_curo_gives_the_same_eu_rate_by_equal_months():
    first, pays = date(2012, 10, 10), date(2012, 11, 10)
    years = [eu_years(first.toordinal(), date(2012, month, 10).toordinal()) for month in (11, 12)]
    ours = effective([Flow(500, Fraction(0))], [Flow(270, one) for one in years])
    theirs = _curo("EU200848EC", 500, first, 270, pays, 2)
    assert digits(ours * 100, 3) == digits(theirs * 100, 3) == Decimal("85.585")


def _curo(convention, amount, first, payment, pays, count):
    """Loaded here: with what it needs it takes most of a second, in each process that gathers tests."""
    import curo
    import pandas as pd

    calculator = curo.Calculator()
    calculator.add(curo.SeriesAdvance(amount=amount, post_date_from=pd.Timestamp(first)))
    calculator.add(curo.SeriesPayment(number_of=count, amount=payment, post_date_from=pd.Timestamp(pays)))
    return Decimal(calculator.solve_rate(getattr(curo, convention)(), upper_bound=20))


def _cents(amount):
    return int(amount * 100)


def _float(value):
    return value.numerator / value.denominator
