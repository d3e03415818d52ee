"""The two ways of sharing money out: in an order, each to its end; or to all, by parts."""

from __future__ import annotations

from forbear.plan.strategies.shapes import Shares, Standings


def pour(ordered: Standings, money: int) -> Shares:
    """Money to each debt in turn until it ends, then to the next."""
    for one in ordered:
        part = min(one.closes, money)
        money -= part
        yield one.debt.name, part


def by_parts(standings: Standings, money: int) -> Shares:
    """To all in proportion to what ends each, in whole units; odd units to the largest fractions, then by name."""
    total = sum(one.closes for one in standings)
    if money >= total:
        return [(one.debt.name, one.closes) for one in standings]
    parts = {one.debt.name: divmod(money * one.closes, total) for one in standings}
    odd = money - sum(whole for whole, _ in parts.values())
    lucky = sorted(parts, key=lambda name: (-parts[name][1], name))[:odd]
    return [(name, whole + (name in lucky)) for name, (whole, _) in parts.items()]
