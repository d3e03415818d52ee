"""Read a message: what it says, and where in the text as given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from forbear.errors import InputError, Problem, nearest
from forbear.words.context import Context, Cue, context_of, cues_of, of_trade, signs, softened, warned_of
from forbear.words.data import Phrase, phrase_list
from forbear.words.disguise import Disguise, disguises, told_plainly
from forbear.words.limited import HAS_NUMBER, limited_said
from forbear.words.matcher import PatternSet, Places
from forbear.words.normal import Normal, folded, languages_of
from forbear.words.reading import BY_COLLECTORS, CATEGORIES, Certainty, Reading, Said
from forbear.words.setting import NOTHING_KNOWN, Setting, setting_of

Item = Phrase | Cue | Disguise
Classifier = Callable[[str], Mapping[str, Decimal]]
TOLD_BY_ERRAND = ("exposure", "job")
"""Kinds of threat that only tell somebody something: a request to pass a word on is none of them."""
EXPLAINED_BY = {
    "threat": ("borrow_elsewhere", "false_record", "third_party_pay"),
    "insult": ("false_record",),
    "disclosure": ("borrow_elsewhere", "false_record"),
}
"""By which categories the same words are said already: "ask your boss for an advance", "on the list of cheats",
"your home loan" that is to be topped up. A disclosure is so only where it stands within such words."""
EXPLAINED_KINDS = ("exposure", "job", "visit", "")
"""Of these kinds of threat and of insults that holds; harm and custody are said whatever else the words say, and so is
what a phrase finds that needs nothing beside it: its words leave no other reading."""
JOINED_WITHIN = 5
"""Finds nearer than that are the same words: "list | of | cheats"."""
_MARKS = " .,;:!?\n"
ADVISED_FROM = Decimal("0.5")
"""From this much on, a classifier's answer adds a finding for a person to look at."""


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
    setting = setting_of(to_role, direction, language) if to_role or direction or language else NOTHING_KNOWN
    normal = folded(text)
    languages = (language,) if language else languages_of(normal.text)
    hits = [(one, _opening(one).search(normal.text)) for one in languages]
    if disguised := [each for _, some in hits for each in some if isinstance(each, Disguise)]:
        normal = told_plainly(normal, disguised)
        languages = (language,) if language else languages_of(normal.text)
        hits = [(one, _opening(one).search(normal.text)) for one in languages]
    found = [
        each for one, some in hits if some or setting.collecting for each in _found(normal.text, one, some, setting)
    ]
    placed = [_placed(each, text, normal) for each in found]
    if HAS_NUMBER.search(text) and (limited := limited_said(text, normal.text, languages, placed, direction)):
        placed = [*(each for each in placed if limited.reason or each.category != "third_party_pay"), limited]
    if classifier:
        placed += _advised(text, placed, classifier)
    placed.sort(key=lambda each: (each.start, each.end, each.category, each.kind))
    return Reading(text, tuple(placed), language)


@cache
def _opening(language: str) -> PatternSet[Item]:
    """What is looked for first: disguised words, phrases that need nothing, and signs that let others count.

    A message that holds none of them says nothing, unless it is known to belong to a collection; most hold none.
    """
    return PatternSet([*filter(_opens, _looked_for(language)), *disguises(language)])


@cache
def _rest(language: str) -> PatternSet[Item]:
    """What is looked for only then: phrases that need something, what else may stand around a find."""
    return PatternSet([each for each in _looked_for(language) if not _opens(each)])


def _looked_for(language: str) -> tuple[Phrase | Cue, ...]:
    return (*phrase_list(language).phrases, *cues_of(language))


def _opens(item: Phrase | Cue) -> bool:
    return bool(signs({item.name})) if isinstance(item, Cue) else not item.needs


@cache
def _places(pattern: str) -> Places:
    return Places(pattern)


class _Find(NamedTuple):
    """A phrase at a place of the normal text, and why a person is to look at it, if one is."""

    phrase: Phrase
    start: int
    end: int
    reason: str


def _found(text: str, language: str, hits: Sequence[Item], setting: Setting) -> list[_Find]:
    """The finds in the normal text: first what stands by itself, then what needs something beside it."""
    hits = [*hits, *_rest(language).search(text)]
    waiting = [each for each in hits if type(each) is Phrase and setting.wants(each)]
    if not waiting:
        return []
    cues = {each.name for each in hits if type(each) is Cue}
    message = _Message(text, context_of(language), cues, setting)
    around, trading, found = signs(cues) | {str(setting.direction)}, of_trade(cues), list[_Find]()
    while True:
        ready, later = list[Phrase](), list[Phrase]()
        for each in waiting:
            (ready if setting.lets(each, around, trading) else later).append(each)
        if not ready:
            return _merged(_explained(_but_errands(found) if setting.to_others else _not_alone(found)))
        waiting = later
        for each in ready:
            doubted = setting.doubts(each, around)
            more = message.finds(each, doubted)
            around.update(find.phrase.category for find in more if doubted or find.reason != "ambiguous")
            found += more


class _Message:
    """A normal text with what stands around the finds in it."""

    def __init__(self, text: str, context: Context, cues: set[str], setting: Setting) -> None:
        self.text, self.context, self.cues, self.setting = text, context, cues, setting
        self.retold = "told" in signs(cues)
        self.hearsay = self.retold and setting == NOTHING_KNOWN
        self.searched = text.encode() if text.isascii() else text

    def finds(self, phrase: Phrase, doubted: bool) -> list[_Find]:
        """The finds of one phrase, those denied or warned of left out; where they are doubted a person is to look."""
        if warned_of(phrase, self.cues, self.setting.direction):
            return []
        spans = _places(phrase.pattern).spans(self.searched)
        return [find for start, end in spans if (find := self._find(phrase, start, end, doubted))]

    def _find(self, phrase: Phrase, start: int, end: int, doubted: bool) -> _Find | None:
        start = end - len(self.text[start:end].lstrip(_MARKS))  # a mark in front ends the sentence before
        told = self.hearsay or phrase.reason == "reported" or self.context.told(self.text, start, end, self.cues)
        if not self.setting.counts(phrase, told, self.retold):
            return None
        if self.context.denied(phrase, self.text, start, end, self.cues):
            return None
        if told and phrase.category in BY_COLLECTORS:
            return _Find(phrase, start, end, "reported")
        mild = softened(phrase, self.cues) or self.context.apologised(phrase, self.text, start, self.cues)
        open_ = mild or doubted or self.setting.grants(phrase)
        return _Find(phrase, start, end, phrase.reason or ("ambiguous" if open_ else ""))


def _but_errands(found: list[_Find]) -> list[_Find]:
    """The finds of a message to somebody who does not owe: what he is asked to pass on is no threat to tell it."""
    errands = [
        each
        for each in found
        if not each.reason and (each.phrase.category, each.phrase.kind) == ("third_party_pay", "pass_on")
    ]
    return [
        each
        for each in found
        if each.phrase.category != "threat"
        or each.phrase.kind not in TOLD_BY_ERRAND
        or not any(errand.start <= each.start and each.end <= errand.end for errand in errands)
    ]


def _not_alone(found: list[_Find]) -> list[_Find]:
    """The finds of a message to somebody who owes, or may: one ordinary word of a debt, alone, is left to a person.

    Lenders write of plans, receipts, offers and stopped payments as well; what is said in two ways is about the debt.
    """
    speaking = {each.phrase.id: each.phrase for each in found if each.phrase.category != "opt_out_notice"}
    [only] = speaking.values() if len(speaking) == 1 else [None]
    if only is None or only.category != "disclosure" or not only.needs:
        return found
    return [each._replace(reason="ambiguous") if each.phrase is only else each for each in found]


def _explained(found: list[_Find]) -> list[_Find]:
    """The finds, those left to a person whose words say something else already and need not say this as well."""
    return [
        each._replace(reason="ambiguous") if not each.reason and _said_otherwise(each, found) else each
        for each in found
    ]


def _said_otherwise(find: _Find, found: list[_Find]) -> bool:
    others = EXPLAINED_BY.get(find.phrase.category, ())
    if not find.phrase.needs:
        return False
    if find.phrase.category == "disclosure":
        return any(each.phrase.category in others and _holds(each, find, JOINED_WITHIN) for each in found)
    return find.phrase.kind in EXPLAINED_KINDS and any(
        each.phrase.category in others and _overlap(each, find, JOINED_WITHIN) for each in found
    )


def _merged(found: list[_Find]) -> list[_Find]:
    """Finds of one category and kind that overlap are one: the surer, then the longer."""
    if len(found) < 2:
        return found
    found.sort(key=lambda each: (each.reason != "", each.start - each.end))
    kept = list[_Find]()
    for each in found:
        if not any(_same(each, other) for other in kept):
            kept.append(each)
    return kept


def _same(one: _Find, other: _Find) -> bool:
    same = (one.phrase.category, one.phrase.kind) == (other.phrase.category, other.phrase.kind)
    return same and _overlap(one, other)


def _holds(outer: _Find, inner: _Find, gap: int) -> bool:
    """Whether the inner stands within the outer, or fewer than ``gap`` characters of it do not."""
    return outer.start < inner.start + gap and inner.end < outer.end + gap


def _overlap(one: _Find, other: _Find, gap: int = 0) -> bool:
    """Whether they share words, or fewer than ``gap`` characters stand between them."""
    return one.start < other.end + gap and other.start < one.end + gap


def _placed(find: _Find, text: str, normal: Normal) -> Said:
    phrase, (start, end) = find.phrase, normal.original(find.start, find.end)
    certainty: Certainty = "review" if find.reason else "says"
    return Said(phrase.category, phrase.kind, start, end, text[start:end], certainty, phrase.id, find.reason)


def _advised(text: str, found: Sequence[Said], classifier: Classifier) -> Iterator[Said]:
    have = {each.category for each in found}
    for category, likelihood in classifier(text).items():
        if category not in CATEGORIES:
            hint = nearest(category, CATEGORIES) or f"One of: {', '.join(CATEGORIES)}"
            raise InputError(Problem("classifier", f"there is no category {category!r}", hint=hint))
        if likelihood >= ADVISED_FROM and category not in have and text:
            yield Said(category, "", 0, len(text), text, "review", "classifier", "advice")
