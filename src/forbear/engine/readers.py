"""How each name in a condition is read: from the contact, an earlier event, the parties, the clock, or a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from forbear.calendar import is_public_holiday, local_day, weekday_of
from forbear.engine.frame import NO_ZONE, Frame
from forbear.engine.logic import Truth, Unknown, all_of, any_of
from forbear.engine.slots import covers
from forbear.rules.names import Ref, Scope

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled

Closure = Callable[[Frame], Any]


def missing_name(ref: Ref, scope: Scope) -> str:
    """How a missing fact is called: ``purpose``, ``debtor.reachable``, ``earlier contact.outcome``."""
    if ref.origin == "contact":
        return ref.key
    if ref.origin in ("event", "fact_key"):
        return f"earlier {scope.event}.{ref.key}"
    return f"earlier {scope.held}.{ref.key}" if ref.origin == "held" else f"{ref.head or ref.origin}.{ref.key}"


def _person(frame: Frame) -> Mapping[str, Any]:
    """What is known of whom the contact names; nothing where it names nobody, though the debtor has no id either."""
    person, parties = frame.facts.get("person"), frame.run.parties
    if person is None:
        return {}
    return parties.debtor if person == parties.debtor.get("id") else parties.people.get(str(person), {})


TABLES: Mapping[str, Callable[[Frame], Mapping[str, Any]]] = {
    "contact": lambda frame: frame.facts,
    "event": lambda frame: frame.event.facts,
    "held": lambda frame: frame.held.facts,
    "debtor": lambda frame: frame.run.parties.debtor,
    "collector": lambda frame: frame.run.parties.collectors.get(str(frame.facts.get("collector")), {}),
    "person": _person,
    "debt": lambda frame: frame.run.parties.debts.get(str(frame.debt), {}),
    "policy": lambda frame: frame.run.parties.policy,
}


def _read_table(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    where, key = TABLES[ref.origin], ref.key
    unknown = Unknown([missing_name(ref, scope)])
    absent = compiler.words.absent.get((ref.origin if ref.origin != "event" else "contact", key))

    def read(frame: Frame) -> Any:
        value = where(frame).get(key, absent)
        return unknown if value is None else value

    return read


def _read_contact(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    """The same as any table, without looking it up: most names are words of the contact."""
    key, unknown = ref.key, Unknown([missing_name(ref, scope)])
    absent = compiler.words.absent.get(("contact", key))

    def read(frame: Frame) -> Any:
        value = frame.facts.get(key, absent)
        return unknown if value is None else value

    return read


def _read_value(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    key = ref.key
    return lambda frame: frame.values[key]


def _read_fact(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    value = compiler.fact(ref.fact).truth
    if scope.place in ("event", "ending") and ref.origin == "fact":
        return lambda frame: value(Frame.of_event(frame.run, frame.event, frame.debt))
    return _undisturbed(value, scope)


def _undisturbed(value: Closure, scope: Scope) -> Closure:
    """Read a fact from inside a filter or clock test, which must keep its own event and reading meanwhile."""
    if scope.place not in ("event", "ending", "clock"):
        return value

    def read(frame: Frame) -> Any:
        own = frame.event, frame.held, frame.clock
        found = value(frame)
        frame.event, frame.held, frame.clock = own
        return found

    return read


def _read_fact_key(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    found, key, none = _undisturbed(compiler.fact(ref.fact).value, scope), ref.key, Unknown([f"no {ref.fact}"])
    unknown = Unknown([f"earlier {compiler.book.facts[ref.fact].event}.{ref.key}"])

    def read(frame: Frame) -> Any:
        event = found(frame)
        if event is None or event.__class__ is Unknown:
            return none if event is None else event
        value = _when(event, key, frame) if key in _WHEN else event.facts.get(key)
        return unknown if value is None else value

    return read


_WHEN = ("day", "known_day", "at", "known_at")


def _when(event: Any, key: str, frame: Frame) -> Any:
    instant = event.at if key in ("at", "day") else event.known_at
    if key in ("at", "known_at"):
        return instant
    zones = frame.zones()
    return local_day(instant, zones[0]) if zones else NO_ZONE


def _read_when(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    key = ref.key
    return lambda frame: _when(frame.event, key, frame)


def _read_held(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    if ref.key in _WHEN:
        return lambda frame: _when(frame.held, ref.key, frame)
    return _read_table(compiler, ref, scope)


def _read_now(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    readers: Mapping[str, Closure] = {
        "now": lambda frame: frame.at,
        "today": lambda frame: frame.today if frame.readings() else NO_ZONE,
        "weekday": lambda frame: weekday_of(frame.today) if frame.readings() else NO_ZONE,
        "several_zones": lambda frame: len(frame.readings()) > 1 if frame.readings() else NO_ZONE,
    }
    return readers[ref.key]


def _read_slot(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    combine = all_of if ref.key == "slot_everywhere" else any_of

    def read(frame: Frame) -> Truth:
        readings = frame.readings()
        facts = frame.event.facts
        return combine(covers(facts, day, clock) for day, clock in readings) if readings else NO_ZONE

    return read


def _read_clock(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    return _CLOCK[ref.key]


def _read_set(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    words = compiler.sets[ref.key]
    return lambda frame: words


def _holiday(frame: Frame, which: str) -> Truth:
    day, stated = frame.clock[0], frame.run.parties.calendars
    if stated:
        return day in stated.get(which, ())
    debtor, country, state = frame.run.parties.debtor, "debtor.place.country", "debtor.place.state"
    missing = [name for name in ((country, state) if which == "state" else (country,)) if not debtor.get(name[7:])]
    if missing:
        return Unknown(missing)
    found = is_public_holiday(day, str(debtor["place.country"]), str(debtor["place.state"]) if which == "state" else "")
    return Unknown([f"calendars.{which}"]) if found is None else found


_CLOCK: Mapping[str, Callable[[Frame], Any]] = {
    "time": lambda frame: frame.clock[1],
    "day": lambda frame: frame.clock[0],
    "weekday": lambda frame: weekday_of(frame.clock[0]),
    "holiday_national": lambda frame: _holiday(frame, "national"),
    "holiday_state": lambda frame: _holiday(frame, "state"),
}


READERS: Mapping[str, Callable[[Compiled, Ref, Scope], Closure]] = {
    "contact": _read_contact, "event": _read_table, "held": _read_held, "debtor": _read_table,
    "collector": _read_table, "person": _read_table, "debt": _read_table, "policy": _read_table,
    "value": _read_value, "set": _read_set, "fact": _read_fact, "fact_of_ask": _read_fact,
    "fact_key": _read_fact_key, "now": _read_now, "when": _read_when, "slot": _read_slot,
    "clock": _read_clock,
}  # fmt: skip
