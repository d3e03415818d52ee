"""Instants, local days and clock times, as whole numbers; no clock inside.

An *instant* is whole microseconds since 1970 in UTC, a *day* is a proleptic
Gregorian day number (``date.toordinal``), a *clock* is whole microseconds since
local midnight. Local readings come from named zones (IANA), never from stored
offsets. Whole numbers compare fast, sort alike everywhere and go to SQL unchanged.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

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


@lru_cache(maxsize=64)
def public_holidays(country: str, state: str = "") -> holidays.HolidayBase:
    """The public holidays of a country (and state, where the package knows it)."""
    import holidays  # takes as long as all of the rest together, and most runs need none

    subdivision = state if state in getattr(holidays, country)().subdivisions else None
    return holidays.country_holidays(country, subdiv=subdivision, observed=True)


def is_public_holiday(day: Day, country: str, state: str = "") -> bool:
    """Is ``day`` a public holiday there, by the ``holidays`` package?"""
    return date.fromordinal(day) in public_holidays(country, state)


def add_business_days(day: Day, count: int, is_holiday: Callable[[Day], bool]) -> Day:
    """The ``count``-th business day after ``day``: Saturdays, Sundays and holidays are passed over."""
    while count > 0:
        day += 1
        if weekday_of(day) not in ("Sat", "Sun") and not is_holiday(day):
            count -= 1
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
