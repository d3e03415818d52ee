"""The stretch of time that a fact looks at: the mirror of ``engine/windows.py``. Bounds are instants."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from forbear.calendar import HOUR, MINUTE
from forbear.engine.relational import public_holidays
from forbear.engine.relational.conditions import Translator
from forbear.engine.relational.sql import (
    Sql,
    cast,
    col,
    eq,
    every,
    greatest,
    is_null,
    least,
    lit,
    minus,
    names,
    null,
    op,
    plus,
    when,
)  # fmt: skip
from forbear.engine.relational.truth import FALSE, TRUE, Val, fresh, missing
from forbear.engine.relational.views import NO_ZONE, FrameView, Kept
from forbear.engine.relational.writer import Source, named
from forbear.rules.format import Fact

ROLLING = {"hours": HOUR, "minutes": MINUTE}
_DAYS_BACK = {"days": 1, "past_days": 0}


def sure(fact: Fact) -> str:
    """The column with the instant from which on an event is surely inside the window."""
    return f"{fact.id}.sure"


def maybe(fact: Fact) -> str:
    """The column with the instant before which it surely is not."""
    return f"{fact.id}.maybe"


def length_of(translator: Translator, fact: Fact, frame: FrameView) -> Val:
    """How long the window is: a number, or a dated value by the frame's day."""
    length = fact.window.length
    if isinstance(length, int) or fact.window.kind == "this":
        return Val(lit(length))
    return translator.dated(length, frame.day())


def span(kind: str, length: Sql) -> Sql:
    """So many hours or minutes in microseconds: a long number, as the product of two short ones would overflow."""
    return exp.Mul(this=exp.Paren(this=length), expression=cast(lit(ROLLING[kind]), "BIGINT"))


def bounded(translator: Translator, fact: Fact, source: Source, frame: FrameView) -> None:
    """Add to the frames from which instant on an event is surely, and from which perhaps, inside the window."""
    window = fact.window
    if window.kind in ("", "since"):
        return
    length = length_of(translator, fact, frame)
    if window.kind in ROLLING:
        start = plus(minus(col(frame.alias, "at"), span(window.kind, fresh(length.sql))), 1)
        source.take(named(start, sure(fact)), named(fresh(start), maybe(fact)))
        return
    starts = [_start(translator, fact, source, frame, length.sql, place) for place in range(1, frame.zones + 1)]
    begin, perhaps = greatest(starts), least([fresh(start) for start in starts])
    if window.kind == "business_days":
        begin, perhaps = (public_holidays.wherever_known(starts, frame, bound) for bound in (begin, perhaps))
    source.take(named(begin, sure(fact)), named(perhaps, maybe(fact)))


def _start(translator: Translator, fact: Fact, source: Source, frame: FrameView, length: Sql, place: int) -> Sql:
    """The instant at which the first day of the window begins in one of the zones."""
    window, today = fact.window, col(frame.alias, f"d{place}")
    long = length.name if isinstance(length, exp.Literal) else window.length
    alias = f"w{place}_" + ("today" if window.kind == "this" else f"{window.kind}_{long}")
    column = "start"
    if window.kind == "this":
        column = {"day": "start", "week": "week_start", "month": "month_start"}[str(window.length)]
        first = today
    elif window.kind == "business_days":
        first = public_holidays.first_business_day(source, frame, length, place, f"b_{alias}")
    else:
        first = plus(minus(today, fresh(length)), _DAYS_BACK[window.kind])
    same_zone = eq(col(alias, "zone"), col(frame.alias, f"z{place}"))
    source.shared("zone_days", every(same_zone, eq(col(alias, "day"), first)), alias)
    return col(alias, column)


def inside(translator: Translator, fact: Fact, frame: FrameView, event: str, found: Kept | None) -> Val:
    """Is an event (an alias) inside the window of a frame? The mirror of ``Edge.doubt``."""
    window = fact.window
    if not window.kind:
        return TRUE
    if window.kind == "since":
        return _after(frame, event, found) if found is not None else FALSE
    length = length_of(translator, fact, frame)
    at, begin, perhaps = col(event, "at"), col(frame.alias, sure(fact)), col(frame.alias, maybe(fact))
    if window.kind in ROLLING:
        return Val(op(exp.GTE, at, begin), length.doubt)
    tests: Sequence[tuple[Sql, Sql]] = (
        (op(exp.GTE, at, begin), exp.true()),
        (op(exp.LT, fresh(at), perhaps), exp.false()),
    )
    if frame.zones == 1:
        placed: Sql = op(exp.GTE, fresh(at), fresh(begin))
    else:
        placed = when((is_null(fresh(begin)), null("bool")), *tests, other=null("bool"))
    if window.kind == "business_days":
        return public_holidays.unknown_calendar(placed, begin, frame, length)
    return unknown_with(Val(placed), length)


def unknown_with(placed: Val, length: Val) -> Val:
    """What is missing where a window cannot be laid: its length, else a zone."""
    if length.doubt is None:
        return missing(placed.sql, NO_ZONE)
    words, unknown = length.doubt, is_null(fresh(length.sql))
    return Val(placed.sql, lambda: when((unknown, words()), other=names(NO_ZONE)))


def _after(frame: FrameView, event: str, found: Kept) -> Val:
    """Is an event later than the one that another fact found?"""
    seq = col(frame.alias, found.name)
    later = when((is_null(seq), exp.true()), other=op(exp.GT, col(event, "seq"), fresh(seq)))
    if found.sure:
        return Val(later)
    unsure = col(frame.alias, f"{found.name}!")
    return Val(when((unsure, null("bool")), other=later), lambda: col(frame.alias, f"{found.name}?"))
