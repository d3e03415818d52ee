"""What a condition can see while it is translated: the frame it is read on, and an earlier event beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from forbear.calendar import HOUR
from forbear.engine.relational.sql import Sql, col, eq, every, is_null, lit, names, not_null, null, op, plus, when
from forbear.engine.relational.tables import Row
from forbear.engine.relational.truth import Count, Val, Value, fresh, missing

CALENDARS = "calendars"
DAY_LENGTH = 24 * HOUR
EPOCH_DAY = 719_163
NO_ZONE = ("debtor.zones",)
WHEN = ("at", "known_at", "day", "known_day")


def local(instant: Sql, offset: Sql) -> Sql:
    """Microseconds since the first day of day 0, local: positive for every date, so that division rounds down."""
    return plus(plus(instant, offset), EPOCH_DAY * DAY_LENGTH)


def day_of(instant: Sql, offset: Sql) -> Sql:
    """The local day number of an instant."""
    return op(exp.IntDiv, local(instant, offset), lit(DAY_LENGTH))


def clock_of(instant: Sql, offset: Sql) -> Sql:
    """The local clock of an instant."""
    return op(exp.Mod, local(instant, offset), lit(DAY_LENGTH))


def holiday(which: str, place: int) -> str:
    """The column that says whether the local day in a place is a holiday."""
    return f"{which}{place}"


@dataclass(frozen=True, slots=True)
class Kept:
    """How the value of a fact stands in columns: ``truth``, ``count`` (two bounds) or ``found`` (the ``seq`` found).

    ``name`` holds it, ``name^`` the upper bound, ``name!`` whether the event found is in doubt, ``name?`` what was
    missing, ``name.key`` the keys of the event found. ``sure``: never unknown; ``constant``: the same on every row.
    """

    name: str
    form: Literal["truth", "count", "found"]
    event: str = ""
    sure: bool = False
    constant: bool | int | None = None

    def columns(self) -> list[str]:
        """The columns in which it stands where nobody asks what was missing; not the keys of an event found."""
        own = [] if self.sure else {"truth": [], "count": ["^"], "found": ["!"]}[self.form]
        return [self.name, *(self.name + mark for mark in own)]

    def value(self, alias: str) -> Value:
        """As a condition reads it: an event is read as "there is one"."""
        if self.constant is not None:
            return Val(lit(self.constant))
        own = col(alias, self.name)
        if self.form == "count":
            if self.sure:
                return Val(own)
            return Count(own, col(alias, f"{self.name}^"), lambda: col(alias, f"{self.name}?"))
        if self.form == "found":
            own = not_null(own) if self.sure else when(
                (col(alias, f"{self.name}!"), null("bool")), other=not_null(own)
            )  # fmt: skip
        return Val(own) if self.sure else Val(own, lambda: col(alias, f"{self.name}?"))

    def key(self, alias: str, key: str) -> Val:
        """A key of the event found; not known where there is no event, or none for sure."""
        none, lacking = (f"no {self.name}",), (f"earlier {self.event}.{key}",)
        if key in WHEN:
            lacking = NO_ZONE

        def doubt() -> Sql:
            unsure = (col(alias, f"{self.name}!"), col(alias, f"{self.name}?"))
            absent = (is_null(col(alias, self.name)), _words(none))
            return when(*(() if self.sure else (unsure,)), absent, other=_words(lacking))

        return Val(col(alias, f"{self.name}.{key}"), doubt)


def _words(words: tuple[str, ...]) -> Sql:
    found = missing(exp.Null(), words).doubt
    return found() if found else exp.Null()


@dataclass(frozen=True)
class FrameView:
    """The frame that a condition is read on: its own facts, its parties, its readings and the facts of the rulebook."""

    alias: str
    own: Row
    parties: Mapping[str, Row]
    zones: int
    facts: Mapping[str, Kept] = field(default_factory=dict)

    def readings(self) -> list[tuple[Sql, Sql, Sql]]:
        """Zone, local day and clock, for each place in which a zone may stand."""
        return [tuple(col(self.alias, f"{part}{place}") for part in "zdc") for place in range(1, self.zones + 1)]  # type: ignore[misc]

    def placed(self) -> Sql:
        """Is any zone known?"""
        return not_null(col(self.alias, "z1"))

    def today(self) -> Val:
        """The local day in the first zone."""
        return missing(col(self.alias, "d1"), NO_ZONE)

    def holiday(self, which: str, place: int) -> Val:
        """Is the local day in a place a public holiday, ``national`` or of the ``state``?"""
        return Val(col(self.alias, holiday(which, place)), lambda: self.no_calendar(which))

    def stated_calendars(self) -> list[Sql]:
        """The lists of public holidays that the record states by itself; it may state none."""
        row = self.parties[CALENDARS]
        return [row.column(key, "list of day") for key in sorted(row.columns)]

    def no_calendar(self, which: str) -> Sql:
        """What is missing where public holidays are not known: the place, or the list of the year."""
        levels = ("country", "state") if which == "state" else ("country",)
        unknown = {
            f"debtor.place.{level}": is_null(self.parties["debtor"].column(f"place.{level}", "text"))
            for level in levels
        }
        both = [(every(*unknown.values()), names(tuple(unknown)))] if len(levels) > 1 else []
        each = [(fresh(test), names((name,))) for name, test in unknown.items()]
        return when(*both, *each, other=names((f"calendars.{which}",)))

    def day(self) -> Sql:
        """The day by which dates of force and dated values go: the local one, UTC's where no zone is known."""
        return col(self.alias, "today")


def of_place(frame: FrameView, alias: str, which: str) -> Sql:
    """Is a row of ``place_days`` of the country of the debtor, or of the state?"""
    debtor = frame.parties["debtor"]
    state = debtor.column("place.state", "text") if which == "state" else lit("")
    country = eq(col(alias, "country"), debtor.column("place.country", "text"))
    return every(country, eq(col(alias, "state"), state))


Stood = Callable[[str], Val]


@dataclass(frozen=True)
class EventView:
    """An earlier event beside the frame: its keys, its time, and the facts as they stood at it."""

    alias: str
    kind: str
    row: Row
    stood: Stood
    day: Callable[[Sql, Sql], Sql]
    """The local day of an instant of the event in a zone of the frame."""
    happened: str = "at"
    """The column with the instant at which it happened: ``at`` of a frame is when it was learnt of."""

    def when(self, key: str, frame: FrameView) -> Val:
        """When the event happened or was learnt of."""
        instant = col(self.alias, self.happened if key in ("at", "day") else "known_at")
        if key in ("at", "known_at"):
            return Val(instant)
        zone = col(frame.alias, "z1")
        return missing(when((not_null(zone), self.day(instant, fresh(zone)))), NO_ZONE)
