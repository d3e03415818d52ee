"""The optimum: never beaten by any order or split of the money, its bound true, its answer a whole-unit schedule."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import permutations, product

import pytest

from forbear.plan.debts import Debt, Debts, Late, Minimum, Rate, Settlement, Spell
from forbear.plan.goals import GOALS, measures, mix
from forbear.plan.model import Model
from forbear.plan.months import add_months
from forbear.plan.optimum import Optimum, optimum
from forbear.plan.schedule import Ledger, Payment, simulate
from forbear.plan.search import Search, bound_of, by_program
from forbear.plan.strategies import STRATEGIES, Lump, Means, custom, follow
from forbear.plan.strategies.run import best_offer, keeps_to, pay_day

START = date(2026, 1, 1).toordinal()


def month(count):
    return add_months(START, count)


def by_chance(seed, count):
    """Debts of all kinds with fees, offers, promotions, minimums, each by chance."""
    chance = random.Random(seed)
    return Debts(tuple(_debt(chance, f"D{at}") for at in range(count)))


def _debt(chance, name):
    owed = chance.randrange(2_000, 60_000, 7)
    debt = Debt(
        name, "EUR", START, owed, rate=Rate(Fraction(chance.randrange(0, 60), 100)), due_day=chance.randrange(1, 29)
    )
    kind = chance.choice(["card", "loan", "late", "late", "offer", "promoted", "fee"])
    if kind == "card":
        return replace(debt, kind="revolving", interest_on_interest=True, accrual="daily", day_count="actual_365",
                       minimum=Minimum(Fraction(4, 100), 300))  # fmt: skip
    if kind == "promoted":
        return replace(debt, kind="revolving", interest_on_interest=True, minimum=Minimum(floor=owed // 20),
                       spells=(Spell(START, month(4)),))  # fmt: skip
    if kind == "loan":
        return replace(debt, instalments_left=chance.randrange(6, 20))
    if kind == "fee":
        return replace(
            debt,
            method="flat_fee",
            flat_fee=Fraction(1, 100),
            instalments_left=chance.randrange(4, 9),
            rate=Rate(Fraction(0)),
        )
    offer = (Settlement(owed * 6 // 10, month(chance.randrange(2, 8))),) if kind == "offer" else ()
    late = Late(fee=chance.choice([0, 150]), rate=Rate(Fraction(chance.choice([0, 0, 5]), 100)))
    return replace(debt, accelerated=True, arrears=owed, settlements=offer, late=late)


def _means(debts, chance):
    owed = sum(debt.owed for debt in debts.all)
    return Means(
        START, (owed // chance.randrange(6, 14) + 500,), (Lump(START + 50, 3_000),) if chance.random() < 0.5 else ()
    )


@cache
def solved(seed, count, goal, keep, payment_first=False) -> tuple[Debts, Means, Optimum]:
    debts = by_chance(seed, count)
    means = _means(debts, random.Random(seed))
    return debts, means, optimum(debts, means, goal, 24, keep, 20, payment_first)


@pytest.mark.parametrize("goal", [*GOALS.values(), mix(paid=1, late=500)], ids=lambda goal: goal.name)
@pytest.mark.parametrize("seed", range(2))
def test_no_order_of_three_debts_beats_the_bound_nor_by_much_the_optimum(seed, goal):
    debts, means, best = solved(seed, 3, goal, "current")
    for order in permutations(debt.name for debt in debts.all):
        plan = follow(debts, means, custom(order), 24)
        if plan.feasible and keeps_to(plan, "current"):
            assert not best.impossible
            assert best.bound <= goal.value(plan)
            assert best.value <= goal.value(plan) or best.value - best.bound <= 80


def test_the_program_of_what_is_paid_is_followed_until_its_own_gap_is_nought():
    found = solved(0, 3, GOALS["least_paid"], "current")[2]
    assert (found.method, found.solved, found.program_gap) == ("program", True, 0)


@pytest.mark.parametrize("seed", range(10, 14))
def test_the_bound_lies_below_the_plan_by_no_more_than_roundings(seed):
    _, _, best = solved(seed, 3, GOALS["least_paid"], "nothing")
    assert best.solved and best.plan is not None
    assert best.bound <= best.value <= best.bound + 3 * 24 * 2


@pytest.mark.parametrize("seed", range(10, 13))
def test_where_payments_come_first_the_bound_holds_too_if_less_tightly(seed):
    _, _, best = solved(seed, 3, GOALS["least_paid"], "nothing", payment_first=True)
    assert best.solved and best.gap <= Fraction(1, 50)


@pytest.mark.parametrize("name", sorted(GOALS))
def test_no_split_of_the_cash_beats_the_optimum_on_tiny_debts(name):
    offer = (Settlement(3_000, month(3)),)
    card = {"kind": "revolving", "interest_on_interest": True, "minimum": Minimum(floor=500)}
    debts = Debts((
        Debt("a", "EUR", START, 4_000, rate=Rate(Fraction(12, 10)), accelerated=True, arrears=4_000, settlements=offer),
        Debt("b", "EUR", START, 3_000, rate=Rate(Fraction(24, 10)), **card),
    ))  # fmt: skip
    best = optimum(debts, Means(START, (3_000,)), GOALS[name], 4, "nothing", 20)
    values = [_value(name, debts, splits, 3_000) for splits in product(range(0, 4_000, 1_000), repeat=4)]
    found = min(value for value in values if value is not None)
    assert best.bound <= best.value <= found


def _value(name, debts, splits, cash):
    """The value of giving ``a`` so much in each month and ``b`` up to 2,500 of what is left; the rest is kept."""
    ledger, saved, late, ends = Ledger(debts), 0, 0, {}
    for number, to_a in enumerate(splits, 1):
        day, saved = month(number), saved + cash
        a, b = ledger.accounts["a"], ledger.accounts["b"]
        offer, _ = best_offer(debts["a"], day), (a.ask(day), b.ask(day))
        saved -= ledger.pay(Payment(day, "a", to_a, offer is not None and offer <= to_a <= a.owed)) if to_a else 0
        saved -= ledger.pay(Payment(day, "b", max(0, min(saved, 2_500)))) if saved > 0 else 0
        if saved < 0:
            return None
        ledger.to(day)
        late += bool(a.arrears) + bool(b.arrears)
        ends |= {one.debt.name: number for one in (a, b) if one.closed and one.debt.name not in ends}
    paid = sum(entry.amount for entry in ledger.entries if entry.kind == "payment")
    done = {"least_paid": paid, "fewest_late": late}
    if len(ends) < 2:
        return None
    return (done | {"first_closed": min(ends.values()), "soonest_free": max(ends.values())})[name]


@pytest.mark.parametrize("best", [False, True], ids=["from a poor plan", "from the best"])
@pytest.mark.parametrize(("seed", "name"), [(10, "least_paid"), (12, "least_paid"), (10, "first_closed")])
def test_months_that_are_fixed_before_the_search_change_nothing_that_is_proven(seed, name, best):
    goal = GOALS[name]
    debts, means, found = solved(seed, 3, goal, "nothing")
    search = Search(debts, means, goal, 24, "nothing", False)
    search.add("pro_rata", STRATEGIES["pro_rata"])
    if best:
        search.plans["best"] = found.plan
    model = Model(search.within(goal, 24), means, goal, "nothing")
    loose = bound_of(model, model.program.solve(20))
    assert abs(by_program(search, goal, 24, 20).bound - loose) <= 1


def test_the_optimum_saves_for_an_offer_which_no_simple_strategy_does():
    offer = (Settlement(3_000, month(3)),)
    debts = Debts((Debt("a", "EUR", START, 10_000, accelerated=True, arrears=10_000, settlements=offer),
                   Debt("b", "EUR", START, 20_000, accelerated=True, arrears=20_000)))  # fmt: skip
    best = optimum(debts, Means(START, (2_000,)), GOALS["least_paid"], 24)
    assert (best.value, best.bound, best.gap) == (23_000, 23_000, 0)
    assert {one.more for one in best.distances.values()} == {7_000}


def test_with_interest_alone_the_avalanche_is_the_optimum_and_the_bound_says_so():
    debts = Debts(tuple(
        Debt(name, "EUR", START, owed, kind="revolving", interest_on_interest=True, rate=Rate(Fraction(rate, 100)),
             minimum=Minimum(floor=500))
        for name, owed, rate in (("a", 90_000, 12), ("b", 40_000, 30), ("c", 20_000, 5))
    ))  # fmt: skip
    best = optimum(debts, Means(START, (10_000,)), GOALS["least_paid"], 24)
    assert best.distances["avalanche"].more == 0
    assert best.value - best.bound <= 3 * 24
    assert best.distances["snowball"].more > 0


def test_no_plan_at_all_is_said_where_none_ends_and_never_a_date():
    debts = by_chance(3, 3)
    best = optimum(debts, Means(START, (100,)), GOALS["least_paid"], 12)
    assert best.impossible and best.plan is None and best.value is None and best.gap is None
    assert all(one.plan.free_on is None for one in best.distances.values())


def test_the_order_of_equal_debts_is_nothing():
    debt = Debt("a", "EUR", START, 30_000, rate=Rate(Fraction(24, 100)), accelerated=True, arrears=30_000)
    debts = [replace(debt, name=name) for name in "abc"]
    found = [
        optimum(Debts(tuple(order)), Means(START, (20_000,)), GOALS["least_paid"], 24, seconds=20)
        for order in permutations(debts)
    ]
    assert len({one.value for one in found}) == 1 and len({one.bound for one in found}) == 1


def test_the_payments_of_the_optimum_are_within_the_money_and_give_it_again():
    for seed in range(10, 14):
        debts, means, best = solved(seed, 3, GOALS["least_paid"], "nothing")
        again = simulate(debts, best.plan.payments, best.plan.schedule.last)
        assert again == best.plan.schedule
        for number in range(1, 25):
            last = max(pay_day(debt, START, number) for debt in debts.all)
            there = means.monthly[0] * number + sum(lump.amount for lump in means.lumps if lump.day <= last)
            assert sum(one.amount for one in best.plan.payments if one.day <= month(number)) <= there
        assert measures(best.plan)["paid"] == best.value
