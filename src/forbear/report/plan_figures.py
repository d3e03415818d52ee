"""The numbers behind the pictures of a plan: what is owed month by month, and what is charged and paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from forbear.calendar import Day
from forbear.plan.entries import CHARGES, Entry
from forbear.plan.months import add_months
from forbear.plan.schedule import Schedule

COLOURS = 8
"""So many debts have a colour of their own; the last is shared by all others."""


@dataclass(frozen=True, slots=True)
class Track:
    """One debt over the months of a picture; ``letter`` is its sign there."""

    debt: str
    letter: str
    colour: str
    owed: tuple[int, ...]
    closed: Day | None


@dataclass(frozen=True, slots=True)
class Balances:
    """What is owed on each of ``days``: the first day, then the ends of months."""

    days: tuple[Day, ...]
    tracks: tuple[Track, ...]

    @property
    def most(self) -> int:
        """The largest sum owed on one of the days."""
        return max(sum(track.owed[at] for track in self.tracks) for at in range(len(self.days)))


@dataclass(frozen=True, slots=True)
class Part:
    """What was paid in a stretch of time, and what was charged in it: interest and fees."""

    paid: int = 0
    charged: int = 0


def month_ends(first: Day, last: Day) -> tuple[Day, ...]:
    """``first`` and the ends of the months counted from it, up to the month that holds ``last``."""
    days = [first]
    while days[-1] < last:
        days.append(add_months(first, len(days)))
    return tuple(days)


def letter(place: int) -> str:
    """A, B, … Z, AA, AB, …"""
    before, rest = divmod(place, len(ascii_uppercase))
    return (letter(before - 1) if before else "") + ascii_uppercase[rest]


def in_order_of_closing(schedule: Schedule) -> tuple[str, ...]:
    """The debts, those that close first in front; those that stay open in the order of the file."""
    closed = schedule.closed_on
    names = [debt.name for debt in schedule.debts.all]
    return tuple(sorted(names, key=lambda name: (closed[name] is None, closed[name] or 0, names.index(name))))


def end_of(schedule: Schedule) -> Day:
    """The day on which the last debt closes, or the last day reckoned where one stays open."""
    days = schedule.closed_on.values()
    return schedule.last if None in days else max(day for day in days if day is not None)


def balances(schedule: Schedule, until: Day | None = None) -> Balances:
    """What is owed to each platform at the ends of months, until the last is closed, or until a day."""
    end = end_of(schedule)
    days = month_ends(schedule.first, end if until is None else min(end, until))
    tracks = (
        Track(
            debt=name, letter=letter(place), colour=f"debt-{min(place + 1, COLOURS)}",
            owed=_owed_on(schedule, name, days), closed=_by(schedule.closed_on[name], days[-1]),
        )
        for place, name in enumerate(in_order_of_closing(schedule))
    )  # fmt: skip
    return Balances(days, tuple(tracks))


def _by(closed: Day | None, last: Day) -> Day | None:
    return closed if closed is not None and closed <= last else None


def _owed_on(schedule: Schedule, name: str, days: Sequence[Day]) -> tuple[int, ...]:
    entries = [entry for entry in schedule.entries if entry.debt == name]
    owed, at, found = schedule.debts[name].owed, 0, []
    for day in days:
        while at < len(entries) and entries[at].day <= day:
            owed, at = entries[at].balance, at + 1
        found.append(owed)
    return tuple(found)


def part_of(entries: Iterable[Entry]) -> Part:
    """What these movements paid and charged."""
    paid = charged = 0
    for entry in entries:
        paid += entry.amount if entry.kind == "payment" else 0
        charged += entry.amount if entry.kind in CHARGES else 0
    return Part(paid, charged)


def parts_by_month(schedule: Schedule, months: int) -> tuple[Part, ...]:
    """What was paid and charged in each of the first ``months``."""
    found = []
    for at in range(months):
        start, end = add_months(schedule.first, at), add_months(schedule.first, at + 1)
        found.append(part_of(entry for entry in schedule.entries if start < entry.day + (at == 0) and entry.day <= end))
    return tuple(found)
