"""A program as it grows: named steps, each a SELECT over the steps before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp

from forbear.engine.relational.sql import Sql, col, eq, every, is_true, op
from forbear.engine.relational.views import day_of


@dataclass(frozen=True, slots=True)
class Step:
    """A named SELECT. ``kept``: its rows are laid down once; other steps are worked out where they are used."""

    name: str
    query: exp.Select
    kept: bool
    uses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A step with the steps that are worked out inside it. ``written`` holds the words of steps, each written once."""

    step: Step
    inside: Sequence[Step]
    written: dict[tuple[str, str], str]

    @property
    def reads(self) -> frozenset[str]:
        """The tables and steps that it names."""
        return self.step.uses.union(*(step.uses for step in self.inside))

    def tree(self) -> exp.Select:
        """As one tree, which is the caller's own."""
        query = self.step.query.copy()
        for step in self.inside:
            name = exp.to_identifier(step.name, quoted=True)
            query = query.with_(name, as_=step.query.copy(), materialized=False, copy=False)
        return query

    def words(self, dialect: str) -> str:
        """In the words of an engine that can be told not to lay down what stands inside."""
        inside = (f'"{step.name}" AS NOT MATERIALIZED ({self._written(step, dialect)})' for step in self.inside)
        begin = f"WITH {', '.join(inside)} " if self.inside else ""
        return begin + self._written(self.step, dialect)

    def _written(self, step: Step, dialect: str) -> str:
        key = (step.name, dialect)
        if key not in self.written:
            self.written[key] = text(step.query, dialect)
        return self.written[key]


@dataclass
class Writer:
    """Steps in order, under names that are used once."""

    steps: dict[str, Step] = field(default_factory=dict)
    _written: dict[tuple[str, str], str] = field(default_factory=dict)
    _used: dict[str, int] = field(default_factory=dict)

    def step(self, name: str, query: exp.Select, kept: bool = False) -> str:
        """Add a step; its name, made single, is returned."""
        count = self._used.get(name, 0)
        self._used[name] = count + 1
        full = f"{name}_{count}" if count else name
        self.steps[full] = Step(full, query, kept, tables_in(query))
        return full

    def statements(self, last: exp.Select) -> Iterator[tuple[str, Statement]]:
        """The steps that are kept and read later, in order, each with what it needs inside; the last has no name."""
        end = Step("", last, True, tables_in(last))
        read = (self.steps[name] for name in self._needed(end, frozenset()))
        for step in (*(step for step in read if step.kept), end):
            yield step.name, self._whole(step)

    def _whole(self, step: Step) -> Statement:
        kept = frozenset(each.name for each in self.steps.values() if each.kept)
        inside = [self.steps[name] for name in self._needed(step, kept)]
        return Statement(step, inside, self._written if step.name else dict(self._written))

    def _needed(self, step: Step, laid: frozenset[str]) -> list[str]:
        """The steps that must be worked out inside another, in order."""
        wanted: set[str] = set()
        queue = list(step.uses)
        while queue:
            name = queue.pop()
            if name in self.steps and name not in laid and name not in wanted:
                wanted.add(name)
                queue += self.steps[name].uses
        return [name for name in self.steps if name in wanted]


Query = exp.Select | Statement


def tree(query: Query) -> exp.Select:
    """A query as one tree, which is the caller's own."""
    return query.tree() if isinstance(query, Statement) else query.copy()


def text(query: exp.Expr | Statement, dialect: str) -> str:
    """A query in the words of an engine, which spends it; raises where it has none for something."""
    if isinstance(query, Statement):
        return query.words(dialect)
    return query.sql(dialect, copy=False, unsupported_level=sqlglot.ErrorLevel.RAISE)


def tables_in(query: exp.Select) -> frozenset[str]:
    """The tables and steps that a query names: none stands within a condition."""
    parts = query.walk(prune=lambda part: not isinstance(part, exp.Query | exp.From | exp.Join))
    return frozenset(part.name for part in parts if isinstance(part, exp.Table))


def table(name: str, alias: str) -> exp.Table:
    """A table or step under an alias."""
    known = exp.TableAlias(this=exp.to_identifier(alias))
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=known)


def named(node: Sql, name: str) -> Sql:
    """``node AS "name"``."""
    return exp.alias_(node, exp.to_identifier(name, quoted=True), copy=False)


def everything(alias: str, but: Sequence[str] = ()) -> Sql:
    """``alias.*``, without some columns."""
    star = exp.Star(except_=[exp.to_identifier(name, quoted=True) for name in but]) if but else exp.Star()
    return exp.Column(this=star, table=exp.to_identifier(alias))


def either(*parts: exp.Select, distinct: bool = True) -> exp.Select:
    """The rows of several queries with the same columns."""
    whole: exp.Query = parts[0]
    for part in parts[1:]:
        whole = exp.union(whole, part, distinct=distinct, copy=False)
    return exp.select("*").from_(whole.subquery("u", copy=False), copy=False)


@dataclass
class Source:
    """A SELECT in the making: what it selects, from where, joined to what."""

    select: exp.Select
    joined: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, name: str, alias: str) -> Source:
        """FROM a table or step."""
        return cls(exp.select().from_(table(name, alias), copy=False))

    @property
    def joins(self) -> int:
        """How many tables and steps are joined."""
        return len(self.select.args.get("joins") or ())

    @property
    def names(self) -> list[str]:
        """The names of what is selected; of a star the star."""
        return [node.alias_or_name for node in self.select.expressions]

    def join(self, name: str, alias: str, on: Sql, side: str = "") -> Source:
        """JOIN (or LEFT JOIN) another."""
        self.select.join(exp.Join(this=table(name, alias), side=side or None), on=on, copy=False)
        return self

    def shared(self, name: str, on: Sql, alias: str = "") -> str:
        """LEFT JOIN a step once, however often it is asked for; its alias, if none is given, is its name."""
        alias = alias or name
        if alias not in self.joined:
            self.joined.add(alias)
            self.join(name, alias, on, "LEFT")
        return alias

    def take(self, *nodes: Sql) -> Source:
        """Add to what is selected."""
        self.select.select(*nodes, copy=False)
        return self

    def where(self, node: Sql) -> Source:
        """WHERE; TRUE is no test."""
        if is_true(node):
            return self
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
