"""Avalanche: the dearest debt first."""

from __future__ import annotations

from fractions import Fraction

from forbear.plan.strategies.shapes import Shares, Standing, Standings
from forbear.plan.strategies.sharing import pour


def avalanche(standings: Standings, money: int) -> Shares:
    """The highest rate of the day first; of equal rates the debt that was smaller at the start."""
    return pour(sorted(standings, key=lambda one: (-_rate(one), one.debt.owed, one.debt.name)), money)


def _rate(one: Standing) -> Fraction:
    """The yearly rate on the pay day; that of a promotion or a freeze while it lasts."""
    spell = next((spell for spell in one.debt.spells if spell.first <= one.day <= spell.last), None)
    return (spell.rate if spell else one.debt.rate).yearly
