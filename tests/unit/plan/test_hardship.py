"""Hardship options with their full cost, worked out by hand where hands suffice."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.debts import NO_INTEREST, Debt, Late, Minimum, Rate
from forbear.plan.hardship import capitalise, cost_of, costs, longer_term, lower_rate, pause, redate

START = date(2026, 1, 15).toordinal()
LOAN = Debt(
    "A", "EUR", START, 120_000, rate=Rate(Fraction(12, 100)), instalments_left=12, due_day=15,
    instalment=12_000, late=Late(fee=500),
)  # fmt: skip


def day(text):
    return date.fromisoformat(text).toordinal()


def test_a_pause_costs_the_interest_that_runs_on_and_an_instalment_more():
    # 1 % of 1200.00 is 12.00 a month; posted interest bears none.
    as_it_stands, paused = cost_of(pause(LOAN, 2)), cost_of(pause(LOAN, 2, frozen=True))
    plain = costs(LOAN, ())[0]
    assert as_it_stands.first.day == day("2026-04-15") and as_it_stands.first.amount == 12_000
    assert as_it_stands.charges > plain.charges + 2 * 1_200 - 1
    assert (paused.charges, paused.closed_on) == (plain.charges, day("2027-02-15"))


def test_instalments_after_a_pause_are_no_higher_than_before_it():
    level = replace(LOAN, instalment=None)
    paused = cost_of(pause(level, 2))
    assert paused.highest == paused.first.amount == 10_662 and len(paused.payments) == 13


def test_a_loan_due_in_one_sum_is_due_after_the_pause():
    single = replace(LOAN, kind="single", due=day("2026-02-10"), rate=NO_INTEREST)
    assert cost_of(pause(single, 3)).first.day == day("2026-04-16")
    far = replace(single, due=day("2026-12-10"))
    assert cost_of(pause(far, 3)).first.day == day("2026-12-10")


@pytest.mark.parametrize("arrears", [0, 120_000])
def test_a_debt_whose_day_has_come_is_put_into_instalments_as_a_whole(arrears):
    past = replace(LOAN, kind="single", due=START - 30, rate=NO_INTEREST, arrears=arrears)
    found = cost_of(longer_term(past, 12))
    assert (found.first.amount, found.highest, len(found.payments)) == (10_000, 10_000, 12)


def test_a_pause_of_a_loan_without_interest_only_moves_its_days():
    free = replace(LOAN, rate=NO_INTEREST, instalment=None)
    plain, moved = cost_of(pause(free, 1)), costs(free, ())[0]
    assert plain.sums == moved.sums and [one.amount for one in plain.payments] == [10_000] * 12
    assert [one.day for one in plain.payments[:-1]] == [one.day for one in moved.payments[1:]]


def test_a_lower_rate_makes_lower_instalments_and_less_interest():
    plain, lower = costs(LOAN, [lower_rate(LOAN, Rate(Fraction(6, 100)))])[:2]
    assert lower.charges < plain.charges and lower.first.amount == 10_328
    none = cost_of(lower_rate(LOAN, NO_INTEREST))
    assert none.charges == 0 and none.sums.paid == 120_000


def test_a_longer_term_asks_less_each_month_and_costs_more_in_all():
    plain, longer = costs(LOAN, [longer_term(LOAN, 24)])[:2]
    assert longer.highest < plain.highest and longer.charges > plain.charges and len(longer.payments) == 24


def test_another_day_of_the_month_comes_after_the_present_one_and_costs_the_days_between():
    # 13 odd days are 13/30 of a month: 1200.00 x 1 % x 13/30 = 5.20 more for the first period.
    moved = cost_of(redate(LOAN, 28))
    plain = costs(LOAN, ())[0]
    assert moved.first.day == day("2026-02-28") and len(moved.payments) == len(plain.payments)
    assert moved.charges - plain.charges >= 520 and moved.highest == plain.highest


def test_capitalising_ends_the_arrears_and_lets_all_of_it_bear_interest():
    late = replace(LOAN, interest=5_000, fees=1_000, arrears=18_000)
    plain, whole = costs(late, [capitalise(late, 12)])[:2]
    assert plain.first.amount == 30_000 and whole.first.amount == whole.payments[5].amount == 11_195
    assert whole.sums.opening == 126_000 and whole.sums.closing == 0


def test_a_flat_fee_goes_on_for_each_instalment_and_stops_only_in_a_frozen_pause():
    flat = replace(
        LOAN, rate=NO_INTEREST, method="flat_fee", flat_fee=Fraction(1, 100), original=120_000, instalment=None
    )
    charges = {
        one.name: one.charges
        for one in costs(flat, [pause(flat, 2), pause(flat, 2, frozen=True), longer_term(flat, 24), redate(flat, 28)])
    }
    assert charges["unchanged"] == charges["pause_frozen"] == charges["redate"] == 14_400
    assert (charges["pause"], charges["longer_term"]) == (16_800, 28_800)


def test_a_debt_called_in_goes_back_into_instalments():
    called = replace(LOAN, accelerated=True)
    assert cost_of(longer_term(called, 24)).highest < 6_000
    assert costs(called, ())[0].highest == 121_200


def test_doing_nothing_is_shown_to_the_same_end_with_its_late_charges():
    contract, nothing = costs(LOAN, ())
    assert (nothing.name, nothing.sums.paid, nothing.last) == ("unpaid", 0, contract.last)
    assert nothing.sums.fees == 500 * 10 and nothing.closed_on is None


def test_doing_nothing_is_reckoned_for_a_year_and_not_for_the_decades_that_a_minimum_takes():
    card = Debt("Card", "EUR", START, 120_000, kind="revolving", rate=Rate(Fraction(18, 100)), due_day=15,
                interest_on_interest=True, minimum=Minimum(Fraction(3, 100), 500),
                late=Late(fee_part=Fraction(5, 100)))  # fmt: skip
    contract, nothing = costs(card, ())
    assert contract.last > day("2031-01-15")
    assert nothing.last == day("2027-01-15") and nothing.charges < 2 * card.owed


def test_every_option_adds_up_from_the_first_day_to_its_end():
    options = [
        pause(LOAN, 3),
        pause(LOAN, 3, frozen=True),
        longer_term(LOAN, 36),
        redate(LOAN, 1),
        capitalise(LOAN, 36),
    ]
    for one in costs(LOAN, options):
        assert one.sums.foots and one.sums.opening == 120_000
        assert one.sums.paid == sum(payment.amount for payment in one.payments)


@pytest.mark.parametrize(
    "ask, words",
    [
        (lambda: pause(LOAN, 0), "pause = 0 is no number of months. Write 1 or more"),
        (lambda: longer_term(LOAN, 12), "12 instalments are no longer term. Write more than the 12 instalments"),
        (lambda: lower_rate(LOAN, Rate(Fraction(13, 100))), "higher than the contract's"),
        (
            lambda: lower_rate(replace(LOAN, rate=NO_INTEREST, flat_fee=Fraction(1, 100)), NO_INTEREST),
            "a fee and no rate",
        ),
        (lambda: redate(LOAN, 32), "32 is no day of the month"),
        (lambda: capitalise(LOAN, -1), "capitalise = -1 is no number of months"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_with_what_would(ask, words):
    with pytest.raises(RecordError, match=words):
        ask()
