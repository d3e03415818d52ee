"""Public holidays and business days of the place of the debtor, or as the record states them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from forbear.calendar import WEEKDAYS, WEEKEND
from forbear.engine.relational.chains import Chain
from forbear.engine.relational.sql import (
    Sql,
    col,
    eq,
    every,
    has,
    is_null,
    lit,
    minus,
    names,
    not_null,
    op,
    plus,
    some,
    when,
)  # fmt: skip
from forbear.engine.relational.truth import Val, fresh
from forbear.engine.relational.views import CALENDARS, NO_ZONE, FrameView, holiday, of_place
from forbear.engine.relational.writer import Source, everything, named

_WEEK = len(WEEKDAYS)


def holidays(chain: Chain, top: str) -> exp.Select:
    """In each zone: is it a public holiday, of the country or of the state, and which business day is it by number?"""
    source, view = Source.of(top, "q").take(everything("q")), chain.view("q")
    for number in range(1, chain.profile.zones + 1):
        for which in sorted(chain.calendars):
            found, day = holiday(which, number), col("q", f"d{number}")
            source.join("place_days", found, every(of_place(view, found, which), eq(col(found, "day"), day)), "LEFT")
            free = when(*_stated(view, _holds(view, which, day)), other=col(found, "free"))
            source.take(named(free if view.stated_calendars() else col(found, "free"), found))
        if "national" in chain.calendars:
            source.take(named(col(holiday("national", number), "nth"), f"b{number}"))
    return source.select


def first_business_day(source: Source, frame: FrameView, length: Sql, place: int, alias: str) -> Sql:
    """The first of so many business days that end with today; NULL where one on the way is not known."""
    nth = plus(minus(col(frame.alias, f"b{place}"), fresh(length)), 1)
    on = every(of_place(frame, alias, "national"), col(alias, "works"), eq(col(alias, "nth"), nth))
    source.shared("place_days", on, alias)
    if not frame.stated_calendars():
        return col(alias, "day")
    counted = _counted_back(frame, fresh(length), col(frame.alias, f"d{place}"))
    return when(*_stated(frame, counted), other=col(alias, "day"))


def wherever_known(starts: Sequence[Sql], frame: FrameView, bound: Sql) -> Sql:
    """A bound over all zones, where it is known in each."""
    known = [
        some(is_null(col(frame.alias, f"z{place}")), not_null(fresh(each))) for place, each in enumerate(starts, 1)
    ]
    return when((every(*known), bound))


def unknown_calendar(placed: Sql, begin: Sql, frame: FrameView, length: Val) -> Val:
    """What is missing where it is not known whether an event is inside a window of business days.

    Its length, the country or its list, without which no beginning can be laid, or in which zone the debtor is.
    """
    country = is_null(frame.parties["debtor"].column("place.country", "text"))
    unstated = [is_null(each) for each in frame.stated_calendars()]
    lacking = [(every(*unstated, country), names(("debtor.place.country",)))]
    lacking.append((every(frame.placed(), is_null(fresh(begin))), frame.no_calendar("national")))
    if length.doubt is not None:
        lacking.insert(0, (is_null(fresh(length.sql)), length.doubt()))
    return Val(placed, lambda: when(*((fresh(test), fresh(words)) for test, words in lacking), other=names(NO_ZONE)))


def _stated(frame: FrameView, value: Sql) -> list[tuple[Sql, Sql]]:
    """A value that holds where the record states holidays by itself."""
    return [(some(*(not_null(each) for each in frame.stated_calendars())), value)] if frame.stated_calendars() else []


def _holds(frame: FrameView, which: str, day: Sql) -> Sql:
    """Does the list that the record states hold a day?"""
    listed = has(frame.parties[CALENDARS].column(which, "list of day"), fresh(day))
    return exp.Coalesce(this=listed, expressions=[exp.false()])


def _counted_back(frame: FrameView, length: Sql, today: Sql) -> Sql:
    """The first of so many business days up to today, by the holidays that the record states."""
    national = frame.parties[CALENDARS].column("national", "list of day")
    several = exp.Coalesce(this=exp.ArraySize(this=national), expressions=[lit(0)])
    reach = plus(exp.Mul(this=exp.Paren(this=plus(length, _WEEK)), expression=lit(2)), several)
    candidates = exp.GenerateSeries(start=minus(fresh(today), exp.Paren(this=reach)), end=fresh(today))
    day = exp.column("each")
    on_weekday = op(exp.LT, op(exp.Mod, minus(fresh(day), 1), lit(_WEEK)), lit(_WEEK - len(WEEKEND)))
    works = every(on_weekday, exp.Not(this=_holds(frame, "national", day)))
    test = exp.Lambda(this=works, expressions=[exp.to_identifier("each")])
    business = exp.ArrayFilter(this=candidates, expression=test)
    place = plus(minus(exp.ArraySize(this=fresh(business)), fresh(length)), 1)
    return exp.Bracket(this=business, expressions=[place], offset=1)
