"""What a fact makes of the events that belong to it: how many, is there one, which was the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from forbear.engine.amounts import Most, Sum
from forbear.engine.facts import Alias, ClockTest, FactValue
from forbear.engine.frame import Frame
from forbear.engine.logic import Interval, Truth, Unknown
from forbear.engine.matching import Fold, Span
from forbear.events import Event
from forbear.rules.format import Fact

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled


class Count(Fold):
    """``count``: how many; an interval where some events are in doubt."""

    nothing = 0

    def of_all(self, spans: list[Span]) -> int:
        """The distance between the places."""
        return sum([high - low for _, low, high in spans])

    def of_each(self, matches: Iterator[tuple[Event, Truth]]) -> int | Interval:
        """A whole number or an interval."""
        sure, doubts = 0, []
        for _, truth in matches:
            if truth is True:
                sure += 1
            else:
                doubts.append(truth)
        return Interval(sure, sure + len(doubts), _why(doubts)) if doubts else sure


class Distinct(Fold):
    """``distinct``: how many different values of ``of``."""

    nothing = 0

    def of_each(self, matches: Iterator[tuple[Event, Truth]]) -> int | Interval:
        """A whole number or an interval."""
        sure: set[Any] = set()
        doubtful: set[Any] = set()
        doubts = []
        for event, truth in matches:
            value = event.facts.get(self.fact.of)
            if truth is True and value is not None:
                sure.add(value)
            else:
                doubtful.add(value)
                doubts.append(truth if isinstance(truth, Unknown) else Unknown([f"earlier contact.{self.fact.of}"]))
        more = len(doubtful - sure)
        return Interval(len(sure), len(sure) + more, _why(doubts)) if more else len(sure)


class Exists(Fold):
    """``any`` and ``holding``: is there one?"""

    def of_all(self, spans: list[Span]) -> bool:
        """There is."""
        return True

    def of_each(self, matches: Iterator[tuple[Event, Truth]]) -> Truth:
        """True at the first sure match."""
        doubts = []
        for _, truth in matches:
            if truth is True:
                return True
            doubts.append(truth)
        return _why(doubts) if doubts else False


class Last(Fold):
    """``last``: the latest event that matches; None where there is none, unknown where that is in doubt."""

    nothing = None
    latest = True

    def of_all(self, spans: list[Span]) -> Event:
        """The outermost of the ends."""
        ends = [group.events[high - 1 if self.latest else low] for group, low, high in spans]
        return ends[0] if len(ends) == 1 else sorted(ends, key=_order, reverse=self.latest)[0]

    def of_each(self, matches: Iterator[tuple[Event, Truth]]) -> Event | Unknown | None:
        """An event, None or unknown."""
        best: tuple[Event, Truth] | None = None
        for event, truth in matches:
            if best is None or (event.order > best[0].order) is self.latest:
                best = event, truth
        return None if best is None else best[1] if isinstance(best[1], Unknown) else best[0]

    def truth(self, frame: Frame) -> Truth:
        """Is there one?"""
        found = self.value(frame)
        return found if isinstance(found, Unknown) else found is not None


class First(Last):
    """``first``: the earliest event that matches."""

    latest = False


def _order(event: Event) -> tuple[int, int]:
    return event.order


def _why(doubts: list[Any]) -> Unknown:
    joined: Unknown = doubts[0]
    for doubt in doubts[1:]:
        joined = joined | doubt
    return joined


_KINDS: Mapping[str, type[FactValue]] = {
    "sum": Sum, "most": Most,
    "is": Alias, "clock": ClockTest, "count": Count, "distinct": Distinct, "any": Exists, "holding": Exists,
    "last": Last, "first": First,
}  # fmt: skip


def compile_fact(compiler: Compiled, fact: Fact) -> FactValue:
    """A fact ready to be read."""
    return _KINDS[fact.kind](compiler, fact)
