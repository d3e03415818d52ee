"""Whom letters about rights go to, what they call the debt, and how the writer is reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forbear.errors import InputError
from forbear.letters.asked import ask
from forbear.letters.case import Writer
from forbear.letters.kinds import kind_named
from forbear.letters.make import write
from forbear.letters.shown import text_of
from forbear.letters.wording import about, ways
from forbear.report.words import Words
from tests.support.letters import LANGS, case_at

DAY = 739_708
ENTRY = {"entry": "loan 0042", "wrong": "it is shown as open", "right": "it was repaid"}


def asked(kind, to, lang="en", case=None, **options):
    return ask(kind_named(kind), case or case_at("case.toml"), Words(lang), DAY, to, options=options)


def test_a_bureau_that_the_case_does_not_know_is_written_to_by_its_name():
    letter = write(asked("credit-record-correction", "Bureau of Example Records", **ENTRY))
    assert letter.to.name == "Bureau of Example Records"
    assert "the file that you keep about me" in text_of(letter)


def test_a_firm_that_the_case_knows_is_found_by_its_beginning_and_keeps_its_address():
    letter = write(asked("credit-record-correction", "Lanjing", **ENTRY))
    assert letter.to.name == "Lanjing Example Loans" and letter.to.address
    assert "that you reported" in text_of(letter)
    told = write(asked("credit-record-correction", "Lanjing", holder="bureau", **ENTRY))
    assert "the file that you keep about me" in text_of(told)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["cn-nfra", "国家金融监督管理总局", "National Financial"])
def test_a_body_is_found_by_its_id_and_by_its_name_in_both_languages(name, lang):
    found = asked("complaint-to-regulator", name, lang).to
    assert found.body == "cn-nfra"
    assert found.name.startswith("国家金融" if lang == "zh" else "National Financial")


def test_a_body_of_another_place_is_refused_with_those_of_the_place():
    with pytest.raises(InputError) as refused:
        asked("complaint-to-regulator", "Financial Ombudsman")
    (problem,) = refused.value.problems
    assert problem.code == "addressee-unknown" and "12378" in problem.hint


@pytest.mark.parametrize("lang, alone", [("en", "the debt that you say I owe"), ("zh", "贵方所主张的债务")])
def test_a_debt_that_the_case_does_not_know_is_called_what_they_claim(lang, alone):
    bare = replace(case_at("case.toml"), files={})
    assert about(asked("ask-for-statement", "Lanjing", lang, bare)) == alone


def test_several_debts_are_named_in_one_phrase():
    case = case_at("case.toml")
    two = ask(kind_named("ask-for-statement"), case, Words("en"), DAY, "Lanjing", ["Lanjing Loans", "Bailu Finance"])
    assert about(two) == "the debts “Lanjing Loans” and “Bailu Finance”"


@pytest.mark.parametrize(
    "me, told",
    [
        (Writer("Lin", ("Room 3", "Example City")), "by post at Room 3, Example City"),
        (Writer("Lin", email="lin@example.org"), "by e-mail at lin@example.org"),
        (Writer("Lin", ("Room 3",), "lin@example.org"), "by post at Room 3 or by e-mail at lin@example.org"),
    ],
)
def test_the_writer_is_reached_in_writing_where_she_says(me, told):
    case = replace(case_at("case.toml"), me=me)
    assert ways(asked("write-to-me-only", "Lanjing", case=case)) == told


@pytest.mark.parametrize("lang", LANGS)
def test_a_choice_that_must_be_made_is_asked_for_with_what_there_is_to_choose(lang):
    with pytest.raises(InputError) as refused:
        asked("dispute", "Lanjing", lang)
    (problem,) = refused.value.problems
    assert problem.where == "--set reason=…" and "not_mine, wrong_amount" in problem.hint
