"""One rulebook as one query: asked contacts in, a row for each contact and debt out, with what every rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from forbear.engine.compile import CONTACT, Compiled
from forbear.engine.facts import condition_of
from forbear.engine.relational import folds, together, truth, verdicts
from forbear.engine.relational.chains import KEYS, Attach, Chain, lay_base
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.folds import Fold
from forbear.engine.relational.gathered import Gathered, found_type
from forbear.engine.relational.needs import ASK, Frames, Needs, conditions_of
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
from forbear.engine.relational.writer import Source, Writer, named
from forbear.rules.expressions import Name
from forbear.rules.format import HISTORY_KINDS, Exemption, Fact, Rule, Span, switched_off
from forbear.rules.names import Scope


@dataclass(frozen=True, slots=True)
class Terms:
    """How a rulebook is to be applied. ``doubts``: also tell what was missing where something is unknown;
    ``facts``: also the values that conditions and sentences read.
    """

    in_order: bool = False
    drafts: bool = False
    doubts: bool = True
    facts: bool = True


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
        self.chains = self._all_chains()
        self._lay()

    def _on(self, each: Rule | Exemption) -> bool:
        return each.status not in switched_off(self.terms.drafts)

    def _trees(self) -> Iterator:
        yield self.book.scope
        for speaker in self.rules:
            yield speaker.rule.when
            yield from (exemption.when for exemption, _ in speaker.exemptions if self._on(exemption))
            yield from (Name(name) for name in speaker.reads if self.terms.facts)

    def _all_chains(self) -> dict[Frames, Chain]:
        """A chain for each sort of frames; one for all sorts of contacts where those asked about are the tables' own."""
        reads = dict(self.reader.reads)
        same = [] if self.profile.apart else [frames for frames in reads if frames.kind in ("", "contact")]
        if same:
            together_ = [reads.pop(frames) for frames in same]
            origins = {origin for each in together_ for origin in each}
            reads[ASK] = {origin: set().union(*(each.get(origin, ()) for each in together_)) for origin in origins}
            reads[ASK].setdefault("own", set()).add("direction")
        chains = {frames: self._chain(frames, reads[frames]) for frames in sorted(reads)}
        return chains | dict.fromkeys(same, chains[ASK])

    def _chain(self, frames: Frames, reads: dict[str, set[str]]) -> Chain:
        return Chain(frames, self.profile, reads, frames in self.reader.zoned or frames == ASK, self.writer)

    def _lay(self) -> None:
        chains = list({id(chain): chain for chain in self.chains.values()}.values())
        for chain in chains:
            lay_base(chain, self._grouping())
        for level in sorted({self.needs.level(name) for wanted in self.needs.facts.values() for name in wanted}):
            for chain in chains:
                self._add_level(chain, level)

    def _wanted(self, chain: Chain, level: int) -> list[Fact]:
        """The facts of a level that a chain must carry."""
        sorts = [frames for frames, own in self.chains.items() if own is chain]
        wanted = {name for frames in sorts for name in self.needs.facts.get(frames, ())}
        return [self.book.facts[name] for name in sorted(wanted) if self.needs.level(name) == level]

    def _grouping(self) -> Callable[[FrameView], tuple[Sql, str]] | None:
        grouping = self.book.grouping
        if grouping is None:
            return None

        def holds(view: FrameView) -> tuple[Sql, str]:
            test = self.translator.truth(grouping.when, Place(Scope("debt"), view, where="grouping"))
            return exp.Coalesce(this=fresh(test.sql), expressions=[exp.false()]), grouping.by

        return holds

    def _add_level(self, chain: Chain, level: int) -> None:
        """Work out the facts that rest only on those of the levels before."""
        shared: list[tuple[Fact, Shelf]] = []
        for fact in self._wanted(chain, level):
            chain.rests_on[fact.id] = frozenset()
            if fact.kind not in HISTORY_KINDS:
                self._add_condition(chain, fact)
            elif fact.event not in self.profile.kinds:
                self._add_nothing(chain, fact)
            else:
                self._add_fold(chain, fact, shared)
        for facts in _by_groups(shared):
            self._add_together(chain, facts)

    def _add_fold(self, chain: Chain, fact: Fact, shared: list[tuple[Fact, Shelf]]) -> None:
        shelf = Shelf(self.translator, self.writer, fact, self.chains[Frames(fact.event, "debt" in fact.per)],
                      self.chains[Frames(fact.event, False)], self.terms.doubts)  # fmt: skip
        if is_false(shelf.passes("s").sql):
            self._add_nothing(chain, fact)
        elif together.possible(fact, shelf, chain):
            shared.append((fact, shelf))
        elif together.ever_before(fact, chain, shelf):
            self._add_ever(chain, fact, shelf)
        else:
            endings = [
                (end, self.chains[Frames(end.event, False)]) for end in fact.ends if end.event in self.profile.kinds
            ]
            fold = Fold(self.translator, self.writer, fact, chain, shelf, endings, self.terms.doubts)
            step = fold.gather()
            chain.facts[fact.id] = folds.kept_as(fact)
            chain.attach[fact.id] = lambda source, alias: self._gathered(chain, fact, source, alias).add(step)

    def _gathered(self, chain: Chain, fact: Fact, source: Source, alias: str) -> Gathered:
        return Gathered(self.writer, self.needs, self.profile, self.terms.doubts, chain, fact, source, alias)

    def _add_together(self, chain: Chain, facts: list[tuple[Fact, Shelf]]) -> None:
        step = together.Together(self.translator, self.writer, chain, facts, self.terms.doubts).gather()

        def attach(fact: Fact) -> Attach:
            def lay(source: Source, alias: str) -> Kept:
                shared = source.shared(step, every(*(eq(col(step, key), col("q", key)) for key in KEYS)))
                return self._gathered(chain, fact, source, shared).take(f"{fact.id}.")

            return lay

        for fact, _ in facts:
            chain.facts[fact.id] = folds.kept_as(fact)
            chain.attach[fact.id] = attach(fact)

    def _add_ever(self, chain: Chain, fact: Fact, shelf: Shelf) -> None:
        """Was there ever one? The first of the group tells."""
        step, pairs = together.first_of_group(self.writer, fact, shelf)

        def lay(source: Source, alias: str) -> Kept:
            source.join(step, alias, every(*(eq(col(alias, theirs), col("q", own)) for theirs, own in pairs)), "LEFT")
            before = op(exp.LT, col(alias, "first"), col("q", "cut"))
            maybe = op(exp.LT, col(alias, "first_maybe"), col("q", "cut"))
            source.take(named(when((before, exp.true()), (maybe, null("bool")), other=exp.false()), fact.id))
            return chain.facts[fact.id]

        chain.facts[fact.id] = Kept(fact.id, "truth", fact.event)
        chain.attach[fact.id] = lay

    def _add_condition(self, chain: Chain, fact: Fact) -> None:
        place = Place(CONTACT, chain.view("q"), where=f"fact {fact.id}")
        if fact.kind == "is":
            value = self.translator.value(condition_of(fact), place)
            if isinstance(value, Count):
                raise self.translator.refuse(place, "an alias for a count")
        else:
            value = self._clock(fact, place.frame)
        if is_true(value.sql) or is_false(value.sql):
            chain.facts[fact.id] = Kept(fact.id, "truth", sure=True, constant=is_true(value.sql))
            chain.attach[fact.id] = lambda source, alias: chain.facts[fact.id]
            return
        kept = chain.facts[fact.id] = Kept(fact.id, "truth", sure=value.doubt is None)
        chain.rests_on[fact.id] = frozenset(
            name
            for tree, scope in conditions_of(fact)
            for name in self.needs.facts_in(tree, scope)
            if chain.facts[name].constant is None
        )

        def lay(source: Source, alias: str) -> Kept:
            source.take(named(fresh(value.sql), fact.id))
            source.take(*(() if kept.sure else doubt(value, f"{fact.id}?", self.terms.doubts)))
            return kept

        chain.attach[fact.id] = lay

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

    def _add_nothing(self, chain: Chain, fact: Fact) -> None:
        """The tables hold no event that could match."""
        form = folds.kept_as(fact).form
        kept = chain.facts[fact.id] = Kept(
            fact.id, form, fact.event, sure=True, constant=0 if form == "count" else False
        )

        def lay(source: Source, alias: str) -> Kept:
            if form == "found":
                source.take(named(null("int"), fact.id))
                keys = sorted(self.needs.keys_of_found.get(fact.id, ()))
                source.take(*(named(null(found_type(fact, key)), f"{fact.id}.{key}") for key in keys))
            return kept

        chain.attach[fact.id] = lay

    def judged(self) -> exp.Select:
        """A row for each contact and debt in hand: is the book in force, its scope, and the truth of every rule."""
        chain = self.chains[ASK]
        source = Source.of(chain.with_facts(self._read_by_rules(chain)), "q")
        source.take(*(col("q", key) for key in ("debtor", "qid", "idx", "debt", "at")))
        if chain.merged:
            source.where(every(eq(col("q", "direction"), lit("outbound")), chain.asked("q")))
        view = chain.view("q")
        scope = self.translator.truth(self.book.scope, Place(CONTACT, view, where="scope"))
        in_force = _covers(self.book.in_force, view)
        source.take(named(every(in_force, fresh(scope.sql)), "scope"), *doubt(scope, "scope?", self.terms.doubts))
        for speaker in self.rules:
            source.take(*self._rule_columns(speaker, view))
        if self.terms.facts:
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

    def _read_by_rules(self, chain: Chain) -> set[str]:
        """The facts whose columns the rules read: those that are the same on every row stand there as what they are."""
        read = {name for tree in self._trees() for name in self.needs.facts_in(tree, CONTACT)}
        return {name for name in read if chain.facts[name].constant is None or chain.facts[name].form == "found"}

    def reported(self) -> list[str]:
        """The names whose values go with the reasons."""
        return sorted({name for speaker in self.rules for name in speaker.reads})

    def statements(self) -> Iterator[tuple[str, exp.Select]]:
        """The program, statement by statement: tables to be made, under their names, and last, unnamed, what is asked."""
        return self.writer.statements(self.judged())

    def verdicts(self) -> Iterator[tuple[str, exp.Select]]:
        """The same, but last a row for each contact: its verdict, and the clauses that spoke or are undecided."""
        last = verdicts.of_contacts(
            self.writer, self.judged(), self.book, self.rules, self.terms.in_order, self.chains[ASK]
        )
        return self.writer.statements(last)


def _by_groups(facts: list[tuple[Fact, Shelf]]) -> list[list[tuple[Fact, Shelf]]]:
    """Facts that can share a join: over the same events, grouped by person and collector, by one of them, by neither."""
    found: dict[tuple[int, frozenset[str]], list[tuple[Fact, Shelf]]] = {}
    for fact, shelf in facts:
        key = id(shelf.stood), frozenset(fact.per) & {"person", "collector"}
        found.setdefault(key, []).append((fact, shelf))
    return list(found.values())


def _covers(span: Span, view: FrameView) -> Sql:
    """Is the frame's day inside a span of dates?"""
    tests = []
    if span.first is not None:
        tests.append(op(exp.GTE, view.day(), lit(span.first)))
    if span.last is not None:
        tests.append(op(exp.LTE, view.day(), lit(span.last)))
    return every(*tests)
