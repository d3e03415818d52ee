"""What stands around a find: a denial that takes it back, somebody else's words, a warning against swindlers."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
)
"""What is looked for in a message in the same pass as the phrases; most messages have none."""

_SENTENCE_END = re.compile(r"[!?。;\n]|\.(?=\s|$)")
_NEAR = 60
_TOLD_WITHIN = 120
_DENIABLE = (*BY_COLLECTORS, "disclosure")


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern of the surroundings, by its name."""

    name: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Context:
    """The patterns that say, of one place in a text, how a find there is to be taken."""

    before: Any
    asked: Any
    inside: Any
    after: Any
    denying: Any
    undenied: Any
    reported: Any

    def denied(self, phrase: Phrase, text: str, start: int, end: int, cues: set[str]) -> bool:
        """Whether the words around say that it is not so, or will not be."""
        if not cues & {"negation_before", "negation_inside", "denial_after", "denying_sentence"}:
            return False
        first, last = sentence(text, start, end)
        return (
            ("negation_before" in cues and self._denied_before(text[max(first, start - _NEAR) : start]))
            or (phrase.negatable and "negation_inside" in cues and bool(self.inside.search(text[start:end])))
            or ("denial_after" in cues and bool(self.after.match(text[end:last])))
            or (
                phrase.category in _DENIABLE and "denying_sentence" in cues and self._sentence_denies(text[first:start])
            )
        )

    def _denied_before(self, before: str) -> bool:
        """Whether a denial stands right before the find, and not in a question such as ``why not``."""
        return bool(self.before.search(before)) and not self.asked.search(before)

    def _sentence_denies(self, before: str) -> bool:
        """Whether it begins with a denial that reaches to the find: no ``will not hesitate to``, no condition."""
        denial = self.denying.match(before)
        return bool(denial) and not self.undenied.search(before[denial.end() :])

    def told(self, text: str, start: int, end: int, cues: set[str]) -> bool:
        """Whether it is told of somebody: said so before or in it, or the message complains of it."""
        if "complaint" in cues:
            return True
        return "reported" in cues and bool(self.reported.search(text[max(0, start - _TOLD_WITHIN) : end]))


def warned_of(phrase: Phrase, cues: set[str]) -> bool:
    """Whether the message warns against swindlers, who say such things."""
    return "warning" in cues and phrase.category in _DENIABLE


def signs(cues: set[str]) -> set[str]:
    """What of the surroundings phrases may need beside them: talk of paying, and that somebody is told of."""
    return cues & {"money"} | ({"told"} if cues & {"reported", "complaint"} else set())


@cache
def cues_of(language: str) -> tuple[Cue, ...]:
    """The surroundings to look for in ``en`` or ``zh``."""
    patterns = phrase_list(language).context
    return tuple(Cue(name, patterns[name]) for name in CUES)


@cache
def context_of(language: str) -> Context:
    """The patterns of ``en`` or ``zh``."""
    patterns = phrase_list(language).context
    return Context(
        before=compiled(rf"(?:{patterns['negation_before']})\s*$"),
        asked=compiled(rf"(?:{patterns['asked']})\s*$"),
        inside=compiled(patterns["negation_inside"]),
        after=compiled(rf"[\s,]*(?:{patterns['denial_after']})"),
        denying=compiled(rf"[\s,.'\"-]*(?:{patterns['denying_sentence']})"),
        undenied=compiled(patterns["undenied"]),
        reported=compiled(patterns["reported"]),
    )


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around ``start`` to ``end`` begins and ends."""
    first = 0
    for found in _SENTENCE_END.finditer(text, 0, start):
        first = found.end()
    after = _SENTENCE_END.search(text, end)
    return first, after.start() if after else len(text)
