"""Every shipped rulebook loads, and every worked example in it is answered as it says."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from forbear.calendar import local_day
from forbear.engine.duty_cases import run_duty_example
from forbear.engine.examples import Case, read_case, run_example
from forbear.engine.scalar import compiled
from forbear.errors import RulebookError
from forbear.rules.catalog import any_book, paths
from forbear.rules.format import Example, Rulebook
from forbear.rules.load import Reader

PATHS = paths()


def _read(path: Path) -> Rulebook | None:
    """A book, unchecked where it has faults, so that one faulty book does not hide the examples of others."""
    with suppress(RulebookError):
        return any_book(path.stem)
    with suppress(RulebookError):
        return Reader(path).book()
    return None


BOOKS = [pytest.param(book, id=book.id) for book in map(_read, PATHS.values()) if book is not None]


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_shipped_rulebook_loads_with_no_problem(name: str) -> None:
    try:
        any_book(name)
    except RulebookError as error:
        pytest.fail("\n".join(map(str, error.problems)))


@pytest.mark.parametrize("book", BOOKS)
def test_every_worked_example_is_answered_as_the_rulebook_says(book: Rulebook) -> None:
    assert book.examples
    assert {each.name: faults for each in book.examples if (faults := _faults(book, each))} == {}


def _faults(book: Rulebook, example: Example) -> list[str]:
    """How an example is answered otherwise, and the rules that it is about and that spoke though they should not."""
    outcome = run_example(book, example.record, example.where)
    expect = example.record["expect"]
    about = {*example.record.get("tests", ())} - {*expect.get("rules", ()), *expect.get("notes", ())}
    spoken = {reason.rule for reason in (*outcome.verdict.reasons, *outcome.verdict.notes)}
    return [*outcome.faults, *sorted(spoken & about)]


@pytest.mark.parametrize("book", BOOKS)
def test_every_worked_example_of_a_duty_is_answered_as_the_rulebook_says(book: Rulebook) -> None:
    outcomes = {each.name: run_duty_example(book, each.record, each.where) for each in book.duty_examples}
    assert {name: outcome.faults for name, outcome in outcomes.items() if outcome.faults} == {}


@pytest.mark.parametrize("book", BOOKS)
def test_every_day_on_which_a_rulebook_changes_has_examples_before_and_after_it(book: Rulebook) -> None:
    days = [local_day(case.at, _zone(case)) for case in _cases(book)]
    turning = [day for day in compiled(book).turning_days if day >= (book.in_force.first or 0)]
    assert [day for day in turning if not min(days) < day <= max(days)] == []


def _cases(book: Rulebook) -> list[Case]:
    found = (read_case(example.record, example.where) for example in book.examples)
    return [case for case in found if isinstance(case, Case)]


def _zone(case: Case) -> str:
    return next(iter(case.history.parties.zones()), "UTC")


@pytest.mark.parametrize("book", BOOKS)
def test_no_two_examples_of_a_rulebook_share_a_name(book: Rulebook) -> None:
    names = Counter(each.name for each in (*book.examples, *book.duty_examples))
    assert [name for name, times in names.items() if times > 1] == []
