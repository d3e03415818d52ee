"""Snowball: the smallest debt first, by an order that is fixed at the start or ranked anew each month."""

from __future__ import annotations

from forbear.plan.strategies.shapes import Shares, Standings
from forbear.plan.strategies.sharing import pour


def snowball(standings: Standings, money: int) -> Shares:
    """Whatever is smallest this month."""
    return pour(sorted(standings, key=lambda one: (one.closes, one.debt.name)), money)


def snowball_fixed(standings: Standings, money: int) -> Shares:
    """In the order of what was owed at the start."""
    return pour(sorted(standings, key=lambda one: (one.debt.owed, one.debt.name)), money)
