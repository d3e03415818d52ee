"""The first steps of a sort of frames: rows, one for each debt in hand, the parties beside them, local readings."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from forbear.engine.relational.chains import POLICY, Chain
from forbear.engine.relational.debts_in_hand import Grouping, join_doubles, lay_rows, named_debts
from forbear.engine.relational.needs import ASK
from forbear.engine.relational.public_holidays import holidays
from forbear.engine.relational.sql import Sql, col, eq, every, lit, null, op, when
from forbear.engine.relational.tables import NULLS, PARTIES, party_type
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.views import CALENDARS, day_of
from forbear.engine.relational.whereabouts import join_places, readings, zone_of_debtor
from forbear.engine.relational.writer import Source, everything, named
from forbear.vocabulary import PARTY_KEYS

_OF_ROW = ("debtor", "qid", "idx")


def lay_base(chain: Chain, grouping: Grouping | None) -> None:
    """The first steps of a chain: its rows, one for each debt in hand, parties beside them, local readings."""
    debts = named_debts(chain, grouping)
    chain.grouped = bool(debts)
    top = chain.writer.step(f"{chain.name}_debts", _parties(chain, lay_rows(chain), debts))
    if chain.zoned:
        top = chain.writer.step(f"{chain.name}_read", readings(chain, top))
    if chain.calendars:
        top = chain.writer.step(f"{chain.name}_dated", holidays(chain, top))
    laid = chain.writer.step(f"{chain.name}_base", Source.of(top, "s").take(_kept(chain)).select, kept=True)
    chain.base = chain.writer.step(f"{chain.name}_named", _named(chain, laid))


def _told_again(chain: Chain) -> dict[str, Sql]:
    """Columns of contacts that others tell: they are not laid down."""
    if not chain.merged or not chain.profile.numbered:
        return {}
    seq, at = col("s", "seq"), col("s", "known_at")
    if not chain.profile.late:
        return {"cut": seq, "qid": fresh(seq), "at": at}
    again = col("s", "again")
    qid = when((again, exp.Neg(this=fresh(seq))), other=fresh(seq))
    return {"cut": seq, "qid": qid, "at": when((fresh(again), col("s", "happened")), other=at)}


def _asked_at(chain: Chain) -> Sql:
    return fresh(_told_again(chain).get("at", col("s", "at")))


def _kept(chain: Chain) -> Sql:
    """Every column but those that others tell."""
    return everything("s", list(_told_again(chain)))


def _named(chain: Chain, top: str) -> exp.Select:
    """Every frame under one name."""
    if chain.profile.numbered:
        number: Sql = exp.column("rowid", table="s")
    else:
        number = exp.Struct(
            expressions=[exp.PropertyEQ(this=exp.to_identifier(key), expression=col("s", key)) for key in _OF_ROW]
        )
    source = Source.of(top, "s").take(everything("s"), named(number, "fid"), named(col("s", "debt"), "dkey"))
    if chain.grouped:
        source.take(named(exp.Coalesce(this=col("s", "goes_by"), expressions=[col("s", "debt")]), "gkey"))
    if chain.zoned:
        utc = day_of(_asked_at(chain), lit(0))
        source.take(named(exp.Coalesce(this=col("s", "d1"), expressions=[utc]), "today"))
    return source.take(*(named(value, name) for name, value in _told_again(chain).items())).select


def _parties(chain: Chain, top: str, debts: str) -> exp.Select:
    """The parties of each row beside it, what its debt stands for, and where its person may be."""
    source = Source.of(top, "s").take(everything("s"))
    tables = dict(PARTIES) | ({"debt": debts} if debts else {})
    for party, on in _joins().items():
        if _wanted(chain, party, bool(debts)):
            table = _debtors(chain) if party == "debtor" else tables[party]
            source.join(table, f"{party}_", on, "LEFT").take(*_party_columns(chain, party))
    if debts:
        source.take(col("debt_", "goes_by"))
    if chain.several and (chain.merged or chain.frames != ASK):
        source.take(*join_doubles(chain, source, debts))
    if chain.bits:
        source.take(_kinds_beside(chain, source))
    if chain.zoned:
        source.take(*join_places(chain, source, _wanted(chain, "person", False), _wanted(chain, "debtor", False)))
    return source.select


def _debtors(chain: Chain) -> str:
    """The debtors, with their zones one by one and the kinds of event that each has."""
    source = Source.of("debtors", "d").take(everything("d"))
    if chain.zoned and "zones" in chain.columns("debtor"):
        source.take(*(named(zone_of_debtor("d", place), f"z{place}") for place in range(1, chain.profile.zones + 1)))
    if chain.bits:
        source.join(_kinds(chain), "k", eq(col("k", "debtor"), col("d", "debtor")), "LEFT").take(col("k", "kinds"))
    return chain.writer.step(f"{chain.name}_debtors", source.select)


def _kinds_beside(chain: Chain, source: Source) -> Sql:
    there = "debtor_"
    if not _wanted(chain, "debtor", False):
        there = "k"
        source.join(_kinds(chain), "k", eq(col("k", "debtor"), col("s", "debtor")), "LEFT")
    return named(exp.Coalesce(this=col(there, "kinds"), expressions=[lit(0)]), "kinds")


def _kinds(chain: Chain) -> str:
    """The kinds of event but contacts that each debtor has, as the bits of a number."""
    kind = when(*((eq(col("e", "kind"), lit(kind)), lit(bit)) for kind, bit in chain.bits.items()), other=lit(0))
    source = Source.of("events", "e").take(col("e", "debtor"), named(exp.BitwiseOrAgg(this=kind), "kinds"))
    source.where(op(exp.NEQ, col("e", "kind"), lit("contact")))
    return chain.writer.step("kinds", source.group(col("e", "debtor")).select)


def _joins() -> dict[str, Sql]:
    def of(party: str, key: str) -> Sql:
        return every(eq(col(f"{party}_", "debtor"), col("s", "debtor")), eq(col(f"{party}_", "id"), col("s", key)))

    return {
        "debtor": eq(col("debtor_", "debtor"), col("s", "debtor")),
        "collector": of("collector", "collector"),
        "person": of("person", "person"),
        "debt": of("debt", "debt"),
    }


def _wanted(chain: Chain, party: str, grouped: bool) -> bool:
    """Must a party be joined? The debtor says who "person" is; zones come from the debtor and the person."""
    there = chain.columns(party)
    read = chain.reads.get(party, set())
    wanted = bool(read & there) or (bool(read) and chain.profile.nulls and NULLS in there)
    wanted = wanted or (party == "debt" and grouped)
    if party == "debtor":
        wanted = wanted or chain.zoned or bool(chain.reads.get(POLICY)) or bool(chain.reads.get("person"))
    return wanted or (party == "person" and chain.zoned and chain.profile.own_zones and bool(there))


def _party_columns(chain: Chain, party: str) -> Iterable[Sql]:
    there = chain.columns(party)
    for key in sorted(chain.reads.get(party, set()) & there):
        yield named(_own_or_debtors(chain, party, key), f"{party}.{key}")
    if chain.profile.nulls and NULLS in there:
        yield named(_own_or_debtors(chain, party, NULLS), f"{party}.{NULLS}")
    if party == "debtor":
        for key in sorted(chain.reads.get(POLICY, set()) & chain.columns(POLICY)):
            yield named(col("debtor_", f"{POLICY}.{key}"), f"{POLICY}.{key}")
        if chain.profile.nulls and NULLS in there:
            yield named(col("debtor_", NULLS), f"{POLICY}.{NULLS}")
        for key in sorted(chain.reads.get(CALENDARS, set()) & chain.columns(CALENDARS)):
            yield named(col("debtor_", f"{CALENDARS}.{key}"), f"{CALENDARS}.{key}")


def _own_or_debtors(chain: Chain, party: str, key: str) -> Sql:
    """A column of a party; of the debtor's own row where the person is the debtor."""
    own = col(f"{party}_", key)
    if party != "person":
        return own
    shared = key == NULLS or (key in PARTY_KEYS["debtor"] and key in chain.columns("debtor"))
    theirs = col("debtor_", key) if shared else null(party_type("person", key))
    return when((eq(col("s", "person"), col("debtor_", "id")), theirs), other=own)
