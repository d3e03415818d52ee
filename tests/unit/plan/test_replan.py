"""Real payments beside the plan: what moved is told, and nothing is lost."""

from datetime import date
from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.debts import NO_INTEREST, Debt, Debts, Late, Rate
from forbear.plan.months import add_months
from forbear.plan.replan import Move, moved, planned, replan
from forbear.plan.schedule import Payment
from forbear.plan.strategies.compare import named
from forbear.plan.strategies.shapes import Means
from forbear.plan.terms import Due, Terms

START = date(2026, 1, 15).toordinal()
FIRST, SECOND, THIRD = (add_months(START, at) for at in (1, 2, 3))
ONE = named("one_platform")


def debt(name, principal, **more):
    given = {"accelerated": True, "rate": NO_INTEREST, **more}
    return Debt(name, "CNY", START, principal, due_day=15, instalments_left=1, **given)


TWO = Debts((debt("A", 3_000), debt("B", 6_000)))
MEANS = Means(START, (1_000,))
WANTED = [Payment(FIRST, "A", 1_000), Payment(SECOND, "A", 1_000)]

MOVED = {
    "as planned": ([(FIRST, "A", 1_000), (SECOND, "A", 1_000)], []),
    "before the day": ([(FIRST - 5, "A", 2_000)], []),
    "late": ([(FIRST + 4, "A", 1_000), (SECOND, "A", 1_000)], [Move("late", "A", FIRST, 1_000, days=4)]),
    "short": ([(FIRST, "A", 700), (SECOND, "A", 1_000)], [
        Move("late", "A", FIRST, 300, days=SECOND - FIRST), Move("short", "A", SECOND, 300)]),
    "nothing": ([], [Move("short", "A", FIRST, 1_000), Move("short", "A", SECOND, 1_000)]),
    "to another platform": ([(FIRST, "A", 1_000), (SECOND, "B", 1_000)], [
        Move("elsewhere", "A", SECOND, 1_000, other="B")]),
    "a part to another platform": ([(FIRST, "A", 1_000), (SECOND, "B", 400)], [
        Move("short", "A", SECOND, 600), Move("elsewhere", "A", SECOND, 400, other="B")]),
    "more than planned": ([(FIRST, "A", 1_000), (SECOND, "A", 1_500)], [Move("extra", "A", SECOND, 500)]),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED)
def test_what_went_otherwise_than_planned_is_told(name):
    paid, expected = MOVED[name]
    found = moved(WANTED, [Payment(*one) for one in paid], SECOND)
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_the_plan_goes_on_from_what_was_really_paid():
    before = planned(TWO, MEANS, ONE)
    assert before.ends == add_months(START, 9)
    found = replan(TWO, before, [Payment(FIRST, "A", 400)], Means(FIRST, (1_000,)), ONE)
    assert found.moves == (Move("short", "A", FIRST, 600),)
    assert [one.amount for one in found.after.coming if one.debt == "A"] == [1_000, 1_000, 600]
    assert found.after.ends == add_months(START, 10) and found.after.schedule.sums("A").paid == 3_000


def test_what_it_costs_more_is_in_the_change():
    late = Debts((debt("A", 2_000, late=Late(fee=100), accelerated=False, instalment=1_000),))
    late = Debts(
        (Debt("A", "CNY", START, 2_000, due_day=15, instalment=1_000, instalments_left=2, late=Late(fee=100)),)
    )
    before = planned(late, MEANS, ONE)
    found = replan(late, before, (), Means(FIRST + 1, (2_100,)), ONE)
    assert before.cost == 0 and found.change == found.after.cost == 100


def test_terms_that_stand_are_paid_first_and_what_is_overdue_of_them_at_once():
    terms = Terms("B", "CNY", tuple(Due(add_months(START, at), 500) for at in range(1, 13)))
    before = planned(TWO, MEANS, ONE, [terms])
    assert before.payments[:1] == (Payment(FIRST, "B", 500),) and before.short is None
    found = replan(TWO, before, [Payment(FIRST, "A", 500)], Means(FIRST + 1, (1_000,)), ONE, [terms])
    assert {Payment(FIRST + 1, "B", 500), Payment(SECOND, "B", 500)} <= set(found.after.coming)
    assert Move("short", "B", FIRST, 500) in found.moves


def test_what_a_late_payment_costs_is_paid_with_the_last_promised_one():
    # 60.00 at 24 %: the first 20.00 come a month late and bear 0.40 more, and what that takes from principal 0.01.
    dear = Debts((debt("B", 6_000, rate=Rate(Fraction(24, 100))),))
    dues = (Due(FIRST, 2_120), Due(SECOND, 2_080), Due(THIRD, 2_040))
    terms = Terms("B", "CNY", dues)
    before = planned(dear, Means(START, (9_000,)), ONE, [terms])
    after = replan(dear, before, [Payment(SECOND, "B", 2_120)], Means(SECOND, (9_000,)), ONE, [terms]).after
    assert before.schedule.closing["B"] == after.schedule.closing["B"] == 0
    assert after.payments[-1] == Payment(THIRD, "B", 2_040 + 41)


def test_the_rest_is_waived_when_the_last_promised_payment_comes_early_or_in_parts():
    terms = Terms("B", "CNY", (Due(FIRST, 2_000), Due(SECOND, 2_000)), waives_rest=True)
    before = planned(TWO, Means(START, (3_000,)), ONE, [terms])
    made = [Payment(FIRST, "B", 2_500), Payment(FIRST + 3, "B", 1_500)]
    after = replan(TWO, before, made, Means(FIRST + 5, (3_000,)), ONE, [terms]).after
    assert after.schedule.sums("B").waived == 2_000 and after.schedule.closing["B"] == 0


def test_promises_that_the_money_does_not_carry_have_no_end_and_say_what_is_missing():
    terms = Terms("B", "CNY", (Due(SECOND, 6_000),))
    whole = planned(TWO, MEANS, ONE, [terms])
    assert whole.ends is None and whole.short == Due(SECOND, 4_000)


def test_a_budget_that_never_ends_the_debts_gives_no_day():
    assert planned(TWO, MEANS, ONE, months=5).ends is None


@pytest.mark.parametrize(
    "payment, words",
    [
        (Payment(FIRST, "AA", 1), "there is no debt 'AA'. Payments are booked by name. (Did you mean 'A'|Debts: A, B)"),
        (Payment(THIRD, "A", 1), "it lies after 2026-02-15, from which the plan is made anew"),
    ],
)
def test_a_payment_that_cannot_have_been_made_is_refused(payment, words):
    with pytest.raises(RecordError, match=words):
        replan(TWO, planned(TWO, MEANS, ONE), [payment], Means(FIRST, (1_000,)), ONE)
