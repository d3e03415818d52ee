from importlib.resources import files

import pytest

from forbear.audit.intake.mapping import READY, read_mapping
from forbear.calendar import read_instant
from forbear.errors import RecordError


def mapping(tmp_path, text):
    path = tmp_path / "columns.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(str(path))


def at(tmp_path, raw, time="", zone=None):
    """The instant of one cell, as microseconds."""
    columns = mapping(tmp_path, f'[columns]\nat = "when"\n[time]\n{time}\n')
    return read_instant(columns.record({"when": raw}, zone, "t.csv:2")["at"].isoformat())


def test_every_ready_map_is_sound_and_named():
    folder = files("forbear").joinpath("audit/intake/maps")
    assert sorted(READY) == sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())
    assert [read_mapping(name).name for name in READY] == list(READY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns", "this is no TOML"),
        ('[colums]\nat = "a"', "unknown table [colums]. Did you mean 'columns'?"),
        ("columns = 1", "'columns' is no table"),
        ("[columns]\nat = 1", "1 is no name of a column"),
        ('[columns]\nat = ""', "'' is no name of a column"),
        ('[columns]\nchannel = "c"', "no column is named for 'at'"),
        ('[columns]\nat = "a"\nchanel = "c"', "[columns] 'chanel' is no key of a contact. Did you mean 'channel'?"),
        ('[columns]\nat = "a"\n[constants]\nroll = "debtor"', "'roll' is no key of a contact. Did you mean 'role'?"),
        (
            '[columns]\nat = "a"\n[constants]\nrole = "debtr"',
            "'debtr' is not a value of 'role'. Did you mean 'debtor'?",
        ),
        ('[columns]\nat = "a"\n[values]\noutcome = 1', "[values] 'outcome' is no table"),
        ('[columns]\nat = "a"\n[values.outcome]\nx = "noanswer"', "Did you mean 'no_answer'?"),
        ('[columns]\nat = "a"\n[time]\nzon = "UTC"', "[time] 'zon' is not read. Did you mean 'zone'?"),
        ('[columns]\nat = "a"\n[time]\nzone = "Asia/Shangai"', "Did you mean 'Asia/Shanghai'?"),
        ('[columns]\nat = "a"\n[time]\nformat = "epoch"', "holds no hour. Did you mean 'epoch_s'?"),
        ('[columns]\nat = "a"\n[time]\nformat = "%d/%m/%Y"', "holds no hour"),
        ('[columns]\nat = "a"\n[time]\nformat = "%H %Q"', "is no pattern of times"),
        ('[columns]\nat = "a"\n[time]\nformat = "%H %H"', "is no pattern of times"),
        ('[columns]\nat = "a"\n[time]\nformat = "%H %"', "is no pattern of times"),
        ('[columns]\nat = "a"\n[collector]\nkind = "agency"', "'agency' is not a value of 'collector_kind'"),
        ('[columns]\nat = "a"\n[debtor]\nzone = "UTC"', "unknown key 'zone'. Did you mean 'zones'?"),
    ],
)
def test_a_faulty_mapping_is_refused_in_words_that_name_the_fault(tmp_path, text, words):
    with pytest.raises(RecordError) as caught:
        mapping(tmp_path, text)
    assert words in str(caught.value)


def test_all_faults_of_a_mapping_are_told_at_once(tmp_path):
    text = '[columns]\nat = "a"\nchanel = "c"\n[constants]\nrole = "x"\n[time]\nzone = "x"\n'
    with pytest.raises(RecordError) as caught:
        mapping(tmp_path, text)
    assert len(caught.value.problems) == 3


def test_a_mapping_that_does_not_exist_gets_the_nearest_ready_one():
    with pytest.raises(RecordError, match=r"no such mapping file\. Did you mean 'twilio-calls'\?"):
        read_mapping("twilo-calls")


NOON = "2026-03-01T12:00:00+08:00"


@pytest.mark.parametrize(
    ("raw", "time", "zone"),
    [
        ("2026-03-01T12:00:00+08:00", "", None),
        ("2026-03-01T04:00:00Z", "", None),
        (" 2026-03-01 12:00:00 ", "", "Asia/Shanghai"),
        ("2026-03-01 12:00", 'zone = "Asia/Shanghai"', None),
        ("2026-03-01 12:00", 'zone = "Asia/Shanghai"', "America/New_York"),
        ("1772337600", 'format = "epoch_s"', None),
        (1772337600, 'format = "epoch_s"', None),
        (1772337600.0, 'format = "epoch_s"', None),
        ("1772337600000", 'format = "epoch_ms"', None),
        ("01/03/2026 12:00", 'format = "%d/%m/%Y %H:%M"', "Asia/Shanghai"),
        ("03/01/2026 12:00 PM", 'format = "%m/%d/%Y %I:%M %p"', "Asia/Shanghai"),
        ("Sun, 01 Mar 2026 04:00:00 +0000", 'format = "%a, %d %b %Y %H:%M:%S %z"', None),
    ],
)
def test_a_time_is_read_as_the_mapping_says(tmp_path, raw, time, zone):
    assert at(tmp_path, raw, time, zone) == read_instant(NOON)


def test_the_day_may_stand_in_a_column_of_its_own(tmp_path):
    columns = mapping(tmp_path, '[columns]\nat = "Time"\n[time]\nday = "Date"\nzone = "Asia/Shanghai"\n')
    record = columns.record({"Date": "2026-03-01", "Time": "12:00:00"}, None, "t.csv:2")
    assert record["at"].isoformat() == NOON
    assert [problem.code for problem in columns.faults(["Time"], "t.csv")] == ["column-missing"]


@pytest.mark.parametrize(
    ("raw", "time", "words"),
    [
        ("2026-03-01", "", "it is a date without a time of day"),
        ("2026-03-01 12:00", "", "has no offset and no zone was given"),
        ("soon", "", "Invalid isoformat string"),
        ("1772337600x", 'format = "epoch_s"', "cannot be read"),
        ("nan", 'format = "epoch_s"', "cannot be read"),
        ("-1", 'format = "epoch_s"', "no number of the time since 1970"),
        ("1e999999999", 'format = "epoch_s"', "no number of the time since 1970"),
        ("99999999999999", 'format = "epoch_s"', "cannot be read"),
        ("31/02/2026 12:00", 'format = "%d/%m/%Y %H:%M"', "day is out of range for month"),
    ],
)
def test_a_time_that_cannot_be_read_is_told_with_its_place(tmp_path, raw, time, words):
    with pytest.raises(RecordError) as caught:
        at(tmp_path, raw, time)
    (problem,) = caught.value.problems
    assert (problem.where, words.lower() in str(problem).lower()) == ("t.csv:2", True)


def test_words_of_the_table_become_words_of_the_vocabulary(tmp_path):
    columns = mapping(
        tmp_path,
        '[columns]\nat = "t"\noutcome = "o"\n[values.outcome]\n"keine Antwort" = "no_answer"\ntrue = "conversation"\n',
    )
    read = [columns.record({"o": raw}, None, "").get("outcome") for raw in ("keine Antwort", " busy ", True, "", None)]
    assert read == ["no_answer", "busy", "conversation", None, None]


def test_an_inbound_contact_may_have_its_keys_in_other_columns(tmp_path):
    text = '[columns]\nat = "t"\ndirection = "d"\nperson = "to"\n[inbound]\nperson = "from"\n'
    columns = mapping(tmp_path, text)
    row = {"to": "A", "from": "B"}
    assert columns.record({**row, "d": "outbound"}, None, "")["person"] == "A"
    assert columns.record({**row, "d": "inbound"}, None, "")["person"] == "B"
    assert "person" not in columns.record({"to": "A", "from": "", "d": "inbound"}, None, "")


def test_an_optional_column_counts_where_the_table_has_it(tmp_path):
    columns = mapping(tmp_path, '[columns]\nat = "t"\ncollector = "c"\n[optional]\ncollector = "agency"\n')
    assert columns.record({"c": "K1", "agency": "A1"}, None, "")["collector"] == "A1"
    assert columns.record({"c": "K1"}, None, "")["collector"] == "K1"
    assert columns.faults(["t", "c"], "") == []


def test_missing_and_doubled_columns_are_told_together_with_the_nearest_name(tmp_path):
    columns = mapping(tmp_path, '[columns]\nat = "contacted_at"\nchannel = "channel"\noutcome = "result"\n')
    told = [str(problem) for problem in columns.faults(["contacted", "channel", "channel"], "t.csv")]
    assert "'contacted_at' for 'at', which the table does not have. Did you mean 'contacted'?" in told[0]
    assert "'channel' for 'channel', which the table has twice" in told[1]
    assert "Its columns: contacted, channel, channel" in told[2]
