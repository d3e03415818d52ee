"""Entries of blacklists, applications and inquiries: each in a table of its own, with the reason and the way out."""

from datetime import date

import pytest

MAP = """
[file]
currency = "CNY"
[list_entry.columns]
entry = "no"
list = "list"
reason = "why"
listed_on = "on"
expires_on = "until"
leave_by = "exit"
matched_by = "by"
id_number = "id"
phone = "phone"
[list_entry.constants]
id_type = "cn.ric"
"""
HEAD = "no,list,why,on,until,exit,by,id,phone\n"


def test_an_entry_of_a_list_keeps_its_reason_its_end_and_how_to_leave_it(take, store):
    take(
        "one.csv",
        HEAD + "1,court,not paid,2025-01-01,2027-01-01,pay and ask the court,id,11010519491231002X,\n",
        mapping=MAP,
    )
    (row,) = store.as_known("list_entry")
    assert (row["reason"], row["expires_on"], row["leave_by"]) == (
        "not paid",
        date(2027, 1, 1),
        "pay and ask the court",
    )
    assert (row["matched_by"], row["line"], row["lender"]) == ("id", 2, "Qinghe")


@pytest.mark.parametrize(
    "row, reason",
    [
        ("1,court,,2025-01-01,,,id,,", "list_entry.reason is missing"),
        ("1,court,not paid,2025-01-01,,,,,", "list_entry.matched_by is missing"),
        ("1,court,not paid,2025-01-01,2024-01-01,,id,,", "list_entry: it ends before it began"),
        ("1,court,not paid,2025-01-01,,,face,,", "list_entry.matched_by: face is no value of it"),
    ],
)
def test_an_entry_without_a_reason_or_a_sound_key_and_span_is_kept_aside(take, store, row, reason):
    good = "2,court,not paid,2025-01-01,,,phone,,tel-1\n"
    assert take("one.csv", f"{HEAD}{row}\n{good}", mapping=MAP).rejected == 1
    assert store.rows("SELECT reasons FROM rejected") == [([reason],)]
    assert [one["matched_by"] for one in store.as_known("list_entry")] == ["phone"], "what was found by, is kept"


def test_an_impossible_number_on_a_list_is_marked_too(take, store):
    assert take("one.csv", HEAD + "1,court,not paid,2025-01-01,,,id,123,\n", mapping=MAP).doubts == 1
    assert store.rows('SELECT "table", code FROM doubt') == [("list_entry", "id-impossible")]
