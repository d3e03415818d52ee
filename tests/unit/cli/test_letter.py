"""``forbear letter``: what a person sees, what lies in the folder afterwards, and what is refused."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.support.letters import SAMPLE

OFFER = ("letter", "repayment-offer", "--to", "Lanjing", "--on", "2026-04-02")


@pytest.fixture
def case(tmp_path):
    """The sample, in a folder that may be written to."""
    return shutil.copytree(SAMPLE, tmp_path / "sample") / "case.toml"


def test_a_letter_is_written_with_its_notes_its_calendar_and_its_entry(forbear, case):
    out = case.parent / "out"
    ended = forbear(*OFFER, "--case", case, "--out", out)
    assert ended.code == 0
    assert "What this letter does not do" in ended.flat and "Look for an answer on 16 April 2026" in ended.flat
    stem = "repayment-offer-Lanjing-Example-Loans"
    forms = ("docx", "html", "notes.txt", "pdf", "txt")
    assert sorted(path.name for path in out.iterdir()) == ["deadlines.ics", *(f"{stem}.{form}" for form in forms)]
    (entry,) = map(json.loads, (case.parent / "case.letters.jsonl").read_text().splitlines())
    assert entry["answer_by"] == "2026-04-16" and sorted(entry["files"]) == [f"{stem}.{form}" for form in forms]


def test_the_language_of_the_case_is_taken_where_none_is_said(forbear, case):
    case.write_text('language = "zh"\n' + case.read_text(encoding="utf-8"), encoding="utf-8")
    assert "本函不能做到的事" in forbear(*OFFER, "--case", case, "--out", case.parent / "out", "--format", "txt").flat


def test_what_is_missing_is_told_together_and_nothing_is_written(forbear, case):
    case.write_text('place = "CN"\n', encoding="utf-8")
    ended = forbear("letter", "repayment-offer", "--case", case, "--out", case.parent / "out")
    assert ended.code == 2 and ended.err.count("still needed") == 5
    assert not (case.parent / "out").exists() and not (case.parent / "case.letters.jsonl").exists()


def test_nothing_is_noted_where_a_paper_cannot_be_made(forbear, case):
    case.write_text(case.read_text(encoding="utf-8").replace('"Lin Example"', '"Lin 😀"'), encoding="utf-8")
    ended = forbear(*OFFER, "--case", case, "--out", case.parent / "out")
    assert ended.code == 2 and "signs that its fonts cannot draw" in ended.err
    assert not (case.parent / "out").exists() and not (case.parent / "case.letters.jsonl").exists()


def test_the_example_of_a_kind_is_written_without_a_case_and_without_an_entry(forbear, tmp_path):
    ended = forbear("letter", "repayment-offer", "--example", "--format", "txt", "--out", tmp_path)
    assert ended.code == 0 and (tmp_path / "repayment-offer-Lanjing-Example-Loans.txt").is_file()
    assert not list(SAMPLE.glob("*.letters.jsonl"))


def test_the_list_shows_every_kind_and_what_the_place_has_no_right_for(forbear, case):
    from forbear.letters.kinds import all_kinds

    listed = forbear("letter", "list", "--case", case)
    assert listed.code == 0 and not [kind.name for kind in all_kinds().values() if kind.name not in listed.out]


def test_a_kind_tells_what_it_needs_its_choices_and_its_law(forbear):
    told = forbear("letter", "repayment-offer", "--about").flat
    for part in (
        "your full name",
        "even: the same payment every month",
        "Civil Code art. 195(2)",
        "limitation of actions",
    ):
        assert part in told


@pytest.mark.parametrize(
    "words, told",
    [
        (("repament-offer",), "Did you mean 'repayment-offer'"),
        (("repayment-offer",), "no case is named"),
        (("repayment-offer", "--case", "CASE", "--set", "even"), "this is no NAME=VALUE"),
        (("repayment-offer", "--case", "CASE", "--to", "Lanjing", "--format", "pdx"), "Did you mean 'pdf'"),
        (("repayment-offer", "--case", "CASE", "--to", "Lanjing", "--on", "1.2.2026"), "'1.2.2026' is no day"),
    ],
)
def test_what_cannot_be_understood_is_told(forbear, case, words, told):
    ended = forbear("letter", *(case if word == "CASE" else word for word in words))
    assert ended.code in (1, 2) and told in " ".join(ended.err.split())


def test_what_a_choice_may_be_is_told_in_the_language_of_the_answer(forbear):
    told = {lang: forbear("letter", "complaint-to-regulator", "--about", "--lang", lang).flat for lang in ("en", "zh")}
    assert "(a day: 2026-12-20)" in told["en"] and "true or false" in told["en"]
    assert "（日期：2026-12-20）" in told["zh"].replace(" ", "") and "（text）" not in told["zh"]
