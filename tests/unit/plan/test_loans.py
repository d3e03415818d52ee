"""A loan as it went: its rates by each convention, and what of its cost lies above a cap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.caps import caps, held_against, lpr
from forbear.plan.excess import MEASURES, Limit, overpaid, rows_above
from forbear.plan.fields import tables
from forbear.plan.loans import EXTRAS, Loan, Moved, loan_of, true_rates, years_to
from forbear.plan.months import add_months
from forbear.plan.rates import Flow, UnitFlow, appendix_j, effective
from forbear.plan.reading import parse
from forbear.plan.rounding import digits
from forbear.plan.unit_periods import UNITS, eu_years, single_payment_term, unit_periods

START = date(2025, 1, 10).toordinal()


def loan(received=100_000, payments=None, **terms):
    paid = payments or [(count, 10_000) for count in range(1, 13)]
    moved = tuple(Moved(add_months(START, at), amount, "instalment") for at, amount in paid)
    return Loan(**{
        "name": "Loan", "currency": "CNY", "contract": START, "principal": received,
        "advances": (Moved(START, received, "advance"),), "payments": moved, **terms,
    })  # fmt: skip


def extra(day, amount, kind):
    return Moved(day, amount, kind)


def test_money_kept_back_at_the_start_raises_the_rate():
    whole, cut = (true_rates(loan(received)) for received in (100_000, 92_000))
    assert whole.effective < cut.effective
    assert cut.cost == 120_000 - 92_000


def test_fees_insurance_and_membership_are_counted_on_request_and_late_charges_never():
    fees = tuple(extra(START, 1_000, kind) for kind in EXTRAS)
    base = loan()
    with_fees = loan(payments=None)
    full = Loan(**{**_fields(with_fees), "payments": (*fees, *with_fees.payments)})
    assert true_rates(full, ()).effective == true_rates(base).effective
    by_kind = [true_rates(full, EXTRAS[:count]).effective for count in range(4)]
    assert by_kind == sorted(by_kind) and len(set(by_kind)) == 4
    late = Loan(**{**_fields(base), "payments": (*base.payments, extra(base.payments[-1].day, 5_000, "late_charge"))})
    assert true_rates(late).effective == true_rates(base).effective


def test_each_convention_has_its_own_number():
    rates = true_rates(loan(received=1_200_000, payments=[(count, 107_200) for count in range(1, 13)]))
    assert digits(rates.instalment.period * 100, 5) == Decimal("1.08619")
    assert digits(rates.instalment.simple_year * 100, 4) == digits(rates.appendix_j * 100, 4) == Decimal("13.0342")
    assert digits(rates.instalment.compound_year * 100, 4) == digits(rates.effective * 100, 4) == Decimal("13.8418")
    assert (rates.unit, rates.full, rates.odd) == ("month", 1, 0)


def test_a_single_payment_within_a_year_has_its_term_for_a_unit_period():
    first, last = date(1978, 1, 3).toordinal(), date(1978, 9, 15).toordinal()
    moved = (Moved(last, 108_000, "instalment"),)
    single = loan(payments=None, advances=(Moved(first, 100_000, "advance"),), contract=first)
    rates = true_rates(Loan(**{**_fields(single), "payments": moved}))
    assert (rates.unit, digits(rates.appendix_j * 100, 2)) == ("term", Decimal("11.45"))
    assert single_payment_term(first, date(1978, 7, 3).toordinal()) == 2


def test_odd_days_of_the_eu_run_back_from_the_payment_and_know_leap_years():
    def day(year, month, of_month):
        return date(year, month, of_month).toordinal()

    assert eu_years(day(2012, 3, 12), day(2012, 5, 1)) == Fraction(1, 12) + Fraction(20, 366)
    assert eu_years(day(2013, 3, 12), day(2013, 5, 1)) == Fraction(1, 12) + Fraction(20, 365)
    assert eu_years(day(2023, 1, 10), day(2024, 1, 10)) == 1
    assert eu_years(day(2026, 1, 31), day(2026, 2, 28)) == Fraction(28, 365)


@pytest.mark.parametrize(
    ("first", "last", "unit", "full", "odd"),
    [
        ((1978, 1, 10), (1978, 3, 1), "2_months", 0, Fraction(52, 60)),
        ((1978, 2, 23), (1978, 3, 1), "half_month", 0, Fraction(6, 15)),
        ((1978, 2, 23), (1978, 4, 1), "half_month", 2, Fraction(6, 15)),
        ((1978, 1, 10), (1979, 3, 10), "year", 1, Fraction(2, 12)),
        ((1978, 1, 10), (1979, 1, 20), "year", 1, Fraction(10, 365)),
        ((1978, 1, 10), (1978, 2, 20), "month", 1, Fraction(10, 30)),
        ((1978, 3, 20), (1978, 4, 21), "week", 4, Fraction(4, 7)),
    ],
)
def test_unit_periods_and_odd_days_are_counted_back_from_the_payment(first, last, unit, full, odd):
    days = date(*first).toordinal(), date(*last).toordinal()
    assert unit_periods(*days, UNITS[unit]) == (full, odd)


def test_payments_on_the_last_day_of_each_month_are_whole_months():
    first, last = date(1978, 1, 31).toordinal(), date(1978, 2, 28).toordinal()
    assert unit_periods(first, last, UNITS["month"], due_day=31) == (1, 0)
    assert unit_periods(first, last, UNITS["month"]) == (0, Fraction(28, 30))


@pytest.mark.parametrize("first", ["2025-01-31", "2025-01-30", "2025-01-29"])
def test_a_month_too_short_for_the_due_day_is_a_whole_month(first):
    text = SOUND.replace("2026-01-31\namount = 9000", f"{first}\namount = 9000").replace("2026-02-28", first)
    read = loan_of(parse(text.replace("count = 10", "count = 13"), "l.toml"), "l.toml")
    later = Loan(**{**_fields(read), "payments": tuple(one for one in read.payments[1:] if one.kind == "instalment")})
    assert date.fromordinal(later.payments[0].day).isoformat() == "2025-02-28"
    assert [years_to(later, one.day) * 12 for one in later.payments] == list(range(1, 13))
    assert true_rates(later).odd == 0


def test_a_loan_that_costs_nothing_has_no_rate_and_one_that_gives_money_a_negative_one():
    flows = [Flow(50, Fraction(1)), Flow(50, Fraction(2))]
    assert effective([Flow(100, Fraction(0))], flows) == 0
    assert effective([Flow(110, Fraction(0))], flows) < 0
    assert appendix_j([UnitFlow(110, 0)], [UnitFlow(100, 1)], Fraction(1)) < 0
    with pytest.raises(RecordError, match="no rate makes"):
        effective([], flows)


# -- caps -----------------------------------------------------------------------------------------------------------


def test_what_lies_above_a_cap_is_the_charge_beyond_what_the_cap_allows_on_each_balance():
    held = held_against(loan(received=1_000_000, payments=[(1, 1_030_000)]), "CN", "licensed", True)
    assert [(one.cap.id, one.above, one.not_owed) for one in held] == [("cn-24", 10_000, 10_000), ("cn-36", 0, 0)]
    row = held[0].rows[0]
    assert (row.payment, row.charge, row.allowed, row.above) == (1_030_000, 30_000, 20_000, 10_000)


@pytest.mark.parametrize(
    ("measure", "part", "allowed"),
    [("simple_year", "0.24", 40_000), ("simple_month", "0.02", 40_000), ("simple_day", "0.001", 59_000),
     ("compound_month", "0.02", 40_400), ("total_cost", "0.03", 30_000)],
)  # fmt: skip
def test_each_measure_allows_what_its_name_says(measure, part, allowed):
    one = loan(received=1_000_000, payments=[(2, 1_100_000)])  # 10 January to 10 March: two months, 59 days
    limit = Limit(measure, Fraction(part))
    assert [(row.charge, row.allowed, row.above) for row in rows_above(one, one.payments, limit)] == [
        (100_000, allowed, 100_000 - allowed)
    ]
    assert overpaid(one, one.payments, limit) == 100_000 - allowed


def test_allowance_that_one_payment_leaves_is_there_for_the_next():
    # 2 % of 1,000.00 in one month and nothing charged until the second, whose charge is 30.00.
    one = loan(received=100_000, payments=[(1, 1_500), (2, 101_500)])
    rows = rows_above(one, one.payments, Limit("simple_month", Fraction(2, 100)))
    assert [(row.charge, row.allowed, row.above) for row in rows] == [(1_500, 2_000, 0), (1_500, 2_000, 0)]
    late = Loan(**{**_fields(one), "payments": (*one.payments, extra(one.payments[-1].day, 1_200, "late_charge"))})
    assert [row.above for row in rows_above(late, late.payments, Limit("simple_month", Fraction(2, 100)))] == [
        0,
        0,
        200,
    ]


@pytest.mark.parametrize("measure", MEASURES)
def test_charges_add_up_to_the_whole_cost_and_nothing_is_above_a_limit_that_is_high_enough(measure):
    one = loan(payments=[(count, 10_333) for count in range(1, 13)])
    rows = rows_above(one, one.payments, Limit(measure, Fraction(50)))
    assert sum(row.charge for row in rows) == 12 * 10_333 - 100_000
    assert sum(row.above for row in rows) == overpaid(one, one.payments, Limit(measure, Fraction(50))) == 0
    none = rows_above(one, one.payments, Limit(measure, Fraction(0)))
    assert sum(row.above for row in none) == overpaid(one, one.payments, Limit(measure, Fraction(0))) == 23_996


def test_a_limit_at_the_loans_own_rate_leaves_nothing_above():
    one = loan(payments=[(count, 10_333) for count in range(1, 13)])
    own = Fraction(true_rates(one).instalment.period)
    for measure, part in (("compound_month", own), ("simple_month", own), ("simple_year", own * 12)):
        rows = rows_above(one, one.payments, Limit(measure, part))
        assert sum(row.above for row in rows) <= 1 and overpaid(one, one.payments, Limit(measure, part)) <= 1


def test_late_charges_count_where_the_cap_counts_them():
    base = loan(received=1_000_000, payments=[(1, 1_020_000)])
    late = Loan(**{**_fields(base), "payments": (*base.payments, extra(base.payments[0].day, 7_000, "late_charge"))})
    by_id = {one.cap.id: one.above for one in held_against(late, "CN", "online_platform") if one.cap.measure}
    assert by_id["cn-24"] == 7_000
    contract = date(2025, 11, 1).toordinal()
    again = Loan(**{**_fields(late), "contract": contract})
    assert {one.cap.id: one.above for one in held_against(again, "CN", "online_platform")}["cn-assisted-24"] == 0


def test_the_total_of_a_capped_cost_is_reached_in_the_last_payments():
    paid = loan(received=10_000, payments=[(1, 15_000), (2, 15_000)], currency="GBP", lender="pay_day", place="GB")
    total = held_against(paid, unchecked=True)[1]
    assert total.cap.id == "gb-total" and total.above == total.not_owed == 10_000
    assert [row.allowed for row in total.rows] == [10_000, 0]


def test_the_private_cap_is_four_times_the_prime_rate_of_the_contract_and_as_certain_as_that():
    def on(year, month, day):
        contract = date(year, month, day).toordinal()
        return list(held_against(loan(contract=contract), "cn", "private", True))

    assert on(2020, 8, 19) == []
    assert on(2020, 8, 20)[0].percent == Fraction("15.4")
    assert (on(2025, 5, 19)[0].percent, on(2025, 5, 20)[0].percent) == (Fraction("12.4"), 12)
    assert on(2025, 5, 20)[0].certain == "K" and on(2025, 5, 20)[0].cap.confidence == "P"
    assert (on(2025, 5, 20)[0].beyond, on(2025, 7, 1)[0].beyond) == (False, True)
    assert lpr(date(2021, 12, 19).toordinal())[0] == Fraction("3.85")


@pytest.mark.parametrize(("yen", "percent"), [(99_999, 20), (100_000, 18), (999_999, 18), (1_000_000, 15)])
def test_the_japanese_cap_falls_with_the_sum_lent(yen, percent):
    paid = [(1, yen + 10_000)]
    assert held_against(loan(received=yen, payments=paid, currency="JPY"), "JP", unchecked=True)[0].percent == percent


def test_where_the_lender_is_not_known_every_cap_of_the_place_is_told():
    told = held_against(loan(contract=date(2025, 11, 1).toordinal()), "CN", "any", True)
    assert [one.cap.id for one in told] == ["cn-private", "cn-24", "cn-assisted-24", "cn-36"]
    assert [one.cap.id for one in held_against(loan(), "CN", "pay_day")] == []


def test_a_cap_that_nobody_checked_is_off_unless_it_is_asked_for():
    one = loan(contract=date(2025, 11, 1).toordinal())
    checked = [each.cap.id for each in held_against(one, "CN", "any")]
    assert checked == ["cn-24", "cn-assisted-24"]
    assert held_against(one, "CN", "private") == () and held_against(one, "KR", unchecked=True) != ()
    assert held_against(one, "KR") == ()


def test_caps_hold_only_for_their_currency_their_size_and_their_term():
    small = {"received": 1_000_000, "payments": [(4, 1_300_000)], "currency": "PHP"}
    assert [one.cap.id for one in held_against(loan(**small), "PH")] == ["ph-nominal", "ph-effective", "ph-total"]
    for change in ({"received": 1_000_001}, {"payments": [(5, 1_300_000)]}, {"currency": "CNY"}):
        assert held_against(loan(**{**small, **change}), "PH") == ()


def test_every_cap_says_in_both_languages_what_it_is_worth_and_whence_it_is_known():
    for cap in caps():
        assert set(cap.says) == {"en", "zh"} and cap.cite
        assert set(cap.lenders) <= set(tables()["loan"].fields["lender"].words) - {"any"}
        assert cap.confidence in "PSK" and cap.worth in ("court", "supervisor", "guidance")
        assert cap.measure in MEASURES
        assert sum((cap.percent is not None, bool(cap.tiers), bool(cap.times_lpr))) == 1


# -- files ----------------------------------------------------------------------------------------------------------

SOUND = """
currency = "CNY"
place = "cn"
lender = "private"
[[advance]]
day = 2026-01-31
amount = 9000
[[payment]]
day = 2026-02-28
amount = 1000
count = 10
[[payment]]
day = 2026-01-31
amount = 99.5
is = "membership"
"""


def test_a_loan_is_read_with_its_repeated_payments():
    read = loan_of(parse(SOUND, "l.toml"), "l.toml")
    assert (read.place, read.lender, read.received, read.principal, read.every) == (
        "CN",
        "private",
        900_000,
        900_000,
        "month",
    )
    assert [one.kind for one in read.payments][:2] == ["membership", "instalment"]
    assert read.payments[-1].day == date(2026, 11, 28).toordinal() and len(read.payments) == 11


@pytest.mark.parametrize(
    ("every", "third"),
    [("week", "2026-03-14"), ("2_weeks", "2026-03-28"), ("4_weeks", "2026-04-25"), ("half_month", "2026-03-28"),
     ("2_months", "2026-06-28"), ("quarter", "2026-08-28"), ("half_year", "2027-02-28"), ("year", "2028-02-28")],
)  # fmt: skip
def test_payments_come_as_far_apart_as_the_file_says(every, third):
    text = SOUND.replace("count = 10", f'count = 3\nevery = "{every}"')
    read = loan_of(parse(text, "l.toml"), "l.toml")
    assert date.fromordinal(read.payments[-1].day).isoformat() == third and read.every == every


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2026-02-28", "2026-01-30", ["payment 1", "before the first advance on 2026-01-31", "kept back"]),
        ('"private"', '"privat"', ["'lender'", "Did you mean 'private'?"]),
        ('"CNY"', '"CNR"', ["there is no currency 'CNR'"]),
        ("amount = 9000", "amount = -9000", ["advance 1", "never negative"]),
        ("[[advance]]\nday = 2026-01-31\namount = 9000", "advance = []", ["an advance and a payment are needed"]),
        ("count = 10", "count = 1201", ["payment 1", "1201 payments are hardly meant", "Write 1 to 1200"]),
        ("count = 10", "count = 0", ["payment 1", "0 payments are hardly meant"]),
        ("count = 10", "cuont = 10", ["there is no field 'cuont'", "Did you mean 'count'?"]),
    ],
)
def test_a_fault_in_a_loan_says_where_what_and_what_to_do(old, new, words):
    with pytest.raises(RecordError) as caught:
        loan_of(parse(SOUND.replace(old, new), "l.toml"), "l.toml")
    assert [word for word in words if word not in str(caught.value)] == [], str(caught.value)


def _fields(one):
    return {name: getattr(one, name) for name in Loan.__slots__}
