"""A program as it grows: named steps, each a SELECT over the steps before it."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp

from forbear.engine.relational.sql import Sql, col, every, eq, op, when
from forbear.engine.relational.views import day_of


@dataclass
class Writer:
    """Steps (common table expressions) in order, under names that are used once."""

    steps: list[tuple[str, exp.Select]] = field(default_factory=list)
    _used: dict[str, int] = field(default_factory=dict)

    def step(self, name: str, query: exp.Select) -> str:
        """Add a step; its name, made single, is returned."""
        count = self._used.get(name, 0)
        self._used[name] = count + 1
        full = f"{name}_{count}" if count else name
        self.steps.append((full, query))
        return full

    def query(self, last: exp.Select) -> exp.Select:
        """The whole program."""
        for name, select in self.steps:
            last = last.with_(exp.to_identifier(name, quoted=True), as_=select, copy=False)
        return last


def text(query: exp.Expression, dialect: str, pretty: bool = False) -> str:
    """The program in the words of an engine; raises where it has none for something."""
    return query.sql(dialect, pretty=pretty, unsupported_level=sqlglot.ErrorLevel.RAISE)


def table(name: str, alias: str) -> exp.Table:
    """A table or step under an alias."""
    known = exp.TableAlias(this=exp.to_identifier(alias))
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=known)


def named(node: Sql, name: str) -> Sql:
    """``node AS "name"``."""
    return exp.alias_(node, exp.to_identifier(name, quoted=True), copy=False)


def everything(alias: str) -> Sql:
    """``alias.*``."""
    return exp.Column(this=exp.Star(), table=exp.to_identifier(alias))


@dataclass
class Source:
    """A SELECT in the making: what it selects, from where, joined to what."""

    select: exp.Select

    @classmethod
    def of(cls, name: str, alias: str) -> Source:
        """FROM a table or step."""
        return cls(exp.select().from_(table(name, alias), copy=False))

    def join(self, name: str, alias: str, on: Sql, side: str = "") -> Source:
        """JOIN (or LEFT JOIN) another."""
        self.select.join(table(name, alias), on=on, join_type=side, copy=False)
        return self

    def take(self, *nodes: Sql) -> Source:
        """Add to what is selected."""
        self.select.select(*nodes, copy=False)
        return self

    def where(self, node: Sql) -> Source:
        """WHERE."""
        self.select.where(node, copy=False)
        return self

    def group(self, *nodes: Sql) -> Source:
        """GROUP BY."""
        self.select.group_by(*nodes, copy=False)
        return self


class Days:
    """Local days of instants, by joining the table of zone offsets to a query once for each instant and zone."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.known: dict[tuple[str, str], str] = {}

    def day(self, instant: Sql, zone: Sql) -> Sql:
        """The local day of an instant in a zone; NULL where the zone is."""
        return day_of(instant.copy(), col(self.offset(instant, zone), "offset"))

    def offset(self, instant: Sql, zone: Sql) -> str:
        """The alias under which the offset stands."""
        key = (instant.sql(), zone.sql())
        if key not in self.known:
            alias = self.known[key] = f"o{len(self.known) + 1}"
            inside = (op(exp.GTE, instant.copy(), col(alias, "start")), op(exp.LT, instant.copy(), col(alias, "stop")))
            self.source.join("zone_offsets", alias, every(eq(col(alias, "zone"), zone.copy()), *inside), "LEFT")
        return self.known[key]


def coalesced(test: Sql, value: Sql, other: Sql) -> Sql:
    """``value`` where the test holds, ``other`` elsewhere."""
    return when((test, value), other=other)
