"""Laws of offers: what is promised is there, more money never hurts, no event is lost, no money is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.errors import RecordError
from forbear.plan.debts import Debt, Debts, Late, Minimum, Rate
from forbear.plan.judge import Table, checked, judge
from forbear.plan.months import add_months
from forbear.plan.negotiation import END, MOVES, SAID, STANDING, STATES
from forbear.plan.offers import ceilings, offers_of
from forbear.plan.replan import planned, replan
from forbear.plan.room import Room
from forbear.plan.schedule import Payment, simulate
from forbear.plan.strategies.compare import STRATEGIES
from forbear.plan.strategies.run import follow as carry_out
from forbear.plan.strategies.shapes import Lump, Means
from forbear.plan.terms import Due, Limits, Terms, agreed
from forbear.plan.tracking import Promise, Told, follow
from tests.support.amount import examples

START = date(2026, 1, 15).toordinal()
NAMES = ("A", "B", "C")
STRATEGY = st.sampled_from(sorted(STRATEGIES)).map(STRATEGIES.get)
LIMITS = st.sampled_from([Limits(), Limits(60), Limits(12)])


@st.composite
def some_debts(draw):
    return Debts(tuple(_debt(draw, name) for name in NAMES[: draw(st.integers(1, 3))]))


def _debt(draw, name):
    principal = draw(st.integers(1_000, 300_000))
    return Debt(
        name, "EUR", START, principal,
        kind=draw(st.sampled_from(["instalment", "revolving"])),
        rate=Rate(Fraction(draw(st.integers(0, 40)), 100)),
        accrual=draw(st.sampled_from(["monthly", "daily"])),
        due_day=draw(st.integers(1, 28)),
        instalments_left=draw(st.integers(1, 24)),
        minimum=Minimum(Fraction(1, 20)),
        late=Late(fee=draw(st.sampled_from([0, 500]))),
        arrears=draw(st.integers(0, principal)),
        accelerated=draw(st.booleans()),
    )  # fmt: skip


MEANS = st.builds(
    lambda monthly, lumps: Means(START, tuple(monthly), tuple(Lump(START + day, amount) for day, amount in lumps)),
    st.lists(st.integers(0, 40_000), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(1, 120), st.integers(1, 50_000)), max_size=2),
)


@st.composite
def some_terms(draw, name="A"):
    first, count, amount = START + draw(st.integers(1, 60)), draw(st.integers(1, 24)), draw(st.integers(1, 40_000))
    dues = tuple(Due(add_months(first, at), amount) for at in range(count))
    return Terms(name, "EUR", dues, draw(st.booleans()), waives_rest=draw(st.booleans()))


@examples(40)
@given(some_debts(), MEANS, STRATEGY, LIMITS)
def test_the_offers_of_a_plan_fit_together_within_the_limits_and_end_their_debts(debts, means, strategy, limits):
    offers = offers_of(carry_out(debts, means, strategy, months=48), limits).offers
    room = Room(means)
    assert room.with_terms(one.terms for one in offers).fits()
    for one in offers:
        assert not limits.problems(one.terms, "") and one.sums.foots and one.sums.closing == 0


@examples(40)
@given(some_debts(), MEANS, STRATEGY, st.integers(-3, 16), st.lists(st.integers(28, 31), min_size=3, max_size=3))
def test_the_offers_of_a_plan_fit_at_every_end_of_a_month(debts, means, strategy, days, due_days):
    start = START + 15 + days
    ends = zip(debts.all, due_days, strict=False)
    moved = Debts(tuple(replace(debt, as_of=start, due_day=due_day) for debt, due_day in ends))
    money = replace(means, first=start, lumps=tuple(Lump(one.day + 15 + days, one.amount) for one in means.lumps))
    plan = carry_out(moved, money, strategy, months=36)
    offers = offers_of(plan).offers
    assert Room.of(money, moved).with_terms(one.terms for one in offers).fits()
    for one in offers:
        assert one.sums.closing == 0 and (one.terms.concessions == () or plan.schedule.closed_on[one.debt] is None)


@examples(40)
@given(some_debts(), MEANS, STRATEGY, LIMITS)
def test_the_private_ceiling_is_the_most_that_can_be_kept(debts, means, strategy, limits):
    offers, room = offers_of(carry_out(debts, means, strategy, months=36), limits).offers, Room(means)
    for one, ceiling in zip(offers, ceilings(offers, room), strict=True):
        assert room.fits(_raised(one.terms, ceiling.spare)) and not room.fits(_raised(one.terms, ceiling.spare + 1))


def _raised(terms, amount):
    return Terms(terms.debt, terms.currency, tuple(Due(due.day, due.amount + amount) for due in terms.dues))


@examples(40)
@given(some_debts(), MEANS, STRATEGY, LIMITS, some_terms(), some_terms(), some_terms("B"))
def test_what_is_to_be_accepted_never_exceeds_what_is_there(debts, means, strategy, limits, ours, theirs, agreed_terms):
    accepted = (agreed_terms,) if len(debts.all) > 1 else ()
    table = Table(debts, means, strategy, accepted, limits, months=36)
    found = judge(table, ours, theirs)
    assert found.fits == table.room.fits(theirs)
    if found.answer != "replan":
        assert checked(found.terms, table.room) == found.terms
    if not found.fits:
        assert found.answer != "accept" and found.theirs.total is None
        with pytest.raises(RecordError, match="are missing on"):
            checked(theirs, table.room)


@given(
    MEANS, some_terms(), some_terms("B"), st.integers(0, 10_000), st.tuples(st.integers(1, 400), st.integers(1, 9_000))
)
def test_more_money_never_makes_a_counter_offer_unfitting(means, theirs, promised, extra, lump):
    windfall = Lump(START + lump[0], lump[1])
    room, richer = (Room(one).with_terms([promised]) for one in (means, means.with_extra(extra)))
    luckier = Room(Means(means.first, means.monthly, (*means.lumps, windfall)), room.promised)
    for more in (richer, luckier):
        assert more.fits(theirs) or not room.fits(theirs)
        assert more.even(due.day for due in theirs.dues) >= room.even(due.day for due in theirs.dues)


@given(MEANS, st.lists(some_terms("B"), max_size=3))
def test_what_is_promised_is_saved_for_and_nothing_is_made_up(means, promised):
    room = Room(means).with_terms(promised)
    rest, months = room.rest(120), 120
    there = sum(means.of_month(month) for month in range(1, months + 1)) + sum(lump.amount for lump in means.lumps)
    left = sum(rest.of_month(month) for month in range(1, months + 1)) + sum(lump.amount for lump in rest.lumps)
    assert left >= there - sum(terms.total for terms in promised)
    assert all(rest.of_month(month) <= means.of_month(month) for month in range(1, months + 1))


EVENT = st.sampled_from(SAID)
DAY = st.integers(START, START + 200)


@st.composite
def told(draw):
    event, day = draw(EVENT), draw(DAY)
    terms = draw(some_terms()) if event in ("propose", "counter", "amend") else None
    return Told(day, event, terms, draw(st.none() | st.integers(day, day + 60)))


PAID = st.lists(st.builds(Payment, DAY, st.just("A"), st.integers(1, 60_000)), max_size=8)
PROMISE = st.builds(Promise, st.integers(0, 10), st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]))


@examples(200)
@given(st.lists(told(), max_size=6), PAID, DAY, PROMISE)
def test_every_event_is_a_step_or_a_refusal_and_every_payment_is_counted_once(events, made, day, promise):
    status = _followed(events, made, day, promise)
    if isinstance(status, set):
        assert status <= {"event-out-of-turn", "offer-without-beginning"}
        return
    _check_steps(status, [one for one in events if one.day <= day], [one for one in made if one.day <= day])


@examples(200)
@given(some_terms(), PAID, DAY, PROMISE)
def test_an_agreement_never_gets_stuck_whatever_is_paid(terms, made, day, promise):
    events = [Told(START, "propose", terms), Told(START, "accept")]
    status = follow(events, made, day, promise)
    _check_steps(status, events, [one for one in made if one.day <= day])
    whole = [*made, Payment(day, "A", terms.total)]
    assert follow(events, whole, day, promise).state == END
    assert status.state in (*STANDING, END) and (status.missing == 0 or status.state in ("partly_kept", "broken"))


def _followed(*given):
    """The status, or the codes of the refusal."""
    try:
        return follow(*given)
    except RecordError as error:
        return {one.code for one in error.problems}


def _check_steps(status, events, made):
    assert status.state in STATES and status.paid + status.aside == sum(one.amount for one in made)
    said = [step.event for step in status.steps if step.event in SAID]
    assert sorted(said) == sorted(one.event for one in events)
    assert sum(step.amount for step in status.steps if step.event == "pay") == sum(one.amount for one in made)
    days = [step.day for step in status.steps]
    assert days == sorted(days)
    moves = [step for step in status.steps if step.event != "pay"]
    for before, after in pairwise(moves):
        assert MOVES[before.state][after.event] == after.state


@examples(40)
@given(
    some_debts(), MEANS, MEANS, STRATEGY, st.integers(0, 100),
    st.lists(st.tuples(st.integers(0, 100), st.sampled_from(NAMES), st.integers(1, 60_000)), max_size=6),
    st.none() | some_terms(),
)  # fmt: skip
def test_replanning_neither_loses_nor_makes_money(debts, means, later, strategy, passed, paid, terms):
    today = START + passed
    names = {debt.name for debt in debts.all}
    made = [Payment(START + min(day, passed), name, amount) for day, name, amount in paid if name in names]
    fixed = [terms] if terms else []
    before = planned(debts, means, strategy, fixed, months=36)
    found = replan(debts, before, made, Means(today, later.monthly), strategy, fixed, months=36)
    schedule = found.after.schedule
    cash = sum(one.amount for one in found.after.payments)
    assert sum(sums.paid for sums in schedule.totals().values()) + _left(schedule) == cash
    assert sum(one.amount for one in found.after.payments if one.day <= today) >= sum(one.amount for one in made)
    assert all(sums.foots for sums in schedule.totals().values())
    assert schedule.closing["A"] == 0 or not terms


def _left(schedule):
    return sum(one.amount for one in schedule.left_over)


@examples(40)
@given(some_debts(), MEANS, STRATEGY, st.integers(0, 400))
def test_who_pays_as_planned_has_nothing_to_explain(debts, means, strategy, passed):
    before = planned(debts, means, strategy, months=36)
    made = [one for one in before.payments if one.day <= START + passed]
    found = replan(debts, before, made, Means(START + passed, means.monthly[-1:]), strategy, months=36)
    assert found.moves == ()


@given(some_debts(), some_terms())
def test_who_keeps_the_terms_is_never_charged_for_being_late_before_their_end(debts, terms):
    debt = debts["A"]
    schedule = simulate(Debts((agreed(debt, terms),)), terms.payments(), terms.last)
    assert not {entry.kind for entry in schedule.entries} & {"late_fee", "overdue_interest"}
