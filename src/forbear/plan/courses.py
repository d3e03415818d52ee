"""What a debt's months look like to a program: its state on the first pay day, then interest, charges and dues of each.

All of it is exact and leans to the borrower's side wherever the schedule is finer than the program (roundings, capped
late charges), so that a program's bound is never above what a schedule can reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from forbear.calendar import Day
from forbear.plan.account import Account
from forbear.plan.accrual import Factors, frozen_on
from forbear.plan.debts import Debt
from forbear.plan.dues import equal_instalment, flat_fee
from forbear.plan.rounding import rounded
from forbear.plan.strategies.run import pay_day

SLACK = {"half_up": Fraction(1, 2), "half_even": Fraction(1, 2), "down": Fraction(1), "up": Fraction(0)}
"""By how much a rounding can lie below the exact figure."""
NONE = Fraction(0)


def most_lost(rounding: str, share: Fraction) -> Fraction:
    """By how much the rounded interest of a whole amount by a factor can lie below the exact figure."""
    parts = share.denominator
    whole = {"half_up": (parts - 1) // 2, "half_even": parts // 2, "down": parts - 1, "up": 0}[rounding]
    return Fraction(whole, parts)


@dataclass(frozen=True, slots=True)
class Step:
    """One month of a debt: interest before the payment and after it, late charges, what falls due.

    ``due`` is the sure part of what falls due, ``due_of_owed`` and ``due_of_interest`` further parts of it; ``matured``
    where all that is owed is due.
    """

    day: Day
    before: Fraction
    after: Fraction
    overdue: Fraction
    late_fee: int
    late_fee_part: Fraction
    fee: int
    floor: int
    due: int
    due_of_owed: Fraction
    due_of_interest: Fraction
    matured: bool
    offer: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """A debt as a program sees it; amounts are those of the first pay day, before anything is paid on it."""

    debt: Debt
    bearing: int
    other: int
    asked: int
    late: bool
    slack: Fraction
    fee_until: int
    steps: tuple[Step, ...]

    @property
    def owed(self) -> int:
        """What ends it on the first pay day, offers apart."""
        return self.bearing + self.other

    @property
    def ordered(self) -> bool:
        """Does a payment settle what bears no interest before it lowers what does?"""
        return self.debt.allocation[-1] == "principal"

    def share_unpaid(self, month: int) -> tuple[Fraction, Fraction]:
        """What at most is owed beside principal after a month's payment: a part of principal, and a sum of charges."""
        share, charges = NONE, Fraction(self.other)
        for now, step in zip(self.steps[:month], self.steps[1 : month + 1], strict=True):
            late = step.overdue + step.late_fee_part
            share = (share + now.after + step.before) * (1 + late) + late
            charges = charges * (1 + late) + step.late_fee + step.fee
        return share, charges


def course(debt: Debt, first: Day, months: int, payment_first: bool, factors: Factors) -> Course:
    """The months of a debt from its first pay day after ``first``."""
    account = Account(debt, payment_first, lambda _: None, factors)
    late = account.arrears > 0
    day = pay_day(debt, first, 1)
    asked, owed = account.ask(day), account.quote(day)
    left = account.left + (0 if payment_first else 1)
    bearing = owed if debt.interest_on_interest else account.principal
    steps = tuple(_step(debt, first, at, left, payment_first, factors) for at in range(1, months + 1))
    slack = _slack(debt, steps, payment_first)
    return Course(
        debt,
        bearing,
        owed - bearing,
        asked,
        late,
        slack,
        left - 1 if debt.flat_fee and debt.flat_fee_if_repaid_early else 0,
        steps,
    )


def _slack(debt: Debt, steps: tuple[Step, ...], payment_first: bool) -> Fraction:
    """By how much what is charged in a month can lie below the exact figure, all roundings of the month together."""
    ordinary = SLACK[debt.rounding]
    if not payment_first and debt.due is None:
        ordinary = max((most_lost(debt.rounding, step.before) for step in steps), default=ordinary)
    late = bool(debt.late.rate.fraction) + bool(debt.late.fee_part)
    return ordinary * (1 + (debt.due is not None)) + SLACK[debt.rounding] * late


def _step(debt: Debt, first: Day, at: int, left: int, payment_first: bool, factors: Factors) -> Step:
    day, last = pay_day(debt, first, at), pay_day(debt, first, at - 1) if at > 1 else 0
    before, after, overdue = _shares(debt, last, day, payment_first, factors)
    now = left - at + 1
    late, check = debt.late, last + debt.late.grace_days + 1
    charged = at > 1 and late.fee_cap is None and not frozen_on(debt, check)
    due, of_owed, of_interest = _due(debt, now)
    fee = flat_fee(debt, day) if now > 0 and at > 1 else 0
    due += fee if debt.kind == "instalment" and of_interest else 0
    return Step(
        day, before, after, overdue if late.interest_cap is None else NONE,
        late.fee if charged else 0, late.fee_part if charged else NONE,
        fee,
        debt.minimum.floor if debt.kind == "revolving" else 0, due, of_owed, of_interest,
        debt.accelerated or (debt.due is not None and debt.due <= day) or (debt.kind == "instalment" and now <= 1),
        min((offer.amount for offer in debt.settlements if day <= offer.last), default=None),
    )  # fmt: skip


def _shares(
    debt: Debt, last: Day, day: Day, payment_first: bool, factors: Factors
) -> tuple[Fraction, Fraction, Fraction]:
    """Interest before the payment of ``day`` and after it, and overdue interest before it, each as a factor.

    ``last`` is the pay day before, or 0 on the first, whose state already holds what ran up before it.
    """
    if not payment_first:
        ordinary, late = factors.between(last, day) if last else (NONE, NONE)
        return ordinary, NONE, late
    ordinary, late = factors.between(last, day - 1) if last else (NONE, NONE)
    if debt.accrual == "monthly":
        return NONE, factors.between(last or debt.as_of, day)[0], late
    return ordinary, factors.between(day - 1, day)[0], late


def _due(debt: Debt, now: int) -> tuple[int, Fraction, Fraction]:
    """The sure part of a due amount, its part of what is owed, and of the interest just posted."""
    if debt.kind == "revolving":
        part = debt.minimum.part
        return 0, part, 1 - part if debt.minimum.plus_interest else NONE
    if debt.kind == "single" or now <= 1:
        return 0, NONE, NONE
    if debt.method == "equal_instalment":
        return equal_instalment(debt), NONE, NONE
    if debt.method == "interest_first":
        return 0, NONE, Fraction(1)
    return rounded(Fraction(debt.principal, debt.instalments_left or now), debt.rounding), NONE, Fraction(1)
