"""The clock of a duty: the event from which it runs, and the local day on which it runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forbear.calendar import Day, add_business_days, add_months, local_day
from forbear.engine.facts import FactValue
from forbear.engine.frame import Frame
from forbear.engine.logic import Unknown
from forbear.engine.windows import NO_CALENDAR, NO_COUNTRY, works
from forbear.events import Event
from forbear.rules.format import Duty, Length

if TYPE_CHECKING:
    from forbear.events import Parties

MONTHS_OF_A_YEAR = 12
NO_DAY = Unknown(["debtor.zones"])


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs, as one zone reads it: ``start`` is its first day, ``due`` the day on which it runs out."""

    zone: str
    start: Day
    due: Day


def outermost(facts: Sequence[FactValue], frame: Frame) -> Event | Unknown | None:
    """The earliest event of several ``first`` facts, the latest of several ``last`` facts."""
    found = [fact.value(frame) for fact in facts]
    doubts = [each for each in found if isinstance(each, Unknown)]
    if doubts:
        return doubts[0]
    events = sorted((each for each in found if each is not None), key=lambda event: event.order)
    return (events[0] if facts[0].fact.kind == "first" else events[-1]) if events else None


def clocks_of(duty: Duty, frame: Frame, start: Event) -> list[Clock] | Unknown:
    """The clock in each zone where the debtor may be."""
    clocks = [_clock(duty, frame, start, zone) for zone in frame.zones()]
    doubts = [each for each in clocks if isinstance(each, Unknown)]
    if doubts or not clocks:
        return doubts[0] if doubts else NO_DAY
    return [each for each in clocks if isinstance(each, Clock)]


def _clock(duty: Duty, frame: Frame, start: Event, zone: str) -> Clock | Unknown:
    begins = _first_day(duty, frame, start, zone)
    if isinstance(begins, Unknown):
        return begins
    due = after(begins, duty.length, frame, begins)
    return due if isinstance(due, Unknown) else Clock(zone, begins, due + duty.shift)


def _first_day(duty: Duty, frame: Frame, start: Event, zone: str) -> Day | Unknown:
    """The day from which the clock runs: that of the event, or one that the event states."""
    happened, key = local_day(start.at, zone), duty.counts_from
    if key in ("", "known_day"):
        return local_day(start.known_at, zone) if key else happened
    stated = start.facts.get(key)
    if isinstance(stated, int):
        return stated
    if duty.assumed_after.unit:
        return after(happened, duty.assumed_after, frame, happened)
    return happened if frame.run.in_order and key not in start.facts else Unknown([f"earlier {start.kind}.{key}"])


def after(day: Day, length: Length, frame: Frame, law_of: Day) -> Day | Unknown:
    """The day that lies a length of time after another, by the values in force on the day ``law_of``."""
    count = frame.run.book.values_on(law_of)[length.count] if isinstance(length.count, str) else length.count
    if isinstance(count, Unknown):
        return count
    if length.unit == "business_days":
        return _business_days_after(day, count, frame.run.parties)
    if length.unit == "days":
        return day + count
    return add_months(day, count * (MONTHS_OF_A_YEAR if length.unit == "years" else 1))


def _business_days_after(day: Day, count: int, parties: Parties) -> Day | Unknown:
    """By the calendar that the record states, else by that of the debtor's country."""
    if not parties.calendars and not isinstance(parties.debtor.get("place.country"), str):
        return NO_COUNTRY
    found = add_business_days(day, count, lambda day: works(parties, day))
    return NO_CALENDAR if found is None else found
