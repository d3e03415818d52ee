"""Every worked example of every kind, in both languages and on every paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO

import pytest
from docx import Document

from forbear.errors import InputError
from forbear.letters.make import write
from forbear.letters.papers import FORMATS, files_of
from forbear.letters.shown import notes_of, text_of
from tests.support.amount import in_turn
from tests.support.letters import EVERY, asked, named, pdf_text, written

FINE = [one for one in EVERY if not one[1].refused]
REFUSED = [one for one in EVERY if one[1].refused]
LEFT_OPEN = re.compile(
    r"\bNone\b|\bnan\b|\{\{|\}\}|\{%|%\}|\[table |\bXXX+\b|\?\?\?|\bundefined\b|\ue000|Block\(|Fraction\(|Decimal\("
)
"""What a hole in a letter looks like."""
PAGE_NUMBER = re.compile(r"^\d+ / \d+\s*$", re.MULTILINE)
"""Stands between two parts of a paragraph that goes over a page."""


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("kind, example, lang", FINE, ids=named)
def test_an_example_says_what_it_must_and_never_what_it_must_not(kind, example, lang):
    letter = written(kind.id, example.name, lang)
    whole = text_of(letter) + notes_of(letter)
    assert not [text for text in example.says.get(lang, ()) if text not in whole]
    assert not [text for text in example.never.get(lang, ()) if text in text_of(letter)]


@pytest.mark.parametrize("kind, example, lang", REFUSED, ids=named)
def test_an_example_that_may_not_be_written_is_refused_with_its_reason(kind, example, lang):
    with pytest.raises(InputError) as refused:
        write(asked(kind, example, lang))
    assert {one.code for one in refused.value.problems} == {example.refused}
    assert all(one.what and one.hint for one in refused.value.problems)


@pytest.mark.parametrize("kind, example, lang", in_turn(FINE, 3), ids=named)
def test_no_paper_has_a_hole_in_it_and_all_say_the_same(kind, example, lang):
    letter = written(kind.id, example.name, lang)
    made = files_of(letter, FORMATS)
    papers = {name.rsplit(".", 1)[1]: content for name, content in made.items() if not name.endswith(".notes.txt")}
    texts = {
        "pdf": PAGE_NUMBER.sub("", pdf_text(papers["pdf"])),
        "docx": "\n".join(every_text(papers["docx"])),
        "txt": papers["txt"].decode(),
        "html": re.sub(r"<style>.*?</style>", "", papers["html"].decode(), flags=re.DOTALL),
        "notes": notes_of(letter),
    }
    assert [(form, hole) for form, text in texts.items() for hole in LEFT_OPEN.findall(text)] == []
    for block in letter.body:
        told = [block.text, *block.items] + [cell for row in (block.table.rows if block.table else ()) for cell in row]
        for text in filter(None, told):
            assert [form for form in ("pdf", "docx", "txt") if squeezed(text) not in squeezed(texts[form])] == []


def every_text(document: bytes):
    made = Document(BytesIO(document))
    yield from (paragraph.text for paragraph in made.paragraphs)
    yield from (cell.text for table in made.tables for row in table.rows for cell in row.cells)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed; scripts/office.sh installs it")
def test_every_word_file_opens_in_libreoffice(tmp_path):
    letters = {f"{kind.id}.{lang}": written(kind.id, example.name, lang) for kind, example, lang in reversed(FINE)}
    for name, letter in letters.items():
        (tmp_path / f"{name}.docx").write_bytes(next(iter(files_of(letter, ["docx"]).values())))
    wanted = ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), *map(str, tmp_path.glob("*.docx"))]
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", *wanted]
    subprocess.run(office, check=True, capture_output=True, timeout=300)
    for name, letter in letters.items():
        opened = (tmp_path / f"{name}.txt").read_text(encoding="utf-8-sig")
        assert squeezed(letter.subject) in squeezed(opened)
        assert all(squeezed(block.text) in squeezed(opened) for block in letter.body)
