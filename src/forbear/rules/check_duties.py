"""What must hold of the duties and classes of a rulebook: known facts, values and days, and examples on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from forbear.errors import nearest
from forbear.rules.duties import clauses_of
from forbear.rules.expressions import Node
from forbear.rules.format import Duty, Excuse, Length, Rulebook, places_in
from forbear.rules.names import CONTACT, DUTY, Names, Scope


class Fault(NamedTuple):
    """A problem of a duty: where, what, what to do, and its code."""

    where: str
    what: str
    hint: str = ""
    code: str = "duty"


def duty_cites(book: Rulebook) -> Iterator[tuple[str, str]]:
    """Every citation of a duty, an excuse or a class, after its place."""
    for duty in book.duties.values():
        yield f"[duty.{duty.id}]", duty.cite
        yield from ((f"[duty.{duty.id}] unless", excuse.cite) for excuse in duty.unless)
    yield from ((f"[class.{each.id}]", each.cite) for each in book.classes.values())


def duty_trees(book: Rulebook) -> Iterator[tuple[str, Node, Scope]]:
    """Every condition of a duty, an excuse or a class, with the scope it stands in."""
    for duty in book.duties.values():
        if duty.when is not None:
            yield f"[duty.{duty.id}]", duty.when, DUTY
        yield from ((f"[duty.{duty.id}] unless", excuse.when, DUTY) for excuse in duty.unless)
    yield from ((f"[class.{each.id}]", each.when, CONTACT) for each in book.classes.values())


def duty_uses(book: Rulebook) -> set[str]:
    """The facts and values that duties name outside conditions."""
    used: set[str] = set()
    for duty in book.duties.values():
        used |= {*duty.starts, *duty.done, str(duty.length.count), str(duty.assumed_after.count)}
        used |= {place.split(".")[0] for text in duty.says.values() for place in places_in(text)}
    return used


def duty_faults(book: Rulebook, names: Names) -> Iterator[Fault]:
    """What is wrong with duties beyond their conditions."""
    for duty in book.duties.values():
        where = f"[duty.{duty.id}]"
        yield from _facts(book, duty, where)
        for length in (duty.length, duty.assumed_after):
            yield from _length(book, length, where)
        yield from _places(duty, names, where)
        if duty.in_force.first and duty.in_force.last and duty.in_force.last < duty.in_force.first:
            yield Fault(where, "ends before it begins", code="dates")
    yield from _drafts(book)
    yield from _examples(book)


def _facts(book: Rulebook, duty: Duty, where: str) -> Iterator[Fault]:
    for key, names in (("from", duty.starts), ("done", duty.done)):
        kinds = {book.facts[name].kind for name in names if name in book.facts}
        for name in names:
            if name not in book.facts:
                yield Fault(where, f"{key} = {name!r} is no fact", nearest(name, book.facts))
        if kinds - {"first", "last"} or len(kinds) > 1:
            yield Fault(
                where, f"{key} needs facts that are all 'first' or all 'last'", "They name the event that counts"
            )
    known = ("", "known_day")
    days = {key for name in duty.starts if name in book.facts for key in _days_of(book, book.facts[name].event)}
    if duty.counts_from not in known and duty.counts_from not in days:
        hint = nearest(duty.counts_from, days) or f"Known: {', '.join(['known_day', *sorted(days)])}"
        yield Fault(where, f"counts_from = {duty.counts_from!r} is no day of what starts the clock", hint)
    if duty.assumed_after.unit and duty.counts_from in known:
        yield Fault(where, "assumed_after needs counts_from", "It says what counts where that day is not stated")


def _days_of(book: Rulebook, event: str) -> Iterator[str]:
    return (key for key, kind in book.words.events.get(event, {}).items() if kind == "day")


def _length(book: Rulebook, length: Length, where: str) -> Iterator[Fault]:
    value = book.values.get(str(length.count))
    if isinstance(length.count, str) and (value is None or value.type != "int"):
        yield Fault(where, f"{length.count!r} is no value that is a whole number", nearest(length.count, book.values))


def _places(duty: Duty, names: Names, where: str) -> Iterator[Fault]:
    for language in ("en", "zh"):
        if not str(duty.says.get(language, "")).strip():
            yield Fault(f"{where} says", f"the text in {language!r} is missing", code="text-missing")
    for place in (place for text in duty.says.values() for place in places_in(text)):
        if place != "local_time" and names.resolve(place, DUTY) is None:
            yield Fault(f"{where} says", f"{{{place}}} is no known name", nearest(place, names.known(DUTY)), "sentence")


def _drafts(book: Rulebook) -> Iterator[Fault]:
    """As with rules: what nobody has read yet neither binds nor excuses anybody until somebody asks for it."""
    hint = 'Add status = "draft", or read the text and raise the confidence'
    for duty in book.duties.values() if book.status != "draft" else ():
        resting: tuple[Duty | Excuse, ...] = (duty, *duty.unless)
        for each in resting:
            if each.confidence == "knowledge" and "draft" not in (each.status, duty.status):
                yield Fault(f"[duty.{duty.id}]", "rests on knowledge alone and is not a draft", hint, "draft")


def _examples(book: Rulebook) -> Iterator[Fault]:
    """Each duty needs examples with two different answers; each class one on either side."""
    found: dict[str, set[str]] = {}
    for example in book.duty_examples:
        for name in example.record["tests"]:
            found.setdefault(name, set()).add(str(example.record["expect"].get("outcome")))
    known = {duty.name for duty in book.duties.values()} | book.classes.keys()
    for name in sorted(found.keys() - known):
        yield Fault("duty examples", f"{name!r} is no duty and no class of this book", nearest(name, known), "example")
    for name in {duty.name for duty in book.duties.values()}:
        if len(found.get(name, ())) < 2:
            where = f"[duty.{clauses_of(book, name)[0].id}]"
            yield Fault(where, "has no two examples with different answers", code="example")
    for each in book.classes.values():
        if not {each.yes, each.no} <= found.get(each.id, set()):
            yield Fault(f"[class.{each.id}]", "has no example on either side", code="example")
