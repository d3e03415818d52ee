"""Where the person of a frame may be, and which day and clock it is there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from forbear.engine.relational.chains import Chain
from forbear.engine.relational.needs import ASK
from forbear.engine.relational.sql import Sql, col, eq, every, lit, not_null, null, op, some, when
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.views import clock_of, day_of
from forbear.engine.relational.writer import Days, Source, everything, named


def zone_of_debtor(alias: str, place: int) -> Sql:
    """One of the zones of a row of ``debtors``, by its place."""
    return exp.Bracket(this=col(alias, "zones"), expressions=[lit(place)], offset=1)


def join_places(chain: Chain, source: Source, person: bool, debtor: bool) -> Iterable[Sql]:
    """Where the person of each row ``s`` may be, as ``z1`` and so on: the last known place, else every zone that the
    file suggests. ``person``, ``debtor``: are these joined?
    """
    located = None
    if "located" in chain.profile.kinds:
        step, key = _located(chain), _key(chain)
        source.join(step, "l", every(*(eq(col("l", each), col("s", each)) for each in ("debtor", key))), "LEFT")
        located = col("l", "zone")
    for place in range(1, chain.profile.zones + 1):
        stated = _stated(chain, place, person, debtor)
        if located is not None:
            stated = when((not_null(located), fresh(located) if place == 1 else exp.null()), other=stated)
        yield named(stated, f"z{place}")


def _stated(chain: Chain, place: int, person: bool, debtor: bool) -> Sql:
    """A zone that the file suggests: of those of the person, if it states any, else of the debtor's."""
    of_debtor = col("debtor_", f"z{place}") if debtor and "zones" in chain.columns("debtor") else null("text")
    if not person or not chain.profile.own_zones or "zones" not in chain.columns("person"):
        return of_debtor
    return when((not_null(col("person_", "zones")), zone_of_debtor("person_", place)), other=of_debtor)


def _key(chain: Chain) -> str:
    """What names a row, whichever debt is in hand and however it is asked about."""
    return "seq" if chain.merged or chain.frames != ASK else "qid"


def _located(chain: Chain) -> str:
    """The last place in which the person, or the debtor, was found before each row; few have one."""
    apart = chain.frames == ASK and not chain.merged
    source = Source.of("events", "e").join("debtors", "d", eq(col("d", "debtor"), col("e", "debtor")), "LEFT")
    source.take(*(col("e", key) for key in ("debtor", "seq", "person", "zone")), named(col("d", "id"), "of_debtor"))
    found = chain.writer.step(f"{chain.name}_found", source.where(eq(col("e", "kind"), lit("located"))).select)
    source = Source.of("asks" if apart else "events", "q")
    if not apart:
        source.where(eq(col("q", "kind"), lit(chain.frames.kind or "contact")))
    own = [eq(col("e", "person"), col("q", "person"))] if "person" in chain.profile.events else []
    who = some(*own, eq(col("e", "person"), col("e", "of_debtor")))
    before = op(exp.LT, col("e", "seq"), col("q", "cut" if apart else "seq"))
    source.join(found, "e", every(eq(col("e", "debtor"), col("q", "debtor")), before, who))
    keys = [col("q", each) for each in ("debtor", _key(chain))]
    source.take(*keys, named(exp.ArgMax(this=col("e", "zone"), expression=col("e", "seq")), "zone"))
    return chain.writer.step(f"{chain.name}_located", source.group(*(fresh(key) for key in keys)).select)


def readings(chain: Chain, top: str) -> exp.Select:
    """Local day and clock in each zone."""
    source = Source.of(top, "q").take(everything("q"))
    days = Days(source)
    at = col("q", "at")
    for number in range(1, chain.profile.zones + 1):
        offset = col(days.offset(at, col("q", f"z{number}")), "offset")
        source.take(
            named(day_of(fresh(at), offset), f"d{number}"), named(clock_of(fresh(at), fresh(offset)), f"c{number}")
        )
    return source.select
