"""The shipped rulebooks as pages show them: loaded once, each with what the catalogue tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.http import Http404

from forbear.calendar import show_day
from forbear.labels import LANGUAGES
from forbear.places import shipped
from forbear.render import chart
from forbear.report.catalogue import telling
from forbear.report.catalogue.clocks import COLOURS, clock_chart, forces_drawn
from forbear.report.catalogue.places import Limit, Place, places_of
from forbear.report.words import HTML_LANGUAGE, Words
from forbear.rules import catalog
from forbear.rules.expressions import names_in
from forbear.rules.format import Exemption, Rule, Rulebook, places_in
from forbear.vocabulary import CONDUCT


@cache
def books() -> Mapping[str, Rulebook]:
    """Every shipped rulebook by id, those about contacts first."""
    return {book.id: book for book in (*catalog.all_books(), *catalog.credit_books())}


@cache
def sides() -> tuple[Place, ...]:
    """The places that have rulebooks, with what each limits."""
    return tuple(places_of(catalog.all_books()))


@cache
def names(lang: str) -> Mapping[str, str]:
    """The places of ``sides`` as people call them."""
    known = shipped()
    return {"-".join(book.place.values()): known.name(known.of(book.place), lang) for book in catalog.all_books()}


@cache
def clocks(lang: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The picture of closed hours, and its legend: colours and the forces that they stand for."""
    words = Words(lang)
    spec = clock_chart(sides(), words)
    legend = tuple((COLOURS[force], words.label("force", force)) for force in forces_drawn(sides()))
    return (chart(spec) if spec else "", legend)


def book_named(name: str) -> Rulebook:
    """The rulebook of that id; raises Http404."""
    found = books().get(name)
    if found is None:
        raise Http404
    return found


def clauses_of(book: Rulebook, name: str) -> list[Rule]:
    """The clauses of a rule by its public name (or an id of one); raises Http404 where there is none."""
    found = [rule for rule in book.rules.values() if rule.name == name]
    found = found or [rule for rule in book.rules.values() if rule.id == name]
    if not found:
        raise Http404
    return found


def row(book: Rulebook, words: Words) -> dict[str, Any]:
    """A rulebook in a list."""
    return {
        "id": book.id,
        "title": book.title[words.lang],
        "place": shipped().of(book.place).code,
        "place_name": shipped().name(shipped().of(book.place), words.lang),
        "status": book.status,
        "status_told": words.label("status", book.status),
        "since": telling.span_told(book.in_force, words),
        "rules": len({rule.name for rule in book.rules.values()}),
        "judges": book.words is CONDUCT,
    }


def shown(book: Rulebook, words: Words) -> dict[str, Any]:
    """A rulebook as its page tells it, without its examples."""
    return {
        "book": row(book, words),
        "binds": book.binds.get(words.lang, ""),
        "covers": book.covers,
        "sources": [_source(one, words) for one in book.sources.values()],
        "rules": [rule_shown(book, rule, words) for rule in book.rules.values()],
        "duties": [_duty(book, duty, words) for duty in book.duties.values()],
        "values": [_value(book, name) for name in book.values],
        "exceptions": [exception_shown(book, one, words) for one in book.exemptions.values()],
        "leaves_out": book.leaves_out,
        "examples": len(book.examples),
        "sha256": book.sha256,
    }


def rule_shown(book: Rulebook, rule: Rule, words: Words) -> dict[str, Any]:
    """A clause of a rule: its sentence in both languages, the reader's own first, and all that it rests on."""
    order = sorted(LANGUAGES, key=lambda lang: lang != words.lang)
    return {
        "id": rule.id,
        "name": rule.name,
        "effect": words.label("effect", rule.effect),
        "force": rule.force,
        "force_told": words.label("force", rule.force) if rule.force else "",
        "cite": book.cited(rule.cite),
        "confidence": words.label("confidence", rule.confidence),
        "since": telling.span_told(telling.span_of(book, rule), words),
        "draft": rule.status == "draft",
        "says": [(HTML_LANGUAGE[lang], telling.pieces(book, rule, lang)) for lang in order],
    }


def rule_page(book: Rulebook, clauses: Sequence[Rule], words: Words) -> dict[str, Any]:
    """A rule with the history of its numbers, what lifts it, and the examples on both sides of it."""
    lifting = {one.id: one for rule in clauses for one in book.exemptions_of(rule)}
    named = dict.fromkeys(name for rule in clauses for name in _values_in(book, rule))
    cited = {part.strip().partition(" ")[0].rstrip(",:") for rule in clauses for part in rule.cite.split(";")}
    speaks, silent = examples_of(book, clauses[0].name)
    return {
        "book": row(book, words),
        "name": clauses[0].name,
        "clauses": [rule_shown(book, rule, words) for rule in clauses],
        "values": [_value(book, name) for name in named],
        "exceptions": [exception_shown(book, one, words) for one in lifting.values()],
        "sources": [_source(one, words) for name, one in book.sources.items() if name in cited],
        "sides": [("speaks", _examples(speaks, words)), ("silent", _examples(silent, words))],
    }


def examples_of(book: Rulebook, name: str) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The examples in which a rule is expected to speak, and those about it in which it is not."""
    about = [one.record for one in book.examples if _names(one.record, "tests", name) or _spoken(one.record, name)]
    return [one for one in about if _spoken(one, name)], [one for one in about if not _spoken(one, name)]


def exception_shown(book: Rulebook, each: Exemption, words: Words) -> dict[str, Any]:
    """An exception: what it lifts, by which citation, from when."""
    return {
        "id": each.id,
        "draft": each.status == "draft",
        "lifts": [(name, _name_of(book, name)) for name in each.lifts],
        "cite": book.cited(each.cite),
        "since": telling.span_told(telling.span_of(book, each), words),
    }


def place_shown(place: Place, words: Words) -> dict[str, Any]:
    """A place with its limits, the strictest first, in the words of a language."""
    kinds = (("hours", place.hours), ("counts", place.counts), ("third", place.third_parties))
    return {
        "name": names(words.lang).get(place.name, place.name),
        "limits": [(words(f"catalogue.{key}"), [_limit(limit, words) for limit in limits]) for key, limits in kinds],
    }


def _limit(limit: Limit, words: Words) -> dict[str, Any]:
    rules = [(book.id, rule.name) for book, rule in limit.rules]
    return {"told": limit.told.get(words.lang, ""), "force": limit.force[words.lang], "rules": rules}


def _source(one: Any, words: Words) -> dict[str, Any]:
    return {
        "short": one.short.rstrip(","),
        "title": one.title,
        "url": one.url if one.url.startswith("https://") else "",
        "confidence": words.label("confidence", one.confidence),
        "read_on": show_day(one.read_on) if one.read_on else "",
    }


def _duty(book: Rulebook, duty: Any, words: Words) -> dict[str, Any]:
    return {
        "id": duty.id,
        "says": duty.says[words.lang],
        "force_told": words.label("force", duty.force),
        "cite": book.cited(duty.cite),
        "draft": duty.status == "draft",
    }


def _value(book: Rulebook, name: str) -> dict[str, Any]:
    value = book.values[name]
    return {"id": name, "cite": book.cited(value.cite), "steps": telling.steps_told(value)}


def _values_in(book: Rulebook, rule: Rule) -> Iterator[str]:
    """The dated values that a rule reads, in its sentence, its condition or the facts of that."""
    told = {*places_in(rule.says["en"]), *places_in(rule.says["zh"])}
    waiting, read = [*names_in(rule.when), *told], set[str]()
    while waiting:
        name = waiting.pop()
        fact = book.facts.get(name)
        if name not in read and fact is not None:
            waiting += [*(names_in(fact.where) if fact.where is not None else ()), str(fact.window.length)]
        read.add(name)
    return (name for name in book.values if name in read)


def _names(record: Mapping[str, Any], key: str, name: str) -> bool:
    return name in record.get(key, ())


def _spoken(record: Mapping[str, Any], name: str) -> bool:
    expect = record["expect"]
    return name in (*expect.get("rules", ()), *expect.get("notes", ()))


def _examples(records: Sequence[Mapping[str, Any]], words: Words) -> list[tuple[str, str, str, str]]:
    """Each example as its id, its name, the answer expected and that in words."""
    return [
        (
            one["id"],
            one["id"].partition("/")[2],
            one["expect"]["verdict"],
            words.label("answer", one["expect"]["verdict"]),
        )
        for one in records
    ]


def _name_of(book: Rulebook, name: str) -> str:
    """The public name of a rule that is named by an id."""
    return book.rules[name].name if name in book.rules else name
