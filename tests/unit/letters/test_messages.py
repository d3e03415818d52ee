"""Messages for a chat are short, in every place and with every choice."""

from __future__ import annotations

import dataclasses

import pypdfium2
import pytest

from forbear import places
from forbear.letters.asked import ask
from forbear.letters.kinds import all_kinds
from forbear.letters.make import write
from forbear.letters.papers import files_of
from forbear.letters.shown import text_of
from forbear.report.words import Words
from tests.support.letters import LANGS, case_at, written

LONGEST = {"en": 700, "zh": 300}
MESSAGES = [kind for kind in all_kinds().values() if kind.frame == "message" and kind.by == "relative"]
DAY = 739_708


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.name)
@pytest.mark.parametrize("lang", LANGS)
def test_a_message_to_relatives_friends_and_colleagues_stays_short_in_every_place(kind, lang):
    case = case_at("case.toml")
    for code in sorted({code for law in kind.laws for code in law.places} | {"KE"}):
        here = dataclasses.replace(case, place=places.shipped().read(code))
        for person in case.people:
            for tell in ("true", "false"):
                asked = ask(kind, here, Words(lang), DAY, person.name, options={"tell": tell})
                text = text_of(write(asked))
                assert len(text) <= LONGEST[lang], f"{code}, {person.name}: {len(text)} signs"


@pytest.mark.parametrize("lang, signs", [("en", ("loan", "debt", "owe ")), ("zh", ("贷款", "债务", "逾期"))])
def test_a_message_of_the_sample_says_nothing_of_a_debt_unless_that_is_chosen(lang, signs):
    kind, case = all_kinds()["notice"], case_at("case.toml")
    for person in case.people:
        text = text_of(write(ask(kind, case, Words(lang), DAY, person.name)))
        told = text_of(write(ask(kind, case, Words(lang), DAY, person.name, options={"tell": "true"})))
        assert not [sign for sign in signs if sign in text.replace("owe them nothing", "")]
        assert any(sign in told for sign in signs)


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_for_notes_is_one_page_with_rows_to_fill_in(lang):
    letter = written("log_sheet", "a page to fill in", lang)
    made = next(iter(files_of(letter, ["pdf"]).values()))
    assert len(pypdfium2.PdfDocument(made)) == 1
    assert sum(not "".join(row) for block in letter.body if block.table for row in block.table.rows) > 17
