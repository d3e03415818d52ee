"""Facts over the history, in general: every frame is laid beside the events that it may count, and these are gathered.

The mirror of ``engine/folds.py``. An event that surely does not match is left out; of the others it is known whether
they surely match (``t`` is TRUE) or only may (NULL), and then what was missing (``d``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from forbear.engine.compile import scope_of
from forbear.engine.relational import truth, windows
from forbear.engine.relational.chains import KEYS, Chain, same_frame
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.groups import GROUP_TESTS
from forbear.engine.relational.shelves import Shelf, doubt, refs, stood_fact
from forbear.engine.relational.sql import (
    Sql,
    col,
    eq,
    every,
    is_null,
    lit,
    names,
    not_false,
    not_null,
    null,
    op,
    some,
    when,
)  # fmt: skip
from forbear.engine.relational.tables import NULLS
from forbear.engine.relational.truth import NO_NAMES, TRUE, Val, fresh, missing
from forbear.engine.relational.views import NO_ZONE, EventView, FrameView, Kept
from forbear.engine.relational.writer import Days, Source, Writer, everything, named
from forbear.rules.format import Ending, Fact
from forbear.rules.names import Scope

PAIR = (*KEYS, "seq")
_FORMS = {"count": "count", "distinct": "count", "any": "truth", "holding": "truth", "last": "found", "first": "found"}


@dataclass(frozen=True)
class Fold:
    """One fact on one sort of frames; ``endings`` are the events, as they stood, that may end what holds.

    ``wanted``: the frames on which the fact is of any matter.
    """

    translator: Translator
    writer: Writer
    fact: Fact
    chain: Chain
    shelf: Shelf
    endings: Sequence[tuple[Ending, Chain]]
    doubts: bool
    wanted: Sql

    def gather(self) -> str:
        """The step that holds what the fact is worth on every frame with a match; elsewhere it is worth nothing."""
        tried = self.writer.step(f"{self.fact.id}_tried", self._tried(self.shelf.lay()))
        pairs = self.writer.step(f"{self.fact.id}_pairs", _not_false(tried), kept=bool(self.endings))
        for end, chain in self.endings:
            pairs = self._alive(pairs, end, chain)
        return self.writer.step(self.fact.id, _GATHER[self.fact.kind](self, pairs), kept=True)

    def _tried(self, shelf: str) -> exp.Select:
        """Every frame beside every event that it may count."""
        inner = Source.of(self.chain.asked_with(self.shelf.read_of_frame()), "q").take(everything("q"))
        windows.bounded(self.translator, self.fact, inner, self.chain.view("q"))
        inner.where(fresh(self.wanted))
        bounded = self.writer.step(f"{self.fact.id}_frames", inner.select)
        source = Source.of(bounded, "q").join(shelf, "e", self._same_group())
        days = Days(source)
        truth_ = self._match(days)
        source.take(
            *(col("q", key) for key in (*KEYS, "debtor")), *(col("e", key) for key in ("seq", "at", "known_at"))
        )
        source.take(*(named(col("e", key), f"held.{key}") for key in sorted(self.shelf.carried())))
        if self.chain.profile.nulls:
            source.take(named(col("e", NULLS), f"held.{NULLS}"))
        return source.take(named(truth_.sql, "t"), *doubt(truth_, "d", self.doubts)).select

    def _same_group(self) -> Sql:
        """Of the same debtor and group, and known before the frame."""
        tests = [eq(col("e", "debtor"), col("q", "debtor")), op(exp.LT, col("e", "seq"), col("q", "cut"))]
        for group in ("person", "collector"):
            if group in self.fact.per:
                mine = self.chain.named("q", group)
                tests.append(eq(col("e", f"g_{group}"), mine))
        if self.fact.by_debt:
            key = self.chain.debt_key(self.fact)
            tests.append(some(is_null(col("e", key)), eq(col("e", key), col("q", key))))
        return every(*tests)

    def _match(self, days: Days) -> Val:
        """Does an event belong to the fact, on this frame? Window, groups, and what the filter reads of the frame."""
        frame = self.chain.view("q")
        event = self._event(days)
        scope = scope_of(self.fact)
        _, parts = self.translator.compiled.split(self.fact.where, scope)
        place = Place(scope, frame, event, where=f"fact {self.fact.id}")
        found = self.chain.facts.get(str(self.fact.window.length)) if self.fact.window.kind == "since" else None
        tests = [windows.inside(self.translator, self.fact, frame, "e", found), _on_shelf(self.doubts)]
        tests += [GROUP_TESTS[group](self.fact, frame, event) for group in self.fact.per if group in GROUP_TESTS]
        return truth.all_of([*tests, *(self.translator.truth(part, place) for part in parts)])

    def _event(self, days: Days) -> EventView:
        return EventView("e", self.fact.event, self.shelf.beside("e", ""), self._moved, days.day)

    def _moved(self, name: str) -> Val:
        stood_fact(self.translator, self.fact, self.shelf.moved, "m", name)
        return Val(col("e", f"stood.{name}"), lambda: col("e", f"stood.{name}?"))

    def _alive(self, pairs: str, end: Ending, chain: Chain) -> str:
        """The pairs whose event was not surely ended, with what remains in doubt."""
        tries = self.writer.step(f"{self.fact.id}_ends", self._ends(pairs, end, chain))
        ended = self.writer.step(f"{self.fact.id}_ended", _any(tries, PAIR, self.doubts))
        source = Source.of(pairs, "p").join(
            ended, "x", every(*(eq(col("x", key), col("p", key)) for key in PAIR)), "LEFT"
        )
        over = Val(when((is_null(col("x", "seq")), exp.false()), other=col("x", "t")), lambda: col("x", "d"))
        alive = truth.all_of([Val(col("p", "t"), lambda: col("p", "d")), truth.negate(over)])
        kept = [col("p", name) for name in (*PAIR, "debtor", "at", "known_at", *self._held_columns())]
        source.take(*kept, named(alive.sql, "t"), *doubt(alive, "d", self.doubts))
        left = self.writer.step(f"{self.fact.id}_left", source.select)
        return self.writer.step(f"{self.fact.id}_pairs", _not_false(left), kept=True)

    def _held_columns(self) -> list[str]:
        nulls = [f"held.{NULLS}"] if self.chain.profile.nulls else []
        return [*(f"held.{key}" for key in sorted(self.shelf.carried())), *nulls]

    def _ends(self, pairs: str, end: Ending, chain: Chain) -> exp.Select:
        """Every pair beside each later event that may have ended it."""
        scope = Scope("ending", end.event, self.fact.event)
        read = list(refs(self.translator.compiled, end.when, scope))
        of_frame = {ref.fact for ref in read if ref.origin in ("fact_of_ask", "fact_key")}
        stood = {ref.fact for ref in read if ref.origin == "fact"}
        source = Source.of(pairs, "p").join(self.chain.asked_with(of_frame), "q", same_frame("p", "q"))
        later = (op(exp.GT, col("x", "seq"), col("p", "seq")), op(exp.LT, col("x", "seq"), col("q", "cut")))
        standing = chain.standing("x")
        source.join(chain.with_facts(stood), "x", every(eq(col("x", "debtor"), col("p", "debtor")), *later, standing))
        days = Days(source)
        frame = self.chain.view("q")

        def stood_at(name: str) -> Val:
            return stood_fact(self.translator, self.fact, chain, "x", name)

        event = EventView("x", end.event, chain.row("x"), stood_at, days.day, "happened")
        held = EventView("p", self.fact.event, self.shelf.beside("p", "held."), lambda name: TRUE, days.day)
        place = Place(scope, frame, event, held, where=f"fact {self.fact.id}, ends")
        ended = self.translator.truth(end.when, place)
        if end.after_days:
            ended = truth.all_of([ended, _days_since(days, frame, end.after_days)])
        source.take(*(col("p", key) for key in PAIR), named(ended.sql, "t"), *doubt(ended, "d", self.doubts))
        return source.select

    def any(self, pairs: str) -> exp.Select:
        """Is there one?"""
        return _any(pairs, KEYS, self.doubts)

    def count(self, pairs: str) -> exp.Select:
        """How many surely match, and how many at most."""
        source = Source.of(pairs, "p").take(*(col("p", key) for key in KEYS)).group(*(col("p", key) for key in KEYS))
        source.take(named(exp.CountIf(this=_sure()), "low"), named(exp.Count(this=exp.Star()), "high"))
        return source.take(*_all_doubts(self.doubts)).select

    def distinct(self, pairs: str) -> exp.Select:
        """How many different values, and how many at most."""
        value = col("p", f"held.{self.fact.of}") if self.fact.of in self.shelf.carried() else null("text")
        lacking = names((f"earlier contact.{self.fact.of}",))
        known = every(not_null(col("p", "t")), not_null(fresh(value)))
        marked = Source.of(pairs, "p").take(
            *(col("p", key) for key in KEYS), named(value, "value"), named(known, "known")
        )
        if self.doubts:
            named_doubt = when((is_null(col("p", "t")), col("p", "d")), (fresh(known), fresh(NO_NAMES)), other=lacking)
            marked.take(named(named_doubt, "d"))
        step = self.writer.step(f"{self.fact.id}_marked", marked.select)
        grouped = Source.of(step, "p").take(
            *(col("p", key) for key in KEYS), named(exp.LogicalOr(this=col("p", "known")), "known")
        )
        grouped.group(*(col("p", key) for key in KEYS), col("p", "value")).take(*_all_doubts(self.doubts, exp.true()))
        values = self.writer.step(f"{self.fact.id}_values", grouped.select)
        source = Source.of(values, "p").take(*(col("p", key) for key in KEYS)).group(*(col("p", key) for key in KEYS))
        source.take(named(exp.CountIf(this=col("p", "known")), "low"), named(exp.Count(this=exp.Star()), "high"))
        return source.take(*_all_doubts(self.doubts, exp.true())).select

    def last(self, pairs: str) -> exp.Select:
        """The latest that matches."""
        return self._outermost(pairs, exp.Max, exp.ArgMax)

    def first(self, pairs: str) -> exp.Select:
        """The earliest that matches."""
        return self._outermost(pairs, exp.Min, exp.ArgMin)

    def _outermost(self, pairs: str, end: type[exp.Func], at_end: type[exp.Func]) -> exp.Select:
        seq = col("p", "seq")
        source = Source.of(pairs, "p").take(*(col("p", key) for key in KEYS)).group(*(col("p", key) for key in KEYS))
        source.take(named(end(this=seq), "seq"))
        source.take(named(at_end(this=is_null(col("p", "t")), expression=fresh(seq)), "unsure"))
        if self.doubts:
            source.take(named(at_end(this=col("p", "d"), expression=fresh(seq)), "d"))
        return source.select


def _on_shelf(doubts: bool) -> Val:
    return Val(col("e", "t"), lambda: col("e", "d"))


def _sure() -> Sql:
    return exp.Coalesce(this=col("p", "t"), expressions=[exp.false()])


def _not_false(step: str) -> exp.Select:
    return Source.of(step, "p").take(everything("p")).where(not_false(col("p", "t"))).select


def _any(step: str, keys: Iterable[str], doubts: bool) -> exp.Select:
    """Per group of rows: TRUE where one is, else NULL where one is, else FALSE."""
    keys = tuple(keys)
    source = Source.of(step, "p").take(*(col("p", key) for key in keys)).group(*(col("p", key) for key in keys))
    surely = exp.LogicalOr(this=_sure())
    maybe = op(exp.GT, exp.CountIf(this=is_null(col("p", "t"))), lit(0))
    source.take(named(when((surely, exp.true()), (maybe, null("bool")), other=exp.false()), "t"))
    return source.take(*_all_doubts(doubts)).select


def _all_doubts(wanted: bool, which: Sql | None = None) -> Iterable[Sql]:
    """Every name that was missing on the rows in doubt."""
    if wanted:
        unsure = which or is_null(col("p", "t"))
        each = exp.ArrayAgg(this=when((unsure, col("p", "d")), other=fresh(NO_NAMES)))
        yield named(exp.ArrayDistinct(this=exp.Flatten(this=each)), "d")


def _days_since(days: Days, frame: FrameView, count: int) -> Val:
    """Have ``count`` local days passed since the day of an event, in every zone?"""
    passed = []
    for zone, today, _ in frame.readings():
        since = op(exp.Sub, today, days.day(col("x", "happened"), zone))
        passed.append(when((is_null(fresh(zone)), null("bool")), other=op(exp.GTE, since, lit(count))))
    all_passed = every(*(exp.Coalesce(this=fresh(each), expressions=[exp.true()]) for each in passed))
    none_passed = every(
        *(exp.Coalesce(this=exp.Not(this=exp.Paren(this=fresh(each))), expressions=[exp.true()]) for each in passed)
    )
    known = not_null(col(frame.alias, "z1"))
    sql = when(
        (every(fresh(known), all_passed), exp.true()),
        (every(fresh(known), none_passed), exp.false()),
        other=null("bool"),
    )
    return missing(sql, NO_ZONE)


_GATHER = {
    "any": Fold.any,
    "holding": Fold.any,
    "count": Fold.count,
    "distinct": Fold.distinct,
    "last": Fold.last,
    "first": Fold.first,
}


def kept_as(fact: Fact) -> Kept:
    """How the value of a fact over the history stands in columns."""
    return Kept(fact.id, _FORMS[fact.kind], fact.event)  # type: ignore[arg-type]
