"""What a fold gathered, laid beside its frames."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from forbear.engine.relational import truth
from forbear.engine.relational.chains import KEYS, Chain
from forbear.engine.relational.folds import kept_as
from forbear.engine.relational.needs import Needs
from forbear.engine.relational.sql import Sql, col, eq, every, is_null, lit, names, null, op, when
from forbear.engine.relational.tables import Profile, key_type
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.views import WHEN, Kept, day_of
from forbear.engine.relational.writer import Source, Writer, named
from forbear.rules.format import Fact


@dataclass(frozen=True)
class Gathered:
    """The columns of one fact, from the step that gathered it; frames that lack the key of a group are unknown."""

    writer: Writer
    needs: Needs
    profile: Profile
    doubts: bool
    chain: Chain
    fact: Fact
    source: Source
    alias: str

    def add(self, step: str) -> Kept:
        """Join the step to the frames and take the columns."""
        same = every(*(eq(col(self.alias, key), col("q", key)) for key in KEYS))
        self.source.join(step, self.alias, same, "LEFT")
        return self.take("")

    def take(self, prefix: str) -> Kept:
        """Take the columns of a step that is joined already; its own begin with ``prefix``."""
        kept = kept_as(self.fact)
        lacking = self._lacking()
        _TAKE[kept.form](self, lacking, prefix)
        if self.doubts:
            self.source.take(named(self._doubts(lacking, prefix), f"{self.fact.id}?"))
        return kept

    def _lacking(self) -> list[tuple[Sql, str]]:
        """The keys without which the group is not known, in the order in which they are asked for."""
        row = self.chain.row("q")
        keys = [key for key in ("person", "collector") if key in self.fact.per and key not in row.whole]
        found: list[tuple[Sql, str]] = [(is_null(row.column(key, "text")), key) for key in keys]
        if self.fact.by_debt and not (self.chain.one_debt and self.chain.frames.by_debt):
            found.append((is_null(col("q", "debt")), "debts"))
        if not found:
            return []
        kind = self._kind()
        return [(every(kind, test), key) for test, key in found]

    def _kind(self) -> Sql:
        """Has the debtor any event of the kind at all?"""
        if self.chain.merged and self.fact.event == "contact":
            return exp.true()
        laid = self.chain.has([self.fact.event])
        if laid is not None:
            return laid
        step = f"has_{self.fact.event}"
        if step not in self.writer.steps:
            source = Source.of("events", "e").take(col("e", "debtor")).where(eq(col("e", "kind"), lit(self.fact.event)))
            source.select.distinct(copy=False)
            self.writer.step(step, source.select, kept=True)
        self.source.shared(step, eq(col(step, "debtor"), col("q", "debtor")))
        return exp.Not(this=is_null(col(step, "debtor")))

    def _none(self) -> Sql:
        return is_null(col(self.alias, KEYS[0]))

    def _truth(self, lacking: list[tuple[Sql, str]], prefix: str) -> None:
        gone = [(fresh(test), null("bool")) for test, _ in lacking]
        value = when(*gone, (self._none(), exp.false()), other=col(self.alias, f"{prefix}t"))
        self.source.take(named(value, self.fact.id))

    def _count(self, lacking: list[tuple[Sql, str]], prefix: str) -> None:
        for name, end in ((self.fact.id, "low"), (f"{self.fact.id}^", "high")):
            gone = [(fresh(test), null("int")) for test, _ in lacking]
            self.source.take(named(when(*gone, (self._none(), lit(0)), other=col(self.alias, f"{prefix}{end}")), name))

    def _found(self, lacking: list[tuple[Sql, str]], prefix: str) -> None:
        unsure = [(fresh(test), exp.true()) for test, _ in lacking]
        doubtful = exp.Coalesce(this=col(self.alias, f"{prefix}unsure"), expressions=[exp.false()])
        self.source.take(named(when(*unsure, other=doubtful) if unsure else doubtful, f"{self.fact.id}!"))
        tests = (exp.Not(this=exp.Paren(this=fresh(test))) for test in (*(test for test, _ in lacking), doubtful))
        certain = every(*tests)
        self.source.take(named(when((certain, col(self.alias, f"{prefix}seq"))), self.fact.id))
        keys = sorted(self.needs.keys_of_found.get(self.fact.id, ()))
        if keys:
            self._keys(keys, certain, prefix)

    def _keys(self, keys: list[str], certain: Sql, prefix: str) -> None:
        """The keys of the event that was found, read where it stands."""
        alias = f"e{self.alias}_{self.fact.id}"
        found = eq(col(alias, "seq"), col(self.alias, f"{prefix}seq"))
        same = every(eq(col(alias, "debtor"), col("q", "debtor")), found, fresh(certain))
        self.source.join("events", alias, same, "LEFT")
        for key in keys:
            self.source.take(named(self._key(alias, key), f"{self.fact.id}.{key}"))

    def _key(self, alias: str, key: str) -> Sql:
        if key in ("at", "known_at"):
            return col(alias, key)
        if key in WHEN:
            instant, offset = col(alias, "at" if key == "day" else "known_at"), f"z{alias}_{key}"
            after = op(exp.GTE, fresh(instant), col(offset, "start"))
            inside = (after, op(exp.LT, fresh(instant), col(offset, "stop")))
            self.source.join("zone_offsets", offset, every(eq(col(offset, "zone"), col("q", "z1")), *inside), "LEFT")
            return day_of(instant, col(offset, "offset"))
        return col(alias, key) if key in self.profile.events else null(found_type(self.fact, key))

    def _doubts(self, lacking: list[tuple[Sql, str]], prefix: str) -> Sql:
        gone = [(fresh(test), names((key,))) for test, key in lacking]
        return when(*gone, (self._none(), fresh(truth.NO_NAMES)), other=col(self.alias, f"{prefix}d"))


_TAKE = {"truth": Gathered._truth, "count": Gathered._count, "found": Gathered._found}


def found_type(fact: Fact, key: str) -> str:
    """The type of a key of the event that a fact found."""
    return "int" if key in WHEN else key_type(fact.event, key)
