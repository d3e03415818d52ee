import re
from datetime import date

import pytest

from forbear.audit.bombing import thresholds
from forbear.errors import InputError
from forbear.report.words import Words, texts_of

DAY = date(2026, 6, 3).toordinal()
INSTANT = 1_780_495_445_000_000  # 2026-06-03 14:04:05 UTC


def forms(text):
    return list(text.values()) if isinstance(text, dict) else [text]


def gaps(text):
    return {gap for form in forms(text) for gap in re.findall(r"{(\w+)}", form)}


def test_both_languages_have_the_same_texts():
    assert sorted(texts_of("en")) == sorted(texts_of("zh"))


def test_both_languages_fill_the_same_gaps():
    en, zh = texts_of("en"), texts_of("zh")
    assert [key for key in en if gaps(en[key]) != gaps(zh[key])] == []


def test_every_chinese_text_is_chinese_or_the_pattern_of_names():
    texts = ((key, form) for key, text in texts_of("zh").items() if key != "files.sha" for form in forms(text))
    assert [key for key, form in texts if "{" not in form and not re.search(r"[\u4e00-\u9fff]", form)] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_threshold_of_bombing_has_words(lang):
    names = {name for level in ("signs", "bombing") for name in thresholds()[level]} | {"burst_hours"}
    assert {f"threshold.{name}" for name in names} <= set(texts_of(lang))


def test_one_and_many_have_their_own_form_and_numbers_their_separators():
    words = Words("en")
    assert [words("summary.contacts", n=n) for n in (0, 1, 10_000)] == [
        "0 contacts",
        "1 contact",
        "10,000 contacts",
    ]


def test_days_and_times_are_written_as_the_language_writes_them():
    en, zh = Words("en"), Words("zh")
    assert [en.day(DAY), en.short_day(DAY), en.time(INSTANT, "Asia/Shanghai")] == [
        "3 June 2026",
        "3 Jun",
        "Wed 2026-06-03 22:04:05 +08:00",
    ]
    assert [zh.day(DAY), zh.short_day(DAY), zh.time(INSTANT, "America/New_York")] == [
        "2026年6月3日",
        "6月3日",
        "2026-06-03 周三 10:04:05 -04:00",
    ]


def test_parts_are_listed_and_sentences_joined_as_the_language_does():
    assert (Words("en").listed(["a", "b", "c"]), Words("zh").listed(["甲", "乙", "丙"])) == (
        "a, b and c",
        "甲、乙和丙",
    )
    assert (Words("en").joined(["A.", "", "B."]), Words("zh").joined(["甲。", "乙。"])) == (
        "A. B.",
        "甲。乙。",
    )
    assert Words("en").listed([]) == ""


def test_another_language_is_refused_in_a_sentence():
    with pytest.raises(InputError) as caught:
        Words("zn")
    assert str(caught.value) == "--lang: 'zn' is no language of the report. One of: en, zh."


def test_money_and_months_are_written_as_the_language_writes_them():
    en, zh = Words("en"), Words("zh")
    assert [en.money(1_234_567, "CNY"), en.money(-5, "JPY"), en.month(DAY)] == ["12,345.67 CNY", "-5 JPY", "Jun 26"]
    assert [zh.money(1_234_567, "CNY"), zh.money(5, "USD"), zh.month(DAY)] == ["12,345.67元", "0.05 USD", "26年6月"]
