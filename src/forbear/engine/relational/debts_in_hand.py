"""The rows of a sort of frames, one for each debt in hand; and which debt stands for those that count as one with it.

Nearly every contact of a log names one debt and was known at once. So each is taken once as it stands, and only the
others are taken again: for every further debt, and, where one was learnt of late, as it was made (``again``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from forbear.engine.relational.chains import Chain
from forbear.engine.relational.needs import ASK
from forbear.engine.relational.sql import Sql, cast, col, eq, every, is_null, lit, not_null, null, op, when
from forbear.engine.relational.tables import NULLS, Row
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.views import FrameView
from forbear.engine.relational.writer import Source, either, everything, named

Grouping = Callable[[FrameView], tuple[Sql, str]]
"""Do debts count as one with others, and by which key?"""

_EVENT = ("debtor", "seq")


def lay_rows(chain: Chain) -> str:
    """The step with each row once for every debt that it names; once without a debt where it names none."""
    name, late = f"{chain.name}_rows", chain.merged and chain.profile.late
    if not chain.several:
        parts = [_first(chain, False), *([_first(chain, True)] if late else [])]
    elif chain.merged:
        parts = [_first(chain, False), _each(chain, 2, False), *([_each(chain, 1, True)] if late else [])]
    else:
        parts = [_each(chain, 1, False)]
    return chain.writer.step(name, either(*parts, distinct=False) if len(parts) > 1 else parts[0])


def _nameless(chain: Chain) -> bool:
    """May a row stand there though it names no debt?"""
    return chain.several and chain.merged and not chain.profile.debts_named


def _first(chain: Chain, again: bool) -> exp.Select:
    """Each row with the first debt that it names."""
    known = "debts" in chain.profile.events and chain.frames.by_debt
    debt = exp.Bracket(this=col("s", "debts"), expressions=[lit(0)]) if known else null("text")
    source = _rows(chain, again).take(named(cast(lit(1), "BIGINT"), "idx"), named(debt, "debt"))
    return source.where(_late() if again else exp.true()).select


def _each(chain: Chain, start: int, again: bool) -> exp.Select:
    """Each row with every debt that it names, from the first or the second on."""
    source = _rows(chain, again).take(named(col("s", "debts"), "named"))
    size = exp.Coalesce(this=exp.ArraySize(this=col("s", "debts")), expressions=[lit(0)])
    if start > 1:
        source.where(op(exp.GT, size, lit(1)))
        places: Sql = exp.GenerateSeries(start=lit(start), end=fresh(size))
    else:
        source.where(_late() if again else exp.true())
        fewest = lit(1) if chain.frames == ASK else when((is_null(col("s", "debts")), lit(1)), other=lit(0))
        many = exp.Greatest(this=fewest, expressions=[size])
        places = when((op(exp.GT, many, lit(0)), exp.GenerateSeries(start=lit(1), end=fresh(many))))
    source.take(named(exp.Explode(this=places), "idx"))
    spread = Source.of(chain.writer.step(f"{chain.name}_spread", source.select), "s")
    spread.take(*(col("s", name) for name in _names(chain)), col("s", "idx"))
    return spread.take(named(_at_place(col("s", "named")), "debt")).select


def _at_place(debts: Sql) -> Sql:
    return exp.Bracket(this=debts, expressions=[col("s", "idx")], offset=1)


def _late() -> Sql:
    return op(exp.NEQ, col("s", "at"), col("s", "known_at"))


def _rows(chain: Chain, again: bool) -> Source:
    """The rows of the tables; a contact as it was made goes by the negative of its ``seq``."""
    apart = chain.frames == ASK and not chain.merged
    source = Source.of("asks" if apart else "events", "s")
    if not apart:
        source.where(eq(col("s", "kind"), lit(chain.frames.kind or "contact")))
    return source.take(*(named(value, name) for name, value in _columns(chain, again).items()))


def _names(chain: Chain) -> list[str]:
    return list(_columns(chain, False))


def _columns(chain: Chain, again: bool) -> dict[str, Sql]:
    apart = chain.frames == ASK and not chain.merged
    at, seq = col("s", "at"), col("s", "qid" if apart else "seq")
    found = {"debtor": col("s", "debtor"), "known_at": col("s", "known_at")}
    found["cut"] = col("s", "cut" if apart else "seq")
    found["qid"] = exp.Neg(this=seq) if again else seq
    found["at"] = at if apart or again else fresh(found["known_at"])
    if not apart:
        found |= {"seq": fresh(found["cut"]), "happened": fresh(at)}
    if chain.merged and chain.profile.late:
        found["again"] = lit(again)
    if _nameless(chain):
        none = eq(exp.ArraySize(this=col("s", "debts")), lit(0))
        found["nameless"] = exp.Coalesce(this=none, expressions=[exp.false()])
    keys = sorted(chain.own_keys() - (set() if chain.carries_debts else {"debts"}))
    keys += [NULLS] if chain.profile.nulls else []
    return found | {key: col("s", key) for key in keys}


def named_debts(chain: Chain, grouping: Grouping | None) -> str:
    """The step with the debts and the one debt by which each goes that counts as one with others (elsewhere NULL);
    none where none can.
    """
    there = chain.columns("debt")
    if grouping is None or not chain.frames.by_debt:
        return ""
    row = Row("b", "", there, chain.profile.nulls and NULLS in there)
    holds, key = grouping(FrameView("b", row, {"debt": row}, 0))
    if key not in there:
        return ""
    if "debts_named" not in chain.writer.steps:
        alike = every(holds, not_null(col("b", key)))
        group = [col("b", "debtor"), when((fresh(alike), col("b", key)))]
        first = exp.Window(this=exp.Min(this=col("b", "id")), partition_by=group)
        source = Source.of("debts", "b").take(everything("b"), named(when((alike, first)), "goes_by"))
        chain.writer.step("debts_named", source.select, kept=True)
    return "debts_named"


def lay_doubles(chain: Chain, debts: str) -> str:
    """The step with those rows for which a later debt of the same event stands, by itself or as it counts."""
    each, keys = _each_of_several(chain, debts), ("dkey", "gkey") if debts else ("dkey",)
    source = Source.of(each, "s")
    same = [eq(col("t", key), col("s", key)) for key in _EVENT]
    alike = exp.NullSafeEQ(this=col("t", keys[-1]), expression=col("s", keys[-1]))
    source.join(each, "t", every(*same, alike, op(exp.GT, col("t", "idx"), col("s", "idx"))))
    rows = [col("s", key) for key in (*_EVENT, "idx")]
    source.take(*rows).group(*(fresh(row) for row in rows))
    for key in keys:
        as_later = exp.NullSafeEQ(this=col("t", key), expression=col("s", key))
        source.take(named(exp.Not(this=exp.Paren(this=exp.LogicalOr(this=as_later))), f"{key}_once"))
    return chain.writer.step(f"{chain.name}_doubles", source.select)


def _each_of_several(chain: Chain, debts: str) -> str:
    """The step with the debts of every event that names several, and by what each goes."""
    source = Source.of("events", "s").where(eq(col("s", "kind"), lit(chain.frames.kind or "contact")))
    size = exp.ArraySize(this=col("s", "debts"))
    source.where(op(exp.GT, exp.Coalesce(this=size, expressions=[lit(0)]), lit(1)))
    places = exp.Explode(this=exp.GenerateSeries(start=lit(1), end=fresh(size)))
    source.take(*(col("s", key) for key in (*_EVENT, "debts")), named(places, "idx"))
    top = chain.writer.step(f"{chain.name}_several", source.select)
    debt = _at_place(col("s", "debts"))
    source = Source.of(top, "s").take(*(col("s", key) for key in (*_EVENT, "idx")), named(debt, "dkey"))
    if debts:
        same = every(eq(col("b", "debtor"), col("s", "debtor")), eq(col("b", "id"), fresh(debt)))
        source.join(debts, "b", same, "LEFT")
        source.take(named(exp.Coalesce(this=col("b", "goes_by"), expressions=[fresh(debt)]), "gkey"))
    return chain.writer.step(f"{chain.name}_each", source.select)


def join_doubles(chain: Chain, source: Source, debts: str) -> Iterable[Sql]:
    """Join them to the rows ``s``: whether the debt in hand stands for its event, by itself and as it counts."""
    doubles = lay_doubles(chain, debts)
    source.join(doubles, "x", every(*(eq(col("x", key), col("s", key)) for key in (*_EVENT, "idx"))), "LEFT")
    alone = [exp.Not(this=col("s", "nameless"))] if _nameless(chain) else []
    once = {
        f"{key}_once": every(*alone, exp.Coalesce(this=col("x", f"{key}_once"), expressions=[exp.true()]))
        for key in (("dkey", "gkey") if debts else ("dkey",))
    }
    if not chain.merged:
        source.where(once.pop("dkey_once"))
    return [named(value, name) for name, value in once.items()]
