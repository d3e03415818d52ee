"""What a fact makes of the events that belong to it: how many, is there one, which was the last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from forbear.engine.facts import Alias, ClockTest, FactValue
from forbear.engine.frame import Frame
from forbear.engine.logic import Interval, Truth, Unknown
from forbear.engine.matching import Fold
from forbear.events import Event
from forbear.rules.format import Fact

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled


class Count(Fold):
    """``count``: how many; an interval where some events are in doubt."""

    nothing = 0

    def find(self, frame: Frame) -> int | Interval:
        """A whole number or an interval."""
        edge, spans = self.spans(frame)
        if self.certain(edge, spans):
            return sum(max(high - low, 0) for _, low, high in spans)
        sure, doubts = 0, []
        for _, truth in self.matches(frame):
            if truth is True:
                sure += 1
            else:
                doubts.append(truth)
        return Interval(sure, sure + len(doubts), _why(doubts)) if doubts else sure


class Distinct(Fold):
    """``distinct``: how many different values of ``of``."""

    nothing = 0

    def find(self, frame: Frame) -> int | Interval:
        """A whole number or an interval."""
        sure: set[Any] = set()
        doubtful: set[Any] = set()
        doubts = []
        for event, truth in self.matches(frame):
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

    def find(self, frame: Frame) -> Truth:
        """True at the first sure match."""
        edge, spans = self.spans(frame)
        if self.certain(edge, spans):
            return any(high > low for _, low, high in spans)
        doubts = []
        for _, truth in self.matches(frame):
            if truth is True:
                return True
            doubts.append(truth)
        return _why(doubts) if doubts else False


class Last(Fold):
    """``last``: the latest event that matches; None where there is none, unknown where that is in doubt."""

    nothing = None

    def find(self, frame: Frame) -> Event | Unknown | None:
        """An event, None or unknown."""
        found = self._outermost(frame, latest=True)
        return None if found is None else found[1] if isinstance(found[1], Unknown) else found[0]

    def _outermost(self, frame: Frame, latest: bool) -> tuple[Event, Truth] | None:
        edge, spans = self.spans(frame)
        if self.certain(edge, spans):
            ends = [group.events[high - 1 if latest else low] for group, low, high in spans if high > low]
            ends.sort(key=lambda event: event.order, reverse=latest)
            return (ends[0], True) if ends else None
        best: tuple[Event, Truth] | None = None
        for event, truth in self.matches(frame):
            if best is None or (event.order > best[0].order) is latest:
                best = event, truth
        return best

    def truth(self, frame: Frame) -> Truth:
        """Is there one?"""
        found = self.value(frame)
        return found if isinstance(found, Unknown) else found is not None


class First(Last):
    """``first``: the earliest event that matches."""

    def find(self, frame: Frame) -> Event | Unknown | None:
        """An event, None or unknown."""
        found = self._outermost(frame, latest=False)
        return None if found is None else found[1] if isinstance(found[1], Unknown) else found[0]


def _why(doubts: list[Any]) -> Unknown:
    joined: Unknown = doubts[0]
    for doubt in doubts[1:]:
        joined = joined | doubt
    return joined


_KINDS: Mapping[str, type[FactValue]] = {
    "is": Alias, "clock": ClockTest, "count": Count, "distinct": Distinct, "any": Exists, "holding": Exists,
    "last": Last, "first": First,
}  # fmt: skip


def compile_fact(compiler: Compiled, fact: Fact) -> FactValue:
    """A fact ready to be read."""
    return _KINDS[fact.kind](compiler, fact)
