"""Two periods, of one audit or of two, beside each other: by collector and rule, with counts, rates, and how sure.

The difference of two rates has bounds (Newcombe's of two Wilson intervals, 95 of 100) as if each contact were drawn by
itself. Contacts with one debtor are not: the true bounds are wider, which the page says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from forbear.audit.tables import reading
from forbear.audit.tables.figures import FEW
from forbear.engine.backends.safely import exactly, literal

Z = Decimal("1.959964")
RULES_MOST = 400
Bounds = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Side:
    """An audit's results from one ISO week to another; an empty week leaves that end open."""

    folder: Path
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Refused contacts of all, on both sides."""

    refused: tuple[int, int]
    contacts: tuple[int, int]

    @property
    def is_few(self) -> bool:
        """Has a side fewer contacts than say anything?"""
        return min(self.contacts) < FEW

    @property
    def difference(self) -> Decimal | None:
        """The second rate less the first; None where a side has no contact."""
        if not all(self.contacts):
            return None
        return _rate(self.refused[1], self.contacts[1]) - _rate(self.refused[0], self.contacts[0])

    @property
    def bounds(self) -> Bounds | None:
        """Between what the difference lies."""
        if self.difference is None:
            return None
        (one_low, one_high), (two_low, two_high) = (
            wilson(count, total) for count, total in zip(self.refused, self.contacts, strict=True)
        )
        one, two = (_rate(count, total) for count, total in zip(self.refused, self.contacts, strict=True))
        below = ((two - two_low) ** 2 + (one_high - one) ** 2).sqrt()
        above = ((two_high - two) ** 2 + (one - one_low) ** 2).sqrt()
        return two - one - below, two - one + above

    @property
    def may_be_chance(self) -> bool:
        """Can nobody tell the two rates apart?"""
        return self.bounds is None or self.bounds[0] <= 0 <= self.bounds[1]


def wilson(count: int, total: int) -> Bounds:
    """Between what a rate lies."""
    rate, square = _rate(count, total), Z * Z
    middle = rate + square / (2 * total)
    half = Z * (rate * (1 - rate) / total + square / (4 * total * total)).sqrt()
    return max(Decimal(0), (middle - half) / (1 + square / total)), min(
        Decimal(1), (middle + half) / (1 + square / total)
    )


def whole(sides: Sequence[Side]) -> Pair:
    """All contacts of both sides."""
    found = [_rates(side) for side in sides]
    refused, contacts = ([sum(counts[place] for counts in each.values()) for each in found] for place in (1, 0))
    return Pair((refused[0], refused[1]), (contacts[0], contacts[1]))


def by_collector(sides: Sequence[Side]) -> list[tuple[str, Pair]]:
    """Each collector, those whose rate changed most first, those with few contacts last."""
    found = [_rates(side) for side in sides]
    names = sorted({*found[0], *found[1]})
    pairs = [(name, _pair(*(each.get(name, (0, 0)) for each in found))) for name in names]
    return sorted(pairs, key=_most)


def by_rule(sides: Sequence[Side], collector: str = "") -> list[tuple[str, Pair]]:
    """Each rule that refused on a side, of all collectors or of one."""
    totals = [_rates(side) for side in sides]
    whole_of = [sum(counts[0] for name, counts in each.items() if collector in ("", name)) for each in totals]
    found = [_rules(side, collector) for side in sides]
    names = sorted({*found[0], *found[1]})[:RULES_MOST]
    pairs = [(name, Pair((found[0].get(name, 0), found[1].get(name, 0)), (whole_of[0], whole_of[1]))) for name in names]
    return sorted(pairs, key=_most)


def _most(each: tuple[str, Pair]) -> tuple[Any, ...]:
    name, pair = each
    return pair.is_few, pair.difference is None, -abs(pair.difference or Decimal(0)), name


def _pair(one: tuple[int, int], two: tuple[int, int]) -> Pair:
    return Pair((one[1], two[1]), (one[0], two[0]))


def _rates(side: Side) -> Mapping[str, tuple[int, int]]:
    query = f"SELECT collector, sum(contacts)::BIGINT, sum(refused)::BIGINT {_from(side, 'rates')} GROUP BY collector"
    return {name: (contacts, refused) for name, contacts, refused in reading.rows(query, _weeks(side))}


def _rules(side: Side, collector: str) -> Mapping[str, int]:
    own = " AND collector = ?" if collector else ""
    shown = "rulebook || '/' || rule, sum(refused)::BIGINT"
    query = f"SELECT {shown} {_from(side, 'summary')}{own} GROUP BY rulebook, rule HAVING sum(refused) > 0"
    return dict(reading.rows(query, [*_weeks(side), *([collector] if collector else [])]))


def _from(side: Side, name: str) -> str:
    path = literal(exactly(side.folder / f"{name}.parquet"))
    return f"FROM read_parquet({path}) WHERE week >= ? AND week <= ?"


def _weeks(side: Side) -> list[str]:
    return [side.first, side.last or "9999"]


def _rate(count: int, total: int) -> Decimal:
    return Decimal(count) / total
