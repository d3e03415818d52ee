import json

import pytest

from tests.support.logs import AGENCY, FRIEND, call, calls, sms, smses, write

OTHER = "+861000000302"
DEBT = "您的借款已逾期，请尽快还款。"


@pytest.fixture
def phone(tmp_path, monkeypatch):
    """Two backups: an agency that speaks of debts, a friend saved in the phone, one who rings and rings."""
    monkeypatch.chdir(tmp_path)
    rings = [call(f"2026-03-0{day}T09:00:00+08:00", OTHER, kind="3", duration="0") for day in range(1, 7)]
    friend = call("2026-03-02T18:00:00+08:00", FRIEND, contact_name="Xiaoyu")
    night = call("2026-03-03T23:10:00+08:00", kind="3", duration="0")
    write(tmp_path / "calls.xml", calls(*rings, friend, night, call("2026-03-04T10:00:00+08:00", kind="2")))
    texts = [sms("2026-03-05T10:00:00+08:00", body=DEBT), sms("2026-03-05T11:00:00+08:00", FRIEND, contact_name="X")]
    write(tmp_path / "sms.xml", smses(*texts))
    return ["calls.xml", "sms.xml", "--zone", "Asia/Shanghai"]


def test_unknown_numbers_are_listed_the_likeliest_collector_first(forbear, phone):
    ended = forbear("numbers", *phone)
    assert (ended.code, ended.err) == (0, "")
    rows = [line.split() for line in ended.out.splitlines() if line.startswith("+")]
    assert rows == [
        [AGENCY, "2", "1", "1", "1", "1", "2026-03-03", "–", "2026-03-05", "likely"],
        [OTHER, "6", "0", "0", "0", "0", "2026-03-01", "–", "2026-03-06", "look"],
    ]
    assert "1 number is saved in the phone and left out" in ended.out
    assert f"--collector '{AGENCY}=Agency X'" in ended.out


def test_numbers_saved_in_the_phone_are_shown_only_where_asked_and_masked(forbear, phone):
    assert FRIEND[-4:] not in forbear("numbers", *phone).out
    shown = forbear("numbers", *phone, "--all").out
    assert f"•••{FRIEND[-4:]}" in shown
    assert FRIEND not in shown
    assert "Xiaoyu" not in shown


def test_the_figures_can_be_had_for_programs(forbear, phone):
    first, second = json.loads(forbear("numbers", *phone, "--json").out)
    assert first == {
        "number": AGENCY, "saved": False, "calls": 2, "texts": 1, "about_debt": 1, "at_night": 1, "by_owner": 1,
        "first": "2026-03-03 23:10:00 +08:00", "last": "2026-03-05 10:00:00 +08:00", "suggestion": "collector",
    }  # fmt: skip
    assert (second["number"], second["suggestion"]) == (OTHER, "look")


def test_the_table_can_be_had_in_chinese(forbear, phone):
    ended = forbear("numbers", *phone, "--lang", "zh")
    assert "很可能" in ended.out
    assert f"请标记催收号码：--collector '{AGENCY}=机构名'" in ended.out


@pytest.mark.parametrize("width", [80, 60])
def test_in_a_narrow_terminal_no_number_is_broken(forbear, phone, monkeypatch, width):
    monkeypatch.setattr("forbear.cli.console.out._width", width)
    lines = [line.rstrip() for line in forbear("numbers", *phone).out.splitlines()]
    assert sum(line.startswith((AGENCY, OTHER)) for line in lines) == 2
    assert max(len(line) for line in lines if "saved" not in line and "Mark" not in line) <= width


def test_a_phone_with_nobody_unknown_leaves_nothing_to_mark(forbear, tmp_path):
    path = write(tmp_path / "calls.xml", calls(call(number=FRIEND, contact_name="Xiaoyu")))
    ended = forbear("numbers", path)
    assert ended.code == 0
    assert ended.last == "There is no number to mark."


def test_a_withheld_number_is_listed_but_not_offered_for_marking(forbear, tmp_path):
    hidden = [call(number="-2", kind="3", duration="0") for _ in range(6)]
    ended = forbear("numbers", write(tmp_path / "hidden.xml", calls(*hidden)))
    assert "(withheld)" in ended.out
    assert ended.last == "There is no number to mark."
    ended = forbear("numbers", write(tmp_path / "calls.xml", calls(*hidden, call())))
    assert f"--collector '{AGENCY}=Agency X'" in ended.last


def test_rows_that_cannot_be_read_are_told(forbear, tmp_path):
    bad = call().replace('date="', 'date="x')
    path = write(tmp_path / "calls.xml", calls(call(), bad, bad))
    ended = forbear("numbers", path)
    assert ended.code == 0
    assert "2 rows could not be read." in ended.err


def test_a_log_that_names_everybody_needs_no_marks(forbear, tmp_path):
    path = write(tmp_path / "log.jsonl", '{"kind": "parties", "collector": {"id": "A"}, "debtor": {}, "debts": []}\n')
    ended = forbear("numbers", path)
    assert ended.code == 1
    assert "this log says who contacted whom already" in ended.err
    assert "Give it to forbear audit." in ended.err
