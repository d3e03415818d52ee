"""What stands around a find: a denial that takes it back, somebody else's words, a warning against swindlers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from forbear.words.data import Phrase, phrase_list
from forbear.words.matcher import compiled
from forbear.words.reading import BY_COLLECTORS

CUES = (
    "money",
    "warning",
    "complaint",
    "reported",
    "negation_before",
    "negation_inside",
    "denial_after",
    "denying_sentence",
    "wide_negation",
    "close_negation",
    "own_fault",
    "own_loan",
    "other_money",
    "own_step",
    "debt_talk",
    "public_notice",
    "at_large",
    "joke",
    "apology",
    "courtesy",
    "opt_out_talk",
    "trade",
    "owing",
    "other_dues",
    "lending",
)
"""What is looked for in a message in the same pass as the phrases; few messages have any. A language may lack some."""

_SENTENCE_END = re.compile(r"[!?。;\n]|\.(?=\s|$)")
_NEAR = 60
_TOLD_WITHIN = 120
_SEEMING = 6
_MARKS = r"[\s.!?。;]*"
_BEGINNING = r"[\s,.'\"-]*"
_DENIABLE = (*BY_COLLECTORS, "disclosure")
_DISCLOSING = ("disclosure", "initial_disclosure")
"""What a collector tells, though a warning against swindlers stands at the foot of his message."""
_SOFTENED = ("threat", "insult", "poses_as", "false_record")
_NEVER_SOFTENED = ("violence", "arrest", "exposure")
"""Kinds of threat that no kind word changes."""
_DENIALS = (
    "negation_before", "negation_inside", "denial_after", "denying_sentence", "wide_negation", "close_negation",
    "own_fault", "own_loan", "other_money", "own_step",
)  # fmt: skip
_TOLD = ("reported", "complaint")
_TALKED_OF = (
    "disclosure", "initial_disclosure", "third_party_pay", "poses_as", "borrow_elsewhere", "opt_out_notice",
)  # fmt: skip
"""What talk of debts in general, or of the writer's own, holds the words of without saying it to anybody."""
_ANOTHER = {
    "insult": "own_fault", "borrow_elsewhere": "own_loan", "disclosure": "other_money",
    "exposure": "own_step", "job": "own_step",
}  # fmt: skip
"""What stands before a find, of a category or of a kind, that is another matter: one's own faults, a loan asked for,
money that nobody owes, what the reader may do himself or has complained of."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern of the surroundings, by its name."""

    name: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Reaching:
    """Denials that reach over several words: ``wide`` ones over commas too, up to words that end them."""

    wide: Any
    close: Any
    ends: Any
    goes_on: Any
    none: Any

    def denies(self, before: str, found: str) -> bool:
        """Whether a denial in ``before``, the sentence up to what was found, reaches it."""
        return self._reaches(self.wide, before, found) or self._reaches(self.close, before.rpartition(",")[2], found)

    def seeming(self, text: str, start: int) -> bool:
        """Whether what begins there only looks like a denial ("不会放过", "你不会…吗")."""
        return any(
            found.start() <= start < found.end()
            for found in self.none.finditer(text[: start + _SEEMING], max(0, start - _SEEMING))
        )

    def _reaches(self, negation: Any, before: str, found: str) -> bool:
        whole = before + found
        for each in reversed(list(negation.finditer(before))):
            rest = before[each.end() :]
            if not self.seeming(whole, each.start()) and (self.goes_on.match(rest) or not self.ends.search(rest)):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Context:
    """The patterns that say, of one place in a text, how a find there is to be taken."""

    before: Any
    asked: Any
    inside: Any
    after: Any
    denying: Any
    apology: Any
    undenied: Any
    reported: Any
    warning: Any
    reaching: Reaching | None = None
    condition: Any = None
    another: Mapping[str, Any] = field(default_factory=dict)
    talked: Any = None
    pending: Any = None
    taken_back: Any = None

    def denied(self, phrase: Phrase, text: str, start: int, end: int, cues: set[str]) -> bool:
        """Whether the words around say that it is not so, or will not be."""
        if phrase.category == "opt_out_notice" and self._only_talked(text, start, end, cues):
            return True
        if "warning" in cues and phrase.category in _DISCLOSING and self._warned(text, end):
            return True
        if cues.isdisjoint(_DENIALS):
            return False
        first, last = sentence(text, start, end)
        text = self._without_conditions(text, first, end)
        return (
            ("negation_before" in cues and self._just_denied(text, max(first, start - _NEAR), start))
            or (phrase.negatable and "negation_inside" in cues and bool(self.inside.search(text[start:end])))
            or ("denial_after" in cues and self._denied_after(text, first, end, last))
            or (
                phrase.category in _DENIABLE
                and "denying_sentence" in cues
                and self._begins(self.denying, text[first:start])
            )
            or self._reached(phrase, text[first:start], text[start:end])
            or self._another_matter(phrase, text[first:start])
        )

    def _warned(self, text: str, end: int) -> bool:
        """Whether a warning stands before the find or in its sentence, or the next one takes it back.

        One at the foot of a message takes nothing back.
        """
        last = sentence(text, end, end)[1]
        return bool(self.warning.search(text[:last])) or bool(self.taken_back and self.taken_back.match(text[last:]))

    def _without_conditions(self, text: str, first: int, end: int) -> str:
        """The text up to there with blanks for each ``not`` of a condition: "if you do not pay" denies nothing."""
        for each in self.condition.finditer(text[first:end]) if self.condition else ():
            begins, ends = first + each.start(), first + each.end()
            text = text[:begins] + " " * (ends - begins) + text[ends:]
        return text

    def _just_denied(self, text: str, first: int, start: int) -> bool:
        """Whether a denial stands right before the find, not in a question (``why not``), and not only seemingly."""
        denial = self.before.search(text[first:start])
        if not denial or self.asked.search(text[first:start]):
            return False
        return not (self.reaching and self.reaching.seeming(text, first + denial.start()))

    def _only_talked(self, text: str, start: int, end: int, cues: set[str]) -> bool:
        """Whether ways to stop messages are only talked about (a rule, a figure, software), or something else stops."""
        if "opt_out_talk" not in cues or not self.talked:
            return False
        first, last = sentence(text, start, end)
        return bool(self.talked.search(text[first:last]))

    def _denied_after(self, text: str, first: int, end: int, last: int) -> bool:
        """Whether what follows says that it is over ("has been settled"), and not when ("until it is settled")."""
        return bool(self.after.match(text[end:last])) and not (self.pending and self.pending.search(text[first:last]))

    def _another_matter(self, phrase: Phrase, before: str) -> bool:
        """Whether somebody runs down himself ("I'm such a fool") or asks for a loan himself, or the words are a title,
        or the sum is a fare, a deposit or what an account holds, or the reader is the one to get in touch.
        """
        words = (self.another.get(phrase.category), self.another.get(phrase.kind))
        return any(another.search(before) for another in words if another)

    def _reached(self, phrase: Phrase, before: str, found: str) -> bool:
        return bool(self.reaching and phrase.category in BY_COLLECTORS and self.reaching.denies(before, found))

    def apologised(self, phrase: Phrase, text: str, start: int, cues: set[str]) -> bool:
        """Whether the sentence apologises first: for what was said, or before it says it."""
        if phrase.category not in _DENIABLE or "apology" not in cues:
            return False
        return self._begins(self.apology, text[sentence(text, start, start)[0] : start])

    def _begins(self, words: Any, before: str) -> bool:
        """Whether it begins with words that reach to the find: no ``not hesitate to``, no condition, no ``but``."""
        found = words.match(before)
        return bool(found) and not self.undenied.search(before[found.end() :])

    def told(self, text: str, start: int, end: int, cues: set[str]) -> bool:
        """Whether it is told of somebody: said so before or in it, or the message complains of it."""
        if "complaint" in cues:
            return True
        return "reported" in cues and bool(self.reported.search(text[max(0, start - _TOLD_WITHIN) : end]))


def warned_of(phrase: Phrase, cues: set[str], direction: str | None) -> bool:
    """Whether the message warns against swindlers, who say such things, is a notice to the public about them or a joke.

    No joke is taken for one where somebody tells of it, or it is known who began; nor is talk of debts in general, of
    what creditors and consumers do, taken for talk where a collector is known to have begun, nor what is due to a
    landlord, a school or a friend for something else than a debt.
    """
    public = "public_notice" in cues and direction != "outbound"
    lightly = "warning" in cues or public
    untold = cues.isdisjoint(_TOLD)
    joking = "joke" in cues and direction is None and untold
    if (lightly or joking) and phrase.category in (*_DENIABLE, "initial_disclosure"):
        return public or joking or direction != "outbound" or phrase.category not in _DISCLOSING
    if phrase.category == "disclosure" and direction is None and "other_dues" in cues and "lending" not in cues:
        return True
    talking = "at_large" in cues and direction is None and phrase.category in _TALKED_OF
    return talking and (untold or phrase.category not in BY_COLLECTORS)


def softened(phrase: Phrase, cues: set[str]) -> bool:
    """Whether a person is to see if it is meant: the message thanks, apologises, gives back or leaves the choice.

    Nobody says by mistake that he breaks bones, has somebody arrested or shows her up.
    """
    return "courtesy" in cues and phrase.category in _SOFTENED and phrase.kind not in _NEVER_SOFTENED


def signs(cues: set[str]) -> set[str]:
    """What of the surroundings phrases may need beside them: talk of paying, and that somebody is told of."""
    told = {"told"} if not cues.isdisjoint(_TOLD) else set[str]()
    return cues & {"money", "debt_talk"} | told | ({"told_of_debt"} if told and "debt_talk" in cues else set())


def of_trade(cues: set[str]) -> bool:
    """Whether the message sells, or tells of a purchase, a code or a balance, and holds no word of owing."""
    return "trade" in cues and "owing" not in cues


@cache
def cues_of(language: str) -> tuple[Cue, ...]:
    """The surroundings to look for in ``en`` or ``zh``."""
    patterns = phrase_list(language).context
    return tuple(Cue(name, patterns[name]) for name in CUES if name in patterns)


@cache
def context_of(language: str) -> Context:
    """The patterns of ``en`` or ``zh``."""
    patterns = phrase_list(language).context
    return Context(
        before=compiled(rf"(?:{patterns['negation_before']})\s*$"),
        asked=compiled(rf"(?:{patterns['asked']})\s*$"),
        inside=compiled(patterns["negation_inside"]),
        after=compiled(rf"[\s,]*(?:{patterns['denial_after']})"),
        denying=compiled(rf"{_BEGINNING}(?:{patterns['denying_sentence']})"),
        apology=compiled(rf"{_BEGINNING}(?:{patterns['apology']})"),
        undenied=compiled(patterns["undenied"]),
        reported=compiled(patterns["reported"]),
        warning=compiled(patterns["warning"]),
        reaching=_reaching(patterns) if "wide_negation" in patterns else None,
        condition=compiled(patterns["condition"]) if "condition" in patterns else None,
        another={name: compiled(rf"(?:{patterns[cue]})\s*$") for name, cue in _ANOTHER.items() if cue in patterns},
        talked=compiled(patterns["opt_out_talk"]) if "opt_out_talk" in patterns else None,
        pending=compiled(patterns["pending"]) if "pending" in patterns else None,
        taken_back=compiled(rf"{_MARKS}(?:{patterns['taken_back']})") if "taken_back" in patterns else None,
    )


def _reaching(patterns: Mapping[str, str]) -> Reaching:
    names = ("wide_negation", "close_negation", "negation_ends", "negation_goes_on", "no_negation")
    return Reaching(*(compiled(patterns[name]) for name in names))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around ``start`` to ``end`` begins and ends."""
    first = 0
    for found in _SENTENCE_END.finditer(text, 0, start):
        first = found.end()
    after = _SENTENCE_END.search(text, end)
    return first, after.start() if after else len(text)
