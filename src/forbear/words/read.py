"""Read a message: what it says, and where in the text as given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
IN_A_COLLECTION = (*LIABLE, "agreed_contact", "emergency_contact", "address_book_contact", "reference", "public")
"""Roles that only a collection gives: what such a person is sent is about the debt."""
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
    setting = _Setting(to_role, direction)
    found = [each for one in languages for each in _found(normal, one, setting)]
    limited = limited_said(text, normal.text, languages, found)
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


def _found(normal: Normal, language: str, setting: _Setting) -> list[Said]:
    hits = [each for each in _phrases(language).search(normal.text) if setting.wants(each)]
    found = [said for each in hits if not each.needs for said in _said(each, normal.text, language, setting)]
    waiting = [each for each in hits if each.needs]
    around = {each.category for each in found} | context_of(language).around(normal.text)
    while ready := [each for each in waiting if setting.collecting or around & set(each.needs)]:
        waiting = [each for each in waiting if each not in ready]
        more = [said for each in ready for said in _said(each, normal.text, language, setting)]
        around |= {each.category for each in more}
        found += more
    return _merged(found)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is known of a message besides its words."""

    to_role: str | None
    direction: str | None

    @property
    def collecting(self) -> bool:
        """Whether it is known to belong to a collection, so that an ordinary word in it is about the debt."""
        return self.to_role in IN_A_COLLECTION or self.direction == "inbound"

    def wants(self, phrase: Phrase) -> bool:
        """Whether such a message can say such a thing at all."""
        if phrase.category == "third_party_pay" and self.to_role in LIABLE:
            return False
        return phrase.to != "others" or (self.to_role is not None and self.to_role not in LIABLE)

    def own(self, category: str) -> bool:
        """Whether it is the debtor's own words, which disclose and threaten nothing."""
        return self.direction == "inbound" and category in (*BY_COLLECTORS, "disclosure")


def _said(phrase: Phrase, text: str, language: str, setting: _Setting) -> Iterator[Said]:
    """The finds of one phrase in the normal text, those denied or warned of left out."""
    context = context_of(language)
    if context.warns(phrase, text):
        return
    complains = context.complains(text)
    for start, end in (found.span() for found in _compiled(phrase.pattern).finditer(text)):
        told = complains or context.told(text, start)
        own = setting.own(phrase.category) and not (told and phrase.category in BY_COLLECTORS)
        retold = told and phrase.category == "disclosure" and setting.to_role is None
        if own or retold or context.denied(phrase, text, start, end):
            continue
        reason = "reported" if told and phrase.category in BY_COLLECTORS else phrase.reason
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
