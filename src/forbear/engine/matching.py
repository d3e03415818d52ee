"""Which earlier events belong to a fact: its window, groups, filter, and what ended what holds.

Events are tried from the latest backwards; one that only may belong (for want of a fact, or of a
known place) is kept apart from those that surely do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from forbear.calendar import local_day
from forbear.engine.facts import FactValue
from forbear.engine.frame import NO_ZONE, Frame, Run
from forbear.engine.logic import Truth, Unknown, all_of, any_of
from forbear.engine.shelves import Group, Shelves
from forbear.engine.windows import Edge, edge_of
from forbear.events import Event
from forbear.rules.format import DISPUTE, Ending, Fact
from forbear.rules.names import Scope
from forbear.vocabulary import CREDIT

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled

Span = tuple[Group, int, int]
Per = Callable[[Frame, Event], Truth]

_NO_PERSON, _NO_COLLECTOR = Unknown(["person"]), Unknown(["collector"])
_NO_DEBT, _NO_DISPUTE = Unknown(["debts"]), Unknown([DISPUTE])


class Fold(FactValue):
    """A fact over the history; subclasses say what is made of the events that match."""

    nothing: Any = False

    def __init__(self, compiler: Compiled, fact: Fact) -> None:
        super().__init__(compiler, fact)
        scope = Scope("event", fact.event)
        fixed, moving = compiler.split(fact.where, scope)
        self.fixed = [compiler.closure(part, scope) for part in fixed if not compiler.reads_facts(part, scope)]
        self.as_it_stood = [compiler.closure(part, scope) for part in fixed if compiler.reads_facts(part, scope)]
        self.by_person = "person" in fact.per
        self.by_collector = "collector" in fact.per
        self.by_debt_group = fact.by_debt
        self.by_counted_debt = fact.by_counted_debt
        self.edge: Callable[[Frame], Edge] = edge_of(compiler, fact)
        tests: list[Per] = [_PER[group] for group in fact.per if group in _PER]
        tests += [_reading(compiler.closure(part, scope)) for part in moving]
        self.tests = (*tests, *(_End(compiler, ending, fact.event).alive for ending in fact.ends))

    def passes(self, frame: Frame, event: Event, debt: Any) -> Truth:
        """Does an event pass the part of the filter that reads only the event? It cannot change."""
        frame.event = event
        truth: Truth = True
        for part in self.fixed:
            found = part(frame)
            if found is False:
                return False
            truth = _join(truth, found)
        if self.as_it_stood:
            then = Frame.of_event(frame.run, event, debt)
            then.event = event
            truth = all_of([truth, *(part(then) for part in self.as_it_stood)])
        return truth

    def find(self, frame: Frame) -> Any:
        """The value; at once where no event can belong to the fact, and by places where all of a stretch do."""
        if self.fact.event not in frame.run.history.kinds:
            return self.nothing
        if self.by_person and frame.person is None:
            return _NO_PERSON
        if self.by_collector and frame.collector is None:
            return _NO_COLLECTOR
        if self.by_debt_group and frame.debt is None:
            return _NO_DISPUTE if DISPUTE in self.fact.per else _NO_DEBT
        groups = self.shelves(frame.run).of(frame)
        if not groups:
            return self.nothing
        edge, spans = self.reach(frame, groups)
        if not spans:
            return self.nothing
        return self.of_all(spans) if self.certain(edge, spans) else self.of_each(self.tried(frame, edge, spans))

    def shelves(self, run: Run) -> Shelves:
        """Where the events that pass the filter stand."""
        found = run.shelves.get(self)
        if found is None:
            found = run.shelves[self] = Shelves(self, run)
        return found

    def of_all(self, spans: list[Span]) -> Any:
        """What is made of spans all of whose events surely match; there is at least one."""
        return self.of_each((event, True) for group, low, high in spans for event in group.events[low:high])

    def of_each(self, matches: Iterator[tuple[Event, Truth]]) -> Any:
        """What is made of events that match or may match."""
        raise TypeError("a fold is compiled as one of its kinds")

    def reach(self, frame: Frame, groups: list[Group]) -> tuple[Edge, list[Span]]:
        """The edge of the window, and the stretches of the groups that may hold events inside it."""
        edge = self.edge(frame)
        spans: list[Span] = []
        for group in groups:
            low, high = group.span(edge, frame.cut)
            if low < high:
                spans.append((group, low, high))
        return edge, spans

    def certain(self, edge: Edge, spans: list[Span]) -> bool:
        """Is every event of the spans surely a match?"""
        if self.tests or edge.why is not None or edge.sure != edge.maybe:
            return False
        return all(group.plain for group, _, _ in spans)

    def tried(self, frame: Frame, edge: Edge, spans: list[Span]) -> Iterator[tuple[Event, Truth]]:
        """Events that match, each True or Unknown, latest first within each group."""
        for group, low, high in spans:
            for place in range(high - 1, low - 1, -1):
                event = group.events[place]
                truth = self.test(frame, event, _join(edge.doubt(event), group.truths[place]))
                if truth is not False:
                    yield event, truth

    def test(self, frame: Frame, event: Event, truth: Truth) -> Truth:
        """Does one event belong to the fact, given what is known of it so far?"""
        if truth is False:
            return False
        for test in self.tests:
            found = test(frame, event)
            if found is False:
                return False
            if found is not True:
                truth = _join(truth, found)
        return truth

    def rows(self, frame: Frame) -> Iterable[Event]:
        """The events that surely match."""
        edge, spans = self.reach(frame, self.shelves(frame.run).of(frame))
        if self.certain(edge, spans):
            return [event for group, low, high in spans for event in group.events[low:high]]
        return [event for event, truth in self.tried(frame, edge, spans) if truth is True]


def _reading(closure: Callable[[Frame], Truth]) -> Per:
    """A condition on an event, as a test."""

    def test(frame: Frame, event: Event) -> Truth:
        frame.event = event
        return closure(frame)

    return test


def _join(known: Truth, truth: Truth) -> Truth:
    """Both: False beats unknown beats True."""
    if known is False or truth is False:
        return False
    if isinstance(known, Unknown) and isinstance(truth, Unknown):
        return known | truth
    return truth if known is True else known


class _End:
    """One way in which what holds ends."""

    def __init__(self, compiler: Compiled, ending: Ending, held: str) -> None:
        self.event = ending.event
        self.when = compiler.closure(ending.when, Scope("ending", ending.event, held))
        self.after_days = ending.after_days

    def alive(self, frame: Frame, held: Event) -> Truth:
        """Has none of the later events ended it?"""
        history = frame.run.history
        if self.event not in history.kinds:
            return True
        shelf = history.of_kind(self.event)
        later = shelf.events[shelf.cut(held.known_at, held.seq + 1) : shelf.cut(*frame.cut)]
        ended = any_of(self._ended(frame, held, event) for event in later)
        return ended if isinstance(ended, Unknown) else not ended

    def _ended(self, frame: Frame, held: Event, event: Event) -> Truth:
        frame.event, frame.held = event, held
        truth: Truth = self.when(frame)
        if truth is False or not self.after_days:
            return truth
        return all_of([truth, days_since(frame, event, self.after_days)])


def days_since(frame: Frame, event: Event, days: int) -> Truth:
    """Have at least ``days`` local days passed since the day of an event, in every zone?"""
    zones = frame.zones()
    passed = {
        today - local_day(event.at, zone) >= days for (today, _), zone in zip(frame.readings(), zones, strict=True)
    }
    return passed.pop() if len(passed) == 1 else NO_ZONE


def _same_address(frame: Frame, event: Event) -> Truth:
    mine, other = frame.facts.get("address"), event.facts.get("address")
    if mine is None or other is None:
        return Unknown(["address" if mine is None else f"earlier {event.kind}.address"])
    return mine == other


def _same_creditor(frame: Frame, event: Event) -> Truth:
    if "creditor" not in event.facts and "debts" not in event.facts:
        return True
    mine = frame.facts.get("creditor") or _creditor_of(frame, frame.debt)
    debts = event.facts.get("debts")
    theirs = [event.facts.get("creditor") or _creditor_of(frame, debt) for debt in debts or ()]  # type: ignore[union-attr]
    if mine is None or None in theirs:
        return Unknown(["debt.creditor"])
    return mine in theirs


def _creditor_of(frame: Frame, debt: Any) -> Any:
    return frame.run.parties.debts.get(str(debt), {}).get("creditor")


def _same(key: str) -> Per:
    """The event says the same under a key as what is asked about; in a duty that is the dispute in hand."""

    def test(frame: Frame, event: Event) -> Truth:
        mine = frame.debt if key == DISPUTE and frame.debt is not None else frame.facts.get(key)
        other = event.facts.get(key)
        if mine is None or other is None:
            return Unknown([key if mine is None else f"earlier {event.kind}.{key}"])
        return mine == other

    return test


_PER: Mapping[str, Per] = {
    **{key: _same(key) for key in CREDIT.groups},
    "creditor": _same_creditor,
    "address": _same_address,
}
