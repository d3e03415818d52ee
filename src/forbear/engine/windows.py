"""The stretch of time that a fact looks at, as instants.

Whole local days make the window; where the person may be in several zones, an event inside
it in some zones only is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from forbear.calendar import (
    HOUR,
    MINUTE,
    WEEKEND,
    Day,
    Instant,
    is_business_day,
    start_of_day,
    start_of_month,
    start_of_week,
    weekday_of,
)  # fmt: skip
from forbear.engine.frame import NO_ZONE, Frame
from forbear.engine.logic import Truth, Unknown
from forbear.events import Event, Parties
from forbear.rules.format import Fact

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled

_EVER: Instant = -(1 << 62)
NO_COUNTRY = Unknown(["debtor.place.country"])
NO_CALENDAR = Unknown(["calendars.national"])


class Edge:
    """Where a window begins: events from ``sure`` on are inside, those before ``maybe`` are not."""

    __slots__ = ("after", "maybe", "sure", "why")

    def __init__(
        self, sure: Instant, maybe: Instant, why: Unknown | None = None, after: tuple[Instant, int] | None = None
    ) -> None:
        self.sure = sure
        self.maybe = maybe
        self.why = why
        self.after = after

    def doubt(self, event: Event) -> Truth:
        """True inside, False outside, unknown between."""
        if self.after is not None and event.order <= self.after:
            return False
        if event.at >= self.sure:
            return self.why if self.why is not None else True
        return False if event.at < self.maybe else NO_ZONE


EVER = Edge(_EVER, _EVER)


def edge_of(compiler: Compiled, fact: Fact) -> Callable[[Frame], Edge]:
    """How the window of a fact is found in a frame."""
    window = fact.window
    if not window.kind:
        return lambda frame: EVER
    if window.kind == "since":
        return _since(compiler, str(window.length))
    if window.kind == "this":
        first = _FIRST_DAY[str(window.length)]
        return lambda frame: _days(frame, 0, lambda frame, today, length: first(today))
    return _of_length(window.length, _FROM[window.kind])


def _of_length(length: int | str, start: Callable[[Frame, int], Edge]) -> Callable[[Frame], Edge]:
    """A window whose length stands in the book or is one of its values; where that is not known, nor is the window."""
    if isinstance(length, int):
        return lambda frame: start(frame, length)

    def edge(frame: Frame) -> Edge:
        value = frame.values[length]
        return Edge(_EVER, _EVER, value) if isinstance(value, Unknown) else start(frame, value)

    return edge


def _rolling(start: Instant) -> Edge:
    return Edge(start + 1, start + 1)


def _since(compiler: Compiled, name: str) -> Callable[[Frame], Edge]:
    found = compiler.fact(name).value

    def edge(frame: Frame) -> Edge:
        event = found(frame)
        if event is None:
            return EVER
        if isinstance(event, Unknown):
            return Edge(_EVER, _EVER, event)
        return Edge(_EVER, _EVER, None, event.order)

    return edge


_FIRST_DAY: dict[str, Callable[[Day], Day]] = {
    "day": lambda today: today,
    "week": start_of_week,
    "month": start_of_month,
}


def _days(frame: Frame, length: int, first: Callable[[Frame, Day, int], Day]) -> Edge:
    starts = [
        start_of_day(first(frame, today, length), zone)
        for (today, _), zone in zip(frame.readings(), frame.zones(), strict=True)
    ]
    return Edge(max(starts), min(starts)) if starts else Edge(_EVER, _EVER, NO_ZONE)


def _business_days(frame: Frame, length: int) -> Edge:
    parties = frame.run.parties
    if not parties.calendars and not isinstance(parties.debtor.get("place.country"), str):
        return Edge(_EVER, _EVER, NO_COUNTRY)
    firsts = [_business_start(frame, today, length) for today, _ in frame.readings()]
    if None in firsts:
        return Edge(_EVER, _EVER, NO_CALENDAR)
    return _days(frame, length, lambda frame, today, length: _business_start(frame, today, length) or today)


_FROM: dict[str, Callable[[Frame, int], Edge]] = {
    "hours": lambda frame, length: _rolling(frame.at - length * HOUR),
    "minutes": lambda frame, length: _rolling(frame.at - length * MINUTE),
    "days": lambda frame, length: _days(frame, length, lambda frame, today, length: today - length + 1),
    "past_days": lambda frame, length: _days(frame, length, lambda frame, today, length: today - length),
    "business_days": _business_days,
}


def _business_start(frame: Frame, today: Day, count: int) -> Day | None:
    """The first of ``count`` business days that end with today; None where a day on the way may or may not be one."""
    day = today + 1
    while count > 0:
        day -= 1
        business = works(frame.run.parties, day)
        if business is None:
            return None
        count -= business
    return day


def works(parties: Parties, day: Day) -> bool | None:
    """Is it a business day: by the holidays that the record states, else by the list of the debtor's country?"""
    stated = parties.calendars
    if stated:
        return weekday_of(day) not in WEEKEND and day not in stated.get("national", ())
    return is_business_day(day, str(parties.debtor["place.country"]))
