"""When the money is not enough: each remedy mends the plan, and one unit less of it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from forbear.plan import shortfall as module
from forbear.plan.accrual import Factors
from forbear.plan.concessions import Concession
from forbear.plan.debts import Debt, Debts, Minimum, Rate, Settlement
from forbear.plan.shortfall import ends_with, fits, interest_only, shortfall
from forbear.plan.strategies import STRATEGIES, Lump, Means, follow, named
from forbear.plan.strategies.run import can_follow

START = date(2026, 1, 1).toordinal()
DEBTS = Debts((
    Debt("card", "EUR", START, 300_000, kind="revolving", interest_on_interest=True, rate=Rate(Fraction(24, 100)),
         minimum=Minimum(floor=7_000)),
    Debt("loan", "EUR", START, 120_000, rate=Rate(Fraction(12, 100)), instalments_left=12),
    Debt("late", "EUR", START, 80_000, rate=Rate(Fraction(36, 100)), accelerated=True, arrears=80_000),
))  # fmt: skip
MONTHS = 36


def found(amount, how="one_platform"):
    return shortfall(DEBTS, Means(START, (amount,)), named(how), MONTHS)


def plan(amount, debts=DEBTS, how="one_platform"):
    return follow(debts, Means(START, (amount,)), named(how), MONTHS)


@pytest.mark.parametrize("how", ["one_platform", "avalanche", "pro_rata"])
def test_the_least_extra_mends_the_plan_and_one_unit_less_does_not(how):
    short = found(12_000, how)
    extra = short.extra.amount
    assert fits(plan(12_000 + extra, how=how)) and not fits(plan(12_000 + extra - 1, how=how))
    assert (short.extra.fits.paid, short.extra.fails.free_on) == (plan(12_000 + extra, how=how).paid, None) or extra
    assert found(12_000 + extra, how) is None


def test_what_cannot_be_met_is_named_and_no_date_is_given_for_what_does_not_end():
    short = found(9_000)
    assert {one.debt for one in short.unmet} == {
        "loan"
    }  # the card has its 70.00, the loan needs more than what is left
    assert all(one.paid < one.asked for one in short.unmet)
    assert not short.ends and short.plan.free_on is None and short.meanwhile.strategy == "urgency"


def test_the_fewest_who_freeze_their_interest_are_found():
    short = found(18_400)
    assert short.frozen is not None and short.all_sets_tried
    assert fits(plan(18_400, short.frozen.of(DEBTS)))
    for name in short.frozen.platforms:
        fewer = replace(short.frozen, platforms=tuple(one for one in short.frozen.platforms if one != name))
        assert not fits(plan(18_400, fewer.of(DEBTS)))


def test_a_longer_term_is_as_short_as_it_can_be():
    debts = Debts((DEBTS["loan"],))
    short = shortfall(debts, Means(START, (6_000,)), named("avalanche"), MONTHS)
    assert short.extended == Concession("extend", ("loan",), 11)  # 23 instalments of 58.66; 22 would be 61.03
    assert fits(plan(6_000, short.extended.of(debts)))
    assert not fits(plan(6_000, replace(short.extended, amount=10).of(debts)))


def test_a_discount_is_as_small_as_it_can_be_to_the_minor_unit():
    short = found(18_000)
    for one in short.discounts:
        assert fits(plan(18_000, one.of(DEBTS)))
        assert not fits(plan(18_000, replace(one, amount=one.amount - 1).of(DEBTS)))
    assert short.discounts == tuple(sorted(short.discounts, key=lambda one: one.amount)) != ()


def test_where_no_creditor_alone_can_mend_it_all_let_go_a_part_in_percent():
    (every,) = found(8_000).discounts
    assert every.kind == "discount_percent" and len(every.platforms) == 3
    assert fits(plan(8_000, every.of(DEBTS))) and not fits(
        plan(8_000, replace(every, amount=every.amount - 1).of(DEBTS))
    )


def test_the_payment_that_only_covers_interest_leaves_a_debt_where_it_is():
    only = interest_only(DEBTS, Means(START, (1,)))
    assert only == {"card": 6_000, "loan": 1_200, "late": 2_400}
    one = Debts((DEBTS["card"],))
    still = follow(one, Means(START, (6_000,)), named("avalanche"), 12)
    sinking = follow(one, Means(START, (5_999,)), named("avalanche"), 12)
    assert still.schedule.closing["card"] == 300_000 < sinking.schedule.closing["card"]


def test_a_plan_that_fits_is_not_a_shortfall():
    assert found(40_000) is None


OFFER = (Settlement(30_000, START + 120),)
OFFERED = Debts((replace(DEBTS["late"], settlements=OFFER), DEBTS["card"], replace(DEBTS["loan"], due_day=20)))


def followed(debts, means, strategy, months, payment_first, factors):
    """Whether a plan fits, by following it to its end."""
    return fits(follow(debts, means, strategy, months, payment_first, factors))


@pytest.mark.parametrize("keep", ["current", "asked", "nothing"])
@pytest.mark.parametrize("debts", [DEBTS, OFFERED], ids=["plain", "with an offer"])
def test_a_plan_that_is_given_up_early_is_one_that_would_not_have_fitted(debts, keep):
    factors = {debt.name: Factors(debt) for debt in debts.all}
    seen = set()
    for name in ("one_platform", "avalanche"):
        for amount in (0, 3_000, 14_000, 20_500, 25_000, 120_000):
            for lumps in ((), (Lump(START + 200, 150_000),)):
                case = debts, Means(START, (amount,), lumps), replace(STRATEGIES[name], keep=keep), 18, False, factors
                seen.add(followed(*case))
                assert can_follow(*case) == followed(*case)
    assert seen == {True, False}


@pytest.mark.parametrize(("debts", "amount"), [(DEBTS, 21_000), (OFFERED, 8_000)])
def test_the_answers_are_those_that_following_every_trial_to_its_end_gives(debts, amount, monkeypatch):
    def told():
        means, way = Means(START, (amount,)), named("avalanche")
        return shortfall(debts, means, way, 18), ends_with(debts, means, way, 18)

    quick = told()
    monkeypatch.setattr(module, "can_follow", followed)
    assert quick == told()


def test_what_must_come_more_so_that_debts_end_is_less_than_what_pays_all_that_is_asked():
    means, way = Means(START, (9_000,)), named("avalanche")
    least = ends_with(DEBTS, means, way, MONTHS)
    nothing_kept = replace(way, keep="nothing")
    assert follow(DEBTS, means.with_extra(least.amount), nothing_kept, MONTHS).feasible
    assert not follow(DEBTS, means.with_extra(least.amount - 1), nothing_kept, MONTHS).feasible
    assert least.amount <= shortfall(DEBTS, means, way, MONTHS).extra.amount
    assert ends_with(DEBTS, Means(START, (40_000,)), way, MONTHS) is None


def test_a_plan_is_not_given_up_while_an_offer_may_still_close_a_debt():
    debts = Debts((replace(DEBTS["late"], settlements=OFFER),))
    case = debts, Means(START, (20_000, 30_000)), named("avalanche"), 2, False, {"late": Factors(debts["late"])}
    assert can_follow(*case) and followed(*case)
