"""A checked rulebook → Python closures, once. Each node becomes one small function of a frame.

The meaning of every node is here, in the order of ``rules/expressions.py``; nothing is executed as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from forbear import vocabulary
from forbear.calendar import local_day, weekday_of
from forbear.engine import folds
from forbear.engine.frame import NO_ZONE, Frame, Run
from forbear.engine.logic import COMPARISONS, Interval, Truth, Unknown, all_of, any_of, compare, negate, total
from forbear.engine.slots import covers
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
    names_in,
    walk,
)  # fmt: skip
from forbear.rules.format import HISTORY_KINDS, PLACE, Exemption, Fact, Rule, Rulebook, places_in, switched_off
from forbear.rules.names import Names, Ref, Scope
from forbear.rules.types import type_of_fact

Closure = Callable[[Frame], Any]
CONTACT = Scope("contact", "contact")
_MISSING: Any = object()


class Read(NamedTuple):
    """A name that a rule reads: its type, how it is read, and whether the sentence shows it."""

    type: str
    closure: Closure
    shown: bool


class CompiledRule:
    """A rule ready to be asked."""

    __slots__ = ("debt_scoped", "exemptions", "folds", "reads", "rule", "says", "when")

    def __init__(self, compiler: Compiled, rule: Rule, exemptions: tuple[Exemption, ...]) -> None:
        self.rule = rule
        self.when = compiler.closure(rule.when, CONTACT)
        self.reads, self.folds = compiler.reads_of(rule)
        self.says = {language: PLACE.split(text) for language, text in rule.says.items()}
        self.exemptions = [(each, compiler.closure(each.when, CONTACT)) for each in exemptions]
        trees = [rule.when, *(each.when for each in exemptions)]
        self.debt_scoped = any(compiler.depends_on_debt(tree, CONTACT) for tree in trees)


class Compiled:
    """A rulebook as closures: facts, rules, scope."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        fact_types = {fact.id: type_of_fact(fact.kind) for fact in book.facts.values()}
        self.names = Names(book.values, book.sets, book.facts, fact_types)
        self.sets = {name: frozenset(words) for name, words in book.sets.items()}
        self._by_debt: dict[str, bool] = {}
        self.time_readers: dict[str, bool] = {}
        self.facts: dict[str, folds.FactValue] = {}
        for fact in book.facts.values():
            self.fact(fact.id)
        self.scope = self.closure(book.scope, CONTACT)
        self.rules = [CompiledRule(self, rule, book.exemptions_of(rule)) for rule in book.rules.values()]
        self.rules_on = lru_cache(maxsize=4096)(self._rules_on)
        self.values_on = lru_cache(maxsize=4096)(self._values_on)

    def _rules_on(self, day: int, drafts: bool) -> tuple[CompiledRule, ...]:
        """The rules in force on a day; drafts only where they were asked for."""
        off = switched_off(drafts)
        return tuple(rule for rule in self.rules if rule.rule.status not in off and rule.rule.in_force.covers(day))

    def _values_on(self, day: int) -> Mapping[str, int | Unknown]:
        found = {name: value.on(day) for name, value in self.book.values.items()}
        return {
            name: Unknown([f"the value {name} on that day"]) if version is None else version
            for name, version in found.items()
        }

    def groups_of(self, run: Run) -> Mapping[str, str]:
        """Debts that count as one with others: id → common name; empty where each is its own."""
        grouping = self.book.grouping
        if grouping is None:
            return {}
        test = self.closure(grouping.when, Scope("debt"))
        groups: dict[str, str] = {}
        for debt, facts in run.parties.debts.items():
            holder = _DebtFrame(run, debt)
            if test(holder) is True and facts.get(grouping.by) is not None:  # type: ignore[arg-type]
                groups[debt] = f"{grouping.by} {facts[grouping.by]}"
        return groups

    def reads_of(self, rule: Rule) -> tuple[Mapping[str, Read], tuple[folds.FactValue, ...]]:
        """What a rule's condition and sentence read, by name, and the facts of the history in its condition."""
        reads: dict[str, Read] = {}
        used: list[folds.FactValue] = []
        places = [place for text in rule.says.values() for place in places_in(text)]
        conditions = names_in(rule.when)
        for name in dict.fromkeys([*conditions, *places]):
            ref = self.names.resolve(name, CONTACT)
            if ref is not None and ref.origin != "set":
                closure = self.fact(name).value if ref.origin == "fact" else self.name(Name(name), CONTACT)
                reads[name] = Read(ref.type, closure, name in places)
            if ref is not None and ref.fact and name in conditions:
                used.append(self.fact(ref.fact))
        return reads, tuple(used)

    def fact(self, name: str) -> folds.FactValue:
        """The compiled fact of that name (facts may use one another; the loader refuses circles)."""
        if name not in self.facts:
            self.facts[name] = folds.compile_fact(self, self.book.facts[name])
        return self.facts[name]

    def depends_on_debt(self, tree: Node, scope: Scope) -> bool:
        """Is the condition read once per debt?"""
        refs = (self.names.resolve(part.path, scope) for part in walk(tree) if isinstance(part, Name))
        return any(ref is not None and self._ref_by_debt(ref) for ref in refs)

    def _ref_by_debt(self, ref: Ref) -> bool:
        return ref.origin == "debt" or bool(ref.fact and self.fact_by_debt(self.book.facts[ref.fact]))

    def fact_by_debt(self, fact: Fact) -> bool:
        """Does a fact differ from debt to debt?"""
        if fact.id not in self._by_debt:
            self._by_debt[fact.id] = False
            scope = scope_of(fact)
            self._by_debt[fact.id] = (
                "debt" in fact.per
                or "creditor" in fact.per
                or (fact.where is not None and self.depends_on_debt(fact.where, scope))
                or any(self.depends_on_debt(end.when, Scope("ending", end.event, fact.event)) for end in fact.ends)
                or (fact.window.kind == "since" and self.fact_by_debt(self.book.facts[str(fact.window.length)]))
            )
        return self._by_debt[fact.id]

    def split(self, node: Node | None, scope: Scope) -> tuple[list[Node], list[Node]]:
        """A filter's parts that read the event alone (and what was known then), and those that read the question."""
        parts = list(node.parts) if isinstance(node, And) else [node] if node is not None else []
        fixed = [part for part in parts if self._is_fixed(part, scope)]
        return fixed, [part for part in parts if part not in fixed]

    def reads_facts(self, node: Node, scope: Scope) -> bool:
        """Does a condition read facts of the rulebook, and not keys alone?"""
        refs = (self.names.resolve(part.path, scope) for part in walk(node) if isinstance(part, Name))
        return any(ref is not None and bool(ref.fact) for ref in refs)

    def _is_fixed(self, node: Node, scope: Scope) -> bool:
        refs = [self.names.resolve(part.path, scope) for part in walk(node) if isinstance(part, Name)]
        return all(ref is not None and _never_changes(ref) for ref in refs)

    def cost(self, node: Node, scope: Scope) -> int:
        """About how dear a condition is: reading facts of the history costs most."""
        refs = [self.names.resolve(part.path, scope) for part in walk(node) if isinstance(part, Name)]
        facts = [self.book.facts[ref.fact] for ref in refs if ref is not None and ref.fact]
        return len(refs) + sum(100 if fact.kind in HISTORY_KINDS else 20 for fact in facts)

    def cheapest_first(self, parts: tuple[Node, ...], scope: Scope) -> list[Closure]:
        """The parts of an ``and`` or ``or``; their order changes no answer, so the cheap ones go first."""
        return [self.closure(part, scope) for part in sorted(parts, key=lambda part: self.cost(part, scope))]

    def closure(self, node: Node, scope: Scope) -> Closure:
        """The function of a tree."""
        return _NODES[type(node)](self, node, scope)

    def literal(self, node: Literal, scope: Scope) -> Closure:
        value = node.value
        return lambda frame: value

    def name(self, node: Name, scope: Scope) -> Closure:
        ref = self.names.resolve(node.path, scope)
        if ref is None:
            raise KeyError(f"{node.path} has no meaning in {scope}")
        return _READERS[ref.origin](self, ref, scope)

    def compare(self, node: Compare, scope: Scope) -> Closure:
        left, right = self.closure(node.left, scope), self.closure(node.right, scope)
        plain, op = COMPARISONS[node.op], node.op

        def test(frame: Frame) -> Truth:
            a, b = left(frame), right(frame)
            if a.__class__ is Unknown or b.__class__ is Unknown or a.__class__ is Interval:
                return compare(op, a, b)
            return plain(a, b)

        return test

    def member(self, node: Member, scope: Scope) -> Closure:
        item = self.closure(node.item, scope)
        if isinstance(node.container, Name) and node.container.path not in self.sets:
            return _member_of_fact(item, self.name(node.container, scope))
        words = self._words(node.container)

        def test(frame: Frame) -> Truth:
            value = item(frame)
            return value if value.__class__ is Unknown else value in words

        return test

    def _words(self, container: Node) -> frozenset[Any]:
        if isinstance(container, ListOf):
            return frozenset(literal.value for literal in container.items)
        return self.sets[container.path] if isinstance(container, Name) else frozenset()

    def both(self, node: And, scope: Scope) -> Closure:
        parts = self.cheapest_first(node.parts, scope)

        def test(frame: Frame) -> Truth:
            unknown = None
            for part in parts:
                truth = part(frame)
                if truth is False:
                    return False
                if truth is not True:
                    unknown = truth if unknown is None else unknown | truth
            return True if unknown is None else unknown

        return test

    def either(self, node: Or, scope: Scope) -> Closure:
        parts = self.cheapest_first(node.parts, scope)

        def test(frame: Frame) -> Truth:
            unknown = None
            for part in parts:
                truth = part(frame)
                if truth is True:
                    return True
                if truth is not False:
                    unknown = truth if unknown is None else unknown | truth
            return False if unknown is None else unknown

        return test

    def negation(self, node: Not, scope: Scope) -> Closure:
        part = self.closure(node.part, scope)
        return lambda frame: negate(part(frame))

    def choose(self, node: Choose, scope: Scope) -> Closure:
        test, yes, no = (self.closure(part, scope) for part in (node.test, node.yes, node.no))

        def value(frame: Frame) -> Any:
            truth = test(frame)
            return truth if isinstance(truth, Unknown) else (yes if truth else no)(frame)

        return value

    def arithmetic(self, node: Arithmetic, scope: Scope) -> Closure:
        left, right, sign = self.closure(node.left, scope), self.closure(node.right, scope), node.op

        return lambda frame: total(sign, left(frame), right(frame))

    def stated(self, node: Stated, scope: Scope) -> Closure:
        ref = self.names.resolve(node.name.path, scope)
        assert ref is not None
        where, unknown = _TABLES[ref.origin], Unknown([missing_name(ref, scope)])

        def test(frame: Frame) -> Truth:
            value = where(frame).get(ref.key, _MISSING)
            return unknown if value is None else value is not _MISSING

        return test

    def in_order(self, node: InOrder, scope: Scope) -> Closure:
        read, assumed = self.name(node.name, scope), node.value.value

        def value(frame: Frame) -> Any:
            found = read(frame)
            return assumed if found.__class__ is Unknown and frame.run.in_order else found

        return value


_NODES: Mapping[type, Callable[..., Closure]] = {
    Literal: Compiled.literal, Name: Compiled.name, Compare: Compiled.compare, Member: Compiled.member,
    And: Compiled.both, Or: Compiled.either, Not: Compiled.negation, Choose: Compiled.choose,
    Arithmetic: Compiled.arithmetic, Stated: Compiled.stated, InOrder: Compiled.in_order,
}  # fmt: skip


def _never_changes(ref: Ref) -> bool:
    """Does a name in a filter read the same for ever?"""
    if ref.origin == "when":
        return ref.key in ("at", "known_at")
    return ref.origin in ("event", "set", "debtor", "policy", "fact")


class _DebtFrame:
    """As much of a frame as a condition about a debt reads."""

    def __init__(self, run: Run, debt: str) -> None:
        self.run = run
        self.debt = debt


def scope_of(fact: Fact) -> Scope:
    """Where the condition of a fact stands."""
    if fact.kind == "clock":
        return Scope("clock")
    return CONTACT if fact.kind == "is" else Scope("event", fact.event)


def missing_name(ref: Ref, scope: Scope) -> str:
    """How a missing fact is called: ``purpose``, ``debtor.reachable``, ``earlier contact.outcome``."""
    if ref.origin == "contact":
        return ref.key
    if ref.origin in ("event", "fact_key"):
        return f"earlier {scope.event}.{ref.key}"
    return f"earlier {scope.held}.{ref.key}" if ref.origin == "held" else f"{ref.origin}.{ref.key}"


def _person(frame: Frame) -> Mapping[str, Any]:
    person, parties = frame.facts.get("person"), frame.run.parties
    return parties.debtor if person == parties.debtor.get("id") else parties.people.get(str(person), {})


_TABLES: Mapping[str, Callable[[Frame], Mapping[str, Any]]] = {
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
    where, key = _TABLES[ref.origin], ref.key
    unknown = Unknown([missing_name(ref, scope)])
    absent = vocabulary.ABSENT_MEANS.get((ref.origin if ref.origin != "event" else "contact", key))

    def read(frame: Frame) -> Any:
        value = where(frame).get(key, absent)
        return unknown if value is None else value

    return read


def _read_value(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    key = ref.key
    return lambda frame: frame.values[key]


def _read_fact(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    value = compiler.fact(ref.fact).truth
    if scope.place in ("event", "ending") and ref.origin == "fact":
        return lambda frame: value(Frame.of_event(frame.run, frame.event, frame.debt))
    return _keeping_event(value) if scope.place in ("event", "ending") else value


def _keeping_event(value: Closure) -> Closure:
    """Read a fact of the contact from inside a filter, which must not lose its own event."""

    def read(frame: Frame) -> Any:
        event = frame.event
        found = value(frame)
        frame.event = event
        return found

    return read


def _read_fact_key(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    found, key, none = compiler.fact(ref.fact).value, ref.key, Unknown([f"no {ref.fact}"])
    unknown = Unknown([f"earlier {compiler.book.facts[ref.fact].event}.{ref.key}"])

    def read(frame: Frame) -> Any:
        event = found(frame)
        if event is None or isinstance(event, Unknown):
            return event or none if event is None else event
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
    return folds.CLOCK_READERS[ref.key]


def _read_set(compiler: Compiled, ref: Ref, scope: Scope) -> Closure:
    words = compiler.sets[ref.key]
    return lambda frame: words


def _member_of_fact(item: Closure, container: Closure) -> Closure:
    def test(frame: Frame) -> Truth:
        value, values = item(frame), container(frame)
        for each in (value, values):
            if isinstance(each, Unknown):
                return each
        return value in values

    return test


_READERS: Mapping[str, Callable[[Compiled, Ref, Scope], Closure]] = {
    "contact": _read_table, "event": _read_table, "held": _read_held, "debtor": _read_table,
    "collector": _read_table, "person": _read_table, "debt": _read_table, "policy": _read_table,
    "value": _read_value, "set": _read_set, "fact": _read_fact, "fact_of_ask": _read_fact,
    "fact_key": _read_fact_key, "now": _read_now, "when": _read_when, "slot": _read_slot,
    "clock": _read_clock,
}  # fmt: skip
