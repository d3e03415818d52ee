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
from forbear.engine.relational.gathered import Gathered, found_type
from forbear.engine.relational.needs import ASK, Frames, Needs
from forbear.engine.relational.reads import Reader
from forbear.engine.relational.shelves import Shelf, doubt
from forbear.engine.relational.sql import (
    Sql,
    col,
    eq,
    every,
    is_false,
    is_null,
    is_true,
    lit,
    names,
    null,
    op,
    when,
)  # fmt: skip
from forbear.engine.relational.tables import Profile
from forbear.engine.relational.truth import Count, Val, fresh
from forbear.engine.relational.views import FrameView, Kept
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

    def __init__(
        self, compiled: Compiled, profile: Profile, terms: Terms, skipped: frozenset[str] = frozenset()
    ) -> None:
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
        self.skipped = skipped
        self.chains = self._all_chains()
        self._lay()

    def _on(self, each: Rule | Exemption) -> bool:
        return each.status not in switched_off(self.terms.drafts)

    def _trees(self) -> Iterator:
        yield self.book.scope
        for speaker in self.rules:
            yield speaker.rule.when
            yield from (exemption.when for exemption, _ in speaker.exemptions if self._on(exemption))
            yield from (Name(name) for name in speaker.reads)

    def _all_chains(self) -> dict[Frames, Chain]:
        """A chain for each sort of frames; one for all sorts of contacts where the tables are orderly."""
        same = (
            [frames for frames in self.reader.reads if frames.kind in ("", "contact")] if self.profile.orderly else []
        )
        reads = {frames: own for frames, own in self.reader.reads.items() if frames not in same}
        if same:
            origins = {origin for frames in same for origin in self.reader.reads[frames]}
            reads[ASK] = {
                origin: set().union(*(self.reader.reads[frames].get(origin, set()) for frames in same))
                for origin in origins
            }
            reads[ASK].setdefault("own", set()).add("direction")
        chains = {frames: self._chain(frames, reads[frames]) for frames in sorted(reads)}
        return chains | dict.fromkeys(same, chains[ASK])

    def _chain(self, frames: Frames, reads: dict[str, set[str]]) -> Chain:
        zoned = frames in self.reader.zoned or frames == ASK
        return Chain(frames, self.profile, reads, "located" in self.profile.kinds, zoned)

    def _lay(self) -> None:
        chains = list({id(chain): chain for chain in self.chains.values()}.values())
        for chain in chains:
            lay_base(self.writer, chain, self._grouping())
        for level in sorted({self.needs.level(name) for wanted in self.needs.facts.values() for name in wanted}):
            staged = [(chain, *self._stage(chain, level)) for chain in chains]
            for chain, top, facts in staged:
                chain.top = top
                chain.facts.update(facts)

    def _wanted(self, chain: Chain, level: int) -> list[Fact]:
        """The facts of a level that a chain must carry."""
        sorts = [frames for frames, own in self.chains.items() if own is chain]
        named_ = {name for frames in sorts for name in self.needs.facts.get(frames, ())} - self.skipped
        return [self.book.facts[name] for name in sorted(named_) if self.needs.level(name) == level]

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
        wanted = self._wanted(chain, level)
        if not wanted:
            return chain.top, {}
        source = Source.of(chain.top, "q").take(everything("q"))
        together: list[tuple[Fact, Shelf]] = []
        found: dict[str, Kept] = {}
        for number, fact in enumerate(wanted):
            kept = self._add(chain, fact, source, f"f{number}", together)
            if kept is not None:
                found[fact.id] = kept
        for number, facts in enumerate(_by_groups(together)):
            found |= self._add_together(chain, facts, source, f"t{number}")
        return self.writer.step(f"{chain.name}_{level}", source.select, chain.kept), found

    def _add(
        self, chain: Chain, fact: Fact, source: Source, alias: str, together: list[tuple[Fact, Shelf]]
    ) -> Kept | None:
        """The columns of a fact; None where it is to be gathered together with others."""
        if fact.kind not in HISTORY_KINDS:
            return self._add_condition(chain, fact, source)
        if fact.event not in self.profile.kinds:
            return self._add_nothing(fact, source)
        shelf = Shelf(self.translator, self.writer, fact, self.chains[Frames(fact.event, "debt" in fact.per)],
                      self.chains[Frames(fact.event, False)], self.terms.doubts)  # fmt: skip
        if is_false(shelf.passes("s").sql):
            return self._add_nothing(fact, source)
        if orderly.in_stretches(fact, chain, shelf):
            together.append((fact, shelf))
            return None
        if orderly.ever_before(fact, chain, shelf):
            return self._add_ever(fact, shelf, source, alias)
        endings = [(end, self.chains[Frames(end.event, False)]) for end in fact.ends if end.event in self.profile.kinds]
        fold = Fold(self.translator, self.writer, fact, chain, shelf, endings, self.terms.doubts)
        return self._gathered(chain, fact, source, alias).add(fold.gather())

    def _gathered(self, chain: Chain, fact: Fact, source: Source, alias: str) -> Gathered:
        return Gathered(self.writer, self.needs, self.profile, self.terms.doubts, chain, fact, source, alias)

    def _add_together(
        self, chain: Chain, facts: list[tuple[Fact, Shelf]], source: Source, alias: str
    ) -> dict[str, Kept]:
        step = orderly.Together(self.translator, self.writer, chain, facts, self.terms.doubts).gather()
        source.join(step, alias, every(*(eq(col(alias, key), col("q", key)) for key in KEYS)), "LEFT")
        return {fact.id: self._gathered(chain, fact, source, alias).take(f"{fact.id}.") for fact, _ in facts}

    def _add_ever(self, fact: Fact, shelf: Shelf, source: Source, alias: str) -> Kept:
        """Was there ever one? The first of the group tells."""
        step, pairs = orderly.first_of_group(self.writer, fact, shelf)
        source.join(step, alias, every(*(eq(col(alias, theirs), col("q", own)) for theirs, own in pairs)), "LEFT")
        before = op(exp.LT, col(alias, "first"), col("q", "cut"))
        maybe = op(exp.LT, col(alias, "first_maybe"), col("q", "cut"))
        value = when((before, exp.true()), (maybe, null("bool")), other=exp.false())
        source.take(named(value, fact.id))
        return Kept(fact.id, "truth", fact.event)

    def _add_condition(self, chain: Chain, fact: Fact, source: Source) -> Kept:
        assert fact.where is not None  # noqa: S101  # the loader refuses an alias without a condition
        view = chain.view("q")
        if fact.kind == "is":
            value = self.translator.value(fact.where, Place(CONTACT, view, where=f"fact {fact.id}"))
            if isinstance(value, Count):
                raise self.translator.refuse(Place(CONTACT, view, where=f"fact {fact.id}"), "an alias for a count")
        else:
            value = self._clock(fact, view)
        if is_true(value.sql) or is_false(value.sql):
            return Kept(fact.id, "truth", sure=True, constant=is_true(value.sql))
        source.take(named(value.sql, fact.id), *doubt(value, f"{fact.id}?", self.terms.doubts))
        return Kept(fact.id, "truth", sure=value.doubt is None)

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
            return when(
                (is_null(col("q", "z1")), names(("debtor.zones",))),
                other=combined.doubt() if combined.doubt else fresh(truth.NO_NAMES),
            )

        return Val(known, doubts)

    def _add_nothing(self, fact: Fact, source: Source) -> Kept:
        """The tables hold no event of the kind."""
        form = folds.kept_as(fact).form
        if form != "found":
            return Kept(fact.id, form, fact.event, sure=True, constant=False if form == "truth" else 0)
        source.take(named(null("int"), fact.id))
        keys = sorted(self.needs.keys_of_found.get(fact.id, ()))
        source.take(*(named(null(found_type(fact, key)), f"{fact.id}.{key}") for key in keys))
        return Kept(fact.id, form, fact.event, sure=True, constant=False)

    def judged(self) -> exp.Select:
        """A row for each contact and debt in hand: is the book in force, its scope, and the truth of every rule."""
        source = Source.of(self.chains[ASK].top, "q").take(*(col("q", key) for key in (*KEYS, "debt", "at")))
        if not self.profile.apart:
            source.where(eq(col("q", "direction"), lit("outbound")))
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


def _by_groups(facts: list[tuple[Fact, Shelf]]) -> list[list[tuple[Fact, Shelf]]]:
    """Facts that can share a join: those grouped by person and collector, by one of them, by neither."""
    found: dict[frozenset[str], list[tuple[Fact, Shelf]]] = {}
    for fact, shelf in facts:
        found.setdefault(frozenset(fact.per) & {"person", "collector"}, []).append((fact, shelf))
    return list(found.values())


def _covers(span: Span, view: FrameView) -> Sql:
    """Is the frame's day inside a span of dates?"""
    tests = []
    if span.first is not None:
        tests.append(op(exp.GTE, view.day(), lit(span.first)))
    if span.last is not None:
        tests.append(op(exp.LTE, view.day(), lit(span.last)))
    return every(*tests)
