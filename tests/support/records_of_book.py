"""Records to judge by a rulebook: its worked examples and published cases, and records by chance that are like them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forbear.engine.examples import Case, read_case, read_cases
from forbear.engine.relational.loading import numbered
from forbear.rules.format import Rulebook
from tests.support.records_by_chance import Chance
from tests.support.two_engines import Record

CASES = Path(__file__).parents[1] / "cases"


def worked(book: Rulebook) -> Iterator[Record]:
    """The worked examples of a rulebook, and the published cases about it."""
    path = CASES / f"{book.id}.jsonl"
    examples = [read_case(example.record, example.where) for example in book.examples]
    for case in (*examples, *(read_cases(path) if path.exists() else ())):
        if isinstance(case, Case) and (book.id in case.rulebooks or not case.rulebooks):
            yield Record(numbered(case.history), ((case.facts, case.at),))


def records_near(book: Rulebook, seed: int, count: int, asks: int) -> list[Record]:
    """Records like the book's own examples, and some that are like nothing."""
    chance = Chance(seed, [book])
    return [chance.record(asks=asks) if number % 5 == 0 else chance.bent(book, asks) for number in range(count)]
