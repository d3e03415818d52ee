"""The first steps of a sort of frames: rows, one for each debt in hand, the parties beside them, local readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from forbear.engine.relational.chains import POLICY, Chain
from forbear.engine.relational.needs import ASK
from forbear.engine.relational.public_holidays import holidays
from forbear.engine.relational.sql import Sql, cast, col, eq, every, is_null, lit, not_null, null, op, some, when
from forbear.engine.relational.tables import NULLS, PARTIES, Row, party_type
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.views import CALENDARS, FrameView, clock_of, day_of
from forbear.engine.relational.writer import Days, Source, everything, named
from forbear.vocabulary import PARTY_KEYS

_OF_ROW = ("debtor", "qid", "idx")

Grouping = Callable[[FrameView], tuple[Sql, str]]
"""Do debts count as one with others, and by which key?"""


def lay_base(chain: Chain, grouping: Grouping | None) -> None:
    """The first steps of a chain: its rows, one for each debt in hand, parties beside them, local readings."""
    top = chain.writer.step(f"{chain.name}_rows", _rows(chain))
    name = _counted_name(chain, grouping)
    chain.grouped = name is not None
    top = chain.writer.step(f"{chain.name}_debts", _parties(chain, top, name))
    if chain.frames.by_debt and not chain.one_debt:
        if chain.merged:
            top = chain.writer.step(f"{chain.name}_flagged", _flagged(chain, top, "dkey"))
        elif chain.frames != ASK:
            top = chain.writer.step(f"{chain.name}_once", _one_of_each_debt(chain, top))
        if chain.grouped and (chain.merged or chain.frames != ASK):
            top = chain.writer.step(f"{chain.name}_counted", _flagged(chain, top, "gkey"))
    if chain.merged and chain.profile.late:
        top = chain.writer.step(f"{chain.name}_twice", _twice(top))
        top = chain.writer.step(f"{chain.name}_again", _again(top))
    if chain.zoned:
        if "located" in chain.profile.kinds:
            top = chain.writer.step(f"{chain.name}_places", _places(chain, top))
        top = chain.writer.step(f"{chain.name}_zones", _zones(chain, top))
        top = chain.writer.step(f"{chain.name}_read", _readings(chain, top))
    if chain.calendars:
        top = chain.writer.step(f"{chain.name}_dated", holidays(chain, top))
    laid = chain.writer.step(f"{chain.name}_base", Source.of(top, "s").take(_kept(chain)).select, kept=True)
    chain.base = chain.writer.step(f"{chain.name}_named", _named(chain, laid))


def _rows(chain: Chain) -> exp.Select:
    """Each row once for every debt that it names; once without a debt where it names none."""
    apart = chain.frames == ASK and not chain.merged
    source = Source.of("asks" if apart else "events", "s")
    source.take(col("s", "debtor"), col("s", "known_at"), named(col("s", "cut" if apart else "seq"), "cut"))
    if not (chain.merged and chain.profile.late):
        source.take(named(col("s", "qid" if apart else "seq"), "qid"))
        source.take(named(col("s", "at" if apart else "known_at"), "at"))
    if not apart:
        source.take(col("s", "seq"), named(col("s", "at"), "happened"))
        source.where(eq(col("s", "kind"), lit(chain.frames.kind or "contact")))
    source.take(*(col("s", key) for key in sorted(chain.own_keys())))
    if chain.profile.nulls:
        source.take(col("s", NULLS))
    return source.take(*_debts_in_hand(chain)).select


def _kept(chain: Chain) -> Sql:
    """Every column but those of which the later steps have no need."""
    spent = [] if "debts" in chain.reads.get("own", ()) else ["debts"]
    spent += [*(f"zones_of_{party}" for party in _zoned(chain)), "debtor_id"] if chain.zoned else []
    return everything("s", spent if chain.profile.numbered and "debts" in chain.profile.events else [])


def _named(chain: Chain, top: str) -> exp.Select:
    """Every frame under one name."""
    if chain.profile.numbered:
        number: Sql = exp.column("rowid", table="s")
    else:
        number = exp.Struct(
            expressions=[exp.PropertyEQ(this=exp.to_identifier(key), expression=col("s", key)) for key in _OF_ROW]
        )
    return Source.of(top, "s").take(everything("s"), named(number, "fid")).select


def _flagged(chain: Chain, top: str, key: str) -> exp.Select:
    """Of the debts of an event that go by one name, the last stands for all of them as an earlier event."""
    keys = ("debtor", "seq", key)
    several = op(exp.GT, exp.ArraySize(this=col("t", "debts")), lit(1))
    last = Source.of(top, "t").take(*(col("t", key) for key in keys), named(exp.Max(this=col("t", "idx")), "last_idx"))
    last.where(several).group(*(col("t", key) for key in keys))
    step = chain.writer.step(f"{chain.name}_{key}_last", last.select)
    same = [exp.NullSafeEQ(this=col("s", key), expression=col("l", key)) for key in keys]
    source = Source.of(top, "s").join(step, "l", every(*same), "LEFT").take(everything("s"))
    none = exp.Coalesce(this=eq(exp.ArraySize(this=col("s", "debts")), lit(0)), expressions=[exp.false()])
    once = exp.Coalesce(this=eq(col("s", "idx"), col("l", "last_idx")), expressions=[exp.true()])
    return source.take(named(every(exp.Not(this=none), once), f"{key}_once")).select


def _twice(top: str) -> exp.Select:
    """A contact that was learnt of late stands twice: as it was made, and as it became known."""
    both = exp.array(exp.false(), exp.true(), copy=False)
    late = op(exp.NEQ, col("s", "happened"), col("s", "known_at"))
    places = when((late, both), other=exp.array(exp.false(), copy=False))
    return Source.of(top, "s").take(everything("s"), named(exp.Explode(this=places), "again")).select


def _again(top: str) -> exp.Select:
    """The contact as it was made goes by the negative of its ``seq``."""
    source = Source.of(top, "s").take(everything("s"))
    again, seq = col("s", "again"), col("s", "seq")
    source.take(named(when((again, exp.Neg(this=seq)), other=fresh(seq)), "qid"))
    return source.take(named(when((fresh(again), col("s", "happened")), other=col("s", "known_at")), "at")).select


def _debts_in_hand(chain: Chain) -> Iterable[Sql]:
    debts = col("s", "debts")
    if "debts" not in chain.profile.events or not chain.frames.by_debt:
        return named(lit(1), "idx"), named(null("text"), "debt")
    if chain.one_debt:
        return named(lit(1), "idx"), named(exp.Bracket(this=debts, expressions=[lit(0)]), "debt")
    return (_each_debt(chain, debts),)


def _each_debt(chain: Chain, debts: Sql) -> Sql:
    """A list of places to be taken apart: 1 to the number of debts, or one place where there is none."""
    size = exp.Coalesce(this=exp.ArraySize(this=debts), expressions=[lit(0)])
    fewest = lit(1) if chain.frames == ASK else when((is_null(fresh(debts)), lit(1)), other=lit(0))
    many = exp.Greatest(this=fewest, expressions=[size])
    places = when((op(exp.GT, many, lit(0)), exp.GenerateSeries(start=lit(1), end=fresh(many))))
    return named(exp.Explode(this=places), "idx")


def _parties(chain: Chain, top: str, counted_name: Sql | None) -> exp.Select:
    source = Source.of(top, "s")
    exploded = "debts" in chain.profile.events and chain.frames.by_debt and not chain.one_debt
    debt = (
        exp.Bracket(this=col("s", "debts"), expressions=[col("s", "idx")], offset=1) if exploded else col("s", "debt")
    )
    source.take(everything("s"))
    if exploded:
        source.take(named(debt, "debt"))
    for party, on in _joins(debt).items():
        if _wanted(chain, party, counted_name is not None):
            source.join(PARTIES[party], f"{party}_", on, "LEFT")
            source.take(*_party_columns(chain, party))
    source.take(named(fresh(debt), "dkey"))
    if counted_name is not None:
        source.take(named(exp.Coalesce(this=counted_name, expressions=[fresh(debt)]), "gkey"))
    if chain.bits:
        source.join(_kinds(chain), "k", eq(col("k", "debtor"), col("s", "debtor")), "LEFT").take(col("k", "kinds"))
    if chain.zoned:
        source.take(*_zone_lists(chain))
    return source.select


def _kinds(chain: Chain) -> str:
    """The kinds of event that each debtor has, as the bits of a number."""
    kind = when(*((eq(col("e", "kind"), lit(kind)), lit(bit)) for kind, bit in chain.bits.items()), other=lit(0))
    source = Source.of("events", "e").take(col("e", "debtor"), named(exp.BitwiseOrAgg(this=kind), "kinds"))
    return chain.writer.step("kinds", source.group(col("e", "debtor")).select)


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
    wanted = bool(chain.reads.get(party)) or (party == "debt" and grouped)
    if party == "debtor":
        wanted = wanted or chain.zoned or bool(chain.reads.get(POLICY)) or bool(chain.reads.get("person"))
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
        for key in sorted(chain.reads.get(POLICY, set()) & chain.profile.parties.get(POLICY, frozenset())):
            yield named(col("debtor_", f"{POLICY}.{key}"), f"{POLICY}.{key}")
        if chain.profile.nulls and NULLS in there:
            yield named(col("debtor_", NULLS), f"{POLICY}.{NULLS}")
        for key in sorted(chain.reads.get(CALENDARS, set()) & chain.profile.parties.get(CALENDARS, frozenset())):
            yield named(col("debtor_", f"{CALENDARS}.{key}"), f"{CALENDARS}.{key}")


def _own_or_debtors(chain: Chain, party: str, key: str) -> Sql:
    """A column of a party; of the debtor's own row where the person is the debtor."""
    own = col(f"{party}_", key)
    if party != "person":
        return own
    shared = key == NULLS or (key in PARTY_KEYS["debtor"] and key in chain.profile.parties.get("debtor", ()))
    theirs = col("debtor_", key) if shared else null(party_type("person", key))
    return when((eq(col("s", "person"), col("debtor_", "id")), theirs), other=own)


def _counted_name(chain: Chain, grouping: Grouping | None) -> Sql | None:
    """The name under which a debt counts where it is one with others (elsewhere NULL); None where none can be."""
    if grouping is None or not chain.frames.by_debt:
        return None
    there = chain.profile.parties.get("debt", frozenset[str]())
    row = Row("debt_", "", there, chain.profile.nulls and NULLS in there)
    holds, key = grouping(FrameView("debt_", row, {"debt": row}, 0))
    if key not in there:
        return None
    named_alike = every(holds, not_null(col("debt_", key)))
    together = exp.DPipe(this=lit(f"{key} "), expression=cast(col("debt_", key), "VARCHAR"))
    return when((named_alike, together))


def _one_of_each_debt(chain: Chain, top: str) -> exp.Select:
    """Of the debts of an event that are the same, the last alone."""
    later = Source.of(top, "t").take(named(exp.Max(this=col("t", "idx")), "last_idx"))
    later.take(*(col("t", key) for key in ("debtor", "qid", "dkey"))).group(
        *(col("t", key) for key in ("debtor", "qid", "dkey"))
    )
    source = Source.of(top, "s").take(everything("s"))
    same = [exp.NullSafeEQ(this=col("s", key), expression=col("l", key)) for key in ("debtor", "qid", "dkey")]
    on = every(*same, eq(col("s", "idx"), col("l", "last_idx")))
    return source.select.join(later.select.subquery("l"), on=on, copy=False)


def _zone_lists(chain: Chain) -> Iterable[Sql]:
    """The zones of the person and of the debtor."""
    yield from (named(col(f"{party}_", "zones"), f"zones_of_{party}") for party in _zoned(chain))
    there = _wanted(chain, "debtor", False)
    yield named(col("debtor_", "id") if there else null("text"), "debtor_id")


def _zoned(chain: Chain) -> list[str]:
    """Which of person and debtor may have zones, the person's own first."""
    there = (party for party in ("person", "debtor") if "zones" in chain.profile.parties.get(party, ()))
    return [party for party in there if _wanted(chain, party, False)]


def _places(chain: Chain, top: str) -> exp.Select:
    """The last place in which the person, or the debtor, was found before."""
    own = [eq(col("e", "person"), col("q", "person"))] if "person" in chain.profile.events else []
    who = some(*own, eq(col("e", "person"), col("q", "debtor_id")))
    before = op(exp.LT, col("e", "seq"), col("q", "cut"))
    kind = eq(col("e", "kind"), lit("located"))
    found = Source.of(top, "q").join(
        "events", "e", every(eq(col("e", "debtor"), col("q", "debtor")), kind, before, who)
    )
    found.take(*(col("q", key) for key in _OF_ROW)).group(*(col("q", key) for key in _OF_ROW))
    found.take(named(exp.ArgMax(this=col("e", "zone"), expression=col("e", "seq")), "zone"))
    places = chain.writer.step(f"{chain.name}_located", found.select)
    same = every(*(eq(col("l", key), col("q", key)) for key in _OF_ROW))
    source = Source.of(top, "q").join(places, "l", same, "LEFT")
    return source.take(everything("q"), named(col("l", "zone"), "located_zone")).select


def _zones(chain: Chain, top: str) -> exp.Select:
    """Where the person may be: the last known place, else every zone that the file suggests."""
    source = Source.of(top, "q").take(everything("q"))
    for number in range(chain.profile.zones):
        lists = [col("q", f"zones_of_{party}") for party in _zoned(chain)]
        given = [(not_null(each), exp.Bracket(this=fresh(each), expressions=[lit(number)])) for each in lists]
        stated = when(*given) if given else null("text")
        if "located" in chain.profile.kinds:
            place = col("q", "located_zone")
            stated = when((not_null(place), fresh(place) if number == 0 else exp.null()), other=stated)
        source.take(named(stated, f"z{number + 1}"))
    return source.select


def _readings(chain: Chain, top: str) -> exp.Select:
    source = Source.of(top, "q").take(everything("q"))
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
