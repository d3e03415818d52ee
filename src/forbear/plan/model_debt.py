"""One debt's variables and rows in the program of ``model.py``."""

from __future__ import annotations

from fractions import Fraction

from forbear.plan.courses import Course, Step
from forbear.plan.model_bounds import settles_interest
from forbear.plan.solver import Program, Term

Sum = tuple[Fraction, list[Term]]
"""A constant and terms."""
ONE, NONE = Fraction(1), Fraction(0)


def is_kept(course: Course, keep: str) -> bool:
    """Must the debt be paid what it asks, every month?"""
    return keep == "asked" or (keep == "current" and not course.late)


def offers_to_try(course: Course, timing_counts: bool) -> list[int]:
    """The months in which offers are worth taking: any; or, where only money counts, the last of each amount."""
    offers = [step.offer for step in course.steps]
    following = [*offers[1:], None]
    return [
        month
        for month, (offer, then) in enumerate(zip(offers, following, strict=True))
        if offer is not None and (timing_counts or offer != then)
    ]


class DebtRows:
    """The columns of a debt, an entry for each month: ``paid``, ``closed``, what is left (``bearing``, ``other``)."""

    def __init__(
        self, program: Program, course: Course, unit: Fraction, kept: bool, soonest: int, most: list[int],
        late_counts: bool, timing_counts: bool, cost: Fraction,
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
        self.taken = {month: program.switch() for month in offers_to_try(course, kept or timing_counts)}
        self.whole: list[int] = []
        self._until = 0
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
        self._never_reopens(month)
        self._split(month, step)
        if self.one_balance:
            self._one_balance(month, step)
        else:
            self._two_balances(month, step)
        self._dues(month, step)

    def _never_reopens(self, month: int) -> None:
        """What is closed stays closed, an offer taken closes, and nothing ends unless what is owed was paid."""
        row, closed, owed = self.program.row, self.closed, self.course.owed / self.unit
        taken: list[Term] = [(-1, self.taken[month])] if month in self.taken else []
        if month or taken:
            row([(1, closed[month]), *([(-1, closed[month - 1])] if month else []), *taken], 0)
        later: list[Term] = [(1, one) for at, one in self.taken.items() if at > month]
        if later:
            row([(1, closed[month]), *later], most=1)
        if not month:
            return
        sooner: list[Term] = [(owed, one) for at, one in self.taken.items() if at < month]
        row([(1, self._paid_until(month - 1)), (-owed, closed[month - 1]), *sooner], 0)

    def _paid_until(self, month: int) -> int:
        """A variable: what is paid up to and with a month, offers apart."""
        if not month:
            self._until = self.whole[0]
            return self._until
        before, self._until = self._until, self.program.var()
        self.program.row([(1, self._until), (-1, before), (-1, self.whole[month])], 0, 0)
        return self._until

    def _split(self, month: int, step: Step) -> None:
        """What is paid goes to an offer that is taken, or to the debt that is paid in full."""
        paid = self.paid[month]
        if not self.taken:
            self.whole.append(paid)
            return
        whole = self.program.var(self.most[month])
        self.whole.append(whole)
        terms: list[Term] = [(1, paid), (-1, whole)]
        if month in self.taken:
            terms.append((-Fraction(step.offer or 0) / self.unit, self.taken[month]))
        self.program.row(terms, 0, None if self.kept else 0)

    def _open(self, month: int, factor: Fraction) -> Sum:
        """``factor`` while the debt is open after a month (-1: from the start) and no offer is taken for it later."""
        closed: list[Term] = [(-factor, self.closed[month])] if month >= 0 else []
        return factor, closed + [(-factor, one) for at, one in self.taken.items() if at > month]

    def _none_unless_open(self, month: int, left: list[Term], most: Fraction) -> None:
        constant, terms = self._open(month, most)
        self.program.row([*left, *_minus(terms)], most=constant)

    def _charged(self, month: int, step: Step) -> Sum:
        """Late charges and fees between the month before and this one's payment."""
        constant, terms = NONE, list[Term]()
        if step.fee and (self.one_balance or self.course.ordered):
            early = self.course.debt.flat_fee_if_repaid_early
            fee = step.fee / self.unit
            constant, terms = self._open(-1, fee) if early else self._open(month - 1, fee)
        if not self.tracks:
            return constant, terms
        if step.late_fee and self.counts:
            fee, switch = step.late_fee / self.unit, self.switches[month - 1]
            charged: Sum = self._open(month - 1, fee) if switch is None else (NONE, [(fee, switch)])
            constant, terms = constant + charged[0], terms + charged[1]
        rate = step.overdue + step.late_fee_part
        return constant, terms + _times(rate, self._in_arrears(month - 1))

    def _in_arrears(self, month: int) -> list[Term]:
        arrears = self.arrears[month]
        return self._left(month) if arrears is None else [(1, arrears)]

    def _left(self, month: int) -> list[Term]:
        terms: list[Term] = [(1, self.bearing[month])]
        return terms if self.one_balance else [*terms, (1, self.other[month])]

    def _one_balance(self, month: int, step: Step) -> None:
        """Left = (owed - paid) and the interest after it; what is closed is nought."""
        grown = 1 + step.after
        left = self.program.var(self.most[month] * grown)
        constant, owed = self._owed(month, step)
        slack, opened = self._open(month, self.slack if step.after else NONE)
        terms = [(1, left), *_times(-grown, owed), (grown, self.whole[month]), *opened]
        self.program.row(terms, constant * grown - slack, constant * grown - slack)
        self._none_unless_open(month, [(1, left)], self.most[month] * grown)
        self.bearing.append(left)

    def _owed(self, month: int, step: Step) -> Sum:
        """What is owed before the month's payment, as one sum."""
        if not month:
            return self._open(-1, self.course.owed / self.unit)
        constant, terms = self._charged(month, step)
        before = self._left(month - 1)
        if self.one_balance:
            before = _times(1 + step.before, before)
        else:
            before = [*before, (step.before, self.bearing[month - 1])]
        slack, opened = self._open(month - 1, -self.slack if step.before else NONE)
        return constant + slack, [*terms, *before, *opened]

    def _two_balances(self, month: int, step: Step) -> None:
        """What bears interest and what does not, side by side; the second is settled first."""
        program, most_bearing = self.program, self.course.bearing / self.unit
        most = max(NONE, self.most[month] - most_bearing)
        bearing, to_bearing, rest = program.var(most_bearing), program.var(most_bearing), program.var(most)
        before: Sum = (NONE, [(1, self.bearing[month - 1])]) if month else self._open(-1, most_bearing)
        program.row([(1, bearing), (1, to_bearing), *_minus(before[1])], before[0], before[0])
        constant, owed = self._owed(month, step)
        program.row([(1, rest), (1, bearing), (1, self.whole[month]), *_minus(owed)], constant, constant)
        program.row([(1, self.whole[month]), (-1, to_bearing)], 0)
        self.bearing.append(bearing)
        self.other.append(self._after(month, step, rest))
        self._none_unless_open(month, [(1, bearing)], most_bearing)
        self._none_unless_open(month, [(1, rest)], most)
        if self.course.ordered:
            first = self.principal_first[month] = program.switch()
            program.row([(1, to_bearing), (-most_bearing, first)], most=0)
            program.row([(1, rest), (most, first)], most=most)
            self._kept_in_step(month, rest)

    def _kept_in_step(self, month: int, rest: int) -> None:
        """Interest left unpaid is never a larger part of principal than if nothing had been paid."""
        share, charges = self.course.share_unpaid(month)
        constant, terms = self._open(month, charges / self.unit)
        self.program.row([(1, rest), (-share, self.bearing[month]), *_minus(terms)], most=constant)

    def _after(self, month: int, step: Step, rest: int) -> int:
        """What bears no interest, with the interest that runs after the payment."""
        if not step.after:
            return rest
        other, slack = self.program.var(), self.slack
        constant, opened = self._open(month, slack)
        terms: list[Term] = [(1, other), (-1, rest), (-step.after, self.bearing[month]), *opened]
        self.program.row(terms, -constant, -constant)
        return other

    def _dues(self, month: int, step: Step) -> None:
        """What falls due is paid where the debt is kept; else it becomes arrears, never more than is owed."""
        self.arrears.append(None)
        self.switches.append(None)
        if self.kept:
            for sure, constant, terms in self._due(month, step):
                self.program.row([(1, self.paid[month]), (sure, self.closed[month]), *_minus(terms)], constant)
        if not self.tracks or step.matured:
            return
        arrears, capped = self.program.var(self.most[month]), self.program.switch()
        self.arrears[month] = arrears
        before = self._in_arrears(month - 1) if month else []
        for sure, constant, terms in self._due(month, step):
            most = (self.most[month] + sure) * 2
            ends: list[Term] = [(most, self.closed[month]), (most, capped), (1, self.whole[month])]
            ends += [(most, one) for at, one in self.taken.items() if at > month]
            self.program.row([(1, arrears), *ends, *_minus(before), *_minus(terms)], constant)
        most = self.most[month] * 2
        self.program.row([(1, arrears), (-most, capped), *_minus(self._left(month))], -most)
        if self.counts:
            late = self.switches[month] = self.program.switch()
            self.program.row([(1, arrears), (-self.most[month], late)], most=0)

    def _due(self, month: int, step: Step) -> list[tuple[Fraction, Fraction, list[Term]]]:
        """Sums that what falls due is never below while the debt stays open, each with its sure part before them."""
        if not month or step.matured:
            sure = self.most[month] if month else self.course.asked / self.unit
            return [(sure, sure, [])]
        constant, owed = self._owed(month, step)
        terms = _times(step.due_of_owed, owed)
        base: list[Term] = self._left(month - 1) if self.one_balance else [(1, self.bearing[month - 1])]
        terms += _times(step.due_of_interest * step.before, base)
        sure, floor = step.due / self.unit, step.floor / self.unit
        due = sure + step.due_of_owed * constant - step.due_of_interest * self.slack
        return [(sure, due, terms), (floor, floor, [])]


def _times(rate: Fraction, terms: list[Term]) -> list[Term]:
    return [(rate * factor, one) for factor, one in terms]


def _minus(terms: list[Term]) -> list[Term]:
    return _times(-ONE, terms)
