"""What stands around a find: a denial that takes it back, somebody else's words, a warning against swindlers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from forbear.words.data import Phrase, phrase_list

_SENTENCE_END = re.compile(r"[!?。;\n]|\.(?=\s|$)")
_NEAR = 60
_WARNED_OF = ("threat", "poses_as", "false_record", "third_party_pay", "borrow_elsewhere", "disclosure", "insult")


@dataclass(frozen=True, slots=True)
class Context:
    """The patterns of one language that say how a find is to be taken."""

    before: Any
    inside: Any
    after: Any
    reported: Any
    warning: Any
    complaint: Any
    denying: Any
    money: Any

    def denied(self, phrase: Phrase, text: str, start: int, end: int) -> bool:
        """Whether the words around say that it is not so, or will not be."""
        first, last = sentence(text, start, end)
        if phrase.category in _WARNED_OF and self.denying.match(text[first:start]):
            return True
        if self.before.search(text[max(first, start - _NEAR) : start]):
            return True
        if phrase.negatable and self.inside.search(text[start:end]):
            return True
        return bool(self.after.match(text[end:last]))

    def around(self, text: str) -> set[str]:
        """``money`` where a message speaks of paying; phrases can need it as they need a category."""
        return {"money"} if self.money.search(text) else set()

    def told(self, text: str, start: int) -> bool:
        """Whether somebody else's words are told: said so before it in the message."""
        return bool(self.reported.search(text[max(0, start - 2 * _NEAR) : start]))

    def warns(self, phrase: Phrase, text: str) -> bool:
        """Whether the message warns against swindlers, who say such things."""
        return phrase.category in _WARNED_OF and bool(self.warning.search(text))

    def complains(self, text: str) -> bool:
        """Whether the message complains of what a collector did."""
        return bool(self.complaint.search(text))


@cache
def context_of(language: str) -> Context:
    """The patterns of ``en`` or ``zh``."""
    patterns = phrase_list(language).context
    ended = rf"(?:{patterns['negation_before']})\s*$"
    return Context(
        before=re2.compile(ended),
        inside=re2.compile(patterns["negation_inside"]),
        after=re2.compile(rf"[\s,]*(?:{patterns['denial_after']})"),
        reported=re2.compile(patterns["reported"]),
        warning=re2.compile(patterns["warning"]),
        complaint=re2.compile(patterns["complaint"]),
        denying=re2.compile(rf"[\s,.'\"-]*(?:{patterns['denying_sentence']})"),
        money=re2.compile(patterns["money"]),
    )


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around ``start`` to ``end`` begins and ends."""
    first = 0
    for found in _SENTENCE_END.finditer(text, 0, start):
        first = found.end()
    after = _SENTENCE_END.search(text, end)
    return first, after.start() if after else len(text)
