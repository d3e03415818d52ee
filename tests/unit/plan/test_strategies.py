"""Strategies: who is paid first, what is kept, when money is there, what a plan says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest

from forbear.errors import RecordError
from forbear.plan.budget import Budget, Dated, Line
from forbear.plan.debts import Debt, Debts, Minimum, Rate, Settlement, Spell
from forbear.plan.months import add_months
from forbear.plan.schedule import simulate
from forbear.plan.strategies import STRATEGIES, Lump, Means, compare, custom, follow, means_of, named
from forbear.plan.strategies.run import keeps_to

START = date(2026, 1, 1).toordinal()


def month(count):
    return add_months(START, count)


def card(name, owed, percent=0, floor=0, **more):
    terms = {"kind": "revolving", "interest_on_interest": True, "minimum": Minimum(floor=floor), **more}
    return Debt(name, "EUR", START, owed, rate=Rate(Fraction(percent, 100)), **terms)


def late(name, owed, **more):
    return Debt(name, "EUR", START, owed, accelerated=True, arrears=owed, **more)


def ends(plan):
    return {name: on and plan.schedule.closed_on[name] for name, on in plan.schedule.closed_on.items()}


# The published page whose avalanche is wrong: 43 months and about 3,500 in it, 37 months and 4,794.29 in truth.
PAGE = Debts((
    card("A", 850_000, 22, 17_000), card("B", 520_000, 12, 11_800), card("C", 1_230_000, Fraction(13, 2), 23_700),
    card("D", 600_000, Fraction(11, 2), 6_500),
))  # fmt: skip


@pytest.mark.parametrize(("payment_first", "interest"), [(False, 479_429), (True, 437_254)])
def test_the_avalanche_of_a_published_page_takes_37_months_and_costs_what_its_timing_says(payment_first, interest):
    plan = follow(PAGE, Means(START, (100_000,)), named("avalanche"), payment_first=payment_first)
    assert (plan.months, plan.sums.interest, plan.free_on) == (37, interest, month(37))
    assert plan.missed == () and plan.creditor_months_late == 0


def test_each_strategy_begins_with_the_debt_that_its_name_promises():
    debts = Debts((card("small", 10_000, 10), card("dear", 30_000, 30), card("home", 50_000, 5, secured=True)))
    first = {name: plan.payments[0].debt for name, plan in compare(debts, Means(START, (5_000,))).items()}
    assert first == {
        "one_platform": "small", "snowball": "small", "snowball_fixed": "small", "avalanche": "dear",
        "urgency": "home", "pro_rata": first["pro_rata"],
    }  # fmt: skip


def test_urgency_pays_the_home_then_the_court_then_the_bureau_then_the_rest():
    debts = Debts((card("rest", 1_000), card("bureau", 1_000, credit_reporting=True), card("court", 1_000, court=True),
                   card("home", 1_000, secured=True)))  # fmt: skip
    closed = follow(debts, Means(START, (1_000,)), named("urgency")).closed
    assert list(closed) == ["home", "court", "bureau", "rest"]


def test_one_platform_closes_all_debts_to_a_creditor_before_the_next_though_one_of_another_is_smaller():
    debts = Debts((card("a1", 4_000, creditor="A"), card("a2", 5_000, creditor="A"), card("b", 10_000, creditor="B"),
                   card("b2", 3_000, creditor="B")))  # fmt: skip
    means = Means(START, (1_000,))
    assert follow(debts, means, named("one_platform")).closed == {"A": month(9), "B": month(22)}
    assert follow(debts, means, named("snowball")).closed == {"A": month(12), "B": month(22)}


def test_a_fixed_snowball_keeps_its_order_and_a_ranked_one_takes_what_is_smallest_now():
    debts = Debts((card("a", 10_000), card("b", 11_000, floor=1_000)))
    means = Means(START, (1_500,))

    def paid_in_month_four(name):
        plan = follow(debts, means, named(name), months=4)
        return {payment.debt: payment.amount for payment in plan.payments if payment.day == month(4)}

    assert paid_in_month_four("snowball_fixed") == {"a": 500, "b": 1_000}
    assert paid_in_month_four("snowball") == {"b": 1_500}


def test_pro_rata_gives_each_its_part_and_odd_units_to_the_largest_fractions():
    debts = Debts((late("a", 100), late("b", 200), late("c", 300)))
    plan = follow(debts, Means(START, (100,)), named("pro_rata"), months=1)
    assert {payment.debt: payment.amount for payment in plan.payments} == {"a": 17, "b": 33, "c": 50}


def test_what_is_not_late_is_kept_so_and_what_is_late_waits():
    debts = Debts((card("kept", 50_000, 12, 2_000), late("late", 20_000), late("later", 40_000)))
    plan = follow(debts, Means(START, (5_000,)), named("one_platform"), months=3)
    paid = [(payment.debt, payment.amount) for payment in plan.payments if payment.day == month(1)]
    assert paid == [("kept", 2_000), ("late", 3_000)]
    assert plan.late_months == {"kept": 0, "late": 3, "later": 3}
    assert {one.debt for one in plan.missed} == {"late", "later"}
    nothing = follow(debts, Means(START, (5_000,)), replace(named("one_platform"), keep="nothing"), months=3)
    assert nothing.late_months["kept"] == 3


def test_an_offer_is_taken_once_there_is_money_for_it_and_the_rest_is_waived():
    debts = Debts((late("a", 10_000, settlements=(Settlement(3_000, month(3)),)), late("b", 20_000)))
    plan = follow(debts, Means(START, (3_000,)), named("one_platform"))
    assert plan.sums.waived == 7_000 and plan.paid == 23_000
    assert plan.closed["a"] == month(1)
    assert follow(debts, Means(START, (2_000,)), named("one_platform")).sums.waived == 0  # simple strategies never save


def test_a_lump_sum_is_spent_on_the_first_due_day_after_it_came_and_never_before():
    debts = Debts((card("a", 10_000, due_day=5), card("b", 10_000, due_day=20)))
    means = Means(START, (0,), (Lump(START + 10, 4_000),))
    plan = follow(debts, means, named("snowball_fixed"), months=3)
    assert [(payment.debt, payment.day) for payment in plan.payments] == [("b", START + 19)]
    early = follow(debts, replace(means, lumps=(Lump(START + 2, 4_000),)), named("snowball_fixed"), months=3)
    assert [(payment.debt, payment.day) for payment in early.payments] == [("a", START + 4)]


def test_a_promotion_lasts_only_so_long_in_the_order_of_the_avalanche():
    spell = Spell(START, month(2) + 1, Rate(Fraction(0)))
    debts = Debts((card("promoted", 50_000, 36, spells=(spell,)), card("plain", 50_000, 12)))
    plan = follow(debts, Means(START, (1_000,)), named("avalanche"), months=4)
    assert [payment.debt for payment in plan.payments] == ["plain", "plain", "promoted", "promoted"]


def test_a_custom_order_is_followed_and_debts_not_named_come_last():
    debts = Debts((card("x", 1_000), card("y", 2_000), card("z", 3_000)))
    assert list(follow(debts, Means(START, (1_000,)), custom(["z", "x"])).closed) == ["z", "x", "y"]


def test_money_that_varies_by_month_is_spent_as_it_comes_and_the_last_amount_goes_on():
    plan = follow(Debts((card("a", 10_000),)), Means(START, (1_000, 0, 3_000)), named("snowball"))
    assert [payment.amount for payment in plan.payments] == [1_000, 3_000, 3_000, 3_000]


def test_a_month_below_nought_is_made_up_before_debts_are_paid_again():
    budget = Budget(
        "EUR", (Line("pay", "income", 10_000), Line("rent", "fixed", 7_000)), (Dated("car", month(1), -5_000),)
    )
    assert means_of(budget, START, 4).monthly == (3_000, 0, 1_000, 3_000, 3_000)


def test_a_plan_that_does_not_end_has_no_date():
    plan = follow(Debts((card("a", 100_000, 24, 100),)), Means(START, (2_000,)), named("avalanche"), months=50)
    assert plan.free_on is None and not plan.feasible and plan.first_closed is None
    enough = follow(Debts((card("a", 100_000, 24, 100),)), Means(START, (2_500,)), named("avalanche"))
    assert enough.free_on is not None


def test_the_order_in_which_debts_are_given_changes_nothing():
    for debts in permutations(PAGE.all):
        for name, plan in compare(Debts(debts), Means(START, (100_000,)), months=3).items():
            same = follow(PAGE, Means(START, (100_000,)), STRATEGIES[name], months=3)
            assert plan.schedule.closing == same.schedule.closing
        if debts[0].name == "B":
            break


def test_debts_of_two_currencies_and_money_before_a_balance_are_refused():
    with pytest.raises(RecordError, match="EUR, JPY"):
        follow(Debts((card("a", 1), replace(card("b", 1), currency="JPY"))), Means(START, (1,)), named("snowball"))
    with pytest.raises(RecordError, match="before it"):
        follow(Debts((card("a", 1),)), Means(START - 1, (1,)), named("snowball"))
    with pytest.raises(RecordError, match="Did you mean 'avalanche'"):
        named("avalance")


def test_the_payments_of_every_plan_give_the_plan_again():
    for payment_first in (False, True):
        for plan in compare(PAGE, Means(START, (90_000,)), months=60, payment_first=payment_first).values():
            again = simulate(PAGE, plan.payments, plan.schedule.last, payment_first)
            assert again == plan.schedule


def test_a_debt_whose_day_has_come_is_late_from_the_start_and_what_it_is_not_paid_breaks_no_promise():
    past = Debt("past", "EUR", START, 10_000, kind="single", due=START - 40)
    plan = follow(Debts((past, card("small", 2_000, floor=100))), Means(START, (1_500,)), named("one_platform"))
    assert {one.debt for one in plan.missed} == {"past"} and plan.feasible
    assert keeps_to(plan, "current") and not keeps_to(plan, "asked")
