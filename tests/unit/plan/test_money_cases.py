"""Published numbers, reproduced to the printed digit. ``--money-cases FILE`` runs another file of the same form."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

from forbear.plan.budget import monthly
from forbear.plan.instalments import carried_table, level, level_with_odd_days, table
from forbear.plan.rates import Flow, UnitFlow, appendix_j, effective, per_instalment
from forbear.plan.rounding import digits, rounded
from forbear.plan.unit_periods import UNITS, single_payment_term, unit_periods
from tests.support.payoff import pay_off, plain_debts

OURS = Path(__file__).parents[2] / "cases" / "money.json"
HALF_A_CENT = Fraction(1, 200)
PRINTED = re.compile(r"(?:apr|rate)_percent_\ddp")
UNIT_NAMES = {"2 weeks": "2_weeks", "4 weeks": "4_weeks", "2 months": "2_months", "quarter": "quarter"}
COMPOUNDINGS = {"semi": 2, "half": 2, "quarter": 4, "month": 12}


def pytest_generate_tests(metafunc):
    path = Path(metafunc.config.getoption("--money-cases") or OURS)
    whole = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    metafunc.parametrize("case", whole["cases"], ids=[one["id"] for one in whole["cases"]])


def test_a_published_number_is_reproduced_to_its_last_digit(case):
    kind = str(case.get("kind"))
    check = CHECKS.get(kind, _apr_eu if kind.startswith("apr") and "advances" in case else None)
    assert check, f"no check is written for the kind {kind!r}"
    check(case)


# -- the EU equation ------------------------------------------------------------------------------------------------


def _flows(groups, shift=Fraction(0)):
    for group in groups:
        if "years" in group:
            yield Flow(Fraction(group["amount"]) + shift, Fraction(group["years"]))
            continue
        if "days" in group:
            yield Flow(Fraction(group["amount"]) + shift, Fraction(group["days"]) / 365)
            continue
        amounts = group["list"] if "list" in group else [group["amount"]] * group["count"]
        for number, amount in enumerate(amounts, group.get("from", 1)):
            yield Flow(Fraction(amount) + shift, Fraction(number, 12) + Fraction(group.get("offset", 0)))


def _apr_eu(case):
    rate = effective(list(_flows(case["advances"])), list(_flows(case["payments"]))) * 100
    printed = {int(key[-3]): value for key, value in case["expected"].items() if PRINTED.fullmatch(key)}
    assert printed, "no rate is printed"
    exact = printed.pop(6, None)
    if "recomputed_here" in case:
        assert _to_digits_of(rate, case["recomputed_here"])
    if exact is not None and not _to_digits_of(rate, exact):
        _explained_by_rounded_payments(case, exact)
    for places, value in printed.items():
        if exact is None or digits(exact, places) == value:  # else a slip in print: see test_money_traps.py
            assert digits(rate, places) == value


def _to_digits_of(rate, printed):
    """Is the rate the printed one, to six decimals? A printed last nought may have been dropped."""
    return digits(rate, 6) == Decimal(printed).quantize(Decimal("0.000001"))


def _explained_by_rounded_payments(case, printed):
    """A rate printed from unrounded payments lies between those of half a cent less and half a cent more."""
    advances = list(_flows(case["advances"]))
    low, high = (effective(advances, list(_flows(case["payments"], shift))) for shift in (-HALF_A_CENT, HALF_A_CENT))
    assert low * 100 <= printed <= high * 100


def _apr_single(case):
    years = Fraction(case["days"]) / Fraction("365.25")
    loan = [Flow(Fraction(case["amount_advanced"]), Fraction(0))], Fraction(case["repayment"])
    assert digits(effective(loan[0], [Flow(loan[1], years)]) * 100, 1) == case["expected"]["rate_percent_1dp"]
    if "same_with_365_days" in case:
        other = effective(loan[0], [Flow(loan[1], Fraction(case["days"]) / 365)])
        assert digits(other * 100, 1) == case["same_with_365_days"]


# -- Appendix J -----------------------------------------------------------------------------------------------------


def _apr_appendix_j(case):
    first, pays = _day(case["advance_date"]), _day(case["first_payment_date"])
    per_year = Fraction(case["unit_periods_per_year"])
    if "term" in case["unit_period"]:
        assert single_payment_term(first, pays) == per_year
        full, odd = 1, Fraction(0)
    else:
        unit = _unit(case["unit_period"])
        assert unit.per_year == per_year
        full, odd = unit_periods(first, pays, unit)
        assert full == case.get("full_unit_periods_to_first_payment", full)
        assert odd == Fraction(case.get("odd_days_fraction", odd))
    amounts = [Fraction(group["amount"]) for group in case["payments"] for _ in range(group["count"])]
    flows = [UnitFlow(amount, full + number, odd) for number, amount in enumerate(amounts)]
    rate = appendix_j([UnitFlow(Fraction(case["amount_advanced"]), 0)], flows, per_year) * 100
    assert digits(rate, 2) == case["expected"]["apr_percent_2dp"]
    if "recomputed_here" in case:
        assert digits(rate, 4) == Decimal(case["recomputed_here"]).quantize(Decimal("0.0001"))


def _unit(text):
    text = text.lower().replace("-", " ")
    if "half month" in text or text.startswith(("semi", "half m")):
        return UNITS["half_month"]
    return UNITS[UNIT_NAMES.get(text, text.replace(" ", "_"))]


def _day(text):
    return date.fromisoformat(text).toordinal()


# -- payments and schedules -----------------------------------------------------------------------------------------


def _of_period(effective_year, per_year):
    """The rate of a period that compounds to an effective year."""
    with localcontext(prec=50):
        year = Decimal(effective_year.numerator) / effective_year.denominator
        return Fraction((1 + year) ** (Decimal(1) / per_year) - 1)


def _share(case):
    rate, per_year = Fraction(case["annual_rate_percent"]) / 100, case.get("payments_per_year", 12)
    said = case.get("rate_is", "nominal, compounded per payment")
    if "effective" in said:
        return _of_period(rate, per_year)
    for word, times in COMPOUNDINGS.items():
        if word in said:
            return _of_period((1 + rate / times) ** times - 1, per_year)
    return rate / per_year


def _level_payment(case):
    exact = level(_cents(case["principal"]), _share(case), case["payments"])
    rounding = {"nearest": "half_up"}.get(case["payment_rounding"], case["payment_rounding"])
    assert _money(rounded(exact, rounding)) == case["expected"]["payment"]
    if "unrounded" in case:
        assert digits(exact / 100, 6) == Decimal(case["unrounded"]).quantize(Decimal("0.000001"))


def _level_odd_first(case):
    odd = Fraction(case["days_to_first_payment"] - 30, 30)
    exact = level_with_odd_days(_cents(case["principal"]), _share(case), case["payments"], odd)
    assert digits(exact / 100, 4) == case["expected"]["payment_4dp"]


def _schedule(case):
    expected = case["expected"]
    shown = expected.get("rows", [])
    last = shown[-1] if shown and not shown[-1][-1] else None
    principal, payment = _cents(case["principal"]), _cents(case["regular_payment"])
    if "carry" in case["balance_mode"]:
        rows = carried_table(principal, _share(case), payment, last[0] if last else case.get("payments"))
    else:
        rows = table(principal, _share(case), payment, last[0] if last else case.get("payments"))
    for wanted in shown:
        row = rows[wanted[0] - 1]
        found = [row.number, *map(_money, (row.payment, row.principal, row.interest, row.balance))]
        order = dict(zip(("n", "payment", "principal", "interest", "balance"), found, strict=True))
        assert [order[column] for column in case["rows_columns"]] == wanted
    _others(rows, {key: value for key, value in expected.items() if key != "rows"})


def _others(rows, expected):
    """What else may be printed with a schedule."""
    for key, value in expected.items():
        if "full" in key:
            assert len(rows) - 1 == value
        elif "last" in key or "final" in key:
            assert _money(rows[-1].payment) == value
        elif "interest" in key:
            assert _money(sum(row.interest for row in rows)) == value
        else:
            assert "payments" in key or "months" in key or key == "n", f"no check is written for {key!r}"
            assert len(rows) == value


def _flat_fee(case):
    rate = per_instalment(Fraction(case["principal"]), [Fraction(case["payment"])] * case["payments"])
    assert digits(rate.period * 100, 2) == case["expected"]["monthly_irr_percent_2dp"]
    if isinstance(case.get("recomputed_here"), dict):
        again = case["recomputed_here"]
        assert digits(rate.period * 100, 5) == again["monthly"]
        assert digits(rate.simple_year * 100, 4) == again["annual_simple"]
        assert digits(rate.compound_year * 100, 4) == again["annual_compound"]


def _payoff(case):
    debts = plain_debts([(one["name"], one["balance"], one.get("apr", 0), one["min"]) for one in case["debts"]])
    minimums = {one["name"]: _cents(one["min"]) for one in case["debts"]}
    extra = sum(minimums.values()) + _cents(case["extra"])
    months = pay_off(debts, minimums, extra, order=lambda ledger, debt: (ledger.accounts[debt.name].owed, debt.name))
    expected, after = case["expected"], months.after[case["expected"]["month"]]
    assert months.closed[expected["first_cleared"]] == expected["month"] == min(months.closed.values())
    shown = expected[f"balances_after_month_{expected['month']}"]
    assert {name: _money(after[name]) for name in shown} == shown
    assert months.count == case.get("recomputed_here", {}).get("months_dynamic_order", months.count)


def _period(case):
    assert case["expected"] == {"weekly_to_monthly": "x 52 / 12", "monthly_to_weekly": "x 12 / 52"}
    assert monthly(Fraction(12_00), "week") == 52_00
    assert monthly(Fraction(12_00), "week") != 4 * 12_00


def _cents(amount):
    cents = Fraction(amount) * 100
    assert cents.denominator == 1
    return int(cents)


def _money(cents):
    return Decimal(cents).scaleb(-2)


CHECKS = {
    "apr_eu": _apr_eu,
    "apr_single_payment": _apr_single,
    "apr_us_appendix_j": _apr_appendix_j,
    "level_payment": _level_payment,
    "level_payment_odd_first": _level_odd_first,
    "schedule": _schedule,
    "flat_fee_irr": _flat_fee,
    "payoff_checkpoint": _payoff,
    "period_conversion": _period,
}
