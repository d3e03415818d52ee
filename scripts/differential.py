"""Compare the engines on many contacts by chance, with other seeds than `make test`.

    python scripts/differential.py [--engine duckdb] [--contacts 10000000] [--seed 1000] [--jobs 2]

Rounds of every shipped rulebook, on contacts to come and on contacts of a log (at length, and in the bits of an audit),
and of rulebooks by chance. The first records of each comparison have their free dates compared, too, and the very first
are judged each by itself, since tables that hold little get another program.
A difference is printed with its record, to be kept as a case; exit code 1 where there was one.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, count, islice
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forbear.engine.backends.duckdb import DuckDB
from forbear.engine.backends.spark import Spark
from forbear.engine.relational.loading import Backend
from forbear.engine.relational.needs import UntranslatableError
from forbear.engine.relational.tables import Profile
from forbear.rules.catalog import all_books, get
from forbear.rules.format import Rulebook
from tests.support.records_by_chance import Chance
from tests.support.rulebooks_by_chance import Author
from tests.support.two_engines import Record, alone, contacts_in, differences, differences_of_log, free_dates

RECORDS, ASKS, FREED, ALONE = 2000, 18, 40, 2
BY_CHANCE, RECORDS_BY_CHANCE = 10, 400
"""Rulebooks by chance in each round, and records for each: there the rulebooks are what varies."""
ENGINES: dict[str, Callable[[], Backend]] = {"duckdb": DuckDB, "spark": cache(Spark)}
"""A database for each comparison, or one Spark for all: it takes seconds to start."""


@dataclass(frozen=True)
class Comparison:
    """One rulebook on records drawn from a seed: a shipped one by its id, or one by chance where that is empty."""

    seed: int
    book: str
    of_log: bool
    engine: str

    @property
    def in_order(self) -> bool:
        """Is what is not stated in order? By turns of the seeds."""
        return self.seed % 2 == 0


@dataclass(frozen=True)
class Outcome:
    """How many contacts and free dates were compared, and what differs; ``refused``: no translation."""

    contacts: int = 0
    freed: int = 0
    refused: int = 0
    found: tuple[str, ...] = ()


def main() -> int:
    chosen = _arguments()
    done = freed = refused = 0
    for outcome, seed in _outcomes(_comparisons(chosen.seed, chosen.engine), chosen.jobs):
        if outcome.found:
            print(f"seed {seed}: {len(outcome.found)} differences\n{outcome.found[0]}")
            return 1
        done, freed, refused = done + outcome.contacts, freed + outcome.freed, refused + outcome.refused
        alike = f"{done:,} contacts and {freed:,} free dates alike"
        print(f"seed {seed}: {alike}, {refused} rulebooks by chance not translated", flush=True)
        if done >= chosen.contacts:
            break
    return 0


def _comparisons(first: int, engine: str) -> Iterator[Comparison]:
    """Round after round, without end."""
    for seed in count(first):
        for book in all_books():
            yield from (Comparison(seed, book.id, of_log, engine) for of_log in (False, True))
        yield from (Comparison(seed * BY_CHANCE + number, "", False, engine) for number in range(BY_CHANCE))


def _outcomes(comparisons: Iterable[Comparison], jobs: int) -> Iterator[tuple[Outcome, int]]:
    """What comparisons found, as they end, some at a time."""
    if jobs == 1:
        yield from ((compare(each), each.seed) for each in comparisons)
        return
    todo = iter(comparisons)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        running: dict[Future[Outcome], int] = {}
        try:
            while True:
                running |= {pool.submit(compare, each): each.seed for each in islice(todo, 2 * jobs - len(running))}
                for ended in wait(running, return_when=FIRST_COMPLETED).done:
                    yield ended.result(), running.pop(ended)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def compare(wanted: Comparison) -> Outcome:
    """Both engines on one rulebook and many records."""
    book, records, profile = _drawn(wanted)
    backend = ENGINES[wanted.engine]()
    known = profile and replace(profile, numbered=backend.numbered)
    try:
        found = list(_differences(wanted, backend, book, records, known))
        for record in alone(records[:ALONE]):
            found += _differences(wanted, ENGINES[wanted.engine](), book, [record], None)
        dates = free_dates(backend, [book], records[:FREED], wanted.in_order, known, wanted.of_log)
    except UntranslatableError:
        return Outcome(refused=1)
    found += [f"{book.id}, {date}" for date in dates if not date.alike]
    return Outcome(contacts_in(records, wanted.of_log), sum(date.told for date in dates), 0, tuple(found))


def _differences(
    wanted: Comparison, backend: Backend, book: Rulebook, records: Sequence[Record], profile: Profile | None
) -> Iterator[str]:
    """What the engines answer differently on the contacts of a log, or on those to come."""
    if wanted.of_log:
        return differences_of_log(backend, book, records, wanted.in_order)
    return differences(backend, book, records, wanted.in_order, profile)


def _drawn(wanted: Comparison) -> tuple[Rulebook, list[Record], Profile | None]:
    """A rulebook on records like its own, or one by chance on records like nothing."""
    if not wanted.book:
        chance = Chance(wanted.seed)
        book = Author(wanted.seed).book(wanted.seed)
        return book, [chance.record(14, 6) for _ in range(RECORDS_BY_CHANCE)], Profile()
    book = get(wanted.book)
    chance = Chance(wanted.seed, [book])
    if not wanted.of_log:
        return book, [chance.bent(book, ASKS) for _ in range(RECORDS)], None
    own, any_ = (chance.bent(book, 0) for _ in range(RECORDS)), (chance.record(14, 0) for _ in range(RECORDS))
    return book, [*chain.from_iterable(zip(own, any_, strict=True))], None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare the engines on many contacts by chance.")
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help="what is compared with the scalar engine")
    parser.add_argument("--contacts", type=int, default=10_000_000, help="how many")
    parser.add_argument("--seed", type=int, default=1000, help="of the first round")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes; Spark wants one")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
