"""What can be promised: the money of each month, and what of it is promised already. This is private.

The money of a month is there on every due day in it, a lump sum from its own day on, and what is not needed is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from forbear.calendar import Day
from forbear.plan.debts import Debts
from forbear.plan.months import add_months, due_day_of, next_due, whole_months
from forbear.plan.strategies.shapes import Lump, Means
from forbear.plan.terms import Due, Terms


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """A promised payment with the month whose money it may use."""

    month: int
    day: Day
    amount: int


@dataclass(frozen=True, slots=True)
class Room:
    """What there is for debts, and the payments that are promised to others already.

    ``due_days`` is the due day of each debt, by name, where it is known.
    """

    means: Means
    promised: tuple[Claim, ...] = ()
    due_days: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, means: Means, debts: Debts) -> Room:
        """The whole room for these debts."""
        return cls(means, due_days={debt.name: debt.due_day for debt in debts.all})

    def with_terms(self, terms: Iterable[Terms]) -> Room:
        """The room that is left once these terms are promised too."""
        claims = (claim for one in terms for claim in self.claims(one.debt, one.dues))
        return replace(self, promised=(*self.promised, *claims))

    def claims(self, debt: str, dues: Iterable[Due]) -> list[Claim]:
        """Payments to one debt with their months: month 1 ends on the first due day after the first day."""
        found = list(dues)
        due_day = due_day_of((due.day for due in found), self.due_days.get(debt, 0))
        return [Claim(month_of(self.means.first, due.day, due_day), due.day, due.amount) for due in found]

    def there(self, month: int, day: Day) -> int:
        """All the money of the months up to this one, and every lump sum up to the day."""
        known = self.means.monthly[:month]
        later = (month - len(known)) * self.means.monthly[-1]
        return sum(known) + later + sum(lump.amount for lump in self.means.lumps if lump.day <= day)

    def missing(self, terms: Terms | None = None) -> Due | None:
        """The worst day: when most is missing for what is promised together with ``terms``; None where all fits."""
        worst, needed = None, 0
        for claim in sorted((*self.promised, *(self.claims(terms.debt, terms.dues) if terms else ()))):
            needed += claim.amount
            short = needed - self.there(claim.month, claim.day)
            if short > (worst.amount if worst else 0):
                worst = Due(claim.day, short)
        return worst

    def fits(self, terms: Terms | None = None) -> bool:
        """Is there money on every day for what is promised together with ``terms``?"""
        return self.missing(terms) is None

    def even(self, days: Iterable[Day], debt: str = "") -> int:
        """The private ceiling: the most that could be paid on each of these days with all promises kept."""
        asked = self.claims(debt, (Due(day, 0) for day in days))
        most, count, needed = list[int](), 0, 0
        for claim in sorted((*self.promised, *asked)):
            needed += claim.amount
            count += claim in asked
            if count:
                most.append((self.there(claim.month, claim.day) - needed) // count)
        return max(0, min(most, default=0))

    def rest(self, months: int) -> Means:
        """What is left for all else when each promise is saved for as late as can be."""
        monthly, lumps, needed = list[int](), list[Lump](), 0
        for month in range(months, 0, -1):
            needed += sum(min(months, one.month) == month and one.amount for one in self.promised)
            needed, left = _save(needed, self.means.of_month(month))
            monthly.append(left)
            for lump in self.means.lumps:
                if min(months, month_of(self.means.first, lump.day)) == month:
                    needed, left = _save(needed, lump.amount)
                    lumps.append(replace(lump, amount=left))
        return Means(self.means.first, (*reversed(monthly), self.means.monthly[-1]), tuple(lumps))


def month_of(first: Day, day: Day, due_day: int = 0) -> int:
    """The month of a day, from 1: the first whose due day (else the same day as ``first``) is not before it."""
    wanted = due_day or date.fromordinal(first).day
    end = next_due(first, wanted)
    months = max(0, whole_months(end, day)[0] - 1) if day > end else 0
    while add_months(end, months, wanted) < day:
        months += 1
    return months + 1


def _save(needed: int, money: int) -> tuple[int, int]:
    """What is still needed from earlier months, and what is left of this money."""
    return max(0, needed - money), max(0, money - needed)
