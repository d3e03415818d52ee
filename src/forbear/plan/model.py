"""Debts, money and a goal as a mixed-integer program over months.

For each debt and month: what is paid, what is left, and a switch ``closed`` that never goes back; further switches
only where something bends: interest that is settled before principal, late charges, offers. Money is in thousandths of
what is owed in all, so that numbers stay near one. Whatever the schedule can do, the program can do at least as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from forbear.plan.courses import Course
from forbear.plan.goals import Goal
from forbear.plan.model_bounds import most_owed, soonest_ends
from forbear.plan.model_debt import DebtRows, is_kept
from forbear.plan.solver import Program
from forbear.plan.strategies.shapes import Means, platform


class Model:
    """The program of a goal; ``debts`` tells which variable means what, ``unit`` and ``scale`` how much."""

    def __init__(self, courses: Sequence[Course], means: Means, goal: Goal, keep: str) -> None:
        self.program, self.means, self.goal, self.keep = Program(), means, goal, keep
        self.months = len(courses[0].steps)
        self.unit = Fraction(max(1, sum(one.owed for one in courses)), 1000)
        self.scale = self.unit if goal.paid else Fraction(1)
        kept = [is_kept(one, keep) for one in courses]
        soonest = soonest_ends(courses, means, kept)
        cost = Fraction(goal.paid) if goal.paid else self._tie(courses)
        self.debts = [
            DebtRows(
                self.program, one, self.unit, kept[at], soonest[at], most_owed(one, kept[at]), bool(goal.late),
                bool(goal.late or goal.first or goal.free), cost,
            )
            for at, one in enumerate(courses)
        ]  # fmt: skip
        self._saved_at: list[int] = []
        self._money()
        self._equals()
        self._goal()

    def _tie(self, courses: Sequence[Course]) -> Fraction:
        """So small a cost of what is paid that it only tells equals apart."""
        last = max(one.steps[-1].day for one in courses)
        all_money = sum(self.means.of_month(month) for month in range(1, self.months + 1))
        all_money += sum(lump.amount for lump in self.means.lumps if lump.day <= last)
        return self.unit / (4 * max(1, all_money))

    def _money(self) -> None:
        """Money comes in by its day and is paid or kept; none is paid before it is there."""
        saved: int | None = None
        for month, income, payments in self._groups():
            left = self.program.var()
            terms = [(1, left), *((1, one) for one in payments)]
            terms += [] if saved is None else [(-1, saved)]
            self.program.row(terms, income / self.unit, income / self.unit)
            saved = left
            self._saved_at[month:] = [left]

    def saved_by_month(self) -> Iterator[tuple[int, int]]:
        """Each month with the variable of what is put by at its end."""
        return enumerate(self._saved_at)

    def _groups(self) -> Iterator[tuple[int, int, list[int]]]:
        """Income, and the payments that may be made of it before the next income."""
        lumps = sorted(self.means.lumps, key=lambda lump: lump.day)
        for month in range(self.months):
            income, payments = self.means.of_month(month + 1), list[int]()
            for day, paid in sorted((one.course.steps[month].day, one.paid[month]) for one in self.debts):
                come = [lump.amount for lump in lumps if lump.day <= day]
                lumps = lumps[len(come) :]
                if come and payments:
                    yield month, income, payments
                    income, payments = 0, []
                income += sum(come)
                payments.append(paid)
            yield month, income, payments

    def _equals(self) -> None:
        """Debts that are alike in all but name end in the order of their names."""
        if len({platform(one.course.debt) for one in self.debts}) < len(self.debts) and (
            self.goal.first or self.goal.late
        ):
            return
        seen: dict[Course, DebtRows] = {}
        for one in sorted(self.debts, key=lambda one: one.course.debt.name):
            alike = replace(one.course, debt=replace(one.course.debt, name="", creditor=""))
            before = seen.get(alike)
            for month in range(self.months if before else 0):
                self.program.row([(1, before.closed[month]), (-1, one.closed[month])], 0)  # type: ignore[union-attr]
            seen[alike] = one

    def _goal(self) -> None:
        by_platform: dict[str, list[DebtRows]] = {}
        for one in self.debts:
            by_platform.setdefault(platform(one.course.debt), []).append(one)
        if self.goal.first:
            ends = [[self._all_closed(some, month) for month in range(self.months)] for some in by_platform.values()]
            for month in range(self.months):
                reached = self._count(self.goal.first)
                self.program.row([(1, reached), *((-1, one[month]) for one in ends)], most=0)
        for month in range(self.months if self.goal.free else 0):
            reached = self._count(self.goal.free)
            for one in self.debts:
                self.program.row([(1, reached), (-1, one.closed[month])], most=0)
        self.program.constant += (self.goal.first + self.goal.free) / self.scale
        for some in by_platform.values() if self.goal.late else ():
            self._late(some)

    def _count(self, weight: int) -> int:
        """A variable that is one once something is reached; each month before costs ``weight``."""
        self.program.constant += weight / self.scale
        return self.program.var(1, -weight / self.scale)

    def _all_closed(self, debts: list[DebtRows], month: int) -> int:
        if len(debts) == 1:
            return debts[0].closed[month]
        both = self.program.var(1)
        for one in debts:
            self.program.row([(1, both), (-1, one.closed[month])], most=0)
        return both

    def _late(self, debts: list[DebtRows]) -> None:
        for month in range(self.months):
            seen = self.program.var(1, self.goal.late / self.scale)
            for one in debts:
                constant, terms = one.late(month)
                self.program.row([(1, seen), *((-factor, variable) for factor, variable in terms)], constant)
