"""A household's month: what is left, the worst month, and totals that do not foot."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.budget import PER_MONTH, Budget, Dated, Line, monthly
from forbear.plan.budgets import budget_of, read_budget
from forbear.plan.reading import parse

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
    (misfit,) = read.misfits
    assert (misfit.name, misfit.printed, misfit.reckoned, misfit.difference) == ("outgoings", 900_00, 808_34, 91_66)
    assert read.budget.outgoings == 808_34
    other = budget_of(parse(SOUND.replace("900", "800"), "b.toml"), "b.toml").misfits
    assert other[0].difference == -8_34


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"week"', '"weekly"', ["[[line]] 1 (Pay), field 'every'", "Did you mean 'week'?"]),
        ('"income"', '"fixed"', ["there is no income in it"]),
        ("amount = 800", "amount = -800", ["[[line]] 2 (Rent)", "never negative"]),
        ('"GBP"', '"GPB"', ["there is no currency 'GPB'", "Did you mean 'GBP'?"]),
        ("2027-01-15", '"soon"', ["[[dated]] 1 (Bonus), field 'day'", "'soon' is not a day"]),
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
