"""The folds of credit books: what the rows of a file add up to, and the most that one of them shows.

Money is by currency, and what is stated in no currency stands apart (under None). Where a row may belong, the answer
lies between two ends; where the value of a row that may belong is not known, so is the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from forbear.engine.logic import Interval, Truth, Unknown
from forbear.engine.matching import Fold
from forbear.events import Event
from forbear.rules.format import Fact
from forbear.rules.types import is_money

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled

Match = tuple[int | None, Truth]
Amount = int | Interval | Unknown


class _Amounts(Fold):
    """Values of ``of``, for money by currency."""

    def __init__(self, compiler: Compiled, fact: Fact) -> None:
        super().__init__(compiler, fact)
        self.money = is_money(compiler.book, fact)
        self.nothing = {} if self.money else 0
        self.missing = Unknown([f"earlier {fact.event}.{fact.of}"])

    def of_each(self, matches: Iterator[tuple[Event, Truth]]) -> Amount | Mapping[str | None, Amount]:
        """One amount, or for money one of each currency."""
        found: defaultdict[Any, list[Match]] = defaultdict(list)
        for event, truth in matches:
            found[event.facts.get("currency") if self.money else None].append((event.facts.get(self.fact.of), truth))  # type: ignore[arg-type]
        ends = {currency: self._ends(values) for currency, values in found.items()}
        return ends if self.money else ends.get(None, 0)

    def _ends(self, values: list[Match]) -> Amount:
        if any(value is None for value, _ in values):
            return self.missing
        known = [value for value, truth in values if truth is True and value is not None]
        doubted = [value for value, truth in values if truth is not True and value is not None]
        low, high = self.ends(known, doubted)
        doubts = [truth for _, truth in values if isinstance(truth, Unknown)]
        return low if low == high else Interval(low, high, doubts[0])

    def ends(self, known: list[int], doubted: list[int]) -> tuple[int, int]:
        """The least and the greatest answer, by the values that surely and that perhaps belong."""
        raise TypeError("a fold is compiled as one of its kinds")


class Sum(_Amounts):
    """``sum``: what the values add up to."""

    def ends(self, known: list[int], doubted: list[int]) -> tuple[int, int]:
        """Each value in doubt is in or out, whichever makes the answer less, or greater."""
        total = sum(known)
        return total + sum(min(value, 0) for value in doubted), total + sum(max(value, 0) for value in doubted)


class Most(_Amounts):
    """``most``: the greatest value; 0 where there is none above it."""

    def ends(self, known: list[int], doubted: list[int]) -> tuple[int, int]:
        """A value in doubt can only raise the answer."""
        return max([0, *known]), max([0, *known, *doubted])
