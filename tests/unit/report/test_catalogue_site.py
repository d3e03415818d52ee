"""The site of the catalogue: pages in both languages, links that lead somewhere, a picture of what the rules say."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from forbear.calendar import HOUR, WEEKDAYS
from forbear.report.catalogue.clocks import clock_chart, forces_drawn
from forbear.report.catalogue.html import site
from forbear.report.catalogue.places import Place, places_of
from forbear.report.words import Words
from forbear.rules.catalog import all_books, get
from forbear.rules.expressions import parse
from forbear.rules.limits import Hours

EN = Words("en")
BOOKS = all_books()
NAMES = [f"{stem}{end}" for stem in ("index", *(book.id for book in BOOKS)) for end in (".html", ".zh.html")]
NIGHT = ((0, 8 * HOUR), (22 * HOUR, 24 * HOUR))


@cache
def pages():
    """What stands on each page; made when it is first asked for."""
    return dict(site(BOOKS))


def bars(places):
    """The closed stretches of the picture: (name, from, to, force)."""
    spec = clock_chart(places, EN)
    return [tuple(row[key] for key in ("name", "from", "to", "force")) for row in spec["layer"][1]["data"]["values"]]


def place(week) -> Place:
    book = get("cn-gbt-45251-2025")
    hours = Hours(book, (book.rules["hours"],), {day: week.get(day, NIGHT) for day in WEEKDAYS}, NIGHT)
    return Place("XX", (), (), (), (hours,))


def test_every_page_stands_in_both_languages():
    assert sorted(pages()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_page_leads_to_a_page_and_a_place_in_it(name):
    links = re.findall(r'href="([^"]+)"', pages()[name])
    assert links
    for link in links:
        file, _, anchor = link.partition("#")
        target = pages()[file or name]
        assert not anchor or f'id="{anchor}"' in target, link


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_its_language_and_gives_no_advice(name):
    chinese = name.endswith(".zh.html")
    assert f'<html lang="{"zh-Hans" if chinese else "en"}">' in pages()[name]
    assert ("不构成法律意见" if chinese else "no legal advice") in pages()[name]
    assert "<script" not in pages()[name]
    assert "http" not in re.sub(r'xmlns\S*="[^"]+"', "", pages()[name])


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_an_id_stands_once_on_the_page_of_a_book(book):
    ids = re.findall(r' id="([^"]+)"', pages()[f"{book.id}.html"])
    assert len(ids) == len(set(ids))


def test_texts_of_a_rulebook_are_escaped():
    book = replace(get("cn-civil"), leaves_out=("a <b>bold</b> line",))
    assert "a &lt;b&gt;bold&lt;/b&gt; line" in dict(site([book]))["cn-civil.html"]


def test_the_picture_has_the_closed_hours_of_each_place_by_its_strictest_rule():
    found = bars(places_of([get("us-reg-f"), get("us-ma"), get("cn-gbt-45251-2025"), get("cn-civil")]))
    assert found == [
        ("CN", 0, 480, "standard"),
        ("CN", 1320, 1440, "standard"),
        ("US", 0, 480, "duty"),
        ("US", 1260, 1440, "duty"),
        ("US-MA *", 0, 480, "duty"),
        ("US-MA *", 1260, 1440, "duty"),
    ]


def test_weekdays_that_differ_have_rows_of_their_own_and_an_open_day_an_empty_one():
    spec = clock_chart([place({"Sun": ((0, 24 * HOUR),), "Sat": ()})], EN)
    assert [row["name"] for row in spec["layer"][0]["data"]["values"]] == ["XX, Mon–Fri", "XX, Sat", "XX, Sun"]
    assert [row[:3] for row in bars([place({"Sun": ((0, 24 * HOUR),), "Sat": ()})])][2:] == [("XX, Sun", 0, 1440)]


def test_a_place_that_closes_holidays_alone_is_not_drawn_and_of_like_hours_the_binding_ones_are():
    reg_f = get("us-reg-f")
    weaker = replace(reg_f, id="b", rules={"hours": replace(reg_f.rules["hours"], force="guidance")})
    (there,) = places_of([weaker, reg_f])
    assert [hours.rule.force for hours in there.clocks] == ["duty", "guidance"]
    holiday = replace(reg_f.facts["closed_everywhere"], where=parse("holiday_national", ""))
    (there,) = places_of([replace(reg_f, facts={**reg_f.facts, "closed_everywhere": holiday})])
    assert there.clocks == ()
    assert len(there.hours) == 1


def test_without_closed_hours_there_is_no_picture():
    assert clock_chart(places_of([get("cn-civil")]), EN) is None
    assert "<svg" not in dict(site([get("cn-civil")]))["index.html"]
    assert "<svg" in pages()["index.html"]


def test_the_legend_names_the_strengths_that_are_drawn():
    assert forces_drawn(places_of([get("us-reg-f"), get("cn-gbt-45251-2025")])) == ["duty", "standard"]
