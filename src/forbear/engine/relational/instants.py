"""The instants at which anything that rulebooks read may change, as rows: the mirror of ``engine/free.py``.

Every refused contact gets the very instants that the definition would try. Days and clocks are put together first,
as local readings; then each reading is looked up once in the zones. An instant that lies beyond the days that
the zones are known for is NULL: what holds then is not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from forbear.calendar import Day
from forbear.engine.compile import Compiled
from forbear.engine.free import DATE_KEYS, DAY_WINDOWS, MONTH, TICK, WEEK
from forbear.engine.relational.chains import POLICY, Chain
from forbear.engine.relational.conditions import Translator
from forbear.engine.relational.sql import (
    Sql,
    cast,
    col,
    eq,
    every,
    greatest,
    is_null,
    lit,
    minus,
    not_null,
    null,
    op,
    plus,
    some,
    when,
)  # fmt: skip
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.views import DAY_LENGTH, EPOCH_DAY
from forbear.engine.relational.windows import ROLLING, span
from forbear.engine.relational.writer import Days, Source, Writer, either, everything, named
from forbear.rules.format import Fact
from forbear.rules.names import SLOT_KINDS

NEVER = 3_652_059
"""The last day that there is: stands for one that is not known because it lies beyond the zones."""

_OWN = ("debtor", "qid")
_SPOT = (*_OWN, "zone")


@dataclass
class Instants:
    """The instants for the contacts of a chain, under several rulebooks. Its steps go to the writer of the chain."""

    chain: Chain
    books: Sequence[Compiled]
    writer: Writer = field(init=False)
    keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.writer = self.chain.writer
        self.keys = self.chain.profile.events

    def lay(self) -> exp.Select:
        """``debtor``, ``qid``, ``at`` for each contact and each later instant; NULL for one that is not known."""
        self.contacts = self.writer.step("waiting", self._contacts(), kept=True)
        self.spots = self.writer.step("spots", self._spots(), kept=True)
        self.standing = self.writer.step("standing", self._standing(), kept=True)
        self.days = self.writer.step("days_ahead", self._days(), kept=True)
        readings = self.writer.step("readings", either(*(self._readings(book) for book in self.books)), kept=True)
        edges = [edge for book in self.books for edge in self._slides(book)]
        found = self.writer.step("instants", either(self._read(readings), *self._passes(), *edges))
        return self._later(found)

    def _contacts(self) -> exp.Select:
        """Each contact once, with its local days."""
        source = Source.of(self.chain.base, "q").take(everything("q")).where(eq(col("q", "idx"), lit(1)))
        return source.select

    def _spots(self) -> exp.Select:
        """Each contact in each zone in which the person may be."""
        numbers = range(1, self.chain.profile.zones + 1)
        each = exp.array(*(lit(number) for number in numbers), copy=False)
        source = Source.of(self.contacts, "q").take(everything("q"), named(exp.Explode(this=each), "place"))
        step = self.writer.step("places", source.select)

        def of_place(key: str) -> Sql:
            return when(*((eq(col("q", "place"), lit(number)), col("q", f"{key}{number}")) for number in numbers))

        source = Source.of(step, "q").take(everything("q"), named(of_place("z"), "zone"), named(of_place("d"), "day"))
        return source.where(not_null(of_place("z"))).select

    def _standing(self) -> exp.Select:
        """The events before each contact that state times of their own: all but contacts."""
        source = self._beside(self.contacts, op(exp.NEQ, col("e", "kind"), lit("contact")))
        source.take(*(col("q", key) for key in _OWN), col("e", "kind"), named(col("e", "at"), "happened"))
        keys = {*DATE_KEYS, "from", "to"} & self.keys
        return source.take(*(col("e", key) for key in sorted(keys))).select

    def _beside(self, step: str, test: Sql) -> Source:
        """Rows of contacts, each beside the events that were known before it."""
        before = op(exp.LT, col("e", "seq"), col("q", "cut"))
        return Source.of(step, "q").join("events", "e", every(eq(col("e", "debtor"), col("q", "debtor")), before, test))

    def _spots_beside_standing(self) -> tuple[Source, Days]:
        same = every(*(eq(col("e", key), col("s", key)) for key in _OWN))
        source = Source.of(self.spots, "s").join(self.standing, "e", same)
        return source, Days(source)

    def _listed(self, source: Source, days: Sql) -> exp.Select:
        """Each contact and zone with each day of a list, today or later.

        They are laid down: one union of several looks at spots defeats Spark.
        """
        source.take(*(col("s", key) for key in (*_SPOT, "day")), named(exp.Explode(this=days), "on"))
        step = self.writer.step("days", source.select, kept=True)
        later = Source.of(step, "d").take(*(col("d", key) for key in (*_SPOT, "on")))
        return later.where(op(exp.GTE, col("d", "on"), col("d", "day"))).select

    def _days(self) -> exp.Select:
        """The days up to the horizon of any rulebook, and the week after each day that something states."""
        stated = self.writer.step("stated", either(*self._stated()))
        source = Source.of(stated, "d").take(*(col("d", key) for key in _SPOT))
        week = exp.GenerateSeries(start=col("d", "on"), end=plus(col("d", "on"), WEEK - 1))
        source.take(named(exp.Explode(this=week), "on"))
        return either(
            *(self._listed(Source.of(self.spots, "s"), self._ahead(book)) for book in self.books), source.select
        )

    def _ahead(self, book: Compiled) -> Sql:
        today = col("s", "day")
        return exp.GenerateSeries(start=today, end=plus(fresh(today), self._horizon(book)))

    def _stated(self) -> Iterator[exp.Select]:
        """Days named in events, and the days after them; those of delayed ends; those on which the law changes."""
        source, days = self._spots_beside_standing()
        named_days = []
        for key in DATE_KEYS:
            if key in self.keys:
                own = col("e", key)
                day = _known(days.day(own, col("s", "zone")), fresh(own)) if key == "until" else own
                named_days += [day, plus(fresh(day), 1)]
        yield self._listed(source, exp.array(*named_days, copy=False) if named_days else _whole_days([]))
        for book in self.books:
            yield self._listed(Source.of(self.spots, "s"), _whole_days(book.turning_days))
            yield from self._delayed(book)

    def _delayed(self, book: Compiled) -> Iterator[exp.Select]:
        """The days on which delayed ends take effect."""
        ends = [end for fact in book.book.facts.values() for end in fact.ends if end.after_days]
        if ends:
            source, days = self._spots_beside_standing()
            source.where(_in(col("e", "kind"), {end.event for end in ends}))
            began = _known(days.day(col("e", "happened"), col("s", "zone")), col("e", "happened"))
            delays = sorted({end.after_days for end in ends})
            yield self._listed(source, exp.array(*(plus(fresh(began), delay) for delay in delays), copy=False))

    def _readings(self, book: Compiled) -> exp.Select:
        """The local readings of one rulebook: ``stated`` where a microsecond later counts too."""
        clocks = self.writer.step("clocks", either(*self._clocks(book)))
        same = every(*(eq(col("c", key), col("d", key)) for key in _OWN))
        source = Source.of(self.days, "d").join(clocks, "c", same)
        return source.take(*(col("d", key) for key in (*_SPOT, "on")), col("c", "clock"), col("c", "stated")).select

    def _clocks(self, book: Compiled) -> Iterator[exp.Select]:
        """Midnight, when the day changes, and clock values and ends of slots, as stated."""
        yield self._clock(Source.of(self.contacts, "c"), [lit(0)], False)
        values = sorted({clock for clock in book.clock_values if clock < DAY_LENGTH})
        if values:
            yield self._clock(Source.of(self.contacts, "c"), [lit(clock) for clock in values], True)
        ends = [col("c", key) for key in ("from", "to") if key in self.keys]
        if ends:
            slots = Source.of(self.standing, "c").where(_in(col("c", "kind"), SLOT_KINDS))
            step = self.writer.step("slot_ends", self._clock(slots, ends, True))
            inside = op(exp.LT, col("c", "clock"), lit(DAY_LENGTH))
            yield Source.of(step, "c").take(everything("c")).where(inside).select

    def _clock(self, source: Source, clocks: Sequence[Sql], stated: bool) -> exp.Select:
        source.take(*(col("c", key) for key in _OWN), named(lit(stated), "stated"))
        return source.take(named(exp.Explode(this=exp.array(*clocks, copy=False)), "clock")).select

    def _horizon(self, book: Compiled) -> Sql:
        """How many days ahead the longest window of the rulebook reaches."""
        policy = self.chain.view("s").parties[POLICY].column("attorney_reply_days", "int")
        days = [lit(WEEK), _or_nought(plus(policy, 1))]
        for fact in book.book.facts.values():
            if fact.window.kind in DAY_WINDOWS:
                length = self._length(book, fact, "s")
                business = fact.window.kind == "business_days"
                days.append(
                    exp.Mul(this=exp.Paren(this=plus(length, WEEK)), expression=lit(2)) if business else plus(length, 1)
                )
            elif fact.window.kind == "this" and fact.window.length == "month":
                days.append(lit(MONTH))
        return greatest(days)

    def _length(self, book: Compiled, fact: Fact, alias: str) -> Sql:
        length = fact.window.length
        if isinstance(length, int):
            return lit(length)
        return _or_nought(Translator(book, False, None).dated(length, col(alias, "today")).sql)

    def _read(self, readings: str) -> exp.Select:
        """The instants of local readings, each looked up once."""
        keys = ("zone", "on", "clock")
        source = Source.of(readings, "r").take(*(col("r", key) for key in keys))
        once = self.writer.step("once", source.select.distinct())
        looked_up = self.writer.step("looked_up", first_reading(once), kept=True)
        same = every(*(eq(col("l", key), col("r", key)) for key in keys))
        at = col("l", "at")
        both = exp.array(at, plus(fresh(at), TICK), copy=False)
        each = when((col("r", "stated"), both), other=exp.array(fresh(at), copy=False))
        source = Source.of(readings, "r").join(looked_up, "l", same).take(*(col("r", key) for key in _OWN))
        return source.take(named(exp.Explode(this=each), "at")).select

    def _passes(self) -> Iterator[exp.Select]:
        """Where stated ends pass."""
        if "until" in self.keys:
            source = Source.of(self.standing, "e").take(*(col("e", key) for key in _OWN))
            until = col("e", "until")
            yield source.take(named(plus(until, TICK), "at")).where(not_null(fresh(until))).select

    def _slides(self, book: Compiled) -> Iterator[exp.Select]:
        """Where rolling windows slide off events."""
        for fact in book.book.facts.values():
            if fact.window.kind in ROLLING:
                length = span(fact.window.kind, self._length(book, fact, "q"))
                near = op(exp.GTE, col("e", "known_at"), minus(col("q", "at"), length))
                source = self._beside(self.contacts, every(eq(col("e", "kind"), lit(fact.event)), near))
                at = plus(col("e", "at"), fresh(length))
                yield source.take(*(col("q", key) for key in _OWN), named(at, "at")).select

    def _later(self, found: str) -> exp.Select:
        """The instants after the contact; NULL for those beyond the end of any zone."""
        last = Source.of("zone_offsets", "z").take(col("z", "zone"), named(exp.Max(this=col("z", "stop")), "stop"))
        stops = self.writer.step("stops", last.group(col("z", "zone")).select)
        end = self.writer.step(
            "known_until", Source.of(stops, "z").take(named(exp.Min(this=col("z", "stop")), "stop")).select
        )
        same = every(*(eq(col("q", key), col("i", key)) for key in _OWN))
        source = Source.of(found, "i").join(self.contacts, "q", same).join(end, "k", exp.true())
        at = col("i", "at")
        beyond = some(is_null(at), op(exp.GTE, fresh(at), col("k", "stop")))
        source.take(*(col("i", key) for key in _OWN), named(when((beyond, null("instant")), other=fresh(at)), "at"))
        source.where(some(is_null(fresh(at)), op(exp.GT, fresh(at), col("q", "at"))))
        return source.select.distinct()


def first_reading(step: str) -> exp.Select:
    """The first instant at which a zone reads a day and at least a clock; NULL beyond the zone's last offset."""
    keys = [col("r", key) for key in ("zone", "on", "clock")]
    day = exp.Paren(this=minus(col("r", "on"), EPOCH_DAY))
    wall = plus(exp.Mul(this=day, expression=lit(DAY_LENGTH)), col("r", "clock"))
    at = greatest([col("o", "start"), minus(fresh(wall), col("o", "offset"))])
    near = op(exp.LT, col("o", "start"), plus(fresh(wall), 2 * DAY_LENGTH))
    on = every(eq(col("o", "zone"), col("r", "zone")), near, op(exp.LT, fresh(at), col("o", "stop")))
    source = Source.of(step, "r").join("zone_offsets", "o", on, "LEFT").take(*keys)
    there = when((not_null(col("o", "start")), fresh(at)))
    return source.take(named(exp.Min(this=there), "at")).group(*(fresh(key) for key in keys)).select


def _whole_days(days: Iterable[Day]) -> Sql:
    return cast(exp.array(*(lit(day) for day in days), copy=False), "ARRAY<BIGINT>")


def _known(day: Sql, instant: Sql) -> Sql:
    """The local day of an instant; the last of all days where it lies beyond the zones."""
    return when((is_null(instant), null("day")), other=exp.Coalesce(this=day, expressions=[lit(NEVER)]))


def _or_nought(node: Sql) -> Sql:
    return exp.Coalesce(this=node, expressions=[lit(0)])


def _in(node: Sql, words: Iterable[str]) -> Sql:
    return exp.In(this=node, expressions=[lit(word) for word in sorted(words)])
