"""Debts from files: three forms, one meaning, and faults as sentences."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.debts import Debts, Late, Minimum, Rate, Settlement, Spell
from forbear.plan.fields import tables
from forbear.plan.files import debts_of_text, read_debts

SOUND = """
as_of = 2026-11-26
currency = "CNY"

[[debt]]
name = "Platform A"
principal = "8000.50"
interest = 12.3
rate = 24
instalments_left = 10
late_fee = 30
overdue_rate = 0.05
overdue_rate_per = "day"
overdue_interest_cap = 500

[[debt.promotion]]
first = 2026-12-01
last = 2026-12-31
rate = 0

[[debt.settlement]]
amount = 6000
last = 2027-01-15

[[debt]]
name = "Card"
creditor = "Bank"
currency = "USD"
kind = "revolving"
principal = 1200
rate = 0.05
rate_per = "day"
minimum_percent = 10
minimum_floor = 50
allocation = ["interest", "fees", "principal"]

[[debt.frozen]]
first = 2027-01-01
last = 2027-03-31
"""


def test_each_field_of_a_file_of_debts_arrives_exact():
    first, card = debts_of_text(SOUND, "debts.toml").all
    assert (first.principal, first.interest, first.owed) == (800_050, 1_230, 801_280)
    assert first.rate == Rate(Fraction(24, 100)) and first.accrual == "monthly" and first.due_day == 26
    assert first.late == Late(fee=3_000, rate=Rate(Fraction(5, 10_000), "day"), interest_cap=50_000)
    assert first.spells == (Spell(_day("2026-12-01"), _day("2026-12-31")),)
    assert first.settlements == (Settlement(600_000, _day("2027-01-15")),)
    assert card.currency == "USD" and card.accrual == "daily" and card.day_count == "actual_365"
    assert card.rate.yearly == Fraction(365 * 5, 10_000)
    assert card.minimum == Minimum(Fraction(1, 10), 5_000) and card.interest_on_interest
    assert card.allocation == ("interest", "fees", "principal")
    assert card.spells[0].freezes


def test_currencies_are_kept_apart():
    debts = debts_of_text(SOUND, "debts.toml")
    assert debts.owed() == {"CNY": 801_280, "USD": 120_000}
    assert [one.name for one in debts.by_currency()["USD"].all] == ["Card"]


def test_json_and_csv_say_the_same_as_toml():
    toml = 'as_of = 2026-11-26\ncurrency = "EUR"\n'
    toml += '[[debt]]\nname = "A"\nprincipal = 10.10\nrate = 9.9\ninstalments_left = 3\n'
    record = {"as_of": "2026-11-26", "currency": "EUR",
              "debt": [{"name": "A", "principal": 10.10, "rate": 9.9, "instalments_left": 3}]}  # fmt: skip
    rows = "name,principal,rate,instalments_left,as_of,currency\nA,10.10,9.9,3,2026-11-26,EUR\n"
    expected = debts_of_text(toml, "a.toml")
    assert debts_of_text(json.dumps(record), "a.json") == expected
    assert debts_of_text(rows, "a.csv") == expected


def test_money_kept_back_at_the_start_is_known():
    text = _one(received="900", original="1000", principal="1000")
    assert debts_of_text(text, "d.toml").all[0].kept_back == 10_000


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rate": "3600"}, ["debt 1 (A)", "'rate'", "3600 % a year", "was it 36 % a year", "rate_checked = true"]),
        ({"rate": "0.36"}, ["0.36 % a year", "was it 36 % a year"]),
        ({"rate": "5", "rate_per": '"day"'}, ["5 % a day", "It is 1825 % a year", "was it 0.05 % a day"]),
        ({"rate": None}, ["the rate is missing", "rate = 0"]),
        ({"currency": '"CNX"'}, ["there is no currency 'CNX'", "Did you mean 'CNY'?"]),
        ({"currency": '"RMB"'}, ["there is no currency 'RMB'", "Did you mean 'CNY'?"]),
        ({"currency": '"EURO"'}, ["there is no currency 'EURO'", "Did you mean 'EUR'?"]),
        ({"currency": None}, ["the currency is missing", "ISO 4217"]),
        ({"principal": "-5"}, ["'principal'", "-5 is not an amount", "never negative"]),
        ({"principal": "5000000000000"}, ["a million millions", "decimal point"]),
        ({"principal": '"1,000"'}, ["'1,000' is not an amount", "thousands separators"]),
        ({"principal": "1.005"}, ["1.005 is not an amount", "2 decimals", "never rounded"]),
        ({"principal": None}, ["'principal' is missing"]),
        ({"arrears": "2000"}, ["'arrears' is more than all that is owed"]),
        ({"received": "1200"}, ["more was received than was lent"]),
        ({"as_of": None}, ["the day of its balance is missing"]),
        ({"as_of": '"26/11/2026"'}, ["'26/11/2026' is not a day", "not guessed", "2026-11-26"]),
        ({"as_of": "1026-11-26"}, ["1026-11-26 is not a day", "year lies outside 1900 to 2200"]),
        ({"opened": "2027-01-01"}, ["'as_of' (2026-11-26) lies before 'opened' (2027-01-01)"]),
        ({"kind": '"instalments"'}, ["'instalments' is not one of its words", "Did you mean 'instalment'?"]),
        ({"instalments_left": None}, ["how many instalments are left is missing"]),
        ({"kind": '"single"'}, ["the day on which it falls due is missing"]),
        ({"kind": '"revolving"'}, ["the minimum payment is missing"]),
        ({"due_day": "32"}, ["32 is no day of the month"]),
        ({"grace_days": "28"}, ["28 days are too many"]),
        ({"rte": "36"}, ["there is no field 'rte'", "Did you mean 'rate'?"]),
        ({"promotion": "[{first=2027-02-01,last=2027-01-01,rate=0}]"}, ["'last' (2027-01-01) lies before 'first'"]),
        (
            {"frozen": "[{first=2027-01-01,last=2027-02-01},{first=2027-02-01,last=2027-03-01}]"},
            ["one spell lasts until 2027-02-01, the next begins on 2027-02-01"],
        ),
        ({"rate": '"1e-999999"'}, ["No rate is that large or that fine"]),
        ({"rate": '"1e999999"'}, ["No rate is that large or that fine"]),
        ({"settlement": "[{amount=5,last=2026-01-01}]"}, ["'last' (2026-01-01) lies before 'as_of'"]),
        ({"allocation": '["interest"]'}, ["'allocation'", "each of these once"]),
        ({"secured": '"perhaps"'}, ["'secured'", "Write true or false"]),
        ({"instalments_left": "2.5"}, ["2.5 is not a count", "whole number"]),
    ],
)
def test_a_fault_says_where_what_and_what_to_do(changes, words):
    with pytest.raises(RecordError) as caught:
        debts_of_text(_one(**changes), "my.toml")
    told = str(caught.value)
    assert "my.toml" in told
    assert [word for word in words if word not in told] == [], told
    assert len(caught.value.problems) == 1, told


def test_an_odd_rate_that_is_meant_is_taken():
    assert debts_of_text(_one(rate="3600", rate_checked="true"), "d.toml").all[0].rate.fraction == 36


def test_two_debts_of_one_name_are_refused():
    both = _one() + _one().split("[[debt]]")[1].join(["[[debt]]", ""])
    with pytest.raises(RecordError, match=r"d.toml, debt 'A': two debts have this name"):
        debts_of_text(both, "d.toml")
    debt = debts_of_text(_one(), "d.toml").all[0]
    with pytest.raises(RecordError, match="two debts"):
        Debts((debt, debt))


def test_all_faults_of_a_file_are_told_at_once():
    text = "name,principal,rate,instalments_left,as_of,currency\nA,x,9,3,2026-11-26,EUR\nB,1,9,3,2026-11-26,EURO\n"
    with pytest.raises(RecordError) as caught:
        debts_of_text(text, "d.csv")
    assert [problem.where for problem in caught.value.problems] == [
        "d.csv, line 2, field 'principal'", "d.csv, line 3, field 'currency'",
    ]  # fmt: skip


def test_a_row_that_does_not_fit_its_columns_is_told_and_not_cut():
    with pytest.raises(RecordError, match=r"a.csv, line 2: it has more cells than columns"):
        debts_of_text("name,principal\nA,1,000\n", "a.csv")
    with pytest.raises(RecordError, match=r"a.csv: this cannot be read"):
        debts_of_text('name,principal\nA,"1', "a.csv")


def test_a_file_that_is_no_text_is_told(tmp_path):
    for name in ("a.csv", "a.toml"):
        (tmp_path / name).write_bytes(b"\xff\xfe\x00")
        with pytest.raises(RecordError, match="this is no UTF-8 text"):
            read_debts(tmp_path / name)


@pytest.mark.parametrize(("name", "text"), [("a.toml", "= 1"), ("a.json", "{"), ("a.json", "[]")])
def test_a_broken_file_is_told_as_one(name, text):
    with pytest.raises(RecordError, match=name):
        debts_of_text(text, name)


def test_an_empty_file_and_a_missing_one_are_told(tmp_path):
    with pytest.raises(RecordError, match="'debt' is missing"):
        debts_of_text("", "a.toml")
    for name in ("no.toml", "no.csv"):
        with pytest.raises(RecordError, match="there is no such file"):
            read_debts(tmp_path / name)


def test_every_field_is_told_with_its_unit():
    unmeasured = [
        f"{table.name}.{field.name}"
        for table in tables().values()
        for field in table.fields.values()
        if field.type in ("money", "percent", "day", "count") and not field.measured
    ]
    assert unmeasured == []


def _day(text):
    return date.fromisoformat(text).toordinal()


def _one(**changes):
    fields = {"name": '"A"', "as_of": "2026-11-26", "currency": '"EUR"', "principal": "1000", "rate": "9.9",
              "instalments_left": "12", **changes}  # fmt: skip
    return "[[debt]]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items() if value is not None)


def test_a_debt_whose_day_has_come_or_that_was_called_in_is_late_as_a_whole():
    text = """
    as_of = 2026-04-01
    currency = "CNY"
    [[debt]]
    name = "Past"
    kind = "single"
    due = 2026-04-01
    principal = 100
    interest = 5
    rate = 0
    [[debt]]
    name = "To come"
    kind = "single"
    due = 2026-04-02
    principal = 100
    rate = 0
    [[debt]]
    name = "Called in"
    accelerated = true
    principal = 100
    arrears = 30
    rate = 0
    """
    past, coming, called = debts_of_text(text, "d.toml").all
    assert (past.arrears, coming.arrears, called.arrears) == (105_00, 0, 100_00)
    assert (past.late_already, coming.late_already, called.late_already) == (True, False, True)
    assert replace(past, arrears=0).late_already and not replace(past, arrears=0, principal=0, interest=0).late_already
