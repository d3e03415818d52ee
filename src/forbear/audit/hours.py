"""The hours that rulebooks close, found by asking their clock facts, for shading a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from forbear.audit.result import QuietHours
from forbear.calendar import HOUR, MINUTE, WEEKDAYS, Clock, start_of_week
from forbear.engine.facts import ClockTest
from forbear.engine.frame import Frame, Run
from forbear.engine.scalar import compiled
from forbear.events import History
from forbear.rules.expressions import names_in
from forbear.rules.format import Rule, Rulebook

STEP: Clock = 30 * MINUTE
_DAY: Clock = 24 * HOUR


def quiet_hours(books: Iterable[Rulebook], history: History, at: int) -> list[QuietHours]:
    """The closed stretches of an ordinary week around ``at``, per rule that refuses by a clock."""
    found: list[QuietHours] = []
    for book in books:
        frame = Frame(Run(compiled(book), history, in_order=False), {}, at, (at, 0))
        for rule in book.rules.values():
            if rule.effect == "refuse" and rule.status != "draft":
                found += _of_rule(book, rule, frame)
    return found


def _of_rule(book: Rulebook, rule: Rule, frame: Frame) -> Iterator[QuietHours]:
    for name in names_in(rule.when):
        fact = frame.run.book.facts.get(name)
        if isinstance(fact, ClockTest) and "several_zones" not in names_in(rule.when):
            for begin, end, weekdays in _stretches(fact, frame):
                yield QuietHours(book.id, rule.name, begin, end, weekdays, rule.force)


def _stretches(fact: ClockTest, frame: Frame) -> Iterator[tuple[Clock, Clock, tuple[str, ...]]]:
    monday = start_of_week(max(frame.today, date(1971, 1, 1).toordinal()))
    shapes: dict[tuple[tuple[Clock, Clock], ...], list[str]] = {}
    for offset, weekday in enumerate(WEEKDAYS):
        shapes.setdefault(tuple(_closed(fact, frame, monday + offset)), []).append(weekday)
    for shape, weekdays in shapes.items():
        yield from ((begin, end, tuple(weekdays)) for begin, end in shape)


def _closed(fact: ClockTest, frame: Frame, day: int) -> Iterator[tuple[Clock, Clock]]:
    begin: Clock | None = None
    for clock in range(STEP // 2, _DAY, STEP):
        frame.clock = (day, clock)
        shut = fact.test(frame) is True
        if shut and begin is None:
            begin = clock - STEP // 2
        elif not shut and begin is not None:
            yield begin, clock - STEP // 2
            begin = None
    if begin is not None:
        yield begin, _DAY
