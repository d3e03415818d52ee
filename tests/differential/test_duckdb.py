"""Same answers: the scalar engine and the set-based one on DuckDB, row for row.

Verdict, clauses, debts, facts and what was missing are compared, on worked examples and cases, on records by chance, and under rulebooks
by chance. ``make differential`` does the same with millions of contacts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forbear.engine.backends.duckdb import DuckDB
from forbear.engine.examples import Case, read_case, read_cases
from forbear.engine.relational.needs import UntranslatableError
from forbear.engine.relational.tables import Profile
from forbear.rules.catalog import all_books
from forbear.rules.format import Rulebook
from tests.support.records_by_chance import Chance, Record
from tests.support.rulebooks_by_chance import Author
from tests.support.two_engines import Asked, asked_at_the_end, differences

CASES = Path(__file__).parents[1] / "cases"
BOOKS = all_books()
NAMES = [book.id for book in BOOKS]
READINGS = pytest.mark.parametrize("in_order", [True, False], ids=["in-order", "listed"])
RECORDS = 1_100
"""Records a book, reading and way of asking: with their contacts, more than a hundred thousand contacts in all."""


def none_differ(found: Iterator[str]) -> None:
    shown = [difference for difference, _ in zip(found, range(2), strict=False)]
    assert not shown, "\n".join(shown)


@READINGS
@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_cases_and_worked_examples_are_answered_alike(book: Rulebook, in_order: bool) -> None:
    examples = [read_case(example.record, example.where) for example in book.examples]
    cases = [case for case in read_cases(CASES / f"{book.id}.jsonl") if isinstance(case, Case) and case.rulebooks == (book.id,)]
    asked = [asked_at_the_end(case.history, case.facts, case.at) for case in (*examples, *cases) if isinstance(case, Case)]
    none_differ(differences(DuckDB(), book, asked, in_order, Profile()))


@READINGS
@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_contacts_to_come_are_judged_alike(book: Rulebook, in_order: bool) -> None:
    records = records_near(book, 11, RECORDS)
    asked = [asked_at_the_end(record.history, facts, at) for record in records for facts, at in record.asks]
    none_differ(differences(DuckDB(), book, asked, in_order))


@READINGS
@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_contacts_of_a_log_are_judged_alike(book: Rulebook, in_order: bool) -> None:
    records = records_near(book, 12, RECORDS)
    none_differ(differences(DuckDB(), book, list(contacts_of(records)), in_order))


@pytest.mark.parametrize("seed", range(16))
def test_rulebooks_by_chance_are_understood_alike(seed: int) -> None:
    book = Author(seed).book(seed)
    records = [Chance(seed).record(14) for _ in range(1)] + [record for record in (Chance(seed * 100 + n).record(14) for n in range(150))]
    asked = [asked_at_the_end(record.history, facts, at) for record in records for facts, at in record.asks]
    try:
        for in_order in (True, False):
            none_differ(differences(DuckDB(), book, asked, in_order, Profile()))
            none_differ(differences(DuckDB(), book, list(contacts_of(records)), in_order))
    except UntranslatableError as refusal:
        assert "differs by debt" in str(refusal) or "reads the count" in str(refusal)


def records_near(book: Rulebook, seed: int, count: int) -> list[Record]:
    """Records like the book's own examples, and some that are like nothing."""
    chance = Chance(seed, [book])
    return [chance.record() if number % 5 == 0 else chance.bent(book) for number in range(count)]


def contacts_of(records: list[Record]) -> Iterator[Asked]:
    """The contacts that collectors began in the records."""
    for record in records:
        for event in record.history.of_kind("contact").events:
            if event.facts.get("direction") == "outbound":
                yield Asked(record.history, seq=event.seq)
