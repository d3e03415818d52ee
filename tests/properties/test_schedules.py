"""Laws of schedules: money is conserved, more of it never hurts, and the order of debts is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from forbear.plan.debts import DAY_COUNTS, METHODS, PARTS, Debt, Debts, Late, Minimum, Rate, Spell
from forbear.plan.rounding import ROUNDINGS
from forbear.plan.schedule import Ledger, Payment, simulate
from tests.support.amount import examples

START = date(2026, 1, 15).toordinal()
LAST = START + 200
AMOUNT = st.integers(0, 200_000)
PERCENT = st.integers(0, 4_000).map(lambda hundredths: Fraction(hundredths, 10_000))
DAYS = st.integers(START, LAST)
RATES = st.one_of(
    PERCENT.map(Rate),
    st.integers(0, 300).map(lambda n: Rate(Fraction(n, 10_000), "month")),
    st.integers(0, 20).map(lambda n: Rate(Fraction(n, 10_000), "day")),
)
SPELLS = st.builds(lambda first, length, rate, freezes: Spell(first, first + length, rate, freezes),
                   DAYS, st.integers(0, 90), RATES, st.booleans())  # fmt: skip
LATE = st.builds(Late, st.integers(0, 27), st.integers(0, 900), PERCENT, st.none() | AMOUNT, RATES, st.none() | AMOUNT)


@st.composite
def debts(draw, name="A"):
    debt = Debt(
        name=name,
        currency=draw(st.sampled_from(["EUR", "JPY"])),
        as_of=START,
        principal=draw(AMOUNT),
        interest=draw(st.integers(0, 5_000)),
        fees=draw(st.integers(0, 5_000)),
        kind=draw(st.sampled_from(["instalment", "revolving", "single"])),
        rate=draw(RATES),
        accrual=draw(st.sampled_from(["monthly", "daily"])),
        day_count=draw(st.sampled_from(DAY_COUNTS)),
        rounding=draw(st.sampled_from(sorted(ROUNDINGS))),
        interest_on_interest=draw(st.booleans()),
        due_day=draw(st.integers(1, 31)),
        due=draw(DAYS),
        method=draw(st.sampled_from(METHODS)),
        instalments_left=draw(st.integers(1, 15)),
        flat_fee=draw(st.sampled_from([Fraction(0), Fraction(1, 100)])),
        flat_fee_if_repaid_early=draw(st.booleans()),
        minimum=draw(st.builds(Minimum, PERCENT, st.integers(0, 9_000), st.booleans(), st.booleans())),
        late=draw(LATE),
        spells=tuple(draw(st.lists(SPELLS, max_size=2))),
        accelerated=draw(st.booleans()),
        allocation=tuple(draw(st.permutations(PARTS))),
    )
    debt = debt if debt.kind == "single" else replace(debt, due=None)
    return replace(debt, arrears=draw(st.integers(0, debt.owed)))


PAYMENTS = st.lists(st.tuples(DAYS, st.integers(0, 60_000)), max_size=12)


@given(debts("A"), debts("B"), PAYMENTS, PAYMENTS, st.booleans())
def test_money_is_conserved_in_each_debt_each_month_and_in_total(first, second, to_first, to_second, payment_first):
    made = [Payment(day, "A", amount) for day, amount in to_first]
    made += [Payment(day, "B", amount) for day, amount in to_second]
    schedule = simulate(Debts((first, second)), made, LAST, payment_first)
    cash = sum(payment.amount for payment in made) - sum(left.amount for left in schedule.left_over)
    totals = schedule.totals().values()
    assert all(one.foots for one in totals)
    assert sum(one.paid for one in totals) == cash
    assert all(row.sums.foots and row.sums.closing >= 0 for row in schedule.rows())
    assert sum(one.closing for one in totals) == sum(schedule.closing.values())


@given(debts("A"), debts("B"), PAYMENTS, st.booleans())
def test_the_order_of_debts_and_of_payments_on_different_days_changes_nothing(first, second, to_first, payment_first):
    made = [Payment(day, "A", amount) for day, amount in dict(to_first).items()]
    one = simulate(Debts((first, second)), made, LAST, payment_first)
    other = simulate(Debts((second, first)), reversed(made), LAST, payment_first)
    assert one.closing == other.closing and one.closed_on == other.closed_on and one.totals() == other.totals()


@given(debts(), PAYMENTS, st.booleans())
def test_the_payments_of_a_schedule_give_it_again(debt, payments, payment_first):
    first = simulate(Debts((debt,)), [Payment(day, "A", amount) for day, amount in payments], LAST, payment_first)
    again = simulate(Debts((debt,)), first.payments(), LAST, payment_first)
    assert again.entries == first.entries and not again.left_over


@given(debts(), PAYMENTS, st.integers(0, 11), st.integers(1, 50_000), st.booleans())
def test_more_money_never_leaves_more_owed_nor_closes_a_debt_later(debt, payments, which, more, payment_first):
    # With principal settled first, or interest on interest, the parts cannot be compared; the whole still can.
    days = sorted(dict(payments).items())
    richer = [(day, amount + (more if at == which else 0)) for at, (day, amount) in enumerate(days)]
    poor, rich = (
        simulate(Debts((debt,)), [Payment(day, "A", amount) for day, amount in made], LAST, payment_first)
        for made in (days, richer)
    )
    assert rich.closing["A"] <= poor.closing["A"]
    if poor.closed_on["A"] is not None:
        assert rich.closed_on["A"] is not None and rich.closed_on["A"] <= poor.closed_on["A"]
        assert rich.totals()[debt.currency].paid <= poor.totals()[debt.currency].paid


@examples(30)
@given(debts(), st.booleans())
def test_a_debt_that_is_paid_what_it_asks_for_is_never_charged_for_being_late(debt, payment_first):
    ledger = Ledger(Debts((replace(debt, arrears=0),)), payment_first)
    account = ledger.accounts["A"]
    for day in range(START, START + 100):
        ledger.pay(Payment(day, "A", account.ask(day)))
    late = {entry.kind for entry in ledger.entries} & {"late_fee", "overdue_interest"}
    assert not late
