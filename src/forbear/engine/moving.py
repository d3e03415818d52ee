"""What may change a rule, or an exception that lifts it, as time passes."""

from __future__ import annotations

from collections.abc import Iterator

from forbear.engine.compile import CONTACT, Compiled, CompiledRule
from forbear.engine.compile import scope_of as scope_of_fact
from forbear.rules.expressions import Name, Node, walk
from forbear.rules.format import Fact
from forbear.rules.names import Ref, Scope


def moved_by_time(compiled: Compiled, rule: CompiledRule) -> frozenset[str]:
    """Which of ``clock``, ``slot`` and ``day`` may change it."""
    known = compiled.moved_by
    if rule.rule.id not in known:
        trees = [rule.rule.when, *(each.when for each, _ in rule.exemptions)]
        moving = {each for tree in trees for each in _in_tree(compiled, tree, CONTACT)}
        known[rule.rule.id] = frozenset(moving | ({"day"} if _law_may_end(compiled, rule) else set()))
    return known[rule.rule.id]


def _law_may_end(compiled: Compiled, rule: CompiledRule) -> bool:
    """Does the law say a last day for the rule, or a first for an exception to it?"""
    begins = [exemption.in_force.first for exemption, _ in rule.exemptions]
    days = [compiled.book.in_force.last, rule.rule.in_force.last, *begins]
    return any(day is not None for day in days)


def _in_tree(compiled: Compiled, tree: Node, scope: Scope) -> Iterator[str]:
    refs = (compiled.names.resolve(node.path, scope) for node in walk(tree) if isinstance(node, Name))
    for ref in refs:
        if ref is not None:
            yield from _in_ref(compiled, ref)


def _in_ref(compiled: Compiled, ref: Ref) -> Iterator[str]:
    if ref.origin == "slot":
        yield "slot"
    elif ref.origin == "clock" or ref.type == "clock":
        yield "clock"
    elif ref.origin == "now" or (ref.origin == "value" and len(compiled.book.values[ref.key].steps) > 1):
        yield "day"
    if ref.fact:
        yield from _in_fact(compiled, compiled.book.facts[ref.fact])


def _in_fact(compiled: Compiled, fact: Fact) -> Iterator[str]:
    if fact.window.kind == "since":
        yield from _in_fact(compiled, compiled.book.facts[str(fact.window.length)])
    elif fact.window.kind or any(ending.after_days for ending in fact.ends):
        yield "day"
    if fact.where is not None:
        yield from _in_tree(compiled, fact.where, scope_of_fact(fact))
    for ending in fact.ends:
        yield from _in_tree(compiled, ending.when, Scope("ending", ending.event, fact.event))
