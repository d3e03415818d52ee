"""Every sort of instant at which a refusal may end, each by a rulebook in which nothing else ends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forbear.calendar import HOUR, Day, Instant, instant_at, start_of_day
from forbear.engine.examples import Case, read_case
from forbear.engine.relational.loading import numbered
from forbear.engine.relational.tables import Profile
from forbear.events import Event, Facts, History
from forbear.rules.expressions import parse
from forbear.rules.format import DatedValue, Ending, Fact, Rulebook, Span, Window
from forbear.rules.load import load
from tests.support.one_database import one_database
from tests.support.two_engines import Record, free_dates

SOUND = load(Path(__file__).resolve().parents[1] / "rejects" / "sound_rulebook.toml")
RULE = SOUND.rules["too-many"]
ZONE = "Asia/Shanghai"
TODAY = date(2026, 10, 11).toordinal()
NOON = instant_at(TODAY, 12 * HOUR, ZONE)
LONG = 40
"""Days ahead, more than what every rulebook looks ahead."""


@dataclass(frozen=True)
class Wait:
    """A rulebook, what happened before noon, and when a call at noon would be free."""

    book: Rulebook
    free: Instant | None
    events: tuple[Event, ...] = ()
    zones: tuple[str, ...] = (ZONE,)
    policy: Facts | None = None


def book(when: str, *facts: Fact, **parts: Any) -> Rulebook:
    """The sound rulebook with other facts, and a rule that refuses while a condition holds."""
    rule = replace(RULE, when=parse(when, ""), in_force=parts.pop("until", Span()))
    known = {"facts": {fact.id: fact for fact in facts}, "rules": {rule.id: rule}, **parts}
    return replace(SOUND, sha256=f"{when} {facts} {parts}", **known)


def any_call(*window: Any) -> Fact:
    return Fact("calls", "act 1", "any", "contact", window=Window(*window))


def clock(test: str) -> Fact:
    return Fact("closed", "act 1", "clock", where=parse(test, ""))


def held(kind: str, test: str, ends: tuple[Ending, ...] = ()) -> Fact:
    return Fact("held", "act 1", "holding", kind, where=parse(test, ""), ends=ends)


def call(before: Instant) -> tuple[Event, ...]:
    return (Event(1, NOON - before, "contact", {"person": "P1"}, NOON - before),)


def event(kind: str, **facts: Any) -> Event:
    return Event(1, NOON - HOUR, kind, {"person": "P1", **facts} if kind != "hold" else facts, NOON - HOUR)


def day(number: Day) -> Instant:
    return start_of_day(number, ZONE)


def value(kind: str, *steps: tuple[Day, int]) -> dict[str, DatedValue]:
    return {"limit": DatedValue("limit", "act 1", kind, steps)}


LIFTED = Ending("hold_lifted", parse("hold == held.hold", ""), LONG)
ONE = value("clock", (1, 13 * HOUR))
KARACHI = instant_at(TODAY, 13 * HOUR, "Asia/Karachi")

WAITS = {
    "a window of hours": Wait(book("calls", any_call("hours", 2)), NOON + HOUR - 1, call(HOUR + 1)),
    "a window of minutes": Wait(book("calls", any_call("minutes", 90)), NOON + HOUR // 2, call(HOUR)),
    "a window of as many hours as a value says": Wait(
        book("calls", any_call("hours", "limit"), values=value("int", (1, 3))), NOON + 2 * HOUR, call(HOUR)
    ),
    "an end that is stated": Wait(
        book("held", held("hold", "ask.now <= until")), NOON + 8, (event("hold", hold="cease", until=NOON + 7),)
    ),
    "a day that is stated": Wait(
        book("held", held("notice", "ask.today < period_ends")),
        day(TODAY + LONG),
        (event("notice", notice="validation", period_ends=TODAY + LONG),),
    ),
    "the day after one that is stated": Wait(
        book("held", held("notice", "ask.today <= period_ends")),
        day(TODAY + LONG + 1),
        (event("notice", notice="validation", period_ends=TODAY + LONG),),
    ),
    "an end that is delayed": Wait(
        book("held", held("hold", "hold == 'cease'", (LIFTED,))),
        day(TODAY + LONG),
        (
            Event(1, NOON - 9 * HOUR, "hold", {"hold": "cease"}, NOON - 9 * HOUR),
            event("hold_lifted", hold="cease"),
        ),
    ),
    "a slot": Wait(
        book("held", held("wish", "slot_everywhere")),
        NOON + 3 * HOUR // 2,
        (event("wish", **{"from": 9 * HOUR, "to": 27 * HOUR // 2}),),
    ),
    "a clock value": Wait(book("closed", clock("time < limit"), values=ONE), NOON + HOUR),
    "a microsecond after a clock value": Wait(book("closed", clock("time <= limit"), values=ONE), NOON + HOUR + 1),
    "a clock value in the second zone": Wait(
        book("closed", clock("time < limit"), values=ONE), KARACHI, (), (ZONE, "Asia/Karachi")
    ),
    "midnight": Wait(book("calls", any_call("this", "day")), day(TODAY + 1), call(HOUR)),
    "the next month": Wait(book("calls", any_call("this", "month")), day(date(2026, 11, 1).toordinal()), call(HOUR)),
    "a window of many days": Wait(book("calls", any_call("days", LONG)), day(TODAY + LONG), call(HOUR)),
    "a window of many days before today": Wait(
        book("calls", any_call("past_days", LONG)), day(TODAY + LONG), call(24 * HOUR)
    ),
    "a window of as many days as a value says": Wait(
        book("calls", any_call("days", "limit"), values=value("int", (1, LONG))), day(TODAY + LONG), call(HOUR)
    ),
    "days of the lender's own policy": Wait(
        book("held and today - held.day <= policy.attorney_reply_days", Fact("held", "act 1", "last", "hold")),
        day(TODAY + LONG + 1),
        (event("hold", hold="cease"),),
        policy={"attorney_reply_days": LONG},
    ),
    "a new version of a value": Wait(
        book("channel in phones and 1 > limit", values=value("int", (1, 0), (TODAY + LONG, 3))), day(TODAY + LONG)
    ),
    "the end of a rule": Wait(
        book("channel in phones", until=Span(1, TODAY + LONG)),
        day(TODAY + LONG + 1),
    ),
    "nothing": Wait(book("channel in phones"), None, call(HOUR)),
}


def record_of(wait: Wait) -> Record:
    case = read_case(SOUND.examples[0].record, "")
    assert isinstance(case, Case)
    parties = case.history.parties
    parties = replace(parties, debtor={**parties.debtor, "zones": wait.zones}, policy=wait.policy or {})
    events = [replace(each, seq=seq) for seq, each in enumerate(wait.events, start=1)]
    return Record(numbered(History(parties, events)), ((case.facts, NOON),))


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_a_refusal_ends_where_the_one_thing_that_ends_it_does(wait: Wait) -> None:
    (freed,) = free_dates(one_database(), [wait.book], [record_of(wait)], True, Profile())
    assert (freed.expected, freed.found) == (wait.free, (wait.free, False))


def test_a_window_of_minutes_is_gathered_with_others_too() -> None:
    wait = WAITS["a window of minutes"]
    (freed,) = free_dates(one_database(), [wait.book], [record_of(wait)], True)
    assert (freed.expected, freed.found) == (wait.free, (wait.free, False))


def test_two_rulebooks_free_a_contact_when_both_do() -> None:
    hours, days = WAITS["a window of hours"], WAITS["a window of many days"]
    (freed,) = free_dates(
        one_database(), [hours.book, replace(days.book, id="other")], [record_of(days)], True, Profile()
    )
    assert (freed.expected, freed.found) == (days.free, (days.free, False))


def test_what_nothing_ends_is_not_said_to_lie_beyond_the_days_laid_out() -> None:
    hold = WAITS["an end that is stated"]
    late = replace(hold, events=(event("hold", hold="cease", until=instant_at(TODAY + 40_000, 0, ZONE)),))
    never = replace(RULE, id="never", when=parse("channel in phones", ""))
    stuck = replace(late, book=replace(late.book, sha256="stuck", rules={**late.book.rules, "never": never}))
    freed = [free_dates(one_database(), [wait.book], [record_of(wait)], True, Profile())[0] for wait in (late, stuck)]
    assert [each.found for each in freed] == [(None, True), (None, False)]


def test_a_contact_learnt_of_late_waits_for_what_was_known_by_then() -> None:
    """A call at noon, known twelve days later; another, eight days after noon, was known before that, and counts."""
    wait = WAITS["a window of hours"]
    record = record_of(replace(wait, events=()))
    asked, between, known = dict(record.asks[0][0]), NOON + 192 * HOUR, NOON + 288 * HOUR
    late = Event(2, NOON, "contact", {**asked, "received_at": known}, known)
    history = numbered(History(record.history.parties, [Event(1, between, "contact", asked, between), late]))
    freed = free_dates(one_database(), [wait.book], [Record(history)], True, of_log=True)
    assert [(each.expected, each.found) for each in freed] == [(between + 2 * HOUR, (between + 2 * HOUR, False))]
