"""Months on the calendar: the same day of another month, the due days of a debt, whole months between two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from forbear.calendar import Day

LAST_DAY = 31


def _month_length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following.toordinal() - date(year, month, 1).toordinal()


@lru_cache(maxsize=65_536)
def add_months(day: Day, count: int, due_day: int = 0) -> Day:
    """The day ``count`` months on, on ``due_day`` (that of ``day`` where 0), or on the last of a shorter month."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    wanted = due_day or start.day
    return date(year, month + 1, min(wanted, _month_length(year, month + 1))).toordinal()


def next_due(day: Day, due_day: int) -> Day:
    """The first due day after ``day``."""
    this_month = add_months(day, 0, due_day)
    return this_month if this_month > day else add_months(day, 1, due_day)


@lru_cache(maxsize=65_536)
def last_due(day: Day, due_day: int) -> Day:
    """The last due day up to ``day``, itself included."""
    this_month = add_months(day, 0, due_day)
    return this_month if this_month <= day else add_months(day, -1, due_day)


def due_days(first: Day, due_day: int = 0) -> Iterator[Day]:
    """``first`` and the same day of every month after it, without end."""
    wanted = due_day or date.fromordinal(first).day
    count = 0
    while True:
        yield add_months(first, count, wanted)
        count += 1


def due_day_of(days: Iterable[Day], usual: int = 0) -> int:
    """The day of the month on which all of ``days`` fall: ``usual`` where they do, else the latest among them.

    The 28th of February alone may be a due day of the 28th or of the 31st: only ``usual`` can tell.
    """
    found = list(days)
    if usual and all(add_months(day, 0, usual) == day for day in found):
        return usual
    return max((date.fromordinal(day).day for day in found), default=usual or 1)


@lru_cache(maxsize=65_536)
def whole_months(first: Day, last: Day) -> tuple[int, int]:
    """Whole months from ``first`` to ``last``, and the days over, counted on from the last whole month."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    count = (end.year - start.year) * 12 + end.month - start.month
    if add_months(first, count) > last:
        count -= 1
    return count, last - add_months(first, count)
