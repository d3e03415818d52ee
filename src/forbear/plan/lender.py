"""The lender's view: what an offer is worth today against holding out, exact, with every assumption told."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from forbear.calendar import Day
from forbear.plan.debts import Debt, Debts
from forbear.plan.months import add_months, whole_months
from forbear.plan.rounding import rounded
from forbear.plan.schedule import Ledger
from forbear.plan.terms import Terms

MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What nobody knows and somebody has to assume; all are printed with the answer.

    ``discount`` a month; ``keeps`` how likely each payment comes, given that all before it came; ``recovers`` the part
    of what is owed that holding out brings, ``after_months``, less ``cost``; ``sale`` the part of what is owed today
    for which the debt could be sold at once.
    """

    discount: Fraction
    keeps: Fraction
    recovers: Fraction
    after_months: int
    cost: int = 0
    sale: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Worth:
    """What the lender has of an offer and of the alternatives, in minor units of today, each rounded once.

    ``present`` every payment comes; ``expected`` weighted with how likely it comes, what is left of the debt being
    pursued then; ``holding_out`` and ``sale`` instead of the offer; ``break_even`` the part that holding out would have
    to recover to be as good as the offer (above 1: it never is).
    """

    nominal: int
    present: int
    expected: int
    holding_out: int
    sale: int
    break_even: Fraction

    @property
    def better(self) -> bool:
        """Is the offer, as likely as it is, worth at least as much as each alternative?"""
        return self.expected >= max(self.holding_out, self.sale)


def worth(debt: Debt, terms: Terms, assumed: Assumptions) -> Worth:
    """What the terms are worth on the day of the debt's balance."""
    day = debt.as_of
    present = sum((due.amount * discount(assumed.discount, day, due.day) for due in terms.dues), Fraction(0))
    owed_then = _owed_after(debt, assumed.after_months)
    later = _after(assumed, assumed.after_months)
    pursued = owed_then * assumed.recovers * later - assumed.cost * later
    per_part = owed_then * later
    expected = _expected(debt, terms, assumed)
    return Worth(
        nominal=terms.total,
        present=rounded(present, "half_up"),
        expected=rounded(expected, "half_up"),
        holding_out=rounded(max(pursued, Fraction(0)), "half_up"),
        sale=rounded(debt.owed * assumed.sale, "half_up"),
        break_even=(expected + assumed.cost * later) / per_part if per_part else Fraction(0),
    )


def discount(monthly: Fraction, first: Day, last: Day) -> Fraction:
    """What one unit on ``last`` is worth on ``first``: compound by whole months, simple by thirtieths for odd days."""
    months, odd = whole_months(first, last)
    return 1 / ((1 + monthly) ** months * (1 + monthly * Fraction(odd, MONTH_DAYS)))


def _after(assumed: Assumptions, months: int) -> Fraction:
    return 1 / (1 + assumed.discount) ** months


def _owed_after(debt: Debt, months: int) -> int:
    """What is owed where nothing is paid for so many months, by the contract."""
    schedule = Ledger(Debts((debt,))).schedule(add_months(debt.as_of, months))
    return schedule.closing[debt.name]


def _expected(debt: Debt, terms: Terms, assumed: Assumptions) -> Fraction:
    """Each payment with the chance that all up to it came; where one fails, what is left of the debt is pursued.

    What is left then is what is owed today less what came. Interest after today is left out of it, so that the offer
    is valued too low rather than too high.
    """
    value, chance, came = Fraction(0), Fraction(1), 0
    for due in terms.dues:
        now = discount(assumed.discount, debt.as_of, due.day)
        failing = chance * (1 - assumed.keeps)
        pursued = max(0, debt.owed - came) * assumed.recovers - assumed.cost
        value += failing * max(Fraction(0), pursued) * now * _after(assumed, assumed.after_months)
        chance *= assumed.keeps
        value += chance * due.amount * now
        came += due.amount
    return value
