"""Read a message: what it says, and where in the text as given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from forbear.errors import InputError, Problem, nearest
from forbear.labels import LANGUAGES
from forbear.vocabulary import VALUES
from forbear.words.context import Cue, context_of, cues_of, signs, warned_of
from forbear.words.data import Phrase, phrase_list
from forbear.words.disguise import Disguise, disguises, told_plainly
from forbear.words.limited import HAS_NUMBER, limited_said
from forbear.words.matcher import PatternSet, compiled
from forbear.words.normal import Normal, folded, languages_of
from forbear.words.reading import BY_COLLECTORS, CATEGORIES, Reading, Said

Item = Phrase | Cue | Disguise
Classifier = Callable[[str], Mapping[str, Decimal]]
LIABLE = ("debtor", "co_debtor", "guarantor", "estate", "personal_representative", "successor_in_interest")
"""Roles of those who may be told to pay."""
IN_A_COLLECTION = (*LIABLE, "agreed_contact", "emergency_contact", "address_book_contact", "reference", "public")
"""Roles that only a collection gives: what such a person is sent is about the debt."""
BY_WRITERS_TO_DEBTORS = ("opt_out_notice", "initial_disclosure")
"""What a debtor's own message can only be asking about."""
ADVISED_FROM = Decimal("0.5")
"""From this much on, a classifier's answer adds a finding for a person to look at."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a message besides its words."""

    to_role: str | None = None
    direction: str | None = None

    @property
    def collecting(self) -> bool:
        """Whether it is known to belong to a collection, so that an ordinary word in it is about the debt."""
        return self.to_role in IN_A_COLLECTION or self.direction is not None

    def wants(self, phrase: Phrase) -> bool:
        """Whether such a message can say such a thing at all."""
        if phrase.category == "third_party_pay" and self.to_role in LIABLE:
            return False
        if phrase.to == "debtors":
            return self.to_role is None or self.to_role in LIABLE
        return phrase.to != "others" or (self.to_role is not None and self.to_role not in LIABLE)

    def lets(self, phrase: Phrase, around: set[str]) -> bool:
        """Whether a phrase has beside it what it needs."""
        known = self.collecting and not phrase.strictly
        return not phrase.needs or known or not around.isdisjoint(phrase.needs)

    def counts(self, phrase: Phrase, told: bool, retold: bool) -> bool:
        """Whether a find counts: what the debtor writes, or somebody tells who is not known, discloses nothing.

        ``told`` is whether these are told words, ``retold`` whether the message has any.
        """
        if phrase.category == "disclosure":
            return self.direction != "inbound" and not (retold and self.to_role is None)
        if phrase.category in BY_WRITERS_TO_DEBTORS:
            return self.direction != "inbound"
        return told or self.direction != "inbound" or phrase.category not in BY_COLLECTORS


_NOTHING_KNOWN = Setting()


def read_message(
    text: str,
    *,
    to_role: str | None = None,
    direction: str | None = None,
    language: str | None = None,
    classifier: Classifier | None = None,
) -> Reading:
    """What ``text`` says. ``to_role`` is the role of whom it went to, ``direction`` who began it, as in the vocabulary.

    Either tells that it belongs to a collection, so that an ordinary word ("court", "visit") is read as about the debt;
    without both, only what no ordinary message says is found.
    Without ``language`` it is read in each of ours that its letters can be. A ``classifier`` gives a number from 0
    to 1 for each category it knows; it can add findings to look at and takes none away.
    Raises InputError on a role, direction, language or category that is not known.
    """
    setting = _setting(to_role, direction, language) if to_role or direction or language else _NOTHING_KNOWN
    normal = folded(text)
    languages = (language,) if language else languages_of(normal.text)
    hits = [(one, _looked_for(one).search(normal.text)) for one in languages]
    if disguised := [each for _, some in hits for each in some if isinstance(each, Disguise)]:
        normal = told_plainly(normal, disguised)
        languages = (language,) if language else languages_of(normal.text)
        hits = [(one, _looked_for(one).search(normal.text)) for one in languages]
    found = [each for one, some in hits if some for each in _found(normal.text, one, some, setting)]
    placed = [_placed(each, text, normal) for each in found]
    if HAS_NUMBER.search(text) and (limited := limited_said(text, normal.text, languages, placed)):
        placed.append(limited)
    if classifier:
        placed += _advised(text, placed, classifier)
    placed.sort(key=lambda each: (each.start, each.end, each.category, each.kind))
    return Reading(text, tuple(placed), language)


def _setting(to_role: str | None, direction: str | None, language: str | None) -> Setting:
    given = (("to_role", to_role, VALUES["role"]), ("direction", direction, VALUES["direction"]),
             ("language", language, LANGUAGES))  # fmt: skip
    problems = [
        Problem(name, f"{value!r} is not known", hint=nearest(str(value), known) or f"One of: {', '.join(known)}")
        for name, value, known in given
        if value is not None and value not in known
    ]
    if problems:
        raise InputError(problems)
    return Setting(to_role, direction)


@cache
def _looked_for(language: str) -> PatternSet[Item]:
    """All that is looked for in one pass: phrases, what may stand around them, disguised words."""
    return PatternSet([*phrase_list(language).phrases, *cues_of(language), *disguises(language)])


@cache
def _compiled(pattern: str) -> Any:
    return compiled(pattern)


def _found(text: str, language: str, hits: Sequence[Item], setting: Setting) -> list[Said]:
    """The finds in the normal text: first what stands by itself, then what needs something beside it."""
    phrases = [each for each in hits if type(each) is Phrase and setting.wants(each)]
    if not phrases:
        return []
    cues = {each.name for each in hits if type(each) is Cue}
    around, waiting, found = signs(cues) | {str(setting.direction)}, phrases, list[Said]()
    while ready := [each for each in waiting if setting.lets(each, around)]:
        waiting = [each for each in waiting if each not in ready]
        more = [said for each in ready for said in _said(each, text, language, setting, cues)]
        around |= {each.category for each in more}
        found += more
    return _merged(found)


def _said(phrase: Phrase, text: str, language: str, setting: Setting, cues: set[str]) -> Iterator[Said]:
    """The finds of one phrase in the normal text, those denied or warned of left out."""
    if warned_of(phrase, cues, setting.direction == "outbound"):
        return
    context, retold = context_of(language), "told" in signs(cues)
    for found in _compiled(phrase.pattern).finditer(text.encode() if text.isascii() else text):
        start, end = found.span()
        told = phrase.reason == "reported" or context.told(text, start, end, cues)
        if not setting.counts(phrase, told, retold) or context.denied(phrase, text, start, end, cues):
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


def _advised(text: str, found: Sequence[Said], classifier: Classifier) -> Iterator[Said]:
    have = {each.category for each in found}
    for category, likelihood in classifier(text).items():
        if category not in CATEGORIES:
            hint = nearest(category, CATEGORIES) or f"One of: {', '.join(CATEGORIES)}"
            raise InputError(Problem("classifier", f"there is no category {category!r}", hint=hint))
        if likelihood >= ADVISED_FROM and category not in have and text:
            yield Said(category, "", 0, len(text), text, "review", "classifier", "advice")
