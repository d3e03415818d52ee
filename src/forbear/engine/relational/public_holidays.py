"""Public holidays and business days beside the local days of frames, by joining the table of the days of places."""

from __future__ import annotations

from sqlglot import exp

from forbear.engine.relational.chains import CALENDARS, Chain
from forbear.engine.relational.sql import Sql, col, eq, every, has, not_null, some, when
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.views import holiday, of_place
from forbear.engine.relational.writer import Source, everything, named


def stated_calendars(chain: Chain) -> list[str]:
    """The lists of holidays that a record may state by itself."""
    return sorted(chain.profile.parties.get(CALENDARS, ())) if chain.calendars else []


def holidays(chain: Chain, top: str) -> exp.Select:
    """In each zone: is it a public holiday, of the country or of the state, and which business day is it by number?"""
    source = Source.of(top, "q").take(everything("q"))
    for number in range(1, chain.profile.zones + 1):
        for which in sorted(chain.calendars):
            found, day = holiday(which, number), col("q", f"d{number}")
            on = every(of_place(chain.view("q"), found, which), eq(col(found, "day"), day))
            source.join("place_days", found, on, "LEFT").take(named(_free(chain, which, found, day), found))
        if "national" in chain.calendars:
            source.take(named(col(holiday("national", number), "nth"), f"b{number}"))
    return source.select


def _free(chain: Chain, which: str, listed: str, day: Sql) -> Sql:
    """Is a day free by the list that the record states, else by the one that is known of the place?"""
    stated = stated_calendars(chain)
    if not stated:
        return col(listed, "free")
    own = has(col("q", f"{CALENDARS}.{which}"), fresh(day)) if which in stated else exp.false()
    any_stated = some(*(not_null(col("q", f"{CALENDARS}.{key}")) for key in stated))
    return when((any_stated, exp.Coalesce(this=own, expressions=[exp.false()])), other=col(listed, "free"))
