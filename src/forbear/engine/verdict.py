"""What a decision says: a verdict, every reason, and what was missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from forbear.calendar import Instant
from forbear.rules.format import FORCES

Answer = Literal["allow", "refuse", "review", "unknown"]
Reading = Literal["strict", "listed", "in-order"]
Effect = Literal["refuse", "review", "note"]

READINGS: tuple[Reading, ...] = ("strict", "listed", "in-order")


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke on a contact, or (``missing`` not empty) that could not be decided.

    ``rule`` is the rule's public name; ``clause`` names the part of it that spoke, the same where it
    has one part only. ``says`` has a sentence per language with the numbers in it. ``facts`` holds the
    facts that the sentence and the condition read. ``rows`` are the ``seq`` of the earlier events that
    were counted or that hold. ``debts`` are those on which the rule spoke. ``calendars`` names, in each
    language, the lists of public holidays that were read.
    """

    rulebook: str
    rule: str
    clause: str
    effect: Effect
    force: str
    cite: str
    says: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    debts: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    confidence: str = ""
    calendars: tuple[Mapping[str, str], ...] = ()

    @property
    def name(self) -> str:
        """``<rulebook>/<rule>``."""
        return f"{self.rulebook}/{self.rule}"


class Verdict(NamedTuple):
    """The answer on one contact, with all reasons, never the first only.

    ``reasons`` refuse or ask for a review; ``unknowns`` could not be decided; ``notes`` say something
    besides. ``rulebooks`` maps each rulebook that was in force to the SHA-256 of its text.
    """

    answer: Answer
    reading: Reading
    at: Instant
    reasons: tuple[Reason, ...] = ()
    unknowns: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    rulebooks: Mapping[str, str] = MappingProxyType({})

    @property
    def permits(self) -> bool:
        """May the contact be made? Only a plain ``allow`` says so: what is unknown refuses."""
        return self.answer == "allow"

    @property
    def force(self) -> str | None:
        """The strongest force among the reasons, None where there are none."""
        forces = {reason.force for reason in self.reasons}
        return next((force for force in FORCES if force in forces), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that were missing, in alphabetical order."""
        return tuple(sorted({name for reason in self.unknowns for name in reason.missing}))
