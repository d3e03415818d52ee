"""By urgency: what costs a home or a court case first, then what is told to a bureau, then the rest."""

from __future__ import annotations

from forbear.plan.debts import Debt
from forbear.plan.strategies.shapes import Shares, Standings
from forbear.plan.strategies.sharing import pour


def urgency(standings: Standings, money: int) -> Shares:
    """Secured, in court, told to a bureau, others; within each the smallest at the start first."""
    return pour(sorted(standings, key=lambda one: (_rank(one.debt), one.debt.owed, one.debt.name)), money)


def _rank(debt: Debt) -> int:
    return [debt.secured, debt.court, debt.credit_reporting, True].index(True)
