"""The format of a rulebook, in one screenful of frozen shapes. Days are day numbers.

A rulebook is text (TOML) that a lawyer can read beside the law; ``load.py`` turns it into
these shapes or reports every fault. ``docs/reference/rulebook-format.md`` explains each key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from forbear.calendar import Day
from forbear.rules.expressions import Node
from forbear.vocabulary import CONDUCT, SUBJECTS, Vocabulary

Texts = Mapping[str, str]
FactKind = Literal["is", "clock", "count", "any", "last", "first", "distinct", "holding", "sum", "most"]
AMOUNTS: tuple[FactKind, ...] = ("sum", "most")
"""The folds of credit books alone."""
FIGURES: tuple[FactKind, ...] = ("count", "distinct", *AMOUNTS)
"""The folds that are figures of a credit book."""
HISTORY_KINDS: tuple[FactKind, ...] = ("count", "any", "last", "first", "distinct", "holding", *AMOUNTS)
COUNTED_DEBT = "counted_debt"
"""The group of the debts that count as one, by ``[grouping]``."""
GROUPINGS = CONDUCT.groups
DISPUTE = "dispute"
"""The group of the disputes of a credit file, which stand where conduct books have debts."""
WINDOWS = ("days", "past_days", "hours", "minutes", "this", "business_days", "since")
STATUSES = ("draft", "partial", "complete", "repealed")
FORCES = ("duty", "presumption", "standard", "guidance", "house")
DUTY_KINDS = ("do", "lasts", "wait", "keep", "bar")
UNITS = ("days", "business_days", "months", "years")
CONFIDENCES = ("seen", "secondary", "knowledge", "house")


PLACE = re.compile(r"\{([a-z0-9_.]+)\}")
"""A place in a sentence: a name in braces."""


def switched_off(drafts: bool) -> tuple[str, ...]:
    """The statuses of rules and exceptions that do not apply: drafts only do where they were asked for."""
    return ("repealed",) if drafts else ("repealed", "draft")


def book_applies(status: str, drafts: bool) -> bool:
    """Does a rulebook of some status apply? With ``drafts`` one that is asked for by name always does."""
    return drafts or status not in switched_off(drafts)


def places_in(text: str) -> tuple[str, ...]:
    """The names in braces in a sentence."""
    return tuple(PLACE.findall(text))


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day in force to the last, both included; None where open."""

    first: Day | None = None
    last: Day | None = None

    def covers(self, day: Day) -> bool:
        """Is ``day`` inside?"""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Source:
    """A text of law or of a standard, and how well it was seen; ``short`` is how it is cited."""

    id: str
    title: str
    confidence: str
    short: str = ""
    url: str = ""
    read_on: Day | None = None


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A number or time of the law, with the day from which each version holds. ``steps`` is sorted."""

    id: str
    cite: str
    type: str
    steps: tuple[tuple[Day, int], ...]

    def on(self, day: Day) -> int | None:
        """The version in force on ``day``; None before the first."""
        return next((value for start, value in reversed(self.steps) if start <= day), None)


@dataclass(frozen=True, slots=True)
class Ending:
    """A later event that ends what holds: at once, or ``after_days`` local days after it."""

    event: str
    when: Node
    after_days: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Which stretch of time a fact looks at; ``kind`` empty means ever. ``length`` may name a value."""

    kind: str = ""
    length: int | str = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a rule reads: an alias (``is``), a clock test, or a fold over earlier events."""

    id: str
    cite: str
    kind: FactKind
    event: str = ""
    where: Node | None = None
    per: tuple[str, ...] = ()
    window: Window = Window()
    ends: tuple[Ending, ...] = ()
    of: str = ""
    zones: str = "any"
    says: Texts = field(default_factory=dict)

    @property
    def by_debt(self) -> bool:
        """Is it worked out for each debt, or for each group of debts that count as one?"""
        return "debt" in self.per or DISPUTE in self.per or self.by_counted_debt

    @property
    def by_counted_debt(self) -> bool:
        """Do debts that count as one share it?"""
        return COUNTED_DEBT in self.per


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks on a contact. ``name`` is the public name; several clauses may share one."""

    id: str
    name: str
    cite: str
    when: Node
    effect: str
    force: str
    says: Texts
    confidence: str
    status: str = ""
    in_force: Span = Span()


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exception of the law: where it holds, the rules it lifts do not speak."""

    id: str
    cite: str
    when: Node
    lifts: tuple[str, ...]
    confidence: str
    status: str = "complete"
    in_force: Span = Span()


@dataclass(frozen=True, slots=True)
class Length:
    """So many ``days``, ``business_days``, ``months`` or ``years``; ``count`` may name a value. No unit: none."""

    unit: str = ""
    count: int | str = 0


@dataclass(frozen=True, slots=True)
class Excuse:
    """What makes a duty not required, with its own citation."""

    cite: str
    when: Node
    confidence: str
    status: str = "complete"


@dataclass(frozen=True, slots=True)
class Duty:
    """What must be done, or waited for, or kept, and by when. ``name`` is public; several clauses may share one.

    ``starts`` and ``done`` are ``first`` or ``last`` facts. The clock runs from the day of the start, or from the
    day that the start states under ``counts_from``; where it states none, from ``assumed_after``. ``shift`` is -1 where
    the first day counts (``day_one``), 1 where the last day must have passed (``clear``).
    """

    id: str
    name: str
    cite: str
    kind: str
    force: str
    says: Texts
    confidence: str
    act: str = ""
    starts: tuple[str, ...] = ()
    counts_from: str = ""
    assumed_after: Length = Length()
    length: Length = Length()
    shift: int = 0
    done: tuple[str, ...] = ()
    when: Node | None = None
    unless: tuple[Excuse, ...] = ()
    status: str = "complete"
    in_force: Span = Span()


@dataclass(frozen=True, slots=True)
class Class:
    """What a contact is in law: ``yes`` where the condition holds, ``no`` where it does not."""

    id: str
    cite: str
    when: Node
    yes: str
    no: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Debts that count as one, for the facts ``per`` counted debt: where ``when`` holds, those with an equal ``by``."""

    cite: str
    when: Node
    by: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example, in the form of a case; ``record`` is complete."""

    name: str
    record: Mapping[str, Any]
    where: str


@dataclass(frozen=True, slots=True, repr=False)
class Rulebook:
    """A checked rulebook. ``sha256`` is that of its text, all parts together.

    ``subject`` is ``conduct``, which judges contacts, or ``credit``, which reads a person's file.
    """

    id: str
    title: Texts
    covers: str
    status: str
    place: Mapping[str, str]
    scope: Node
    scope_cite: str
    in_force: Span
    sources: Mapping[str, Source]
    leaves_out: tuple[str, ...]
    sets: Mapping[str, tuple[str, ...]]
    values: Mapping[str, DatedValue]
    facts: Mapping[str, Fact]
    rules: Mapping[str, Rule]
    exemptions: Mapping[str, Exemption]
    grouping: Grouping | None
    examples: tuple[Example, ...]
    sha256: str
    origin: str = ""
    binds: Texts = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)
    duty_examples: tuple[Example, ...] = ()
    subject: str = CONDUCT.subject

    def __repr__(self) -> str:
        return f"Rulebook({self.id!r}, {self.sha256[:12]!r})"

    @property
    def words(self) -> Vocabulary:
        """The vocabulary of its subject."""
        return SUBJECTS[self.subject]

    def cited(self, cite: str) -> str:
        """A citation as people read it: ``reg 1006.6`` by the short name of its source, ``12 CFR 1006.6``."""
        return "; ".join(self._cited(part.strip()) for part in cite.split(";"))

    def _cited(self, part: str) -> str:
        source, blank, rest = part.partition(" ")
        found = self.sources.get(source.rstrip(",:"))
        return f"{found.short}{blank}{rest}" if found else part

    def exemptions_of(self, rule: Rule) -> tuple[Exemption, ...]:
        """The exceptions that lift a rule, named by its id or its public name."""
        return tuple(e for e in self.exemptions.values() if rule.id in e.lifts or rule.name in e.lifts)
