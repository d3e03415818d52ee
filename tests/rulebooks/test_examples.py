"""Every shipped rulebook loads, and every worked example in it is answered as it says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from forbear.calendar import local_day
from forbear.engine.duty_cases import run_duty_example
from forbear.engine.examples import Case, read_case, run_example
from forbear.engine.scalar import compiled
from forbear.errors import RulebookError
from forbear.rules.catalog import paths
from forbear.rules.format import Example, Rulebook
from forbear.rules.load import Reader, load

PATHS = paths()


def _read(path: Path) -> tuple[Rulebook, tuple[Example, ...]] | None:
    """A book with its examples, unchecked, so that one faulty book does not hide the examples of others."""
    try:
        book = Reader(path).book()
    except RulebookError:
        return None
    return book, book.examples


BOOKS = [found for found in map(_read, PATHS.values()) if found is not None]
EXAMPLES = [pytest.param(book, example, id=example.name) for book, examples in BOOKS for example in examples]
DUTY_EXAMPLES = [pytest.param(book, each, id=each.name) for book, _ in BOOKS for each in book.duty_examples]


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_shipped_rulebook_loads_with_no_problem(name: str) -> None:
    try:
        load(PATHS[name])
    except RulebookError as error:
        pytest.fail("\n".join(map(str, error.problems)))


@pytest.mark.parametrize(("book", "example"), EXAMPLES)
def test_a_worked_example_is_answered_as_the_rulebook_says(book: Rulebook, example: Example) -> None:
    outcome = run_example(book, example.record, example.where)
    expect = example.record["expect"]
    about = {*example.record.get("tests", ())} - {*expect.get("rules", ()), *expect.get("notes", ())}
    spoken = {reason.rule for reason in (*outcome.verdict.reasons, *outcome.verdict.notes)}
    assert (outcome.faults, spoken & about) == ((), set())


@pytest.mark.parametrize(("book", "example"), DUTY_EXAMPLES)
def test_a_worked_example_of_a_duty_is_answered_as_the_rulebook_says(book: Rulebook, example: Example) -> None:
    assert run_duty_example(book, example.record, example.where).faults == ()


@pytest.mark.parametrize("book", [pytest.param(book, id=book.id) for book, _ in BOOKS])
def test_every_day_on_which_a_rulebook_changes_has_examples_before_and_after_it(book: Rulebook) -> None:
    days = [local_day(case.at, _zone(case)) for case in _cases(book)]
    turning = [day for day in compiled(book).turning_days if day >= (book.in_force.first or 0)]
    assert [day for day in turning if not min(days) < day <= max(days)] == []


def _cases(book: Rulebook) -> list[Case]:
    found = (read_case(example.record, example.where) for example in book.examples)
    return [case for case in found if isinstance(case, Case)]


def _zone(case: Case) -> str:
    return next(iter(case.history.parties.zones()), "UTC")


def test_no_two_examples_of_a_rulebook_share_a_name() -> None:
    names = Counter(each.name for book, examples in BOOKS for each in (*examples, *book.duty_examples))
    assert [name for name, times in names.items() if times > 1] == []
