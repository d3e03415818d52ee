"""The debtors in ranges, each small enough for the memory; and the zones and days that the log speaks of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forbear.audit.tables.database import Database, check_memory, sql
from forbear.calendar import HOUR, Day, Instant, local_day, zone_named
from forbear.engine.relational.rows import columns, place_days, zone_days, zone_offsets
from forbear.rules.format import Rulebook

DAY: Instant = 24 * HOUR
LEAST_MARGIN: Day = 40
"""Zones and days are laid out at least so far before and after the log: months and weeks begin before it."""
BYTES_PER_EVENT = 1_200
"""About how much memory judging takes for each event of a bucket (measured)."""
LEAST, MOST = 20_000, 4_000_000
WORTH = 500_000
"""A bucket of fewer events is not worth a core of its own: what its statements cost, however few their rows, shows."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The debtors from ``low`` to ``high`` in the order of their names: how many, and how many events they have."""

    low: str
    high: str
    debtors: int
    events: int


@dataclass(frozen=True, slots=True)
class Shares:
    """The buckets of a log, the first and last instant of it, and how many buckets may be judged at once."""

    buckets: Sequence[Bucket]
    first: Instant
    last: Instant
    at_once: int

    @property
    def events(self) -> int:
        """How many events there are in all."""
        return sum(bucket.events for bucket in self.buckets)

    @property
    def debtors(self) -> int:
        """How many debtors have events."""
        return sum(bucket.debtors for bucket in self.buckets)


def share_out(db: Database, size: int | None = None) -> Shares:
    """Share the debtors out; ``size``: about so many events in a bucket, by default as many as fit the memory while
    every core has a bucket of its own.
    """
    memory, cores = check_memory(db.memory) // BYTES_PER_EVENT, os.cpu_count() or 1
    if size is None:
        events = db.rows("SELECT count(*) FROM log_events")[0][0]
        at_once = max(1, min(cores, memory // WORTH, events // WORTH))
        most = min(MOST, max(LEAST, memory // at_once))
        rounds = max(1, -(-events // (at_once * most)))
        size = max(LEAST, -(-events // (at_once * rounds)))
    db.set(bucket_size=size)
    found = db.rows(sql("buckets"))
    buckets = [Bucket(*row[:4]) for row in found]
    first, last = min((row[4] for row in found), default=0), max((row[5] for row in found), default=0)
    return Shares(buckets, first, last, max(1, min(cores, len(buckets), memory // size)))


def margin_of(books: Iterable[Rulebook]) -> Day:
    """How many days before the log the longest window of any fact may reach, twice as many for business days."""
    lengths = [LEAST_MARGIN]
    for book in books:
        for fact in book.facts.values():
            length, times = fact.window.length, 2 if fact.window.kind == "business_days" else 1
            if isinstance(length, int):
                lengths.append(times * length)
            elif length in book.values:
                lengths += [times * int(value) for _, value in book.values[length].steps]
    return max(lengths) + LEAST_MARGIN


def lay_zones(db: Database, shares: Shares, margin: Day) -> bool:
    """Make the tables of zones and places; whether no clock change takes a zone back over midnight."""
    zones = [row[0] for row in db.rows(sql("zones"))]
    for zone in zones:
        zone_named(zone)
    first, last = shares.first - margin * DAY, shares.last + margin * DAY
    offsets = list(zone_offsets(zones, first, last))
    db.engine.load("zone_offsets", columns()["zone_offsets"], offsets)
    db.engine.load("zone_days", columns()["zone_days"], zone_days(zones, first, last))
    days = place_days(db.rows(sql("places")), local_day(first, "UTC"), local_day(last, "UTC"))
    db.engine.load("place_days", columns()["place_days"], days)
    if zones:
        db.zone_type = db.word_type(zones)
        for table in ("zone_offsets", "zone_days"):
            db.connection.execute(f"ALTER TABLE {table} ALTER zone TYPE {db.zone_type}")
    pairs = pairwise(offsets)
    return not any(before["zone"] == after["zone"] and _back_over_midnight(before, after) for before, after in pairs)


def _back_over_midnight(before: dict[str, Instant], after: dict[str, Instant]) -> bool:
    change = after["start"]
    return (change - 1 + before["offset"]) // DAY > (change + after["offset"]) // DAY
