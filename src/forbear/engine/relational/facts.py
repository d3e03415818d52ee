"""The facts of a rulebook on every sort of frames that wants them, level by level: conditions and folds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from forbear.engine.compile import CONTACT
from forbear.engine.facts import condition_of
from forbear.engine.relational import folds, together, truth
from forbear.engine.relational.chains import KEYS, Attach, Chain
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.demand import Demand
from forbear.engine.relational.folds import Fold
from forbear.engine.relational.gathered import Gathered, found_type
from forbear.engine.relational.needs import ASK, Frames, Needs, asked_only_where, conditions_of
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
    not_null,
    null,
    op,
    some,
    when,
)
from forbear.engine.relational.tables import Profile
from forbear.engine.relational.truth import Count, Val, fresh
from forbear.engine.relational.views import FrameView, Kept
from forbear.engine.relational.writer import Source, Writer, named
from forbear.rules.expressions import Node
from forbear.rules.format import HISTORY_KINDS, Fact
from forbear.rules.names import Scope


@dataclass
class Facts:
    """Adds facts to the sorts of frames (``chains``)."""

    translator: Translator
    writer: Writer
    needs: Needs
    profile: Profile
    doubts: bool
    chains: Mapping[Frames, Chain]
    trees: Sequence[Node]
    """Every condition that is read on the contacts asked about."""
    demand: Demand | None = None

    def add_all(self, first: bool) -> None:
        """Work out the facts, each after those that it rests on. ``first``: of those that are of matter on contacts
        asked about alone, only the ones that cost little; else the rest.
        """
        names = {name for wanted in self.needs.facts.values() for name in wanted}
        for level in sorted({self.needs.level(name) for name in names}):
            for chain in {id(chain): chain for chain in self.chains.values()}.values():
                wanted = [fact for fact in self._wanted(chain, level) if fact.id not in chain.facts]
                self._add(chain, [fact for fact in wanted if not first or self._early(chain, fact)])

    def _wanted(self, chain: Chain, level: int) -> list[Fact]:
        """The facts of a level that a chain must carry."""
        wanted = {name for frames in self._sorts(chain) for name in self.needs.facts.get(frames, ())}
        return [self.translator.compiled.book.facts[name] for name in sorted(wanted) if self.needs.level(name) == level]

    def _sorts(self, chain: Chain) -> list[Frames]:
        return [frames for frames, own in self.chains.items() if own is chain]

    def _stood(self, chain: Chain) -> set[str]:
        """The facts of a chain that are read as they stood at an event, too."""
        return {name for frames in self._sorts(chain) if frames != ASK for name in self.needs.facts.get(frames, ())}

    def _early(self, chain: Chain, fact: Fact) -> bool:
        """May a fact be worked out before it is known on which contacts a clause may speak?"""
        if chain is not self.chains[ASK] or fact.id in self._stood(chain):
            return True
        if not set(self.needs.read_by(fact.id)) <= set(chain.facts):
            return False
        if fact.kind not in HISTORY_KINDS or fact.event not in self.profile.kinds:
            return True
        shelf = self._shelf(fact)
        return fact.event == "contact" and (
            together.possible(fact, shelf, chain) or together.ever_before(fact, chain, shelf)
        )

    def _add(self, chain: Chain, facts: Iterable[Fact]) -> None:
        shared: list[tuple[Fact, Shelf]] = []
        for fact in facts:
            chain.rests_on[fact.id] = frozenset()
            if fact.kind not in HISTORY_KINDS:
                self._add_condition(chain, fact)
            elif fact.event not in self.profile.kinds:
                self._add_nothing(chain, fact)
            else:
                self._add_fold(chain, fact, shared)
        for group in _by_groups(shared):
            self._add_together(chain, group)

    def _shelf(self, fact: Fact) -> Shelf:
        stood, moved = self.chains[Frames(fact.event, fact.by_debt)], self.chains[Frames(fact.event, False)]
        return Shelf(self.translator, self.writer, fact, stood, moved, self.doubts)

    def _add_fold(self, chain: Chain, fact: Fact, shared: list[tuple[Fact, Shelf]]) -> None:
        shelf = self._shelf(fact)
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
            fold = Fold(
                self.translator, self.writer, fact, chain, shelf, endings, self.doubts, self._frames_wanted(chain, fact)
            )
            step = fold.gather()
            chain.facts[fact.id] = folds.kept_as(fact)
            chain.attach[fact.id] = lambda source, alias: self._gathered(chain, fact, source, alias).add(step)

    def _demanded(self, chain: Chain, names: Iterable[str]) -> Sql:
        """On which frames facts are of any matter."""
        names = set(names)
        if self.demand is None or chain is not self.chains[ASK] or names & self._stood(chain):
            return exp.true()
        return every(chain.of_collector("q"), self.demand.of(names))

    def _only_found(self, fact: Fact) -> bool:
        """Is the fact read only where the event was found since which it counts?"""
        book = self.translator.compiled.book
        trees = [tree for other in book.facts.values() for tree, _ in conditions_of(other)]
        trees += self.trees
        begins = any(fact.id == other.window.length for other in book.facts.values() if other.window.kind == "since")
        since = fact.window.kind == "since" and not begins
        return since and asked_only_where(fact.id, str(fact.window.length), trees)

    def _frames_wanted(self, chain: Chain, fact: Fact) -> Sql:
        """On which frames a fact must be worked out."""
        demanded = self._demanded(chain, [fact.id])
        if not self._only_found(fact):
            return demanded
        found = chain.facts[str(fact.window.length)]
        unsure = exp.false() if found.sure else col("q", f"{found.name}!")
        return every(demanded, some(not_null(col("q", found.name)), unsure))

    def _gathered(self, chain: Chain, fact: Fact, source: Source, alias: str) -> Gathered:
        return Gathered(self.writer, self.needs, self.profile, self.doubts, chain, fact, source, alias)

    def _add_together(self, chain: Chain, facts: list[tuple[Fact, Shelf]]) -> None:
        demanded = self._demanded(chain, (fact.id for fact, _ in facts))
        step = together.Together(self.translator, self.writer, chain, facts, self.doubts, demanded).gather()

        def attach(fact: Fact) -> Attach:
            def lay(source: Source, alias: str) -> Kept:
                shared = source.shared(step, every(*(eq(col(step, key), col("q", key)) for key in KEYS)))
                return self._gathered(chain, fact, source, shared).take(f"{fact.id}.")

            return lay

        for fact, _ in facts:
            chain.facts[fact.id] = folds.kept_as(fact)
            chain.attach[fact.id] = attach(fact)
            self._mark_early(chain, fact)

    def _mark_early(self, chain: Chain, fact: Fact) -> None:
        """What is known before it is said where a clause may speak stands beside those frames already."""
        if fact.event == "contact" and not chain.opened:
            chain.early.add(fact.id)

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
        self._mark_early(chain, fact)

    def _add_condition(self, chain: Chain, fact: Fact) -> None:
        place = Place(CONTACT, chain.view("q"), where=f"fact {fact.id}")
        if fact.kind == "is":
            value = self.translator.value(condition_of(fact), place)
            if isinstance(value, Count):
                raise self.translator.refuse(place, "an alias for a count")
        else:
            value = self.clock(fact, place.frame)
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
            source.take(*(() if kept.sure else doubt(value, f"{fact.id}?", self.doubts)))
            return kept

        chain.attach[fact.id] = lay

    def clock(self, fact: Fact, view: FrameView) -> Val:
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


def _by_groups(facts: list[tuple[Fact, Shelf]]) -> list[list[tuple[Fact, Shelf]]]:
    """Facts that can share a join: over the same events, grouped by person and collector, one of them, or neither."""
    found: dict[tuple[int, frozenset[str]], list[tuple[Fact, Shelf]]] = {}
    for fact, shelf in facts:
        key = id(shelf.stood), frozenset(fact.per) & {"person", "collector"}
        found.setdefault(key, []).append((fact, shelf))
    return list(found.values())
