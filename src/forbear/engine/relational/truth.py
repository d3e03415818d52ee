"""Three-valued truth in SQL: the mirror of ``engine/logic.py``. NULL is unknown, ``doubt`` names what was missing.

A :class:`Val` is a value that is NULL where it is not known; a :class:`Count` lies between two bounds. ``doubt`` is
read only where the value is not certain, and is built only when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from forbear.engine.logic import COMPARISONS
from forbear.engine.relational.sql import (
    Sql,
    chain,
    every,
    invert,
    is_false,
    is_null,
    is_true,
    is_unknown,
    joined,
    lit,
    minus,
    names,
    null,
    op,
    plus,
    some,
    when,
)  # fmt: skip

Doubt = Callable[[], Sql]
NO_NAMES = names(())


@dataclass(frozen=True, slots=True)
class Val:
    """A value; ``doubt`` is None where it is always known."""

    sql: Sql
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number from ``low`` to ``high``; both NULL where it is not known at all."""

    low: Sql
    high: Sql
    doubt: Doubt


Value = Val | Count
TRUE, FALSE = Val(exp.true()), Val(exp.false())

_OPS: dict[str, type[exp.Binary]] = {
    "==": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
_TURNED = {">": "<", ">=": "<="}


def fresh(node: Sql) -> Sql:
    """A node that may stand in a second place."""
    return node.copy()


def missing(sql: Sql, words: Iterable[str]) -> Val:
    """A value that lacks the facts ``words`` where it is NULL."""
    found = tuple(words)
    return Val(sql, lambda: names(found))


def doubt_of(*values: Val) -> Doubt | None:
    """The names of every value that is unknown."""
    unsure = [value for value in values if value.doubt is not None]
    return (lambda: _gathered(unsure)) if unsure else None


def _gathered(values: Sequence[Val]) -> Sql:
    """Where only one may be unknown, it is the one: nobody reads the names where the whole is known."""
    doubts = [value.doubt for value in values if value.doubt is not None]
    if len(doubts) == 1:
        return doubts[0]()
    found = zip(values, (doubt() for doubt in doubts), strict=True)
    return joined([
        names_ if is_unknown(value.sql) else when((is_null(_as_null(value.sql)), names_), other=fresh(NO_NAMES))
        for value, names_ in found
    ])  # fmt: skip


def _as_null(node: Sql) -> Sql:
    """A shorter node that is NULL where this one is: what is turned round, or compared with a literal."""
    while True:
        compared = isinstance(node, tuple(_OPS.values())) and isinstance(node.expression, exp.Literal)
        if not compared and not isinstance(node, exp.Paren | exp.Not | exp.In):
            return fresh(node)
        node = node.this


def all_of(values: Iterable[Val]) -> Val:
    """False where any is false, else unknown where any is unknown, else True."""
    kept = [value for value in values if not is_true(value.sql)]
    if any(is_false(value.sql) for value in kept):
        return FALSE
    if len(kept) <= 1:
        return kept[0] if kept else TRUE
    return Val(chain(exp.And, [fresh(value.sql) for value in kept]), doubt_of(*kept))


def any_of(values: Iterable[Val]) -> Val:
    """True where any is true, else unknown where any is unknown, else False."""
    kept = [value for value in values if not is_false(value.sql)]
    if any(is_true(value.sql) for value in kept):
        return TRUE
    if len(kept) <= 1:
        return kept[0] if kept else FALSE
    return Val(chain(exp.Or, [fresh(value.sql) for value in kept]), doubt_of(*kept))


def negate(value: Val) -> Val:
    """Not; what is unknown stays unknown."""
    if is_true(value.sql) or is_false(value.sql):
        return FALSE if is_true(value.sql) else TRUE
    return value if is_unknown(value.sql) else Val(invert(fresh(value.sql)), value.doubt)


def compare(sign: str, left: Value, right: Value) -> Val:
    """Compare; certain only where every possibility agrees."""
    if isinstance(left, Val) and isinstance(right, Val):
        known = _literals(left.sql, right.sql)
        if known is not None:
            return TRUE if COMPARISONS[sign](*known) else FALSE
        if is_unknown(left.sql) or is_unknown(right.sql):
            return Val(null("bool"), doubt_of(left, right))
        if sign in ("==", "!=") and _filled(left.sql) and _literals(left.sql.expressions[0], right.sql):
            absent = compare(sign, Val(left.sql.expressions[0]), right)
            return Val(_or_else(compare(sign, Val(left.sql.this), right), absent), doubt_of(left, right))
        return Val(op(_OPS[sign], fresh(left.sql), fresh(right.sql)), doubt_of(left, right))
    if sign in _TURNED:
        return compare(_TURNED[sign], right, left)
    if sign == "!=":
        return negate(compare("==", left, right))
    return Val(_possible(sign, bounds(left), bounds(right)), lambda: _doubt_of_bounds(left, right))


def _filled(node: Sql) -> bool:
    """Is a node what it holds, and a literal where it holds nothing? A comparison is then made with what it holds, so
    that words that an engine keeps as numbers stay numbers.
    """
    return (
        isinstance(node, exp.Coalesce) and len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Literal)
    )


def _or_else(held: Val, absent: Val) -> Sql:
    return exp.Coalesce(this=held.sql, expressions=[absent.sql])


def _literals(left: Sql, right: Sql) -> tuple[Any, Any] | None:
    """The values of two literals of one sort."""
    if isinstance(left, exp.Literal) and isinstance(right, exp.Literal) and left.is_string == right.is_string:
        return left.to_py(), right.to_py()
    return None


def _possible(sign: str, left: tuple[Sql, Sql], right: tuple[Sql, Sql]) -> Sql:
    """``left sign right`` for all pairs between the bounds: TRUE, FALSE, or NULL where they differ."""
    (low, high), (less, more) = left, right
    kind = _OPS[sign]
    if sign == "==":
        certain = every(op(exp.EQ, low, more), op(exp.EQ, high, less))
        never = some(op(exp.LT, high, less), op(exp.GT, low, more))
    else:
        certain = op(kind, high, less)
        never = invert(op(kind, low, more))
    return when((fresh(certain), exp.true()), (fresh(never), exp.false()), other=null("bool"))


def bounds(value: Value) -> tuple[Sql, Sql]:
    """The lowest and the highest possible."""
    return (value.low, value.high) if isinstance(value, Count) else (value.sql, value.sql)


def _doubt_of_bounds(left: Value, right: Value) -> Sql:
    """Where one is unknown as a whole, its names alone; else those of every count between bounds."""
    parts = []
    for value, other in ((left, right), (right, left)):
        if value.doubt is None:
            continue
        low, high = (fresh(bound) for bound in bounds(value))
        unsure = is_null(low)
        if isinstance(value, Count):
            unsure = some(unsure, every(invert(is_null(fresh(bounds(other)[0]))), op(exp.LT, fresh(low), high)))
        parts.append(when((unsure, value.doubt()), other=fresh(NO_NAMES)))
    return joined(parts) if parts else fresh(NO_NAMES)


def total(sign: str, left: Value, right: Value) -> Value:
    """``left + right`` or ``left - right``."""
    (low, high), (less, more) = bounds(left), bounds(right)
    doubts = [value.doubt for value in (left, right) if value.doubt is not None]
    if isinstance(left, Val) and isinstance(right, Val):
        node = _sum(sign, low, less)
        return Val(node, (lambda: _first_unknown(left, right)) if doubts else None)
    ends = (
        (_sum(sign, low, less), _sum(sign, high, more))
        if sign == "+"
        else (_sum(sign, low, more), _sum(sign, high, less))
    )
    return Count(*ends, lambda: _first_unknown(left, right))


def _sum(sign: str, left: Sql, right: Sql) -> Sql:
    return plus(fresh(left), fresh(right)) if sign == "+" else minus(fresh(left), fresh(right))


def _first_unknown(left: Value, right: Value) -> Sql:
    """The names of the first that is unknown as a whole; else those of the counts between bounds."""
    pairs = [(is_null(fresh(bounds(value)[0])), value.doubt()) for value in (left, right) if value.doubt is not None]
    return when(*pairs, other=_doubt_of_bounds(left, right))


def choose(test: Val, yes: Value, no: Value) -> Value:
    """``yes if test else no``; unknown where the test is."""
    if is_true(test.sql) or is_false(test.sql):
        return yes if is_true(test.sql) else no
    if isinstance(yes, Val) and isinstance(no, Val):
        known = not (yes.doubt or no.doubt or test.doubt)
        return Val(_chosen(test, yes.sql, no.sql), None if known else lambda: _chosen_doubt(test, yes, no))
    (low, high), (less, more) = bounds(yes), bounds(no)
    return Count(_chosen(test, low, less), _chosen(test, high, more), lambda: _chosen_doubt(test, yes, no))


def _chosen(test: Val, yes: Sql, no: Sql) -> Sql:
    plain = [(fresh(test.sql), fresh(yes)), (invert(fresh(test.sql)), fresh(no))]
    return when(*plain, other=None) if test.doubt else when(plain[0], other=fresh(no))


def _chosen_doubt(test: Val, yes: Value, no: Value) -> Sql:
    def one(value: Value) -> Sql:
        return value.doubt() if value.doubt else fresh(NO_NAMES)

    sides = [(fresh(test.sql), one(yes)), (invert(fresh(test.sql)), one(no))]
    return when(*sides, other=one(test))


def member(item: Val, words: Sequence[str | int | bool]) -> Val:
    """Is a value one of the words?"""
    if not words:
        return Val(when((is_null(fresh(item.sql)), null("bool")), other=exp.false()), item.doubt)
    if is_unknown(item.sql):
        return Val(null("bool"), item.doubt)
    if _filled(item.sql) and all(isinstance(word, str) for word in words):
        absent = Val(lit(item.sql.expressions[0].to_py() in words))
        return Val(_or_else(member(Val(item.sql.this), words), absent), item.doubt)
    return Val(exp.In(this=fresh(item.sql), expressions=[lit(word) for word in words]), item.doubt)


def member_of(item: Val, values: Val) -> Val:
    """Is a value one of a list that is a fact?"""
    unsure = some(is_null(fresh(item.sql)), is_null(fresh(values.sql)))
    inside = exp.ArrayContains(this=fresh(values.sql), expression=fresh(item.sql))
    sql = when((unsure, null("bool")), other=inside)
    doubt = (lambda: _first_unknown(item, values)) if item.doubt or values.doubt else None
    return Val(sql, doubt)


def assume(value: Value, other: str | int | bool) -> Value:
    """``other`` where the value is unknown."""
    if isinstance(value, Count):
        low, high = (exp.Coalesce(this=fresh(end), expressions=[lit(other)]) for end in bounds(value))
        return Count(low, high, value.doubt)
    if value.doubt is None:
        return value
    if is_unknown(value.sql):
        return Val(lit(other))
    return Val(exp.Coalesce(this=fresh(value.sql), expressions=[lit(other)]))
