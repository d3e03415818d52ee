"""One rulebook as one query: asked contacts in, a row for each contact and debt out, with what every rule says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from forbear.engine.compile import CONTACT, Compiled, CompiledRule
from forbear.engine.relational import truth, verdicts
from forbear.engine.relational.bases import lay_base
from forbear.engine.relational.chains import JOINED_KEYS, KEYS, Chain, same_frame
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.debts_in_hand import Grouping
from forbear.engine.relational.demand import Demand
from forbear.engine.relational.facts import Facts
from forbear.engine.relational.needs import ASK, Frames, Needs
from forbear.engine.relational.reads import Reader
from forbear.engine.relational.shelves import doubt
from forbear.engine.relational.sql import Sql, col, every, lit, op
from forbear.engine.relational.tables import Profile
from forbear.engine.relational.truth import Count, Val, fresh
from forbear.engine.relational.views import FrameView, Kept
from forbear.engine.relational.writer import Source, Statement, Writer, everything, named
from forbear.rules.expressions import Name, Node
from forbear.rules.format import Exemption, Rule, Span, switched_off
from forbear.rules.names import Scope


@dataclass(frozen=True, slots=True)
class Terms:
    """How a rulebook is to be applied. ``doubts``: also tell what was missing where something is unknown;
    ``facts``: also the values that conditions and sentences read; ``notes``: also the clauses that only remark.
    """

    in_order: bool = False
    drafts: bool = False
    doubts: bool = True
    facts: bool = True
    notes: bool = True

    def on(self, each: Rule | Exemption) -> bool:
        """Does a rule or exception apply?"""
        return each.status not in switched_off(self.drafts)

    def speakers(self, compiled: Compiled) -> list[CompiledRule]:
        """The rules that are asked."""
        rules = (speaker for speaker in compiled.rules if self.on(speaker.rule))
        return [speaker for speaker in rules if self.notes or speaker.rule.effect != "note"]

    def trees(self, compiled: Compiled) -> Iterator[Node]:
        """Every condition that is read on the contacts asked about."""
        yield compiled.book.scope
        for speaker in self.speakers(compiled):
            yield speaker.rule.when
            yield from (exemption.when for exemption, _ in speaker.exemptions if self.on(exemption))
            yield from (Name(name) for name in speaker.reads if self.facts)


class Program:
    """The translation of one rulebook for one profile of tables."""

    def __init__(self, compiled: Compiled, profile: Profile, terms: Terms) -> None:
        self.compiled = compiled
        self.book = compiled.book
        self.profile = profile
        self.terms = terms
        self.writer = Writer()
        self.translator = Translator(compiled, terms.in_order, profile.days)
        self.rules = terms.speakers(compiled)
        self.trees = list(terms.trees(compiled))
        self.needs, self.reader = _looked_up(compiled, self.trees)
        self.chains = self._all_chains()
        self._lay()

    def _all_chains(self) -> dict[Frames, Chain]:
        """A chain for each sort of frames; one for all contacts where those asked about are the tables' own."""
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
        zoned = frames in self.reader.zoned or frames == ASK
        return Chain(frames, self.profile, reads, zoned, self.writer, calendars=self._calendars(frames))

    def _calendars(self, frames: Frames) -> frozenset[str]:
        """Which public holidays are read on frames of the sort, or on any that are laid with them."""
        alike = frames == ASK and not self.profile.apart
        known = self.reader.calendars.items()
        return frozenset().union(
            *(read for each, read in known if each == frames or (alike and each.kind == "contact"))
        )

    def _lay(self) -> None:
        chains = list({id(chain): chain for chain in self.chains.values()}.values())
        bounded = not self.terms.doubts and not self.terms.facts
        if bounded and self.chains[ASK].merged:
            kinds = sorted(self.profile.kinds - {"contact"})
            self.chains[ASK].bits = {kind: 1 << number for number, kind in enumerate(kinds)}
        for chain in chains:
            lay_base(chain, self._grouping())
        facts = Facts(
            self.translator, self.writer, self.needs, self.profile, self.terms.doubts, self.chains, self.trees
        )
        if bounded:
            facts.demand, _ = self._bounds(facts, {})
            facts.add_all(first=True)
            self._open(facts)
        facts.add_all(first=False)

    def _open(self, facts: Facts) -> None:
        """Lay down on which contacts a clause may still speak, as far as that is known early."""
        chain = self.chains[ASK]
        chain.early = {name for name in chain.early if chain.facts[name].constant is None}
        _, may_speak = self._bounds(facts, {name: chain.facts[name] for name in chain.early})
        source = Source.of(chain.with_facts(chain.early), "q").where(every(chain.of_collector("q"), may_speak))
        columns = [column for name in sorted(chain.early) for column in chain.facts[name].columns()]
        columns += [
            f"{name}.{key}" for name in sorted(chain.early) for key in sorted(self.needs.keys_of_found.get(name, ()))
        ]
        keys = [*KEYS, *columns]
        step = self.writer.step(f"{chain.name}_open", source.take(*(col("q", key) for key in keys)).select, kept=True)
        left = Source.of(chain.base, "q").join(step, "o", same_frame("o", "q")).take(everything("q"))
        left.take(*(col("o", column) for column in columns))
        chain.opened = self.writer.step(f"{chain.name}_left", left.select, kept=True)

    def _bounds(self, facts: Facts, known: Mapping[str, Kept]) -> tuple[Demand, Sql]:
        """Where nobody asks for doubts and values, only what may make a clause speak is worked out: the demand for
        facts, and where a clause may speak.
        """
        chain = self.chains[ASK]
        demand = Demand(self.translator, self.needs, chain.view("q"), self.profile.kinds, facts.clock, chain.has, known)
        speakers = [(rule, [each for each, _ in rule.exemptions if self.terms.on(each)]) for rule in self.rules]
        return demand, demand.any_speaks(speakers)

    def _grouping(self) -> Grouping | None:
        grouping = self.book.grouping
        if grouping is None:
            return None

        def holds(view: FrameView) -> tuple[Sql, str]:
            test = self.translator.truth(grouping.when, Place(Scope("debt"), view, where="grouping"))
            return exp.Coalesce(this=fresh(test.sql), expressions=[exp.false()]), grouping.by

        return holds

    def judged(self) -> exp.Select:
        """A row for each contact and debt in hand: is the book in force, its scope, and the truth of every rule."""
        chain = self.chains[ASK]
        source = Source.of(chain.asked_with(self._read_by_rules(chain)), "q")
        source.take(*(col("q", key) for key in ("debtor", "qid", "idx", "debt", "at")))
        if not chain.opened:
            source.where(chain.of_collector("q"))
        view = chain.view("q")
        scope = self.translator.truth(self.book.scope, Place(CONTACT, view, where="scope"))
        in_force = _covers(self.book.in_force, view)
        source.take(named(every(in_force, fresh(scope.sql)), "scope"), *doubt(scope, "scope?", self.terms.doubts))
        for speaker in self.rules:
            source.take(*self._rule_columns(speaker, view))
        if self.terms.facts:
            source.take(*self._fact_columns(view))
        return source.select

    def _rule_columns(self, speaker: CompiledRule, view: FrameView) -> Iterable[Sql]:
        rule = speaker.rule
        when_ = self.translator.truth(rule.when, Place(CONTACT, view, where=f"rule {rule.id}"))
        lifted = [self._lifts(exemption, view) for exemption, _ in speaker.exemptions if self.terms.on(exemption)]
        speaks = truth.all_of([Val(_covers(rule.in_force, view)), when_, truth.negate(truth.any_of(lifted))])
        yield named(speaks.sql, f"rule.{rule.id}")
        yield from doubt(speaks, f"rule.{rule.id}?", self.terms.doubts)

    def _lifts(self, exemption: Exemption, view: FrameView) -> Val:
        holds = self.translator.truth(exemption.when, Place(CONTACT, view, where=f"exception {exemption.id}"))
        return truth.all_of([Val(_covers(exemption.in_force, view)), holds])

    def _fact_columns(self, view: FrameView) -> Iterable[Sql]:
        """Every name that a condition or sentence reads: ``fact.name``, with ``^`` and ``!`` as in :class:`Kept`."""
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
        read = {name for tree in self.trees for name in self.needs.facts_in(tree, CONTACT)}
        return {name for name in read if chain.facts[name].constant is None or chain.facts[name].form == "found"}

    def reported(self) -> list[str]:
        """The names whose values go with the reasons."""
        return sorted({name for speaker in self.rules for name in speaker.reads})

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """The program, statement by statement: tables to be made under their names and last, unnamed, what is asked."""
        return self.writer.statements(self.judged())

    def verdicts(self) -> Iterator[tuple[str, Statement]]:
        """The same, but last a row for each contact on which a clause may speak: its verdict, and the clauses that
        spoke or are undecided. Where values are not asked for, contacts without a row are plainly allowed.
        """
        last = verdicts.of_contacts(
            self.writer, self.judged(), self.book, self.rules, self.terms.in_order, self.chains[ASK]
        )
        return self.writer.statements(last)


def keys_read(compiled: Compiled, terms: Terms) -> frozenset[str]:
    """The keys of events that a rulebook reads: the columns of ``events`` that its program wants."""
    needs, reader = _looked_up(compiled, list(terms.trees(compiled)))
    own = (reads.get("own", ()) for reads in reader.reads.values())
    return JOINED_KEYS.union(*own, *needs.keys_of_found.values())


def _looked_up(compiled: Compiled, trees: Sequence[Node]) -> tuple[Needs, Reader]:
    """Which facts the trees rest on, and which keys are read."""
    needs = Needs(compiled).collect(trees)
    reader = Reader(compiled, needs)
    reader.trees(trees)
    return needs, reader


def _covers(span: Span, view: FrameView) -> Sql:
    """Is the frame's day inside a span of dates?"""
    tests = []
    if span.first is not None:
        tests.append(op(exp.GTE, view.day(), lit(span.first)))
    if span.last is not None:
        tests.append(op(exp.LTE, view.day(), lit(span.last)))
    return every(*tests)
