"""Duties with clocks: what must be done, waited for or kept, by when, and may this act be done now?

Read aloud: the law of a duty is that of the day from which its clock runs. Nothing has started the clock: not yet due.
What fulfils it came by the day on which the clock runs out: on time. Something makes it not required: not required.
Else it is due, or late. An act waits until its period has passed, or what must be kept was kept, or is barred.
This is a definition only; nothing translates it to SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forbear.calendar import Day, Instant, local_day
from forbear.engine.clocks import Clock, clocks_of, outermost
from forbear.engine.compile import Compiled, Read
from forbear.engine.frame import Frame, Run
from forbear.engine.logic import Truth, Unknown, all_of, any_of, negate
from forbear.engine.scalar import END_OF_ORDER, compiled
from forbear.engine.sentences import Sentences
from forbear.engine.verdict import Reading
from forbear.events import Event, Facts, History
from forbear.rules.expressions import Name
from forbear.rules.format import PLACE, Class, Duty, Rulebook, book_applies, places_in
from forbear.rules.names import CONTACT, DUTY
from forbear.vocabulary import CONDUCT

STATES = ("late", "due", "running", "barred", "unknown", "not-yet-due", "on-time", "over", "not-required", "free")
"""Where a duty stands, the most pressing first."""

REFUSES: Mapping[str, tuple[str, ...]] = {
    "wait": ("running", "not-yet-due"),
    "keep": ("running",),
    "bar": ("barred",),
}
"""The states in which a duty of each kind refuses its act."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one duty stands on one debt. ``start``, ``due`` and ``done`` are local days, None where there is none.

    ``due`` is the last day of what must be done, lasts or is kept, and the first day on which what waits may be done.
    """

    rulebook: str
    duty: str
    clause: str
    kind: str
    act: str
    state: str
    start: Day | None
    due: Day | None
    done: Day | None
    collector: str
    debt: str
    force: str
    cite: str
    confidence: str
    says: Mapping[str, str]
    missing: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``<rulebook>/<duty>``."""
        return f"{self.rulebook}/{self.duty}"


@dataclass(frozen=True, slots=True)
class ActAnswer:
    """May an act be done? ``reasons`` refuse it, ``unknowns`` could not be decided, ``asked`` are all about it."""

    answer: str
    reasons: tuple[Standing, ...]
    unknowns: tuple[Standing, ...]
    asked: tuple[Standing, ...]


class CompiledDuty:
    """A duty ready to be asked."""

    __slots__ = ("cite", "done", "duty", "reads", "says", "starts", "unless", "when")

    def __init__(self, compiler: Compiled, duty: Duty) -> None:
        self.duty = duty
        self.cite = compiler.book.cited(duty.cite)
        self.starts = [compiler.fact(name) for name in duty.starts]
        self.done = [compiler.fact(name) for name in duty.done]
        self.when = compiler.closure(duty.when, DUTY) if duty.when is not None else None
        self.unless = [(excuse, compiler.closure(excuse.when, DUTY)) for excuse in duty.unless]
        self.says = {language: PLACE.split(text) for language, text in duty.says.items()}
        self.reads: Mapping[str, Read] = {
            place: Read(ref.type, compiler.closure(Name(place), DUTY), True)
            for text in duty.says.values()
            for place in places_in(text)
            if (ref := compiler.names.resolve(place, DUTY)) is not None
        }

    def excused(self, frame: Frame) -> Truth:
        """Does something make the duty not required?"""
        return any_of(test(frame) for excuse, test in self.unless if excuse.status not in frame.run.off)


class Duties:
    """The duties of rulebooks laid over one history; ``reading`` and ``drafts`` as for contacts."""

    def __init__(self, books: Iterable[Rulebook], history: History, reading: Reading, drafts: bool = False) -> None:
        self.parties = history.parties
        self.runs = [
            Run(compiled(book), history, reading == "in-order", drafts)
            for book in books
            if book_applies(book.status, drafts)
        ]

    def standing(self, at: Instant) -> list[Standing]:
        """Where every duty with a clock stands at an instant, on each debt, for each collector."""
        return [found for found in self._all({}, at, self.parties.debts, "") if found.kind != "bar"]

    def act(self, act: Facts, at: Instant) -> ActAnswer:
        """May an act be done at an instant? It concerns the debts that it names, or all."""
        debts = (act["dispute"],) if act.get("dispute") else act.get("debts")
        wanted = tuple(map(str, debts)) if isinstance(debts, tuple) else tuple(self.parties.debts)
        facts = {f"act.{key}": value for key, value in act.items()}
        asked = tuple(self._all(facts, at, wanted, str(act.get("kind"))))
        reasons = tuple(each for each in asked if each.state in REFUSES[each.kind])
        unknowns = tuple(each for each in asked if each.state == "unknown")
        return ActAnswer("refuse" if reasons else "unknown" if unknowns else "allow", reasons, unknowns, asked)

    def _all(self, facts: Facts, at: Instant, debts: Iterable[str], act: str) -> Iterator[Standing]:
        """Where the duties about an act (all, where none is named) stand."""
        for run in self.runs:
            duties = [each for each in run.book.book.duties.values() if not act or each.act == act]
            ready = [CompiledDuty(run.book, duty) for duty in duties if duty.status not in run.off]
            for frame, in_scope in self._frames(run, facts, at, tuple(debts)) if ready else ():
                for duty in ready:
                    found = _stand(duty, frame, in_scope)
                    if found is not None:
                        yield found

    def _frames(self, run: Run, facts: Facts, at: Instant, debts: tuple[str, ...]) -> Iterator[tuple[Frame, Truth]]:
        """A frame for each collector and debt on which the rulebook speaks, or may.

        A credit book is asked for each dispute, and once where nothing is in dispute.
        """
        debtor = {"person": self.parties.debtor.get("id"), "role": "debtor"}
        nothing = (None,) if run.book.words is not CONDUCT else ()
        for collector in self.parties.collectors:
            for debt in debts or nothing:
                named = {"debts": (debt,)} if debt is not None else {}
                frame = Frame(run, {**facts, **debtor, "collector": collector, **named}, at, (at, END_OF_ORDER))
                frame.debt = debt
                in_scope = run.book.scope(frame)
                if in_scope is not False:
                    yield frame, in_scope


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of a duty, before it is put into words."""

    state: str
    clock: Clock | None = None
    done: Event | None = None
    missing: frozenset[str] = frozenset()


def _stand(duty: CompiledDuty, frame: Frame, in_scope: Truth) -> Standing | None:
    """Where a duty stands; None where it was not in force on the day from which its clock runs."""
    found, at = _found(duty, frame)
    day = found.clock.start if found.clock else frame.today
    if not (duty.duty.in_force.covers(day) and frame.run.book.book.in_force.covers(day)):
        return None
    if isinstance(in_scope, Unknown):
        found = _Found("unknown", found.clock, found.done, found.missing | in_scope.names)
    values = {name: read.closure(at) for name, read in duty.reads.items()}
    zone = found.clock.zone if found.clock else (*frame.zones(), "UTC")[0]
    return Standing(
        rulebook=frame.run.book.book.id,
        duty=duty.duty.name,
        clause=duty.duty.id,
        kind=duty.duty.kind,
        act=duty.duty.act,
        state=found.state,
        start=found.clock.start if found.clock else None,
        due=found.clock.due if found.clock else None,
        done=local_day(found.done.at, zone) if found.done else None,
        collector=str(frame.collector),
        debt=str(frame.debt or ""),
        force=duty.duty.force,
        cite=duty.cite,
        confidence=duty.duty.confidence,
        says=Sentences(duty, values, at),
        missing=tuple(sorted(found.missing)) if found.state == "unknown" else (),
    )


def _found(duty: CompiledDuty, frame: Frame) -> tuple[_Found, Frame]:
    """What is found of a duty, and the frame in which its conditions and its sentence are read."""
    if duty.when is not None:
        truth = all_of([duty.when(frame), negate(duty.excused(frame))])
        return _decided(truth, frame), frame
    start, done = outermost(duty.starts, frame), outermost(duty.done, frame)
    if start is None:
        return _never_started(duty, frame, done), frame
    clocks = start if isinstance(start, Unknown) else clocks_of(duty.duty, frame, start)
    if isinstance(clocks, Unknown):
        return _Found("unknown", missing=clocks.names), frame
    if isinstance(done, Unknown):
        return _Found("unknown", missing=done.names), frame
    clock = (min if duty.duty.kind == "do" else max)(clocks, key=lambda each: each.due)
    inside = _with_days(frame, clock)
    states = {_state(duty.duty.kind, each, done, local_day(frame.at, each.zone)) for each in clocks}
    state = states.pop() if len(states) == 1 else "unknown"
    missing = frozenset(["debtor.zones"]) if state == "unknown" else frozenset()
    return _unless_excused(duty, inside, _Found(state, clock, done, missing)), inside


def _decided(truth: Truth, frame: Frame) -> _Found:
    """Is an act barred? Read ``in-order``, what is not stated bars nothing."""
    if isinstance(truth, Unknown):
        return _Found("free") if frame.run.in_order else _Found("unknown", missing=truth.names)
    return _Found("barred" if truth else "free")


def _never_started(duty: CompiledDuty, frame: Frame, done: Event | Unknown | None) -> _Found:
    """No clock runs: what was done already is done in time, what is excused is not required."""
    if isinstance(done, Event):
        return _Found("on-time", done=done)
    return _unless_excused(duty, frame, _Found("not-yet-due"))


def _with_days(frame: Frame, clock: Clock) -> Frame:
    """The frame of a duty whose clock runs: with its days, by the law of the first of them."""
    facts = {**frame.facts, "start": clock.start, "due": clock.due}
    inside = Frame(frame.run, facts, frame.at, frame.cut, frame.memo)
    inside.debt = frame.debt
    inside.by_the_law_of(clock.start)
    return inside


def _state(kind: str, clock: Clock, done: Event | None, today: Day) -> str:
    """Where a duty stands, read in one zone, whatever may excuse it."""
    if kind == "do":
        if done is not None:
            return "on-time" if local_day(done.at, clock.zone) <= clock.due else "late"
        return "late" if today > clock.due else "due"
    passed = today >= clock.due if kind == "wait" else today > clock.due
    return "over" if passed else "running"


def _unless_excused(duty: CompiledDuty, frame: Frame, found: _Found) -> _Found:
    """An excuse matters where something is still asked for."""
    if found.state in ("on-time", "over"):
        return found
    excused = duty.excused(frame)
    if excused is True:
        return _Found("not-required", found.clock, found.done)
    settled = excused is False or frame.run.in_order or (found.clock is None and duty.duty.kind != "wait")
    if settled or not isinstance(excused, Unknown):
        return found
    return _Found("unknown", found.clock, found.done, found.missing | excused.names)


def classify(book: Rulebook, each: Class, history: History, facts: Facts, at: Instant, reading: Reading) -> str:
    """What a contact is in law: ``yes`` or ``no`` of the class, ``unknown`` where a fact is missing."""
    run = Run(compiled(book), history, reading == "in-order")
    frame = Frame(run, facts, at, (at, END_OF_ORDER))
    debts = facts.get("debts")
    frame.debt = str(debts[0]) if isinstance(debts, tuple) and debts else None
    truth: Truth = run.book.closure(each.when, CONTACT)(frame)
    return "unknown" if isinstance(truth, Unknown) else each.yes if truth else each.no
