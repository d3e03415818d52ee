"""Offers from a plan, what fits, and counter-offers judged: each answer on a case small enough to check by hand."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.debts import NO_INTEREST, Debt, Debts, Late, Rate, Settlement
from forbear.plan.judge import Table, checked, judge
from forbear.plan.months import add_months
from forbear.plan.offers import ceilings, offers_of
from forbear.plan.room import Room, month_of
from forbear.plan.schedule import Payment
from forbear.plan.strategies.compare import named
from forbear.plan.strategies.run import follow
from forbear.plan.strategies.shapes import Lump, Means
from forbear.plan.talks import record_of, talks_of
from forbear.plan.terms import NO_LIMIT, Due, Limits, Terms, schedule_of
from forbear.plan.tracking import Promise

START = date(2026, 1, 15).toordinal()
ONE = named("one_platform")


def debt(name, principal, percent=0, **more):
    rate = Rate(Fraction(percent, 100)) if percent else NO_INTEREST
    given = {"accelerated": True, "due_day": 15, **more}
    return Debt(name, "CNY", START, principal, creditor=f"{name} Bank", rate=rate, instalments_left=1, **given)


def monthly(name, amount, count, start=1, **more):
    dues = tuple(Due(add_months(START, at), amount) for at in range(start, start + count))
    return Terms(name, "CNY", dues, **more)


TWO = Debts((debt("A", 3_000), debt("B", 6_000)))


def offers(debts, money, limits=NO_LIMIT, **more):
    return offers_of(follow(debts, Means(START, (money,)), ONE, months=120), limits, **more)


def test_an_offer_has_the_payments_of_the_plan_and_asks_for_nothing_that_it_does_not_need():
    found = offers(TWO, 1_000)
    assert found["A"].terms == monthly("A", 1_000, 3) and found["B"].terms == monthly("B", 1_000, 6, start=4)
    assert (found["A"].creditor, found["A"].owed, found.without) == ("A Bank", 3_000, ())


def test_sixty_instalments_are_the_most_that_is_offered_where_that_is_the_limit():
    # 600 at 12 % a year bear 6.00 in the first month: 11.00 a month repay them in 79 months, without interest in 55.
    long = Debts((debt("A", 60_000, 12),))
    assert len(offers(long, 1_100)["A"].terms.dues) > 60
    at_most = offers(long, 1_100, Limits(60))["A"]
    assert (len(at_most.terms.dues), at_most.terms.concessions, at_most.sums.waived) == (55, ("freeze",), 0)


def test_what_even_a_freeze_does_not_end_within_the_limit_is_asked_to_be_waived():
    found = offers(Debts((debt("A", 60_000, 12),)), 900, Limits(60))["A"]
    assert found.terms.concessions == ("freeze", "waiver")
    assert (found.sums.paid, found.sums.waived, found.sums.closing) == (54_000, 6_000, 0)


def test_terms_longer_than_the_limit_are_told_with_the_limit():
    (problem,) = Limits(60, "the place says so").problems(monthly("A", 1, 61), "the counter-offer")
    assert "61 instalments are more than 60. The place says so" in str(problem)
    assert not Limits(60).problems(monthly("A", 1, 60), "") and not Limits().problems(monthly("A", 1, 61), "")


def test_a_debt_that_the_plan_has_nothing_for_gets_no_offer():
    found = offers_of(follow(TWO, Means(START, (1_000,)), ONE, months=3))
    assert [one.debt for one in found.offers] == ["A"] and found.without == ("B",)


def test_even_payments_are_the_lowest_of_the_plan_and_last_longer():
    stepped = follow(Debts((debt("A", 3_000),)), Means(START, (500, 1_000)), ONE)
    assert offers_of(stepped, even=True)["A"].terms == monthly("A", 500, 6)


def test_even_payments_that_together_are_not_there_are_not_offered():
    # 9.00 a month repay A later than the plan's 10.00 do, and its interest then is missing for B.
    plan = follow(Debts((debt("A", 8_064, 24), debt("B", 20_000))), Means(START, (900, 1_000)), ONE)
    with pytest.raises(RecordError, match=r"for all of these offers together. What cannot be kept is not offered"):
        offers_of(plan, even=True)


def test_a_settlement_that_the_plan_uses_is_offered_as_it_was_made():
    settled = debt("A", 3_000, settlements=(Settlement(1_500, add_months(START, 2)),))
    found = offers(Debts((settled,)), 1_600)["A"]
    assert found.terms == monthly("A", 1_500, 1, waives_rest=True) and found.sums.waived == 1_500


def test_accepted_terms_become_the_schedule():
    schedule = schedule_of(TWO, [monthly("A", 900, 2, waives_rest=True), monthly("B", 2_000, 3)])
    assert schedule.closing == {"A": 0, "B": 0} and schedule.sums("A").waived == 1_200
    assert [one.amount for one in schedule.payments() if one.debt == "B"] == [2_000] * 3


def test_the_private_ceiling_stands_in_no_export_of_an_offer():
    found = offers(TWO, 1_000)
    poor, rich = (ceilings(found.offers, Room(Means(START, (money,)))) for money in (1_000, 7_777))
    assert [one.spare for one in poor] == [0, 500] and [one.spare for one in rich] == [6_777, 10_665]
    shown = json.dumps(record_of(found.offers, START, "CNY"))
    assert not any(secret in shown for secret in ("67.77", "106.65", "77.77", "spare", "ceiling"))
    assert talks_of(json.loads(shown), "offers.json")["B"].latest("propose", START) == found["B"].terms


def test_money_is_counted_from_the_month_and_the_day_on_which_it_is_there():
    room = Room(Means(START, (100, 200), (Lump(START + 40, 1_000),)))
    first, second = (add_months(START, at) for at in (1, 2))
    assert room.even([first]) == 100 and room.even([second]) == 1_300
    assert room.missing(Terms("A", "CNY", (Due(first, 150),))) == Due(first, 50)
    assert room.fits(Terms("A", "CNY", (Due(START + 40, 1_300),)))
    assert not room.fits(Terms("A", "CNY", (Due(START + 39, 1_300),)))


def test_what_is_promised_is_saved_for_as_late_as_can_be():
    room = Room(Means(START, (100, 200), (Lump(START + 10, 70),)))
    second = add_months(START, 2)
    rest = [room.with_terms([Terms("A", "CNY", (Due(second, amount),))]).rest(3) for amount in (150, 250, 330)]
    assert [one.monthly[:3] for one in rest] == [(100, 50, 200), (50, 0, 200), (0, 0, 200)]
    assert [one.lumps[0].amount for one in rest] == [70, 70, 40]


def test_a_due_day_that_a_month_does_not_have_stays_in_its_month():
    january = date(2026, 1, 30).toordinal()
    days = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert [month_of(january, day.toordinal(), 31) for day in days] == [1, 2, 3]


def test_a_payment_on_the_last_of_february_is_of_the_month_of_its_debts_due_day():
    # The plan pays in month 2: month 1 ends on 31 January. Read as due on each 28th it would be of month 1.
    first, february = date(2026, 1, 29).toordinal(), date(2026, 2, 28).toordinal()
    due = Debts((replace(debt("A", 1_800, due_day=31), as_of=first),))
    plan = follow(due, Means(first, (0, 1_800)), ONE)
    offer = offers_of(plan)["A"]
    assert offer.terms.dues == (Due(february, 1_800),)
    assert not Room(plan.means).fits(offer.terms) and Room.of(plan.means, due).fits(offer.terms)
    assert judge(Table(due, plan.means, ONE), offer.terms, offer.terms).answer == "accept"


def test_payments_that_go_on_from_the_last_of_february_stay_at_the_end_of_the_month():
    first = date(2026, 2, 10).toordinal()
    due = Debts((replace(debt("A", 4_000, due_day=31), as_of=first),))
    days = [date(2026, *day).toordinal() for day in ((2, 28), (3, 31), (4, 30), (5, 31))]
    ours = Terms("A", "CNY", (Due(days[0], 100),))
    theirs = Terms("A", "CNY", (Due(days[1], 4_000),))
    found = judge(Table(due, Means(first, (100,)), ONE), ours, theirs)
    assert (found.answer, [one.day for one in found.terms.dues[:4]]) == ("counter", days)
    assert len(found.terms.dues) == 40


def test_payments_that_skip_a_month_and_several_in_one_month_are_moved_without_meeting():
    two = Debts((debt("A", 3_000, due_day=31),))
    january, end, march = (date(2026, *day).toordinal() for day in ((1, 30), (1, 31), (3, 31)))
    theirs = Terms("A", "CNY", (Due(january, 1_000), Due(end, 1_000), Due(march, 1_000)))
    found = judge(Table(two, Means(START, (700,)), ONE, months=24), replace(theirs, dues=(Due(march, 100),)), theirs)
    days = [date.fromordinal(one.day).isoformat() for one in found.terms.dues]
    assert found.answer == "counter" and days == sorted(set(days)) and found.terms.total == 3_000


def table(money, *accepted, limits=NO_LIMIT, debts=TWO, lumps=()):
    return Table(debts, Means(START, (money,), lumps), ONE, accepted, limits, months=120)


OURS = monthly("B", 1_000, 6, start=4)


def test_a_counter_offer_that_costs_no_more_and_fits_is_to_be_accepted():
    found = judge(table(1_000, monthly("A", 1_000, 3)), OURS, monthly("B", 1_000, 5, start=4, waives_rest=True))
    assert (found.fits, found.answer, found.change, found.theirs.sums.waived) == (True, "accept", -1_000, 1_000)


def test_a_counter_offer_that_fits_and_costs_more_is_answered_with_our_own():
    dear = Debts((debt("A", 3_000, 24), debt("B", 6_000, 12)))
    ours = offers(dear, 1_000)["B"].terms
    found = judge(table(1_000, debts=dear), ours, monthly("B", 500, 14))
    assert found.fits and found.change > 0 and (found.answer, found.terms) == ("hold", ours)
    (effect,) = found.effects
    assert effect.debt == "A" and effect.cost_after > effect.cost_before and effect.closed_after > effect.closed_before


def test_a_counter_offer_that_does_not_fit_says_when_and_how_much_is_missing():
    found = judge(table(1_000, monthly("A", 1_000, 3)), OURS, monthly("B", 1_500, 4))
    assert not found.fits and found.theirs.total is None and found.change is None
    assert found.short == Due(add_months(START, 4), 3_000 + 4 * 1_500 - 4_000)


def test_what_they_give_up_is_taken_and_our_payments_are_kept():
    dear = Debts((debt("A", 3_000), debt("B", 6_000, 24)))
    ours = monthly("B", 1_000, 8, start=4)
    found = judge(table(1_000, monthly("A", 1_000, 3), debts=dear), ours, monthly("B", 1_500, 4, frozen=True))
    assert (found.answer, found.terms) == ("counter", monthly("B", 1_000, 6, start=4, frozen=True))


def test_a_lower_rate_that_they_offer_is_taken_with_our_payments():
    dear = Debts((debt("A", 3_000), debt("B", 6_000, 24)))
    rate = Rate(Fraction(12, 100))
    found = judge(
        table(1_000, monthly("A", 1_000, 3), debts=dear),
        monthly("B", 1_000, 8, start=4),
        monthly("B", 1_500, 5, rate=rate),
    )
    assert found.answer == "counter" and found.terms.rate == rate and found.terms.highest == 1_000


def test_an_offer_that_costs_the_same_is_to_be_accepted():
    found = judge(table(1_000), monthly("B", 1_000, 6), monthly("B", 750, 8))
    assert (found.answer, found.change) == ("accept", 0)


def test_who_keeps_terms_owes_nothing_for_old_arrears_and_a_freeze_stops_flat_fees():
    late = debt("A", 3_000, accelerated=False, arrears=3_000, late=Late(fee=100), method="flat_fee")
    flat = replace(late, flat_fee=Fraction(1, 100), original=3_000, instalments_left=3)
    for terms in (monthly("A", 1_000, 3), monthly("A", 1_000, 3, frozen=True)):
        assert schedule_of(Debts((late,)), [terms]).sums("A").fees == 0
    assert schedule_of(Debts((flat,)), [monthly("A", 1_000, 3, frozen=True)]).sums("A").fees == 0
    assert schedule_of(Debts((flat,)), [monthly("A", 1_000, 3)]).sums("A").fees > 0


def test_their_payments_are_put_off_until_they_fit_where_that_is_cheaper():
    theirs = monthly("B", 1_000, 4, waives_rest=True)
    found = judge(table(1_000, monthly("A", 1_000, 3)), OURS, theirs)
    assert (found.answer, found.terms) == ("counter", monthly("B", 1_000, 4, start=4, waives_rest=True))


def test_who_asked_for_a_waiver_offers_to_pay_for_longer_before_giving_up():
    ours = monthly("B", 500, 6, start=4, waives_rest=True)
    found = judge(table(500, monthly("A", 500, 3)), ours, monthly("B", 1_500, 4))
    assert (found.answer, found.terms) == ("counter", monthly("B", 500, 12, start=4))
    bound = judge(table(500, monthly("A", 500, 3), limits=Limits(6)), ours, monthly("B", 1_500, 4))
    assert (bound.answer, bound.terms) == ("hold", ours)


def test_an_offer_of_our_own_that_can_no_longer_be_kept_needs_a_new_plan():
    found = judge(table(400, monthly("A", 400, 8)), OURS, monthly("B", 1_500, 4))
    assert (found.answer, found.terms) == ("replan", None)


def test_a_counter_offer_longer_than_the_limit_is_told():
    assert judge(table(1_000, limits=Limits(12)), OURS, monthly("B", 500, 13)).beyond[0].code == "offer-too-long"


def test_money_that_is_saved_carries_a_lump_sum_later():
    lump = Terms("B", "CNY", (Due(add_months(START, 6), 5_900),), waives_rest=True)
    assert table(1_000).room.fits(lump) and not table(983).room.fits(lump)


def test_accepting_what_does_not_fit_is_refused():
    room = Room(Means(START, (1_000,)))
    assert checked(OURS, room) == OURS
    with pytest.raises(RecordError, match=r"10.00 CNY are missing on 2026-03-15 .* makes things worse"):
        checked(monthly("B", 1_500, 2), room)


def test_offers_for_two_debts_are_not_judged_against_one_another():
    with pytest.raises(RecordError, match=r"the counter-offer is for debt 'A' in CNY. Judge each debt by itself"):
        judge(table(1_000), OURS, monthly("A", 1, 1))


def test_terms_without_payments_or_out_of_order_are_refused():
    with pytest.raises(RecordError, match="nothing is promised"):
        Terms("A", "CNY", ())
    for dues in ((Due(2, 1), Due(1, 1)), (Due(1, 1), Due(1, 1)), (Due(1, 0),)):
        with pytest.raises(RecordError, match="not in the order of their days, or one of them is nothing"):
            Terms("A", "CNY", dues)


def test_a_record_of_talks_is_read_with_every_field():
    due = [{"day": "2026-01-31", "amount": "10", "count": 3}]
    event = {"day": "2026-01-20", "event": "counter", "rate": "6", "rate_per": "year", "waives_rest": True, "due": due}
    one = {"debt": "A", "grace_days": 5, "partial_percent": "50", "event": [event]}
    made = [{"day": "2026-02-01", "debt": "A", "amount": "4", "settles": True}]
    talks = talks_of({"currency": "CNY", "negotiation": [one], "made": made}, "talks.json")
    days = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    dues = tuple(Due(day.toordinal(), 1_000) for day in days)
    half = Rate(Fraction(6, 100))
    assert talks["A"].latest("counter", START + 5) == Terms("A", "CNY", dues, rate=half, waives_rest=True)
    assert talks["A"].promise == Promise(5, Fraction(1, 2)) and talks["A"].creditor == "A"
    assert talks.made == (Payment(date(2026, 2, 1).toordinal(), "A", 400, settles=True),)
    assert talks.on_the_table("A", START + 5).concessions == ("rate", "waiver")


def test_another_rate_takes_the_place_of_the_contracts():
    dear = debt("A", 10_000, 24)
    terms = monthly("A", 5_100, 2, rate=Rate(Fraction(12, 100)))
    # 1 % of 100.00, then of 100.00 + 1.00 - 51.00.
    assert schedule_of(Debts((dear,)), [terms]).sums("A").interest == 100 + 50


def test_payments_of_terms_settle_only_at_their_end():
    assert monthly("A", 1, 2, waives_rest=True).payments() == (
        Payment(add_months(START, 1), "A", 1),
        Payment(add_months(START, 2), "A", 1, settles=True),
    )
