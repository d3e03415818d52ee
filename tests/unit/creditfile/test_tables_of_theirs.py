"""CSV, JSON Lines and Parquet by a mapping: every row is taken, repeated or kept aside, and says whence it came."""

import gzip
from datetime import UTC, date, datetime
from hashlib import sha256

import duckdb
import pytest

from forbear.errors import InputError

MAP = """
[file]
currency = "CNY"
offset = "+08:00"
[application.columns]
application = "no"
applied_on = "when"
applied_at = "when"
amount = "sum"
subject = "who"
outcome = "result"
[application.optional]
consent = "consent"
[application.values.outcome]
"OK" = "approved"
"NO" = "refused"
"""
HEAD = "no,when,sum,who,result\n"
ROW = "1,2026-01-05T23:30:00,1000.50,P1,OK\n"


def at(*parts):
    """An instant as the store gives it: UTC, without an offset."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def aside(store):
    return {line: (reasons, text) for line, reasons, text in store.rows('SELECT line, reasons, "text" FROM rejected')}


def test_a_row_of_csv_has_its_cells_its_line_and_whence_it_came(take, store):
    taken = take("one.csv", HEAD + ROW, mapping=MAP)
    assert (taken.lines, taken.rows, taken.rejected) == (1, {"application": 1}, 0)
    (row,) = store.as_known("application")
    assert (row["applied_on"], row["amount"], row["currency"]) == (date(2026, 1, 5), 100_050, "CNY")
    assert row["applied_at"] == at(2026, 1, 5, 15, 30), "UTC"
    assert (row["lender"], row["line"], row["licence"], row["correction"]) == ("Qinghe", 2, "contract 7", False)
    assert row["file"] == sha256((HEAD + ROW).encode()).hexdigest()
    assert row["received"] == at(2026, 3, 1)


def test_lines_are_counted_as_an_editor_counts_them_also_across_quoted_line_ends_and_blank_lines(take, store):
    when = "2026-01-05T10:00:00"
    text = HEAD + f'1,{when},1,"P\n""1""",OK\n\n2,{when},1,"P\r\n2",OK\n3,{when}\n4,2026-13-05,1,P4,OK\n'
    take("one.csv", text, mapping=MAP)
    assert {row["subject"] for row in store.as_known("application")} == {'P\n"1"', "P\r\n2"}
    assert {row["application"]: row["line"] for row in store.as_known("application")} == {"1": 2, "2": 5}
    found = aside(store)
    assert found[7] == (["it has 2 cells, the header 5"], f"3,{when}")
    assert found[8][0] == [
        "application.applied_at: 2026-13-05 is no instant with an offset",
        "application.applied_on: 2026-13-05 is no day",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row, reason",
    [
        ("1,2026-01-05T10:00:00,1.005,P,OK", "application.amount: 1.005 has more decimals than CNY"),
        ('1,2026-01-05T10:00:00,"1,000",P,OK', "application.amount: 1,000 is no number that is read here"),
        ("1,2026-01-05T10:00:00,1e5,P,OK", "application.amount: 1e5 is no number that is read here"),
        ("1,2026-01-05T10:00:00,1,P,MAYBE", "application.outcome: MAYBE is no value of it"),
        (",2026-01-05T10:00:00,1,P,OK", "application.application is missing"),
        ("1,2026-02-30T10:00:00,1,P,OK", "application.applied_on: 2026-02-30T10:00:00 is no day"),
        ("1,2206-01-30T10:00:00,1,P,OK", "application.applied_on: 2206-01-30T10:00:00 is no day"),
        (f"1,2026-01-05T10:00:00,1,{'P' * 501},OK", "is longer than 500 letters"),
    ],
)
def test_a_cell_that_cannot_be_read_keeps_its_row_aside_and_the_others_are_taken(take, store, row, reason):
    taken = take("one.csv", f"{HEAD}{row}\n9,2026-01-05T10:00:00,1,P,OK\n", mapping=MAP)
    assert (taken.rejected, taken.rows["application"]) == (1, 1)
    reasons, text = aside(store)[2]
    assert any(reason in one for one in reasons)
    assert ('"no"' in text and "2026" in text) or "2206" in text


def test_json_lines_are_read_by_name_and_by_path_and_numbers_stay_exact(take, store):
    mapping = MAP.replace('"sum"', '"$.loan.sum"')
    good = '{"no": 7, "when": "2026-01-05T10:00:00Z", "loan": {"sum": 12345678901.10}, "who": "P", "result": "OK"}'
    taken = take("one.jsonl", f"{good}\n\nno json\n[1]\n", mapping=mapping)
    assert (taken.lines, taken.rejected) == (3, 2)
    (row,) = store.as_known("application")
    assert (row["application"], row["amount"], row["line"]) == ("7", 1_234_567_890_110, 1)
    assert aside(store) == {3: (["it is no JSON object"], "no json"), 4: (["it is no JSON object"], "[1]")}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_json_lines_may_end_as_on_any_system_also_in_one_file(take, store, ends):
    one = '{"no": NUMBER, "when": "2026-01-05T10:00:00Z", "sum": 1, "who": "a, \\"b\\"", "result": "OK"}'
    take("one.jsonl", one.replace("NUMBER", "1") + ends + one.replace("NUMBER", "2") + "\n", mapping=MAP)
    assert {row["application"]: row["line"] for row in store.as_known("application")} == {"1": 1, "2": 2}
    assert {row["subject"] for row in store.as_known("application")} == {'a, "b"'}


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_a_table_in_another_encoding_is_read_where_the_mapping_says_so(take, store, encoding):
    text = HEAD + ROW.replace("P1", "测试甲")
    take("one.csv", text.encode(encoding), mapping=MAP.replace("[file]", f'[file]\nencoding = "{encoding}"'))
    assert [row["subject"] for row in store.as_known("application")] == ["测试甲"]
    with pytest.raises(InputError, match="not written in the encoding"):
        take("two.csv", text.encode(encoding), mapping=MAP)


def test_a_gzipped_table_gives_what_the_table_gives(take, store):
    take("one.csv.gz", gzip.compress((HEAD + ROW).encode()), mapping=MAP)
    assert [row["application"] for row in store.as_known("application")] == ["1"]


def test_parquet_is_read_with_its_types(take, store, tmp_path):
    cells = "1 AS no, TIMESTAMP '2026-01-05 23:30:00' AS \"when\", 1000.50::DECIMAL(9,2) AS sum, 'P1' AS who"
    query = f"SELECT {cells}, 'OK' AS result"
    duckdb.sql(query).write_parquet(str(tmp_path / "one.parquet"))
    take("one.parquet", None, mapping=MAP)
    (row,) = store.as_known("application")
    assert (row["amount"], row["applied_at"], row["line"]) == (100_050, at(2026, 1, 5, 15, 30), 1)


def test_rows_of_one_delivery_that_contradict_each_other_are_all_kept_aside(take, store):
    rows = ["1,2026-01-05T10:00:00,1,P,OK", "1,2026-01-05T10:00:00,2,P,OK", "2,2026-01-05T10:00:00,1,P,OK"]
    taken = take("one.csv", HEAD + "\n".join(rows) + "\n", mapping=MAP)
    assert (taken.rejected, taken.rows["application"]) == (2, 1)
    assert aside(store)[2][0] == ["application: lines 2, 3 contradict each other"]


def test_a_row_that_stands_twice_in_a_delivery_counts_once_and_is_told(take, store):
    taken = take("one.csv", HEAD + ROW + ROW, mapping=MAP)
    assert (taken.repeated, taken.rejected, taken.rows["application"]) == (1, 0, 1)


def test_without_a_licence_every_row_needs_the_consent_of_the_person(take, store):
    with pytest.raises(InputError, match="neither a licence nor the consent"):
        take("one.csv", HEAD + ROW, mapping=MAP.replace('consent = "consent"', ""), licence="")
    rows = "1,2026-01-05T10:00:00,1,P,OK,form 9\n2,2026-01-05T10:00:00,1,P,OK,\n"
    taken = take("two.csv", HEAD.strip() + ",consent\n" + rows, mapping=MAP, licence="")
    assert (taken.rows["application"], taken.rejected) == (1, 1)
    assert store.as_known("application")[0]["consent"] == "form 9"


def test_one_file_may_hold_applications_and_inquiries_and_each_goes_to_its_table(take, store):
    mapping = """
[application.columns]
application = "no"
applied_on = "on"
[application.only]
kind = ["A"]
[inquiry.columns]
inquiry = "no"
inquired_on = "on"
[inquiry.constants]
kind = "review"
[inquiry.only]
kind = "I"
"""
    taken = take("one.csv", "kind,no,on\nA,1,2026-01-05\nI,1,2026-01-06\nI,2,2026-01-06\n", mapping=mapping)
    assert taken.rows == {"application": 1, "inquiry": 2}


def test_days_are_read_by_the_pattern_of_the_mapping(take, store):
    columns = '[inquiry.columns]\ninquiry = "no"\ninquired_on = "on"\n[inquiry.constants]\nkind = "own"\n'
    mapping = f'[file]\ndates = "%d/%m/%Y"\n{columns}'
    taken = take("one.csv", "no,on\n1,05/01/2026\n2,2026-01-05\n", mapping=mapping)
    assert (store.as_known("inquiry")[0]["inquired_on"], taken.rejected) == (date(2026, 1, 5), 1)


def test_where_no_row_can_be_taken_the_delivery_is_refused_and_may_come_again(take, store):
    with pytest.raises(InputError, match="no row of it can be taken in") as caught:
        take("one.csv", HEAD + "1,5 Jan,1,P,OK\n", mapping=MAP)
    assert "line 2" in str(caught.value)
    assert store.rows("SELECT count(*) FROM delivery") == store.rows("SELECT count(*) FROM rejected") == [(0,)]


def test_the_same_file_again_changes_nothing_and_says_so(take, store):
    take("one.csv", HEAD + ROW, mapping=MAP)
    before = store.as_known("application")
    again = take("copy.csv", HEAD + ROW, mapping=MAP, at=datetime(2026, 4, 1, tzinfo=UTC))
    assert again.again and again.rows == {}
    assert store.as_known("application") == before
    assert store.rows("SELECT count(*) FROM arrival") == [(2,)]


def test_a_file_read_again_by_a_mended_mapping_counts_as_last_read_and_nothing_is_lost(take, store):
    take("one.csv", HEAD + ROW, mapping=MAP.replace('"approved"', '"refused"'))
    take("one.csv", HEAD + ROW, mapping=MAP)
    assert [row["outcome"] for row in store.as_known("application")] == ["approved"]
    assert store.rows("SELECT count(*) FROM application_rows") == [(2,)]


@pytest.mark.parametrize(
    "name, text, reason",
    [
        ("one.csv", b"no,when\n\xff\xfe,1\n", "not written in the encoding"),
        ("one.csv", b"a,a\n1,2\n", "no sound header line"),
        ("one.csv", b"", "no sound header line"),
        ("one.csv", b'no,when,sum,who,result\n1,"2', "it cannot be read"),
        ("one.csv", HEAD.encode() + b"1,2026-01-05,1," + b"P" * 200_000 + b",OK\n", "ield larger than field limit"),
        ("one.csv.gz", b"\x1f\x8b broken", "it cannot be read"),
        ("one.parquet", b"PAR1 not really", "it cannot be read"),
        ("one.xlsx", b"PK", "no table ends like that"),
        ("one.csv", b"number,when,sum,who,result\n1,2,3,4,5\n", "'no' for 'application.application'"),
        ("one.csv", HEAD.encode() + b"1" * 1_100_000, "ine 2 has more than 1000000 letters"),
        ("one.csv", b"1," * 600_000, "ine 1 has more than 1000000 letters"),
        ("one.jsonl", b'{"no": 1}\n', "names the column 'when'"),
        ("one.jsonl", b'{"no": "' + b"1" * 1_000_001 + b'"}\n', "ine 1 has more than 1000000 letters"),
        ("one.jsonl", b'{"no": "\xff"}\n', "not written in the encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole_with_the_reason(take, store, name, text, reason):
    with pytest.raises(InputError, match=reason):
        take(name, text, mapping=MAP)
    assert store.rows("SELECT count(*) FROM delivery") == [(0,)]
