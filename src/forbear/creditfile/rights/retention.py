"""Ageing out: by which rule an item leaves the file by itself, and on which day; ``rulebooks/credit_retention.toml``.

This is the definition, for one row; ``ageing.py`` says the same in SQL for all rows of a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from forbear.calendar import Day, add_months
from forbear.creditfile.rights.law import Law, in_force, read

_YEAR = 12
FROM_MONTHS = ("month_end", "ended", "began")
"""Days that only a month of an account has; any other is a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Law):
    """A rule: which rows, from which day, how long. ``start`` is what the table calls ``from``."""

    table: str
    start: str
    years: int
    force: str
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    months: int = 0
    after_days: int = 0
    status: str = "complete"

    def day(self, start: Day) -> Day:
        """The first day on which an item is gone whose time runs from ``start``."""
        return add_months(start + self.after_days, self.years * _YEAR + self.months) + 1

    def fits(self, table: str, row: Mapping[str, Any]) -> bool:
        """Is the rule about this row?"""
        return self.table == table and all(row.get(name) in words for name, words in self.where.items())


@dataclass(frozen=True, slots=True)
class Words:
    """Which states of a month are bad and which good (the rest say neither), and which closings end what was bad."""

    bad: tuple[str, ...]
    good: tuple[str, ...]
    ended_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What else is known of an account: the months with their states, and what its own row says."""

    months: Sequence[tuple[date, str]] = ()
    first_late: date | None = None
    closed: date | None = None
    close_reason: str = ""


def rules(place: str, day: Day, *, drafts: bool = False) -> list[Retention]:
    """The rules of a place on a day, its own first; drafts where they are asked for."""
    return [row for row in in_force(_table()[0], place, day) if drafts or row.status != "draft"]


def deleted_on(
    table: str, row: Mapping[str, Any], chosen: Sequence[Retention], account: Account | None = None
) -> tuple[Day, Retention] | None:
    """The first day on which a row is gone, and by which rule; None where none has begun to run."""
    found = [
        (rule.day(start.toordinal()), rule)
        for rule in chosen
        if rule.fits(table, row)
        for start in [_start(rule.start, row, account or Account())]
        if start is not None
    ]
    return min(found, key=lambda one: (one[0], one[1].id), default=None)


def words() -> Words:
    """The words for months."""
    return _table()[1]


def _start(name: str, row: Mapping[str, Any], account: Account) -> date | None:
    if name not in FROM_MONTHS:
        found: date | None = row.get(name)
        return found
    month: date = row["month"]
    if name == "month_end":
        return _next(month) - timedelta(days=1)
    return _ended(month, account) if name == "ended" else _began(month, account)


def _ended(month: date, account: Account) -> date | None:
    """The first month that is well again, or the day on which it was closed and that ended it; the earlier of them."""
    well = [each for each, status in account.months if each > month and status in words().good]
    closed = account.closed if account.close_reason in words().ended_by else None
    ends = [min(well)] if well else []
    ends += [closed] if closed is not None and closed >= month else []
    return min(ends, default=None)


def _began(month: date, account: Account) -> date:
    """The first bad month since the last good one, or the account's own day in between."""
    good = max((each for each, status in account.months if each < month and status in words().good), default=date.min)
    bad = [each for each, status in account.months if good < each <= month and status in words().bad]
    first = min(bad, default=month)
    own = account.first_late
    return own if own is not None and (good == date.min or own >= _next(good)) and own < first else first


def _next(month: date) -> date:
    """The first day of the next month."""
    return date.fromordinal(add_months(month.toordinal(), 1))


@cache
def _table() -> tuple[Sequence[Retention], Words]:
    raw = read("credit_retention.toml")
    made = [Retention(start=row.pop("from"), **row) for row in raw["retention"]]
    return made, Words(tuple(raw["bad"]), tuple(raw["good"]), tuple(raw["ended_by"]))
