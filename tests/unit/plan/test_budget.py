"""A household's month: what is left, the worst month, and totals that do not foot."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.budget import PER_MONTH, Budget, Dated, Line, monthly
from forbear.plan.budgets import budget_of, read_budget
from forbear.plan.reading import parse
from forbear.plan.statement import (
    categories,
    full_path,
    paths,
    read_statement,
    reckoned_record,
    record_of,
    statement_of,
)

START = date(2026, 12, 1).toordinal()
SOUND = """
currency = "GBP"
reserve = 18
children = 2
printed_income = 1733.33
printed_outgoings = 900
[[line]]
name = "Pay"
kind = "income"
amount = 400
every = "week"
[[line]]
name = "Rent"
kind = "fixed"
amount = 800
[[line]]
name = "Insurance"
kind = "fixed"
amount = 100
every = "year"
[[dated]]
name = "Bonus"
day = 2027-01-15
amount = 500
[[dated]]
name = "Boiler"
day = 2027-02-01
kind = "outgoing"
amount = 700
"""


def test_weekly_pay_is_fifty_two_weeks_over_twelve_months_and_never_four_weeks():
    assert monthly(400_00, "week") == 1_733_33
    assert monthly(400_00, "4_weeks") == 433_33
    assert PER_MONTH["week"] == Fraction(52, 12)


@pytest.mark.parametrize(
    ("every", "income", "cost"),
    [("week", 433, 434), ("2_weeks", 216, 217), ("half_month", 200, 200), ("quarter", 33, 34), ("half_year", 16, 17),
     ("year", 8, 9), ("month", 100, 100)],
)  # fmt: skip
def test_income_is_rounded_down_and_outgoings_up(every, income, cost):
    assert Line("x", "income", 100, every).monthly == income
    assert Line("x", "fixed", 100, every).monthly == cost


def test_what_is_left_is_income_less_outgoings_and_the_reserve_and_may_be_below_nought():
    budget = budget_of(parse(SOUND, "b.toml"), "b.toml").budget
    assert (budget.total("income"), budget.outgoings, budget.left) == (1_733_33, 808_34, 1_733_33 - 808_34 - 18_00)
    assert budget.dependants == {"adults": 1, "children": 2, "dependants": 0}
    poor = Budget("GBP", (Line("Rent", "fixed", 100),), reserve=5)
    assert poor.left == -105


def test_the_worst_month_is_the_one_that_leaves_least():
    budget = budget_of(parse(SOUND, "b.toml"), "b.toml").budget
    months = budget.months(START, 4)
    assert [month.left - budget.left for month in months] == [0, 500_00, -700_00, 0]
    assert budget.worst(START, 4) == months[2]
    assert Budget("GBP", dated=(Dated("x", START, 5), Dated("y", START + 31, 7))).months(START, 1)[0].dated == 5


def test_a_printed_total_that_does_not_foot_is_told_and_the_lines_are_used():
    read = budget_of(parse(SOUND, "b.toml"), "b.toml")
    (warning,) = read.warnings("b.toml")
    assert str(warning) == (
        "b.toml: outgoings is printed as 900.00 GBP, but its lines give 808.34 GBP. "
        "91.66 GBP are missing from the lines. The lines were used; look for a line that is missing or counted twice."
    )
    other = budget_of(parse(SOUND.replace("900", "800"), "b.toml"), "b.toml").warnings("b.toml")
    assert "8.34 GBP are too much in the lines" in str(other[0])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"week"', '"weekly"', ["line 1, field 'every'", "Did you mean 'week'?"]),
        ('"income"', '"fixed"', ["there is no income in it"]),
        ("amount = 800", "amount = -800", ["line 2", "never negative"]),
        ('"GBP"', '"GPB"', ["there is no currency 'GPB'", "Did you mean 'GBP'?"]),
        ("2027-01-15", '"soon"', ["dated 1, field 'day'", "'soon' is not a day"]),
    ],
)
def test_a_fault_in_a_budget_says_where_what_and_what_to_do(old, new, words):
    text = SOUND.replace(old, new)
    text = text.split("[[dated]]")[0] if "no income" in words[0] else text
    with pytest.raises(RecordError) as caught:
        budget_of(parse(text, "b.toml"), "b.toml")
    assert [word for word in words if word not in str(caught.value)] == [], str(caught.value)


def test_a_budget_is_read_from_a_file(tmp_path):
    path = tmp_path / "b.toml"
    path.write_text(SOUND, encoding="utf-8")
    assert read_budget(path) == budget_of(parse(SOUND, "b.toml"), "b.toml")


# -- the Standard Financial Statement -------------------------------------------------------------------------------

ENTRY = {
    "other-dependents": 1,
    "monthly-income": {
        "earnings": {"client-salary-or-wages": {"monthly-amount": 1500.5, "notes": "net"}, "total-earnings": 1500.5},
        "benefits": {"child-benefit": {"monthly-amount": "112.67"}, "total-benefits": 112.67},
        "total-monthly-income": 1613.17,
    },
    "monthly-outgoings": {
        "fixed-costs": {
            "home-contents": {"rent": {"monthly-amount": 700}, "total-home-contents": 700},
            "pensions-insurance": {"life-insurance": {"monthly-amount": 20}, "total-pensions-insurances": 25},
            "other-essential": {"other-essential-costs": [{"monthly-amount": 5}, {"monthly-amount": 7}]},
            "total-fixed-costs": 725,
        },
        "flexible-costs": {"personal": {"toiletries": {"monthly-amount": 15}}, "total-flexible-costs": 15},
        "total-monthly-outgoings": 740,
    },
    "savings": {"savings-contribution": 10},
    "debts": {
        "debt-admin-fee": 0,
        "priority-debts": [{"creditor": "A", "amount-owed": 500, "repayment-offer": 30}],
        "non-priority-debts": [{"creditor": "B", "amount-owed": 1250}],
        "total-priority-debts": 500,
        "total-non-priority-debts": 1200,
        "total-available-for-priority-debts": 863.17,
        "total-available-for-non-priority-debts": 833.17,
    },
}


def entry(record=ENTRY):
    return statement_of(parse(json.dumps(record), "s.json"), "s.json")


def test_the_lines_of_a_statement_are_read_with_their_places_and_notes():
    statement = entry()
    first = statement.lines[0]
    assert (first.category, first.amount, first.notes) == (
        "monthly-income/earnings/client-salary-or-wages", 150_050, "net",
    )  # fmt: skip
    budget = statement.budget()
    assert (budget.total("income"), budget.total("fixed"), budget.total("flexible")) == (161_317, 73_200, 1_500)
    assert budget.left == 161_317 - 74_700 - 1_000
    assert budget.dependants["other-dependents"] == 1


def test_totals_are_reckoned_from_the_lines_and_from_the_printed_ones_below_and_the_printed_are_kept():
    statement = entry()
    fixed = statement["total-fixed-costs"]
    assert (fixed.printed, fixed.reckoned, fixed.from_printed) == (72_500, 73_200, 73_700)
    assert {one.name: one.difference for one in statement.misfits} == {
        "total-pensions-insurance": 500, "total-fixed-costs": -700, "total-monthly-outgoings": -700,
        "total-available-for-priority-debts": 700, "total-available-for-non-priority-debts": 700,
        "total-non-priority-debts": -5_000,
    }  # fmt: skip
    assert statement.raw["monthly-outgoings"]["total-monthly-outgoings"] == 740


def test_the_official_summary_does_not_foot_and_that_is_shown():
    # The amounts of the toolkit's own example: fixed lines of 1,654.85 under a printed 2,009.59.
    amounts = {"mortgage": "650.50", "secured-loans": "120.52", "council-tax-rates": "75.90", "gas": "37.50",
               "other-home-contents": "147.00", "electricity": "22.00", "other-utilities": "42.68",
               "total-water": "16.67",
               "total-transport-travel": "172.08", "total-school": "10.00", "total-pensions-insurances": "240.00",
               "total-other-essential": "120", "total-fixed-costs": "2009.59"}  # fmt: skip
    flexible = {"total-communications-leisure": 95, "total-food-housekeeping": "788.33", "total-personal": "79.16",
                "total-flexible-costs": "962.49"}  # fmt: skip
    statement = entry({
        "overview": {"savings-contribution": 18, "total-available-for-priority-debts": "167.59",
                     "total-available-for-non-priority-debts": "157.59"},
        "monthly-income": {"total-earnings": 3000, "total-benefits": "112.67", "total-other-income": 45,
                           "total-monthly-income": "3157.67"},
        "monthly-outgoings": {"fixed-costs": amounts, "flexible-costs": flexible, "total-monthly-outgoings": "2972.08"},
        "debts": {"priority-debts": [{"repayment-offer": one} for one in (10, 12, 11)]},
    })  # fmt: skip
    fixed, left = statement["total-fixed-costs"], statement["total-available-for-non-priority-debts"]
    assert (fixed.printed, fixed.reckoned) == (200_959, 165_485)
    assert (left.printed, left.from_printed) == (15_759, 13_459)
    assert statement["total-flexible-costs"].printed == statement["total-flexible-costs"].reckoned
    assert statement["total-available-for-priority-debts"].from_printed == 16_759


def test_a_statement_is_written_again_with_its_totals_reckoned_and_all_else_kept():
    again = reckoned_record(entry())
    assert again["monthly-outgoings"]["total-monthly-outgoings"] == Decimal("747.00")
    assert again["debts"]["total-available-for-priority-debts"] == Decimal("856.17")
    assert again["debts"]["priority-debts"] == ENTRY["debts"]["priority-debts"]
    assert ENTRY["monthly-outgoings"]["total-monthly-outgoings"] == 740


def test_a_budget_with_the_statements_paths_is_written_as_one_and_read_back():
    lines = (
        Line("Pay", "income", 400_00, "week", "earnings/client-salary-or-wages"),
        Line("Gas", "fixed", 30_00, category="fixed-costs/utilities/gas", notes="winter"),
        Line("Life", "fixed", 20_00, category="monthly-outgoings/fixed-costs/pensions-insurance/life-insurance"),
    )
    record = record_of(Budget("GBP", lines, reserve=5_00))
    assert record["overview"]["total-available-for-priority-debts"] == Decimal("1678.33")
    assert record["monthly-outgoings"]["fixed-costs"]["pensions-insurance"]["total-pensions-insurances"] == 20
    read = statement_of(record, "again")
    assert read.misfits == () and read.budget().left == 1_678_33


def test_a_line_that_the_statement_does_not_have_is_refused_with_the_nearest():
    with pytest.raises(
        RecordError, match=r"line 'Gas': .* is no line of the Standard Financial Statement. Did you mean"
    ):
        record_of(Budget("GBP", (Line("Gas", "fixed", 30_00, category="fixed-costs/utilities/gass"),)))
    broken = json.loads(json.dumps(ENTRY))
    broken["monthly-income"]["earnings"]["client-salary"] = 5
    with pytest.raises(RecordError, match=r"monthly-income/earnings/client-salary: there is no such line"):
        entry(broken)
    with pytest.raises(RecordError, match="monthly-outgoings is missing"):
        entry({"monthly-income": {}})
    broken["monthly-income"]["earnings"] = {"other-earnings": "12.345"}
    with pytest.raises(RecordError, match=r"earnings/other-earnings: '12.345' is not an amount in GBP"):
        entry(broken)


def test_a_statement_is_read_from_a_file_with_exact_amounts(tmp_path):
    path = tmp_path / "s.json"
    path.write_text(json.dumps(ENTRY), encoding="utf-8")
    assert read_statement(path).totals == entry().totals


def test_each_line_of_the_form_has_one_path():
    assert len(set(paths())) == len(paths()) > 80
    assert set(categories()) == {"monthly-income", "fixed-costs", "flexible-costs"}
    assert full_path("utilities/gas") == "monthly-outgoings/fixed-costs/utilities/gas"
    assert full_path("gas") == full_path("") == ""
