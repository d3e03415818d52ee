"""The places that have rulebooks, each with what its rules limit: hours, counts, other people than the debtor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from forbear.labels import LANGUAGES
from forbear.report.catalogue import telling
from forbear.report.words import Words
from forbear.rules.format import FORCES, Rule, Rulebook, book_applies
from forbear.rules.limits import Count, Hours, counts_of, hours_of, third_parties_of

Told = TypeVar("Told", Hours, Count)
WORDS = {lang: Words(lang) for lang in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: in words of each language (none where the rules must tell it), its strength, the rules that set it."""

    told: Mapping[str, str]
    force: Mapping[str, str]
    rules: tuple[tuple[Rulebook, Rule], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A country or state; each list has the strictest limit first. ``clocks`` is what the picture draws."""

    name: str
    hours: tuple[Limit, ...]
    counts: tuple[Limit, ...]
    third_parties: tuple[Limit, ...]
    clocks: tuple[Hours, ...]


def places_of(books: Iterable[Rulebook]) -> list[Place]:
    """The places of the rulebooks that apply today without being asked for, by name."""
    found: dict[str, list[Rulebook]] = {}
    for book in books:
        if book_applies(book.status, drafts=False) and book.in_force.last is None:
            found.setdefault("-".join(book.place.values()), []).append(book)
    return [limits_of(name, found[name]) for name in sorted(found)]


def limits_of(name: str, books: Sequence[Rulebook]) -> Place:
    """What some rulebooks limit together, under the name of a place."""
    clocks = sorted((each for book in books for each in hours_of(book)), key=_strictest_first)
    counts = sorted((each for book in books for each in counts_of(book)), key=lambda each: each.looseness)
    return Place(
        name=name,
        hours=_together(_limit(each, telling.hours_told) for each in clocks),
        counts=_together(_limit(each, telling.count_told) for each in counts),
        third_parties=_third_parties(books),
        clocks=tuple(each for each in clocks if each.closed),
    )


def _strictest_first(hours: Hours) -> tuple[int, int]:
    return -hours.closed, FORCES.index(hours.rule.force)


def _limit(each: Told, tell: Callable[[Told, Words], str]) -> Limit:
    return Limit(
        {
            lang: telling.comma(words, [tell(each, words), telling.channels_told(each.book, each.rule, words)])
            for lang, words in WORDS.items()
        },
        _force(each.rule),
        tuple((each.book, rule) for rule in {rule.name: rule for rule in each.rules}.values()),
    )


def _force(rule: Rule) -> dict[str, str]:
    return {lang: telling.force_told(rule, words) for lang, words in WORDS.items()}


def _together(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    """Limits that say the same with the same strength stand once, with all their rules."""
    found: dict[tuple[str, str], Limit] = {}
    for limit in limits:
        key = (limit.told.get("en", ""), limit.force["en"])
        before = found.get(key)
        found[key] = replace(before, rules=(*before.rules, *limit.rules)) if before else limit
    return tuple(found.values())


def _third_parties(books: Sequence[Rulebook]) -> tuple[Limit, ...]:
    """The rules about other people, the most binding first: what they say stands with each of them."""
    found = [(book, rule) for book in books for rule in third_parties_of(book)]
    found.sort(key=lambda pair: FORCES.index(pair[1].force))
    return _together(Limit({}, _force(rule), ((book, rule),)) for book, rule in found)
