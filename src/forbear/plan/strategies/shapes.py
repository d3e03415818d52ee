"""What a strategy sees and says, the money there is, and the plan that comes of it.

Amounts are whole minor units of one currency, days day numbers. Month ``k`` of a plan (from 1) is, for each debt, its
``k``-th due day after the first day of the money: on it the debt is paid, from the money of month ``k``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forbear.calendar import Day
from forbear.plan.budget import Budget
from forbear.plan.debts import Debt
from forbear.plan.schedule import Payment, Schedule, Sums

KEEPS = ("current", "asked", "nothing")
"""What is paid before a strategy has its way: what debts ask that are not late yet, what all ask, nothing."""


@dataclass(frozen=True, slots=True)
class Lump:
    """Money that comes once, on a day: a windfall, irregular pay, something sold."""

    day: Day
    amount: int


@dataclass(frozen=True, slots=True)
class Means:
    """What there is for debts: so much in each month after ``first``, the last amount going on, and lump sums."""

    first: Day
    monthly: tuple[int, ...]
    lumps: tuple[Lump, ...] = ()

    def of_month(self, number: int) -> int:
        """The money of month ``number``, counted from 1, without lump sums."""
        return self.monthly[min(number, len(self.monthly)) - 1]

    def with_extra(self, amount: int) -> Means:
        """The same with so much more (or less, but never below nought) every month."""
        return replace(self, monthly=tuple(max(0, one + amount) for one in self.monthly))


def means_of(budget: Budget, first: Day, count: int = 120) -> Means:
    """What a household's budget leaves: a month below nought is made up from those after it before debts are paid."""
    left, short = [], 0
    for month in budget.months(first, count):
        have = month.left - short
        left.append(max(0, have))
        short = max(0, -have)
    return Means(first, (*left, max(0, budget.left)))


@dataclass(frozen=True, slots=True)
class Standing:
    """One open debt on its pay day of a month, as a strategy sees it.

    ``closes`` is what ends it on that day (an offer that still holds counts), ``asked`` what it must be paid so as not
    to be late, ``late`` whether it was in arrears already before this month.
    """

    debt: Debt
    day: Day
    closes: int
    asked: int
    late: bool

    @property
    def platform(self) -> str:
        """To whom it is owed."""
        return platform(self.debt)


def platform(debt: Debt) -> str:
    """The creditor of a debt, or its own name where none is given."""
    return debt.creditor or debt.name


Standings = Sequence[Standing]
Shares = Iterable[tuple[str, int]]
Share = Callable[[Standings, int], Shares]
"""The one shape of all strategies: open debts and money → how much to which debt, never more than there is."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A named way to share out money, and what is paid before it has its way (one of ``KEEPS``)."""

    name: str
    share: Share
    keep: str = "current"


@dataclass(frozen=True, slots=True)
class Missed:
    """A payment that was asked for in a month and not made in full."""

    month: int
    day: Day
    debt: str
    asked: int
    paid: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a strategy does with given means, as far as it was followed: payments and the schedule that they give.

    ``free_on`` is None where the debts do not all end within ``months``; then no date is given at all.
    """

    strategy: str
    keep: str
    means: Means
    months: int
    schedule: Schedule
    missed: tuple[Missed, ...] = ()
    late_months: Mapping[str, int] = field(default_factory=dict)

    @property
    def payments(self) -> tuple[Payment, ...]:
        """The payments of the plan, by day."""
        return self.schedule.payments()

    @property
    def sums(self) -> Sums:
        """Everything together: paid, interest, fees, waived."""
        return next(iter(self.schedule.totals().values()))

    @property
    def paid(self) -> int:
        """What is paid in all."""
        return self.sums.paid

    @property
    def cost(self) -> int:
        """Interest and fees, less what creditors waive."""
        return self.sums.interest + self.sums.fees - self.sums.waived

    @property
    def free_on(self) -> Day | None:
        """The day on which the last debt ends; None where that is not reached."""
        days = [day for day in self.schedule.closed_on.values() if day is not None]
        return max(days) if len(days) == len(self.schedule.closed_on) else None

    @property
    def feasible(self) -> bool:
        """Does it end?"""
        return self.free_on is not None

    @property
    def closed(self) -> Mapping[str, Day | None]:
        """Each platform and the day on which nothing is owed to it any more, the soonest first."""
        ends: dict[str, list[Day | None]] = {}
        for debt in self.schedule.debts.all:
            ends.setdefault(platform(debt), []).append(self.schedule.closed_on[debt.name])
        last = {name: None if None in days else max(filter(None, days)) for name, days in ends.items()}
        return dict(sorted(last.items(), key=lambda one: (one[1] is None, one[1] or 0, one[0])))

    @property
    def first_closed(self) -> Day | None:
        """The day on which the first platform is closed."""
        return next(iter(self.closed.values()))

    @property
    def creditor_months_late(self) -> int:
        """Months in arrears, over all creditors: each is a month of collectors' calls."""
        return sum(self.late_months.values())
