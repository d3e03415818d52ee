"""The catalogue as a site: the table of places with its picture and a page for each rulebook, in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from forbear.labels import LANGUAGES
from forbear.render import chart, page
from forbear.report.catalogue import telling
from forbear.report.catalogue.clocks import COLOURS, clock_chart, forces_drawn
from forbear.report.catalogue.places import Limit, Place, places_of
from forbear.report.palette import PALETTE
from forbear.report.words import HTML_LANGUAGE, Words
from forbear.rules.format import Exemption, Rule, Rulebook

Context = Mapping[str, Any]


def site(books: Sequence[Rulebook]) -> Iterator[tuple[str, str]]:
    """File name → page: ``index.html`` and ``<id>.html``, and the same in Chinese as ``index.zh.html`` and so on."""
    places = places_of(books)
    for lang in LANGUAGES:
        words = Words(lang)
        yield name_of("index", lang), page("forbear.report", "catalogue_index.html", _index(books, places, words))
        for book in books:
            yield name_of(book.id, lang), page("forbear.report", "catalogue_book.html", _book(book, words))


def name_of(page_id: str, lang: str) -> str:
    """The file of a page in a language."""
    return f"{page_id}.html" if lang == LANGUAGES[0] else f"{page_id}.{lang}.html"


def _frame(page_id: str, words: Words) -> dict[str, Any]:
    other = next(lang for lang in LANGUAGES if lang != words.lang)
    return {
        "t": words,
        "language": HTML_LANGUAGE[words.lang],
        "palette": PALETTE,
        "other": name_of(page_id, other),
        "other_language": HTML_LANGUAGE[other],
        "index": name_of("index", words.lang),
    }


def _index(books: Sequence[Rulebook], places: Sequence[Place], words: Words) -> Context:
    spec = clock_chart(places, words)
    return _frame("index", words) | {
        "picture": chart(spec) if spec else "",
        "legend": [(COLOURS[force], words.label("force", force)) for force in forces_drawn(places)],
        "places": [_place(place, words) for place in places],
        "books": [_row(book, words) for book in books],
    }


def _place(place: Place, words: Words) -> Context:
    return {
        "name": place.name,
        "limits": [
            (words(f"catalogue.{key}"), [_limit(limit, words) for limit in limits])
            for key, limits in (("hours", place.hours), ("counts", place.counts), ("third", place.third_parties))
        ],
    }


def _limit(limit: Limit, words: Words) -> Context:
    links = [
        (book_id, [(f"{name_of(book_id, words.lang)}#{rule.name}", rule.name) for _, rule in pairs])
        for book_id, pairs in groupby(limit.rules, key=lambda pair: pair[0].id)
    ]
    return {"told": limit.told.get(words.lang, ""), "force": limit.force[words.lang], "books": links}


def _row(book: Rulebook, words: Words) -> Context:
    return {
        "id": book.id,
        "link": name_of(book.id, words.lang),
        "title": book.title[words.lang],
        "place": "-".join(book.place.values()),
        "status": words.label("status", book.status),
        "in_force": telling.span_told(book.in_force, words),
        "rules": len({rule.name for rule in book.rules.values()}),
    }


def _book(book: Rulebook, words: Words) -> Context:
    return _frame(book.id, words) | {
        "book": _row(book, words),
        "binds": book.binds.get(words.lang, ""),
        "covers": book.covers,
        "sources": [
            (one.short.rstrip(","), one.title, words.label("confidence", one.confidence))
            for one in book.sources.values()
        ],
        "rules": [_rule(book, rule, words) for rule in book.rules.values()],
        "values": [(one.id, book.cited(one.cite), telling.steps_told(one)) for one in book.values.values()],
        "exceptions": [_exception(book, one, words) for one in book.exemptions.values()],
        "examples": [_example(one.record, words) for one in book.examples],
        "leaves_out": book.leaves_out,
    }


def _rule(book: Rulebook, rule: Rule, words: Words) -> Context:
    return {
        "id": rule.id,
        "name": rule.name,
        "leads": rule.name not in book.rules and _clauses(book, rule)[0] is rule,
        "effect": words.label("effect", rule.effect),
        "force": rule.force,
        "force_told": words.label("force", rule.force) if rule.force else "",
        "cite": book.cited(rule.cite),
        "confidence": words.label("confidence", rule.confidence),
        "in_force": telling.span_told(telling.span_of(book, rule), words),
        "draft": rule.status == "draft",
        "pieces": telling.pieces(book, rule, words.lang),
    }


def _clauses(book: Rulebook, rule: Rule) -> list[Rule]:
    return [each for each in book.rules.values() if each.name == rule.name]


def _exception(book: Rulebook, each: Exemption, words: Words) -> Context:
    return {
        "id": each.id,
        "draft": each.status == "draft",
        "lifts": each.lifts,
        "cite": book.cited(each.cite),
        "in_force": telling.span_told(telling.span_of(book, each), words),
    }


def _example(record: Mapping[str, Any], words: Words) -> tuple[str, str, str, str]:
    expect = record["expect"]
    spoken = ", ".join((*expect.get("rules", ()), *expect.get("notes", ())))
    about = ", ".join(record.get("tests", ()))
    return record["id"].partition("/")[2], about, words.label("answer", expect["verdict"]), spoken
