"""What a fold keeps per history: the events that pass its filter, sorted into groups, so that a question reads few.

Whether an event passes the part of a filter that reads only the event itself (and what was known when it
happened) can never change. So it is worked out once, when the event is first met, and the event is
put on the shelf of its group. A count over a window is then the distance between two places on a shelf.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from forbear.calendar import Instant
from forbear.engine.frame import Frame, Run
from forbear.engine.logic import Truth, Unknown, all_of
from forbear.engine.windows import Edge
from forbear.events import Event, Facts, Value

if TYPE_CHECKING:
    from forbear.engine.matching import Fold

Key = tuple[Value, ...]
ALL_DEBTS: Value = None
"""Stands for the debts of an event that names none: it is about all of them."""

COLLECTOR_KEYS = ("collector", "by", "given_to")


class Group:
    """Events of one group in order. ``plain``: all surely pass and were known when they happened."""

    __slots__ = ("events", "known", "plain", "truths")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.known: list[Instant] = []
        self.truths: list[Truth] = []
        self.plain = True

    def put(self, event: Event, truth: Truth) -> None:
        """Append an event that passes, or may pass."""
        self.events.append(event)
        self.known.append(event.known_at)
        self.truths.append(truth)
        self.plain = self.plain and truth is True and event.at == event.known_at

    def place(self, at: Instant, seq: int) -> int:
        """How many events stand before the place (``at``, ``seq``) in the order."""
        known, events = self.known, self.events
        place = bisect_left(known, at)
        while place < len(known) and known[place] == at and events[place].seq < seq:
            place += 1
        return place

    def span(self, edge: Edge, cut: tuple[Instant, int]) -> tuple[int, int]:
        """From which place to before which the window may hold events."""
        after = edge.after
        low = bisect_left(self.known, edge.maybe) if after is None else self.place(after[0], after[1] + 1)
        return low, self.place(*cut)


class Shelves:
    """The groups of one fold over one history; grows with the history."""

    __slots__ = ("events", "fold", "groups", "met", "run", "scratch")

    def __init__(self, fold: Fold, run: Run) -> None:
        self.fold = fold
        self.run = run
        self.events = run.history.of_kind(fold.fact.event).events
        self.groups: dict[Key, Group] = {}
        self.met = 0
        self.scratch = Frame(run, {}, 0, (0, 0))

    def of(self, frame: Frame) -> list[Group]:
        """The groups that a frame's question is about: at most two (its debt, and "all debts")."""
        while self.met < len(self.events):
            self._put(self.events[self.met])
            self.met += 1
        fold, groups = self.fold, self.groups
        if not groups:
            return []
        person = frame.person if fold.by_person else None
        collector = frame.collector if fold.by_collector else None
        every = groups.get((person, collector, ALL_DEBTS))
        found = [] if every is None else [every]
        if fold.by_debt_group:
            own = groups.get((person, collector, self._name_of(frame.debt)))
            if own is not None:
                found.append(own)
        return found

    def _put(self, event: Event) -> None:
        fold = self.fold
        key: Key = (
            event.facts.get("person") if fold.by_person else None,
            collector_of(event.facts) if fold.by_collector else None,
        )
        for debt in self._debts(event):
            truth = fold.passes(self.scratch, event, debt)
            if truth is not False and fold.by_debt_group and "debts" in event.facts and event.facts["debts"] is None:
                truth = all_of([truth, Unknown([f"earlier {event.kind}.debts"])])  # asked, and not known which
            if truth is not False:
                name = ALL_DEBTS if debt is None else self._name_of(debt)
                self._group((*key, name)).put(event, truth)

    def _debts(self, event: Event) -> tuple[Value, ...]:
        """One debt of each name: an event about two debts that count as one counts once."""
        debts = event.facts.get("debts")
        if not self.fold.by_debt_group or not isinstance(debts, tuple):
            return (ALL_DEBTS,)
        return tuple({self._name_of(debt): debt for debt in debts}.values())

    def _name_of(self, debt: Value) -> str:
        """The name under which the fold knows a debt."""
        return self.run.counted_name(str(debt)) if self.fold.by_counted_debt else str(debt)

    def _group(self, key: Key) -> Group:
        if key not in self.groups:
            self.groups[key] = Group()
        return self.groups[key]


def collector_of(facts: Facts) -> Value:
    """The collector that an event names: who contacted, who sent, or to whom a consent was given."""
    return next((facts[key] for key in COLLECTOR_KEYS if key in facts), None)
