"""The lender's view, each number worked out by hand."""

from datetime import date
from fractions import Fraction

from forbear.plan.debts import NO_INTEREST, Debt
from forbear.plan.lender import Assumptions, discount, worth
from forbear.plan.terms import Due, Terms

START = date(2026, 1, 15).toordinal()
FEBRUARY, MARCH = (date(2026, month, 15).toordinal() for month in (2, 3))
DEBT = Debt("A", "EUR", START, 10_000, kind="single", due=START + 1, rate=NO_INTEREST)
TERMS = Terms("A", "EUR", (Due(FEBRUARY, 5_000), Due(MARCH, 5_000)))
SURE = Assumptions(Fraction(0), Fraction(1), Fraction(1, 2), 12)


def test_without_discount_and_doubt_an_offer_is_worth_what_it_says():
    found = worth(DEBT, TERMS, SURE)
    assert (found.nominal, found.present, found.expected, found.holding_out) == (10_000, 10_000, 10_000, 5_000)
    assert found.break_even == 1 and found.better


def test_a_payment_is_worth_less_the_later_it_comes_and_by_the_day_within_a_month():
    assert discount(Fraction(1, 100), START, MARCH) == 1 / Fraction(101, 100) ** 2
    assert discount(Fraction(1, 100), START, START + 15) == 1 / (1 + Fraction(1, 200))
    found = worth(DEBT, TERMS, Assumptions(Fraction(1, 4), Fraction(1), Fraction(1, 2), 2))
    assert found.present == 4_000 + 3_200 and found.holding_out == 3_200


def test_what_may_fail_is_weighted_and_what_is_left_is_pursued():
    # Half a chance each: 5000/2 + 5000/4 come; the first fails with 1/2 (10000 left), the second with 1/4 (5000 left).
    found = worth(DEBT, TERMS, Assumptions(Fraction(0), Fraction(1, 2), Fraction(1, 5), 0, cost=400))
    assert found.expected == 2_500 + 1_250 + (2_000 - 400) // 2 + (1_000 - 400) // 4
    assert found.holding_out == 2_000 - 400


def test_pursuing_that_costs_more_than_it_brings_is_worth_nothing():
    found = worth(DEBT, TERMS, Assumptions(Fraction(0), Fraction(1), Fraction(1, 100), 12, cost=200))
    assert found.holding_out == 0 and found.break_even == Fraction(10_200, 10_000)


def test_nobody_pursues_a_failed_offer_at_a_loss():
    found = worth(DEBT, TERMS, Assumptions(Fraction(0), Fraction(1, 2), Fraction(0), 0, cost=400))
    assert found.expected == 2_500 + 1_250


def test_selling_the_debt_at_once_is_an_alternative_too():
    dear = Assumptions(Fraction(0), Fraction(1, 10), Fraction(0), 12, sale=Fraction(3, 10))
    found = worth(DEBT, TERMS, dear)
    assert (found.sale, found.expected, found.better) == (3_000, 550, False)
