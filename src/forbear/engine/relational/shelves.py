"""The events that a fact may count, under their groups: the mirror of ``engine/shelves.py``.

Whether an event passes the part of the filter that reads the event alone, and what was known when it happened, can
never change: it is worked out here once, and what surely fails is left out. ``t`` is TRUE or NULL, ``d`` what was
missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from forbear.engine.compile import Compiled, scope_of
from forbear.engine.relational import truth
from forbear.engine.relational.chains import Chain
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.needs import refuse
from forbear.engine.relational.sql import Sql, col, eq, every, lit, not_false, not_null, null, op, when
from forbear.engine.relational.tables import NULLS, Row
from forbear.engine.relational.truth import NO_NAMES, Val, fresh
from forbear.engine.relational.views import EventView
from forbear.engine.relational.writer import Source, Writer, named
from forbear.rules.expressions import Name, Node, walk
from forbear.rules.format import Fact
from forbear.rules.names import Ref, Scope

_GROUPS = ("person", "collector")
COLLECTOR_KEYS = ("collector", "by", "given_to")
SLOT_KEYS = frozenset(("from", "to", "days", "on"))


@dataclass(frozen=True)
class Shelf:
    """The making of one shelf. ``stood``: the events as they stood, by debt where the fact is; ``moved``: without."""

    translator: Translator
    writer: Writer
    fact: Fact
    stood: Chain
    moved: Chain
    doubts: bool

    @property
    def compiled(self) -> Compiled:
        """The rulebook."""
        return self.translator.compiled

    def passes(self, alias: str) -> Val:
        """Does a row of the events as they stood pass the part of the filter that cannot change?"""
        scope = scope_of(self.fact)
        fixed, _ = self.compiled.split(self.fact.where, scope)

        def stood(name: str) -> Val:
            return stood_fact(self.translator, self.fact, self.stood, alias, name)

        event = EventView(alias, self.fact.event, self.stood.row(alias), stood, _no_day, "happened")
        place = Place(scope, self.stood.view(alias), event, where=f"fact {self.fact.id}")
        return truth.all_of([*(self.translator.truth(part, place) for part in fixed), *self._debts_known(event.row)])

    def _debts_known(self, row: Row) -> Iterator[Val]:
        """An event of which it is not known which debts it is about may be about the one in hand."""
        if self.fact.by_debt and row.nulls and "debts" in self.stood.profile.events:
            known = when((row.nulled("debts"), null("bool")), other=exp.true())
            yield truth.missing(known, [f"earlier {self.fact.event}.debts"])

    def lay(self) -> str:
        """The step of the shelf."""
        passes = self.passes("s")
        source = Source.of(self.stood.with_facts(self.read_as_it_stood()), "s").take(
            *(col("s", key) for key in ("debtor", "seq", "known_at", *self.stood.debt_keys))
        )
        source.take(named(col("s", "happened"), "at"), *(col("s", key) for key in sorted(self.carried())))
        if self.stood.profile.nulls:
            source.take(col("s", NULLS))
        source.take(*self._groups(), named(passes.sql, "t"), *doubt(passes, "d", self.doubts))
        if self.read_beside():
            self._join_moved(source)
        if "creditor" in self.fact.per:
            self._join_creditors(source)
        source.where(every(self.standing("s"), not_false(fresh(passes.sql))))
        return self.writer.step(f"{self.fact.id}_shelf", source.select)

    def standing(self, alias: str) -> Sql:
        """The rows that stand for an event, or for one of its debts, as it was when it became known."""
        return self.stood.standing(alias, self.stood.debt_key(self.fact) if self.fact.by_debt else "")

    def read_as_it_stood(self) -> set[str]:
        """The facts that the part of the filter reads which cannot change."""
        scope = scope_of(self.fact)
        fixed, _ = self.compiled.split(self.fact.where, scope)
        return {ref.fact for part in fixed for ref in refs(self.compiled, part, scope) if ref.fact}

    def read_beside(self) -> set[str]:
        """The facts as they stood at the event that the conditions read which may change."""
        own = ((tree, scope) for tree, scope in moving(self.compiled, self.fact) if scope.place == "event")
        return {ref.fact for tree, scope in own for ref in refs(self.compiled, tree, scope) if ref.origin == "fact"}

    def read_of_frame(self) -> set[str]:
        """The facts of the frame that conditions and window read."""
        found = {
            ref.fact
            for tree, scope in moving(self.compiled, self.fact)
            for ref in refs(self.compiled, tree, scope)
            if ref.origin in ("fact_of_ask", "fact_key")
        }
        return found | ({str(self.fact.window.length)} if self.fact.window.kind == "since" else set())

    def carried(self) -> set[str]:
        """The keys of the event that are read beside a frame."""
        wanted = {self.fact.of} if self.fact.of else set()
        for tree, scope in moving(self.compiled, self.fact):
            for ref in refs(self.compiled, tree, scope):
                wanted |= {ref.key} if ref.origin == ("event" if scope.place == "event" else "held") else set()
                wanted |= SLOT_KEYS if ref.origin == "slot" and scope.place == "event" else set()
        wanted |= {"address"} if "address" in self.fact.per else set()
        return wanted & self.stood.own_keys()

    def _groups(self) -> Iterable[Sql]:
        yield from (named(self.group("s", group), f"g_{group}") for group in _GROUPS if group in self.fact.per)

    def group(self, alias: str, which: str) -> Sql:
        """The person, or the collector, that an event names."""
        if which == "collector":
            return self.collector(alias)
        return self.stood.named(alias, which)

    def beside(self, alias: str, prefix: str) -> Row:
        """The keys of the event as they stand beside a frame."""
        return Row(alias, prefix, frozenset(self.carried()), self.stood.profile.nulls)

    def collector(self, alias: str) -> Sql:
        """The first of the keys that name a collector which is stated, even as not known."""
        row = self.stood.row(alias)
        there = [key for key in COLLECTOR_KEYS if key in row.columns]
        if not there:
            return null("text")
        if not row.nulls:
            columns = [col(alias, key) for key in there]
            return exp.Coalesce(this=columns[0], expressions=columns[1:]) if len(columns) > 1 else columns[0]
        return when(*(test for key in there for test in (
            (not_null(col(alias, key)), col(alias, key)), (row.nulled(key), null("text"))
        )))  # fmt: skip

    def _join_moved(self, source: Source) -> None:
        """The facts as they stood at the event that the conditions read which may change."""
        same = every(eq(col("m", "debtor"), col("s", "debtor")), eq(col("m", "seq"), col("s", "seq")))
        step = self.moved.with_facts(self.read_beside())
        source.join(step, "m", every(same, self.moved.standing("m")), "LEFT")
        for name in sorted(self.read_beside()):
            value = stood_fact(self.translator, self.fact, self.moved, "m", name)
            source.take(named(value.sql, f"stood.{name}"), *doubt(value, f"stood.{name}?", self.doubts))

    def _join_creditors(self, source: Source) -> None:
        """To whom the debts of the event are owed, and whether that is not known of one of them."""
        row = self.stood.row("s")
        free = every(row.absent("creditor", "text"), row.absent("debts", "list of text"))
        step = self.writer.step(f"{self.fact.id}_owed", self._owed())
        same = every(eq(col("c", "debtor"), col("s", "debtor")), eq(col("c", "seq"), col("s", "seq")))
        source.join(step, "c", same, "LEFT")
        lacking = exp.Coalesce(this=op(exp.LT, col("c", "known"), col("c", "all")), expressions=[exp.false()])
        source.take(named(free, "owed.free"), named(lacking, "owed.lacking"), named(col("c", "creditors"), "owed.to"))

    def _owed(self) -> exp.Select:
        each = self.writer.step(f"{self.fact.id}_debts", self._each_debt())
        profile = self.stood.profile
        stated = [col("e", "creditor")] if "creditor" in profile.events else []
        known = [col("b", "creditor")] if "creditor" in self.stood.columns("debt") else []
        found = [*stated, *known]
        creditor = exp.Coalesce(this=found[0], expressions=found[1:]) if found else null("text")
        source = Source.of(each, "e")
        same = every(eq(col("b", "debtor"), col("e", "debtor")), eq(col("b", "id"), col("e", "debt")))
        source.join("debts", "b", same, "LEFT").take(col("e", "debtor"), col("e", "seq"))
        source.take(named(exp.ArrayAgg(this=creditor), "creditors"), named(exp.Count(this=fresh(creditor)), "known"))
        return source.take(named(exp.Count(this=exp.Star()), "all")).group(col("e", "debtor"), col("e", "seq")).select

    def _each_debt(self) -> exp.Select:
        keys = [key for key in ("creditor",) if key in self.stood.profile.events]
        debts = col("s", "debts") if "debts" in self.stood.profile.events else null("list of text")
        source = Source.of("events", "s").where(eq(col("s", "kind"), lit(self.fact.event)))
        source.take(col("s", "debtor"), col("s", "seq"), *(col("s", key) for key in keys))
        return source.take(named(exp.Explode(this=debts), "debt")).select


def moving(compiled: Compiled, fact: Fact) -> Iterator[tuple[Node, Scope]]:
    """The conditions of a fact that read more than the event alone, its ends among them."""
    _, parts = compiled.split(fact.where, scope_of(fact))
    yield from ((part, scope_of(fact)) for part in parts)
    for end in fact.ends:
        yield end.when, Scope("ending", end.event, fact.event)


def refs(compiled: Compiled, tree: Node, scope: Scope) -> Iterator[Ref]:
    """The names of a condition, resolved."""
    for part in walk(tree):
        ref = compiled.names.resolve(part.path, scope) if isinstance(part, Name) else None
        if ref is not None:
            yield ref


def doubt(value: Val, name: str, wanted: bool) -> Iterable[Sql]:
    """What was missing, as a column, where somebody will ask for it."""
    if wanted:
        yield named(value.doubt() if value.doubt else fresh(NO_NAMES), name)


def stood_fact(translator: Translator, fact: Fact, chain: Chain, alias: str, name: str) -> Val:
    """A fact as it stood at an event; a count may not stand there."""
    value = chain.facts[name].value(alias)
    if not isinstance(value, Val):
        raise refuse(translator.compiled.book.id, f"fact {fact.id}", f"the filter reads the count {name!r}")
    return value


def _no_day(instant: Sql, zone: Sql) -> Sql:
    raise AssertionError("what never changes reads no local day")
