"""Frames of one sort as a row of steps: first their own facts, parties and local readings, then level by level the facts of the book."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from forbear.engine.relational.needs import ASK, Frames
from forbear.engine.relational.sql import (
    Sql,
    col,
    eq,
    every,
    is_null,
    lit,
    not_null,
    null,
    op,
    some,
    when,
)  # fmt: skip
from forbear.engine.relational.tables import NULLS, PARTIES, Profile, Row, party_type
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.views import FrameView, Kept, clock_of, day_of
from forbear.engine.relational.writer import Days, Source, Writer, everything, named
from forbear.vocabulary import PARTY_KEYS

KEYS = ("debtor", "qid", "idx")
"""What names a frame: the debtor, the contact or event, and which of its debts is in hand."""

_POLICY = "policy"


@dataclass
class Chain:
    """The steps of one sort of frames; ``top`` is the last one. ``reads`` are the keys wanted, by origin."""

    frames: Frames
    profile: Profile
    reads: dict[str, set[str]]
    located: bool
    zoned: bool
    kept: bool = True
    top: str = ""
    facts: dict[str, Kept] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """A readable name for the steps."""
        if self.frames == ASK:
            return "asked" if self.profile.apart else "contacts"
        return f"{self.frames.kind}{'_by_debt' if self.frames.by_debt else ''}"

    def view(self, alias: str) -> FrameView:
        """The chain as a frame under an alias."""
        parties = {party: self._party(alias, party) for party in (*PARTIES, _POLICY)}
        zones = self.profile.zones if self.zoned else 0
        return FrameView(alias, self.row(alias), parties, zones, self.facts)

    def row(self, alias: str) -> Row:
        """The own facts of the frame (or event)."""
        whole = self.profile.whole if self.frames.kind in ("", "contact") else frozenset()
        return Row(alias, "", frozenset(self.own_keys()), self.profile.nulls, whole)

    def own_keys(self) -> set[str]:
        """The keys of events that the steps carry."""
        return (self.reads.get("own", set()) | {"person", "collector", "debts"}) & self.profile.events

    def _party(self, alias: str, party: str) -> Row:
        there = self.reads.get(party, set()) & self._columns(party)
        nulls = self.profile.nulls and NULLS in self._columns("debtor" if party == _POLICY else party)
        return Row(alias, f"{party}.", frozenset(there), nulls)

    def _columns(self, party: str) -> frozenset[str]:
        return self.profile.parties.get(party, frozenset())


def lay_base(writer: Writer, chain: Chain, grouping: Callable[[FrameView], tuple[Sql, str]] | None) -> None:
    """The first steps of a chain: its rows, one for each debt in hand, parties beside them, local readings."""
    chain.top = writer.step(f"{chain.name}_rows", _rows(chain))
    chain.top = writer.step(f"{chain.name}_debts", _parties(chain, grouping))
    if chain.frames.by_debt and chain.frames != ASK and not chain.profile.one_debt:
        chain.top = writer.step(f"{chain.name}_once", _one_of_each_group(chain))
    if chain.zoned:
        if chain.located:
            chain.top = writer.step(f"{chain.name}_places", _places(writer, chain))
        chain.top = writer.step(f"{chain.name}_zones", _zones(chain))
        chain.top = writer.step(f"{chain.name}_read", _readings(chain))
    chain.top = writer.step(f"{chain.name}_base", Source.of(chain.top, "q").take(everything("q")).select, chain.kept)


def _rows(chain: Chain) -> exp.Select:
    """Each row once for every debt that it names; once without a debt where it names none."""
    ask = chain.frames == ASK and chain.profile.apart
    source = Source.of("asks" if ask else "events", "s")
    source.take(col("s", "debtor"), named(col("s", "qid" if ask else "seq"), "qid"))
    source.take(named(col("s", "at" if ask else "known_at"), "at"), named(col("s", "cut" if ask else "seq"), "cut"))
    if not ask:
        source.take(named(col("s", "seq"), "seq"), named(col("s", "known_at"), "known_at"))
        source.take(named(col("s", "at"), "happened"))
        source.where(eq(col("s", "kind"), lit(chain.frames.kind or "contact")))
    source.take(*(col("s", key) for key in sorted(chain.own_keys())))
    if chain.profile.nulls:
        source.take(col("s", NULLS))
    return source.take(*_debts_in_hand(chain)).select


def _debts_in_hand(chain: Chain) -> Iterable[Sql]:
    debts = col("s", "debts")
    if "debts" not in chain.profile.events or not chain.frames.by_debt:
        return named(lit(1), "idx"), named(null("text"), "debt")
    if chain.profile.one_debt:
        return named(lit(1), "idx"), named(exp.Bracket(this=debts, expressions=[lit(0)]), "debt")
    return (_each_debt(chain, debts),)


def _each_debt(chain: Chain, debts: Sql) -> Sql:
    """A list of places to be taken apart: 1 to the number of debts, or one place where there is none."""
    size = exp.Coalesce(this=exp.ArraySize(this=debts), expressions=[lit(0)])
    fewest = lit(1) if chain.frames == ASK else when((is_null(fresh(debts)), lit(1)), other=lit(0))
    many = exp.Greatest(this=fewest, expressions=[size])
    places = when((op(exp.GT, many, lit(0)), exp.GenerateSeries(start=lit(1), end=fresh(many))))
    return named(exp.Explode(this=places), "idx")


def _parties(chain: Chain, grouping: Callable[[FrameView], tuple[Sql, str]] | None) -> exp.Select:
    source = Source.of(chain.top, "s")
    exploded = "debts" in chain.profile.events and chain.frames.by_debt and not chain.profile.one_debt
    debt = (
        exp.Bracket(this=col("s", "debts"), expressions=[col("s", "idx")], offset=1) if exploded else col("s", "debt")
    )
    source.take(everything("s"))
    if exploded:
        source.take(named(debt, "debt"))
    for party, on in _joins(debt).items():
        if _wanted(chain, party, grouping is not None):
            source.join(PARTIES[party], f"{party}_", on, "LEFT")
            source.take(*_party_columns(chain, party))
    source.take(named(_counted_name(chain, debt, grouping), "dkey"))
    if chain.zoned:
        source.take(*_zone_lists(chain))
    return source.select


def _joins(debt: Sql) -> dict[str, Sql]:
    def of(party: str, key: Sql) -> Sql:
        return every(eq(col(f"{party}_", "debtor"), col("s", "debtor")), eq(col(f"{party}_", "id"), key))

    return {
        "debtor": eq(col("debtor_", "debtor"), col("s", "debtor")),
        "collector": of("collector", col("s", "collector")),
        "person": of("person", col("s", "person")),
        "debt": of("debt", fresh(debt)),
    }


def _wanted(chain: Chain, party: str, grouped: bool) -> bool:
    """Must a party be joined? The debtor says who "person" is; zones come from the debtor and the person."""
    wanted = bool(chain.reads.get(party)) or (party == "debt" and grouped and chain.frames.by_debt)
    if party == "debtor":
        wanted = wanted or chain.zoned or bool(chain.reads.get(_POLICY)) or bool(chain.reads.get("person"))
    zones = party == "person" and chain.zoned and "zones" in chain.profile.parties.get("person", ())
    missing = party in ("person", "collector") and party not in chain.profile.events
    return (wanted or zones) and not missing


def _party_columns(chain: Chain, party: str) -> Iterable[Sql]:
    there = chain.profile.parties.get(party, frozenset[str]())
    for key in sorted(chain.reads.get(party, set()) & there):
        yield named(_own_or_debtors(chain, party, key), f"{party}.{key}")
    if chain.profile.nulls and NULLS in there:
        yield named(_own_or_debtors(chain, party, NULLS), f"{party}.{NULLS}")
    if party == "debtor":
        for key in sorted(chain.reads.get(_POLICY, set()) & chain.profile.parties.get(_POLICY, frozenset())):
            yield named(col("debtor_", f"{_POLICY}.{key}"), f"{_POLICY}.{key}")
        if chain.profile.nulls and NULLS in there:
            yield named(col("debtor_", NULLS), f"{_POLICY}.{NULLS}")


def _own_or_debtors(chain: Chain, party: str, key: str) -> Sql:
    """A column of a party; of the debtor's own row where the person is the debtor."""
    own = col(f"{party}_", key)
    if party != "person":
        return own
    shared = key == NULLS or (key in PARTY_KEYS["debtor"] and key in chain.profile.parties.get("debtor", ()))
    theirs = col("debtor_", key) if shared else null(party_type("person", key))
    return when((eq(col("s", "person"), col("debtor_", "id")), theirs), other=own)


def _counted_name(chain: Chain, debt: Sql, grouping: Callable[[FrameView], tuple[Sql, str]] | None) -> Sql:
    """The name under which a debt counts."""
    if grouping is None or not chain.frames.by_debt:
        return fresh(debt)
    there = chain.profile.parties.get("debt", frozenset[str]())
    row = Row("debt_", "", there, chain.profile.nulls and NULLS in there)
    holds, key = grouping(FrameView("debt_", row, {"debt": row}, 0))
    if key not in there:
        return fresh(debt)
    named_alike = every(holds, not_null(col("debt_", key)))
    together = exp.DPipe(this=lit(f"{key} "), expression=exp.cast(col("debt_", key), "VARCHAR"))
    return when((named_alike, together), other=fresh(debt))


def _one_of_each_group(chain: Chain) -> exp.Select:
    """Of the debts of an event that count as one, the last alone."""
    later = Source.of(chain.top, "t").take(named(exp.Max(this=col("t", "idx")), "last_idx"))
    later.take(*(col("t", key) for key in ("debtor", "qid", "dkey"))).group(
        *(col("t", key) for key in ("debtor", "qid", "dkey"))
    )
    source = Source.of(chain.top, "s").take(everything("s"))
    same = [exp.NullSafeEQ(this=col("s", key), expression=col("l", key)) for key in ("debtor", "qid", "dkey")]
    on = every(*same, eq(col("s", "idx"), col("l", "last_idx")))
    return source.select.join(later.select.subquery("l"), on=on, copy=False)


def _zone_lists(chain: Chain) -> Iterable[Sql]:
    """The zones of the person and of the debtor."""
    for party in ("debtor", "person"):
        there = "zones" in chain.profile.parties.get(party, ()) and _wanted(chain, party, False)
        yield named(col(f"{party}_", "zones") if there else null("list of text"), f"zones_of_{party}")
    there = _wanted(chain, "debtor", False)
    yield named(col("debtor_", "id") if there else null("text"), "debtor_id")


def _places(writer: Writer, chain: Chain) -> exp.Select:
    """The last place in which the person, or the debtor, was found before."""
    own = [eq(col("e", "person"), col("q", "person"))] if "person" in chain.profile.events else []
    who = some(*own, eq(col("e", "person"), col("q", "debtor_id")))
    before = op(exp.LT, col("e", "seq"), col("q", "cut"))
    kind = eq(col("e", "kind"), lit("located"))
    found = Source.of(chain.top, "q").join(
        "events", "e", every(eq(col("e", "debtor"), col("q", "debtor")), kind, before, who)
    )
    found.take(*(col("q", key) for key in KEYS)).group(*(col("q", key) for key in KEYS))
    found.take(named(exp.ArgMax(this=col("e", "zone"), expression=col("e", "seq")), "zone"))
    places = writer.step(f"{chain.name}_located", found.select)
    source = Source.of(chain.top, "q").join(places, "l", same_frame("q", "l"), "LEFT")
    return source.take(everything("q"), named(col("l", "zone"), "located_zone")).select


def same_frame(left: str, right: str) -> Sql:
    """Do two rows name the same frame?"""
    return every(*(eq(col(left, key), col(right, key)) for key in KEYS))


def _zones(chain: Chain) -> exp.Select:
    """Where the person may be: the last known place, else every zone that the file suggests."""
    source = Source.of(chain.top, "q").take(everything("q"))
    person, debtor = col("q", "zones_of_person"), col("q", "zones_of_debtor")
    for number in range(chain.profile.zones):
        own = exp.Bracket(this=person, expressions=[lit(number)])
        of_debtor = exp.Bracket(this=debtor, expressions=[lit(number)])
        stated = when((not_null(fresh(person)), own), other=of_debtor)
        if chain.located:
            place = col("q", "located_zone")
            stated = when((not_null(place), fresh(place) if number == 0 else null("text")), other=stated)
        source.take(named(stated, f"z{number + 1}"))
    return source.select


def _readings(chain: Chain) -> exp.Select:
    source = Source.of(chain.top, "q").take(everything("q"))
    days = Days(source)
    at = col("q", "at")
    for number in range(1, chain.profile.zones + 1):
        offset = col(days.offset(at, col("q", f"z{number}")), "offset")
        source.take(
            named(day_of(fresh(at), offset), f"d{number}"), named(clock_of(fresh(at), fresh(offset)), f"c{number}")
        )
        if number == 1:
            utc = day_of(fresh(at), lit(0))
            source.take(named(exp.Coalesce(this=day_of(fresh(at), fresh(offset)), expressions=[utc]), "today"))
    return source.select
