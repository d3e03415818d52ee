"""A compiled fact, and the two kinds that read the contact alone: names for conditions, and clock tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from forbear.engine.frame import NO_ZONE, Frame
from forbear.engine.logic import Truth, all_of, any_of
from forbear.events import Event
from forbear.rules.expressions import Node
from forbear.rules.format import Fact
from forbear.rules.names import Scope

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled


_NOT_YET: Any = object()


class FactValue:
    """A compiled fact. ``value`` gives what it is worth; ``truth`` the same, with an event read as "there is one"."""

    def __init__(self, compiler: Compiled, fact: Fact) -> None:
        self.fact = fact
        self.by_debt = compiler.fact_by_debt(fact)

    def value(self, frame: Frame) -> Any:
        """The value in a frame, worked out once."""
        key = (self, frame.debt) if self.by_debt else self
        found = frame.memo.get(key, _NOT_YET)
        if found is _NOT_YET:
            found = frame.memo[key] = self.find(frame)
        return found

    truth = value
    """The value as a condition reads it."""

    def find(self, frame: Frame) -> Any:
        """Work out the value."""
        raise TypeError("a fact is compiled as one of its kinds")

    def rows(self, frame: Frame) -> Iterable[Event]:
        """The events behind the value."""
        return ()


def condition_of(fact: Fact) -> Node:
    """The condition of a fact that is nothing else."""
    if fact.where is None:
        raise ValueError(f"the fact {fact.id} has no condition")
    return fact.where


class Alias(FactValue):
    """``is``: a name for a condition on the contact."""

    def __init__(self, compiler: Compiled, fact: Fact) -> None:
        super().__init__(compiler, fact)
        self.test = compiler.closure(condition_of(fact), Scope("contact", "contact"))

    def find(self, frame: Frame) -> Any:
        """The truth of the condition."""
        return self.test(frame)


class ClockTest(FactValue):
    """``clock``: a condition on the local reading in any, or in every, zone where the person may be."""

    def __init__(self, compiler: Compiled, fact: Fact) -> None:
        super().__init__(compiler, fact)
        self.test = compiler.closure(condition_of(fact), Scope("clock"))
        self.combine = all_of if fact.zones == "every" else any_of

    def find(self, frame: Frame) -> Truth:
        """True, False, or unknown where no zone is known."""
        readings = frame.readings()
        if not readings:
            return NO_ZONE
        if len(readings) == 1:
            return self._at(frame, readings[0])
        return self.combine(self._at(frame, reading) for reading in readings)

    def _at(self, frame: Frame, reading: tuple[int, int]) -> Truth:
        frame.clock = reading
        truth: Truth = self.test(frame)
        return truth
