"""A few words for building SQL nodes, so that the translation reads like the definition. No rules are known here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from sqlglot import exp

Sql = exp.Expr

TYPES = {
    "bool": "BOOLEAN", "int": "BIGINT", "day": "BIGINT", "clock": "BIGINT", "instant": "BIGINT",
    "decimal": "DECIMAL(18, 2)", "list of day": "ARRAY<BIGINT>",
}  # fmt: skip
"""The SQL type of each type of the vocabulary; words and texts are VARCHAR, lists of them arrays of it."""


def type_of(kind: str) -> str:
    """The SQL type of a type of the vocabulary."""
    return TYPES.get(kind) or ("ARRAY<VARCHAR>" if kind.startswith("list of ") else "VARCHAR")


def col(table: str, name: str) -> Sql:
    """``"table"."name"``."""
    return exp.column(name, table=table, quoted=True)


def lit(value: str | int | bool) -> Sql:
    """A literal."""
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)


@cache
def sql_type(kind: str) -> exp.DataType:
    """A type of SQL, read once; a tree takes a copy."""
    return exp.DataType.build(kind)


def cast(node: Sql, kind: str) -> Sql:
    """``CAST(node AS kind)``."""
    return exp.Cast(this=node, to=sql_type(kind).copy())


def null(kind: str = "bool") -> Sql:
    """NULL of a type of the vocabulary."""
    return cast(exp.Null(), type_of(kind))


def names(words: Iterable[str]) -> Sql:
    """An array of texts."""
    found = [lit(word) for word in words]
    return exp.array(*found, copy=False) if found else cast(exp.array(), "ARRAY<VARCHAR>")


def paren(node: Sql) -> Sql:
    """In brackets where it is more than one word."""
    plain = (exp.Column, exp.Literal, exp.Boolean, exp.Paren, exp.Func, exp.Null)
    operation = isinstance(node, exp.Binary) and not isinstance(node, exp.Paren)
    return node if isinstance(node, plain) and not operation else exp.Paren(this=node)


def op(kind: type[exp.Binary], left: Sql, right: Sql) -> Sql:
    """A binary operation, in brackets."""
    return kind(this=paren(left), expression=paren(right))


def chain(kind: type[exp.Binary], parts: Sequence[Sql]) -> Sql:
    """``a AND b AND c``."""
    whole = paren(parts[0])
    for part in parts[1:]:
        whole = kind(this=whole, expression=paren(part))
    return whole


def every(*parts: Sql) -> Sql:
    """All of the parts, in SQL's three-valued logic."""
    kept = [part for part in parts if not is_true(part)]
    return chain(exp.And, kept) if kept else exp.true()


def some(*parts: Sql) -> Sql:
    """Any of the parts."""
    return chain(exp.Or, parts) if parts else exp.false()


def eq(left: Sql, right: Sql) -> Sql:
    """``left = right``."""
    return op(exp.EQ, left, right)


def plus(left: Sql, right: Sql | int) -> Sql:
    """``left + right``."""
    return op(exp.Add, left, lit(right) if isinstance(right, int) else right)


def minus(left: Sql, right: Sql | int) -> Sql:
    """``left - right``."""
    return op(exp.Sub, left, lit(right) if isinstance(right, int) else right)


def is_null(node: Sql) -> Sql:
    """``node IS NULL``."""
    return exp.Is(this=paren(node), expression=exp.Null())


def not_null(node: Sql) -> Sql:
    """``node IS NOT NULL``."""
    return exp.Not(this=is_null(node))


def invert(node: Sql) -> Sql:
    """``NOT node``."""
    return exp.Not(this=paren(node))


def not_false(node: Sql) -> Sql:
    """True or unknown."""
    return exp.NullSafeNEQ(this=paren(node), expression=exp.false())


def when(*pairs: tuple[Sql, Sql], other: Sql | None = None) -> Sql:
    """``CASE WHEN … THEN … ELSE other END``."""
    ifs = [exp.If(this=test, true=value) for test, value in pairs]
    return exp.Case(ifs=ifs, default=other)


def has(array: Sql, item: Sql) -> Sql:
    """Is ``item`` in ``array``?"""
    return exp.ArrayContains(this=array, expression=item)


def joined(parts: Sequence[Sql]) -> Sql:
    """Several arrays of texts as one, each text once."""
    if len(parts) == 1:
        return parts[0]
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.ArrayConcat(this=whole, expressions=[part])
    return exp.ArrayDistinct(this=whole)


def is_true(node: Sql) -> bool:
    """Is a node the literal TRUE?"""
    return isinstance(node, exp.Boolean) and bool(node.this)


def is_false(node: Sql) -> bool:
    """Is a node the literal FALSE?"""
    return isinstance(node, exp.Boolean) and not node.this


def is_unknown(node: Sql) -> bool:
    """Is a node NULL whatever the row?"""
    return isinstance(node, exp.Null) or (isinstance(node, exp.Cast) and isinstance(node.this, exp.Null))


def least(nodes: Sequence[Sql]) -> Sql:
    """The smallest; NULLs are passed over."""
    return _outermost(exp.Least, nodes)


def greatest(nodes: Sequence[Sql]) -> Sql:
    """The greatest; NULLs are passed over."""
    return _outermost(exp.Greatest, nodes)


def _outermost(kind: type[exp.Func], nodes: Sequence[Sql]) -> Sql:
    if len(nodes) == 1:
        return nodes[0]
    first = nodes[0]
    filled = [exp.Coalesce(this=node.copy(), expressions=[first.copy()]) for node in nodes[1:]]
    return kind(this=first, expressions=filled)
