from datetime import date

import pytest

from forbear.calendar import (
    HOUR,
    add_business_days,
    calendar_of,
    calendars,
    instant_at,
    is_business_day,
    is_public_holiday,
)
from forbear.engine.examples import run_example
from forbear.engine.free import free_at
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.events import History, Parties, contact
from forbear.rules.load import load

HOLIDAYS = [
    ("US", "", "2026-07-03"), ("US", "", "2026-07-04"), ("US", "", "2026-06-19"), ("US", "", "2026-11-26"),
    ("US", "", "2021-12-24"), ("US", "", "2031-01-01"),
    ("ID", "", "2026-03-21"), ("ID", "", "2026-03-22"), ("ID", "", "2025-03-31"), ("ID", "", "2026-08-17"),
    ("TH", "", "2026-04-13"), ("TH", "", "2026-04-14"), ("TH", "", "2026-04-15"), ("TH", "", "2026-12-10"),
    ("AU", "", "2026-04-25"), ("AU", "", "2026-04-05"), ("AU", "", "2026-04-06"), ("AU", "", "2027-03-28"),
    ("AU", "SA", "2026-03-09"), ("AU", "SA", "2026-04-04"), ("AU", "SA", "2026-04-25"), ("AU", "SA", "2026-12-28"),
    ("KR", "", "2026-09-25"), ("KR", "", "2026-03-02"),
    ("CN", "", "2026-02-17"), ("CN", "", "2026-10-07"),
]  # fmt: skip
WORKDAYS = [
    ("US", "", "2026-07-06"), ("US", "", "2026-03-31"), ("US", "", "2020-06-19"),
    ("ID", "", "2026-03-20"), ("ID", "", "2026-03-23"), ("TH", "", "2026-04-16"),
    ("AU", "", "2026-03-09"), ("AU", "", "2026-04-04"), ("AU", "", "2026-04-27"), ("AU", "", "2026-12-28"),
    ("AU", "SA", "2026-04-27"), ("AU", "SA", "2026-03-10"), ("CN", "", "2026-02-14"),
]  # fmt: skip


def day(text):
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(("country", "state", "text"), HOLIDAYS)
def test_a_day_on_the_official_list_is_a_public_holiday(country, state, text):
    assert is_public_holiday(day(text), country, state) is True


@pytest.mark.parametrize(("country", "state", "text"), WORKDAYS)
def test_a_day_that_the_list_does_not_have_is_none(country, state, text):
    assert is_public_holiday(day(text), country, state) is False


@pytest.mark.parametrize("country", ["CN", "ID", "TH", "KR"])
def test_the_year_after_the_last_official_list_is_not_known(country):
    last = calendar_of(country).last_year
    assert is_public_holiday(day(f"{last}-12-31"), country) is not None
    assert is_public_holiday(day(f"{last + 1}-01-01"), country) is None


def test_a_year_before_the_first_list_is_not_known():
    assert is_public_holiday(day("2001-01-01"), "CN") is True
    assert is_public_holiday(day("2000-12-31"), "CN") is None


@pytest.mark.parametrize(("country", "state"), [("NZ", ""), ("US", "MA"), ("AU", "NSW"), ("GB", "")])
def test_a_place_without_a_list_has_holidays_that_are_not_known(country, state):
    assert is_public_holiday(day("2026-12-25"), country, state) is None
    assert is_business_day(day("2026-06-10"), country, state) is None


@pytest.mark.parametrize("text", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_the_weekend_days_that_china_works_are_business_days(text):
    assert is_business_day(day(text), "CN") is True


@pytest.mark.parametrize("text", ["2026-02-21", "2026-02-20", "2026-10-05", "2026-01-02", "2026-03-01"])
def test_other_weekends_and_the_days_off_for_them_are_no_business_days(text):
    assert is_business_day(day(text), "CN") is False


def test_in_china_not_even_a_sunday_is_known_before_the_list_is_out():
    assert is_business_day(day("2027-03-07"), "CN") is None


def test_elsewhere_a_sunday_is_no_business_day_whatever_the_list_will_say():
    assert is_business_day(day("2027-03-07"), "TH") is False
    assert is_business_day(day("2027-03-08"), "TH") is None


@pytest.mark.parametrize(
    ("start", "count", "country", "end"),
    [
        ("2026-07-02", 1, "US", "2026-07-06"), ("2026-07-01", 1, "US", "2026-07-02"),
        ("2026-06-18", 5, "US", "2026-06-26"), ("2026-02-13", 1, "CN", "2026-02-14"),
        ("2026-02-13", 2, "CN", "2026-02-24"), ("2026-09-30", 3, "CN", "2026-10-10"),
        ("2026-04-10", 1, "TH", "2026-04-16"), ("2026-07-02", 0, "US", "2026-07-02"),
    ],
)  # fmt: skip
def test_business_days_are_counted_over_weekends_and_holidays(start, count, country, end):
    assert later(start, count, country) == day(end)


def test_business_days_that_run_into_a_year_without_a_list_are_not_known():
    assert later("2026-12-30", 1, "CN") == day("2026-12-31")
    assert later("2026-12-30", 2, "CN") is None
    assert later("2026-12-30", 2, "US") == day("2027-01-04")


def later(start: str, count: int, country: str) -> int | None:
    return add_business_days(day(start), count, lambda each: is_business_day(each, country))


@pytest.mark.parametrize("calendar", calendars().values(), ids=list(calendars()))
def test_every_list_has_a_name_in_both_languages_and_a_source(calendar):
    assert calendar.name["en"].isascii()
    assert not calendar.name["zh"].isascii()
    assert calendar.source
    assert calendar.holds(day("2026-12-25")) is not None


BOOK = """
format = 1
id = "own"
title = { en = "Own", zh = "自有" }
covers = "calls on holidays"
status = "complete"
place = { country = "AU" }
in_force = { from = 2020-01-01 }
[source.house]
short = "House"
title = "House rules"
confidence = "house"
[fact.national]
cite = "house 1"
clock = "holiday_national"
[fact.regional]
cite = "house 2"
clock = "holiday_state"
[fact.calls]
cite = "house 3"
count = "contact"
where = "direction == 'outbound'"
business_days = 2
[rule.rest]
cite = "house 1"
when = "national and channel == 'call'"
force = "house"
confidence = "house"
says.en = "No call on a national holiday."
says.zh = "全国假日不得致电。"
[rule.state-rest]
cite = "house 2"
when = "regional and channel == 'visit'"
force = "house"
confidence = "house"
says.en = "No visit on a holiday of the state."
says.zh = "州假日不得上门。"
[rule.often]
cite = "house 3"
when = "calls >= 1 and channel == 'letter'"
force = "house"
confidence = "house"
says.en = "{calls} before."
says.zh = "此前 {calls} 次。"
"""
SIDES = """
[[example]]
name = "{rule} yes"
tests = ["{rule}"]
ask = {{ at = {on}T10:00:00+10:00, channel = "{channel}" }}
events = [{{ at = {before}T10:00:00+10:00 }}]
expect = {{ verdict = "refuse", rules = ["{rule}"] }}
[[example]]
name = "{rule} no"
tests = ["{rule}"]
ask = {{ at = 2026-03-11T10:00:00+10:00, channel = "{channel}" }}
expect = {{ verdict = "allow" }}
"""
BASE = """
[example_base]
collector = { id = "X", kind = "creditor" }
debtor = { id = "Ann", zones = ["Australia/Adelaide"], place = { country = "AU", state = "SA" } }
debts = [{ id = "d", creditor = "X" }]
event = { channel = "call", direction = "outbound", collector = "X", person = "Ann", role = "debtor", debts = ["d"] }
ask = { direction = "outbound", collector = "X", person = "Ann", role = "debtor", debts = ["d"] }
"""
CASES = [
    ("rest", "call", "2026-04-25", "2026-04-01"),
    ("state-rest", "visit", "2026-03-09", "2026-02-01"),
    ("often", "letter", "2026-04-07", "2026-04-02"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A small rulebook of holidays and business days, sound by its own examples."""
    sides = "".join(
        SIDES.format(rule=rule, channel=channel, on=on, before=before) for rule, channel, on, before in CASES
    )
    path = tmp_path_factory.mktemp("book") / "own.toml"
    path.write_text(BOOK + BASE + sides, encoding="utf-8")
    made = load(path)
    assert [run_example(made, one.record, one.where).faults for one in made.examples] == [()] * len(made.examples)
    return made


@pytest.fixture
def judged(book):
    """The verdict on a contact on some day, after a call on an earlier one."""

    def run(channel, on, before="2020-02-03", zone="Australia/Adelaide", calendars=(), **place):
        facts = {"direction": "outbound", "collector": "X", "person": "Ann", "role": "debtor", "debts": ("d",)}
        where = {f"place.{level}": name for level, name in (place or {"country": "AU", "state": "SA"}).items()}
        debtor = {"id": "Ann", "zones": (zone,), **where}
        parties = Parties(
            {"X": {"id": "X"}}, debtor, debts={"d": {"id": "d", "creditor": "X"}}, calendars=dict(calendars)
        )
        past = [contact(noon(before), {**facts, "channel": "call"}, 1)]
        return Judge([book], History(parties, past), "listed").decide({**facts, "channel": channel}, noon(on))

    def noon(text):
        return instant_at(day(text), 12 * HOUR, "Australia/Adelaide")

    return run


@pytest.mark.parametrize(
    ("channel", "on", "name"),
    [
        ("call", "2026-04-25", "Australia, the national public holidays of RG 96"),
        ("visit", "2026-03-09", "South Australia, all public holidays"),
    ],
)
def test_a_reason_about_a_holiday_names_the_list_that_was_used(judged, channel, on, name):
    (reason,) = judged(channel, on).reasons
    assert [calendar["en"] for calendar in reason.calendars] == [name]


def test_a_reason_about_business_days_names_the_list_too(judged):
    (reason,) = judged("letter", "2026-04-28", before="2026-04-27").reasons
    assert [calendar["en"] for calendar in reason.calendars] == ["Australia, the national public holidays of RG 96"]


def test_business_days_count_back_over_a_long_weekend(judged):
    assert judged("letter", "2026-04-07", before="2026-04-02").answer == "refuse"
    assert judged("letter", "2026-04-07", before="2026-04-01").answer == "allow"


def test_the_holidays_that_a_record_states_stand_in_place_of_every_list(judged):
    stated = {"national": (day("2026-04-07"),)}
    assert judged("call", "2026-04-25", calendars=stated).answer == "allow"
    (reason,) = judged("call", "2026-04-07", calendars=stated, country="NZ").reasons
    assert [calendar["en"] for calendar in reason.calendars] == ["the holidays that the record states"]


def test_business_days_go_by_the_stated_holidays_too(judged):
    stated = {"national": (day("2026-04-07"),)}
    assert judged("letter", "2026-04-08", before="2026-04-06", calendars=stated, country="NZ").answer == "refuse"
    assert judged("letter", "2026-04-08", before="2026-04-03", calendars=stated, country="NZ").answer == "allow"
    assert judged("letter", "2026-04-06", before="2026-04-03", calendars=stated, country="NZ").answer == "refuse"


@pytest.mark.parametrize(
    ("channel", "on", "missing", "zone", "place"),
    [
        ("call", "2028-05-03", "calendars.national", "Asia/Bangkok", {"country": "TH"}),
        ("call", "2026-04-25", "calendars.national", "Pacific/Auckland", {"country": "NZ"}),
        ("visit", "2026-04-25", "calendars.state", "Australia/Sydney", {"country": "AU", "state": "NSW"}),
        ("visit", "2026-04-25", "debtor.place.state", "Australia/Sydney", {"country": "AU"}),
        ("letter", "2028-05-03", "calendars.national", "Asia/Bangkok", {"country": "TH"}),
    ],
)
def test_a_holiday_that_nobody_can_know_is_told_as_missing(judged, channel, on, missing, zone, place):
    verdict = judged(channel, on, zone=zone, **place)
    assert (verdict.answer, verdict.missing) == ("unknown", (missing,))


def test_the_free_date_of_a_rule_on_business_days_lies_beyond_the_longest_holiday(book):
    facts = {"direction": "outbound", "collector": "X", "person": "Ann", "role": "debtor", "debts": ("d",)}
    debtor = {"id": "Ann", "zones": ("Asia/Shanghai",), "place.country": "CN"}
    parties = Parties({"X": {"id": "X"}}, debtor, debts={"d": {"id": "d", "creditor": "X"}})
    called = instant_at(day("2026-02-14"), 12 * HOUR, "Asia/Shanghai")
    past = History(parties, [contact(called, {**facts, "channel": "call"}, 1)])
    asked, letter = called + 24 * HOUR, {**facts, "channel": "letter"}
    found = free_at(Judge([book], past, "listed"), letter, asked, (asked, END_OF_ORDER))
    assert found == instant_at(day("2026-02-25"), 0, "Asia/Shanghai")
