"""On which contacts can a clause speak at all, and a fact matter, by what the contact itself says?

``consumer and represented`` cannot speak on a contact with somebody else, nor where the debtor has no hold at all: then
nobody need look for holds beside it. Every condition is bounded from above (``possible``: not surely false) and from
below (``certain``: surely true) by what is known already: the contact itself, the kinds of event that the debtor has,
and the facts named in ``known``. A fact is demanded where some condition that reads it is not yet settled by the other
parts. Both bounds follow three-valued logic, in which a false part settles ``and``, and a true one ``or``, whatever the
others are; so a fact that is not demanded may have any value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from forbear.engine.compile import CONTACT, CompiledRule
from forbear.engine.facts import condition_of
from forbear.engine.relational import truth
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.gathered import found_type
from forbear.engine.relational.needs import Needs, conditions_of
from forbear.engine.relational.sql import Sql, is_false, is_true, lit, names, null
from forbear.engine.relational.truth import Val, Value
from forbear.engine.relational.views import FrameView, Kept
from forbear.rules.expressions import And, Choose, Name, Node, Not, Or
from forbear.rules.format import HISTORY_KINDS, Exemption, Fact, Span

Path = tuple[Sql, ...]
"""Tests that all must hold; each is the only node of its text, so that it goes by its identity."""
Clock = Callable[[Fact, FrameView], Val]
MOST_NODES = 600
"""A longer bound costs more than it saves: everything is demanded."""


@dataclass(frozen=True, slots=True)
class _Inline:
    """A fact worked out where it is read; one over a history without its kind of event is worth nothing."""

    demand: Demand
    fact: Fact

    def value(self, alias: str) -> Value:
        return self.demand.value_of(self.fact)

    def key(self, alias: str, key: str) -> Val:
        if self.fact.id in self.demand.known:
            return self.demand.known[self.fact.id].key(alias, key)
        return Val(null(found_type(self.fact, key)), lambda: names(()))


@dataclass
class Demand:
    """The bounds of one rulebook on its frames. ``has``: has the debtor an event of one of some kinds (None where that
    is not laid down)? ``known``: facts that stand beside the frames already.
    """

    translator: Translator
    needs: Needs
    view: FrameView
    kinds: frozenset[str]
    clock: Clock
    has: Callable[[Iterable[str]], Sql | None]
    known: Mapping[str, Kept] = field(default_factory=dict)
    _old: dict[str, frozenset[str]] = field(default_factory=dict)
    _paths: dict[str, dict[frozenset[int], Path]] = field(default_factory=dict)
    _bounds: dict[tuple[int, bool], Sql] = field(default_factory=dict)
    _open: dict[int, Sql] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = self.translator.compiled.book.facts
        inlined = {name: _Inline(self, fact) for name, fact in self.facts.items()}
        self.inline = replace(self.view, facts=inlined)  # type: ignore[arg-type]  # they answer what conditions ask of a fact

    def any_speaks(self, rules: Sequence[tuple[CompiledRule, Sequence[Exemption]]]) -> Sql:
        """May one of the clauses speak? Also notes, clause by clause, which facts are demanded for it."""
        scope = self.translator.compiled.book.scope
        self._visit(scope, ())
        inside = self.possible(scope)
        spoken = []
        for speaker, exemptions in rules:
            when_ = speaker.rule.when
            free = [self.unsettled(each.when) for each in exemptions if each.in_force == Span()]
            self._visit(when_, (inside, *free))
            for each in exemptions:
                self._visit(each.when, (inside, self.possible(when_)))
            spoken.append((self.possible(when_), *free))
        return _all((inside, _any_path(spoken)))

    def of(self, names: Iterable[str]) -> Sql:
        """Where is one of these facts demanded?"""
        paths = {key: path for name in names for key, path in self._paths.get(name, {}).items()}
        found = _any_path([path for key, path in paths.items() if not any(other < key for other in paths)])
        return found if _size(found) <= MOST_NODES else exp.true()

    def possible(self, node: Node) -> Sql:
        """TRUE where a condition is not surely false; never NULL."""
        return self._bound(node, upper=True)

    def certain(self, node: Node) -> Sql:
        """TRUE where a condition is surely true; never NULL."""
        return self._bound(node, upper=False)

    def unsettled(self, node: Node) -> Sql:
        """TRUE where a condition is not surely true; never NULL."""
        if id(node) not in self._open:
            self._open[id(node)] = _not(self.certain(node))
        return self._open[id(node)]

    def _bound(self, node: Node, upper: bool) -> Sql:
        key = id(node), upper
        if key not in self._bounds:
            self._bounds[key] = self._worked_out(node, upper)
        return self._bounds[key]

    def _worked_out(self, node: Node, upper: bool) -> Sql:
        if isinstance(node, And):
            return _all([self._bound(part, upper) for part in node.parts])
        if isinstance(node, Or):
            return _any([self._bound(part, upper) for part in node.parts])
        if isinstance(node, Not):
            return _not(self._bound(node.part, not upper))
        aliased = self._alias(node)
        if aliased is not None:
            return self._bound(condition_of(aliased), upper)
        there = self._there(node)
        return there if upper and is_true(there) else self._leaf(node, there, upper)

    def _there(self, node: Node) -> Sql:
        """May the debtor have an event that a condition reads? TRUE where that is not laid down."""
        kinds = self._kinds_in(node)
        found = self.has(kinds) if kinds else exp.false()
        return exp.true() if found is None else found

    def _leaf(self, node: Node, there: Sql, upper: bool) -> Sql:
        if is_true(there):
            return exp.false()
        found = self.translator.truth(node, Place(CONTACT, self.inline, where="demand"))
        value = found.sql
        if found.doubt is not None and not (is_true(value) or is_false(value)):
            value = exp.Coalesce(this=value.copy(), expressions=[exp.true() if upper else exp.false()])
        return _any((there, value)) if upper else _all((_not(there), value))

    def value_of(self, fact: Fact) -> Value:
        """The value of a fact on a frame: known, worked out, or worth nothing without events of its kind."""
        if fact.id in self.known:
            return self.known[fact.id].value(self.view.alias)
        if fact.kind in HISTORY_KINDS:
            return Val(lit(0) if fact.kind in ("count", "distinct") else exp.false())
        if fact.kind == "is":
            return self.translator.value(condition_of(fact), Place(CONTACT, self.inline, where=f"fact {fact.id}"))
        return self.clock(fact, self.inline)

    def _alias(self, node: Node) -> Fact | None:
        """The fact that a node names, where it is a name for a condition."""
        ref = self.translator.compiled.names.resolve(node.path, CONTACT) if isinstance(node, Name) else None
        fact = self.facts[ref.fact] if ref is not None and ref.origin == "fact" else None
        return fact if fact is not None and fact.kind == "is" else None

    def _kinds_in(self, node: Node) -> frozenset[str]:
        """The kinds of event that a condition reads and of which nothing is known yet."""
        found = (self._kinds_of(ref.fact) for ref in self.needs.refs(node, CONTACT) if ref.fact)
        return frozenset[str]().union(*found)

    def _kinds_of(self, name: str) -> frozenset[str]:
        if name not in self._old:
            fact = self.facts[name]
            if name in self.known:
                self._old[name] = frozenset()
            elif fact.kind in HISTORY_KINDS:
                self._old[name] = frozenset({fact.event}) & self.kinds
            else:
                read = (ref for tree, scope in conditions_of(fact) for ref in self.needs.refs(tree, scope) if ref.fact)
                self._old[name] = frozenset[str]().union(*(self._kinds_of(ref.fact) for ref in read))
        return self._old[name]

    def _visit(self, node: Node, path: Path) -> None:
        """Note the facts of a condition, which matters only where all of ``path`` holds."""
        if any(is_false(part) for part in path):
            return
        if isinstance(node, And | Or):
            for part in node.parts:
                others = [other for other in node.parts if other is not part]
                bound = self.possible if isinstance(node, And) else self.unsettled
                self._visit(part, (*path, *(bound(other) for other in others)))
        elif isinstance(node, Not):
            self._visit(node.part, path)
        elif isinstance(node, Choose):
            self._visit(node.test, path)
            self._visit(node.yes, (*path, self.possible(node.test)))
            self._visit(node.no, (*path, self.unsettled(node.test)))
        else:
            for name in self.needs.facts_in(node, CONTACT):
                self._note(name, path)

    def _note(self, name: str, path: Path) -> None:
        fact = self.facts[name]
        if fact.kind == "is":
            self._visit(condition_of(fact), path)
            return
        tests = tuple(part for part in path if not is_true(part))
        self._paths.setdefault(name, {})[frozenset(id(part) for part in tests)] = tests
        if fact.window.kind == "since":
            self._note(str(fact.window.length), path)
        for tree, scope in conditions_of(fact):
            for ref in self.needs.refs(tree, scope):
                if ref.fact and (ref.origin in ("fact_of_ask", "fact_key") or fact.kind not in HISTORY_KINDS):
                    self._note(ref.fact, path)


def _all(parts: Iterable[Sql]) -> Sql:
    return truth.all_of(map(Val, _once(parts))).sql


def _any(parts: Iterable[Sql]) -> Sql:
    return truth.any_of(map(Val, _once(parts))).sql


def _any_path(paths: Sequence[Path]) -> Sql:
    """Does all of one of the paths hold? What several have in common is asked once, the most common first."""
    return _shared([list(dict.fromkeys(part for test in path for part in _parts(test))) for path in paths])


def _parts(test: Sql) -> Iterator[Sql]:
    """The tests of which all must hold."""
    if isinstance(test, exp.Paren):
        yield from _parts(test.this)
    elif isinstance(test, exp.And):
        yield from (*_parts(test.this), *_parts(test.expression))
    elif not is_true(test):
        yield test


def _shared(paths: list[list[Sql]]) -> Sql:
    counted = Counter(part for path in paths for part in path)
    common, times = next(iter(counted.most_common(1)), (exp.true(), 0))
    if times < 2 or [] in paths:
        return _any([_all(path) for path in paths])
    inside = [[part for part in path if part != common] for path in paths if common in path]
    return _any((_all((common, _shared(inside))), _shared([path for path in paths if common not in path])))


def _once(parts: Iterable[Sql]) -> Iterable[Sql]:
    return {id(part): part for part in parts}.values()


def _not(part: Sql) -> Sql:
    return truth.negate(Val(part)).sql


def _size(node: Sql) -> int:
    return sum(1 for _ in node.walk())
