import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from forbear.plan.debts import Debts
from forbear.plan.strategies import follow, named
from forbear.report.plan_export import calendar, main_units, record, schedule_csv
from forbear.report.words import Words
from tests.support.plan_fixture import good, plans, short, stopped


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_calendar_has_an_event_for_each_payment_on_its_day(lang):
    plan = plans()["one_platform"]
    lines = unfolded(calendar(plan, Words(lang)))
    days = [line.partition(":")[2] for line in lines if line.startswith("DTSTART")]
    assert len(days) == len(plan.payments) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
    assert days[0] == "20260414"
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]


def test_lines_of_the_calendar_hold_at_most_75_bytes_and_end_as_the_standard_has_it():
    text = calendar(plans()["pro_rata"], Words("zh"))
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")


def test_every_event_has_a_name_of_its_own_and_the_same_plan_gives_the_same_file():
    text = calendar(plans()["pro_rata"], Words("en"))
    names = [line for line in unfolded(text) if line.startswith("UID")]
    assert len(names) == len(set(names)) and text == calendar(plans()["pro_rata"], Words("en"))


def test_commas_and_line_ends_in_names_are_escaped():
    plan = plans()["one_platform"]
    first, *rest = plan.schedule.debts.all
    debts = Debts((replace(first, name="A, B; C\nEND:VCALENDAR"), *rest))
    text = calendar(follow(debts, plan.means, named("one_platform")), Words("en"))
    assert "A\\, B\\; C\\nEND:VCALENDAR" in text.replace("\r\n ", "")
    assert unfolded(text).count("END:VCALENDAR") == 1


def test_the_last_day_of_an_offer_that_is_not_taken_stands_in_the_calendar():
    assert "Last day of the offer of Yueguang Loans" in "\n".join(unfolded(calendar(plans()["pro_rata"], Words("en"))))
    assert "Last day" not in "\n".join(unfolded(calendar(plans()["one_platform"], Words("en"))))


def test_the_calendar_of_a_plan_that_does_not_end_stops_after_a_year():
    days = [line for line in unfolded(calendar(stopped().followed, Words("en"))) if line.startswith("DTSTART")]
    assert days and max(day.partition(":")[2] for day in days) <= "20270401"


def test_every_row_of_the_table_foots_and_the_rows_add_up_to_the_plan():
    plan = plans()["one_platform"]
    rows = list(csv.DictReader(io.StringIO(schedule_csv(plan.schedule))))
    for row in rows:
        amount = {name: Decimal(row[name]) for name in ("opening", "interest", "fees", "paid", "waived", "closing")}
        grown = amount["opening"] + amount["interest"] + amount["fees"]
        assert grown - amount["paid"] - amount["waived"] == amount["closing"]
    assert sum(Decimal(row["paid"]) for row in rows) == Decimal(plan.paid) / 100


def test_no_name_becomes_a_formula_in_a_spreadsheet():
    plan = plans()["one_platform"]
    first, *rest = plan.schedule.debts.all
    debts = Debts((replace(first, name="=1+1"), *rest))
    rows = csv.DictReader(io.StringIO(schedule_csv(follow(debts, plan.means, named("one_platform")).schedule)))
    assert "'=1+1" in {row["debt"] for row in rows}


def test_amounts_for_programs_are_exact_in_every_currency():
    assert [main_units(5, "CNY"), main_units(-1234, "CNY"), main_units(700, "JPY"), main_units(1, "KWD")] == [
        "0.05", "-12.34", "700", "0.001"
    ]  # fmt: skip


def test_the_record_of_a_plan_has_texts_for_amounts_and_no_floats():
    text = json.dumps(record(good(), "en"))
    found = json.loads(text, parse_float=lambda value: pytest.fail(f"a float: {value}"))
    assert found["plan"]["free_on"] == "2027-07-08" and found["plan"]["paid"] == "56343.94"
    assert len(found["compared"]) == 6 and found["smallest_changes"] is None


def test_the_record_of_a_plan_that_does_not_end_holds_no_day_of_an_end_and_no_total():
    found = record(stopped(), "en")
    assert found["feasible"] is False and set(found["plan"]) == {"strategy", "keep", "feasible"}
    assert {one["closed_on"] for one in found["platforms"]} == {None} and found["payments"] == []
    assert found["smallest_changes"]["extra_to_miss_nothing"] == main_units(short().extra.amount, "CNY")
