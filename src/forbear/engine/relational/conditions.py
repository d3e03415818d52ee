"""Conditions → SQL, node by node: the mirror of ``engine/compile.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from forbear import vocabulary
from forbear.calendar import HOUR, WEEKDAYS
from forbear.engine.compile import HOLIDAY, Compiled
from forbear.engine.readers import missing_name
from forbear.engine.relational import truth
from forbear.engine.relational.needs import refuse
from forbear.engine.relational.sql import (
    Sql,
    cast,
    col,
    eq,
    every,
    has,
    is_null,
    lit,
    minus,
    not_null,
    null,
    op,
    plus,
    some,
    when,
)  # fmt: skip
from forbear.engine.relational.tables import Row, key_type, party_type
from forbear.engine.relational.truth import Count, Val, Value, fresh, missing
from forbear.engine.relational.views import NO_ZONE, WHEN, EventView, FrameView
from forbear.rules.expressions import (
    And,
    Arithmetic,
    Choose,
    Compare,
    InOrder,
    ListOf,
    Literal,
    Member,
    Name,
    Node,
    Not,
    Or,
    Stated,
)  # fmt: skip
from forbear.rules.names import Ref, Scope

_DAY_END = 24 * HOUR


@dataclass(frozen=True)
class Place:
    """Where a condition stands: its scope, the frame, the event beside it, the event held, the reading (0: none)."""

    scope: Scope
    frame: FrameView
    event: EventView | None = None
    held: EventView | None = None
    reading: int = 0
    where: str = ""


class Translator:
    """The conditions of one rulebook in one reading."""

    def __init__(self, compiled: Compiled, in_order: bool, days: tuple[int, int] | None) -> None:
        self.compiled = compiled
        self.in_order_reading = in_order
        self.days = days

    def truth(self, node: Node, place: Place) -> Val:
        """A condition: TRUE, FALSE or NULL."""
        value = self.value(node, place)
        if isinstance(value, Count):
            raise self.refuse(place, "a count stands where a truth value should")
        return value

    def value(self, node: Node, place: Place) -> Value:
        """The value of a tree."""
        return _NODES[type(node)](self, node, place)

    def refuse(self, place: Place, what: str) -> Exception:
        """The error for what has no translation."""
        return refuse(self.compiled.book.id, place.where, what)

    def literal(self, node: Literal, place: Place) -> Val:
        return Val(lit(node.value))

    def name(self, node: Name, place: Place) -> Value:
        ref = self.compiled.names.resolve(node.path, place.scope)
        if ref is None:
            raise self.refuse(place, f"{node.path!r} has no meaning here")
        return _READERS[ref.origin](self, ref, place)

    def compare(self, node: Compare, place: Place) -> Val:
        return truth.compare(node.op, self.value(node.left, place), self.value(node.right, place))

    def member(self, node: Member, place: Place) -> Val:
        item = self.value(node.item, place)
        if isinstance(item, Count):
            raise self.refuse(place, "a count that may be in doubt stands before 'in'")
        if isinstance(node.container, ListOf):
            return truth.member(item, [literal.value for literal in node.container.items])
        if isinstance(node.container, Name) and node.container.path in self.compiled.sets:
            return truth.member(item, sorted(self.compiled.sets[node.container.path]))
        values = self.value(node.container, place)
        if isinstance(values, Count):
            raise self.refuse(place, "a count stands after 'in'")
        return truth.member_of(item, values)

    def both(self, node: And, place: Place) -> Val:
        return truth.all_of(self.truth(part, place) for part in node.parts)

    def either(self, node: Or, place: Place) -> Val:
        return truth.any_of(self.truth(part, place) for part in node.parts)

    def negation(self, node: Not, place: Place) -> Val:
        return truth.negate(self.truth(node.part, place))

    def choose(self, node: Choose, place: Place) -> Value:
        return truth.choose(self.truth(node.test, place), self.value(node.yes, place), self.value(node.no, place))

    def arithmetic(self, node: Arithmetic, place: Place) -> Value:
        return truth.total(node.op, self.value(node.left, place), self.value(node.right, place))

    def stated(self, node: Stated, place: Place) -> Val:
        ref = self.compiled.names.resolve(node.name.path, place.scope)
        if ref is None or ref.origin not in _ROWS:
            raise self.refuse(place, f"stated({node.name.path}) has no meaning here")
        return _row(ref, place).stated(ref.key, _type(ref, place), missing_name(ref, place.scope))

    def in_order(self, node: InOrder, place: Place) -> Value:
        value = self.name(node.name, place)
        return truth.assume(value, node.value.value) if self.in_order_reading else value

    def dated(self, name: str, day: Sql) -> Val:
        """A dated value by the day; not known before its first version."""
        steps = self.compiled.book.values[name].steps
        if self.days is not None:
            first = max((number for number, (start, _) in enumerate(steps) if start <= self.days[0]), default=0)
            steps = tuple(step for number, step in enumerate(steps) if number >= first and step[0] <= self.days[1])
            if len(steps) == 1 and steps[0][0] <= self.days[0]:
                return Val(lit(int(steps[0][1])))
        versions = [(op(exp.GTE, fresh(day), lit(start)), lit(int(value))) for start, value in reversed(steps)]
        word = (f"the value {name} on that day",)
        return missing(when(*versions) if versions else null("int"), word)


_NODES: Mapping[type, Callable[..., Value]] = {
    Literal: Translator.literal, Name: Translator.name, Compare: Translator.compare, Member: Translator.member,
    And: Translator.both, Or: Translator.either, Not: Translator.negation, Choose: Translator.choose,
    Arithmetic: Translator.arithmetic, Stated: Translator.stated, InOrder: Translator.in_order,
}  # fmt: skip

_ROWS = ("contact", "event", "held", "debtor", "collector", "person", "debt", "policy")


def _row(ref: Ref, place: Place) -> Row:
    """The row in which a key stands."""
    if ref.origin == "contact":
        return place.frame.own
    beside = place.event if ref.origin == "event" else place.held if ref.origin == "held" else None
    return beside.row if beside is not None else place.frame.parties[ref.origin]


def _type(ref: Ref, place: Place) -> str:
    if ref.origin in ("contact", "event", "held"):
        kind = {"contact": "contact", "event": place.scope.event, "held": place.scope.held}[ref.origin]
        return key_type(kind, ref.key)
    return party_type(ref.origin, ref.key)


def _read_key(translator: Translator, ref: Ref, place: Place) -> Val:
    absent = vocabulary.ABSENT_MEANS.get((ref.origin if ref.origin != "event" else "contact", ref.key))
    return _row(ref, place).read(ref.key, _type(ref, place), missing_name(ref, place.scope), absent)


def _read_held(translator: Translator, ref: Ref, place: Place) -> Val:
    if ref.key in WHEN and place.held is not None:
        return place.held.when(ref.key, place.frame)
    return _read_key(translator, ref, place)


def _read_when(translator: Translator, ref: Ref, place: Place) -> Val:
    assert place.event is not None  # noqa: S101  # the name resolves only beside an event
    return place.event.when(ref.key, place.frame)


def _read_value(translator: Translator, ref: Ref, place: Place) -> Val:
    return translator.dated(ref.key, place.frame.day())


def _read_fact(translator: Translator, ref: Ref, place: Place) -> Value:
    if ref.origin == "fact" and place.event is not None:
        return place.event.stood(ref.fact)
    return place.frame.facts[ref.fact].value(place.frame.alias)


def _read_fact_key(translator: Translator, ref: Ref, place: Place) -> Val:
    return place.frame.facts[ref.fact].key(place.frame.alias, ref.key)


def _read_now(translator: Translator, ref: Ref, place: Place) -> Val:
    frame = place.frame
    if ref.key == "now":
        return Val(col(frame.alias, "at"))
    if ref.key == "today":
        return frame.today()
    if ref.key == "weekday":
        return missing(weekday(col(frame.alias, "d1")), NO_ZONE)
    several = not_null(col(frame.alias, "z2")) if frame.zones > 1 else exp.false()
    return missing(when((frame.placed(), several)), NO_ZONE)


def _read_clock(translator: Translator, ref: Ref, place: Place) -> Val:
    alias, number = place.frame.alias, place.reading
    if ref.key == "time":
        return Val(col(alias, f"c{number}"))
    if ref.key == "day":
        return Val(col(alias, f"d{number}"))
    if ref.key == "weekday":
        return Val(weekday(col(alias, f"d{number}")))
    return place.frame.holiday(ref.key.removeprefix(HOLIDAY), number)


def _read_slot(translator: Translator, ref: Ref, place: Place) -> Val:
    assert place.event is not None  # noqa: S101  # the name resolves only beside a wish or consent
    everywhere = ref.key == "slot_everywhere"
    inside = [
        when((is_null(zone), lit(everywhere)), other=covers(place.event.row, day, clock))
        for zone, day, clock in place.frame.readings()
    ]
    return missing(when((place.frame.placed(), every(*inside) if everywhere else some(*inside))), NO_ZONE)


def weekday(day: Sql) -> Sql:
    """``Mon`` to ``Sun`` of a day number."""
    number = op(exp.Mod, minus(day, 1), lit(7))
    start = cast(plus(op(exp.Mul, number, lit(3)), 1), "INT")
    return exp.Substring(this=lit("".join(WEEKDAYS)), start=start, length=lit(3))


def covers(row: Row, day: Sql, clock: Sql) -> Sql:
    """Does the slot of a wish or consent hold a reading? See ``engine/slots.py``."""
    begin = exp.Coalesce(this=row.column("from", "clock"), expressions=[lit(0)])
    end = exp.Coalesce(this=row.column("to", "clock"), expressions=[lit(_DAY_END)])
    after, before = op(exp.GTE, fresh(clock), begin), op(exp.LT, fresh(clock), end)
    same, over = every(after, before, _on(row, day)), some(
        every(fresh(after), _on(row, day)), every(fresh(before), _on(row, minus(fresh(day), 1)))
    )  # fmt: skip
    inside = when((op(exp.LTE, fresh(begin), fresh(end)), same), other=over)
    if not row.nulls:
        return inside
    return when((some(row.nulled("from"), row.nulled("to")), exp.true()), other=inside)


def _on(row: Row, day: Sql) -> Sql:
    days, only = row.column("days", "list of weekday"), row.column("on", "day")
    on_weekday = some(is_null(days), has(fresh(days), weekday(fresh(day))))
    return every(on_weekday, some(is_null(only), eq(fresh(only), fresh(day))))


_READERS: Mapping[str, Callable[[Translator, Ref, Place], Value]] = {
    "contact": _read_key, "event": _read_key, "held": _read_held, "debtor": _read_key, "collector": _read_key,
    "person": _read_key, "debt": _read_key, "policy": _read_key, "value": _read_value, "fact": _read_fact,
    "fact_of_ask": _read_fact, "fact_key": _read_fact_key, "now": _read_now, "when": _read_when,
    "slot": _read_slot, "clock": _read_clock,
}  # fmt: skip
