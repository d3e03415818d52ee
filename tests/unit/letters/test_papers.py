"""Names, signs and amounts that break careless programs, on every paper."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from forbear.errors import InputError
from forbear.letters.case import Addressee, Writer
from forbear.letters.papers import FORMATS, files_of, formats_of, name_of
from forbear.letters.shown import text_of, width
from forbear.report.words import Words
from tests.support.letters import pdf_text, written
from tests.unit.letters.test_examples import every_text

OFFER = ("repayment_offer", "the plan's payments for one creditor")
LONG = "Wilhelmina Konstantinopolitanskaya-Featherstonehaugh de la Santísima Trinidad y Todos los Santos " * 2


def letter(lang="en", **changes):
    return replace(written(*OFFER, lang), **changes)


def papers(made):
    files = {name.rsplit(".", 1)[1]: content for name, content in files_of(made, FORMATS).items()}
    return {
        "pdf": pdf_text(files["pdf"]),
        "docx": "\n".join(every_text(files["docx"])),
        "html": files["html"].decode(),
        "text": text_of(made),
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "name", ["𠮷田", "王㛃", "Nguyễn Thị Ánh", "José Ñandú", "Ἀλέξανδρος", "Иван", "สมชาย", "राम", "山田太郎", "김철수"]
)
def test_a_name_in_any_letters_stands_on_every_paper(name, lang):
    for form, text in papers(letter(lang, me=Writer(name))).items():
        assert name in text.replace("\u200b", ""), form


@pytest.mark.parametrize("name", ["محمد بن سلمان", "שלום כהן"])
def test_a_name_written_from_right_to_left_stands_on_every_paper(name):
    for form, text in papers(letter(me=Writer(name))).items():
        drawn = name[::-1] if form == "pdf" else name  # a reader of PDFs gives the letters as they are drawn
        assert name in text or drawn in text, form


def test_a_very_long_name_is_broken_and_not_cut():
    for form, text in papers(letter(me=Writer(LONG), to=Addressee(LONG))).items():
        assert re.sub(r"\s", "", LONG) in re.sub(r"[\s\ufffe]", "", text), form


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "# Big", "- x", "[table budget]", "{{ 7*7 }}", "$x$ #strong[y] \\ @z", "A & B"],
)
def test_a_name_is_never_taken_for_markup(name):
    found = papers(letter(me=Writer(name), to=Addressee(name)))
    assert name in found["text"] and name in found["docx"]
    assert re.sub(r"\s", "", name) in re.sub(r"\s", "", found["pdf"])
    assert "<script>" not in found["html"]


def test_a_sign_that_no_font_has_is_told_and_word_still_takes_it():
    made = letter(me=Writer("Lin 😀"))
    with pytest.raises(InputError, match="signs that its fonts cannot draw: 😀"):
        files_of(made, ["pdf"])
    assert any("😀" in text for text in every_text(next(iter(files_of(made, ["docx"]).values()))))


@pytest.mark.parametrize(
    "amount, currency, shown",
    [(1234567, "JPY", "1,234,567 JPY"), (250000000, "IDR", "2,500,000.00 IDR"), (5000000, "VND", "5,000,000 VND"),
     (123456, "CNY", "1,234.56 CNY"), (123456, "KWD", "123.456 KWD")],
)  # fmt: skip
def test_amounts_have_the_decimals_of_their_currency(amount, currency, shown):
    assert Words("en").money(amount, currency) == shown
    made = letter(subject=Words("en").money(amount, currency))
    assert all(shown in text for text in papers(made).values())


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_letter_gives_the_same_bytes(form):
    assert files_of(letter(), [form]) == files_of(letter(), [form])


def test_an_own_frame_is_taken_and_a_broken_one_told(tmp_path):
    begin = (
        "#let data = json(bytes(sys.inputs.data))\n#set document(title: data.subject)\n#set text(font: data.fonts)\n"
    )
    (tmp_path / "letter.typ").write_text(begin + "Own: #data.subject")
    made = files_of(letter(), ["pdf"], tmp_path)
    assert pdf_text(next(iter(made.values()))).startswith("Own: Offer to repay")
    (tmp_path / "letter.typ").write_text("#let data = ")
    with pytest.raises(InputError, match="the template: it cannot be typeset"):
        files_of(letter(), ["pdf"], tmp_path)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b:c*?", "...", "贷款公司", "x" * 300])
def test_the_name_of_a_file_is_safe_whatever_the_addressee_is_called(name):
    found = name_of(letter(to=Addressee(name)))
    assert not re.search(r'[/\\:*?"<>|.\s]', found) and 0 < len(found) < 80


@pytest.mark.parametrize(
    "text, told", [("pdx", "Did you mean 'pdf'"), ("", "no format is named"), (" , ", "no format")]
)
def test_a_format_that_there_is_not_is_told(text, told):
    with pytest.raises(InputError, match=re.escape(told)):
        formats_of(text)


def test_formats_are_taken_once_each_in_their_order():
    assert formats_of("docx, PDF,docx") == ("docx", "pdf")


def test_a_chinese_character_takes_two_columns_of_a_table_in_plain_text():
    assert [width(text) for text in ("ab", "中文", "é", "e\u0301")] == [2, 4, 1, 1]
