"""Orders: where interest is linear their best is the optimum, as every splitting of the cash shows."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import permutations

import pytest

from forbear.plan.debts import Debt, Debts, Late, Minimum, Rate, Settlement, Spell
from forbear.plan.goals import GOALS
from forbear.plan.months import add_months
from forbear.plan.optimum import Optimum, optimum
from forbear.plan.strategies import Lump, Means, custom, follow

START = date(2026, 1, 1).toordinal()
LEAST, SOONEST = GOALS["least_paid"], GOALS["soonest_free"]


def overdue(name: str, owed: int, monthly: Fraction, **more) -> Debt:
    """A debt that is due as a whole, whose interest bears interest."""
    terms = {"interest_on_interest": True, "accelerated": True, "arrears": owed, **more}
    return Debt(name, "EUR", START, owed, rate=Rate(monthly, "month"), **terms)


def every_split(owed, factors, money: int, months: int) -> list[int]:
    """The least that is paid by any splitting of whole units, and the first month in which all can be paid; the first
    payment comes after a month's interest.
    """
    states, done = {(tuple(map(grown, owed, factors)), money): 0}, []
    for month in range(1, months + 1):
        later: dict[tuple[tuple[int, ...], int], int] = {}
        for (left, there), paid in states.items():
            for parts in splits(left, there):
                given = sum(parts)
                rest = tuple(one - part for one, part in zip(left, parts, strict=True))
                if not any(rest):
                    done.append((paid + given, month))
                elif sum(rest) <= there - given + money * (months - month):
                    key = tuple(map(grown, rest, factors)), there - given + money
                    later[key] = min(paid + given, later.get(key, paid + given))
        states = later
    return [min(paid for paid, _ in done), min(month for _, month in done)]


@cache
def grown(owed: int, factor: Fraction) -> int:
    return owed + int(owed * factor + Fraction(1, 2))


def splits(left, there):
    """Every way to give at most so much to debts, none more than it is owed."""
    if not left:
        yield ()
        return
    for part in range(min(left[0], there) + 1):
        for rest in splits(left[1:], there - part):
            yield part, *rest


def best_of(owed, factors, money, months, goal) -> Optimum:
    names = "abc"
    debts = Debts(tuple(overdue(*one) for one in zip(names, owed, factors, strict=False)))
    return optimum(debts, Means(START, (money,)), goal, months)


@pytest.mark.parametrize(
    ("owed", "factors", "money"),
    [((3, 2), (1, 2), 7), ((2, 1, 1), (1, 0, 2), 5), ((6, 3), (0, 1), 4), ((1, 3), (3, 1), 6), ((3, 2), (1, 1), 7)],
)
def test_where_no_interest_is_rounded_no_split_of_whole_units_beats_the_best_order_and_the_bound_is_it(
    owed, factors, money
):
    paid, ends = every_split(owed, tuple(map(Fraction, factors)), money, 4)
    for goal, value in ((LEAST, paid), (SOONEST, ends)):
        best = best_of(owed, map(Fraction, factors), money, 4, goal)
        assert (best.method, best.value, best.bound, best.gap) == ("orders", value, value, 0)


@pytest.mark.parametrize(("owed", "money"), [((12, 9), 7), ((15, 5), 6), ((8, 9), 7)])
def test_where_interest_is_rounded_no_split_of_whole_units_passes_the_bound(owed, money):
    factors = Fraction(7, 100), Fraction(21, 100)
    paid, ends = every_split(owed, factors, money, 4)
    best = best_of(owed, factors, money, 4, LEAST)
    assert best.bound <= paid <= best.value
    assert best.value - best.bound <= 7
    assert best_of(owed, factors, money, 4, SOONEST).bound <= ends


@pytest.mark.parametrize("seed", [3, 6])
def test_the_best_order_is_the_best_of_all_orders_simulated_one_by_one(seed):
    chance = random.Random(seed)
    debts = Debts(tuple(
        overdue(f"D{at}", chance.randrange(40, 300), Fraction(chance.randrange(15, 40), 1_000),
                rounding=chance.choice(["down", "half_up"]))
        for at in range(4)
    ))  # fmt: skip
    means = Means(START, (90,))
    best = optimum(debts, means, LEAST, 40)
    plans = [follow(debts, means, custom(order), 40) for order in permutations(debt.name for debt in debts.all)]
    assert (best.method, best.found_by) == ("orders", "order") and best.distances["avalanche"].more > 0
    assert best.bound <= best.value == min(plan.paid for plan in plans if plan.feasible)


def test_where_the_money_is_never_enough_the_orders_prove_that_too():
    best = best_of((100, 100), (Fraction(1), Fraction(1)), 20, 12, LEAST)
    assert best.method == "orders" and best.impossible and best.value is None and best.bound is None


BENDS = {
    "an offer": {"settlements": (Settlement(3_000, add_months(START, 2)),)},
    "a late fee": {"late": Late(fee=100)},
    "overdue interest": {"late": Late(rate=Rate(Fraction(1, 10)))},
    "a flat fee": {"flat_fee": Fraction(1, 100), "original": 6_000, "instalments_left": 5},
    "interest that bears none": {"interest_on_interest": False},
    "a promotion that changes the rank": {"spells": (Spell(START, add_months(START, 3)),)},
    "a due day of its own": {"due": START + 45, "kind": "single"},
    "what is asked must be paid": {
        "accelerated": False,
        "arrears": 0,
        "kind": "revolving",
        "minimum": Minimum(floor=9),
    },
}


@pytest.mark.parametrize("terms", BENDS.values(), ids=BENDS)
def test_orders_prove_nothing_where_something_bends(terms):
    plain = Debts((overdue("a", 5_000, Fraction(3, 100)), overdue("b", 5_000, Fraction(2, 100))))
    bent = Debts((replace(plain["a"], **terms), plain["b"]))
    means = Means(START, (4_000,))
    assert optimum(plain, means, LEAST, 6).method == "orders"
    assert optimum(bent, means, LEAST, 6, seconds=10).method == "program"


def test_orders_prove_nothing_of_other_goals_or_of_money_that_comes_on_a_day():
    debts = Debts((overdue("a", 5_000, Fraction(3, 100)), overdue("b", 5_000, Fraction(2, 100))))
    assert optimum(debts, Means(START, (4_000,)), GOALS["fewest_late"], 6, seconds=10).method == "program"
    lump = Means(START, (4_000,), (Lump(START + 40, 500),))
    assert optimum(debts, lump, LEAST, 6, seconds=10).method == "program"
