"""The figures of an audit as plain data: counts, groups and order, without words or layout.

The report and the terminal's table are made from these, so that both say the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forbear.audit.result import AuditResult, Finding, Judged, Undetermined
from forbear.calendar import Instant
from forbear.events import Event
from forbear.rules.format import FORCES


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """All findings of one rule, in order of time. ``contacts`` counts contacts, not findings."""

    rulebook: str
    rule: str
    force: str
    effect: str
    cite: str
    confidence: str
    contacts: int
    third_persons: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ForceFigures:
    """How many findings, contacts and rules spoke with one force."""

    force: str
    findings: int
    contacts: int
    rules: int


@dataclass(frozen=True, slots=True)
class Summary:
    """An audit in numbers. ``first`` and ``last`` are the instants of the outer contacts, None without any.

    ``contacts`` = ``judged`` (begun by collectors) + ``inbound``; ``refused``, ``review``, ``unknown`` and
    ``allowed`` count judged contacts by their verdict. ``worst`` is the most serious rule, ``most_missing``
    the fact for want of which a rule could not be decided on the most contacts, empty without any.
    """

    contacts: int
    judged: int
    inbound: int
    refused: int
    review: int
    unknown: int
    allowed: int
    collectors: int
    persons: int
    findings: int
    forces: tuple[ForceFigures, ...]
    worst: RuleFigures | None
    most_missing: str
    first: Instant | None
    last: Instant | None
    bombing: str
    third_persons: int
    third_contacts: int
    rows: int
    kept: int
    dropped: int
    rejected: int


@dataclass(frozen=True, slots=True)
class CollectorFigures:
    """One collector: its contacts by channel, whom it reached, and what its contacts broke."""

    collector: str
    contacts: int
    channels: tuple[tuple[str, int], ...]
    persons: int
    third_persons: int
    refused: int
    findings: int
    force: str | None


@dataclass(frozen=True, slots=True)
class UndeterminedFigures:
    """A rule that could not be decided, with the facts that were missing on any of its contacts."""

    rulebook: str
    rule: str
    force: str
    cite: str
    missing: tuple[str, ...]
    contacts: int
    example: Undetermined


def summary_figures(result: AuditResult) -> Summary:
    """The whole audit in numbers."""
    contacts = result.history.of_kind("contact").events
    answers = Counter(judged.verdict.answer for judged in result.judged)
    rules = rule_figures(result)
    reached = result.bombing.reached
    return Summary(
        contacts=len(contacts),
        judged=len(result.judged),
        inbound=len(contacts) - len(result.judged),
        refused=answers["refuse"],
        review=answers["review"],
        unknown=answers["unknown"],
        allowed=answers["allow"],
        collectors=len({judged.contact.get("collector") for judged in result.judged}),
        persons=len({judged.contact.get("person") for judged in result.judged}),
        findings=len(result.findings),
        forces=force_figures(rules),
        worst=min(rules, key=_seriousness, default=None),
        most_missing=_most_missing(result.undetermined),
        first=contacts[0].at if contacts else None,
        last=max((event.at for event in contacts), default=None),
        bombing=result.bombing.level,
        third_persons=len(reached),
        third_contacts=sum(len(person.contacts) for person in reached),
        rows=sum(file.rows for file in result.files),
        kept=sum(file.kept for file in result.files),
        dropped=sum(file.dropped for file in result.files),
        rejected=sum(file.rejected for file in result.files),
    )


def _most_missing(undetermined: Iterable[Undetermined]) -> str:
    contacts: dict[str, set[int]] = defaultdict(set)
    for each in undetermined:
        for name in each.missing:
            contacts[name].update(contact.seq for contact in each.contacts)
    return min(contacts, key=lambda name: (-len(contacts[name]), name), default="")


def rule_figures(result: AuditResult) -> tuple[RuleFigures, ...]:
    """The findings by rule: the strongest force first, then the rule that spoke most often."""
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in result.findings:
        reason = finding.reason
        groups[reason.rulebook, reason.rule, reason.force, reason.cite, reason.effect].append(finding)
    third = third_persons(result)
    rules = (_rule(findings, third) for findings in groups.values())
    return tuple(sorted(rules, key=lambda rule: (_rank(rule.force), -rule.contacts, rule.rulebook, rule.rule)))


def force_figures(rules: Iterable[RuleFigures]) -> tuple[ForceFigures, ...]:
    """Findings by force, the strongest first; forces that never spoke are left out."""
    by_force: dict[str, list[RuleFigures]] = defaultdict(list)
    for rule in rules:
        by_force[rule.force].append(rule)
    return tuple(
        ForceFigures(
            force,
            findings=sum(len(rule.findings) for rule in group),
            contacts=len({finding.contact.seq for rule in group for finding in rule.findings}),
            rules=len({(rule.rulebook, rule.rule) for rule in group}),
        )
        for force, group in sorted(by_force.items(), key=lambda item: _rank(item[0]))
    )


def collector_figures(result: AuditResult) -> tuple[CollectorFigures, ...]:
    """Who contacted, the busiest first."""
    third = third_persons(result)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        findings[_text(finding.contact, "collector")].append(finding)
    judged: dict[str, list[Judged]] = defaultdict(list)
    for one in result.judged:
        judged[_text(one.contact, "collector")].append(one)
    rows = (_collector(name, theirs, findings[name], third) for name, theirs in judged.items())
    return tuple(sorted(rows, key=lambda row: (-row.contacts, row.collector)))


def undetermined_figures(result: AuditResult) -> tuple[UndeterminedFigures, ...]:
    """What could not be decided, by rule, that with most contacts first."""
    groups: dict[tuple[str, str], list[Undetermined]] = defaultdict(list)
    for row in result.undetermined:
        groups[row.reason.rulebook, row.reason.rule].append(row)
    rows = (_undetermined(group) for group in groups.values())
    return tuple(sorted(rows, key=lambda row: (-row.contacts, row.rulebook, row.rule)))


def third_persons(result: AuditResult) -> frozenset[str]:
    """The ids of the people without a duty to pay who were contacted."""
    return frozenset(person.person for person in result.bombing.reached)


def answers_by_contact(result: AuditResult) -> Mapping[int, str]:
    """The answer on each judged contact, by its ``seq``."""
    return {judged.contact.seq: judged.verdict.answer for judged in result.judged}


def _rule(findings: Sequence[Finding], third: frozenset[str]) -> RuleFigures:
    reason = findings[0].reason
    return RuleFigures(
        rulebook=reason.rulebook,
        rule=reason.rule,
        force=reason.force,
        effect=reason.effect,
        cite=reason.cite,
        confidence=reason.confidence,
        contacts=len({finding.contact.seq for finding in findings}),
        third_persons=len({person for finding in findings if (person := _text(finding.contact, "person")) in third}),
        findings=tuple(findings),
    )


def _seriousness(rule: RuleFigures) -> tuple[int, int, int, str, str]:
    """Force first; among equals a rule broken towards people who owe nothing; then the most contacts."""
    return _rank(rule.force), -rule.third_persons, -rule.contacts, rule.rulebook, rule.rule


def _collector(
    name: str, judged: Sequence[Judged], findings: Sequence[Finding], third: frozenset[str]
) -> CollectorFigures:
    channels = Counter(_text(one.contact, "channel") for one in judged)
    persons = {_text(one.contact, "person") for one in judged}
    return CollectorFigures(
        collector=name,
        contacts=len(judged),
        channels=tuple(sorted(channels.items(), key=lambda item: (-item[1], item[0]))),
        persons=len(persons),
        third_persons=len(persons & third),
        refused=sum(one.verdict.answer == "refuse" for one in judged),
        findings=len(findings),
        force=min((finding.reason.force for finding in findings), key=_rank, default=None),
    )


def _undetermined(group: Sequence[Undetermined]) -> UndeterminedFigures:
    reason = group[0].reason
    return UndeterminedFigures(
        rulebook=reason.rulebook,
        rule=reason.rule,
        force=reason.force,
        cite=reason.cite,
        missing=tuple(sorted({name for row in group for name in row.missing})),
        contacts=len({contact.seq for row in group for contact in row.contacts}),
        example=group[0],
    )


def _rank(force: str) -> int:
    return FORCES.index(force) if force in FORCES else len(FORCES)


def _text(event: Event, key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""
