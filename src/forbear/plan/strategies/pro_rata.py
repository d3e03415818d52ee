"""Pro rata: equitable distribution, as debt advisers do it: to each creditor in proportion to what it is owed."""

from __future__ import annotations

from forbear.plan.strategies.shapes import Shares, Standings
from forbear.plan.strategies.sharing import by_parts


def pro_rata(standings: Standings, money: int) -> Shares:
    """To each in proportion to what is owed."""
    return by_parts(standings, money)
