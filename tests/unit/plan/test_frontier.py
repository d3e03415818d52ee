"""Cost against calls: mixes that no other betters, each as good as its bound allows, the cheapest one known used."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from forbear.plan.debts import Debt, Debts, Late, Rate
from forbear.plan.frontier import frontier
from forbear.plan.goals import GOALS
from forbear.plan.optimum import optimum
from forbear.plan.strategies import STRATEGIES, Means, follow

START = date(2026, 1, 1).toordinal()
TERMS = {"accelerated": True, "interest_on_interest": True}
DEBTS = Debts((
    Debt("dear and large", "EUR", START, 90_000, arrears=90_000, rate=Rate(Fraction(36, 100)), **TERMS),
    Debt("small", "EUR", START, 20_000, arrears=20_000, rate=Rate(Fraction(2, 100)), **TERMS),
    Debt("middling", "EUR", START, 30_000, arrears=30_000, rate=Rate(Fraction(6, 100)), late=Late(fee=50), **TERMS),
))  # fmt: skip
MEANS = Means(START, (15_000,))


def test_the_mixes_go_from_the_cheapest_to_the_calmest_and_no_way_of_paying_betters_one():
    told = []
    found = frontier(DEBTS, MEANS, 24, seconds=50, tell=lambda: told.append(1))
    places = [one.place for one in found]
    assert len(places) >= 2 and len(told) >= len(places)
    assert places == sorted(places) and [late for _, late in places] == sorted(
        {late for _, late in places}, reverse=True
    )
    for strategy in STRATEGIES.values():
        plan = follow(DEBTS, MEANS, strategy, 24)
        assert not any(plan.cost < cost and plan.creditor_months_late <= late for cost, late in places)
    assert all(one.found.bound <= one.found.value <= one.found.bound + 100 for one in found)


def test_an_optimum_that_is_known_is_the_cheapest_and_is_not_searched_again():
    told = []
    best = optimum(DEBTS, MEANS, GOALS["least_paid"], 24, seconds=10)
    found = frontier(DEBTS, MEANS, 24, seconds=50, tell=lambda: told.append(1), cheapest=best)
    assert found[0].plan is best.plan and found[0].weight == 0
    assert len(told) <= 4


def test_where_no_plan_ends_there_are_no_mixes():
    assert frontier(DEBTS, Means(START, (500,)), 12, seconds=5) == ()
