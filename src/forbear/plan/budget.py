"""A household's month: income, outgoings, what is left for debts, and the worst month.

Amounts are whole minor units. Anything but a monthly amount becomes one exactly (a week is 12/52 of a month) and is
rounded against the household: income down, outgoings up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from forbear.calendar import Day
from forbear.plan.months import add_months
from forbear.plan.rounding import rounded

PER_MONTH: Mapping[str, Fraction] = {
    "month": Fraction(1),
    "week": Fraction(52, 12),
    "2_weeks": Fraction(26, 12),
    "4_weeks": Fraction(13, 12),
    "half_month": Fraction(2),
    "quarter": Fraction(1, 3),
    "half_year": Fraction(1, 6),
    "year": Fraction(1, 12),
}
KINDS = ("income", "fixed", "flexible", "priority_debt")


def monthly(amount: Fraction | int, every: str, rounding: str = "half_up") -> int:
    """The monthly amount of a regular one: weekly pay is 52 weeks over 12 months, never four weeks."""
    return rounded(Fraction(amount) * PER_MONTH[every], rounding)


@dataclass(frozen=True, slots=True)
class Line:
    """One regular line of a budget: ``amount`` comes or goes ``every`` so often."""

    name: str
    kind: str
    amount: int
    every: str = "month"
    category: str = ""
    notes: str = ""

    @property
    def monthly(self) -> int:
        """Its monthly amount, rounded against the household."""
        return monthly(self.amount, self.every, "down" if self.kind == "income" else "up")


@dataclass(frozen=True, slots=True)
class Dated:
    """Money that comes (or, below nought, goes) once, on a day: irregular pay, a yearly bill, a windfall."""

    name: str
    day: Day
    amount: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a budget: the days from ``first`` up to, not with, ``end``; what is left is never made up."""

    first: Day
    end: Day
    income: int
    outgoings: int
    dated: int
    reserve: int

    @property
    def left(self) -> int:
        """What is left for debts; below nought where the month does not even cover its outgoings."""
        return self.income + self.dated - self.outgoings - self.reserve


@dataclass(frozen=True, slots=True)
class Budget:
    """Regular lines, dated ones, who depends on it (by age group), and a reserve put aside each month."""

    currency: str
    lines: tuple[Line, ...] = ()
    dated: tuple[Dated, ...] = ()
    dependants: Mapping[str, int] | None = None
    reserve: int = 0

    def total(self, *kinds: str) -> int:
        """The monthly total of lines of these kinds."""
        return sum(line.monthly for line in self.lines if line.kind in kinds)

    @property
    def outgoings(self) -> int:
        """Everything that goes out each month before ordinary debts."""
        return self.total("fixed", "flexible", "priority_debt")

    @property
    def left(self) -> int:
        """What an ordinary month, without dated lines, leaves for debts; may be below nought."""
        return self.total("income") - self.outgoings - self.reserve

    def months(self, first: Day, count: int) -> tuple[Month, ...]:
        """So many months from ``first`` on, each with its dated lines."""
        return tuple(self._month(add_months(first, at), add_months(first, at + 1)) for at in range(count))

    def worst(self, first: Day, count: int) -> Month:
        """The month that leaves least, the earliest of equals: more than that cannot be promised every month."""
        return min(self.months(first, count), key=lambda month: month.left)

    def _month(self, first: Day, end: Day) -> Month:
        dated = sum(line.amount for line in self.dated if first <= line.day < end)
        return Month(first, end, self.total("income"), self.outgoings, dated, self.reserve)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A printed total that its lines do not give; it is kept and shown, never mended in silence."""

    name: str
    printed: int
    reckoned: int

    @property
    def difference(self) -> int:
        """Printed less reckoned."""
        return self.printed - self.reckoned


def misfits(printed: Mapping[str, int], reckoned: Mapping[str, int]) -> tuple[Misfit, ...]:
    """The printed totals that differ from those reckoned, in the order in which they are printed."""
    names: Iterable[str] = (name for name in printed if name in reckoned and printed[name] != reckoned[name])
    return tuple(Misfit(name, printed[name], reckoned[name]) for name in names)
