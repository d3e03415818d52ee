import json
from dataclasses import replace

import pytest

from forbear.audit.assemble import Log, assemble
from forbear.audit.intake.base import Options
from forbear.audit.intake.mapping import read_mapping
from forbear.audit.marks import Collector, Marks, Owner
from forbear.calendar import read_instant
from forbear.errors import RecordError
from tests.support.logs import AGENCY, FRIEND, PLAIN, call, calls, sms, smses, write

SISTER = Owner("sister", "relative")
MARKS = Marks([Collector("Agency", numbers=(AGENCY,))], {"id": "lin"}, region="CN")
NATIVE = {"at": "2026-03-01T10:00:00+08:00", "channel": "call", "direction": "outbound", "collector": "C1",
          "person": "lin", "role": "debtor", "debts": ["D1"]}  # fmt: skip
PARTIES = {"kind": "parties", "collector": {"id": "C1"}, "debtor": {"id": "lin", "zones": ["Asia/Tokyo"]},
           "debts": [{"id": "D1", "creditor": "C1"}]}  # fmt: skip


def log(tmp_path, text, name="calls.xml", owner=None):
    path = write(tmp_path / name, text)
    return Log(path, owner) if owner else Log(path)


def native(tmp_path, *lines, name="log.jsonl"):
    return log(tmp_path, "".join(json.dumps(line) + "\n" for line in lines), name)


def made(*logs, marks=MARKS, options=PLAIN, country=""):
    return assemble(logs, marks, options, country)


def test_rows_of_unmarked_numbers_are_dropped_and_only_counted(tmp_path):
    text = calls(call(), call(number=FRIEND, contact_name="Xiaoyu"), call(number="-1"))
    found = made(log(tmp_path, text))
    (file,) = found.files
    assert (file.rows, file.kept, file.dropped, file.rejected) == (3, 1, 2, 0)
    assert len(found.history) == 1
    assert FRIEND[-6:] not in repr(found) and "Xiaoyu" not in repr(found)


def test_logs_of_several_people_are_laid_together_in_order_of_time(tmp_path):
    own = log(tmp_path, calls(call("2026-03-02T10:00:00+08:00"), call("2026-03-01T10:00:00+08:00", kind="3")))
    hers = log(tmp_path, smses(sms("2026-03-01T12:00:00+08:00")), "hers.xml", SISTER)
    found = made(own, hers)
    assert [(event.seq, event.get("person"), str(event.source)) for event in found.history] == [
        (1, "lin", "calls.xml:4"),
        (2, "sister", "hers.xml:3"),
        (3, "lin", "calls.xml:3"),
    ]
    assert found.history.parties.people == {"sister": {"id": "sister", "role": "relative"}}
    assert [(file.name, file.person, file.role) for file in found.files] == [
        ("calls.xml", "debtor", "debtor"),
        ("hers.xml", "sister", "relative"),
    ]


def test_events_of_one_instant_keep_the_order_of_files_and_rows(tmp_path):
    one = log(tmp_path, calls(call(kind="3"), call(kind="5"), call(kind="1")))
    two = log(tmp_path, smses(sms()), "sms.xml")
    assert [str(event.source) for event in made(one, two).history] == [
        "calls.xml:3",
        "calls.xml:4",
        "calls.xml:5",
        "sms.xml:3",
    ]


def test_overlapping_backups_of_one_telephone_count_each_event_once(tmp_path):
    march = log(tmp_path, calls(call("2026-03-01T10:00:00+08:00"), call("2026-03-02T10:00:00+08:00")), "march.xml")
    april = log(tmp_path, calls(call("2026-03-02T10:00:00+08:00"), call("2026-04-01T10:00:00+08:00")), "april.xml")
    found = made(march, april)
    assert (len(found.history), found.ignored) == (3, {"double": 1})


def test_a_merged_backup_that_holds_a_row_twice_counts_it_once_and_alike_rows_apart(tmp_path):
    text = smses(
        sms(body="pay"), sms(body="pay"), sms(body="pay now"), sms(body="pay", kind="2"), sms(body="pay", number=FRIEND)
    )
    found = made(log(tmp_path, text))
    assert (len(found.history), found.ignored, found.files[0].dropped) == (3, {"double": 1}, 1)


def test_the_same_event_on_two_telephones_is_two_events(tmp_path):
    own, hers = log(tmp_path, calls(call(), count=9)), log(tmp_path, calls(call()), "hers.xml", SISTER)
    assert len(made(own, hers).history) == 2


CHAT = "13/03/2026, 22:41 - Agency: pay\n" * 2


def test_a_chat_may_hold_the_same_words_twice_in_a_minute_but_exported_twice_it_counts_once(tmp_path):
    marks = Marks([Collector("Agency", numbers=("Agency",))])
    assert len(made(log(tmp_path, CHAT, "chat.txt"), marks=marks).history) == 2
    later = CHAT + "14/03/2026, 08:00 - Agency: pay\n"
    found = made(log(tmp_path, CHAT, "chat.txt"), log(tmp_path, later, "later.txt"), marks=marks)
    assert (len(found.history), found.ignored) == (3, {"double": 2})


@pytest.mark.parametrize("owner", [None, SISTER])
def test_one_log_given_twice_is_refused_whoever_it_is_said_to_be_of(tmp_path, owner):
    own, again = log(tmp_path, calls(call())), log(tmp_path, calls(call()), "copy.xml", owner)
    with pytest.raises(RecordError, match=r"copy\.xml: this is the same log as .*calls\.xml.*Name each log once"):
        made(own, again)


def test_a_telephone_without_marks_is_refused_with_the_command_that_helps(tmp_path):
    with pytest.raises(RecordError, match=r"no number is marked as a collector's.*forbear numbers LOG.*--collector"):
        made(log(tmp_path, calls(call())), marks=Marks())


def test_the_problems_of_all_logs_are_told_at_once(tmp_path):
    bad = [log(tmp_path, "dear diary", "a.txt"), log(tmp_path, "", "b.xml"), Log(tmp_path / "c.xml")]
    with pytest.raises(RecordError) as caught:
        made(*bad)
    assert [problem.code for problem in caught.value.problems] == ["format-unknown", "log-empty", "file-missing"]


def test_rejected_rows_are_kept_with_the_file_under_the_name_that_people_see(tmp_path):
    found = made(log(tmp_path, calls(call(), '<call date="x" number="1"/>')))
    (rejected,) = found.rejected
    assert (rejected.problem.where, found.files[0].rejected) == ("calls.xml:4", 1)


def test_a_log_of_which_no_row_can_be_read_stops_the_audit(tmp_path):
    with pytest.raises(RecordError) as caught:
        made(log(tmp_path, calls('<call date="x" number="1"/>', '<call date="y" number="1"/>')))
    assert f"{tmp_path / 'calls.xml'}: none of its 2 rows can be read. The first: " in str(caught.value)
    assert "the time 'x' is none" in str(caught.value)


def test_logs_without_a_single_row_stop_the_audit_and_one_among_others_is_told(tmp_path):
    empty = log(tmp_path, calls(), "empty.xml")
    with pytest.raises(RecordError, match="the log is empty"):
        made(empty)
    found = made(empty, log(tmp_path, calls(call())))
    assert [(problem.where, problem.code) for problem in found.warnings] == [("empty.xml", "log-empty")]


def test_marked_numbers_that_stand_in_no_log_are_told_masked(tmp_path):
    marks = Marks([Collector("Agency", numbers=(AGENCY, "+861000000999", "100 000 0888"))])
    (warning,) = made(log(tmp_path, calls(call())), marks=marks).warnings
    assert str(warning) == (
        "marks: 2 marked numbers stand in no log: •••0999, •••0888. "
        "Check them; a number written without its country needs --region."
    )


def test_a_native_log_needs_no_marks_and_states_its_own_parties(tmp_path):
    found = made(native(tmp_path, PARTIES, NATIVE), marks=Marks(), country="CN")
    assert (len(found.history), found.from_phone) == (1, False)
    assert found.history.parties.debtor == {"id": "lin", "zones": ("Asia/Tokyo",), "place.country": "CN"}


def test_the_zone_given_fills_in_for_a_log_that_states_none(tmp_path):
    assert made(native(tmp_path, NATIVE), marks=Marks()).history.parties.zones() == ("Asia/Shanghai",)


def test_a_telephone_and_a_native_log_of_one_debtor_are_one_history(tmp_path):
    found = made(log(tmp_path, calls(call())), native(tmp_path, PARTIES, {**NATIVE, "at": "2026-04-01T10:00:00+08:00"}))
    assert [event.get("collector") for event in found.history] == ["Agency", "C1"]
    assert set(found.history.parties.collectors) == {"Agency", "C1"}


def test_logs_about_different_debtors_are_refused(tmp_path):
    other = {**PARTIES, "debtor": {"id": "wei"}}
    with pytest.raises(RecordError, match="the logs are about different debtors: wei, lin"):
        made(log(tmp_path, calls(call())), native(tmp_path, other, NATIVE))
    with pytest.raises(RecordError, match="different debtors: lin, wei"):
        made(native(tmp_path, PARTIES, NATIVE), native(tmp_path, other, NATIVE, name="other.jsonl"), marks=Marks())


def test_a_log_that_says_itself_who_was_contacted_is_nobodys_telephone(tmp_path):
    hers = native(tmp_path, PARTIES, NATIVE)
    with pytest.raises(RecordError, match="this log says itself who was contacted"):
        made(replace(hers, owner=SISTER), marks=Marks())


def test_a_table_is_assembled_with_its_mapping(tmp_path):
    head, row = (
        "at,channel,direction,collector,person,role,outcome",
        "2026-03-01 10:00,call,outbound,C1,lin,debtor,busy",
    )
    options = replace(PLAIN, mapping=read_mapping("contacts"))
    found = made(log(tmp_path, f"{head}\n{row}\n", "log.csv"), marks=Marks(), options=options)
    (event,) = found.history
    assert (event.at, event.get("outcome")) == (read_instant("2026-03-01T10:00:00+08:00"), "busy")


def test_two_logs_of_one_name_are_told_apart_by_their_folders(tmp_path):
    one, two = log(tmp_path, calls(call()), "a/calls.xml"), log(tmp_path, calls(call(kind="3")), "b/calls.xml")
    found = made(one, two)
    assert [file.name for file in found.files] == [str(one.path), str(two.path)]


def test_a_zone_that_does_not_exist_is_told_before_anything_is_read(tmp_path):
    with pytest.raises(RecordError, match=r"'Asia/Shangai' is no time zone\. Did you mean 'Asia/Shanghai'\?"):
        made(Log(tmp_path / "missing.xml"), options=Options(zone="Asia/Shangai"))
