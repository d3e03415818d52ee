"""Histories, and contacts asked about at their end, into the tables of an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

from forbear.calendar import HOUR, Instant, instant_of, local_day, moment_of
from forbear.engine.relational.rows import Row, Tables, columns, place_days, zone_days, zone_offsets
from forbear.engine.relational.writer import Query
from forbear.events import Facts, History

MARGIN: Instant = 200 * 24 * HOUR
"""How far the zones are known before the first event and after the last: further than any window reaches."""

_ALWAYS = range(2018, 2030)
"""Years that are known whatever happened in them."""


class Backend(Protocol):
    """An engine that runs programs. ``numbered``: it numbers rows at no cost; ``dialect``: its words for SQL."""

    numbered: bool
    dialect: str

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Make a table of rows."""

    def run(self, statements: Iterable[tuple[str, Query]]) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Run a program: the columns and rows of its last statement."""

    def rows(self, query: str) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """The columns and rows of a query in the words of the engine."""


@dataclass
class Loader:
    """Gathers the tables of many histories, then hands them to an engine."""

    tables: Tables = field(default_factory=Tables)
    zones: set[str] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)
    moments: list[Instant] = field(default_factory=list)

    def add(self, debtor: str, history: History, asks: Sequence[tuple[Facts, Instant]] = ()) -> None:
        """A history whose events are numbered in order, and the contacts asked about at its end (``qid`` from 1)."""
        self.tables.add_history(debtor, history)
        for qid, (facts, at) in enumerate(asks, start=1):
            cut = sum(event.known_at <= at for event in history) + 1
            self.tables.add_ask(debtor, qid, facts, at, cut)
        self.zones |= zones_of(history)
        self.places |= places_of(history)
        self.moments += [at for _, at in asks]
        self.moments += [moment for event in history for moment in (event.at, event.known_at)]

    def load(self, backend: Backend) -> None:
        """Make every table. Of the zones, years in which nothing happened are left out; business days run through."""
        years = _years(self.moments)
        for zone in sorted(self.zones):
            for first, last in _spans(years):
                self.tables.rows["zone_offsets"] += _offsets(zone, first, last)
                self.tables.rows["zone_days"] += _days(zone, first, last)
        first, last = _new_year(min(years)), _new_year(max(years) + 1)
        for country, state in sorted(self.places):
            self.tables.rows["place_days"] += _place_days(country, state, first, last)
        for name, kinds in columns().items():
            backend.load(name, kinds, self.tables.rows[name])


def _years(moments: Iterable[Instant]) -> set[int]:
    """The years around what happened, and those of today's law."""
    near = {edge for moment in moments for edge in (moment - MARGIN, moment, moment + MARGIN)}
    return {*(moment_of(edge, "UTC").year for edge in near), *_ALWAYS}


def _spans(years: set[int]) -> list[tuple[Instant, Instant]]:
    """From and until when, for each run of years."""
    first = sorted(year for year in years if year - 1 not in years)
    after = sorted(year + 1 for year in years if year + 1 not in years)
    return [(_new_year(begin), _new_year(end)) for begin, end in zip(first, after, strict=True)]


def _new_year(year: int) -> Instant:
    return instant_of(datetime(year, 1, 1, tzinfo=UTC))


@cache
def _offsets(zone: str, first: Instant, last: Instant) -> list[Row]:
    return list(zone_offsets([zone], first, last))


@cache
def _days(zone: str, first: Instant, last: Instant) -> list[Row]:
    return list(zone_days([zone], first, last))


@cache
def _place_days(country: str, state: str, first: Instant, last: Instant) -> list[Row]:
    return list(place_days([(country, state)], local_day(first, "UTC"), local_day(last, "UTC")))


def numbered(history: History) -> History:
    """The same history with its events numbered from 1 by when they were known."""
    events = [replace(event, seq=seq) for seq, event in enumerate(history, start=1)]
    return History(history.parties, events)


def zones_of(history: History) -> set[str]:
    """Every zone in which somebody may be."""
    found = set(history.parties.zones())
    for person in history.parties.people.values():
        own = person.get("zones")
        found |= {str(zone) for zone in own} if isinstance(own, tuple) else set()
    return found | {str(event.facts["zone"]) for event in history.of_kind("located").events}


def places_of(history: History) -> set[tuple[str, str]]:
    """The country of the debtor, and the state where one is stated."""
    country, state = (history.parties.debtor.get(f"place.{level}") or "" for level in ("country", "state"))
    return {(str(country), ""), (str(country), str(state))} if country else set()
