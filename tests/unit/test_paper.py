"""PDF and Word: same input, same bytes; fonts inside; texts are texts, whatever signs they hold."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
from docx import Document

from forbear.errors import InputError
from forbear.render import filled, pdf, pictures_of_pages, without_glyph, word

TEMPLATE = b"""#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: data.fonts)
= #data.title
#data.body"""
NAMES = {"title": "还款 𠮷", "body": "محمد שלום Nguyễn ภาษาไทย ¥ ₫ Rp #strong[x] $y$ <z>"}


def text_of(document: bytes) -> str:
    pages = pypdfium2.PdfDocument(document)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def docx(*paragraphs: str) -> bytes:
    made, document = BytesIO(), Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(made)
    return made.getvalue()


def test_the_same_input_gives_the_same_pdf_and_another_another():
    assert pdf(TEMPLATE, NAMES, 0) == pdf(TEMPLATE, NAMES, 0)
    assert pdf(TEMPLATE, NAMES, 0) != pdf(TEMPLATE, NAMES, 86400)
    assert pdf(TEMPLATE, NAMES, 0) != pdf(TEMPLATE, NAMES | {"body": "b"}, 0)


def test_data_are_text_and_never_markup():
    assert "#strong[x] $y$ <z>" in text_of(pdf(TEMPLATE, NAMES, 0))


def test_a_pdf_is_tagged_and_brings_its_fonts():
    made = pdf(TEMPLATE, NAMES, 0)
    assert b"/MarkInfo" in made and b"/StructTreeRoot" in made and b"pdfuaid:part" in made
    assert b"FiraGO" in made and b"NotoSansCJKsc" in made


def test_pages_can_be_seen():
    assert [page[:4] for page in pictures_of_pages(TEMPLATE, NAMES)] == [b"\x89PNG"]


def test_a_broken_template_is_told_in_a_sentence():
    with pytest.raises(InputError, match="the template: it cannot be typeset"):
        pdf(b"#let x = ", {}, 0)


def test_signs_that_no_font_draws_are_named_once():
    assert without_glyph("Lin 林 𠮷 محمد\n😀😀\u200d") == "😀"


def test_the_same_input_gives_the_same_word_file_with_signs_escaped():
    template = docx("{{ name }}")
    made = word(template, {"name": "A & B <c> 张"})
    assert made == word(template, {"name": "A & B <c> 张"})
    assert Document(BytesIO(made)).paragraphs[0].text == "A & B <c> 张"
    assert {part.date_time for part in ZipFile(BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("template", [b"no zip", docx("{{ missing }}"), docx("{% if %}")])
def test_a_word_template_that_cannot_be_filled_in_is_told_in_a_sentence(template):
    with pytest.raises(InputError, match="the Word template: it cannot be filled in"):
        word(template, {"name": "x"})


def test_plain_text_is_filled_in_with_each_value_on_one_line_behind_its_mark():
    assert filled("a {{ b }}\n", {"b": "x\n- y"}, mark="^") == "a ^x - y"


@pytest.mark.parametrize("template", ["{{ missing }}", "{{ nothing }}", "{% if %}", "{{ ''.__class__.__mro__ }}"])
def test_plain_text_prints_nothing_that_is_missing(template):
    with pytest.raises(ValueError):
        filled(template, {"nothing": None})
