"""A checked rulebook → Python closures, once: its facts, rules and scope, ready to be asked.

What each node of a condition means stands in ``nodes.py``, how each name is read in ``readers.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from forbear.calendar import HOUR, MINUTE, Clock, Instant
from forbear.engine.facts import FactValue
from forbear.engine.folds import compile_fact
from forbear.engine.frame import Run
from forbear.engine.guards import Guards
from forbear.engine.logic import Unknown
from forbear.engine.nodes import NODES
from forbear.engine.readers import Closure
from forbear.rules.expressions import And, Name, Node, names_in, walk
from forbear.rules.format import HISTORY_KINDS, PLACE, Exemption, Fact, Rule, Rulebook, places_in, switched_off
from forbear.rules.gather import TRUE
from forbear.rules.names import Names, Ref, Scope
from forbear.rules.types import types_of_facts

CONTACT = Scope("contact", "contact")
HOLIDAY = "holiday_"
ROLLING: Mapping[str, Instant] = {"hours": HOUR, "minutes": MINUTE}
"""The units of windows that slide by the clock, not by days."""


class Read(NamedTuple):
    """A name that a rule reads: its type, how it is read, and whether the sentence shows it."""

    type: str
    closure: Closure
    shown: bool


class CompiledRule:
    """A rule ready to be asked."""

    __slots__ = ("calendars", "cite", "debt_scoped", "exemptions", "folds", "reads", "rule", "says", "when")

    def __init__(self, compiler: Compiled, rule: Rule, exemptions: tuple[Exemption, ...]) -> None:
        self.rule = rule
        self.cite = compiler.book.cited(rule.cite)
        self.when = compiler.closure(rule.when, CONTACT)
        self.reads, self.folds = compiler.reads_of(rule)
        self.says = {language: PLACE.split(text) for language, text in rule.says.items()}
        self.exemptions = [(each, compiler.closure(each.when, CONTACT)) for each in exemptions]
        trees = [rule.when, *(each.when for each in exemptions)]
        self.debt_scoped = any(compiler.depends_on_debt(tree, CONTACT) for tree in trees)
        self.calendars = tuple(sorted({kind for tree in trees for kind in compiler.calendars_in(tree)}))


class Compiled:
    """A rulebook as closures: facts, rules, scope."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.names = Names(book.values, book.sets, book.facts, types_of_facts(book), book.words)
        self.words = book.words
        self.sets = {name: frozenset(words) for name, words in book.sets.items()}
        self._by_debt: dict[str, bool] = {}
        self._calendars: dict[str, frozenset[str]] = {}
        self.moved_by: dict[str, frozenset[str]] = {}
        self.facts: dict[str, FactValue] = {}
        for fact in book.facts.values():
            self.fact(fact.id)
        self.scope = self.closure(book.scope, CONTACT)
        self.rules = [CompiledRule(self, rule, book.exemptions_of(rule)) for rule in book.rules.values()]
        self.rules_on = lru_cache(maxsize=4096)(self._rules_on)
        self.values_on = lru_cache(maxsize=4096)(self._values_on)
        self.guards = Guards(self)

    def rule(self, name: str) -> CompiledRule:
        """The rule of that id."""
        return next(rule for rule in self.rules if rule.rule.id == name)

    @cached_property
    def turning_days(self) -> tuple[int, ...]:
        """The days on which the law itself changes: a value, a rule, an exception or the whole begins or ends."""
        book = self.book
        spans = [book.in_force, *(rule.in_force for rule in book.rules.values())]
        spans += [exemption.in_force for exemption in book.exemptions.values()]
        begun = [span.first for span in spans if span.first is not None]
        ended = [span.last + 1 for span in spans if span.last is not None]
        steps = [day for value in book.values.values() for day, _ in value.steps]
        return tuple(sorted({*begun, *ended, *steps}))

    @cached_property
    def clock_values(self) -> tuple[Clock, ...]:
        """Every clock value, in every version."""
        values = (value for value in self.book.values.values() if value.type == "clock")
        return tuple(version for value in values for _, version in value.steps)

    @cached_property
    def rolling(self) -> tuple[Fact, ...]:
        """The facts whose windows are hours or minutes."""
        return tuple(fact for fact in self.book.facts.values() if fact.window.kind in ROLLING)

    @cached_property
    def _grouped(self) -> Closure:
        return self.closure(self.book.grouping.when if self.book.grouping else TRUE, Scope("debt"))

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
        groups: dict[str, str] = {}
        for debt, facts in run.parties.debts.items():
            holder = _DebtFrame(run, debt)
            if self._grouped(holder) is True and facts.get(grouping.by) is not None:  # type: ignore[arg-type]
                groups[debt] = f"{grouping.by} {facts[grouping.by]}"
        return groups

    def reads_of(self, rule: Rule) -> tuple[Mapping[str, Read], tuple[FactValue, ...]]:
        """What a rule's condition and sentence read, by name, and the facts of the history in its condition."""
        reads: dict[str, Read] = {}
        used: list[FactValue] = []
        places = [place for text in rule.says.values() for place in places_in(text)]
        conditions = names_in(rule.when)
        for name in dict.fromkeys([*conditions, *places]):
            ref = self.names.resolve(name, CONTACT)
            if ref is not None and ref.origin != "set":
                closure = self.fact(name).value if ref.origin == "fact" else self.closure(Name(name), CONTACT)
                reads[name] = Read(ref.type, closure, name in places)
            if ref is not None and ref.fact and name in conditions:
                used.append(self.fact(ref.fact))
        return reads, tuple(used)

    def fact(self, name: str) -> FactValue:
        """The compiled fact of that name (facts may use one another; the loader refuses circles)."""
        if name not in self.facts:
            self.facts[name] = compile_fact(self, self.book.facts[name])
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
                fact.by_debt
                or "creditor" in fact.per
                or (fact.where is not None and self.depends_on_debt(fact.where, scope))
                or any(self.depends_on_debt(end.when, Scope("ending", end.event, fact.event)) for end in fact.ends)
                or (fact.window.kind == "since" and self.fact_by_debt(self.book.facts[str(fact.window.length)]))
            )
        return self._by_debt[fact.id]

    def calendars_in(self, tree: Node) -> frozenset[str]:
        """Which public holidays a condition reads, itself or through facts: ``national``, ``state``."""
        found: set[str] = set()
        for name in names_in(tree):
            head = name.partition(".")[0]
            if name.startswith(HOLIDAY):
                found.add(name.removeprefix(HOLIDAY))
            elif head in self.book.facts:
                found |= self._calendars_of(head)
        return frozenset(found)

    def _calendars_of(self, fact: str) -> frozenset[str]:
        if fact not in self._calendars:
            self._calendars[fact] = frozenset()
            one = self.book.facts[fact]
            trees = [*([one.where] if one.where is not None else []), *(end.when for end in one.ends)]
            window = {"national"} if one.window.kind == "business_days" else set()
            self._calendars[fact] = frozenset(window.union(*(self.calendars_in(tree) for tree in trees)))
        return self._calendars[fact]

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
        return NODES[type(node)](self, node, scope)


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
