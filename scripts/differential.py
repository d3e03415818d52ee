"""Compare the engines on many contacts by chance, with other seeds than `make test`.

    python scripts/differential.py [--engine duckdb] [--contacts 10000000] [--seed 1000]

Rounds of every shipped rulebook, on contacts to come and on contacts of a log, and of a rulebook by chance.
On every tenth record the free dates of what is refused are compared, too.
A difference is printed with its record, to be kept as a case; exit code 1 where there was one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forbear.engine.backends.duckdb import DuckDB
from forbear.engine.backends.spark import Spark
from forbear.engine.relational.loading import Backend
from forbear.engine.relational.needs import UntranslatableError
from forbear.engine.relational.tables import Profile
from forbear.rules.catalog import all_books
from forbear.rules.format import Rulebook
from tests.support.records_by_chance import Chance
from tests.support.rulebooks_by_chance import Author
from tests.support.two_engines import Record, contacts_in, differences, free_dates

RECORDS, ASKS, SHARE = 400, 18, 10
ENGINES: dict[str, Callable[[], Backend]] = {"duckdb": DuckDB, "spark": cache(Spark)}
"""A database for each comparison, or one Spark for all: it takes seconds to start."""


def main() -> int:
    arguments = _arguments()
    done = freed = refused = 0
    for number in count():
        if done >= arguments.contacts:
            break
        for book, records, profile, of_log in _round(arguments.seed + number):
            try:
                backend = ENGINES[arguments.engine]()
                known = profile and replace(profile, numbered=backend.numbered)
                found = list(differences(backend, book, records, number % 2 == 0, known, of_log))
                dates = free_dates(backend, [book], records[::SHARE], number % 2 == 0, known, of_log)
            except UntranslatableError:
                refused += 1
                continue
            done += contacts_in(records, of_log)
            freed += sum(date.told for date in dates)
            found += [f"{book.id}, {date}" for date in dates if not date.alike]
            if found:
                print(f"seed {arguments.seed + number}: {len(found)} differences\n{found[0]}")
                return 1
        alike = f"{done:,} contacts and {freed:,} free dates alike"
        print(f"{alike}, {refused} rulebooks by chance not translated", flush=True)
    return 0


def _round(seed: int) -> Iterator[tuple[Rulebook, list[Record], Profile | None, bool]]:
    """Every shipped rulebook on records like its own, and one by chance on records like nothing."""
    for book in all_books():
        chance = Chance(seed, [book])
        yield book, [chance.bent(book, ASKS) for _ in range(RECORDS)], None, False
        yield book, [chance.bent(book, 0) for _ in range(RECORDS)], None, True
    book, chance = Author(seed).book(seed), Chance(seed)
    yield book, [chance.record(14, 6) for _ in range(RECORDS)], Profile(), False


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare the engines on many contacts by chance.")
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help="what is compared with the scalar engine")
    parser.add_argument("--contacts", type=int, default=10_000_000, help="how many")
    parser.add_argument("--seed", type=int, default=1000, help="of the first round")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
