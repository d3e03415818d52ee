"""The UK Standard Financial Statement: read from JSON and XML, reckoned again, and written in both."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from forbear.errors import RecordError
from forbear.plan.budget import Budget, Line
from forbear.plan.budgets import budget_of, read_budget
from forbear.plan.reading import parse
from forbear.plan.statement import categories, is_statement, read_statement, statement_of
from forbear.plan.statement_written import can_be_written, full_path, paths, reckoned_record, record_of, written
from forbear.plan.statement_xml import tables_of_xml, xml_of

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
        "debt-admin-fee": {"monthly-amount": 4, "notes": ""},
        "priority-debts": [{"creditor": "A", "amount-owed": 500, "repayment-offer": 30}],
        "non-priority-debts": [{"creditor": "B", "amount-owed": 1250}],
        "total-priority-debts": 500,
        "total-non-priority-debts": 1200,
        "total-available-for-priority-debts": 859.17,
        "total-available-for-non-priority-debts": 829.17,
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
    assert (budget.total("income"), budget.total("fixed"), budget.total("flexible")) == (161_317, 73_600, 1_500)
    assert budget.left == 161_317 - 74_700 - 1_000 - 400 - 3_000
    assert budget.left == statement["total-available-for-non-priority-debts"].reckoned
    assert [line.name for line in budget.lines if line.kind == "priority_debt"] == ["A"]
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
    assert again["debts"]["total-available-for-priority-debts"] == Decimal("852.17")
    fixed = again["monthly-outgoings"]["fixed-costs"]
    assert fixed["pensions-insurance"]["total-pensions-insurances"] == Decimal("20.00")
    assert again["debts"]["priority-debts"] == ENTRY["debts"]["priority-debts"]
    assert ENTRY["monthly-outgoings"]["total-monthly-outgoings"] == 740


def test_a_budget_with_the_statements_paths_is_written_as_one_and_read_back():
    lines = (
        Line("Pay", "income", 400_00, "week", "earnings/client-salary-or-wages"),
        Line("Gas", "fixed", 30_00, category="fixed-costs/utilities/gas", notes="winter"),
        Line("Life", "fixed", 20_00, category="monthly-outgoings/fixed-costs/pensions-insurance/life-insurance"),
    )
    budget = Budget("GBP", (*lines, Line("Council tax arrears", "priority_debt", 12_00)), reserve=5_00)
    assert can_be_written(budget) and not can_be_written(Budget("GBP", (Line("Pay", "income", 1),)))
    record = record_of(budget)
    assert record["overview"]["total-available-for-priority-debts"] == Decimal("1678.33")
    assert record["overview"]["total-available-for-non-priority-debts"] == Decimal("1666.33")
    assert record["monthly-outgoings"]["fixed-costs"]["pensions-insurance"]["total-pensions-insurances"] == 20
    read = statement_of(record, "again")
    assert read.misfits == () and read.budget().left == budget.left == 1_666_33
    assert set(record["monthly-outgoings"]["fixed-costs"]) == {*categories()["fixed-costs"], "total-fixed-costs"}


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


def test_xml_is_read_to_the_same_tables_and_written_with_two_decimals():
    record = reckoned_record(entry())
    text = xml_of(record)
    assert "<total-pensions-insurances>20.00</total-pensions-insurances>" in text and "<pensions-insurances>" in text
    assert text.count("<other-essential-costs>") == 2 and "<other-dependents>1</other-dependents>" in text
    read = tables_of_xml(text, "s.xml")
    assert list(read["monthly-outgoings"]["fixed-costs"]) == list(record["monthly-outgoings"]["fixed-costs"])
    assert statement_of(read, "s.xml").budget() == statement_of(record, "s").budget()
    assert statement_of(read, "s.xml").misfits == () and read["debts"]["priority-debts"][0]["creditor"] == "A"


def test_what_is_written_in_both_forms_reads_as_the_same_statement(tmp_path):
    found = []
    for name, text in written(reckoned_record(entry())).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        found.append(read_budget(tmp_path / name))
    assert found[0].budget == found[1].budget == entry().budget()
    assert found[0].misfits == found[1].misfits == ()


def test_notes_and_names_with_signs_of_xml_come_back_as_they_were():
    record = {**ENTRY, "client-name": "A & B <C>", "additional-notes": ["one", "two"]}
    assert tables_of_xml(xml_of(record), "s.xml")["client-name"] == "A & B <C>"
    assert tables_of_xml(xml_of(record), "s.xml")["additional-notes"] == ["one", "two"]


def test_a_statement_is_known_by_its_parts_wherever_a_budget_is_read():
    assert is_statement(ENTRY) and not is_statement({"line": []})
    read = budget_of(parse(json.dumps(ENTRY), "s.json"), "s.json")
    assert read.budget == entry().budget() and read.misfits == entry().misfits and read.statement == entry()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<root><monthly-income>", "s.xml: this cannot be read: no element found"),
        ('<!DOCTYPE r [<!ENTITY a "b">]><root>&a;</root>', "s.xml: it declares its own entities"),
    ],
)
def test_xml_that_cannot_be_read_is_refused_with_a_sentence(text, told):
    with pytest.raises(RecordError, match=told):
        tables_of_xml(text, "s.xml")


def test_a_line_below_nought_is_refused_and_a_total_may_be():
    broken = json.loads(json.dumps(ENTRY))
    broken["monthly-outgoings"]["flexible-costs"]["personal"]["toiletries"]["monthly-amount"] = -15
    with pytest.raises(RecordError, match=r"personal/toiletries: -15 is below nought. A line has no sign. Write it"):
        entry(broken)
    broken = json.loads(json.dumps(ENTRY))
    broken["debts"]["total-available-for-priority-debts"] = -5
    assert entry(broken)["total-available-for-priority-debts"].printed == -500
