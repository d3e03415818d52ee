"""What a rule limits is read off its condition: hours, counts, other people than the debtor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from forbear.calendar import HOUR, WEEKDAYS
from forbear.rules.expressions import parse
from forbear.rules.format import DatedValue, Fact, Rulebook, Span, Window
from forbear.rules.limits import counts_of, hours_of, reaches, speaking, third_parties_of
from forbear.rules.load import load
from forbear.rules.partial import truth

SOUND = load(Path(__file__).resolve().parents[2] / "rejects" / "sound_rulebook.toml")
VALUES = {
    "opens": DatedValue("opens", "act 1", "clock", ((1, 9 * HOUR), (2, 8 * HOUR))),
    "closes": DatedValue("closes", "act 1", "clock", ((1, 20 * HOUR),)),
    "limit": DatedValue("limit", "act 1", "int", ((1, 9), (2, 3))),
    "few": DatedValue("few", "act 1", "int", ((1, 7),)),
}
FACTS = {
    "shut": Fact("shut", "act 1", "clock", where=parse("time < opens or time > closes", "")),
    "sunday": Fact("sunday", "act 1", "clock", where=parse("weekday == 'Sun' or holiday_national or time < opens", "")),
    "free_day": Fact("free_day", "act 1", "clock", where=parse("holiday_national", "")),
    "workday": Fact("workday", "act 1", "clock", where=parse("weekday != 'Sun' and not holiday_national", "")),
    "owes": Fact("owes", "act 1", "is", where=parse("role in ['debtor', 'guarantor']", "")),
    "agreed": Fact("agreed", "act 1", "holding", "consent"),
    "calls": Fact("calls", "act 1", "count", "contact", per=("person",), window=Window("this", "day")),
    "week_calls": Fact("week_calls", "act 1", "count", "contact", window=Window("days", "few")),
    "tries": Fact("tries", "act 1", "count", "contact", window=Window("since", "talk")),
    "notices": Fact("notices", "act 1", "count", "notice", window=Window("days", 7)),
    "talk": Fact("talk", "act 1", "last", "contact", per=("debt",), window=Window("days", 7)),
    "ever": Fact("ever", "act 1", "any", "contact"),
    "too_many": Fact("too_many", "act 1", "is", where=parse("calls >= limit", "")),
}


def book(when: str, **changes) -> Rulebook:
    """A book with one rule of that condition."""
    rule = replace(SOUND.rules["too-many"], when=parse(when, ""), **changes)
    return replace(SOUND, values=VALUES, facts=FACTS, rules={rule.id: rule})


def hours(when: str, **changes) -> list[object]:
    return [
        ({day: [(b // HOUR, e // HOUR) for b, e in one.week[day]] for day in ("Mon", "Sun")}, one.holiday)
        for one in hours_of(book(when, **changes))
    ]


def counts(when: str, **changes) -> list[object]:
    return [(one.number, one.window, one.length, one.per) for one in counts_of(book(when, **changes))]


def test_the_hours_outside_the_newest_values_are_closed_every_day():
    ((week, holiday),) = hours("channel == 'call' and shut and not agreed")
    assert week == {"Mon": [(0, 8), (20, 24)], "Sun": [(0, 8), (20, 24)]}
    assert holiday == ((0, 8 * HOUR), (20 * HOUR, 24 * HOUR))


def test_a_closed_weekday_and_a_closed_holiday_are_told_apart_from_the_rest():
    ((week, holiday),) = hours("sunday")
    assert week == {"Mon": [(0, 8)], "Sun": [(0, 24)]}
    assert holiday == ((0, 24 * HOUR),)


@pytest.mark.parametrize("when", ["channel == 'call'", "agreed", "calls >= limit", "shut or not shut"])
def test_a_rule_without_a_clock_closes_no_hours(when):
    assert hours(when) == []


def test_a_rule_of_holidays_alone_closes_hours():
    ((week, holiday),) = hours("free_day and time > closes")
    assert week == {"Mon": [], "Sun": []}
    assert holiday == ((20 * HOUR, 24 * HOUR),)


def test_rules_of_one_strength_on_the_same_channels_are_told_together():
    weekdays, holidays = book("workday and time < opens").rules["too-many"], book("free_day").rules["too-many"]
    texts_only = replace(book("shut and channel == 'sms'").rules["too-many"], id="c")
    all_three = {"a": weekdays, "b": replace(holidays, id="b"), "c": texts_only}
    found = {tuple(rule.id for rule in one.rules): one for one in hours_of(replace(book("true"), rules=all_three))}
    assert sorted(found) == [("c",), ("too-many", "b")]
    together = found["too-many", "b"]
    assert (together.week["Mon"], together.week["Sun"]) == (((0, 8 * HOUR),), ())
    assert together.holiday == ((0, 24 * HOUR),)


def test_stretches_that_touch_or_overlap_are_one():
    early, late = (replace(book(when).rules["too-many"], id=when) for when in ("time < closes", "time > opens"))
    (together,) = hours_of(replace(book("true"), rules={"a": early, "b": late}))
    assert together.week["Mon"] == ((0, 24 * HOUR),)


def test_the_hours_that_a_rule_spares_are_open():
    ((week, _),) = hours("not shut")
    assert week["Mon"] == [(8, 20)]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("channel == 'call' and calls >= limit", [(3, "day", 1, ("person",))]),
        ("calls > limit", [(4, "day", 1, ("person",))]),
        ("limit <= calls", [(3, "day", 1, ("person",))]),
        ("calls + 1 >= limit", [(2, "day", 1, ("person",))]),
        ("not calls < limit", [(3, "day", 1, ("person",))]),
        ("not (agreed or calls <= 2)", [(3, "day", 1, ("person",))]),
        ("too_many", [(3, "day", 1, ("person",))]),
        ("week_calls >= 7 or calls >= 9", [(7, "days", 7, ()), (9, "day", 1, ("person",))]),
        ("calls >= limit if agreed else calls >= 1", [(1, "day", 1, ("person",)), (3, "day", 1, ("person",))]),
        ("talk", [(1, "days", 7, ("debt",))]),
    ],
)
def test_an_upper_bound_of_a_count_is_a_limit(when, found):
    assert counts(when) == found


@pytest.mark.parametrize(
    "when",
    [
        "not calls >= limit",
        "calls < limit",
        "not talk",
        "ever",
        "tries >= 3",
        "notices >= 1",
        "calls == 3",
        "not too_many",
    ],
)
def test_what_bounds_no_contacts_from_above_in_a_stretch_of_time_is_no_limit(when):
    assert counts(when) == []


def test_a_rule_that_can_speak_on_others_and_not_on_the_debtor_is_about_others():
    about = {
        when: bool(third_parties_of(book(when)))
        for when in ("not owes and agreed", "owes", "agreed", "role == 'public'")
    }
    assert about == {"not owes and agreed": True, "owes": False, "agreed": False, "role == 'public'": True}


def test_a_rule_that_can_speak_on_nobody_is_about_nobody():
    assert third_parties_of(book("false")) == []


def test_clauses_of_one_rule_about_others_stand_once():
    base = book("not owes").rules["too-many"]
    twice = replace(SOUND, facts=FACTS, rules={"a": replace(base, id="a"), "b": replace(base, id="b")})
    assert [rule.id for rule in third_parties_of(twice)] == ["a"]


def test_the_scope_of_the_book_narrows_what_a_rule_reaches():
    narrow = replace(book("true"), scope=parse("channel in ['sms', 'email'] and role != 'debtor'", ""))
    assert reaches(narrow, narrow.rules["too-many"], "channel") == ("sms", "email")
    assert third_parties_of(narrow) != []


@pytest.mark.parametrize(
    "changes", [{"effect": "note"}, {"status": "draft"}, {"status": "repealed"}, {"in_force": Span(1, 2)}]
)
def test_notes_drafts_and_what_has_ended_limit_nothing(changes):
    assert [*speaking(book("shut", **changes))] == []
    assert hours("shut", **changes) == counts("calls >= 1", **changes) == []


@pytest.mark.parametrize(
    ("when", "known", "found"),
    [
        ("agreed and false", {}, False),
        ("agreed or true", {}, True),
        ("agreed and true", {}, None),
        ("agreed or false", {}, None),
        ("not agreed", {}, None),
        ("limit - 1 == 2", {}, True),
        ("limit + 1 != 4", {}, False),
        ("calls - 1 == 2", {}, None),
        ("channel in phones", {"channel": "call"}, True),
        ("channel in phones", {}, None),
        ("role in person.liable_for", {"role": "debtor"}, None),
        ("in_order(channel, 'sms') == 'call'", {"channel": "call"}, True),
        ("in_order(channel, 'sms') == 'call'", {}, None),
        ("stated(channel)", {"channel": "call"}, None),
        ("true if agreed else true", {}, True),
        ("true if agreed else false", {}, None),
        ("false if role == 'debtor' else agreed", {"role": "debtor"}, False),
        ("(role == 'debtor') == true", {"role": "debtor"}, True),
        ("owes", {"role": "guarantor"}, True),
        ("limit < 3", {}, False),
        ("limit <= 3", {}, True),
        ("limit > 3", {}, False),
        ("limit >= 3", {}, True),
    ],
)
def test_a_condition_with_some_names_known_holds_or_not_or_hangs_on_the_rest(when, known, found):
    assert truth(parse(when, ""), book("true"), known) is found


def test_the_rules_that_close_most_come_first():
    wider = replace(book("shut or sunday").rules["too-many"], id="b", force="standard")
    both = book("shut").rules | {"b": wider}
    found = hours_of(replace(book("shut"), rules=both))
    assert [one.rule.id for one in found] == ["b", "too-many"]
    assert found[1].closed == 12 * HOUR * len(WEEKDAYS)
