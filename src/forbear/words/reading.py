"""What was found in a message: where, of which category, how surely, by which phrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Certainty = Literal["says", "review"]

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "disclosure": ("existence", "amount", "lateness"),
    "threat": ("violence", "arrest", "exposure", "visit", "job", "legal"),
    "insult": (),
    "poses_as": ("court", "police", "lawyer"),
    "false_record": (),
    "third_party_pay": ("pay", "pass_on"),
    "borrow_elsewhere": (),
    "limited_content": (),
    "opt_out_notice": (),
    "initial_disclosure": (),
}
"""The closed list of categories, each with its kinds."""

BY_COLLECTORS = ("threat", "insult", "poses_as", "false_record", "third_party_pay", "borrow_elsewhere")
"""What only a collector's message can be found to say."""

REASONS = ("reported", "intent", "ambiguous", "advice")
"""Why a finding is left to a person: somebody else's words are told; whether it is meant or may lawfully follow
is not in the words; the words can be ordinary; a classifier of the user's says so."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a message says.

    ``start`` and ``end`` are places in the text as it was given, ``quote`` is what stands there. ``certainty``
    is ``says``, or ``review`` with the ``reason``; ``phrase`` is the id of the entry that found it.
    """

    category: str
    kind: str
    start: int
    end: int
    quote: str
    certainty: Certainty
    phrase: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one message, in the order of the text; ``language`` as it was given, if it was."""

    text: str
    findings: tuple[Said, ...]
    language: str | None = None

    def says(self, category: str, kind: str | None = None) -> bool:
        """Whether something of ``category`` (and ``kind``) was found for sure."""
        return any(each.certainty == "says" for each in self.of(category, kind))

    def of(self, category: str, kind: str | None = None) -> tuple[Said, ...]:
        """The findings of ``category`` (and ``kind``), sure or not."""
        return tuple(each for each in self.findings if each.category == category and kind in (None, each.kind))
