"""``free_at`` is the first instant that is free: checked by stepping through the time before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.calendar import HOUR, MINUTE, Instant, instant_at, start_of_day
from forbear.engine.examples import Case, read_case
from forbear.engine.free import _of_day, free_at, holds_until, rule_free_at
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.events import Event, History
from forbear.rules.catalog import all_books
from forbear.rules.expressions import parse
from forbear.rules.format import DatedValue, Fact, Rulebook, Span, Window
from forbear.rules.load import load
from tests.support.amount import examples
from tests.support.histories import TOGETHER, Question, near_examples

BOOKS = [book for book in all_books() if book.id in TOGETHER]
DAY: Instant = 24 * HOUR
STEPS = 160
HORIZON: Instant = 75 * DAY


def steps(begin: Instant, end: Instant, extra: list[int]) -> list[Instant]:
    """Instants between two others: an even grid, some of chance, and the last microsecond before the end."""
    span = end - begin
    grid = [begin + span * number // STEPS for number in range(STEPS)]
    return [
        instant for instant in (*grid, *(begin + span * part // 10_000 for part in extra), end - 1) if instant >= begin
    ]


@examples(120)
@given(near_examples(BOOKS), st.integers(1, 3), st.lists(st.integers(0, 9_999), max_size=10))
def test_before_the_free_date_every_instant_is_refused_and_at_it_none(
    question: Question, count: int, extra: list[int]
) -> None:
    judge = Judge(question.laid(BOOKS, count), question.history(), "in-order", drafts=True)
    cut = (question.at, END_OF_ORDER)

    def refused(instant: Instant) -> bool:
        return judge.decide_at(question.facts, instant, cut).answer == "refuse"

    found = free_at(judge, question.facts, question.at, cut)
    if not refused(question.at):
        assert found == question.at
    elif found is None:
        assert all(refused(instant) for instant in steps(question.at, question.at + HORIZON, extra))
    else:
        assert not refused(found)
        assert [instant for instant in steps(question.at, found, extra) if not refused(instant)] == []


@examples(60)
@given(near_examples(BOOKS), st.lists(st.integers(0, 9_999), max_size=10))
def test_a_rule_speaks_until_its_own_free_date_and_is_silent_at_it(question: Question, extra: list[int]) -> None:
    judge = Judge(question.laid(BOOKS, 3), question.history(), "listed", drafts=True)
    cut = (question.at, END_OF_ORDER)
    for reason in judge.decide_at(question.facts, question.at, cut).reasons[:3]:

        def speaks(instant: Instant, name: tuple[str, str] = (reason.rulebook, reason.clause)) -> bool:
            verdict = judge.decide_at(question.facts, instant, cut)
            return any((each.rulebook, each.clause) == name for each in verdict.reasons)

        found = rule_free_at(judge, reason, question.facts, question.at, cut)
        end = question.at + HORIZON if found is None else found
        assert [instant for instant in steps(question.at, end, extra) if not speaks(instant)] == []
        assert found is None or not speaks(found)


@examples(80)
@given(near_examples(BOOKS), st.integers(1, 3), st.integers(1, 48 * 60), st.lists(st.integers(0, 9_999), max_size=10))
def test_an_answer_is_the_same_until_the_instant_up_to_which_it_holds_and_another_at_it(
    question: Question, count: int, minutes: int, extra: list[int]
) -> None:
    judge = Judge(question.laid(BOOKS, count), question.history(), "strict", drafts=True)
    cut, limit = (question.at, END_OF_ORDER), question.at + minutes * MINUTE
    answer = judge.decide_at(question.facts, question.at, cut).answer
    found = holds_until(judge, question.facts, question.at, cut, answer, limit)

    def same(instant: Instant) -> bool:
        return judge.decide_at(question.facts, instant, cut).answer == answer

    assert question.at < found <= limit
    assert [instant for instant in steps(question.at, found, extra) if not same(instant)] == []
    assert found == limit or not same(found)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 6, 3), date(2026, 11, 1)])
def test_the_instants_of_a_day_are_in_order_and_each_is_there_once_though_clocks_change(day: date) -> None:
    quarters = tuple(number * 15 * MINUTE for number in range(96))
    found = _of_day(day.toordinal(), "America/New_York", quarters)
    assert list(found) == sorted(set(found))
    midnight = start_of_day(day.toordinal(), "America/New_York")
    assert found[:2] == (midnight, midnight + 1)
    assert {instant_at(day.toordinal(), clock, "America/New_York") for clock in quarters} <= set(found)


SOUND = load(Path(__file__).resolve().parents[1] / "rejects" / "sound_rulebook.toml")
CHANGE = date(2026, 10, 11).toordinal()
NEVER_ANY = {"limit": replace(SOUND.values["limit"], steps=((1, 0),))}


def sound(**parts: Any) -> Rulebook:
    """The sound rulebook with no call allowed, and some part of it changed."""
    return replace(SOUND, sha256=str(sorted(parts)), **{"values": NEVER_ANY, **parts})


LAWS = {
    "nothing changes": (sound(), None),
    "a value": (sound(values={"limit": replace(NEVER_ANY["limit"], steps=((1, 0), (CHANGE, 3)))}), CHANGE),
    "a rule ends": (sound(rules={"too-many": replace(SOUND.rules["too-many"], in_force=Span(1, CHANGE - 1))}), CHANGE),
    "an exception": (sound(exemptions={"asked": replace(SOUND.exemptions["asked"], in_force=Span(CHANGE))}), CHANGE),
    "the whole ends": (sound(in_force=Span(1, CHANGE - 1)), CHANGE),
}


@pytest.mark.parametrize(("book", "day"), LAWS.values(), ids=LAWS)
def test_a_contact_is_free_on_the_day_on_which_the_law_changes(book: Rulebook, day: int | None) -> None:
    case = read_case(SOUND.examples[0].record, "")
    assert isinstance(case, Case)
    asked = {**case.facts, "purpose": "reply_to_request"} if book.exemptions != SOUND.exemptions else case.facts
    judge, cut = Judge([book], History(case.history.parties), "in-order"), (case.at, END_OF_ORDER)
    expected = None if day is None else start_of_day(day, "Asia/Shanghai")
    assert free_at(judge, asked, case.at, cut) == expected
    (reason,) = judge.decide_at(asked, case.at, cut).reasons
    assert rule_free_at(judge, reason, asked, case.at, cut) == expected


NOON = instant_at(CHANGE, 12 * HOUR, "Asia/Shanghai")


def asked_at_noon(book: Rulebook, *events: Event) -> Instant | None:
    """When a call at noon, after these events, would be free."""
    case = read_case(SOUND.examples[0].record, "")
    assert isinstance(case, Case)
    judge = Judge([book], History(case.history.parties, events), "in-order")
    return free_at(judge, case.facts, NOON, (NOON, END_OF_ORDER))


def one_fact(fact: Fact, **parts: Any) -> Rulebook:
    """The sound rulebook with another fact, and a rule that refuses while the fact is true."""
    rules = {"too-many": replace(SOUND.rules["too-many"], when=parse("calls", ""))}
    return sound(facts={"calls": fact}, rules=rules, **parts)


ONE_O_CLOCK = DatedValue("limit", "act 1", "clock", ((1, 13 * HOUR),))


@pytest.mark.parametrize(("edge", "later"), [("time < limit", 0), ("time <= limit", 1)])
def test_a_rule_that_closes_up_to_a_time_frees_at_it_or_a_microsecond_after(edge: str, later: int) -> None:
    closed = Fact("calls", "act 1", "clock", where=parse(edge, ""))
    assert asked_at_noon(one_fact(closed, values={"limit": ONE_O_CLOCK})) == NOON + HOUR + later


def test_a_contact_slides_out_of_a_window_of_hours_to_the_microsecond() -> None:
    lately = Fact("calls", "act 1", "any", "contact", window=Window("hours", 2))
    call = Event(1, NOON - HOUR - 1, "contact", {"person": "P1"}, NOON - HOUR - 1)
    assert asked_at_noon(one_fact(lately), call) == NOON + HOUR - 1


def test_what_holds_until_an_instant_frees_a_microsecond_after_it() -> None:
    held = Fact("calls", "act 1", "holding", "hold", where=parse("ask.now <= until", ""))
    hold = Event(1, NOON - HOUR, "hold", {"until": NOON + 7}, NOON - HOUR)
    assert asked_at_noon(one_fact(held), hold) == NOON + 8


def test_when_one_rulebook_no_longer_holds_the_hours_of_another_are_looked_at_on_that_day() -> None:
    mornings = one_fact(Fact("calls", "act 1", "clock", where=parse("time < limit", "")), values={"limit": ONE_O_CLOCK})
    paused = one_fact(Fact("calls", "act 1", "holding", "hold", window=Window("days", 40)))
    night = instant_at(CHANGE, HOUR, "Asia/Shanghai")
    hold = Event(1, night - 1, "hold", {}, night - 1)
    case = read_case(SOUND.examples[0].record, "")
    assert isinstance(case, Case)
    judge = Judge([mornings, replace(paused, id="paused")], History(case.history.parties, (hold,)), "in-order")
    opens = instant_at(CHANGE + 40, 13 * HOUR, "Asia/Shanghai")
    assert free_at(judge, case.facts, night, (night, END_OF_ORDER)) == opens


def test_what_is_left_to_a_person_to_judge_is_free_of_refusals() -> None:
    closed = Fact("calls", "act 1", "clock", where=parse("time < limit", ""))
    book = one_fact(closed, values={"limit": ONE_O_CLOCK})
    doubt = replace(book.rules["too-many"], id="doubt", when=parse("channel in phones", ""), effect="review")
    assert asked_at_noon(replace(book, rules={**book.rules, "doubt": doubt})) == NOON + HOUR
