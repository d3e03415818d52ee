"""Laws of true rates: present values agree, more paid is dearer, and conventions keep their order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from forbear.plan.excess import Limit, overpaid, rows_above
from forbear.plan.loans import Loan, Moved, true_rates
from forbear.plan.months import add_months
from forbear.plan.rates import Flow, effective, per_instalment
from tests.support.amount import examples

START = date(2025, 1, 15).toordinal()
PAYMENTS = st.lists(st.integers(1, 50_000), min_size=1, max_size=24)
few = examples(40)


@st.composite
def loans(draw):
    """What is received and paid, neither more than twice the other."""
    payments = draw(PAYMENTS)
    total = sum(payments)
    return draw(st.integers(total // 2 + 1, total * 2)), payments


def _flows(payments):
    return [Flow(amount, Fraction(at, 12)) for at, amount in enumerate(payments, 1)]


def _loan(received, payments):
    moved = tuple(Moved(add_months(START, at), amount, "instalment") for at, amount in enumerate(payments, 1))
    return Loan("L", "CNY", START, received, (Moved(START, received, "advance"),), moved)


@few
@given(loans())
def test_at_the_true_rate_what_is_paid_is_worth_what_was_received(loan):
    received, payments = loan
    rate = effective([Flow(received, Fraction(0))], _flows(payments))
    with localcontext(prec=50):
        worth = sum(amount / (1 + rate) ** (Decimal(at) / 12) for at, amount in enumerate(payments, 1))
    assert abs(worth - received) < Decimal("1e-20") * received


@few
@given(loans(), st.integers(0, 23), st.integers(1, 10_000))
def test_more_paid_is_a_higher_rate_and_more_received_a_lower_one(loan, which, more):
    received, payments = loan
    base = effective([Flow(received, Fraction(0))], _flows(payments))
    dearer = [amount + (more if at == which % len(payments) else 0) for at, amount in enumerate(payments)]
    assert effective([Flow(received, Fraction(0))], _flows(dearer)) > base
    assert effective([Flow(received + more, Fraction(0))], _flows(payments)) < base


@few
@given(loans())
def test_the_compound_year_is_never_below_the_simple_one_and_is_the_effective_rate(loan):
    received, payments = loan
    shown = per_instalment(received, payments)
    assert shown.compound_year >= shown.simple_year
    assert abs(shown.compound_year - effective([Flow(received, Fraction(0))], _flows(payments))) < Decimal("1e-20")


@few
@given(loans(), st.integers(0, 100))
def test_charges_add_up_to_the_cost_and_a_lower_cap_never_leaves_less_above(flows, percent):
    received, payments = flows
    loan = _loan(received, [*payments, received])
    low, high = (Limit("simple_year", Fraction(one, 100)) for one in (percent, percent + 5))
    rows = rows_above(loan, loan.payments, low)
    assert sum(row.charge for row in rows) == true_rates(loan).cost
    assert all(row.above <= max(0, row.charge) for row in rows)
    assert sum(row.above for row in rows) >= sum(row.above for row in rows_above(loan, loan.payments, high))
    assert overpaid(loan, loan.payments, low) >= overpaid(loan, loan.payments, high)
