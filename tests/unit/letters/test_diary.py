"""What was written is noted beside the case, without its text, and becomes a calendar."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forbear.errors import RecordError
from forbear.letters.case import Received
from forbear.letters.diary import deadlines, diary_of, diary_text, entry_of, read_diary, with_entry
from forbear.letters.papers import files_of
from forbear.report.words import Words
from tests.support.letters import case_at, written

LETTER = written("repayment_offer", "the plan's payments for one creditor", "en")
ENTRY = entry_of(LETTER, files_of(LETTER, ["txt"]))


def test_a_diary_comes_back_as_it_was_written(tmp_path):
    case = tmp_path / "case.toml"
    diary_of(case).write_text(diary_text([ENTRY]), encoding="utf-8")
    assert read_diary(case) == (ENTRY,) and read_diary(tmp_path / "other.toml") == ()


def test_a_diary_holds_sums_of_the_files_and_no_text():
    assert "I want to repay" not in diary_text([ENTRY]) and len(ENTRY.files) == 2
    assert all(len(found) == 64 for found in ENTRY.files.values())


def test_the_same_letter_again_takes_its_own_place_and_another_stands_beside_it():
    again, other = replace(ENTRY, files={"x": "0"}), replace(ENTRY, to="Somebody else")
    assert with_entry([ENTRY], again) == (again,)
    assert with_entry([ENTRY], other) == (ENTRY, other)


def test_the_calendar_holds_answers_awaited_and_letters_to_be_answered():
    court = Received("District Court", "court", None, LETTER.day + 3, "")
    case = replace(case_at("case.toml"), received=(court,))
    made = deadlines(case, [ENTRY, replace(ENTRY, answer_by=None, to="x")], Words("en")).replace("\r\n ", "")
    assert made.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20260416" in made and "from Lanjing Example Loans?" in made
    assert "District Court: an answer is due (court papers)" in made and "DTSTART;VALUE=DATE:20260405" in made


def test_a_broken_line_is_told_with_its_place(tmp_path):
    case = tmp_path / "case.toml"
    diary_of(case).write_text(diary_text([ENTRY]) + "{}\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"case\.letters\.jsonl, line 2: this is no entry"):
        read_diary(case)
