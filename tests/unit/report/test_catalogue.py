"""The pages of the catalogue say what a rulebook says, in both languages, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from forbear.calendar import HOUR, WEEKDAYS
from forbear.report.catalogue import telling
from forbear.report.catalogue.markdown import escaped, pages
from forbear.report.catalogue.places import places_of
from forbear.report.words import Words
from forbear.rules.catalog import get
from forbear.rules.expressions import parse
from forbear.rules.format import DatedValue, Span
from forbear.rules.limits import Count, Hours, counts_of
from forbear.rules.load import load

SOUND = load(Path(__file__).resolve().parents[2] / "rejects" / "sound_rulebook.toml")
EN, ZH = Words("en"), Words("zh")
RULE = SOUND.rules["too-many"]
NIGHT = ((0, 8 * HOUR), (22 * HOUR, 24 * HOUR))


def hours(week, holiday=None) -> Hours:
    shapes = {day: week.get(day, NIGHT) for day in WEEKDAYS}
    return Hours(SOUND, (RULE,), shapes, shapes["Mon"] if holiday is None else holiday)


@pytest.mark.parametrize(
    ("week", "holiday", "en", "zh"),
    [
        ({}, None, "22:00–08:00", "22:00–08:00"),
        ({"Sun": ((0, 24 * HOUR),)}, None, "Mon–Sat 22:00–08:00, Sun all day", "周一–周六 22:00–08:00，周日 全天"),
        ({"Mon": ()}, None, "Mon open, Tue–Sun 22:00–08:00", "周一 不限，周二–周日 22:00–08:00"),
        ({}, ((0, 24 * HOUR),), "22:00–08:00, public holidays all day", "22:00–08:00，公共假日 全天"),
        (dict.fromkeys(WEEKDAYS, ((0, 7 * HOUR),)), None, "00:00–07:00", "00:00–07:00"),
        (dict.fromkeys(WEEKDAYS, ((12 * HOUR, 13 * HOUR), (20 * HOUR, 24 * HOUR))), None,
         "12:00–13:00, 20:00–24:00", "12:00–13:00，20:00–24:00"),
    ],
)  # fmt: skip
def test_closed_hours_are_told_as_people_say_them(week, holiday, en, zh):
    assert (telling.hours_told(hours(week, holiday), EN), telling.hours_told(hours(week, holiday), ZH)) == (en, zh)


@pytest.mark.parametrize(
    ("window", "length", "per", "en", "zh"),
    [
        ("day", 1, ("person",), "3 in a calendar day, per person", "每一自然日 3 次，按人计"),
        ("days", 7, ("collector", "debt"), "3 in 7 days, per collector and debt", "7 日内 3 次，按催收方和债务计"),
        ("hours", 1, (), "3 in an hour", "1 小时内 3 次"),
        ("past_days", 30, (), "3 in the 30 days before", "之前 30 日内 3 次"),
    ],
)
def test_a_count_is_told_with_its_time_and_what_it_is_counted_by(window, length, per, en, zh):
    count = Count(SOUND, RULE, 3, window, length, per)
    assert (telling.count_told(count, EN), telling.count_told(count, ZH)) == (en, zh)


def test_every_window_and_grouping_of_a_count_has_words():
    from forbear.rules.format import GROUPINGS
    from forbear.rules.limits import TIMED

    told = {
        telling.count_told(Count(SOUND, RULE, 1, window, 2, GROUPINGS), words) for window in TIMED for words in (EN, ZH)
    }
    assert len(told) == 2 * len(TIMED)


@pytest.mark.parametrize(
    ("span", "en"),
    [
        (Span(1, 2), "0001-01-01 to 0001-01-02"),
        (Span(1), "from 0001-01-01"),
        (Span(None, 2), "until 0001-01-02"),
        (Span(), "not established"),
    ],
)
def test_a_span_is_told_with_its_days(span, en):
    assert telling.span_told(span, EN) == en


def test_every_version_of_a_value_stands_in_the_sentence_and_other_names_stay_in_braces():
    steps = DatedValue("limit", "act 1", "int", ((1, 3), (2, 5)))
    book = replace(SOUND, values={"limit": steps})
    assert telling.pieces(book, RULE, "en") == [
        ("text", ""),
        ("name", "{calls}"),
        ("text", " calls were made today; "),
        ("value", "3 / 5"),
        ("text", " are allowed."),
    ]


def test_channels_are_told_where_a_rule_is_about_few():
    few = replace(
        SOUND, scope=parse("channel in ['call', 'visit']", ""), rules={"r": replace(RULE, when=parse("true", ""))}
    )
    assert telling.channels_told(few, few.rules["r"], EN) == "telephone call and visit"
    assert telling.channels_told(SOUND, replace(RULE, when=parse("true", "")), EN) == ""


def test_a_rule_that_only_asks_for_a_judgement_says_so():
    assert telling.force_told(replace(RULE, effect="review"), EN) == "binding rule, a person must judge"


def test_a_page_holds_every_rule_value_exception_example_and_what_is_left_out():
    book = get("cn-gbt-45251-2025")
    page = pages([book])["cn-gbt-45251-2025.md"]
    for text in (*book.title.values(), *book.binds.values(), "no legal advice", "不构成法律意见"):
        assert text in page
    for part in (*book.rules.values(), *book.values.values(), *book.exemptions.values()):
        assert f"`{part.id}`" in page
        assert escaped(book.cited(part.cite)) in page
    for line in (*book.leaves_out, *(example.name.partition("/")[2] for example in book.examples)):
        assert escaped(line) in page
    assert "from **22:00** to **08:00**." in page
    assert "a named secondary source was read, not the rule itself" in page


def test_drafts_are_marked_on_the_page():
    page = pages([get("us-ma")])["us-ma.md"]
    assert "draft, off by default · 草稿，默认不启用" in page


def test_a_book_that_has_ended_or_is_a_draft_limits_no_place_and_has_its_page():
    (there,) = places_of([get("cn-nifa-guide-2024"), get("cn-gbt-45251-2025")])
    assert [rule.name for limit in there.hours for _, rule in limit.rules] == ["hours"]
    assert places_of([replace(get("cn-gbt-45251-2025"), status="draft")]) == []
    assert "cn-nifa-guide-2024.md" in pages([get("cn-nifa-guide-2024")])


def test_limits_that_say_the_same_stand_once_with_the_strictest_first():
    (china,) = places_of([get(name) for name in ("cn-cba-2026", "cn-gbt-45251-2025", "cn-civil")])
    assert [[book.id for book, _ in limit.rules] for limit in china.hours] == [["cn-cba-2026", "cn-gbt-45251-2025"]]
    assert [limit.told["en"].split()[0] for limit in china.counts] == ["3", "6"]
    assert [limit.force["en"] for limit in china.third_parties] == ["binding rule", "published standard"]


def test_seven_in_a_week_is_stricter_than_two_in_a_day():
    strict = [(each.number, each.length) for each in counts_of(get("us-reg-f"))]
    assert strict == [(1, 7), (7, 7), (14, 7)]
    assert Count(SOUND, RULE, 7, "days", 7, ()).looseness < Count(SOUND, RULE, 2, "day", 1, ()).looseness


def test_signs_of_markdown_in_a_text_are_no_signs():
    assert escaped("a|b *c* <d> [e] \\f\n g") == r"a\|b \*c\* \<d> \[e] \\f g"
