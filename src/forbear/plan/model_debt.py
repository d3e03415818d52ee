"""One debt's variables and rows in the program of ``model.py``."""

from __future__ import annotations

from fractions import Fraction

from forbear.plan.courses import Course, Step
from forbear.plan.model_bounds import sure_due
from forbear.plan.solver import Program, Term

Sum = tuple[Fraction, list[Term]]
"""A constant and terms."""
ONE, NONE = Fraction(1), Fraction(0)


def is_kept(course: Course, keep: str) -> bool:
    """Must the debt be paid what it asks, every month?"""
    return keep == "asked" or (keep == "current" and not course.late)


def settles_interest(course: Course) -> bool:
    """Does what falls due cover each month's interest, so that nothing unpaid is left beside principal?"""
    return (
        course.ordered
        and course.asked >= course.other
        and all(
            step.matured or step.due_of_interest >= 1 or sure_due(step) >= (step.before + step.after) * course.owed + 1
            for step in course.steps[1:]
        )
    )


class DebtRows:
    """The columns of a debt, an entry for each month: ``paid``, ``closed``, what is left (``bearing``, ``other``)."""

    def __init__(
        self, program: Program, course: Course, unit: Fraction, kept: bool, soonest: int, most: list[int],
        late_counts: bool, cost: Fraction,
    ) -> None:  # fmt: skip
        self.program, self.course, self.unit, self.kept, self.cost = program, course, unit, kept, cost
        self.soonest, self.most = soonest, [one / unit for one in most]
        self.one_balance = course.debt.interest_on_interest or (kept and settles_interest(course))
        self.slack = course.slack / unit
        late = course.debt.late
        self.tracks = not kept and bool(late_counts or late.fee or late.fee_part or late.rate.fraction)
        self.counts = not kept and bool(late_counts or late.fee)
        self.paid: list[int] = []
        self.closed: list[int] = []
        self.bearing: list[int] = []
        self.other: list[int] = []
        self.principal_first: dict[int, int] = {}
        self.taken: dict[int, int] = {}
        self.arrears: list[int | None] = []
        self.switches: list[int | None] = []
        for month, step in enumerate(course.steps):
            self._month(month, step)

    def late(self, month: int) -> Sum:
        """One where the debt is in arrears after the month's payment, else nought."""
        if self.kept:
            return NONE, []
        switch = self.switches[month]
        return (ONE, [(-1, self.closed[month])]) if switch is None else (NONE, [(1, switch)])

    def _month(self, month: int, step: Step) -> None:
        last = month == len(self.course.steps) - 1
        closed = self.program.switch(1 if last else 0, 0 if month < self.soonest and not last else 1)
        if last and month < self.soonest:
            self.program.row([(1, closed)], most=0)
        paid = self.program.var(self.most[month], self.cost)
        self.paid.append(paid)
        self.closed.append(closed)
        if month:
            self.program.row([(1, closed), (-1, self.closed[month - 1])], 0)
        waived = self._offer(month, step)
        if self.one_balance:
            self._one_balance(month, step, waived)
        else:
            self._two_balances(month, step, waived)
        self._dues(month, step)

    def _offer(self, month: int, step: Step) -> list[Term]:
        """What the creditor waives where its offer is taken in this month."""
        if step.offer is None:
            return []
        most = max(NONE, self.most[month] - step.offer / self.unit)
        waived, taken = self.program.var(most), self.program.switch()
        self.taken[month] = taken
        self.program.row([(1, waived), (-most, taken)], most=0)
        self.program.row([(1, self.paid[month]), (-step.offer / self.unit, taken)], 0)
        self.program.row([(1, self.closed[month]), (-1, taken)], 0)
        return [(1, waived)]

    def _open_before(self, month: int, factor: Fraction) -> Sum:
        """``factor`` while the debt was open after the month before."""
        return factor, [(-factor, self.closed[month - 1])]

    def _charged(self, month: int, step: Step) -> Sum:
        """Late charges and fees between the month before and this one's payment."""
        constant, terms = NONE, list[Term]()
        if step.fee and (self.one_balance or self.course.ordered):
            early = self.course.debt.flat_fee_if_repaid_early
            fee = step.fee / self.unit
            constant, terms = (fee, []) if early else self._open_before(month, fee)
        if not self.tracks:
            return constant, terms
        if step.late_fee and self.counts:
            more, switch = self.late(month - 1)
            fee = step.late_fee / self.unit
            constant, terms = constant + more * fee, terms + _times(fee, switch)
        rate = step.overdue + step.late_fee_part
        return constant, terms + _times(rate, self._in_arrears(month - 1))

    def _in_arrears(self, month: int) -> list[Term]:
        arrears = self.arrears[month]
        return self._left(month) if arrears is None else [(1, arrears)]

    def _left(self, month: int) -> list[Term]:
        terms: list[Term] = [(1, self.bearing[month])]
        return terms if self.one_balance else [*terms, (1, self.other[month])]

    def _one_balance(self, month: int, step: Step, waived: list[Term]) -> None:
        """Left = (owed - paid - waived) and the interest after it; what is closed is nought."""
        program, closed = self.program, self.closed[month]
        left = program.var(self.most[month] * (1 + step.after))
        constant, owed = self._owed(month, step)
        grown = 1 + step.after
        terms: list[Term] = [(1, left), *_times(-grown, owed)]
        terms += [(grown, self.paid[month]), *_times(grown, waived)]
        slack = self.slack if step.after else NONE
        terms += [(-slack, closed)] if slack else []
        program.row(terms, constant * grown - slack, constant * grown - slack)
        program.row([(1, left), (self.most[month] * grown, closed)], most=self.most[month] * grown)
        self.bearing.append(left)

    def _owed(self, month: int, step: Step) -> Sum:
        """What is owed before the month's payment, as one sum."""
        if not month:
            return self.course.owed / self.unit, []
        constant, terms = self._charged(month, step)
        before = self._left(month - 1)
        if self.one_balance:
            before = _times(1 + step.before, before)
        else:
            before = [*before, (step.before, self.bearing[month - 1])]
        slack, opened = self._open_before(month, -self.slack if step.before else NONE)
        return constant + slack, [*terms, *before, *opened]

    def _two_balances(self, month: int, step: Step, waived: list[Term]) -> None:
        """What bears interest and what does not, side by side; the second is settled first."""
        program, closed, unit = self.program, self.closed[month], self.unit
        most_bearing = self.course.bearing / unit
        bearing, to_bearing = program.var(most_bearing), program.var(most_bearing)
        rest = program.var(self.most[month])
        before: Sum = (NONE, [(1, self.bearing[month - 1])]) if month else (most_bearing, [])
        waived_bearing: list[Term] = [(1, program.var(self.most[month]))] if waived else []
        program.row(
            [(1, bearing), (1, to_bearing), *waived_bearing, *_minus(before[1])], before[0], before[0]
        )  # fmt: skip
        constant, owed = self._owed(month, step)
        program.row(
            [(1, rest), (1, bearing), (1, self.paid[month]), *waived, *_minus(owed)],
            constant, constant,
        )  # fmt: skip
        program.row([(1, self.paid[month]), (-1, to_bearing)], 0)
        if waived:
            program.row([*waived, *_minus(waived_bearing)], 0)
        self.bearing.append(bearing)
        self.other.append(self._after(month, step, rest))
        program.row([(1, bearing), (most_bearing, closed)], most=most_bearing)
        most = self.most[month]
        program.row([(1, rest), (most, closed)], most=most)
        if self.course.ordered:
            first = self.principal_first[month] = program.switch()
            program.row([(1, to_bearing), (-most_bearing, first)], most=0)
            program.row([(1, rest), (most, first)], most=most)

    def _after(self, month: int, step: Step, rest: int) -> int:
        """What bears no interest, with the interest that runs after the payment."""
        if not step.after:
            return rest
        other, slack = self.program.var(), self.slack
        terms: list[Term] = [(1, other), (-1, rest), (-step.after, self.bearing[month]), (-slack, self.closed[month])]
        self.program.row(terms, -slack, -slack)
        return other

    def _dues(self, month: int, step: Step) -> None:
        """What falls due is paid where the debt is kept; else it becomes arrears, never more than is owed."""
        self.arrears.append(None)
        self.switches.append(None)
        if self.kept or not self.tracks:
            for constant, terms in self._due(month, step) if self.kept else ():
                enough = constant + (self.most[month] if terms and month in self.taken else 0)
                self.program.row([(1, self.paid[month]), (enough, self.closed[month]), *_minus(terms)], constant)
            return
        if step.matured:
            return
        arrears, capped = self.program.var(self.most[month]), self.program.switch()
        self.arrears[month] = arrears
        before = self._in_arrears(month - 1) if month else []
        for constant, terms in self._due(month, step):
            most = (self.most[month] + constant) * 2
            ends: list[Term] = [(most, self.closed[month]), (most, capped), (1, self.paid[month])]
            self.program.row([(1, arrears), *ends, *_minus(before), *_minus(terms)], constant)
        most = self.most[month] * 2
        self.program.row([(1, arrears), (-most, capped), *_minus(self._left(month))], -most)
        if self.counts:
            late = self.switches[month] = self.program.switch()
            self.program.row([(1, arrears), (-self.most[month], late)], most=0)

    def _due(self, month: int, step: Step) -> list[Sum]:
        """Sums that what falls due is never below, while the debt stays open."""
        if not month:
            return [(self.course.asked / self.unit, [])]
        if step.matured:
            return [(self.most[month], [])]
        constant, owed = self._owed(month, step)
        terms = _times(step.due_of_owed, owed)
        rate = step.due_of_interest * step.before
        base: list[Term] = self._left(month - 1) if self.one_balance else [(1, self.bearing[month - 1])]
        terms += _times(rate, base)
        due = step.due / self.unit + step.due_of_owed * constant - step.due_of_interest * self.slack
        return [(due, terms), (step.floor / self.unit, [])]


def _times(rate: Fraction, terms: list[Term]) -> list[Term]:
    return [(rate * factor, one) for factor, one in terms]


def _minus(terms: list[Term]) -> list[Term]:
    return _times(-ONE, terms)
