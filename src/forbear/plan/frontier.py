"""Cost against calls: the plans that are best for some price of a month in which a creditor may call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from forbear.plan.debts import Debts
from forbear.plan.goals import mix
from forbear.plan.optimum import Optimum, optimum
from forbear.plan.strategies.shapes import Means, Plan

MOST_SEARCHES = 5
DEAREST = 10
"""The dearest creditor-month is priced at one part in so many of all that is owed."""


@dataclass(frozen=True, slots=True)
class Mix:
    """The best plan found where a creditor-month in arrears counts as much as ``weight`` minor units paid."""

    weight: int
    plan: Plan
    found: Optimum

    @property
    def place(self) -> tuple[int, int]:
        """What it costs, and its creditor-months in arrears."""
        return self.plan.cost, self.plan.creditor_months_late


Tell = Callable[[], None]


def frontier(
    debts: Debts, means: Means, months: int = 60, keep: str = "current", seconds: int = 60,
    payment_first: bool = False, tell: Tell = lambda: None, cheapest: Optimum | None = None,
) -> tuple[Mix, ...]:  # fmt: skip
    """The best mixes, the cheapest first; at most so many searches share the seconds, ``tell`` is called after each.
    ``cheapest`` is the optimum of what is paid, where it is known already.

    First a creditor-month is priced at nothing and at much; then, between two neighbours, at what the one costs more
    for each creditor-month that it spares: where a better mix lies between them, that price finds it.
    """
    each = max(1, seconds // MOST_SEARCHES)

    def search(weight: int) -> Iterator[Mix]:
        found = optimum(debts, means, mix(paid=1, late=weight), months, keep, each, payment_first)
        tell()
        if found.plan is not None:
            yield Mix(weight, found.plan, found)

    known = [Mix(0, cheapest.plan, cheapest)] if cheapest and cheapest.plan else [*search(0)]
    known += search(max(1, sum(debt.owed for debt in debts.all) // DEAREST))
    tried = {one.weight for one in known}
    for _ in range(MOST_SEARCHES - len(known)):
        weight = next((price for price in _prices(best_of(known)) if price not in tried), None)
        if weight is None:
            break
        tried.add(weight)
        known += search(weight)
    return tuple(best_of(known))


def best_of(mixes: list[Mix]) -> list[Mix]:
    """Those that no other betters in both cost and months, the cheapest first, each place once."""
    ordered = sorted(mixes, key=lambda one: one.place)
    return [one for at, one in enumerate(ordered) if all(one.place[1] < other.place[1] for other in ordered[:at])]


def _prices(ordered: list[Mix]) -> list[int]:
    """What a creditor-month costs between neighbours, the widest steps first."""
    steps = []
    for cheap, calm in pairwise(ordered):
        more, fewer = calm.place[0] - cheap.place[0], cheap.place[1] - calm.place[1]
        steps.append((-more, more // fewer))
    return [price for _, price in sorted(steps)]
