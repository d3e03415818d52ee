"""One rulebook as one query: asked contacts in, a row for each contact and debt out, with what every rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from forbear.engine.compile import CONTACT, Compiled
from forbear.engine.relational import folds, orderly, truth
from forbear.engine.relational.chains import KEYS, Chain, lay_base
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.folds import Fold
from forbear.engine.relational.needs import ASK, Frames, Needs
from forbear.engine.relational.reads import Reader
from forbear.engine.relational.shelves import Shelf, doubt
from forbear.engine.relational.sql import Sql, col, eq, every, is_null, lit, names, null, op, when
from forbear.engine.relational.tables import Profile, key_type
from forbear.engine.relational.truth import Count, Val, fresh
from forbear.engine.relational.views import FrameView, Kept, day_of
from forbear.engine.relational.writer import Source, Writer, everything, named
from forbear.rules.expressions import Name
from forbear.rules.format import HISTORY_KINDS, Exemption, Fact, Rule, Span, switched_off
from forbear.rules.names import Scope


@dataclass(frozen=True, slots=True)
class Terms:
    """How a rulebook is to be applied. ``doubts``: also tell what was missing where something is unknown."""

    in_order: bool = False
    drafts: bool = False
    doubts: bool = True


class Program:
    """The translation of one rulebook for one profile of tables."""

    def __init__(self, compiled: Compiled, profile: Profile, terms: Terms) -> None:
        self.compiled = compiled
        self.book = compiled.book
        self.profile = profile
        self.terms = terms
        self.writer = Writer()
        self.translator = Translator(compiled, terms.in_order, profile.days)
        self.rules = [speaker for speaker in compiled.rules if self._on(speaker.rule)]
        trees = list(self._trees())
        self.needs = Needs(compiled).collect(trees)
        reader = Reader(compiled, self.needs)
        reader.trees(trees)
        self.reader = reader
        self.chains = {frames: self._chain(frames) for frames in sorted(reader.reads)}
        self._lay()

    def _on(self, each: Rule | Exemption) -> bool:
        return each.status not in switched_off(self.terms.drafts)

    def _trees(self) -> Iterator:
        yield self.book.scope
        for speaker in self.rules:
            yield speaker.rule.when
            yield from (exemption.when for exemption, _ in speaker.exemptions if self._on(exemption))
            yield from (Name(name) for name in speaker.reads)

    def _chain(self, frames: Frames) -> Chain:
        zoned = frames in self.reader.zoned
        return Chain(frames, self.profile, self.reader.reads[frames], "located" in self.profile.kinds, zoned)

    def _lay(self) -> None:
        for chain in self.chains.values():
            lay_base(self.writer, chain, self._grouping())
        levels = sorted({self.needs.level(name) for names_ in self.needs.facts.values() for name in names_})
        for level in levels:
            tops = {frames: self._stage(chain, level) for frames, chain in self.chains.items()}
            for frames, (top, facts) in tops.items():
                self.chains[frames].top = top
                self.chains[frames].facts.update(facts)

    def _grouping(self) -> Callable[[FrameView], tuple[Sql, str]] | None:
        grouping = self.book.grouping
        if grouping is None:
            return None

        def holds(view: FrameView) -> tuple[Sql, str]:
            test = self.translator.truth(grouping.when, Place(Scope("debt"), view, where="grouping"))
            return exp.Coalesce(this=fresh(test.sql), expressions=[exp.false()]), grouping.by

        return holds

    def _stage(self, chain: Chain, level: int) -> tuple[str, dict[str, Kept]]:
        """One more step of a chain: the facts that rest only on those of the steps before."""
        wanted = [name for name in sorted(self.needs.facts.get(chain.frames, ())) if self.needs.level(name) == level]
        if not wanted:
            return chain.top, {}
        source = Source.of(chain.top, "q").take(everything("q"))
        found: dict[str, Kept] = {}
        for number, name in enumerate(wanted):
            fact = self.book.facts[name]
            found[name] = self._add(chain, fact, source, f"f{number}")
        return self.writer.step(f"{chain.name}_{level}", source.select, chain.kept), found

    def _add(self, chain: Chain, fact: Fact, source: Source, alias: str) -> Kept:
        if fact.kind not in HISTORY_KINDS:
            return self._add_condition(chain, fact, source)
        if fact.event not in self.profile.kinds:
            return self._add_nothing(fact, source)
        shelf = Shelf(self.translator, self.writer, fact, self.chains[Frames(fact.event, "debt" in fact.per)],
                      self.chains[Frames(fact.event, False)], self.terms.doubts)  # fmt: skip
        if orderly.possible(self.translator, fact, chain, shelf):
            return orderly.add(self.translator, fact, chain, shelf, source)
        endings = [self.chains[Frames(end.event, False)] for end in fact.ends]
        fold = Fold(self.translator, self.writer, fact, chain, shelf, endings, self.terms.doubts)
        return Gathered(self, fold, source, alias).add()

    def _add_condition(self, chain: Chain, fact: Fact, source: Source) -> Kept:
        assert fact.where is not None  # noqa: S101  # the loader refuses an alias without a condition
        view = chain.view("q")
        if fact.kind == "is":
            value = self.translator.value(fact.where, Place(CONTACT, view, where=f"fact {fact.id}"))
            if isinstance(value, Count):
                raise self.translator.refuse(Place(CONTACT, view, where=f"fact {fact.id}"), "an alias for a count")
        else:
            value = self._clock(fact, view)
        source.take(named(value.sql, fact.id), *doubt(value, f"{fact.id}?", self.terms.doubts))
        return Kept(fact.id, "truth")

    def _clock(self, fact: Fact, view: FrameView) -> Val:
        """In any, or in every, zone where the person may be."""
        every_zone = fact.zones == "every"
        tests = []
        for number, (zone, _, _) in enumerate(view.readings(), start=1):
            place = Place(Scope("clock"), view, reading=number, where=f"fact {fact.id}")
            at = self.translator.truth(fact.where, place)  # type: ignore[arg-type]
            tests.append(Val(when((is_null(zone), lit(every_zone)), other=fresh(at.sql)), at.doubt))
        combined = truth.all_of(tests) if every_zone else truth.any_of(tests)
        known = when((view.placed(), fresh(combined.sql)))

        def doubts() -> Sql:
            return when((is_null(col("q", "z1")), names(("debtor.zones",))), other=combined.doubt() if combined.doubt else fresh(truth.NO_NAMES))

        return Val(known, doubts)

    def _add_nothing(self, fact: Fact, source: Source) -> Kept:
        """The tables hold no event of the kind."""
        form = folds.kept(fact).form
        nothing = {"truth": exp.false(), "count": lit(0), "found": null("int")}[form]
        source.take(named(nothing, fact.id))
        if form == "found":
            keys = sorted(self.needs.keys_of_found.get(fact.id, ()))
            source.take(*(named(null(_found_type(fact, key)), f"{fact.id}.{key}") for key in keys))
        return Kept(fact.id, form, fact.event, sure=True)


    def judged(self) -> exp.Select:
        """A row for each contact and debt in hand: is the book in force, its scope, and the truth of every rule."""
        source = Source.of(self.chains[ASK].top, "q").take(*(col("q", key) for key in (*KEYS, "debt", "at")))
        view = self.chains[ASK].view("q")
        scope = self.translator.truth(self.book.scope, Place(CONTACT, view, where="scope"))
        in_force = _covers(self.book.in_force, view)
        source.take(named(every(in_force, fresh(scope.sql)), "scope"), *doubt(scope, "scope?", self.terms.doubts))
        for speaker in self.rules:
            source.take(*self._rule_columns(speaker, view))
        source.take(*self._fact_columns(view))
        return source.select

    def _rule_columns(self, speaker, view: FrameView) -> Iterable[Sql]:
        rule = speaker.rule
        when_ = self.translator.truth(rule.when, Place(CONTACT, view, where=f"rule {rule.id}"))
        lifted = [self._lifts(exemption, view) for exemption, _ in speaker.exemptions if self._on(exemption)]
        speaks = truth.all_of([Val(_covers(rule.in_force, view)), when_, truth.negate(truth.any_of(lifted))])
        yield named(speaks.sql, f"rule.{rule.id}")
        yield from doubt(speaks, f"rule.{rule.id}?", self.terms.doubts)

    def _lifts(self, exemption, view: FrameView) -> Val:
        holds = self.translator.truth(exemption.when, Place(CONTACT, view, where=f"exception {exemption.id}"))
        return truth.all_of([Val(_covers(exemption.in_force, view)), holds])

    def _fact_columns(self, view: FrameView) -> Iterable[Sql]:
        """Every name that a rule reads in its condition or its sentence: ``fact.name``, with ``^`` and ``!`` as in :class:`Kept`."""
        for name in self.reported():
            ref = self.compiled.names.resolve(name, CONTACT)
            kept = view.facts.get(name) if ref is not None and ref.origin == "fact" else None
            if kept is not None and kept.form == "found":
                yield named(col("q", name), f"fact.{name}")
                yield named(exp.false() if kept.sure else col("q", f"{name}!"), f"fact.{name}!")
                continue
            value = self.translator.value(Name(name), Place(CONTACT, view, where=name))
            low, high = truth.bounds(value)
            yield named(fresh(low), f"fact.{name}")
            if isinstance(value, Count):
                yield named(fresh(high), f"fact.{name}^")

    def reported(self) -> list[str]:
        """The names whose values go with the reasons."""
        return sorted({name for speaker in self.rules for name in speaker.reads})

    def statements(self) -> Iterator[tuple[str, exp.Select]]:
        """The program, statement by statement: tables to be made, under their names, and last, unnamed, what is asked."""
        return self.writer.statements(self.judged())


class Gathered:
    """What a fold gathered, laid beside its frames; frames that lack the key of a group are unknown."""

    def __init__(self, program: Program, fold: Fold, source: Source, alias: str) -> None:
        self.program = program
        self.fold = fold
        self.fact = fold.fact
        self.source = source
        self.alias = alias

    def add(self) -> Kept:
        """Join it and take its columns."""
        step = self.fold.gather()
        same = every(*(eq(col(self.alias, key), col("q", key)) for key in KEYS))
        self.source.join(step, self.alias, same, "LEFT")
        kept = folds.kept(self.fact)
        lacking = self._lacking()
        getattr(self, f"_{kept.form}")(lacking)
        if self.program.terms.doubts:
            self.source.take(named(self._doubts(lacking), f"{self.fact.id}?"))
        return kept

    def _lacking(self) -> list[tuple[Sql, str]]:
        """The keys without which the group is not known, in the order in which they are asked for."""
        chain = self.fold.chain
        row = chain.row("q")
        keys = [key for key in ("person", "collector") if key in self.fact.per and key not in row.whole]
        found = [(is_null(row.column(key, "text")), key) for key in keys]
        if "debt" in self.fact.per and not (self.program.profile.one_debt and chain.frames.by_debt):
            found.append((is_null(col("q", "debt")), "debts"))
        if not found:
            return []
        kind = self._kind()
        return [(every(kind, test), key) for test, key in found]

    def _kind(self) -> Sql:
        """Has the debtor any event of the kind at all?"""
        alias = f"k{self.alias}"
        step = f"has_{self.fact.event}"
        if step not in self.program.writer.steps:
            source = Source.of("events", "e").take(col("e", "debtor")).where(eq(col("e", "kind"), lit(self.fact.event)))
            source.select.distinct(copy=False)
            self.program.writer.step(step, source.select, kept=True)
        self.source.join(step, alias, eq(col(alias, "debtor"), col("q", "debtor")), "LEFT")
        return exp.Not(this=is_null(col(alias, "debtor")))

    def _none(self) -> Sql:
        return is_null(col(self.alias, "debtor"))

    def _truth(self, lacking: list[tuple[Sql, str]]) -> None:
        gone = [(fresh(test), null("bool")) for test, _ in lacking]
        value = when(*gone, (self._none(), exp.false()), other=col(self.alias, "t"))
        self.source.take(named(value, self.fact.id))

    def _count(self, lacking: list[tuple[Sql, str]]) -> None:
        gone = [(fresh(test), null("int")) for test, _ in lacking]
        for name, end in ((self.fact.id, "low"), (f"{self.fact.id}^", "high")):
            self.source.take(named(when(*[(fresh(t), fresh(n)) for t, n in gone], (self._none(), lit(0)), other=col(self.alias, end)), name))

    def _found(self, lacking: list[tuple[Sql, str]]) -> None:
        unsure = [(fresh(test), exp.true()) for test, _ in lacking]
        doubtful = exp.Coalesce(this=col(self.alias, "unsure"), expressions=[exp.false()])
        self.source.take(named(when(*unsure, other=doubtful) if unsure else doubtful, f"{self.fact.id}!"))
        certain = every(*(exp.Not(this=exp.Paren(this=fresh(test))) for test, _ in lacking), exp.Not(this=fresh(doubtful)))
        self.source.take(named(when((certain, col(self.alias, "seq"))), self.fact.id))
        keys = sorted(self.program.needs.keys_of_found.get(self.fact.id, ()))
        if keys:
            self._keys(keys, certain)

    def _keys(self, keys: list[str], certain: Sql) -> None:
        """The keys of the event that was found, read where it stands."""
        alias = f"e{self.alias}"
        same = every(eq(col(alias, "debtor"), col("q", "debtor")), eq(col(alias, "seq"), col(self.alias, "seq")))
        self.source.join("events", alias, every(same, fresh(certain)), "LEFT")
        for key in keys:
            self.source.take(named(self._key(alias, key), f"{self.fact.id}.{key}"))

    def _key(self, alias: str, key: str) -> Sql:
        if key in ("at", "known_at"):
            return col(alias, key)
        if key in ("day", "known_day"):
            instant = col(alias, "at" if key == "day" else "known_at")
            offset = f"z{self.alias}{key}"
            inside = (op(exp.GTE, fresh(instant), col(offset, "start")), op(exp.LT, fresh(instant), col(offset, "stop")))
            self.source.join("zone_offsets", offset, every(eq(col(offset, "zone"), col("q", "z1")), *inside), "LEFT")
            return day_of(instant, col(offset, "offset"))
        there = key in self.program.profile.events
        return col(alias, key) if there else null(_found_type(self.fact, key))

    def _doubts(self, lacking: list[tuple[Sql, str]]) -> Sql:
        gone = [(fresh(test), names((key,))) for test, key in lacking]
        return when(*gone, (self._none(), fresh(truth.NO_NAMES)), other=col(self.alias, "d"))


def _found_type(fact: Fact, key: str) -> str:
    return "int" if key in ("at", "known_at", "day", "known_day") else key_type(fact.event, key)


def _covers(span: Span, view: FrameView) -> Sql:
    """Is the frame's day inside a span of dates?"""
    tests = []
    if span.first is not None:
        tests.append(op(exp.GTE, view.day(), lit(span.first)))
    if span.last is not None:
        tests.append(op(exp.LTE, view.day(), lit(span.last)))
    return every(*tests)
