"""Instants, local days and clock times, as whole numbers; no clock inside.

An *instant* is whole microseconds since 1970 in UTC, a *day* is a proleptic
Gregorian day number (``date.toordinal``), a *clock* is whole microseconds since
local midnight. Local readings come from named zones (IANA), never from stored
offsets. Whole numbers compare fast, sort alike everywhere and go to SQL unchanged.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

from forbear import places
from forbear.errors import Problem, RecordError, nearest

if TYPE_CHECKING:
    import holidays

# Evidence needs one named version of the zone rules: the pinned ``tzdata`` package, not the machine's own copy.
reset_tzpath(to=())

Instant = int
Day = int
Clock = int

SECOND: Instant = 1_000_000
MINUTE: Instant = 60 * SECOND
HOUR: Instant = 60 * MINUTE

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKEND = WEEKDAYS[5:]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Day = date(1970, 1, 1).toordinal()
_MICRO = timedelta(microseconds=1)
_ONE_DAY: Instant = 24 * HOUR


def instant_of(moment: datetime) -> Instant:
    """Whole microseconds since 1970 of an aware ``datetime``."""
    return (moment - _EPOCH) // _MICRO


def moment_of(instant: Instant, zone: str = "UTC") -> datetime:
    """The aware ``datetime`` of an instant, read in ``zone``."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone_named(zone))


def clock_of(reading: time) -> Clock:
    """Whole microseconds since midnight of a naive ``time``."""
    return ((reading.hour * 60 + reading.minute) * 60 + reading.second) * SECOND + reading.microsecond


def time_of(clock: Clock) -> time:
    """The naive ``time`` of a clock reading below 24 hours."""
    return (_EPOCH + timedelta(microseconds=clock)).time()


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name; raises RecordError with the nearest name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise RecordError(
            Problem("", f"{name!r} is no time zone", hint=nearest(name, available_timezones())
                    or "Use an IANA name such as 'Asia/Shanghai'", code="zone-unknown")
        ) from None  # fmt: skip


@lru_cache(maxsize=65_536)
def _hour_offset(hour: int, zone: str) -> Instant | None:
    """The UTC offset during a whole UTC hour, or None where it changes inside that hour."""
    zone_info = zone_named(zone)
    start = _EPOCH + timedelta(hours=hour)
    first = start.astimezone(zone_info).utcoffset()
    last = (start + timedelta(hours=1) - _MICRO).astimezone(zone_info).utcoffset()
    return first // _MICRO if first is not None and first == last else None


def _local_micros(instant: Instant, zone: str) -> Instant:
    offset = _hour_offset(instant // HOUR, zone)
    if offset is None:
        exact = moment_of(instant, zone).utcoffset()
        offset = exact // _MICRO if exact is not None else 0
    return instant + offset


def local_reading(instant: Instant, zone: str) -> tuple[Day, Clock]:
    """The local day and clock that a person in ``zone`` sees at ``instant``."""
    days, clock = divmod(_local_micros(instant, zone), _ONE_DAY)
    return days + _EPOCH_DAY, clock


def local_day(instant: Instant, zone: str) -> Day:
    """The local day at ``instant`` in ``zone``."""
    return _local_micros(instant, zone) // _ONE_DAY + _EPOCH_DAY


@lru_cache(maxsize=65_536)
def instant_at(day: Day, clock: Clock, zone: str) -> Instant:
    """The first instant at which ``zone`` reads ``day`` and at least ``clock``.

    A reading that a clock change skips gives the first instant after the gap.
    """
    naive = datetime.combine(date.fromordinal(day), time()) + timedelta(microseconds=clock)
    guess = instant_of(naive.replace(tzinfo=zone_named(zone), fold=0).astimezone(UTC))
    if local_reading(guess, zone) == (day, clock):
        return guess
    return _end_of_gap(guess, day, clock, zone)


def _end_of_gap(guess: Instant, day: Day, clock: Clock, zone: str) -> Instant:
    """Search, by halving, the first instant whose reading is past a skipped one."""
    low, high = guess - 24 * HOUR, guess + 24 * HOUR
    while high - low > 1:
        middle = (low + high) // 2
        if local_reading(middle, zone) >= (day, clock):
            high = middle
        else:
            low = middle
    return high


def start_of_day(day: Day, zone: str) -> Instant:
    """The instant at which ``day`` begins in ``zone``."""
    return instant_at(day, 0, zone)


def weekday_of(day: Day) -> str:
    """``Mon`` to ``Sun``."""
    return WEEKDAYS[(day - 1) % 7]


def start_of_week(day: Day) -> Day:
    """The Monday of the week of ``day``."""
    return day - (day - 1) % 7


def start_of_month(day: Day) -> Day:
    """The first day of the month of ``day``."""
    return day - date.fromordinal(day).day + 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """A list of public holidays of ``calendars.toml``: which, of what law, and for which years it is known."""

    id: str
    name: Mapping[str, str]
    of: str
    source: str
    first_year: int = date.min.year
    last_year: int = date.max.year
    eves_of: tuple[str, ...] = ()
    working_weekends: bool = False

    def holds(self, day: Day) -> bool | None:
        """Is ``day`` a holiday of the list? None where the list of its year is not out."""
        if not self.first_year <= date.fromordinal(day).year <= self.last_year:
            return None
        listed = _days_of(self.of)
        return date.fromordinal(day) in listed or listed.get(date.fromordinal(day + 1)) in self.eves_of

    def works(self, day: Day) -> bool | None:
        """Is ``day`` a business day: neither at the weekend nor a holiday, or a weekend day that the list makes one?"""
        weekend = weekday_of(day) in WEEKEND
        if weekend and not self.working_weekends:
            return False
        free = self.holds(day)
        if free is None or not weekend:
            return None if free is None else not free
        return date.fromordinal(day) in _days_of(self.of).weekend_workdays


@lru_cache(maxsize=64)
def _days_of(place: str) -> holidays.HolidayBase:
    """The days of a country or state, named in one language, by the ``holidays`` package."""
    import holidays  # takes as long as all of the rest together, and most runs need none

    country, _, state = place.partition("-")
    return holidays.country_holidays(country, subdiv=state or None, observed=True, language="en_US")


@cache
def calendars() -> Mapping[str, Calendar]:
    """All lists of public holidays that Forbear knows, by name."""
    text = files("forbear").joinpath("rulebooks", "calendars.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text).items()
    return {key: Calendar(key, **{**table, "eves_of": tuple(table.get("eves_of", ()))}) for key, table in tables}


@lru_cache(maxsize=256)
def calendar_of(country: str, state: str = "") -> Calendar | None:
    """The list of a country, or of a state where one is named; None where Forbear has none."""
    known = places.shipped()
    return calendars().get(known.calendar(known.of({"country": country, "state": state})))


def is_public_holiday(day: Day, country: str, state: str = "") -> bool | None:
    """Is ``day`` a public holiday there? None where there is no list, or that of the year is not out."""
    calendar = calendar_of(country, state)
    return None if calendar is None else calendar.holds(day)


def is_business_day(day: Day, country: str, state: str = "") -> bool | None:
    """Is ``day`` a business day there? None where that is not known."""
    calendar = calendar_of(country, state)
    return None if calendar is None else calendar.works(day)


def add_business_days(day: Day, count: int, works: Callable[[Day], bool | None]) -> Day | None:
    """The ``count``-th business day after ``day``; None where a day on the way may or may not be one."""
    while count > 0:
        day += 1
        business = works(day)
        if business is None:
            return None
        count -= business
    return day


def add_months(day: Day, count: int) -> Day:
    """The same day ``count`` months later; the last day of that month where it has no such day."""
    begin = date.fromordinal(day)
    months = begin.year * 12 + begin.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(begin.day, monthrange(year, month + 1)[1])).toordinal()


def read_instant(text: str) -> Instant:
    """Read ISO 8601 with an offset; raises ValueError where the offset is missing."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset from UTC")
    return instant_of(moment)


def show_instant(instant: Instant, zone: str) -> str:
    """``2026-06-03 10:00:00 -04:00`` as seen in ``zone``."""
    moment = moment_of(instant, zone)
    stamp = moment.strftime("%Y-%m-%d %H:%M:%S %z")
    return f"{stamp[:-2]}:{stamp[-2:]}"


def show_day(day: Day) -> str:
    """``2026-06-03``."""
    return date.fromordinal(day).isoformat()


def show_clock(clock: Clock) -> str:
    """``08:00``, with seconds only where they are not zero."""
    reading = time_of(clock)
    return reading.strftime("%H:%M:%S" if reading.second else "%H:%M")
