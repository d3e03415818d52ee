"""A statement of a program as Spark wants it, before it is written out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from sqlglot import exp

from forbear.engine.relational.sql import Sql, col, eq, every, lit, minus

FRAME, KEYS = "fid", ("debtor", "qid", "idx")
"""The one name of a frame, and the columns that it stands for."""
ALWAYS = (*KEYS, "seq")
"""Columns that are never NULL."""
ZONES = ("zone_offsets", "zone_days", "place_days")


def for_spark(query: exp.Select, one_part: bool) -> exp.Select:
    """The same statement; ``one_part``: every table is in one part, else they are shared out by debtor."""
    for step in query.find_all(exp.CTE):
        step.set("materialized", None)  # Spark has no word for it
    _places_from_nought(query)
    _frames_by_columns(query)
    for select in query.find_all(exp.Select):
        hints = list(_stays_in_one_part(select) if one_part else _joined_by_hash(select))
        if hints:
            select.set("hint", exp.Hint(expressions=hints))
    return query


def _places_from_nought(query: exp.Select) -> None:
    """A place in a list that is a column counts from 1 in a program, and from 0 in Spark."""
    for bracket in list(query.find_all(exp.Bracket)):
        if bracket.args.get("offset") == 1:
            bracket.set("offset", None)
            bracket.set("expressions", [minus(place, lit(1)) for place in bracket.expressions])


def _frames_by_columns(query: exp.Select) -> None:
    """Frames go by their columns: rows that lie by debtor then need not be moved to meet in a join."""
    for same in list(query.find_all(exp.EQ, exp.NullSafeEQ)):
        if same.this.name in ALWAYS and same.expression.name == same.this.name:
            same.replace(eq(same.this, same.expression))  # what may be NULL tells Spark nothing of where rows lie
        elif _is_frame(same.this):
            left, right = same.this.table, same.expression.table
            same.replace(every(*(eq(col(left, key), col(right, key)) for key in KEYS)))
    for holder in query.find_all(exp.Select, exp.Group):
        holder.set("expressions", list(_unfolded(holder.expressions)))
    for column in [each for each in query.find_all(exp.Column) if _is_frame(each)]:
        column.replace(col(column.table, KEYS[0]))


def _unfolded(nodes: Iterable[Sql]) -> Iterator[Sql]:
    """What is selected or grouped by, with a frame's columns in place of its name, and no column twice."""
    seen = set()
    for node in nodes:
        for each in [col(node.table, key) for key in KEYS] if _is_frame(node) else [node]:
            if each.alias != FRAME and each.sql() not in seen:
                seen.add(each.sql())
                yield each


def _is_frame(node: Sql) -> TypeGuard[exp.Column]:
    return isinstance(node, exp.Column) and node.name == FRAME


def _stays_in_one_part(select: exp.Select) -> Iterator[Sql]:
    """Spark forgets over an inner join that all rows are in one part, and would move them to another."""
    if any(not join.side for join in _joins(select)):
        yield exp.Anonymous(this="COALESCE", expressions=[lit(1)])


def _joined_by_hash(select: exp.Select) -> Iterator[Sql]:
    """What is joined is looked up by hash: else Spark sorts the wide rows on its left anew for each join. The tables of
    zones and of places are small, and go to where the rows are; all others lie by debtor already.
    """
    for join in _joins(select):
        way = "BROADCAST" if join.this.name in ZONES else "SHUFFLE_HASH"
        yield exp.Anonymous(this=way, expressions=[exp.to_identifier(join.alias_or_name, quoted=True)])


def _joins(select: exp.Select) -> list[exp.Join]:
    return select.args.get("joins") or []
