"""The meaning of each kind of node, in the order of ``rules/expressions.py``: it becomes one small function of a frame.

Nothing is executed as text. A part that cannot change the answer is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from forbear.engine.frame import Frame
from forbear.engine.logic import COMPARISONS, Interval, Truth, Unknown, compare, total
from forbear.engine.readers import READERS, TABLES, Closure, missing_name
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

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled

_MISSING: Any = object()


def _literal(compiler: Compiled, node: Literal, scope: Scope) -> Closure:
    value = node.value
    return lambda frame: value


def name(compiler: Compiled, node: Name, scope: Scope) -> Closure:
    """How a name is read."""
    ref = _meant(compiler, node, scope)
    return READERS[ref.origin](compiler, ref, scope)


def _meant(compiler: Compiled, node: Name, scope: Scope) -> Ref:
    ref = compiler.names.resolve(node.path, scope)
    if ref is None:
        raise KeyError(f"{node.path} has no meaning in {scope}")
    return ref


_NOT_PLAIN = (Unknown, Interval)


def _compare(compiler: Compiled, node: Compare, scope: Scope) -> Closure:
    left, right = compiler.closure(node.left, scope), compiler.closure(node.right, scope)
    plain, op = COMPARISONS[node.op], node.op
    if isinstance(node.right, Literal):
        return _compare_with(left, op, node.right.value)

    def test(frame: Frame) -> Truth:
        a, b = left(frame), right(frame)
        if a.__class__ in _NOT_PLAIN or b.__class__ in _NOT_PLAIN:
            return compare(op, a, b)
        return plain(a, b)

    return test


def _compare_with(left: Closure, op: str, value: Any) -> Closure:
    plain = COMPARISONS[op]

    def test(frame: Frame) -> Truth:
        a = left(frame)
        return compare(op, a, value) if a.__class__ in _NOT_PLAIN else plain(a, value)

    return test


def _member(compiler: Compiled, node: Member, scope: Scope) -> Closure:
    item = compiler.closure(node.item, scope)
    if isinstance(node.container, Name) and node.container.path not in compiler.sets:
        return _member_of_fact(item, name(compiler, node.container, scope))
    words = _words(compiler, node.container)

    def test(frame: Frame) -> Truth:
        value = item(frame)
        return value if value.__class__ is Unknown else value in words

    return test


def _member_of_fact(item: Closure, container: Closure) -> Closure:
    def test(frame: Frame) -> Truth:
        value, values = item(frame), container(frame)
        for each in (value, values):
            if isinstance(each, Unknown):
                return each
        return value in values

    return test


def _words(compiler: Compiled, container: Node) -> frozenset[Any]:
    if isinstance(container, ListOf):
        return frozenset(literal.value for literal in container.items)
    return compiler.sets[container.path] if isinstance(container, Name) else frozenset()


def _both(compiler: Compiled, node: And, scope: Scope) -> Closure:
    return _chained(_and, compiler.cheapest_first(node.parts, scope))


def _either(compiler: Compiled, node: Or, scope: Scope) -> Closure:
    return _chained(_or, compiler.cheapest_first(node.parts, scope))


def _chained(join: Callable[[Closure, Closure], Closure], parts: list[Closure]) -> Closure:
    """The first part with all the others."""
    *others, joined = parts
    for part in reversed(others):
        joined = join(part, joined)
    return joined


def _and(first: Closure, second: Closure) -> Closure:
    def test(frame: Frame) -> Truth:
        truth: Truth = first(frame)
        if truth is False:
            return False
        other: Truth = second(frame)
        if truth is True or other is False:
            return other
        return truth if other is True else truth | other

    return test


def _or(first: Closure, second: Closure) -> Closure:
    def test(frame: Frame) -> Truth:
        truth: Truth = first(frame)
        if truth is True:
            return True
        other: Truth = second(frame)
        if truth is False or other is True:
            return other
        return truth if other is False else truth | other

    return test


def _negation(compiler: Compiled, node: Not, scope: Scope) -> Closure:
    part = compiler.closure(node.part, scope)

    def test(frame: Frame) -> Truth:
        truth: Truth = part(frame)
        return truth if truth.__class__ is Unknown else not truth

    return test


def _choose(compiler: Compiled, node: Choose, scope: Scope) -> Closure:
    test, yes, no = (compiler.closure(part, scope) for part in (node.test, node.yes, node.no))

    def value(frame: Frame) -> Any:
        truth = test(frame)
        return truth if isinstance(truth, Unknown) else (yes if truth else no)(frame)

    return value


def _arithmetic(compiler: Compiled, node: Arithmetic, scope: Scope) -> Closure:
    left, right, sign = compiler.closure(node.left, scope), compiler.closure(node.right, scope), node.op
    return lambda frame: total(sign, left(frame), right(frame))


def _stated(compiler: Compiled, node: Stated, scope: Scope) -> Closure:
    ref = _meant(compiler, node.name, scope)
    where, unknown = TABLES[ref.origin], Unknown([missing_name(ref, scope)])

    def test(frame: Frame) -> Truth:
        value = where(frame).get(ref.key, _MISSING)
        return unknown if value is None else value is not _MISSING

    return test


def _in_order(compiler: Compiled, node: InOrder, scope: Scope) -> Closure:
    read, assumed = name(compiler, node.name, scope), node.value.value

    def value(frame: Frame) -> Any:
        found = read(frame)
        return assumed if found.__class__ is Unknown and frame.run.in_order else found

    return value


NODES: Mapping[type, Callable[..., Closure]] = {
    Literal: _literal, Name: name, Compare: _compare, Member: _member,
    And: _both, Or: _either, Not: _negation, Choose: _choose,
    Arithmetic: _arithmetic, Stated: _stated, InOrder: _in_order,
}  # fmt: skip
