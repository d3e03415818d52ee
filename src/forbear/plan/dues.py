"""What a debt asks for on a due day: an instalment, a minimum, or all of it."""

from __future__ import annotations

from fractions import Fraction

from forbear.calendar import Day
from forbear.plan.accrual import frozen_on
from forbear.plan.debts import Debt
from forbear.plan.instalments import level_payment
from forbear.plan.months import add_months
from forbear.plan.rounding import rounded


def instalment_due(debt: Debt, posted: int, left: int) -> int:
    """The instalment of a due day that is not the last, of ``left`` to come; ``posted`` was charged since the last."""
    if debt.method == "interest_first":
        return posted
    if debt.method == "equal_instalment":
        return equal_instalment(debt)
    count = debt.instalments_left or left
    return rounded(Fraction(debt.principal, count), debt.rounding) + posted


def equal_instalment(debt: Debt) -> int:
    """The contract's equal instalment; the level payment of what is left where the contract's is not known."""
    if debt.instalment is not None:
        return debt.instalment
    return level_payment(debt.principal, debt.rate.yearly / 12, debt.instalments_left or 1, debt.rounding)


def flat_fee(debt: Debt, day: Day) -> int:
    """The flat fee that an instalment due on ``day`` bears; none while the debt is frozen."""
    if not debt.flat_fee or frozen_on(debt, day):
        return 0
    return rounded((debt.original or debt.principal) * debt.flat_fee, debt.rounding)


def fees_to_come(debt: Debt, first: Day, left: int) -> bool:
    """Do any of the ``left`` instalments due from ``first`` on bear a flat fee even once the principal is repaid?"""
    if not (debt.flat_fee and debt.flat_fee_if_repaid_early):
        return False
    return any(flat_fee(debt, add_months(first, at, debt.due_day)) for at in range(left))


def minimum_due(debt: Debt, owed: int, posted: int, fees: int) -> int:
    """A revolving debt's minimum on what is owed, of which ``posted`` is the month's interest, ``fees`` fees."""
    rule = debt.minimum
    base = owed - (posted if rule.plus_interest else 0) - (fees if rule.plus_fees else 0)
    asked = rounded(base * rule.part, "up") + owed - base
    return min(owed, max(asked, rule.floor))
