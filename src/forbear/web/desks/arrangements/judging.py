"""An offer beside what the debt allows and what the debtor stated of her month.

Whoever collects learns whether it fits and nothing more: not what is left to her, not what is missing, not how much
more would fit. Only what is on record as an offer is judged, so that nobody feels the way to her limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forbear.calendar import Day
from forbear.plan.budget import Budget
from forbear.plan.debts import Debt, Debts
from forbear.plan.offers import outcome
from forbear.plan.room import Room
from forbear.plan.schedule import Sums
from forbear.plan.strategies.shapes import means_of
from forbear.plan.terms import Terms


@dataclass(frozen=True, slots=True)
class Judged:
    """``fits``: None where no budget was stated. ``sums``: what becomes of the debt. ``wrong``: why it is not agreed.

    ``wrong`` holds too-much (more than is owed then), too-early (a payment not after the day of the balance) and
    does-not-fit.
    """

    fits: bool | None
    sums: Sums | None
    wrong: tuple[str, ...]

    @property
    def may_be_agreed(self) -> bool:
        """May it be accepted?"""
        return not self.wrong


def judge(debt: Debt, debts: Debts, terms: Terms, budget: Budget | None, bound: Sequence[Terms], today: Day) -> Judged:
    """Judge terms; ``bound`` are those that stand already for other debts of the account."""
    if terms.dues[0].day <= debt.as_of:
        return Judged(None, None, ("too-early",))
    sums, needed = outcome(debt, terms)
    fits = None if budget is None else _fits(debts, terms, budget, bound, today)
    too_much = sum(due.amount for due in needed) < terms.total
    wrong = [name for name, is_so in (("too-much", too_much), ("does-not-fit", fits is False)) if is_so]
    return Judged(fits, sums, tuple(wrong))


def _fits(debts: Debts, terms: Terms, budget: Budget, bound: Sequence[Terms], today: Day) -> bool:
    """Is there money on every day for it, with all that is promised already, by the month that she stated?"""
    alike = Debts(tuple(debt for debt in debts.all if debt.currency == budget.currency))
    if terms.currency != budget.currency:
        return False
    others = [one for one in bound if one.debt != terms.debt and one.currency == budget.currency]
    return Room.of(means_of(budget, today), alike).with_terms(others).fits(terms)
