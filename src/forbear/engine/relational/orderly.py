"""Facts about earlier contacts where the tables are orderly: one pass for all that share their groups.

In orderly tables a person is in one zone whose days follow one another, every contact is about one debt and was known when it happened. Then the contacts that
a window of days can hold lie in the same stretch of days or the one before it. So frames and contacts are joined
once on debtor, group and stretch, and every fact is gathered from the same pairs. A fact of the form "was there ever one" needs less
still: the first contact of each group. Whatever is not of these forms is left to ``folds``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from forbear.calendar import HOUR, MINUTE
from forbear.engine.compile import scope_of
from forbear.engine.relational import truth, windows
from forbear.engine.relational.chains import KEYS, Chain
from forbear.engine.relational.conditions import Place, Translator
from forbear.engine.relational.folds import kept_as
from forbear.engine.relational.shelves import Shelf, moving, refs
from forbear.engine.relational.sql import Sql, col, eq, every, is_null, lit, minus, not_false, op, plus, some
from forbear.engine.relational.truth import TRUE, Val, fresh
from forbear.engine.relational.views import EventView, FrameView
from forbear.engine.relational.writer import Source, Writer, named
from forbear.rules.format import DatedValue, Fact

_DAYS = ("days", "past_days")
_JOINED = ("person", "collector")


def in_stretches(fact: Fact, chain: Chain, shelf: Shelf) -> bool:
    """May a fact be gathered together with others, stretch by stretch?"""
    window = fact.window
    bounded = window.kind in (*_DAYS, "hours", "minutes") or (
        window.kind == "this" and window.length in ("day", "week")
    )
    plain = fact.event == "contact" and not fact.ends and fact.kind != "distinct" and "creditor" not in fact.per
    addressed = "address" not in fact.per or "address" in chain.profile.whole
    stood = any(
        ref.origin == "fact"
        for tree, scope in moving(shelf.compiled, fact)
        for ref in refs(shelf.compiled, tree, scope)
    )
    return chain.profile.orderly and bounded and plain and addressed and not stood


def ever_before(fact: Fact, chain: Chain, shelf: Shelf) -> bool:
    """Is it the plain question whether there ever was one, in groups that are keys of the contact?"""
    plain = fact.kind in ("any", "holding") and not fact.window.kind and not fact.ends
    keys = set(fact.per) <= {"person", "collector", "debt"}
    return (
        chain.profile.orderly and fact.event == "contact" and plain and keys and not list(moving(shelf.compiled, fact))
    )


def first_of_group(writer: Writer, fact: Fact, shelf: Shelf) -> tuple[str, list[tuple[str, str]]]:
    """The step with the first contact of each group, and how its columns match those of a frame."""
    laid = shelf.lay()
    pairs = [("debtor", "debtor"), *((f"g_{group}", group) for group in _JOINED if group in fact.per)]
    pairs += [("dkey", "dkey")] if "debt" in fact.per else []
    groups = [col("e", theirs) for theirs, _ in pairs]
    source = Source.of(laid, "e").take(*groups).group(*(fresh(group) for group in groups))
    sure = exp.Filter(this=exp.Min(this=col("e", "seq")), expression=exp.Where(this=col("e", "t")))
    source.take(named(sure, "first"), named(exp.Min(this=col("e", "seq")), "first_maybe"))
    return writer.step(f"{fact.id}_first", source.select, kept=True), pairs


@dataclass
class Together:
    """Facts over contacts of one chain that are gathered from the same pairs."""

    translator: Translator
    writer: Writer
    chain: Chain
    facts: Sequence[tuple[Fact, Shelf]]
    doubts: bool
    groups: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.groups = tuple(group for group in _JOINED if all(group in fact.per for fact, _ in self.facts))

    def gather(self) -> str:
        """The step that holds, for every frame with a pair, the columns of every fact under its name."""
        width = max(_reach(self.translator.compiled.book.values, fact) for fact, _ in self.facts)
        source = Source.of(self._frames(width), "q").join(self._contacts(width), "e", self._near())
        source.take(*(col("q", key) for key in KEYS))
        for fact, shelf in self.facts:
            matches = self._match(fact, shelf)
            source.take(named(matches.sql, f"t_{fact.id}"))
            if self.doubts:
                source.take(named(matches.doubt() if matches.doubt else fresh(truth.NO_NAMES), f"d_{fact.id}"))
        source.take(col("e", "seq")).where(
            some(*(not_false(self._match(fact, shelf).sql) for fact, shelf in self.facts))
        )
        pairs = self.writer.step(f"{self.chain.name}_pairs", source.select)
        gathered = Source.of(pairs, "p").take(*(col("p", key) for key in KEYS)).group(*(col("p", key) for key in KEYS))
        for fact, _ in self.facts:
            gathered.take(*self._columns(fact))
        return self.writer.step(f"{self.chain.name}_together", gathered.select, kept=True)

    def _near(self) -> Sql:
        same = (eq(col("e", key), col("q", key)) for key in ("debtor", *self.groups, "stretch"))
        return every(*same, op(exp.LT, col("e", "seq"), col("q", "cut")))

    def _frames(self, width: int) -> str:
        source = Source.of(self.chain.top, "q").take(exp.Column(this=exp.Star(), table=exp.to_identifier("q")))
        source.take(named(op(exp.IntDiv, col("q", "d1"), lit(width)), "stretch"))
        return self.writer.step(f"{self.chain.name}_near", source.select)

    def _contacts(self, width: int) -> str:
        """Every contact that some fact may count, in its own stretch of days and in the next."""
        stood = self.facts[0][1].stood
        may = some(*(not_false(shelf.passes("e").sql) for _, shelf in self.facts))
        source = Source.of(stood.top, "e").take(*(col("e", key) for key in ("debtor", "seq", "dkey", "d1", *_JOINED)))
        source.take(
            named(col("e", "happened"), "at"), *(col("e", key) for key in sorted(self._carried() - set(_JOINED)))
        )
        for fact, shelf in self.facts:
            passes = shelf.passes("e")
            source.take(named(passes.sql, f"s_{fact.id}"))
            if self.doubts:
                source.take(named(passes.doubt() if passes.doubt else fresh(truth.NO_NAMES), f"sd_{fact.id}"))
        own = op(exp.IntDiv, col("e", "d1"), lit(width))
        both = exp.array(own, plus(fresh(own), 1), copy=False)
        source.take(named(exp.Explode(this=both), "stretch")).where(may)
        return self.writer.step(f"{self.chain.name}_counted", source.select)

    def _carried(self) -> set[str]:
        """The keys of the contact that are read beside a frame, and those of the groups."""
        wanted = {key for _, shelf in self.facts for key in shelf.carried()}
        wanted |= {"address"} if any("address" in fact.per for fact, _ in self.facts) else set()
        return wanted & self.chain.own_keys()

    def _match(self, fact: Fact, shelf: Shelf) -> Val:
        """Does a contact belong to the fact, on this frame?"""
        frame = self.chain.view("q")
        row = self.chain.row("e")
        event = EventView("e", "contact", row, lambda name: TRUE, lambda instant, zone: col("e", "d1"))
        scope = scope_of(fact)
        place = Place(scope, frame, event, where=f"fact {fact.id}")
        on_shelf = Val(col("e", f"s_{fact.id}"), lambda: col("e", f"sd_{fact.id}"))
        tests = [on_shelf, self._inside(fact, frame), *self._same(fact, frame)]
        return truth.all_of([*tests, *(self.translator.truth(part, place) for part, _ in moving(shelf.compiled, fact))])

    def _inside(self, fact: Fact, frame: FrameView) -> Val:
        """Is the contact inside the window? Days of one zone follow one another, so their numbers tell."""
        kind, length = fact.window.kind, windows.length_of(self.translator, fact, frame)
        theirs, today = col("e", "d1"), col("q", "d1")
        if kind in ("hours", "minutes"):
            unit = HOUR if kind == "hours" else MINUTE
            start = minus(col("q", "at"), exp.Mul(this=exp.Paren(this=fresh(length.sql)), expression=lit(unit)))
            return Val(op(exp.GT, col("e", "at"), start), length.doubt)
        if kind == "this":
            back = lit(0) if fact.window.length == "day" else op(exp.Mod, minus(fresh(today), 1), lit(7))
            return Val(op(exp.GTE, theirs, minus(today, back)))
        first = minus(today, fresh(length.sql))
        return Val(op(exp.GT if kind == "days" else exp.GTE, theirs, first), length.doubt)

    def _same(self, fact: Fact, frame: FrameView) -> Iterator[Val]:
        """The groups that the join has not taken care of."""
        for group in _JOINED:
            if group in fact.per and group not in self.groups:
                yield Val(eq(col("e", group), col("q", group)))
        if "debt" in fact.per:
            yield Val(some(is_null(col("e", "dkey")), eq(col("e", "dkey"), col("q", "dkey"))))
        if "address" in fact.per:
            yield Val(eq(col("e", "address"), col("q", "address")))

    def _columns(self, fact: Fact) -> Iterable[Sql]:
        """What the pairs are worth to one fact, under names that begin with its own."""
        name, found = fact.id, col("p", f"t_{fact.id}")
        sure = exp.Coalesce(this=found, expressions=[exp.false()])
        maybe = not_false(fresh(found))
        form = kept_as(fact).form
        if form == "count":
            yield named(exp.CountIf(this=sure), f"{name}.low")
            yield named(exp.CountIf(this=maybe), f"{name}.high")
        elif form == "truth":
            unsure = op(exp.GT, exp.CountIf(this=is_null(fresh(found))), lit(0))
            null_truth = exp.cast(exp.Null(), "BOOLEAN")
            yield named(exp.Case(ifs=[exp.If(this=exp.LogicalOr(this=sure), true=exp.true()), exp.If(this=unsure, true=null_truth)],
                                 default=exp.false()), f"{name}.t")  # fmt: skip
        else:
            yield from self._outermost(fact, maybe)
        if self.doubts:
            each = exp.Case(
                ifs=[exp.If(this=is_null(fresh(found)), true=col("p", f"d_{name}"))], default=fresh(truth.NO_NAMES)
            )
            if form != "found":
                yield named(exp.ArrayDistinct(this=exp.Flatten(this=exp.ArrayAgg(this=each))), f"{name}.d")

    def _outermost(self, fact: Fact, maybe: Sql) -> Iterable[Sql]:
        """The latest (or first) contact that matches, whether that is in doubt, and why."""
        end, at_end = (exp.Max, exp.ArgMax) if fact.kind == "last" else (exp.Min, exp.ArgMin)
        seq = exp.Case(ifs=[exp.If(this=maybe, true=col("p", "seq"))])
        yield named(end(this=seq), f"{fact.id}.seq")
        yield named(at_end(this=is_null(col("p", f"t_{fact.id}")), expression=fresh(seq)), f"{fact.id}.unsure")
        if self.doubts:
            yield named(at_end(this=col("p", f"d_{fact.id}"), expression=fresh(seq)), f"{fact.id}.d")


def _reach(values: dict[str, DatedValue], fact: Fact) -> int:
    """How many days back the window reaches at most."""
    kind, length = fact.window.kind, fact.window.length
    if kind == "this":
        return 7
    most = length if isinstance(length, int) else max(value for _, value in values[str(length)].steps)
    if kind == "hours":
        return most // 24 + 2
    return most // 1440 + 2 if kind == "minutes" else most + 1
