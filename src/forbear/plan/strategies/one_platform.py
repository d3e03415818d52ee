"""One platform at a time: all debts to one creditor, then those to the next; whoever is owed least comes first."""

from __future__ import annotations

from forbear.plan.strategies.shapes import Shares, Standings
from forbear.plan.strategies.sharing import pour


def one_platform(standings: Standings, money: int) -> Shares:
    """The platform with the least left first, and of its debts the smallest."""
    left: dict[str, int] = {}
    for one in standings:
        left[one.platform] = left.get(one.platform, 0) + one.closes
    ordered = sorted(standings, key=lambda one: (left[one.platform], one.platform, one.closes, one.debt.name))
    return pour(ordered, money)
