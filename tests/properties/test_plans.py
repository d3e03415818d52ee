"""Laws of plans: cash is conserved, more of it never hurts, what cannot end has no date, order of debts is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.plan.debts import Debt, Debts, Late, Minimum, Rate, Settlement, Spell
from forbear.plan.goals import GOALS
from forbear.plan.optimum import optimum
from forbear.plan.schedule import simulate
from forbear.plan.strategies import STRATEGIES, Lump, Means, custom, follow, named
from tests.support.amount import examples

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


@examples(40)
@given(DEBTS, MEANS, ANY, st.booleans())
def test_a_plan_pays_no_more_than_there_is_and_its_payments_give_it_again(debts, means, strategy, payment_first):
    plan = follow(debts, means, strategy, MONTHS, payment_first)
    there = sum(means.of_month(number) for number in range(1, plan.months + 1)) + sum(one.amount for one in means.lumps)
    assert plan.paid <= there
    assert plan.sums.foots
    assert plan.schedule.left_over == ()
    assert simulate(debts, plan.payments, plan.schedule.last, payment_first) == plan.schedule
    assert plan.feasible == all(one == 0 for one in plan.schedule.closing.values())


FIXED = st.one_of(
    st.sampled_from(["snowball_fixed", "avalanche", "urgency"]).map(STRATEGIES.__getitem__),
    st.permutations(["A", "B", "C"]).map(custom),
)
"""The ways whose order does not depend on what is owed then."""


def never_worse(debts, means, strategy, more):
    less, richer = (follow(debts, money, strategy, MONTHS) for money in (means, means.with_extra(more)))
    if less.feasible:
        assert richer.feasible and richer.free_on <= less.free_on and richer.paid <= less.paid


@examples(30)
@given(DEBTS, MEANS, FIXED, st.integers(1, 5_000), st.integers(0, 90))
def test_more_money_never_makes_a_fixed_order_later_or_dearer_where_all_is_late(debts, means, strategy, more, days):
    spells = (Spell(START, START + days),) if days else ()
    first, *others = debts.all
    late = Debts(
        tuple(replace(one, accelerated=True, arrears=one.owed) for one in (replace(first, spells=spells), *others))
    )
    never_worse(late, means, strategy, more)


@examples(30)
@given(DEBTS, st.integers(0, 9_000), FIXED, st.integers(1, 5_000))
def test_more_money_never_makes_a_fixed_order_later_or_dearer_where_both_cover_what_is_asked(
    debts, over, strategy, more
):
    cards = Debts(tuple(
        replace(one, kind="revolving", accelerated=False, arrears=0, due=None, due_day=1) for one in debts.all
    ))  # fmt: skip
    asked = sum(one.minimum.floor for one in cards.all)
    never_worse(cards, Means(START, (asked + over,)), strategy, more)


@examples(30)
@given(DEBTS, MEANS, st.integers(1, 5_000))
def test_more_money_never_makes_a_split_over_all_dearer_but_for_roundings(debts, means, more):
    plain = Debts(tuple(
        replace(one, late=Late(), kind="revolving", accelerated=True, arrears=one.owed, due_day=1, accrual="monthly",
                day_count="equal_months", interest_on_interest=True)
        for one in debts.all
    ))  # fmt: skip
    less, richer = (follow(plain, money, named("pro_rata"), MONTHS) for money in (means, means.with_extra(more)))
    if less.feasible and richer.feasible:
        assert richer.paid <= less.paid + 2 * len(plain.all) * less.months


@examples(8)
@given(DEBTS, st.integers(1_000, 9_000), st.integers(1, 2_000), st.sampled_from(sorted(GOALS)))
def test_more_money_never_makes_the_optimum_worse(debts, money, more, goal):
    two = Debts(tuple(replace(one, instalments_left=4, due_day=5) for one in debts.all[:2]))
    less, richer = (optimum(two, Means(START, (one,)), GOALS[goal], 6, "nothing", 10) for one in (money, money + more))
    assert not (richer.impossible and less.plan)
    if less.plan is not None and richer.plan is not None:
        slack = max(less.value - less.bound, richer.value - richer.bound)
        assert richer.bound <= less.value and richer.value <= less.value + slack


CARD = {"kind": "revolving", "interest_on_interest": True, "due_day": 15}


def _card(name, owed, percent, floor, **more):
    return Debt(
        name,
        "EUR",
        START,
        owed,
        rate=Rate(Fraction(percent, 100), "month"),
        minimum=Minimum(floor=floor),
        **CARD,
        **more,
    )


def _late(name, owed, percent, **more):
    return _card(name, owed, percent, 0, accelerated=True, arrears=owed, **more)


RANKED = [_card("A", 10_000, 3, 400), _card("B", 9_800, 0, 0)]


@pytest.mark.parametrize(
    ("strategy", "debts", "money", "paid", "months"),
    [
        # With less, the minimum makes the dear one the smaller of the two in time; with more, the cheap one stays so.
        ("one_platform", RANKED, (500, 600), (26_381, 28_536), (53, 48)),
        ("snowball", RANKED, (500, 600), (26_381, 28_536), (53, 48)),
        # With less, the cheap one falls late and all goes to the dear one; with more, the cheap one is kept current.
        ("avalanche", [_late("A", 210, 3), _card("B", 240, 0, 45)], (36, 46), (483, 509), (14, 12)),
        # What is left over goes into a debt whose offer does not become smaller by it.
        ("snowball_fixed", [_late("A", 10, 0), _late("B", 20, 3, settlements=(Settlement(12, START + 100),))],
         (13, 15), (25, 27), (2, 2)),
    ],
)  # fmt: skip
def test_the_smallest_cases_known_in_which_more_money_costs_more(strategy, debts, money, paid, months):
    plans = [follow(Debts(tuple(debts)), Means(START, (one,)), named(strategy), 60) for one in money]
    assert [(plan.paid, plan.months) for plan in plans] == list(zip(paid, months, strict=True))


@examples(30)
@given(DEBTS, ANY, st.integers(0, 3_000))
def test_money_that_is_not_enough_is_never_given_a_date(debts, strategy, money):
    plan = follow(debts, Means(START, (money,)), strategy, MONTHS)
    if money * MONTHS < sum(one.owed for one in debts.all):
        assert plan.free_on is None and not plan.feasible
        assert max(plan.schedule.closing.values()) > 0


@examples(20)
@given(debt("A"), st.permutations(["x", "y", "z"]), MEANS, ANY)
def test_equal_debts_in_any_order_give_equal_plans(one, names, means, strategy):
    given_so = follow(Debts(tuple(replace(one, name=name) for name in names)), means, strategy, 15)
    sorted_so = follow(Debts(tuple(replace(one, name=name) for name in "xyz")), means, strategy, 15)
    assert given_so.schedule.closing == sorted_so.schedule.closing
    assert set(given_so.payments) == set(sorted_so.payments)
