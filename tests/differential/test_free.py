"""Same free dates: the scalar engine and the set-based one on DuckDB, contact for contact.

On records like the books' own examples, on contacts of a log, under several rulebooks at once and under rulebooks by
chance; and the parts: worked examples that state a date, the lookup of local readings, what lies beyond the zones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from forbear.calendar import HOUR, MINUTE, Instant, instant_at
from forbear.engine.backends.duckdb import DuckDB
from forbear.engine.examples import Case, read_case
from forbear.engine.relational.cases import run_cases
from forbear.engine.relational.instants import first_reading
from forbear.engine.relational.loading import numbered
from forbear.engine.relational.rows import columns, zone_offsets
from forbear.engine.relational.tables import Profile
from forbear.engine.relational.writer import text
from forbear.events import History, contact
from forbear.rules.catalog import all_books, get
from forbear.rules.format import Rulebook
from forbear.rules.limits import counts_of, hours_of
from tests.differential.test_duckdb import books_by_chance, translates
from tests.support.amount import in_turn
from tests.support.one_database import one_database
from tests.support.records_by_chance import Chance
from tests.support.records_of_book import records_near
from tests.support.two_engines import Freed, Record, free_dates

BOOKS = all_books()
TOGETHER = ("cn-cba-2026", "cn-convention-2018", "cn-gbt-45251-2025")
STATING = ("cn-cba-2026", "cn-gbt-45251-2025", "uk-breathing-space", "us-ma")
CLOCKS = (0, 30 * MINUTE, 90 * MINUTE, 3 * HOUR, 20 * HOUR)
SHIFTS = (0, 11 * HOUR, 48 * HOUR)


MANY_BY_WAITING = ("uk-breathing-space",)
"""Rulebooks without hours or counts of which many refusals end by themselves all the same."""


def all_alike(found: Sequence[Freed], least: int) -> None:
    """None differs, and at least so many are freed by waiting that this means something."""
    differing = [freed for freed in found if not freed.alike]
    assert not differing, f"{len(differing)} of {len(found)}: {differing[0]}"
    assert sum(freed.expected is not None for freed in found if freed.told) >= least


def worked(book: Rulebook, most: int = 30) -> list[Record]:
    """Worked examples as they stand, asked about at some other times too."""
    cases = [case for case in (read_case(each.record, each.where) for each in book.examples) if isinstance(case, Case)]
    chosen = cases[:: max(1, len(cases) // most)]
    return [Record(numbered(case.history), tuple((case.facts, case.at + shift) for shift in SHIFTS)) for case in chosen]


def logged(record: Record) -> Record:
    """The same, with the contacts asked about among the events."""
    asked = [contact(at, facts, 1000 + number) for number, (facts, at) in enumerate(record.asks)]
    return Record(numbered(History(record.history.parties, [*record.history, *asked])))


WAITING = {book.id for book in BOOKS if book.id in MANY_BY_WAITING or hours_of(book) or counts_of(book)}
"""Rulebooks of which waiting ends many refusals."""
FREED = [
    *in_turn([book for book in BOOKS if book.id in WAITING], 2),
    *in_turn([book for book in BOOKS if book.id not in WAITING], 4),
]
"""Of the rulebooks whose refusals seldom end by waiting, every fourth; of the others every second."""


@pytest.mark.parametrize("book", FREED, ids=lambda book: book.id)
def test_contacts_to_come_are_free_at_the_same_instant(book: Rulebook) -> None:
    records = [*worked(book), *records_near(book, 31, 20, 3)]
    all_alike(free_dates(one_database(), [book], records, True, rounds=()), 8 if book.id in WAITING else 0)


def test_contacts_of_a_log_are_free_at_the_same_instant_round_after_round() -> None:
    book = get("us-ma")
    records = [*map(logged, worked(book)), *records_near(book, 32, 150, 0)]
    all_alike(free_dates(one_database(), [book], records, True, of_log=True), 20)


def test_under_several_rulebooks_a_contact_is_free_when_none_refuses_it() -> None:
    books = [get(name) for name in TOGETHER]
    records = [record for book in books for record in (*worked(book), *records_near(book, 33, 30, 3))]
    all_alike(free_dates(one_database(), books, records, True, Profile(), rounds=()), 50)


@pytest.mark.parametrize("seed", range(2))
def test_rulebooks_by_chance_are_free_at_the_same_instant(seed: int) -> None:
    book, chance = next(book for book in books_by_chance(seed) if translates(book)), Chance(seed)
    all_alike(
        free_dates(one_database(), [book], [chance.record(14, 3) for _ in range(60)], seed % 2 == 0, Profile()), 0
    )


def test_rounds_find_what_one_look_at_all_instants_finds() -> None:
    records = worked(get("uk-breathing-space"))
    by_rounds, at_once = (
        free_dates(one_database(), [get("uk-breathing-space")], records, True, rounds=rounds)
        for rounds in ((HOUR, 30 * HOUR, 900 * HOUR), ())
    )
    assert [freed.found for freed in by_rounds] == [freed.found for freed in at_once]
    all_alike(by_rounds, 20)


def test_cases_that_state_a_free_date_are_held_to_it() -> None:
    cases = [
        case
        for name in STATING
        for each in get(name).examples
        for case in [read_case({"drafts": True, **each.record, "rulebooks": [name]}, each.where)]
        if isinstance(case, Case) and "free_at" in case.expect
    ]
    wrong = [replace(case, expect={**case.expect, "free_at": "2026-06-03T10:00:01Z"}) for case in cases[:2]]
    outcomes = run_cases(one_database(), [*cases, *wrong], get)
    assert len(cases) >= 10
    assert [outcome.faults for outcome in outcomes[: len(cases)] if outcome.faults] == []
    assert [len(outcome.faults) for outcome in outcomes[len(cases) :]] == [1, 1]
    assert all("free at 2026-06-03" in outcome.faults[0] for outcome in outcomes[len(cases) :])


def test_what_lies_beyond_the_days_laid_out_is_said_to_and_never_guessed() -> None:
    book = get("uk-conc")
    example = next(example for example in book.examples if example.name == "uk-conc/no calls until now")
    case = read_case(example.record, example.where)
    assert isinstance(case, Case)
    ends = [instant_at(date(year, 5, 1).toordinal(), 0, "Europe/London") for year in (2027, 2099)]
    records = [Record(until(case.history, end), ((case.facts, case.at),)) for end in ends]
    near, far = free_dates(one_database(), [book], records, True, Profile(), rounds=())
    assert (near.expected, near.found) == (ends[0] + 1, (ends[0] + 1, False))
    assert (far.expected, far.found) == (ends[1] + 1, (None, True))


def until(history: History, end: Instant) -> History:
    """The same history, with what has an end ending then."""
    events = [replace(event, facts={**event.facts, "until": end}) for event in history]
    return numbered(History(history.parties, events))


@pytest.mark.parametrize("zone", ["America/New_York", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe"])
def test_local_readings_are_looked_up_as_the_calendar_has_them(zone: str) -> None:
    """Clock changes at midnight and of half an hour, skipped readings and those that come twice."""
    first = date(2025, 1, 1).toordinal()
    wanted = [(day, clock) for day in range(first, first + 730) for clock in CLOCKS]
    backend = DuckDB(threads=1)
    begin, end = (instant_at(day, 0, "UTC") for day in (first - 5, first + 800))
    backend.load("zone_offsets", columns()["zone_offsets"], zone_offsets([zone], begin, end))
    rows = ({"zone": zone, "on": day, "clock": clock} for day, clock in wanted)
    backend.load("once", {"zone": "VARCHAR", "on": "BIGINT", "clock": "BIGINT"}, rows)
    _, found = backend.rows(text(first_reading("once"), backend.dialect))
    assert {(day, clock): at for _, day, clock, at in found} == {
        (day, clock): instant_at(day, clock, zone) for day, clock in wanted
    }
