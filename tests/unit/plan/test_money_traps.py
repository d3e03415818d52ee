"""Published numbers that are wrong, and what must not come out of ours; from the traps of tests/cases/money.json."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from forbear.plan.budget import misfits
from forbear.plan.instalments import carried_table, table
from forbear.plan.rates import Flow, UnitFlow, appendix_j, effective, per_instalment
from forbear.plan.rounding import digits
from forbear.plan.unit_periods import eu_years
from tests.support.payoff import pay_off, plain_debts

WHOLE = json.loads(
    (Path(__file__).parents[2] / "cases" / "money.json").read_text(encoding="utf-8"), parse_float=Decimal
)
TRAPS = {trap["id"]: trap for trap in WHOLE["traps"]}


def _debts(trap):
    rows = [(f"debt {at}", one["bal"], one["apr"], one["min"]) for at, one in enumerate(trap["debts"])]
    return plain_debts(rows), {name: int(minimum) * 100 for name, _, _, minimum in rows}


def avalanche(ledger, debt):
    return -debt.rate.fraction


def snowball(ledger, debt):
    return ledger.accounts[debt.name].owed


@pytest.mark.parametrize(
    ("timing", "payment_first"), [("computed_interest_then_pay", False), ("computed_pay_then_interest", True)]
)
@pytest.mark.parametrize("order", [avalanche, snowball])
def test_the_order_of_payment_and_accrual_gives_the_recomputed_months_and_interest_and_not_the_published(
    order, timing, payment_first
):
    trap = TRAPS["neg-toolsfast"]
    debts, minimums = _debts(trap)
    months = pay_off(debts, minimums, trap["budget"] * 100, order, payment_first)
    assert [months.count, Decimal(months.interest).scaleb(-2)] == trap[timing][order.__name__]
    assert months.count != trap["published"]["avalanche_months"]
    for peer in trap["peer_financial_debt_optimizer_2_0_2"].values():
        assert months.interest != peer[1] * 100


def test_timing_alone_moves_the_interest_by_about_nine_percent():
    trap = TRAPS["neg-toolsfast"]
    debts, minimums = _debts(trap)
    late, early = (pay_off(debts, minimums, trap["budget"] * 100, avalanche, first).interest for first in (False, True))
    assert Decimal("0.08") < Decimal(late - early) / late < Decimal("0.10")


def test_no_money_is_credited_that_was_never_paid():
    trap = TRAPS["neg-peer-infeasible"]
    debts, minimums = _debts(trap)
    income = trap["monthly_income"] * 100
    months = pay_off(debts, minimums, income, avalanche, longest=trap["reported"]["months"])
    sums = months.schedule.totals()["USD"]
    assert months.count is None, "below the minimums there is no such date"
    assert sums.paid <= income * trap["reported"]["months"]
    assert sums.foots and sums.closing == sums.opening + sums.interest - sums.paid
    assert trap["its_own_schedule_sums"]["principal_credited"] > trap["its_own_schedule_sums"]["cash_paid"]


def test_printed_totals_that_do_not_foot_are_kept_and_shown():
    trap = TRAPS["neg-sfs-footing"]
    printed = {
        "fixed": _cents(trap["printed_total_fixed"]),
        "available": _cents(trap["printed_available_non_priority"]),
    }
    reckoned = {"fixed": _cents(trap["lines_sum_fixed"]), "available": _cents(trap["implied_by_printed_offers"])}
    fixed, available = misfits(printed, reckoned)
    assert (fixed.printed, fixed.difference) == (200_959, 35_474)
    assert (available.printed, available.difference) == (15_759, 2_300)


@pytest.mark.parametrize(
    ("amount", "payment", "count", "exact", "vendor"),
    [(35_000, "269.50", 360, "0.08515327", "0.08515404566"), (157_500, "960", 650, "0.07161345", "0.07161332404")],
)
def test_twelve_times_the_exact_rate_is_not_the_vendors(amount, payment, count, exact, vendor):
    assert exact in TRAPS["neg-formcalc"]["describes"] and vendor in TRAPS["neg-formcalc"]["describes"]
    rate = appendix_j(
        [UnitFlow(amount, 0)], [UnitFlow(Fraction(payment), at) for at in range(1, count + 1)], Fraction(12)
    )
    assert str(digits(rate, 8)) == exact
    assert digits(rate, 8) != digits(Decimal(vendor), 8)
    assert digits(rate, 5) == digits(Decimal(vendor), 5)


def test_equal_months_give_the_regulations_rate_and_days_over_365_the_other():
    assert "84.63" in TRAPS["neg-fs-two-payments"]["describes"]
    first, second, third = (date(2012, month, 10).toordinal() for month in (10, 11, 12))
    years = [eu_years(first, second), eu_years(first, third)]
    assert years == [Fraction(1, 12), Fraction(2, 12)]
    advance, pays = [Flow(500, Fraction(0))], 270
    assert str(digits(effective(advance, [Flow(pays, one) for one in years]) * 100, 3)) == "85.585"
    by_days = [Fraction(second - first, 365), Fraction(third - first, 365)]
    assert str(digits(effective(advance, [Flow(pays, one) for one in by_days]) * 100, 2)) == "84.63"


@pytest.mark.parametrize("row", TRAPS["neg-huabei-table"]["rows"], ids=lambda row: f"{row['instalments']} instalments")
def test_the_simple_and_the_compound_year_are_each_told_and_never_mixed(row):
    count = row["instalments"]
    payment = (1 + Fraction(row["fee_percent"]) / 100) / count
    rate = per_instalment(1, [payment] * count)
    assert digits(rate.simple_year * 100, 2) == row["simple"]
    assert digits(rate.compound_year * 100, 2) == row["compound"]


def test_every_trap_is_sprung_here_or_is_about_a_case_that_is_not_in_the_file():
    text = Path(__file__).read_text(encoding="utf-8")
    cases = {case["id"] for case in WHOLE["cases"]}
    left = [trap for name, trap in TRAPS.items() if f'TRAPS["{name}"]' not in text]
    assert [trap["id"] for trap in left if trap.get("see", "") in (*cases, "")] == []
    assert len(left) == 1


def test_a_rate_printed_beside_a_finer_one_that_it_does_not_round_to_is_a_slip():
    assert digits(Decimal("6.041228"), 1) == Decimal("6.0")
    assert "6.041228" in TRAPS["neg-ec-ex22b"]["describes"]


def test_a_payment_that_covers_only_the_interest_has_no_last_row():
    assert table(1_000_00, Fraction(1, 100), 10_00) == carried_table(1_000_00, Fraction(1, 100), 10_00) == ()
    assert len(table(1_000_00, Fraction(1, 100), 10_01)) > 600


def test_a_fixed_payment_until_cleared_ends_with_what_is_left():
    # Both publications carry parts of a cent on; cents rounded each month give 29.35 and 407.63.
    rows = carried_table(3_000_00, Fraction(6, 1200), 30_00)
    assert (len(rows), rows[-1].payment) == (139, 29_27)
    rows = carried_table(200_000_00, Fraction(6, 1200), 1_500_00)
    assert (len(rows), rows[-1].payment) == (221, 407_70)


def _cents(amount):
    return int(Fraction(amount) * 100)
