"""Every kind of letter, in both languages: the text as it comes back out of the PDF, and the notes to its writer."""

from __future__ import annotations

import pytest

from forbear.letters.papers import files_of
from forbear.letters.shown import notes_of
from tests.support.letters import EVERY, named, pdf_text, written

FIRST = {(kind.id, lang): (kind, example, lang) for kind, example, lang in reversed(EVERY) if not example.refused}


@pytest.mark.parametrize("kind, example, lang", [*reversed(FIRST.values())], ids=named)
def test_a_letter_reads_as_before(kind, example, lang, golden):
    letter = written(kind.id, example.name, lang)
    paper = pdf_text(next(iter(files_of(letter, ["pdf"]).values())))
    golden(f"letters/{kind.id}.{lang}.txt", f"{paper.rstrip()}\n\n=== notes\n\n{notes_of(letter)}")
