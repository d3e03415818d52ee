"""The order that a person wants: the debts named, one after the other; those not named come last, smallest first."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.plan.strategies.shapes import Shares, Standings, Strategy
from forbear.plan.strategies.sharing import pour


def custom(order: Sequence[str], name: str = "custom", keep: str = "current") -> Strategy:
    """The strategy that pays debts in this order of their names."""
    places = {debt: place for place, debt in enumerate(order)}

    def share(standings: Standings, money: int) -> Shares:
        last = len(places)
        return pour(
            sorted(standings, key=lambda one: (places.get(one.debt.name, last), one.debt.owed, one.debt.name)), money
        )

    return Strategy(name, share, keep)
