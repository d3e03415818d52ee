"""Histories as rows of the tables, and the zones and calendars that go with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, partial
from typing import Any

from forbear import vocabulary
from forbear.calendar import (
    HOUR,
    Day,
    Instant,
    calendar_of,
    local_day,
    moment_of,
    start_of_day,
    start_of_month,
    start_of_week,
)  # fmt: skip
from forbear.engine.relational.sql import type_of
from forbear.engine.relational.tables import NULLS, sql_types
from forbear.events import Event, Facts, History

_DAY: Instant = 24 * HOUR
Row = dict[str, Any]


def columns() -> Mapping[str, Mapping[str, str]]:
    """Table → column → SQL type, of every table that a program reads."""
    parties = vocabulary.PARTY_KEYS
    base = {"debtor": "VARCHAR", NULLS: "ARRAY<VARCHAR>"}

    def party(name: str) -> dict[str, str]:
        return base | {key: type_of(kind) for key, kind in parties[name].items()}

    policy = {f"policy.{key}": type_of(kind) for key, kind in parties["policy"].items()}
    calendars = {f"calendars.{key}": "ARRAY<BIGINT>" for key in parties["calendars"]}
    contact = {key: type_of(kind) for key, kind in vocabulary.EVENT_KEYS["contact"].items()}
    return {
        "events": sql_types(),
        "asks": base | {"qid": "BIGINT", "at": "BIGINT", "known_at": "BIGINT", "cut": "BIGINT"} | contact,
        "debtors": party("debtor") | policy | calendars,
        "people": party("person"),
        "debts": party("debt"),
        "collectors": party("collector"),
        "zone_offsets": {"zone": "VARCHAR", "start": "BIGINT", "stop": "BIGINT", "offset": "BIGINT"},
        "zone_days": {
            "zone": "VARCHAR",
            "day": "BIGINT",
            "start": "BIGINT",
            "week_start": "BIGINT",
            "month_start": "BIGINT",
        },
        "place_days": {
            "country": "VARCHAR",
            "state": "VARCHAR",
            "day": "BIGINT",
            "free": "BOOLEAN",
            "works": "BOOLEAN",
            "nth": "BIGINT",
        },
    }


@dataclass
class Tables:
    """Rows by table, as they are gathered."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in columns()})

    def add_history(self, debtor: str, history: History) -> None:
        """The events and parties of one debtor."""
        parties = history.parties
        of_debtor: Row = {"debtor": debtor} | _facts(parties.debtor)
        of_debtor |= {f"policy.{key}": value for key, value in parties.policy.items()}
        of_debtor |= {f"calendars.{key}": list(days) for key, days in parties.calendars.items()}
        self.rows["debtors"].append(of_debtor)
        for table, each in (("people", parties.people), ("debts", parties.debts), ("collectors", parties.collectors)):
            self.rows[table] += [{"debtor": debtor} | _facts(facts) for facts in each.values()]
        self.rows["events"] += [_event(debtor, event) for event in history]

    def add_ask(self, debtor: str, qid: int, facts: Facts, at: Instant, cut: int) -> None:
        """A contact asked about; ``cut``: events with a lower ``seq`` are in view."""
        self.rows["asks"].append({"debtor": debtor, "qid": qid, "at": at, "cut": cut} | _facts(facts))


def _event(debtor: str, event: Event) -> Row:
    base = {"debtor": debtor, "seq": event.seq, "at": event.at, "known_at": event.known_at, "kind": event.kind}
    return base | _facts(event.facts)


def _facts(facts: Facts) -> Row:
    found: Row = {key: _plain(value) for key, value in facts.items() if value is not None}
    nulls = [key for key, value in facts.items() if value is None]
    return found | ({NULLS: nulls} if nulls else {})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def zone_offsets(zones: Iterable[str], first: Instant, last: Instant) -> Iterator[Row]:
    """The stretches between two instants in which a zone's offset from UTC stays the same."""
    for zone in sorted(set(zones)):
        start, offset = first, _offset(first, zone)
        at = first
        while at < last:
            after = min(at + _DAY, last)
            if _offset(after, zone) != offset:
                change = _change(at, after, offset, zone)
                yield {"zone": zone, "start": start, "stop": change, "offset": offset}
                start, offset, after = change, _offset(change, zone), change
            at = after
        yield {"zone": zone, "start": start, "stop": last, "offset": offset}


def _offset(instant: Instant, zone: str) -> Instant:
    found = moment_of(instant, zone).utcoffset()
    return 0 if found is None else (found.days * 86_400 + found.seconds) * 1_000_000 + found.microseconds


def _change(low: Instant, high: Instant, offset: Instant, zone: str) -> Instant:
    """The first instant after ``low`` with another offset."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == offset:
            low = middle
        else:
            high = middle
    return high


def zone_days(zones: Iterable[str], first: Instant, last: Instant) -> Iterator[Row]:
    """When each local day begins, and the week and month that it lies in."""
    for zone in sorted(set(zones)):
        start = cache(partial(start_of_day, zone=zone))
        for day in range(local_day(first, zone), local_day(last, zone) + 1):
            yield {
                "zone": zone,
                "day": day,
                "start": start(day),
                "week_start": start(start_of_week(day)),
                "month_start": start(start_of_month(day)),
            }


_GAP = 1_000
"""More business days than any window has: a day of which it is not known puts so many between its neighbours."""


def place_days(places: Iterable[tuple[str, str]], first: Day, last: Day) -> Iterator[Row]:
    """The days of countries (``state`` empty) and states that have a list of public holidays.

    ``free``: is it a holiday? ``works``: is it a business day? ``nth``: how many business days there were so far. A day
    of which nothing is known is left out.
    """
    for country, state in sorted(set(places)):
        calendar, nth = calendar_of(country, state), 0
        if calendar is None:
            continue
        for day in range(first, last + 1):
            works = calendar.works(day)
            nth += _GAP if works is None else works
            if works is not None:
                known = {"day": day, "free": calendar.holds(day), "works": works, "nth": nth}
                yield {"country": country, "state": state, **known}
