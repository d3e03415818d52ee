import json

import pytest

from forbear.audit.intake import native
from forbear.audit.intake.native import read_history
from forbear.calendar import read_instant
from forbear.errors import RecordError
from tests.support.logs import Reading, write

PARTIES = {
    "kind": "parties",
    "collector": {"id": "C1", "kind": "third-party-collector"},
    "debtor": {"id": "lin", "zones": ["Asia/Shanghai"]},
    "people": [{"id": "wei", "role": "friend"}],
    "debts": [{"id": "D1", "creditor": "C9"}],
}
CONTACT = {
    "at": "2026-03-01T10:00:00+08:00", "channel": "call", "direction": "outbound", "collector": "C1", "person": "lin",
    "role": "debtor", "debts": ["D1"],
}  # fmt: skip
WISH = {"at": "2026-03-02T10:00:00+08:00", "kind": "wish", "person": "lin", "channel": "call"}


def log(tmp_path, *lines, name="log.jsonl"):
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    return write(tmp_path / name, "".join(text + "\n" for text in texts))


def test_parties_and_events_are_read_in_our_own_words(tmp_path):
    reading = Reading(log(tmp_path, PARTIES, CONTACT, "", WISH))
    contact, wish = reading.rows
    assert (contact.kind, contact.at, contact.source.row) == ("contact", read_instant(CONTACT["at"]), "2")
    assert (wish.kind, wish.get("channel"), wish.source.row) == ("wish", "call", "4")
    assert reading.tally.parties.debtor == {"id": "lin", "zones": ("Asia/Shanghai",)}
    assert reading.tally.rows == 2


def test_a_log_may_rest_on_the_parties_of_another(tmp_path):
    reading = Reading(log(tmp_path, CONTACT))
    assert (len(reading.rows), reading.tally.parties) == (1, None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{broken", "this line is no JSON"),
        ("[1, 2]", "this line is no JSON object"),
        ({**CONTACT, "chanel": "call"}, "unknown key 'chanel'. Did you mean 'channel'?"),
        ({**CONTACT, "channel": "cal"}, "'cal' is not a value of 'channel'. Did you mean 'call'?"),
        ({**CONTACT, "at": "2026-03-01T10:00:00"}, "No offset from UTC"),
        ({key: value for key, value in CONTACT.items() if key != "at"}, "the time is missing"),
        ({**CONTACT, "kind": "contcat"}, "'contcat' is no kind of event. Did you mean 'contact'?"),
        ({**CONTACT, "kind": ["contact"]}, "is no kind of event"),
        ({**CONTACT, "duration_s": 1.5}, "is not a whole number"),
        ({**CONTACT, "debts": "D1"}, "is not a list"),
    ],
)
def test_a_line_that_cannot_be_read_is_rejected_with_its_number_and_the_rest_is_read(tmp_path, line, words):
    reading = Reading(log(tmp_path, PARTIES, line, CONTACT))
    (rejected,) = reading.rejected
    assert (len(reading.rows), reading.tally.rows) == (1, 2)
    assert rejected.problem.where.startswith(f"{tmp_path / 'log.jsonl'}:2")
    assert words in str(rejected.problem)


def test_all_faults_of_a_line_are_told(tmp_path):
    (rejected,) = Reading(log(tmp_path, PARTIES, {**CONTACT, "chanel": "x", "role": "x"}, CONTACT)).rejected
    assert "'x' is not a value of 'role'; also: unknown key 'chanel'" in str(rejected.problem)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({**PARTIES, "debtor": {"id": "lin", "zone": "UTC"}}, "unknown key 'zone'. Did you mean 'zones'?"),
        ({**PARTIES, "debtor": []}, "the parties are not laid out as they must be"),
        ({**PARTIES, "debtor": {"id": "lin", "zones": ["Mars/Olympus"]}}, "is no time zone"),
        ('{"kind": "parties", ', "this line is no JSON"),
    ],
)
def test_parties_that_cannot_be_read_stop_the_reading(tmp_path, line, words):
    with pytest.raises(RecordError) as caught:
        Reading(log(tmp_path, line, CONTACT))
    assert words in str(caught.value)
    assert f"{tmp_path / 'log.jsonl'}:1" in str(caught.value)


def test_parties_may_be_stated_once_only(tmp_path):
    with pytest.raises(RecordError, match="the parties are stated a second time"):
        Reading(log(tmp_path, PARTIES, CONTACT, PARTIES))


@pytest.mark.parametrize(
    ("head", "is_native"),
    [
        (json.dumps(PARTIES), True),
        (json.dumps(CONTACT), True),
        ("\n\n" + json.dumps(WISH), True),
        ('{"kind": "parties", "debtor": {"id"', True),
        (json.dumps({"start_time": "2026-03-01T15:00:00Z", "sid": "CA1"}), False),
        (json.dumps({"at": "2026-03-01T15:00:00Z", "kind": "call"}), False),
        ("when,how\n", False),
        ("", False),
    ],
)
def test_a_native_log_is_told_by_its_first_line(head, is_native):
    assert native.sniff(head.encode(), "log.jsonl") is is_native


def test_a_gate_needs_the_whole_log_and_gets_every_problem_at_once(tmp_path):
    with pytest.raises(RecordError) as caught:
        read_history(log(tmp_path, {**CONTACT, "channel": "cal"}, "{", CONTACT))
    assert [problem.code for problem in caught.value.problems] == ["value-invalid", "json", "parties-missing"]


def test_a_whole_log_is_a_history(tmp_path):
    history = read_history(log(tmp_path, PARTIES, CONTACT, WISH))
    assert [event.kind for event in history] == ["contact", "wish"]


@pytest.mark.parametrize("text", ["\n", "   \n\n"])
def test_a_log_of_blank_lines_is_empty(tmp_path, text):
    with pytest.raises(RecordError, match="the log is empty"):
        read_history(write(tmp_path / "log.jsonl", text))
