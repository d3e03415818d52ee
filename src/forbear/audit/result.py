"""What an audit found: the shapes that the sweep fills and that exports and reports read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forbear.calendar import Instant
from forbear.engine.verdict import Reason, Verdict
from forbear.errors import Problem
from forbear.events import Event, History


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: its name as given, SHA-256, format, whose log it is, and its counts.

    ``rows`` were seen, ``kept`` became contacts, ``dropped`` came from numbers that nobody marked and were
    forgotten at once, ``rejected`` could not be read.
    """

    name: str
    sha256: str
    format: str
    person: str
    role: str
    rows: int
    kept: int
    dropped: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: kept aside, never silently skipped. ``text`` is at most 200 characters."""

    problem: Problem
    text: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One contact begun by a collector, and the verdict on it."""

    contact: Event
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason on one past contact. ``number`` counts from 1 in order of time.

    ``rows`` are the contact and the earlier events behind the numbers in the sentence. ``free_at`` is the
    first instant at which this rule would not have stood against the contact, None where waiting does not help.
    """

    number: int
    contact: Event
    reason: Reason
    rows: tuple[Event, ...]
    free_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A rule that could not be decided on ``contacts`` for want of the ``missing`` facts."""

    reason: Reason
    missing: tuple[str, ...]
    contacts: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """One person without a duty to pay who was contacted: how often, when first and last, by how many."""

    person: str
    role: str
    contacts: tuple[Event, ...]
    collectors: tuple[str, ...]
    agreed: bool
    from_phone_book: bool
    told_of_debt: int


@dataclass(frozen=True, slots=True)
class Bombing:
    """Address-book bombing, about a debtor: who was reached, the signals that spoke, all others with their counts.

    ``signals`` maps the id of each signal that spoke to its sentence per language; ``level`` is
    ``none``, ``signs`` or ``bombing``; ``thresholds`` are the data that decided.
    """

    level: str
    reached: tuple[Reached, ...]
    signals: Mapping[str, Mapping[str, str]]
    counts: Mapping[str, int]
    thresholds: Mapping[str, int]
    burst: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class RulebookUsed:
    """A rulebook that judged: id, title per language, SHA-256 of its text, status, and what it leaves out."""

    id: str
    title: Mapping[str, str]
    sha256: str
    status: str
    covers: str
    leaves_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours closed by a rule, for shading: ``[from_clock, to_clock)`` on ``weekdays``, with rulebook and force."""

    rulebook: str
    rule: str
    from_clock: int
    to_clock: int
    weekdays: tuple[str, ...]
    force: str


@dataclass(frozen=True, slots=True)
class AuditResult:
    """Everything an audit knows, in memory; exports and the report are made from this alone.

    ``warnings`` are of the reading: what stopped nothing, but a person should know.
    """

    history: History
    zone: str
    files: tuple[InputFile, ...]
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    undetermined: tuple[Undetermined, ...]
    bombing: Bombing
    rejected: tuple[Rejected, ...]
    rulebooks: tuple[RulebookUsed, ...]
    quiet_hours: tuple[QuietHours, ...] = ()
    assumptions: tuple[Mapping[str, str], ...] = ()
    warnings: tuple[Problem, ...] = ()
