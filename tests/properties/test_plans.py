"""Laws of plans: cash is conserved, more of it never hurts, what cannot end has no date, order of debts is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.plan.debts import Debt, Debts, Late, Minimum, Rate
from forbear.plan.schedule import simulate
from forbear.plan.strategies import STRATEGIES, Lump, Means, custom, follow

START = date(2026, 1, 15).toordinal()
MONTHS = 40
RATES = st.integers(0, 400).map(lambda tenths: Rate(Fraction(tenths, 1_000)))


@st.composite
def debt(draw, name):
    owed = draw(st.integers(1, 50_000))
    kind = draw(st.sampled_from(["revolving", "instalment", "single"]))
    late = draw(st.booleans())
    return Debt(
        name, "EUR", START, owed, kind=kind, rate=draw(RATES), interest_on_interest=draw(st.booleans()),
        accrual=draw(st.sampled_from(["monthly", "daily"])), day_count="actual_365", due_day=draw(st.integers(1, 31)),
        due=START + 60 if kind == "single" else None, instalments_left=draw(st.integers(2, 20)),
        minimum=Minimum(floor=draw(st.integers(100, 2_000))), late=Late(fee=draw(st.sampled_from([0, 200]))),
        accelerated=late, arrears=owed if late else 0,
    )  # fmt: skip


DEBTS = st.tuples(debt("A"), debt("B"), debt("C")).map(Debts)
MEANS = st.builds(
    lambda monthly, day, amount: Means(START, tuple(monthly), (Lump(START + day, amount),)),
    st.lists(st.integers(0, 12_000), min_size=1, max_size=3), st.integers(0, 400), st.integers(0, 20_000),
)  # fmt: skip
ANY = st.sampled_from(sorted(STRATEGIES)).map(STRATEGIES.__getitem__)


@settings(deadline=None, max_examples=40)
@given(DEBTS, MEANS, ANY, st.booleans())
def test_a_plan_pays_no_more_than_there_is_and_its_payments_give_it_again(debts, means, strategy, payment_first):
    plan = follow(debts, means, strategy, MONTHS, payment_first)
    there = sum(means.of_month(number) for number in range(1, plan.months + 1)) + sum(one.amount for one in means.lumps)
    assert plan.paid <= there
    assert plan.sums.foots
    assert plan.schedule.left_over == ()
    assert simulate(debts, plan.payments, plan.schedule.last, payment_first) == plan.schedule
    assert plan.feasible == all(one == 0 for one in plan.schedule.closing.values())


@settings(deadline=None, max_examples=30)
@given(DEBTS, MEANS, st.permutations(["A", "B", "C"]), st.integers(1, 5_000))
def test_more_money_never_makes_an_order_later_or_dearer(debts, means, order, more):
    plain = Debts(tuple(replace(one, late=Late(), accelerated=True, arrears=one.owed) for one in debts.all))
    less = follow(plain, means, custom(order), MONTHS)
    richer = follow(plain, means.with_extra(more), custom(order), MONTHS)
    if less.feasible:
        assert richer.feasible
        assert richer.free_on <= less.free_on
        assert richer.paid <= less.paid


@settings(deadline=None, max_examples=30)
@given(DEBTS, ANY, st.integers(0, 3_000))
def test_money_that_is_not_enough_is_never_given_a_date(debts, strategy, money):
    plan = follow(debts, Means(START, (money,)), strategy, MONTHS)
    if money * MONTHS < sum(one.owed for one in debts.all):
        assert plan.free_on is None and not plan.feasible
        assert max(plan.schedule.closing.values()) > 0


@settings(deadline=None, max_examples=20)
@given(debt("A"), st.permutations(["x", "y", "z"]), MEANS, ANY)
def test_equal_debts_in_any_order_give_equal_plans(one, names, means, strategy):
    given_so = follow(Debts(tuple(replace(one, name=name) for name in names)), means, strategy, 15)
    sorted_so = follow(Debts(tuple(replace(one, name=name) for name in "xyz")), means, strategy, 15)
    assert given_so.schedule.closing == sorted_so.schedule.closing
    assert set(given_so.payments) == set(sorted_so.payments)
