import json

import pytest

from forbear.audit.intake.base import Options
from forbear.audit.intake.mapping import read_mapping
from forbear.calendar import read_instant
from forbear.errors import RecordError
from tests.support.logs import Reading, write
from tests.support.one_database import connected

MAP = """
[columns]
at = "when"
channel = "how"
direction = "way"
collector = "agency"
person = "whom"
role = "role"
outcome = "result"
duration_s = "seconds"
[values.outcome]
"none" = "no_answer"
[collector]
kind = "third-party-collector"
[debt]
product = "credit_card"
"""
HEAD = "when,how,way,agency,whom,role,result,seconds"
ROW = "2026-03-01T10:00:00+08:00,call,outbound,A1,lin,debtor,none,0"
THIRD = "2026-03-01T11:00:00+08:00,call,outbound,A1,wei,friend,conversation,40"


@pytest.fixture
def options(tmp_path):
    (tmp_path / "columns.toml").write_text(MAP, encoding="utf-8")
    return Options(zone="Asia/Shanghai", mapping=read_mapping(str(tmp_path / "columns.toml")))


def table(tmp_path, options, text, name="log.csv", **more):
    return Reading(write(tmp_path / name, text), options, **more)


def csv(*rows, head=HEAD, end="\n"):
    return end.join([head, *rows, ""])


def test_a_row_is_a_contact_with_the_types_that_its_keys_have(tmp_path, options):
    event = table(tmp_path, options, csv(ROW)).row
    assert (event.at, event.kind, str(event.source)) == (
        read_instant("2026-03-01T10:00:00+08:00"), "contact", f"{tmp_path / 'log.csv'}:2",
    )  # fmt: skip
    assert event.facts == {
        "channel": "call",
        "direction": "outbound",
        "collector": "A1",
        "person": "lin",
        "role": "debtor",
        "outcome": "no_answer",
        "duration_s": 0,
        "debts": ("debt with A1",),
    }


def test_everybody_whom_the_rows_name_is_a_party_with_what_the_mapping_says(tmp_path, options):
    parties = table(tmp_path, options, csv(ROW, THIRD)).tally.parties
    assert parties.debtor == {"id": "lin"}
    assert parties.people == {"wei": {"id": "wei", "role": "friend"}}
    assert parties.collectors == {"A1": {"id": "A1", "kind": "third-party-collector"}}
    assert parties.debts == {"debt with A1": {"id": "debt with A1", "creditor": "A1", "product": "credit_card"}}


def json_lines(*rows):
    return "".join(json.dumps(dict(zip(HEAD.split(","), row.split(","), strict=True))) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log.csv", csv(ROW, THIRD)),
        ("log.csv", csv(ROW, THIRD, end="\r\n")),
        ("log.csv", "\ufeff" + csv(ROW, THIRD)),
        ("log.csv", "sep=,\n" + csv(ROW, THIRD)),
        ("log.csv", csv(ROW, "", THIRD)),
        ("log.csv.gz", csv(ROW, THIRD)),
        ("log.tsv", csv(ROW, THIRD).replace(",", "\t")),
        ("LOG.CSV", csv(ROW, THIRD).replace(",", ";")),
        ("log.jsonl", json_lines(ROW, THIRD)),
        ("log.jsonl.gz", json_lines(ROW, THIRD)),
        ("log.ndjson", "\n" + json_lines(ROW, THIRD)),
        ("log.json", json_lines(ROW, THIRD)),
    ],
)
def test_a_table_is_read_in_whatever_shape_it_comes(tmp_path, options, name, text):
    reading = table(tmp_path, options, text, name)
    assert [event.get("person") for event in reading.rows] == ["lin", "wei"]
    assert reading.rejected == []


def test_a_table_in_gb_18030_is_read_and_told(tmp_path, options):
    path = write(tmp_path / "log.csv", csv(ROW.replace("lin", "林晓雯"), THIRD).encode("gb18030"))
    reading = Reading(path, options)
    assert (reading.rows[0].get("person"), reading.warned) == ("林晓雯", ["encoding-guessed"])


def parquet(tmp_path, select, name="log.parquet"):
    path = tmp_path / name
    with connected() as db:
        db.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


SELECT = """
SELECT {time} AS "when", 'call' AS how, 'outbound' AS way, 7 AS agency, 'lin' AS whom, 'debtor' AS role,
       'none' AS result, {seconds} AS seconds
"""


@pytest.mark.parametrize(
    "time",
    ["TIMESTAMP '2026-03-01 10:00:00'", "TIMESTAMPTZ '2026-03-01 02:00:00+00'", "'2026-03-01T10:00:00+08:00'",
     "TIMESTAMP_NS '2026-03-01 10:00:00'", "TIMESTAMP_S '2026-03-01 10:00:00'"],
)  # fmt: skip
@pytest.mark.parametrize("seconds", ["3", "3.0::DOUBLE", "3::DECIMAL(9, 1)", "'3'"])
def test_a_parquet_file_is_read_whatever_its_types_are(tmp_path, options, time, seconds):
    event = Reading(parquet(tmp_path, SELECT.format(time=time, seconds=seconds)), options).row
    assert (event.at, event.get("duration_s"), event.get("collector"), event.source.row) == (
        read_instant("2026-03-01T10:00:00+08:00"), 3, "7", "1",
    )  # fmt: skip


def test_the_name_of_a_parquet_file_is_no_pattern(tmp_path, options):
    select = SELECT.format(time="'2026-03-01T10:00:00+08:00'", seconds=1)
    parquet(tmp_path, select, "log1.parquet")
    path = parquet(tmp_path, select, "log[1].parquet")
    assert len(Reading(path, options).rows) == 1
    path = parquet(tmp_path, select, "log*.parquet")
    assert len(Reading(path, options).rows) == 1


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + b"x" * 100, b"PAR1" + b"x" * 100 + b"PAR1", b"no table at all"])
def test_a_corrupt_parquet_file_is_told_in_a_sentence(tmp_path, options, data):
    with pytest.raises(RecordError, match=r"this Parquet file cannot be read\. .+\. Export it again"):
        Reading(write(tmp_path / "log.parquet", data), options)


def test_a_parquet_file_cut_in_half_is_told_in_a_sentence(tmp_path, options):
    path = parquet(tmp_path, SELECT.format(time="now()", seconds="range") + " FROM range(9999)")
    path.write_bytes(path.read_bytes()[:-4000] + path.read_bytes()[-2000:])
    with pytest.raises(RecordError, match="this Parquet file cannot be read"):
        Reading(path, options)


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (ROW.replace("2026-03-01T10:00:00+08:00", ""), "time-missing", "the time is missing"),
        (ROW.replace("2026-03-01T10:00:00+08:00", "noon"), "time-invalid", "the time 'noon' cannot be read"),
        (ROW.replace("2026", "1970"), "time-invalid", "cannot be that of a contact"),
        (ROW.replace("call", "cal"), "value-invalid", "Did you mean 'call'? Or say under [values]"),
        (ROW.replace("A1", ""), "key-missing", "the key 'collector' is missing"),
        (ROW.replace(",0", ",long"), "value-invalid", "'long' is not a whole number"),
        (ROW.replace(",0", ",1.5"), "value-invalid", "'1.5' is not a whole number"),
        (ROW + ",more", "csv", "the row has 9 cells and the header 8"),
        ("2026-03-01T10:00:00+08:00,call", "csv", "the row has 2 cells and the header 8"),
        (ROW.replace("lin", '"lin'), "csv", "cells and the header 8"),
        (ROW.replace("lin", '"' + "x" * 200_000 + '"'), "csv", "ield larger than field limit"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_line_and_the_rest_is_read(tmp_path, options, row, code, words):
    reading = table(tmp_path, options, csv(THIRD, row))
    (rejected,) = reading.rejected
    assert (len(reading.rows), reading.tally.rows, rejected.problem.code) == (1, 2, code)
    assert rejected.problem.where.startswith(f"{tmp_path / 'log.csv'}:3")
    assert words in str(rejected.problem)


def test_after_a_text_of_several_lines_rows_still_have_their_lines(tmp_path, options):
    text = csv(ROW.replace("lin", '"a\n\nb"'), THIRD, THIRD.replace("wei", "yan"))
    assert [event.source.row for event in table(tmp_path, options, text).rows] == ["2", "5", "6"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "this line is no JSON"),
        ('{"when": NaN}', "NaN is no number"),
        ("[1]", "this line is no JSON object"),
        ('"text"', "this line is no JSON object"),
        ("[" * 100_000, "this line is no JSON"),
        ('{"whom": "\\ud800"}', "this line is no JSON"),
    ],
)
def test_a_line_that_is_no_json_object_is_rejected_and_the_rest_is_read(tmp_path, options, line, words):
    reading = table(tmp_path, options, json_lines(ROW) + line + "\n" + json_lines(THIRD), "log.jsonl")
    assert len(reading.rows) == 2
    assert words in str(reading.rejected[0].problem)
    assert reading.rejected[0].problem.where == f"{tmp_path / 'log.jsonl'}:2"


def test_one_json_list_is_refused_with_what_to_do(tmp_path, options):
    with pytest.raises(RecordError, match=r"one JSON list, not one object a line\. Write each"):
        table(tmp_path, options, "[\n{}\n]\n", "log.json")


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl"])
def test_a_table_without_a_mapping_is_refused_with_the_ready_ones(tmp_path, options, name):
    with pytest.raises(RecordError, match=r"needs a mapping of its columns.*twilio-calls"):
        table(tmp_path, options, csv(ROW), name, mapping=None)


def test_a_mapping_that_names_a_missing_column_is_refused_before_any_row(tmp_path, options):
    with pytest.raises(RecordError, match=r"'whom' for 'person', which the table does not have\. Did you mean 'who'\?"):
        table(tmp_path, options, csv(ROW, head=HEAD.replace("whom", "who")))
    with pytest.raises(RecordError, match="'agency' for 'collector'"):
        Reading(parquet(tmp_path, "SELECT 1 AS x"), options)


def test_in_json_lines_a_column_that_no_row_has_is_told(tmp_path, options):
    lines = json_lines(ROW).replace('"result": "none", ', "")
    (warning,) = table(tmp_path, options, lines, "log.jsonl").tally.warnings
    assert "names the column 'result' for 'outcome', which the table does not have" in str(warning)


@pytest.mark.parametrize("text", [",,\n1,2,3\n", "\n\n"])
def test_a_table_without_a_header_or_without_anything_is_refused(tmp_path, options, text):
    with pytest.raises(RecordError, match=r"the table has no header line|the log is empty"):
        table(tmp_path, options, text)


OTHER = ROW.replace("lin", "he")


def test_a_table_about_several_debtors_is_refused_until_one_is_chosen(tmp_path, options):
    with pytest.raises(
        RecordError, match=r"about 2 debtors: he, lin\. An audit looks at one\. Choose one.*--debtor 'he'"
    ):
        table(tmp_path, options, csv(ROW, OTHER))
    reading = table(tmp_path, options, csv(ROW, OTHER), debtor="he")
    assert [event.get("person") for event in reading.rows] == ["he"]
    assert (reading.tally.ignored, reading.tally.parties.debtor) == ({"about another debtor": 1}, {"id": "he"})


def test_where_a_debtor_is_chosen_a_row_that_does_not_say_whose_it_is_is_rejected(tmp_path, options):
    reading = table(tmp_path, options, csv(ROW, THIRD), debtor="lin")
    assert (len(reading.rows), reading.codes) == (1, ["debtor-unknown"])


TWILIO = {
    "sid": "CA1", "account_sid": "AC1", "from": "+12025550100", "to": "+12025550123", "direction": "outbound-api",
    "status": "no-answer", "start_time": "2026-03-01T15:00:00Z", "end_time": "2026-03-01T15:00:20Z", "duration": "0",
    "answered_by": None,
}  # fmt: skip


def test_the_ready_map_for_calls_of_twilio_knows_who_is_the_debtor_on_a_call_that_came_in(tmp_path):
    back = {
        **TWILIO,
        "from": TWILIO["to"],
        "to": TWILIO["from"],
        "direction": "inbound",
        "status": "completed",
        "duration": "61",
    }
    path = write(tmp_path / "calls.json.gz", "".join(json.dumps(row) + "\n" for row in (TWILIO, back)))
    out, into = Reading(path, Options(zone="America/New_York", mapping=read_mapping("twilio-calls"))).rows
    shared = {"channel": "call", "collector": "AC1", "person": "+12025550123", "address": "+12025550123",
              "from_number": "+12025550100", "role": "debtor", "debts": ("debt with AC1",)}  # fmt: skip
    assert out.facts == {**shared, "direction": "outbound", "outcome": "no_answer", "duration_s": 0}
    assert into.facts == {**shared, "direction": "inbound", "outcome": "conversation", "duration_s": 61}
    assert out.at == read_instant("2026-03-01T15:00:00Z")


def test_the_ready_map_for_messages_of_twilio(tmp_path):
    row = {"sid": "SM1", "account_sid": "AC1", "from": "+12025550100", "to": "+12025550123", "body": "hi",
           "direction": "outbound-api", "status": "undelivered", "date_sent": "2026-03-01T15:00:00Z",
           "num_segments": "1", "error_code": 30003}  # fmt: skip
    path = write(tmp_path / "messages.json", json.dumps(row) + "\n")
    event = Reading(path, Options(mapping=read_mapping("twilio-messages"))).row
    assert [event.get(key) for key in ("channel", "outcome", "person", "direction")] == [
        "sms", "bounced", "+12025550123", "outbound",
    ]  # fmt: skip


COLLECTIONONE = "case_id,collector_id,contact_person_id,channel,direction,call_duration,contact_result,contacted_at"


def test_the_ready_map_for_collectionone_does_not_know_whom_a_contact_reached_unless_the_table_was_joined(tmp_path):
    row = "C9,7,31,phone,outbound,0,not_connected,2026-03-01 10:00:00"
    options = Options(zone="Asia/Shanghai", mapping=read_mapping("collectionone"))
    alone = Reading(write(tmp_path / "alone.csv", f"{COLLECTIONONE}\n{row}\n"), options)
    assert (alone.row.get("role"), "role" in alone.row.facts, alone.row.get("collector")) == (None, True, "7")
    joined = f"{COLLECTIONONE},relation,agency_id\n{row},本人,A1\n{row.replace('31', '32')},同事,A1\n"
    reading = Reading(write(tmp_path / "joined.csv", joined), options)
    assert [(event.get("role"), event.get("person"), event.get("collector")) for event in reading.rows] == [
        ("debtor", "C9", "A1"),
        ("colleague", "32", "A1"),
    ]
    assert reading.tally.parties.debtor == {"id": "C9"}
