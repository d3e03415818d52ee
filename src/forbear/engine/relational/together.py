"""Facts over stretches of time, gathered from the same pairs: one join for all that share their groups.

What a window of some days can hold lies in the same stretch of time as the frame or in the one before it, where a
stretch is longer than the longest window. So frames and events are joined once, on debtor, groups and stretch, and
every fact is gathered from the same pairs. Every event stands in its own stretch and in the next; a frame that is
earlier than what was known (a contact learnt of late) stands in every stretch up to then, and meets events of the
later ones in their own stretch alone, so that no pair is met twice.

A fact of the form "was there ever one" needs less still: the first event of each group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from forbear.calendar import HOUR
from forbear.engine.compile import scope_of
from forbear.engine.relational import truth, windows
from forbear.engine.relational.chains import KEYS, Chain
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.folds import kept_as
from forbear.engine.relational.groups import GROUP_TESTS
from forbear.engine.relational.shelves import Shelf, doubt, moving
from forbear.engine.relational.sql import (
    Sql,
    col,
    eq,
    every,
    greatest,
    is_null,
    lit,
    minus,
    not_false,
    null,
    op,
    plus,
    some,
    when,
)  # fmt: skip
from forbear.engine.relational.truth import NO_NAMES, TRUE, Val, fresh
from forbear.engine.relational.views import EPOCH_DAY, EventView, FrameView
from forbear.engine.relational.writer import Days, Source, Writer, everything, named
from forbear.rules.format import COUNTED_DEBT, DatedValue, Fact

_DAY = 24 * HOUR
_JOINED = ("person", "collector")
_HOURS = {"hours": 1, "minutes": 60}


def possible(fact: Fact, shelf: Shelf, chain: Chain) -> bool:
    """May a fact be gathered with others, by stretches? Not where a window may be unknown: it then has no bounds."""
    window = fact.window
    bounded = window.kind in ("days", "past_days", *_HOURS) or (window.kind == "this" and window.length != "month")
    if not bounded or fact.ends or fact.kind == "distinct" or "creditor" in fact.per or not chain.profile.placed:
        return False
    known = windows.length_of(shelf.translator, fact, chain.view("q")).doubt is None
    return known and not shelf.read_beside()


def ever_before(fact: Fact, chain: Chain, shelf: Shelf) -> bool:
    """Is it the plain question whether there ever was one, in groups that every frame names?"""
    plain = fact.kind in ("any", "holding") and not fact.window.kind and not fact.ends
    keys = (
        set(fact.per) <= {"person", "collector", "debt", COUNTED_DEBT}
        and set(fact.per) & set(_JOINED) <= chain.row("q").whole
    )
    named_debt = not fact.by_debt or (chain.profile.debts_named and fact.event == "contact")
    return (
        plain and keys and named_debt and chain.merged and not shelf.doubts and not list(moving(shelf.compiled, fact))
    )


def first_of_group(writer: Writer, fact: Fact, shelf: Shelf) -> tuple[str, list[tuple[str, str]]]:
    """The step with the first event of each group, and how its columns match those of a frame."""
    laid = shelf.lay()
    pairs = [("debtor", "debtor"), *((f"g_{group}", group) for group in _JOINED if group in fact.per)]
    pairs += [(shelf.stood.debt_key(fact),) * 2] if fact.by_debt else []
    groups = [col("e", theirs) for theirs, _ in pairs]
    source = Source.of(laid, "e").take(*groups).group(*(fresh(group) for group in groups))
    source.take(named(exp.Min(this=when((col("e", "t"), col("e", "seq")))), "first"))
    source.take(named(exp.Min(this=col("e", "seq")), "first_maybe"))
    return writer.step(f"{fact.id}_first", source.select, kept=True), pairs


@dataclass
class Together:
    """Facts over events of one kind, on frames of one sort, that are gathered from the same pairs."""

    translator: Translator
    writer: Writer
    chain: Chain
    facts: Sequence[tuple[Fact, Shelf]]
    doubts: bool
    wanted: Sql
    """The frames on which one of the facts is of any matter."""
    groups: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.groups = tuple(group for group in _JOINED if all(group in fact.per for fact, _ in self.facts))
        self.stood = self.facts[0][1].stood
        self.kind = self.facts[0][0].event
        profile = self.chain.profile
        self.by_day_number = profile.zones == 1 and profile.unbroken and self.chain.zoned

    def gather(self) -> str:
        """The step that holds, for every frame with a pair, the columns of every fact under its name."""
        length = max(reach(self.translator.compiled.book.values, fact) for fact, _ in self.facts) * _DAY
        near = self.writer.step(f"{self.kind}_near", self._near(length))
        counted = self.writer.step(f"{self.kind}_counted", self._counted(length))
        source = Source.of(near, "q").join(counted, "e", self._met())
        days = Days(source)
        source.take(*(col("q", key) for key in KEYS), col("e", "seq"))
        matches = [self._match(fact, shelf, days) for fact, shelf in self.facts]
        for (fact, _), match in zip(self.facts, matches, strict=True):
            source.take(named(match.sql, f"{fact.id}.t"), *doubt(match, f"{fact.id}.d", self.doubts))
        source.where(some(*(not_false(fresh(match.sql)) for match in matches)))
        pairs = self.writer.step(f"{self.kind}_met", source.select)
        gathered = Source.of(pairs, "p").take(*(col("p", key) for key in KEYS)).group(*(col("p", key) for key in KEYS))
        for fact, _ in self.facts:
            gathered.take(*self._columns(fact))
        return self.writer.step(f"{self.kind}_together", gathered.select, kept=True)

    def _met(self) -> Sql:
        same = (eq(col("e", key), col("q", key)) for key in ("debtor", "stretch"))
        groups = (eq(col("e", group), self.chain.named("q", group)) for group in self.groups)
        before = op(exp.LT, col("e", "seq"), col("q", "cut"))
        return every(*same, *groups, before, some(col("q", "main"), col("e", "own")))

    def _near(self, length: int) -> exp.Select:
        """The frames in their stretch, with the bounds of every window."""
        wanted = {name for _, shelf in self.facts for name in shelf.read_of_frame()}
        source = Source.of(self.chain.asked_with(wanted), "q").take(everything("q"))
        if not self.by_day_number:
            for fact, _ in self.facts:
                windows.bounded(self.translator, fact, source, self.chain.view("q"))
        source.where(fresh(self.wanted))
        own = op(exp.IntDiv, _positive(col("q", "at")), lit(length))
        profile = self.chain.profile
        if self.chain.frames != self.stood.frames or not self.chain.merged or profile.late:
            last = op(exp.IntDiv, _positive(greatest([col("q", "at"), col("q", "known_at")])), lit(length))
            source.take(named(own, "first_stretch"))
            source.take(named(exp.Explode(this=exp.GenerateSeries(start=fresh(own), end=last)), "stretch"))
            step = self.writer.step(f"{self.kind}_spread", source.select)
            source = Source.of(step, "q").take(everything("q"))
            return source.take(named(eq(col("q", "stretch"), col("q", "first_stretch")), "main")).select
        return source.take(named(own, "stretch"), named(exp.true(), "main")).select

    def _counted(self, length: int) -> exp.Select:
        """Every event that some fact may count, in its own stretch and in the next."""
        wanted = {name for _, shelf in self.facts for name in shelf.read_as_it_stood()}
        source = Source.of(self.stood.with_facts(wanted), "e")
        passed = [truth.all_of([Val(shelf.standing("e")), shelf.passes("e")]) for _, shelf in self.facts]
        source.take(
            *(col("e", key) for key in ("debtor", "seq", *self.stood.debt_keys, "known_at")),
            named(col("e", "happened"), "at"),
        )
        if self.by_day_number and not self.chain.profile.late and self.stood.merged:
            source.take(col("e", "d1"))
        source.take(*(named(col("e", key), f"e.{key}") for key in sorted(self._carried())))
        for group in self.groups:
            source.take(named(self.facts[0][1].group("e", group), group))
        for group in (group for group in _JOINED if group not in self.groups):
            if any(group in fact.per for fact, _ in self.facts):
                source.take(named(self.facts[0][1].group("e", group), f"g_{group}"))
        if self.chain.profile.nulls:
            source.take(named(col("e", "nulls"), "e.nulls"))
        for (fact, _), passes in zip(self.facts, passed, strict=True):
            source.take(named(passes.sql, f"s_{fact.id}"), *doubt(passes, f"sd_{fact.id}", self.doubts))
        own = op(exp.IntDiv, _positive(col("e", "happened")), lit(length))
        source.take(named(own, "own_stretch"))
        source.take(named(exp.Explode(this=exp.array(fresh(own), plus(fresh(own), 1), copy=False)), "stretch"))
        source.where(some(*(not_false(fresh(passes.sql)) for passes in passed)))
        step = self.writer.step(f"{self.kind}_placed", source.select)
        placed = Source.of(step, "e").take(everything("e"))
        return placed.take(named(eq(col("e", "stretch"), col("e", "own_stretch")), "own")).select

    def _carried(self) -> set[str]:
        return {key for _, shelf in self.facts for key in shelf.carried()}

    def _match(self, fact: Fact, shelf: Shelf, days: Days) -> Val:
        """Does an event belong to the fact, on this frame?"""
        frame = self.chain.view("q")
        event = EventView("e", fact.event, shelf.beside("e", "e."), lambda name: TRUE, days.day)
        place = Place(scope_of(fact), frame, event, where=f"fact {fact.id}")
        on_shelf = Val(col("e", f"s_{fact.id}"), lambda: col("e", f"sd_{fact.id}"))
        tests = [on_shelf, self._inside(fact, frame, days), *self._same(fact, frame, event)]
        return truth.all_of([*tests, *(self.translator.truth(part, place) for part, _ in moving(shelf.compiled, fact))])

    def _inside(self, fact: Fact, frame: FrameView, days: Days) -> Val:
        """Is the event inside the window? In one zone whose days follow one another, their numbers tell."""
        kind = fact.window.kind
        if not self.by_day_number:
            return windows.inside(self.translator, fact, frame, "e", None)
        length = windows.length_of(self.translator, fact, frame)
        if kind in _HOURS:
            span = windows.span(kind, fresh(length.sql))
            return Val(op(exp.GT, col("e", "at"), minus(col("q", "at"), span)), length.doubt)
        theirs, today = self._day(days), col("q", "d1")
        if kind == "this":
            back = lit(0) if fact.window.length == "day" else op(exp.Mod, minus(fresh(today), 1), lit(7))
            return windows.unknown_with(Val(op(exp.GTE, theirs, minus(today, back))), length)
        first = minus(today, fresh(length.sql))
        return windows.unknown_with(Val(op(exp.GT if kind == "days" else exp.GTE, theirs, first)), length)

    def _day(self, days: Days) -> Sql:
        if not self.chain.profile.late and self.stood.merged:
            return col("e", "d1")
        return days.day(col("e", "at"), col("q", "z1"))

    def _same(self, fact: Fact, frame: FrameView, event: EventView) -> Iterator[Val]:
        """The groups that the join has not taken care of."""
        for group in _JOINED:
            if group in fact.per and group not in self.groups:
                same = eq(col("e", f"g_{group}"), self.chain.named("q", group))
                yield Val(exp.Coalesce(this=same, expressions=[exp.false()]))
        if fact.by_debt:
            key = self.stood.debt_key(fact)
            same = exp.Coalesce(this=eq(col("e", key), col("q", key)), expressions=[exp.false()])
            yield Val(some(is_null(col("e", key)), same))
        for group in fact.per:
            if group in GROUP_TESTS:
                yield GROUP_TESTS[group](fact, frame, event)

    def _columns(self, fact: Fact) -> Iterable[Sql]:
        """What the pairs are worth to one fact, under names that begin with its own."""
        name, found = fact.id, col("p", f"{fact.id}.t")
        sure, maybe = exp.Coalesce(this=found, expressions=[exp.false()]), not_false(fresh(found))
        form = kept_as(fact).form
        if form == "found":
            yield from self._outermost(fact, maybe)
            return
        if form == "count":
            yield named(exp.CountIf(this=sure), f"{name}.low")
            yield named(exp.CountIf(this=maybe), f"{name}.high")
        else:
            unsure = op(exp.GT, exp.CountIf(this=is_null(fresh(found))), lit(0))
            yield named(
                when((exp.LogicalOr(this=sure), exp.true()), (unsure, null("bool")), other=exp.false()), f"{name}.t"
            )
        if self.doubts:
            each = when((is_null(fresh(found)), col("p", f"{name}.d")), other=fresh(NO_NAMES))
            yield named(exp.ArrayDistinct(this=exp.Flatten(this=exp.ArrayAgg(this=each))), f"{name}.d")

    def _outermost(self, fact: Fact, maybe: Sql) -> Iterable[Sql]:
        """The latest (or first) event that matches, whether that is in doubt, and why."""
        end, at_end = (exp.Max, exp.ArgMax) if fact.kind == "last" else (exp.Min, exp.ArgMin)
        seq = when((maybe, col("p", "seq")))
        yield named(end(this=seq), f"{fact.id}.seq")
        yield named(at_end(this=is_null(col("p", f"{fact.id}.t")), expression=fresh(seq)), f"{fact.id}.unsure")
        if self.doubts:
            yield named(at_end(this=col("p", f"{fact.id}.d"), expression=fresh(seq)), f"{fact.id}.d")


def _positive(instant: Sql) -> Sql:
    """Microseconds since the first day of all, so that division rounds down."""
    return plus(instant, EPOCH_DAY * _DAY)


def reach(values: Mapping[str, DatedValue], fact: Fact) -> int:
    """How many days back the window reaches at most, whatever the zone."""
    kind, length = fact.window.kind, fact.window.length
    if kind == "this":
        return 9
    most = length if isinstance(length, int) else max(value for _, value in values[str(length)].steps)
    return most // (24 * _HOURS[kind]) + 2 if kind in _HOURS else most + 3
