"""Slots of the week: the times that a wish rules out or a consent allows."""

from __future__ import annotations

from forbear.calendar import HOUR, Clock, Day, weekday_of
from forbear.events import Facts

_DAY_END: Clock = 24 * HOUR


def covers(facts: Facts, day: Day, clock: Clock) -> bool:
    """Does the slot in ``facts`` (``days``, ``from``, ``to``, ``on``) hold the reading ``day``, ``clock``?

    ``from`` is included, ``to`` is not; what is not stated is not limited. A slot that ends before it
    begins runs over midnight and belongs to the day on which it begins.
    """
    begin, end = facts.get("from", 0), facts.get("to", _DAY_END)
    if not isinstance(begin, int) or not isinstance(end, int):
        return True
    if begin <= end:
        return begin <= clock < end and _on(facts, day)
    return (clock >= begin and _on(facts, day)) or (clock < end and _on(facts, day - 1))


def _on(facts: Facts, day: Day) -> bool:
    days, only_day = facts.get("days"), facts.get("on")
    if isinstance(days, tuple) and weekday_of(day) not in days:
        return False
    return only_day is None or only_day == day
