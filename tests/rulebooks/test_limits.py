"""The limits that the catalogue reads off the shipped rulebooks agree with the verdicts of their worked examples."""

from __future__ import annotations

import pytest

from forbear.calendar import WEEKDAYS, local_reading, weekday_of
from forbear.engine.examples import run_example
from forbear.events import History
from forbear.rules.catalog import all_books
from forbear.rules.limits import Hours, hours_of, third_parties_of

BOOKS = all_books()
CLOCKS = [hours for book in BOOKS for hours in hours_of(book)]


@pytest.mark.parametrize("hours", CLOCKS, ids=lambda hours: f"{hours.book.id}/{hours.rule.id}")
def test_wherever_a_rule_of_hours_spoke_in_an_example_its_hours_are_closed(hours: Hours) -> None:
    spoken = 0
    for example in hours.book.examples:
        outcome = run_example(hours.book, example.record, example.where)
        if any(reason.clause in {rule.id for rule in hours.rules} for reason in outcome.verdict.reasons):
            readings = [local_reading(outcome.case.at, zone) for zone in _zones(outcome.case.history)]
            new = [reading for reading in readings if reading[0] >= _newest(hours)]
            assert not new or any(_is_closed(hours, *reading) for reading in new), example.name
            spoken += bool(new)
    assert spoken


def _zones(history: History) -> set[str]:
    found = {str(event.get("zone")) for event in history if event.kind == "located"}
    return found | {*history.parties.debtor.get("zones", ())}


def _newest(hours: Hours) -> int:
    """The table shows the newest values: examples of before may have had other hours."""
    return max((value.steps[-1][0] for value in hours.book.values.values() if value.type == "clock"), default=0)


def _is_closed(hours: Hours, day: int, clock: int) -> bool:
    stretches = (*hours.week[weekday_of(day)], *hours.holiday)
    return any(begin <= clock <= end for begin, end in stretches)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_no_rule_about_other_people_speaks_on_the_debtor_in_an_example(book) -> None:
    others = {rule.id for rule in third_parties_of(book)}
    for example in book.examples:
        outcome = run_example(book, example.record, example.where)
        if example.record["ask"].get("role") == "debtor":
            assert others & {reason.clause for reason in outcome.verdict.reasons} == set(), example.name


def test_the_shipped_rulebooks_close_hours_on_some_day() -> None:
    assert CLOCKS
    assert all(hours.holiday or any(hours.week[day] for day in WEEKDAYS) for hours in CLOCKS)
