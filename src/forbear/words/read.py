"""Read a message: what it says, and where in the text as given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import re2

from forbear.errors import InputError, Problem, nearest
from forbear.labels import LANGUAGES
from forbear.vocabulary import VALUES
from forbear.words.context import context_of
from forbear.words.data import Phrase, phrase_list
from forbear.words.disguise import undisguised
from forbear.words.limited import limited_parts, limited_said
from forbear.words.matcher import PatternSet
from forbear.words.normal import Normal, folded, has_cjk
from forbear.words.reading import BY_COLLECTORS, CATEGORIES, Reading, Said

Classifier = Callable[[str], Mapping[str, Decimal]]
LIABLE = ("debtor", "co_debtor", "guarantor", "estate", "personal_representative", "successor_in_interest")
"""Roles of those who may be told to pay."""
ADVISED_FROM = Decimal("0.5")
"""From this much on, a classifier's answer adds a finding for a person to look at."""
_LATIN_WORDS = re.compile(r"[a-z]{2,}\W+[a-z]{2,}")
_COMMON = re.compile(r"\b(?:the|you|your|to|is|are|we|this|please|call|for|and|of|i|on|it|not|will|in|have|reply)\b")


def read_message(
    text: str,
    *,
    to_role: str | None = None,
    direction: str | None = None,
    language: str | None = None,
    classifier: Classifier | None = None,
) -> Reading:
    """What ``text`` says. ``to_role`` is the role of whom it went to, ``direction`` who began it, as in the vocabulary.

    Without ``language`` it is read in each of ours that its letters can be. A ``classifier`` gives a number from 0
    to 1 for each category it knows; it can add findings to look at and takes none away.
    Raises InputError on a role, direction, language or category that is not known.
    """
    _known(to_role, direction, language)
    normal = undisguised(folded(text))
    languages = (language,) if language else _languages(normal.text)
    found = [each for one in languages for each in _found(normal, one, to_role, direction)]
    limited = limited_said(text, languages, found)
    placed = [*(_placed(each, text, normal) for each in found), *filter(None, [limited])]
    placed += _advised(text, placed, classifier) if classifier else ()
    ordered = tuple(sorted(placed, key=lambda each: (each.start, each.end, each.category, each.kind)))
    parts = limited_parts(text, languages) if limited else frozenset()
    return Reading(text, ordered, _read_whole(normal.text, languages, ordered), parts)


def _known(to_role: str | None, direction: str | None, language: str | None) -> None:
    given = (("to_role", to_role, VALUES["role"]), ("direction", direction, VALUES["direction"]),
             ("language", language, LANGUAGES))  # fmt: skip
    problems = [
        Problem(name, f"{value!r} is not known", hint=nearest(str(value), known) or f"One of: {', '.join(known)}")
        for name, value, known in given
        if value is not None and value not in known
    ]
    if problems:
        raise InputError(problems)


def _languages(text: str) -> tuple[str, ...]:
    if not has_cjk(text):
        return ("en",)
    return ("zh", "en") if _LATIN_WORDS.search(text) else ("zh",)


def _read_whole(text: str, languages: tuple[str, ...], found: Iterable[Said]) -> tuple[str, ...]:
    """The languages that the message is really in: English only where it has English words."""
    english = bool(tuple(found)) or len(_COMMON.findall(text)) > 1
    return tuple(each for each in languages if each != "en" or "zh" in languages or english)


@cache
def _phrases(language: str) -> PatternSet[Phrase]:
    return PatternSet(phrase_list(language).phrases)


@cache
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern)


def _found(normal: Normal, language: str, to_role: str | None, direction: str | None) -> list[Said]:
    hits = _phrases(language).search(normal.text)
    if not hits:
        return []
    wanted = [each for each in hits if _wanted(each, to_role, direction)]
    needing = [each for each in wanted if each.needs]
    found = [said for each in wanted if not each.needs for said in _said(each, normal.text, language)]
    have = {each.category for each in found}
    found += [said for each in needing if have & set(each.needs) for said in _said(each, normal.text, language)]
    return _merged(found)


def _wanted(phrase: Phrase, to_role: str | None, direction: str | None) -> bool:
    """Whether such a message can be of the category at all."""
    if direction == "inbound" and phrase.category in BY_COLLECTORS:
        return False
    return phrase.category != "third_party_pay" or to_role not in LIABLE


def _said(phrase: Phrase, text: str, language: str) -> Iterator[Said]:
    """The finds of one phrase in the normal text, those denied or warned of left out."""
    context = context_of(language)
    if context.warns(phrase, text):
        return
    for start, end in (found.span() for found in _compiled(phrase.pattern).finditer(text)):
        if context.denied(phrase, text, start, end):
            continue
        told = phrase.category in BY_COLLECTORS and (context.told(text, start) or context.complains(text))
        reason = "reported" if told else phrase.reason
        yield Said(phrase.category, phrase.kind, start, end, "", "review" if reason else "says", phrase.id, reason)


def _merged(found: list[Said]) -> list[Said]:
    """Finds of one category and kind that overlap are one: the surer, then the longer."""
    ranked = sorted(found, key=lambda each: (each.certainty == "review", each.start - each.end))
    kept = list[Said]()
    for each in ranked:
        if not any(_same(each, other) for other in kept):
            kept.append(each)
    return kept


def _same(one: Said, other: Said) -> bool:
    alike = (one.category, one.kind) == (other.category, other.kind)
    return alike and one.start < other.end and other.start < one.end


def _placed(said: Said, text: str, normal: Normal) -> Said:
    start, end = normal.original(said.start, said.end)
    return replace(said, start=start, end=end, quote=text[start:end])


def _advised(text: str, found: list[Said], classifier: Classifier) -> Iterator[Said]:
    have = {each.category for each in found}
    for category, likelihood in classifier(text).items():
        if category not in CATEGORIES:
            hint = nearest(category, CATEGORIES) or f"One of: {', '.join(CATEGORIES)}"
            raise InputError(Problem("classifier", f"there is no category {category!r}", hint=hint))
        if likelihood >= ADVISED_FROM and category not in have and text:
            yield Said(category, "", 0, len(text), text, "review", "classifier", "advice")
