"""Debts in time: what is charged, what falls due, what a payment does; and that all of it adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.debts import Debt, Debts, Late, Minimum, Rate, Settlement, Spell
from forbear.plan.months import add_months
from forbear.plan.schedule import ConservationError, Ledger, Payment, Sums, simulate


def day(text):
    return date.fromisoformat(text).toordinal()


START = day("2026-01-01")
LOAN = Debt("Loan", "EUR", START, 100_000, rate=Rate(Fraction(12, 100)), instalments_left=12)


def month(count):
    return add_months(START, count)


def run(debt, *payments, last=12, payment_first=False):
    made = [Payment(on, debt.name, amount) for on, amount in payments]
    return simulate(Debts((debt,)), made, month(last), payment_first)


def kinds(schedule):
    return [(entry.kind, entry.amount) for entry in schedule.entries]


def test_interest_is_posted_each_month_on_principal_alone_or_on_all_where_the_debt_says_so():
    assert kinds(run(LOAN, last=2)) == [("interest", 1_000), ("interest", 1_000)]
    compound = replace(LOAN, interest_on_interest=True)
    assert kinds(run(compound, last=2)) == [("interest", 1_000), ("interest", 1_010)]


def test_a_payment_before_the_accrual_lowers_the_interest_of_its_period_and_one_after_it_does_not():
    pays = (month(1), 50_000)
    assert kinds(run(LOAN, pays, last=1)) == [("interest", 1_000), ("payment", 50_000)]
    assert kinds(run(LOAN, pays, last=1, payment_first=True)) == [("payment", 50_000), ("interest", 500)]


def test_a_payment_within_a_month_counts_for_it_only_where_payment_precedes_accrual_or_days_are_counted():
    pays = (START + 15, 50_000)
    assert kinds(run(LOAN, pays, last=1))[-1] == ("interest", 1_000)
    assert kinds(run(LOAN, pays, last=1, payment_first=True))[-1] == ("interest", 500)
    daily = replace(LOAN, accrual="daily", day_count="actual_365", rate=Rate(Fraction(1, 1000), "day"))
    # 15 days on 1,000.00 give 15.00, which the payment posts and settles first; then 16 days on 515.00.
    assert kinds(run(daily, pays, last=1)) == [("interest", 1_500), ("payment", 50_000), ("interest", 824)]
    # Where the payment comes first, the night before its day is already reckoned without it.
    assert kinds(run(daily, pays, last=1, payment_first=True))[0] == ("interest", 1_400)


def test_the_equal_instalment_clears_the_loan_with_its_last():
    ledger = Ledger(Debts((LOAN,)))
    asked = []
    for count in range(1, 13):
        asked.append(ledger.accounts["Loan"].ask(month(count)))
        ledger.pay(Payment(month(count), "Loan", asked[-1]))
    schedule = ledger.schedule(month(12))
    assert asked == [8_885] * 11 + [8_884]  # 8,884.88 is the exact level payment in cents
    assert schedule.closed_on["Loan"] == month(12)
    assert schedule.sums("Loan") == Sums(100_000, 6_619, 0, 106_619, 0, 0)


@pytest.mark.parametrize(
    ("terms", "asked"),
    [
        ({"method": "equal_principal", "instalments_left": 4}, [26_000, 25_750, 25_500, 25_250]),
        ({"method": "interest_first", "instalments_left": 3}, [1_000, 1_000, 101_000]),
        ({"method": "flat_fee", "rate": Rate(Fraction(0)), "flat_fee": Fraction(6, 1000), "instalments_left": 4},
         [25_600, 25_600, 25_600, 25_600]),
        ({"instalment": 60_000, "instalments_left": 2}, [60_000, 41_410]),
        ({"kind": "revolving", "minimum": Minimum(Fraction(1, 10), 5_000, plus_interest=True)}, [11_000, 9_900]),
        ({"kind": "revolving", "minimum": Minimum(Fraction(1, 100), 15_000)}, [15_000, 15_000]),
        ({"kind": "revolving", "fees": 700, "minimum": Minimum(Fraction(1, 10), plus_fees=True)}, [10_800]),
        ({"kind": "single", "due": month(2)}, [0, 102_000]),
        ({"accelerated": True}, [101_000]),
    ],
)  # fmt: skip
def test_each_kind_of_debt_asks_for_what_its_terms_say(terms, asked):
    debt = replace(LOAN, **terms)
    ledger = Ledger(Debts((debt,)))
    found = []
    for count in range(1, len(asked) + 1):
        found.append(ledger.accounts["Loan"].ask(month(count)))
        ledger.pay(Payment(month(count), "Loan", found[-1]))
    ledger.schedule(month(len(asked)))
    assert found == asked


FLAT = replace(
    LOAN, method="flat_fee", rate=Rate(Fraction(0)), flat_fee=Fraction(6, 1000), instalments_left=4,
    flat_fee_if_repaid_early=True,
)  # fmt: skip


def frozen(debt, first, last):
    return replace(debt, spells=(Spell(first, last, freezes=True),))


def test_an_instalment_due_in_a_freeze_bears_no_flat_fee_and_those_before_and_after_do():
    spell = frozen(FLAT, month(2), month(3))
    assert kinds(run(spell, last=4)) == [("fee", 600), ("fee", 600)]
    assert [entry.day for entry in run(spell, last=4).entries] == [month(1), month(4)]
    assert len(run(frozen(FLAT, month(2) + 1, month(3) - 1), last=4).entries) == 4
    assert Ledger(Debts((spell,))).accounts["Loan"].ask(month(2)) == 2 * 25_000 + 600


@pytest.mark.parametrize("payment_first", [False, True])
def test_a_loan_repaid_early_is_open_while_fees_are_still_to_come_and_closed_where_all_of_them_are_frozen(
    payment_first,
):
    def closed(debt, amount):
        schedule = run(debt, (month(1), amount), last=1, payment_first=payment_first)
        return schedule.closed_on["Loan"]

    assert closed(FLAT, 100_600) is None
    assert closed(frozen(FLAT, month(1), month(3)), 100_000) is None
    assert closed(frozen(FLAT, month(1), month(4)), 100_000) == month(1)


@pytest.mark.parametrize("accrual", ["monthly", "daily"])
def test_what_is_asked_before_the_accrual_keeps_the_debt_out_of_arrears(accrual):
    debt = replace(LOAN, accrual=accrual)
    ledger = Ledger(Debts((debt,)), payment_first=True)
    for count in range(1, 13):
        account = ledger.accounts["Loan"]
        ledger.pay(Payment(month(count), "Loan", account.ask(month(count))))
        ledger.to(month(count))
        assert account.arrears == 0


@pytest.mark.parametrize(
    ("terms", "asked"),
    [
        ({}, 5_885),  # the instalment of 88.85 less the 30.00 paid in its month
        ({"kind": "revolving", "minimum": Minimum(Fraction(1, 10), plus_interest=True)}, 7_670),  # 97.00 + 9.70 - 30.00
        ({"method": "interest_first", "rate": Rate(Fraction(24, 100))}, 0),  # 19.40 of interest, 30.00 were paid
        (
            {"method": "interest_first", "accrual": "daily", "rate": Rate(Fraction(1, 1000), "day")},
            54,
        ),  # 9.00 and 21.54 of interest
        ({"arrears": 10_000}, 15_885),  # what was paid went to the arrears first
        ({"accelerated": True}, 97_970),
    ],
)
def test_what_is_asked_before_the_accrual_counts_the_interest_to_come_and_what_was_paid_ahead(terms, asked):
    debt = replace(LOAN, **terms)
    ledger = Ledger(Debts((debt,)), payment_first=True)
    account = ledger.accounts["Loan"]
    ledger.pay(Payment(START + 10, "Loan", 3_000))
    if not debt.accelerated:
        assert account.ask(START + 11) == account.arrears
    assert account.ask(month(1)) == asked


def test_flat_fees_end_with_the_principal_unless_they_stay_due():
    flat = replace(LOAN, method="flat_fee", rate=Rate(Fraction(0)), flat_fee=Fraction(1, 100), instalments_left=4)
    early = run(flat, (month(1), 101_000), last=5)
    assert early.sums("Loan").fees == 1_000 and early.closed_on["Loan"] == month(1)
    kept = run(replace(flat, flat_fee_if_repaid_early=True), (month(1), 101_000), last=5)
    assert kept.sums("Loan").fees == 4_000 and kept.closed_on["Loan"] is None


def test_a_missed_instalment_costs_a_late_fee_after_the_days_of_grace_and_up_to_its_cap():
    late = replace(LOAN, rate=Rate(Fraction(0)), late=Late(grace_days=3, fee=500, fee_cap=800))
    fees = [entry for entry in run(late, last=4).entries if entry.kind == "late_fee"]
    assert [(entry.day, entry.amount) for entry in fees] == [(month(1) + 4, 500), (month(2) + 4, 300)]
    in_time = run(late, (month(1) + 3, 8_334), last=2)
    assert "late_fee" not in dict(kinds(in_time))
    too_late = simulate(Debts((late,)), [Payment(month(1) + 4, "Loan", 8_334)], month(1) + 9)
    assert kinds(too_late) == [("late_fee", 500), ("payment", 8_334)], "the days of grace end before the day begins"
    longest = replace(LOAN, late=Late(grace_days=27, fee=500))
    assert [kind for kind, _ in kinds(run(longest, last=2))][1:] == ["late_fee", "interest"], "the fee of a month first"
    percent = replace(LOAN, rate=Rate(Fraction(0)), late=Late(fee_part=Fraction(5, 100)))
    assert ("late_fee", 417) in kinds(run(percent, last=2))


def test_overdue_interest_runs_on_the_arrears_from_their_day_and_up_to_its_cap():
    late = replace(LOAN, rate=Rate(Fraction(0)), late=Late(rate=Rate(Fraction(1, 1000), "day")))
    assert kinds(run(late, last=2)) == [("overdue_interest", 233)]  # 83.33 for 28 days
    capped = replace(late, late=replace(late.late, interest_cap=300))
    assert sum(entry.amount for entry in run(capped, last=12).entries) == 300
    paid = run(late, (month(1) + 10, 8_333), last=2)
    assert kinds(paid) == [("overdue_interest", 83), ("payment", 8_333), ("overdue_interest", 2)]


def test_a_freeze_stops_interest_and_late_charges_and_a_promotion_only_interest():
    late = replace(LOAN, late=Late(fee=500, rate=Rate(Fraction(1, 1000), "day")), arrears=10_000)
    frozen = replace(late, spells=(Spell(START, month(24), freezes=True),))
    assert run(frozen, last=12).entries == ()
    promoted = run(replace(late, spells=(Spell(START, month(24)),)), last=12)
    assert {entry.kind for entry in promoted.entries} == {"overdue_interest", "late_fee"}


def test_a_payment_settles_fees_then_interest_then_principal_unless_the_debt_says_otherwise():
    debt = replace(LOAN, interest=2_000, fees=300)
    paid = run(debt, (START, 2_500), last=0).entries[0]
    assert (paid.fees, paid.interest, paid.principal) == (300, 2_000, 200)
    other = replace(debt, allocation=("principal", "interest", "fees"))
    assert run(other, (START, 2_500), last=0).entries[0].principal == 2_500


def test_a_settlement_closes_the_debt_and_is_waived_only_where_it_was_offered():
    debt = replace(LOAN, settlements=(Settlement(60_000, month(2)),))
    debts = Debts((debt,))
    settled = simulate(debts, [Payment(month(2), "Loan", 60_000, settles=True)], month(6))
    assert settled.sums("Loan") == Sums(100_000, 2_000, 0, 60_000, 42_000, 0)
    assert settled.closed_on["Loan"] == month(2)
    assert [row.month for row in settled.rows()] == [1, 2], "months in which nothing is owed are left out"
    for on, amount in ((month(2) + 1, 60_000), (month(2), 59_999)):
        with pytest.raises(RecordError, match=r"nobody offers to take .* EUR"):
            simulate(debts, [Payment(on, "Loan", amount, settles=True)], month(6))


def test_a_payment_that_is_not_needed_is_handed_back_and_never_credited():
    schedule = run(LOAN, (month(1), 200_000), (month(2), 5), last=3)
    assert schedule.sums("Loan") == Sums(100_000, 1_000, 0, 101_000, 0, 0)
    assert [left.amount for left in schedule.left_over] == [99_000, 5]


def test_a_monthly_debt_paid_off_within_a_month_stays_open_until_its_last_interest():
    schedule = run(LOAN, (START + 10, 100_000), last=2)
    assert kinds(schedule) == [("payment", 100_000), ("interest", 1_000)]
    assert schedule.closed_on["Loan"] is None
    assert run(LOAN, (START + 10, 100_000), (month(1), 1_000), last=2).closed_on["Loan"] == month(1)


def test_the_quote_closes_a_daily_debt_on_its_day():
    debt = replace(LOAN, accrual="daily", day_count="actual_365", arrears=5_000,
                   late=Late(rate=Rate(Fraction(1, 2000), "day")))  # fmt: skip
    ledger = Ledger(Debts((debt,)))
    quoted = ledger.accounts["Loan"].quote(START + 17)
    ledger.pay(Payment(START + 17, "Loan", quoted))
    assert ledger.closed
    short = Ledger(Debts((debt,)))
    assert short.pay(Payment(START + 17, "Loan", quoted - 1)) == quoted - 2, "two parts of a cent still run"
    assert not short.closed and short.schedule(month(1)).closing["Loan"] == 2
    assert quoted == 100_000 + 559 + 43  # 17 days: 12 % of 1,000.00 a year, and 0.05 % a day of 50.00


@pytest.mark.parametrize("rounding", ["up", "half_up", "half_even", "down"])
def test_a_month_cut_by_payments_is_rounded_once(rounding):
    debt = replace(
        LOAN, principal=1_000_000, accrual="daily", rounding=rounding, rate=Rate(Fraction(1, 3_000_000), "day")
    )
    schedule = run(debt, *((START + at, 1) for at in range(1, 30)), last=1)
    exact = sum(Fraction(1_000_000 - max(0, at - 1), 3_000_000) for at in range(1, 32))
    whole = {"up": 11, "down": 10}.get(rounding, round(exact))
    assert schedule.sums("Loan").interest == whole


def test_a_payment_of_nothing_changes_nothing():
    debt = replace(LOAN, accrual="daily", rounding="up")
    assert run(debt, (START + 3, 0), (START + 5, -7), last=1).entries == run(debt, last=1).entries


def test_payments_made_give_the_same_schedule_again():
    debt = replace(LOAN, settlements=(Settlement(60_000, month(4)),), late=Late(fee=100))
    debts = Debts((debt, replace(LOAN, name="Card", kind="revolving", accrual="daily", minimum=Minimum(floor=2_000))))
    made = [
        Payment(month(1), "Card", 150_000),
        Payment(month(2), "Loan", 3_000),
        Payment(month(4), "Loan", 60_000, True),
    ]
    first = simulate(debts, made, month(8))
    again = simulate(debts, first.payments(), month(8))
    assert (again.entries, again.closed_on) == (first.entries, first.closed_on)
    assert first.left_over and not again.left_over


def test_months_and_totals_are_told_by_debt_and_by_currency():
    debts = Debts((LOAN, replace(LOAN, name="Other", currency="USD", principal=50_000)))
    schedule = simulate(debts, [Payment(month(1), "Loan", 11_000)], month(2))
    loan = [(row.month, row.sums.opening, row.sums.interest, row.sums.paid, row.sums.closing)
            for row in schedule.rows() if row.debt == "Loan"]  # fmt: skip
    assert loan == [(1, 100_000, 1_000, 11_000, 90_000), (2, 90_000, 900, 0, 90_900)]
    assert schedule.totals() == {
        "EUR": Sums(100_000, 1_900, 0, 11_000, 0, 90_900),
        "USD": Sums(50_000, 1_000, 0, 0, 0, 51_000),
    }


def test_debts_from_different_days_begin_on_their_own():
    later = replace(LOAN, name="Later", as_of=START + 20, settlements=(Settlement(90_000, month(3)),))
    schedule = simulate(Debts((later, LOAN)), [Payment(month(2), "Later", 90_000, settles=True)], month(3))
    assert schedule.first == START
    assert schedule.totals()["EUR"].waived == schedule.sums("Later").waived > 0
    assert [row.sums.opening for row in schedule.rows() if row.debt == "Later"] == [100_000, 100_333]  # 10 of 30 days


def test_a_schedule_that_does_not_add_up_is_never_given():
    schedule = run(LOAN, (month(1), 5_000), last=3)
    interest, entry, *rest = schedule.entries
    last = rest[-1]
    for broken, why in (
        ((interest, replace(entry, amount=6_000), *rest), "the payment of day"),
        ((entry, *rest), "the payment of day"),
        ((interest, replace(entry, interest=0), *rest), "the payment of day"),
        ((interest, replace(entry, fees=-5, principal=entry.principal + 5), *rest), "the payment of day"),
        ((interest, entry), "its movements do not lead to what is owed"),
        ((interest, entry, *rest[:-1], replace(last, day=schedule.last + 1)), "The months of this schedule do not"),
    ):
        with pytest.raises(ConservationError, match=why):
            replace(schedule, entries=broken).check()


def test_days_never_go_back_and_a_closed_day_takes_no_payment():
    ledger = Ledger(Debts((LOAN,)), payment_first=True)
    ledger.to(month(1))
    for on in (month(1), month(1) - 1):
        with pytest.raises(RecordError, match="comes too late"):
            ledger.pay(Payment(on, "Loan", 5))
