"""A digest of a day or a week: what came, what needs an answer, what can be left, what was repaid, where help is.

Numbers and words of one language; ``digest_text`` and ``digest_page`` lay them out. Every contact is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from forbear.audit.export import mask_of
from forbear.audit.result import AuditResult
from forbear.bodies import Body
from forbear.calendar import MINUTE, WEEKDAYS, Day, local_day, local_reading, weekday_of
from forbear.engine.duties import Standing
from forbear.events import Event
from forbear.plan.debts import Debts
from forbear.plan.negotiation import END
from forbear.plan.talks import Talks
from forbear.report.digest_due import Asked, Days, Letter, asked_for, late_for_you, statuses
from forbear.report.digest_sorted import (
    HEAPS,
    Group,
    Heap,
    Sorted,
    counts_by,
    group,
    in_days,
    rung,
    sort_contacts,
)
from forbear.report.figures import RuleFigures, rule_figures
from forbear.report.naming import Naming
from forbear.report.pictures import QuietSpan, quiet_figures
from forbear.report.words import Words
from forbear.words.answering import Weighed

RULES_MOST = 3
Clocks = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a digest is made of; whatever is not there is left out of it.

    ``texts``: words of messages by SHA-256; ``weighed``: what was found in those whose words were not kept.
    """

    result: AuditResult | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    weighed: Mapping[str, Weighed] = field(default_factory=dict)
    standings: tuple[Standing, ...] = ()
    letters: tuple[Letter, ...] = ()
    talks: Talks | None = None
    debts: Debts | None = None
    help: tuple[Body, ...] = ()


@dataclass(frozen=True, slots=True)
class DayCount:
    """The contacts of one day, and how many of them went against a rule."""

    day: Day
    contacts: int
    against: int


@dataclass(frozen=True, slots=True)
class Against:
    """What went against a rule: how many contacts of those judged, and the rules that spoke most."""

    contacts: int
    judged: int
    rules: tuple[RuleFigures, ...]
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Closed hours in an ordinary week by the days that share them, whose they are, and what came in them."""

    weeks: tuple[tuple[tuple[str, ...], tuple[Clocks, ...]], ...]
    rules: tuple[tuple[str, str], ...]
    contacts: int


@dataclass(frozen=True, slots=True)
class Repaid:
    """What was repaid by the payments on record: in these days, in all; what is closed, and what comes next."""

    currency: str
    now: int
    whole: int
    closed: tuple[str, ...]
    following: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that a digest shows."""

    days: Days
    heaps: Mapping[Heap, int]
    groups: Mapping[Heap, tuple[Group, ...]]
    rung: int
    firms: int
    firms_left: tuple[tuple[str, int], ...]
    persons: int
    by_day: tuple[DayCount, ...]
    asked: tuple[Asked, ...]
    against: Against
    quiet: Quiet | None
    repaid: Repaid | None
    help: tuple[Body, ...]
    has_log: bool = True
    rejected: int = 0

    @property
    def contacts(self) -> int:
        """All contacts of these days, whoever began them."""
        return sum(self.heaps.values())

    @property
    def to_answer(self) -> int:
        """How many things ask for an answer: those with papers or terms, and groups of contacts."""
        return sum(one.kind != "waits" for one in self.asked) + len(self.groups["answer"])


def digest_of(given: Inputs, days: Days, words: Words, masked: bool = True) -> Digest:
    """The digest of the days in the words of a language."""
    result = given.result
    contacts = in_days(result, days.first, days.last) if result else []
    names = _names(result) if result else ()
    found = sort_contacts(contacts, given.texts, names, given.weighed)
    left = [each.contact for each in found if each.heap == "left"]
    outbound = [each.contact for each in found if each.heap != "own"]
    return Digest(
        days=days,
        heaps={heap: sum(each.heap == heap for each in found) for heap in HEAPS},
        groups={heap: group(found, heap, given.texts) for heap in HEAPS},
        rung=rung(found),
        firms=len({each.get("collector") for each in outbound}),
        firms_left=counts_by(left, "collector"),
        persons=len({each.contact.get("person") for each in found if each.heap == "others"}),
        by_day=_by_day(found, result, days) if result else (),
        asked=asked_for(given.letters, given.standings, given.talks, given.debts, days, words),
        against=_against(result, given.standings, contacts, words),
        quiet=_quiet(result, outbound, Naming(result, words, mask_of(result, masked))) if result else None,
        repaid=_repaid(given.talks, given.debts, days),
        help=given.help,
        has_log=result is not None,
        rejected=len(result.rejected) if result else 0,
    )


def _names(result: AuditResult) -> tuple[str, ...]:
    """The names of those who write, which say nothing by themselves."""
    parties = result.history.parties
    found = [str(facts.get("name") or key) for key, facts in parties.collectors.items()]
    return tuple(dict.fromkeys([*found, *(str(debt.get("creditor") or "") for debt in parties.debts.values())]))


def _refused(result: AuditResult) -> frozenset[int]:
    return frozenset(each.contact.seq for each in result.judged if each.verdict.answer == "refuse")


def _by_day(found: Iterable[Sorted], result: AuditResult, days: Days) -> tuple[DayCount, ...]:
    refused = _refused(result)
    counted = {day: [0, 0] for day in range(days.first, days.last + 1)}
    for each in found:
        if each.heap != "own":
            count = counted[local_day(each.contact.at, result.zone)]
            count[0] += 1
            count[1] += each.contact.seq in refused
    return tuple(DayCount(day, *count) for day, count in counted.items())


def _against(
    result: AuditResult | None, standings: Iterable[Standing], contacts: Iterable[Event], words: Words
) -> Against:
    late = late_for_you(standings, words)
    if result is None:
        return Against(0, 0, (), late)
    wanted = {each.seq for each in contacts}
    judged = [each for each in result.judged if each.contact.seq in wanted]
    findings = tuple(each for each in result.findings if each.contact.seq in wanted)
    rules = sorted(rule_figures(replace(result, findings=findings)), key=lambda rule: -rule.contacts)
    return Against(len(_refused(result) & wanted), len(judged), tuple(rules[:RULES_MOST]), late)


def _quiet(result: AuditResult, contacts: Iterable[Event], naming: Naming) -> Quiet | None:
    spans = quiet_figures(result.quiet_hours)
    if not spans:
        return None
    rules = dict.fromkeys((naming.rulebook(each.rulebook), each.force) for each in result.quiet_hours)
    came = sum(_inside(spans, *local_reading(each.at, result.zone)) for each in contacts)
    return Quiet(_weeks(spans), tuple(rules), came)


def _inside(spans: Iterable[QuietSpan], day: Day, clock: int) -> bool:
    weekday, minute = weekday_of(day), clock // MINUTE
    return any(span.weekday == weekday and span.from_minute <= minute < span.to_minute for span in spans)


def _weeks(spans: Iterable[QuietSpan]) -> tuple[tuple[tuple[str, ...], tuple[Clocks, ...]], ...]:
    """The closed hours by the days that share them; what runs over midnight is one stretch."""
    shapes: dict[tuple[Clocks, ...], list[str]] = {}
    every = tuple(spans)
    for weekday in WEEKDAYS:
        found = [(span.from_minute, span.to_minute) for span in every if span.weekday == weekday]
        if len(found) > 1 and found[0][0] == 0 and found[-1][1] == 24 * 60:
            found = [*found[1:-1], (found[-1][0], found[0][1])]
        shapes.setdefault(tuple(found), []).append(weekday)
    return tuple((tuple(weekdays), shape) for shape, weekdays in shapes.items() if shape)


def _repaid(talks: Talks | None, debts: Debts | None, days: Days) -> Repaid | None:
    made = [one for one in talks.made if one.day <= days.last] if talks else []
    if talks is None or not made:
        return None
    left = {
        debt.name: debt.owed - sum(one.amount for one in made if one.debt == debt.name and one.day >= debt.as_of)
        for debt in (debts.all if debts else ())
        if debt.currency == talks.currency
    }
    done = [one.debt for one, status in statuses(talks, days.last) if status.state == END]
    closed = tuple(dict.fromkeys([*done, *(name for name, amount in left.items() if amount <= 0)]))
    still = {name: amount for name, amount in left.items() if name not in closed}
    following = min(still.items(), key=lambda pair: (pair[1], pair[0]), default=None)
    now = sum(one.amount for one in made if one.day >= days.first)
    return Repaid(talks.currency, now, sum(one.amount for one in made), closed, following)
