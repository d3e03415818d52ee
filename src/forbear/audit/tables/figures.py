"""What the dashboard shows, as plain data: read from the tables of the result, without words or layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forbear.audit.tables.database import Database, sql
from forbear.calendar import Instant
from forbear.rules.format import Rulebook

COLLECTORS_MOST, DEBTORS_MOST, PEOPLE_MOST = 100, 50, 200
"""So many collectors have pages of their own; so many debtors whose acquaintances were called round are listed."""
FEW = 30
"""A collector with fewer contacts is listed after the others: its rate says little."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Contacts that collectors began, by what all rulebooks together say of them."""

    contacts: int = 0
    refused: int = 0
    review: int = 0
    undecided: int = 0

    @property
    def per_thousand(self) -> int:
        """Refused contacts of a thousand, rounded."""
        return (self.refused * 2000 + self.contacts) // (2 * self.contacts) if self.contacts else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One contact behind a number; ``offset``: of the debtor's local time; ``rules``: what the number is about."""

    at: Instant
    debtor: str
    seq: int
    offset: Instant
    collector: str
    person: str
    channel: str
    rules: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What the scalar engine says of one rule on one contact: its sentences, or what was missing."""

    says: Mapping[str, str]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which number: ``kind`` is ``rule``, ``undecided``, ``collector``, ``hour`` or ``week``."""

    kind: str
    collector: str = ""
    rulebook: str = ""
    rule: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class RuleFigure:
    """One rule over the whole log, and for each week how often it refused."""

    rulebook: str
    rule: str
    title: Mapping[str, str]
    force: str
    cite: str
    counts: Counts
    collectors: int


@dataclass(frozen=True, slots=True)
class CollectorFigure:
    """One collector, with how often each rule spoke on its contacts, most often first."""

    collector: str
    name: str
    counts: Counts
    rules: Sequence[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class BombingFigure:
    """One debtor whose acquaintances were contacted; ``reached``: whom, in which role, how often, and more."""

    debtor: str
    level: str
    people: int
    contacts: int
    most: int
    told: int
    phone_book: int
    burst: int
    collectors: Sequence[str]
    reached: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a dashboard shows. ``rows`` are the first ones behind each number, ``told`` those said in words.

    ``compared`` contacts were also judged by the scalar engine; on those in ``differing`` it says something else.
    """

    folder: str
    first: Instant
    last: Instant
    events: int
    debtors: int
    counts: Counts
    books: Sequence[Rulebook]
    rules: Sequence[RuleFigure]
    collectors: Sequence[CollectorFigure]
    hours: Mapping[tuple[int, int], Counts]
    weeks: Mapping[str, Counts]
    bombing: Sequence[BombingFigure]
    levels: Mapping[str, int]
    rows: Mapping[Key, Sequence[Row]]
    totals: Mapping[Key, int]
    told: Mapping[tuple[str, str, str, int], Told] = field(default_factory=dict)
    compared: int = 0
    differing: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the log before it is judged."""

    folder: str
    first: Instant
    last: Instant
    events: int
    debtors: int


def figures_of(db: Database, about: About, books: Sequence[Rulebook]) -> Figures:
    """Read the figures from the tables that the sweep left."""
    rules, collectors = _rules(db, books), _collectors(db)
    hours = {(weekday, hour): Counts(contacts, refused) for weekday, hour, contacts, refused in db.rows(sql("by_hour"))}
    weeks = {week: Counts(*counts) for week, *counts in db.rows(sql("by_week"))}
    return Figures(
        folder=about.folder,
        first=about.first,
        last=about.last,
        events=about.events,
        debtors=about.debtors,
        counts=_sum(weeks.values()),
        books=books,
        rules=rules,
        collectors=collectors,
        hours=hours,
        weeks=weeks,
        bombing=[BombingFigure(*row) for row in db.rows(sql("worst_bombing"), [PEOPLE_MOST, DEBTORS_MOST])],
        levels=dict(db.rows("SELECT level, count(*) FROM all_bombing GROUP BY level")),
        rows=_rows(db, {each.collector for each in collectors[:COLLECTORS_MOST]}),
        totals=_totals(rules, collectors, hours, weeks),
    )


def _rules(db: Database, books: Sequence[Rulebook]) -> list[RuleFigure]:
    known = {(book.id, rule.name): (book, rule) for book in books for rule in reversed(list(book.rules.values()))}
    found = []
    for rulebook, rule, collectors, *counts in db.rows(sql("by_rule")):
        book, first = known[rulebook, rule]
        found.append(
            RuleFigure(rulebook, rule, book.title, first.force, book.cited(first.cite), Counts(*counts), collectors)
        )
    return found


def _collectors(db: Database) -> list[CollectorFigure]:
    rules: dict[str, list[tuple[str, str, int]]] = {}
    for collector, rulebook, rule, count in db.rows(sql("by_collector_rule")):
        rules.setdefault(collector, []).append((rulebook, rule, count))
    found = [
        CollectorFigure(collector, name or collector, Counts(*counts), rules.get(collector, ()))
        for collector, name, *counts in db.rows(sql("by_collector"))
    ]
    return sorted(found, key=_worst)


def _worst(each: CollectorFigure) -> tuple[Any, ...]:
    counts = each.counts
    rate = counts.refused * 10**9 // counts.contacts if counts.contacts else 0
    return counts.contacts < FEW, -rate, -counts.contacts, each.collector


def _rows(db: Database, collectors: set[str]) -> dict[Key, Sequence[Row]]:
    found = {}
    for kind, collector, rulebook, rule, place, rows in db.rows(sql("all_samples")):
        if not collector or collector in collectors or kind == "collector":
            found[Key(kind, collector, rulebook, rule, place)] = [Row(**row) for row in rows]
    return {key: rows for key, rows in found.items() if not key.collector or key.collector in collectors}


def _totals(
    rules: Sequence[RuleFigure],
    collectors: Sequence[CollectorFigure],
    hours: Mapping[tuple[int, int], Counts],
    weeks: Mapping[str, Counts],
) -> dict[Key, int]:
    """How many rows there are in all behind each number."""
    found = {Key("week", place=week): counts.refused for week, counts in weeks.items()}
    found |= {Key("hour", place=f"{day}-{hour}"): counts.refused for (day, hour), counts in hours.items()}
    for rule in rules:
        found[Key("rule", "", rule.rulebook, rule.rule)] = rule.counts.refused + rule.counts.review
        found[Key("undecided", "", rule.rulebook, rule.rule)] = rule.counts.undecided
    for each in collectors:
        found[Key("collector", each.collector)] = each.counts.refused
        found |= {Key("rule", each.collector, book, rule): count for book, rule, count in each.rules}
    return {key: count for key, count in found.items() if count}


def _sum(counts: Any) -> Counts:
    found = list(counts)
    keys = ("contacts", "refused", "review", "undecided")
    return Counts(*(sum(getattr(each, key) for each in found) for key in keys))
